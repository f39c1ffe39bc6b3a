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
	"lindung/person"
	"lindung/referral"
)

// urgent is a referral to the hospital of someone who was told that an emergency can open
// more; only their situation was agreed to.
func urgent(t *testing.T, n *nodetest.Node) (cases.Case, consent.Grant, lindung.ReferralID) {
	t.Helper()
	ana := n.As(t, "caseworker@shelter")
	n.Set(t, "shelter", access.Emergency, 1)
	c := openCase(t, n, ana)
	g := grant(n, "hospital", lindung.Situation)
	g.TextVersion = consent.CurrentVersion
	g, err := consent.Give(ctx, ana, cases.Target(c.ID), g)
	if err != nil {
		t.Fatal(err)
	}
	r, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital", g))
	if err != nil {
		t.Fatal(err)
	}
	return c, g, r.ID
}

// TestEmergency: two people of the receiver open the case for an hour, and only what may
// save a life; the sender's supervisor sees it and judges it; a withdrawal closes it.
func TestEmergency(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, g, id := urgent(t, n)
		dara, second := n.As(t, "duty_officer@hospital").SteppedUp(true), n.As(t, "second@hospital").SteppedUp(true)
		detective, lead := n.As(t, "investigator@hospital"), n.As(t, "supervisor@shelter")
		reads := func(s access.Session) []lindung.Group {
			t.Helper()
			got, err := cases.Read(ctx, s, c.ID)
			if err != nil && !errors.Is(err, access.ErrDenied) {
				t.Fatal(err)
			}
			return got.Groups
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		only := func(s access.Session) string {
			t.Helper()
			all, err := referral.ListEmergencies(ctx, s)
			if err != nil || len(all) != 1 {
				t.Fatalf("%d emergencies, %v", len(all), err)
			}
			return all[0].ID
		}
		if err := referral.OpenEmergency(ctx, dara, id, "attack", " "); !errors.As(err, new(field.Problems)) {
			t.Errorf("without saying why: %v", err)
		}
		if err := referral.OpenEmergency(ctx, n.As(t, "duty_officer@hospital"), id, "attack", "Contoh"); !errors.Is(err, access.ErrStepUp) {
			t.Errorf("without a second proof: %v", err)
		}
		if err := referral.OpenEmergency(ctx, n.As(t, "duty_officer@police").SteppedUp(true), id, "attack", "Contoh"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("by who is not the receiver: %v", err)
		}
		must(referral.OpenEmergency(ctx, dara, id, "attack", "Contoh"))
		if got := reads(dara); len(got) != 0 {
			t.Errorf("before a second person: %v", got)
		}
		e := only(second)
		if err := referral.ConfirmEmergency(ctx, dara, e); !errors.Is(err, access.ErrDenied) {
			t.Errorf("confirmed by who asks: %v", err)
		}
		must(referral.ConfirmEmergency(ctx, second, e))
		if got := reads(second); len(got) != 4 || got[0] != lindung.Identity || got[3] != lindung.Health {
			t.Errorf("confirmed: %v", got)
		}
		if got := reads(detective); len(got) != 3 {
			t.Errorf("an investigator reads %v", got)
		}
		if err := cases.SaveForm(ctx, dara, c.ID, person.SafeContact, 0, field.Values{}); !errors.Is(err, access.ErrDenied) {
			t.Errorf("an emergency changes a case: %v", err)
		}
		if _, err := referral.ListEmergencies(ctx, lead); err != nil || only(lead) != e {
			t.Errorf("the supervisor does not see it: %v", err)
		}
		if q := queue(t, lead); len(q.InPile(referral.News)) != 1 {
			t.Error("it is no news for the sender")
		}
		n.Clock.Add(time.Hour)
		if got := reads(second); len(got) != 0 {
			t.Errorf("after the hour: %v", got)
		}
		if err := referral.JudgeEmergency(ctx, n.As(t, "caseworker@shelter"), e, "justified", "Contoh"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("judged by a caseworker: %v", err)
		}
		must(referral.JudgeEmergency(ctx, lead, e, "justified", "Contoh"))
		u, err := referral.ReadEmergency(ctx, dara, e)
		if err != nil || u.Verdict != "justified" || u.Words.Judged == "" || u.Asker == "" {
			t.Errorf("the receiver reads %+v, %v", u.Verdict, err)
		}
		if all, err := referral.ListEmergencies(ctx, lead); err != nil || len(all) != 0 {
			t.Errorf("judged, and still asked: %v", err)
		}

		must(referral.OpenEmergency(ctx, dara, id, "health", "Contoh"))
		n.Clock.Add(consent.EmergencyWait)
		if got := reads(dara); len(got) != 4 {
			t.Errorf("nobody has answered: %v", got)
		}
		must(consent.Withdraw(ctx, n.As(t, "caseworker@shelter"), cases.Target(c.ID), g.ID))
		if got := reads(dara); len(got) != 0 {
			t.Errorf("withdrawn: %v", got)
		}
		var barred *referral.BarredError
		n.Clock.Add(2 * time.Hour)
		if err := referral.OpenEmergency(ctx, dara, id, "health", "Contoh"); !errors.As(err, &barred) || barred.Why != consent.EmergencyWithdrawn {
			t.Errorf("asked after the withdrawal: %v", err)
		}
	})
}

