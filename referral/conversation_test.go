package referral_test

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// A question stands where answers are owed, on the side that was asked, until it is
// answered; the side that asked waits. Nobody else says or reads anything.
func TestQuestionAndAnswer(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		r, _ := sent(t, n, c.ID, lindung.Identity)
		piles := func(in, out referral.Pile) {
			t.Helper()
			if i, o := queue(t, dara).In[0].Pile(), queue(t, ana).Out[0].Pile(); i != in || o != out {
				t.Errorf("it lies in %q and %q, not in %q and %q", i, o, in, out)
			}
		}
		none := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := referral.Answer(ctx, ana, r.ID, "yes"); !errors.Is(err, referral.ErrStep) {
			t.Errorf("an answer without a question: %v", err)
		}
		none(referral.Ask(ctx, dara, r.ID, "is there a wheelchair?"))
		piles(referral.WithOthers, referral.MustAnswer)
		none(referral.NoteSteps(ctx, ana, r.ID))
		piles(referral.WithOthers, referral.MustAnswer)
		for _, who := range []string{"caseworker@police", "analyst@shelter", "second@shelter", "administrator@hospital"} {
			if err := referral.Tell(ctx, n.As(t, who), r.ID, "x"); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s: %v", who, err)
			}
		}
		none(referral.Answer(ctx, ana, r.ID, "no, they walk"))
		piles(referral.MustAnswer, referral.WithOthers)
		none(referral.Accept(ctx, dara, r.ID, referral.Word{}))
		none(referral.Tell(ctx, dara, r.ID, "they have arrived"))
		piles(referral.OpenWithUs, referral.News)
		none(referral.Ask(ctx, ana, r.ID, "how are they?"))
		piles(referral.MustAnswer, referral.WithOthers)
	})
}

// The conversation closes to the recipient with its referral, whichever way that ends;
// the sender keeps it, and nobody can add to it.
func TestConversationCloses(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		for name, end := range map[string]func(lindung.ReferralID, consent.Grant) error{
			"declined": func(r lindung.ReferralID, _ consent.Grant) error { return referral.Decline(ctx, dara, r, "full", "") },
			"finished": func(r lindung.ReferralID, _ consent.Grant) error {
				return errors.Join(referral.Accept(ctx, dara, r, referral.Word{}), referral.Finish(ctx, dara, r, "given", ""))
			},
			"taken back": func(r lindung.ReferralID, _ consent.Grant) error { return referral.TakeBack(ctx, ana, r, "") },
			"withdrawn": func(_ lindung.ReferralID, g consent.Grant) error {
				return consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID)
			},
		} {
			r, g := sent(t, n, c.ID, lindung.Identity)
			if err := errors.Join(referral.Ask(ctx, dara, r.ID, "who?"), referral.Answer(ctx, ana, r.ID, "their aunt")); err != nil {
				t.Fatal(err)
			}
			talk := func(s access.Session) (n int) {
				x, err := referral.Read(ctx, s, r.ID)
				if err != nil {
					t.Fatal(err)
				}
				for _, st := range x.Steps {
					if st.Words == "who?" || st.Words == "their aunt" {
						n++
					}
				}
				return n
			}
			if talk(dara) != 2 {
				t.Errorf("%s, before: the recipient does not read the answer", name)
			}
			if err := end(r.ID, g); err != nil {
				t.Fatal(err)
			}
			if talk(dara) != 0 || talk(ana) != 2 {
				t.Errorf("%s: the recipient reads %d of the conversation, the sender %d", name, talk(dara), talk(ana))
			}
			for _, s := range []access.Session{ana, dara} {
				if err := referral.Ask(ctx, s, r.ID, "x"); !errors.Is(err, referral.ErrStep) {
					t.Errorf("%s: it can still be added to: %v", name, err)
				}
			}
		}
	})
}
