package referral_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/referral"
)

var ctx = context.Background()

// openCase opens a case with something in several groups.
func openCase(t *testing.T, n *nodetest.Node, s access.Session) cases.Case {
	t.Helper()
	answers := map[string]field.Values{}
	for form, posted := range map[string]url.Values{
		"identity_birth":   {"birth_date": {"1999-02-28"}, "sex": {"Feminine"}},
		"health_needs":     {"medicines": {"insulin"}},
		"situation_wishes": {"situation": {"a long story"}},
	} {
		f, ok := person.Forms.Named(form)
		if !ok {
			t.Fatalf("no form %s", form)
		}
		v, problems := f.Decode(posted, n.Now())
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		answers[form] = v
	}
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: "Siti Contoh", Kind: "official"}}, Answers: answers})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func grant(n *nodetest.Node, org string, groups ...lindung.Group) consent.Grant {
	now := db.At(n.Now())
	return consent.Grant{
		Recipient: n.Orgs[org].ID, Purpose: lindung.Assistance, Groups: groups, From: now, Until: now.Add(30 * 24 * time.Hour),
		Lang: "en", TextVersion: "v1", Detail: consent.Detail{ExplainedBy: "Ana Example"},
	}
}

func ask(n *nodetest.Node, org string) referral.New {
	return referral.New{To: n.Orgs[org].ID, Need: "health", Due: db.At(n.Now()).Add(48 * time.Hour), Words: "please see her today"}
}

func TestNothingLeavesWithoutConsent(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := openCase(t, n, ana)
		if _, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital")); !errors.Is(err, consent.ErrNone) {
			t.Fatalf("got %v, want ErrNone", err)
		}
		dara := n.As(t, "duty_officer@hospital")
		if q, err := referral.Queue(ctx, dara); err != nil || len(q) != 0 {
			t.Errorf("the queue has %d, %v", len(q), err)
		}
		if _, err := consent.Give(ctx, ana, cases.On(c.ID), grant(n, "hospital", lindung.Identity)); err != nil {
			t.Fatal(err)
		}
		if _, err := referral.Send(ctx, ana, c.ID, ask(n, "police")); !errors.Is(err, consent.ErrNone) {
			t.Errorf("to somebody she did not agree to: got %v, want ErrNone", err)
		}
	})
}

// The receiver sees, once it has accepted, what she agreed to and nothing else,
// and nothing any more once she has withdrawn, whatever the referral's state.
func TestViewOpensAndCloses(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		g, err := consent.Give(ctx, ana, cases.On(c.ID), grant(n, "hospital", lindung.Identity, lindung.Health))
		if err != nil {
			t.Fatal(err)
		}
		r, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("before accepting: got %v, want ErrDenied", err)
		}
		if err := referral.Accept(ctx, dara, r.ID); err != nil {
			t.Fatal(err)
		}
		seen, err := cases.Read(ctx, dara, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if seen.Called() != "Siti Contoh" || !seen.May(lindung.Health) || seen.May(lindung.Situation) {
			t.Errorf("the receiver sees groups %v", seen.Groups)
		}
		if _, ok := seen.Sections["situation_wishes"]; ok {
			t.Error("the receiver sees a group that she did not agree to")
		}
		form, _ := person.Forms.Named("identity_birth")
		if err := cases.Save(ctx, dara, c.ID, form, 1, field.Values{}); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the receiver writes into the sender's case: %v", err)
		}
		own, err := referral.Link(ctx, dara, r.ID, cases.New{Names: []person.Name{{Text: "Siti", Kind: "nickname"}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := consent.Withdraw(ctx, ana, cases.On(c.ID), g.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("after withdrawal: got %v, want ErrDenied", err)
		}
		if _, err := cases.Read(ctx, dara, own.ID); err != nil {
			t.Errorf("the receiver's own record: %v", err)
		}
		after, err := referral.Read(ctx, dara, r.ID)
		if err != nil || !after.Withdrawn {
			t.Errorf("the referral does not say that she has withdrawn: %v", err)
		}
	})
}

func TestWithdrawBetweenSendingAndAccepting(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		g, err := consent.Give(ctx, ana, cases.On(c.ID), grant(n, "hospital", lindung.Identity))
		if err != nil {
			t.Fatal(err)
		}
		r, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital"))
		if err != nil {
			t.Fatal(err)
		}
		if err := cases.Close(ctx, ana, c.ID, "own_wish"); err != nil {
			t.Fatal(err)
		}
		if err := consent.Withdraw(ctx, ana, cases.On(c.ID), g.ID); err != nil {
			t.Fatalf("withdrawal on a closed case: %v", err)
		}
		if err := referral.Accept(ctx, dara, r.ID); !errors.Is(err, consent.ErrNone) {
			t.Errorf("got %v, want ErrNone", err)
		}
		if err := consent.Withdraw(ctx, ana, cases.On(c.ID), g.ID); err != nil {
			t.Errorf("withdrawing twice: %v", err)
		}
	})
}

func TestFinishClosesTheViewAndTellsTheSender(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "caseworker@hospital")
		c := openCase(t, n, ana)
		if _, err := consent.Give(ctx, ana, cases.On(c.ID), grant(n, "hospital", lindung.Health)); err != nil {
			t.Fatal(err)
		}
		r, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital"))
		if err != nil {
			t.Fatal(err)
		}
		if err := referral.Finish(ctx, dara, r.ID, "given", ""); !errors.Is(err, referral.ErrStep) {
			t.Errorf("finished before it was accepted: %v", err)
		}
		for _, err := range []error{referral.Accept(ctx, dara, r.ID), referral.Finish(ctx, dara, r.ID, "given", "she is well")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("after it was finished: got %v, want ErrDenied", err)
		}
		out, err := referral.Out(ctx, ana)
		if err != nil || len(out) != 1 {
			t.Fatalf("the sender has %d answers, %v", len(out), err)
		}
		last := out[0].Steps[len(out[0].Steps)-1]
		if last.State != referral.Finished || last.Reason != "given" || last.Words != "she is well" {
			t.Errorf("the last step is %+v", last.State)
		}
		if err := referral.Note(ctx, ana, r.ID); err != nil {
			t.Fatal(err)
		}
		if out, err = referral.Out(ctx, ana); err != nil || len(out) != 0 {
			t.Errorf("noted, and still %d on the list, %v", len(out), err)
		}
	})
}

func TestWhoMaySeeAReferral(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := openCase(t, n, ana)
		if _, err := consent.Give(ctx, ana, cases.On(c.ID), grant(n, "hospital", lindung.Health)); err != nil {
			t.Fatal(err)
		}
		r, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital"))
		if err != nil {
			t.Fatal(err)
		}
		for who, want := range map[string]bool{
			"caseworker@shelter": true, "supervisor@shelter": true, "second@shelter": false, "administrator@shelter": false,
			"duty_officer@hospital": true, "caseworker@hospital": true, "administrator@hospital": false,
			"caseworker@ngo": false, "investigator@police": false,
		} {
			_, err := referral.Read(ctx, n.As(t, who), r.ID)
			if (err == nil) != want {
				t.Errorf("%s: %v", who, err)
			}
		}
	})
}