// TestEmergencyEnds: whoever may end it ends it at once, and what the organisation does
// not allow any more closes too. What the sender has closed opens again once it sends a new
// referral, and not before.
func TestEmergencyEnds(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, g, id := urgent(t, n)
		dara := n.As(t, "duty_officer@hospital").SteppedUp(true)
		open := func() (string, bool) {
			t.Helper()
			if err := referral.OpenEmergency(ctx, dara, id, "missing", "Contoh"); err != nil {
				t.Fatal(err)
			}
			all, err := referral.ListEmergencies(ctx, dara)
			if err != nil || len(all) != 1 {
				t.Fatalf("%d emergencies, %v", len(all), err)
			}
			n.Clock.Add(consent.EmergencyWait)
			_, err = cases.Read(ctx, dara, c.ID)
			return all[0].ID, err == nil
		}
		for _, name := range []string{"second@hospital", "duty_officer@shelter"} {
			end := func(e string) error { return referral.EndEmergency(ctx, n.As(t, name), e) }
			e, reads := open()
			if !reads {
				t.Fatalf("%s: it does not open", name)
			}
			if err := end(e); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s: still open: %v", name, err)
			}
		}
		chained := func() {
			t.Helper()
			var barred *referral.BarredError
			err := referral.OpenEmergency(ctx, dara, id, "missing", "Contoh")
			if !errors.As(err, &barred) || barred.Why != referral.EmergencyWord {
				t.Errorf("the receiver opens it again: %v", err)
			}
		}
		resent := func() {
			t.Helper()
			n.Clock.Add(time.Minute)
			r, err := referral.Send(ctx, n.As(t, "caseworker@shelter"), c.ID, ask(n, "hospital", g))
			if err != nil {
				t.Fatal(err)
			}
			id = r.ID
		}
		chained()
		resent()
		e, _ := open()
		if err := referral.JudgeEmergency(ctx, n.As(t, "supervisor@shelter"), e, "not_justified", "Contoh"); err != nil {
			t.Fatal(err)
		}
		n.Clock.Add(2 * time.Hour)
		chained()
		resent()
		if e, _ := open(); referral.ConfirmEmergency(ctx, n.As(t, "second@hospital").SteppedUp(true), e) == nil {
			t.Error("what is open is confirmed")
		}
		if err := referral.TakeBack(ctx, n.As(t, "caseworker@shelter"), id, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("taken back, and still open: %v", err)
		}
	})
}

// TestEmergencyOfProtected: of a protected case nobody opens more than was agreed to, also
// not by an emergency that had opened before, and why is not told.
func TestEmergencyOfProtected(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		c, _, id := urgent(t, n)
		dara := n.As(t, "duty_officer@hospital").SteppedUp(true)
		if err := referral.OpenEmergency(ctx, dara, id, "missing", "Contoh"); err != nil {
			t.Fatal(err)
		}
		n.Clock.Add(consent.EmergencyWait)
		if _, err := cases.Read(ctx, dara, c.ID); err != nil {
			t.Fatal(err)
		}
		named := []lindung.ActorID{n.ID("caseworker@shelter"), n.ID("second@shelter")}
		if err := cases.Protect(ctx, n.As(t, "caseworker@shelter").SteppedUp(true), c.ID, named); err != nil {
			t.Fatal(err)
		}
		if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("protected, and still open: %v", err)
		}
		n.Clock.Add(2 * time.Hour)
		var barred *referral.BarredError
		if err := referral.OpenEmergency(ctx, dara, id, "missing", "Contoh"); !errors.As(err, &barred) || barred.Why != referral.EmergencyKept {
			t.Errorf("of a protected case: %v", err)
		}
	})
}
