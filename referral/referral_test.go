package referral_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
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
	now := db.TimeOf(n.Now())
	return consent.Grant{
		Recipient: consent.ToOrg(n.Orgs[org].ID), Purpose: lindung.Assistance, Groups: groups, From: now, Until: now.Add(30 * 24 * time.Hour),
		Lang: "en", TextVersion: "v1", Detail: consent.Detail{ExplainedBy: "Ana Example"},
	}
}

// agreed gives a consent of the case to an organisation.
func agreed(t *testing.T, n *nodetest.Node, id lindung.CaseID, org string, groups ...lindung.Group) consent.Grant {
	t.Helper()
	return agreedBy(t, n, "caseworker@shelter", id, org, groups...)
}

func agreedBy(t *testing.T, n *nodetest.Node, who string, id lindung.CaseID, org string, groups ...lindung.Group) consent.Grant {
	t.Helper()
	g, err := consent.Give(ctx, n.As(t, who), cases.Target(id), grant(n, org, groups...))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// ask is a referral to an organisation that is based on grants.
func ask(n *nodetest.Node, org string, on ...consent.Grant) referral.New {
	r := referral.New{To: consent.ToOrg(n.Orgs[org].ID), Need: "health", Due: db.TimeOf(n.Now()).Add(48 * time.Hour), Words: "please see them today"}
	for _, g := range on {
		r.BasedOn = append(r.BasedOn, string(g.ID))
	}
	return r
}

// sent refers a case to the hospital with a new consent.
func sent(t *testing.T, n *nodetest.Node, id lindung.CaseID, groups ...lindung.Group) (referral.Referral, consent.Grant) {
	t.Helper()
	g := agreed(t, n, id, "hospital", groups...)
	r, err := referral.Send(ctx, n.As(t, "caseworker@shelter"), id, ask(n, "hospital", g))
	if err != nil {
		t.Fatal(err)
	}
	return r, g
}

func queue(t *testing.T, s access.Session) referral.Queue {
	t.Helper()
	b, err := referral.ReadQueue(ctx, s, referral.Cursor{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNothingLeavesWithoutConsent(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c, other := openCase(t, n, ana), openCase(t, n, ana)
		if _, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital")); !errors.Is(err, consent.ErrNoConsent) {
			t.Fatalf("got %v, want ErrNone", err)
		}
		if b := queue(t, n.As(t, "duty_officer@hospital")); len(b.In) != 0 {
			t.Errorf("the queue has %d", len(b.In))
		}
		g, elsewhere, past := agreed(t, n, c.ID, "hospital", lindung.Identity), agreed(t, n, other.ID, "hospital", lindung.Identity), agreed(t, n, c.ID, "hospital", lindung.Health)
		if err := consent.Withdraw(ctx, ana, cases.Target(c.ID), past.ID); err != nil {
			t.Fatal(err)
		}
		for what, r := range map[string]referral.New{
			"to somebody the person did not agree to": ask(n, "police", g), "on the consent of another case": ask(n, "hospital", elsewhere),
			"on one that was withdrawn": ask(n, "hospital", past), "on one of two that was withdrawn": ask(n, "hospital", g, past),
		} {
			if _, err := referral.Send(ctx, ana, c.ID, r); !errors.Is(err, consent.ErrNoConsent) {
				t.Errorf("%s: got %v, want ErrNone", what, err)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	whole := referral.New{To: consent.ToOrg("aaaaaaaaaaaaaaaaaaaaaaaaaa"), Need: "health", Due: 200}
	if got := whole.Check(100); len(got) > 0 {
		t.Error(got)
	}
	bad := referral.New{Need: "x", Due: 100, Words: strings.Repeat("x", 5001)}
	var at []string
	for _, p := range bad.Check(100) {
		at = append(at, p.Field)
	}
	if want := []string{"recipient", "need", "due", "words"}; !slices.Equal(at, want) {
		t.Errorf("%v, not %v", at, want)
	}
}

// What is missing for a step comes back by field, before anything is asked of the
// database.
func TestStepProblems(t *testing.T) {
	long := strings.Repeat("x", 5001)
	var none access.Session
	for want, err := range map[string]error{
		"decline_reason": referral.Decline(ctx, none, "r", "x", ""), "decline_words": referral.Decline(ctx, none, "r", "full", long),
		"outcome": referral.Finish(ctx, none, "r", "x", ""), "outcome_words": referral.Finish(ctx, none, "r", "given", long),
		"back_words": referral.TakeBack(ctx, none, "r", long),
	} {
		var ps field.Problems
		if !errors.As(err, &ps) || len(ps) != 1 || ps[0].Field != want {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// The receiver sees, once it has accepted, what the person agreed to and nothing
// else, and nothing any more after a withdrawal, whatever the referral's state.
func TestViewOpensAndCloses(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		r, g := sent(t, n, c.ID, lindung.Identity, lindung.Health)
		if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("before accepting: got %v, want ErrDenied", err)
		}
		if err := referral.Accept(ctx, dara, r.ID, referral.Word{}); err != nil {
			t.Fatal(err)
		}
		seen, err := cases.Read(ctx, dara, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if seen.Called() != "Siti Contoh" || !seen.MayRead(lindung.Health) || seen.MayRead(lindung.Situation) {
			t.Errorf("the receiver sees groups %v", seen.Groups)
		}
		if _, ok := seen.Sections["situation_wishes"]; ok {
			t.Error("the receiver sees a group that was not agreed to")
		}
		form, _ := person.Forms.Named("identity_birth")
		if err := cases.SaveForm(ctx, dara, c.ID, form, 1, field.Values{}); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the receiver writes into the sender's case: %v", err)
		}
		own, err := referral.OpenLinkedCase(ctx, dara, r.ID, func(tx *access.Tx, r referral.Referral) (cases.Case, error) {
			return cases.OpenIn(tx, cases.New{Names: []person.Name{{Text: "Siti", Kind: "nickname"}}, Referral: r.ID})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("after withdrawal: got %v, want ErrDenied", err)
		}
		if _, err := cases.Read(ctx, dara, own.ID); err != nil {
			t.Errorf("the receiver's own record: %v", err)
		}
		after, err := referral.Read(ctx, dara, r.ID)
		if err != nil || !after.Over() || after.Pile() != referral.News {
			t.Errorf("the referral does not say that the consent was withdrawn: %v", err)
		}
	})
}

func TestWithdrawBetweenSendingAndAccepting(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		r, g := sent(t, n, c.ID, lindung.Identity)
		if err := cases.Close(ctx, ana, c.ID, "own_wish"); err != nil {
			t.Fatal(err)
		}
		if err := consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID); err != nil {
			t.Fatalf("withdrawal on a closed case: %v", err)
		}
		if err := referral.Accept(ctx, dara, r.ID, referral.Word{}); !errors.Is(err, consent.ErrNoConsent) {
			t.Errorf("got %v, want ErrNone", err)
		}
		if err := consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID); err != nil {
			t.Errorf("withdrawing twice: %v", err)
		}
	})
}

func TestFinishClosesTheViewAndTellsTheSender(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "caseworker@hospital")
		c := openCase(t, n, ana)
		r, _ := sent(t, n, c.ID, lindung.Health)
		if err := referral.Finish(ctx, dara, r.ID, "given", ""); !errors.Is(err, referral.ErrStep) {
			t.Errorf("finished before it was accepted: %v", err)
		}
		for _, err := range []error{referral.Accept(ctx, dara, r.ID, referral.Word{}), referral.Finish(ctx, dara, r.ID, "given", "all is well")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("after it was finished: got %v, want ErrDenied", err)
		}
		out := queue(t, ana).Out
		if len(out) != 1 || out[0].Pile() != referral.News {
			t.Fatalf("the sender has %d answers", len(out))
		}
		last := out[0].Steps[len(out[0].Steps)-1]
		if last.State != referral.Finished || last.Reason != "given" || last.Words != "all is well" || !out[0].IsNew(last) {
			t.Errorf("the last step is %+v", last.State)
		}
		if err := referral.NoteSteps(ctx, ana, r.ID); err != nil {
			t.Fatal(err)
		}
		if out = queue(t, ana).Out; len(out) != 0 {
			t.Errorf("noted, and still %d on the list", len(out))
		}
	})
}

func TestWhoMaySeeAReferral(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := openCase(t, n, ana)
		r, _ := sent(t, n, c.ID, lindung.Health)
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
