package referral_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// A reminder is for what is late, and is sent once a day, however often it is asked for.
func TestRemind(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		r, _ := sent(t, n, openCase(t, n, ana).ID, lindung.Identity)
		if err := referral.Remind(ctx, ana, r.ID); !errors.Is(err, referral.ErrStep) {
			t.Errorf("a reminder before the day: %v", err)
		}
		n.Clock.Add(49 * time.Hour)
		if err := referral.Remind(ctx, dara, r.ID); !errors.Is(err, referral.ErrStep) {
			t.Errorf("the recipient reminds itself: %v", err)
		}
		if err := referral.Remind(ctx, ana, r.ID); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			if err := referral.Remind(ctx, ana, r.ID); !errors.Is(err, referral.ErrReminded) {
				t.Errorf("another reminder at once: %v", err)
			}
		}
		if x := queue(t, dara).In[0]; !x.HasNews() || x.Pile() != referral.MustAnswer {
			t.Errorf("the recipient does not see it: %v, %s", x.HasNews(), x.Pile())
		}
		n.Clock.Add(24 * time.Hour)
		if err := referral.Remind(ctx, ana, r.ID); err != nil {
			t.Errorf("the next day: %v", err)
		}
	})
}

// After a withdrawal the sender reminds whoever has not said what became of what they had,
// once the days for it are over.
func TestRemindOfTheEnd(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		r, g := sent(t, n, c.ID, lindung.Identity)
		if err := consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID); err != nil {
			t.Fatal(err)
		}
		if err := referral.Remind(ctx, ana, r.ID); !errors.Is(err, referral.ErrStep) {
			t.Errorf("a reminder at once: %v", err)
		}
		n.Clock.Add(4 * 24 * time.Hour)
		if err := referral.Remind(ctx, ana, r.ID); err != nil {
			t.Errorf("after the days: %v", err)
		}
		if err := referral.AnswerEnd(ctx, dara, r.ID, "erased", ""); err != nil {
			t.Fatal(err)
		}
		n.Clock.Add(2 * 24 * time.Hour)
		if err := referral.Remind(ctx, ana, r.ID); !errors.Is(err, referral.ErrStep) {
			t.Errorf("after the answer: %v", err)
		}
	})
}

// Another organisation is asked on its own consent. The earlier referral is cancelled in
// the same act if the sender says so, and nothing is sent when it was answered meanwhile.
func TestAskAnother(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		r, g := sent(t, n, c.ID, lindung.Identity)
		other := agreed(t, n, c.ID, "police", lindung.Identity)
		next := func(from referral.Referral, cancel bool, on ...consent.Grant) (referral.Referral, error) {
			x := ask(n, "police", on...)
			x.Instead = referral.EarlierOf(from)
			x.Instead.Cancel = cancel
			return referral.Send(ctx, ana, c.ID, x)
		}
		of := func(id lindung.ReferralID) referral.Referral {
			x, err := referral.Read(ctx, ana, id)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		if of(r.ID).MayAskAnother(n.Now()) {
			t.Error("another can be asked before anything is late")
		}
		n.Clock.Add(49 * time.Hour)
		late := of(r.ID)
		if !late.MayAskAnother(n.Now()) {
			t.Error("no other can be asked although it is late")
		}
		if _, err := next(late, true, g); !errors.Is(err, consent.ErrNoConsent) || of(r.ID).State != referral.Sent {
			t.Errorf("on the consent for the first: %v, %s", err, of(r.ID).State)
		}
		sent, err := next(late, true, other)
		if err != nil || of(r.ID).State != referral.TakenBack || of(sent.ID).State != referral.Sent {
			t.Fatalf("%v: the first is %s", err, of(r.ID).State)
		}

		r, err = referral.Send(ctx, ana, c.ID, ask(n, "hospital", g))
		if err != nil {
			t.Fatal(err)
		}
		n.Clock.Add(49 * time.Hour)
		late = of(r.ID)
		if err := referral.Accept(ctx, dara, r.ID, referral.Word{}); err != nil {
			t.Fatal(err)
		}
		before := len(queue(t, ana).Out)
		if _, err := next(late, true, other); !errors.Is(err, lindung.ErrConflict) || of(r.ID).State != referral.Accepted {
			t.Errorf("it was accepted meanwhile: %v, %s", err, of(r.ID).State)
		}
		if len(queue(t, ana).Out) != before {
			t.Error("something was sent although the first was accepted meanwhile")
		}
		elsewhere := openCase(t, n, ana)
		on := agreed(t, n, elsewhere.ID, "police", lindung.Identity)
		x := ask(n, "police", on)
		x.Instead = referral.EarlierOf(of(r.ID))
		if _, err := referral.Send(ctx, ana, elsewhere.ID, x); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("instead of a referral of another case: %v", err)
		}
	})
}

// After a decline its news is noted with the asking of another.
func TestAskAnotherNotesTheDecline(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		r, _ := sent(t, n, c.ID, lindung.Identity)
		if err := referral.Decline(ctx, dara, r.ID, "full", ""); err != nil {
			t.Fatal(err)
		}
		x := ask(n, "police", agreed(t, n, c.ID, "police", lindung.Identity))
		x.Due = db.TimeOf(n.Now().Add(time.Hour))
		old, err := referral.Read(ctx, ana, r.ID)
		x.Instead = referral.EarlierOf(old)
		if err != nil || !old.MayAskAnother(n.Now()) {
			t.Fatal("no other can be asked after a decline", err)
		}
		if _, err := referral.Send(ctx, ana, c.ID, x); err != nil {
			t.Fatal(err)
		}
		if old, err = referral.Read(ctx, ana, r.ID); err != nil || old.HasNews() || old.State != referral.Declined {
			t.Errorf("the decline is %s, new %v, %v", old.State, old.HasNews(), err)
		}
	})
}

// Where every referral is approved, the earlier one stays until the new one has left.
func TestAskAnotherWaits(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Clock.Add(30 * 24 * time.Hour)
		ana := n.As(t, "caseworker@shelter")
		c := openCase(t, n, ana)
		r, _ := sent(t, n, c.ID, lindung.Identity)
		n.Set(t, "shelter", access.ApproveReferrals, 2)
		n.Clock.Add(49 * time.Hour)
		late, err := referral.Read(ctx, ana, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		x := ask(n, "police", agreed(t, n, c.ID, "police", lindung.Identity))
		x.Instead = referral.EarlierOf(late)
		x.Instead.Cancel = true
		other, err := referral.Send(ctx, ana, c.ID, x)
		if err != nil || other.State != referral.Proposed {
			t.Fatal(other.State, err)
		}
		if now, err := referral.Read(ctx, ana, r.ID); err != nil || now.State != referral.Sent {
			t.Errorf("the earlier one is cancelled for one that has not left: %s, %v", now.State, err)
		}
		if err := referral.NoteSteps(ctx, ana, other.ID); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(queue(t, ana).Out, func(q referral.Referral) bool { return q.ID == other.ID }) {
			t.Error("what waits for approval leaves the list when it is noted")
		}
	})
}
