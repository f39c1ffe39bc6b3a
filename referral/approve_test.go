package referral_test

import (
	"errors"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// Which referrals wait for approval follows from what the organisation has set.
func TestMustApprove(t *testing.T) {
	org, body := consent.ToOrg("hospital"), consent.ToBody("clinic")
	for _, c := range []struct {
		set              int
		org, body, whole bool
	}{{0, false, false, false}, {1, false, true, true}, {2, true, true, true}} {
		o, b, w := referral.MustApprove(c.set, org, "health"), referral.MustApprove(c.set, body, "health"), referral.MustApprove(c.set, org, referral.WholeCase)
		if o != c.org || b != c.body || w != c.whole {
			t.Errorf("%d: to an organisation %v, to an outside body %v, of the whole case %v", c.set, o, b, w)
		}
	}
}

// A referral that waits for approval has not left: its recipient learns nothing. A second
// person who supervises lets it leave, or refuses it with words; who asked for it does not.
func TestApprove(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Set(t, "shelter", access.ApproveReferrals, 2)
		n.Clock.Add(30 * 24 * time.Hour) // no one is new any more
		ana, sup, dara := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		g := agreed(t, n, c.ID, "hospital", lindung.Identity)
		propose := func(by access.Session) referral.Referral {
			t.Helper()
			r, err := referral.Send(ctx, by, c.ID, ask(n, "hospital", g))
			if err != nil || r.State != referral.Proposed {
				t.Fatal(r.State, err)
			}
			return r
		}
		hidden := func(id lindung.ReferralID) {
			t.Helper()
			if _, err := referral.Read(ctx, dara, id); !errors.Is(err, access.ErrDenied) {
				t.Errorf("the recipient reads it: %v", err)
			}
			for _, x := range queue(t, dara).In {
				if x.ID == id {
					t.Error("the recipient sees it in its queue")
				}
			}
			for _, err := range []error{referral.Accept(ctx, dara, id, referral.Word{}), referral.Ask(ctx, dara, id, "who?"), referral.Decline(ctx, dara, id, "full", "")} {
				if !errors.Is(err, access.ErrDenied) {
					t.Errorf("the recipient acts on it: %v", err)
				}
			}
		}
		state := func(id lindung.ReferralID, want referral.State) referral.Referral {
			t.Helper()
			x, err := referral.Read(ctx, ana, id)
			if err != nil || x.State != want {
				t.Fatalf("it is %s, not %s: %v", x.State, want, err)
			}
			return x
		}

		r := propose(ana)
		hidden(r.ID)
		if err := referral.Accept(ctx, ana, r.ID, referral.Word{}); !errors.Is(err, referral.ErrStep) {
			t.Errorf("the sender accepts it in the place of the recipient: %v", err)
		}
		for who, s := range map[string]access.Session{"who asked": ana, "another worker": n.As(t, "second@shelter"), "the recipient": dara, "a supervisor elsewhere": n.As(t, "supervisor@police")} {
			if err := referral.Approve(ctx, s, r.ID); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s approves: %v", who, err)
			}
		}
		n.Clock.Add(5 * time.Hour)
		if err := referral.Approve(ctx, sup, r.ID); err != nil {
			t.Fatal(err)
		}
		if x := state(r.ID, referral.Sent); x.Due != r.Due.Add(5*time.Hour) {
			t.Errorf("the time that it waited is taken from the recipient: %d", x.Due-r.Due)
		}
		if x, err := referral.Read(ctx, dara, r.ID); err != nil || len(x.Steps) != 1 || x.Pile() != referral.MustAnswer {
			t.Errorf("the recipient reads %d steps, %s, %v", len(x.Steps), x.Pile(), err)
		}

		r = propose(ana)
		var ps field.Problems
		if err := referral.Refuse(ctx, sup, r.ID, " "); !errors.As(err, &ps) {
			t.Errorf("refused without words: %v", err)
		}
		if err := referral.Refuse(ctx, sup, r.ID, "ask them about the police first"); err != nil {
			t.Fatal(err)
		}
		if x := state(r.ID, referral.Refused); x.Pile() != referral.News {
			t.Errorf("who asked for it does not hear: %s", x.Pile())
		}
		hidden(r.ID)
		if err := referral.NoteSteps(ctx, ana, r.ID); err != nil || state(r.ID, referral.Refused).Pile() != referral.Done {
			t.Errorf("what was refused stays in the list: %v", err)
		}

		r = propose(sup)
		if err := referral.Approve(ctx, sup, r.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("a supervisor approves their own: %v", err)
		}
		if err := referral.TakeBack(ctx, ana, r.ID, ""); err != nil {
			t.Fatal(err)
		}
		hidden(r.ID)

		r = propose(ana)
		if err := consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID); err != nil {
			t.Fatal(err)
		}
		if err := referral.Approve(ctx, sup, r.ID); !errors.Is(err, consent.ErrNoConsent) {
			t.Errorf("approved after the withdrawal: %v", err)
		}
		state(r.ID, referral.Proposed)
		hidden(r.ID)
	})
}
