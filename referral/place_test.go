package referral_test

import (
	"errors"
	"testing"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// Both sides read until when a place is held. The recipient holds it longer, says that
// the person has come, or gives it free; nobody else does.
func TestHeldPlace(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		r, _ := sent(t, n, openCase(t, n, ana).ID, lindung.Identity)
		tonight, later := db.TimeOf(n.Now().Add(9*time.Hour)), db.TimeOf(n.Now().Add(20*time.Hour))
		holds := func(want db.Time) {
			t.Helper()
			if in, out := queue(t, dara).In[0].HeldUntil(), queue(t, ana).Out[0].HeldUntil(); in != want || out != want {
				t.Errorf("a place is held until %d and %d, not until %d", in, out, want)
			}
		}
		hold := func(answer string, until db.Time) {
			t.Helper()
			if err := referral.Hold(ctx, dara, r.ID, answer, referral.Word{Held: until}); err != nil {
				t.Fatal(err)
			}
		}
		if err := referral.Hold(ctx, dara, r.ID, referral.HoldLonger, referral.Word{Held: later}); !errors.Is(err, referral.ErrStep) {
			t.Errorf("a place of a referral that is not accepted: %v", err)
		}
		if err := referral.Accept(ctx, dara, r.ID, referral.Word{Words: "come at 20:00", Held: tonight}); err != nil {
			t.Fatal(err)
		}
		holds(tonight)
		if x := queue(t, ana).Out[0]; x.Steps[len(x.Steps)-1].Words != "come at 20:00" {
			t.Error("the sender does not read the word of the acceptance")
		}
		if err := referral.Hold(ctx, ana, r.ID, referral.HoldFree, referral.Word{}); !errors.Is(err, referral.ErrStep) {
			t.Errorf("the sender frees a place: %v", err)
		}
		hold(referral.HoldLonger, later)
		holds(later)
		hold(referral.HoldCame, later)
		holds(0)
		if err := referral.Hold(ctx, dara, r.ID, referral.HoldFree, referral.Word{}); !errors.Is(err, referral.ErrStep) {
			t.Errorf("a place that is not held is freed: %v", err)
		}
		hold(referral.HoldLonger, tonight)
		if err := referral.Finish(ctx, dara, r.ID, "given", ""); err != nil {
			t.Fatal(err)
		}
		if x, err := referral.Read(ctx, ana, r.ID); err != nil || x.HeldUntil() != 0 {
			t.Errorf("a place is held by a referral that is finished: %d, %v", x.HeldUntil(), err)
		}
	})
}

// A withdrawal ends the place too.
func TestHeldPlaceEndsWithConsent(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		r, g := sent(t, n, c.ID, lindung.Identity)
		err := errors.Join(referral.Accept(ctx, dara, r.ID, referral.Word{Held: db.TimeOf(n.Now().Add(time.Hour))}),
			consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID))
		if err != nil {
			t.Fatal(err)
		}
		if x, err := referral.Read(ctx, ana, r.ID); err != nil || x.HeldUntil() != 0 {
			t.Errorf("a place is held although the person has withdrawn: %d, %v", x.HeldUntil(), err)
		}
		if err := referral.Hold(ctx, dara, r.ID, referral.HoldLonger, referral.Word{Held: db.TimeOf(n.Now().Add(time.Hour))}); !errors.Is(err, referral.ErrStep) {
			t.Errorf("it is still held longer: %v", err)
		}
	})
}

// A place is held until a moment that is to come, and not for years.
func TestHeldUntil(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		dara := n.As(t, "duty_officer@hospital")
		r, _ := sent(t, n, openCase(t, n, n.As(t, "caseworker@shelter")).ID, lindung.Identity)
		for name, until := range map[string]time.Duration{"now": 0, "yesterday": -24 * time.Hour, "next year": 365 * 24 * time.Hour} {
			w := referral.Word{Held: db.TimeOf(n.Now().Add(until))}
			for act, err := range map[string]error{
				"accept": referral.Accept(ctx, dara, r.ID, w), "hold": referral.Hold(ctx, dara, r.ID, referral.HoldLonger, w),
			} {
				var ps field.Problems
				if !errors.As(err, &ps) || ps[0].Field != "held" {
					t.Errorf("%s, %s: %v", act, name, err)
				}
			}
		}
	})
}
