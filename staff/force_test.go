package staff

import (
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
)

// TestTooLike: a second password is not one that is typed by mistake for the first.
func TestTooLike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"three small boats", "three small boats", true},
		{"three small boats", "Three Small Boats", true},
		{"three small boats", "threesmallboats", true},
		{"three small boats", "three small boats 2", true},
		{"three small boats", "three small goats", true},
		{"three small boats", "thr33 sm4ll b0ats", true},
		{"three small boats", "seven green lamps", false},
		{"three small boats", "boats small three", false},
		{"", "seven green lamps", true},
	} {
		if got := tooLike(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %v", c.a, c.b, got)
		}
	}
}

// force lets a worker choose their second password.
func (w *hand) force(password string) {
	w.t.Helper()
	bad, err := w.door.SetSecondPassword(w.ctx, w.signIn().Session.SteppedUp(true), w.password, password)
	if bad != nil || err != nil {
		w.t.Fatal(bad, err)
	}
}

// with signs in with a password, and says whether it was under force.
func (w *hand) with(password string) (access.Session, bool) {
	w.t.Helper()
	in, err := w.try(password, w.code())
	w.must(err)
	w.clock.Add(time.Minute)
	s, err := w.door.Resume(w.ctx, Ticket{hashToken(in.Token)})
	w.must(err)
	if s.IsForced() != in.Session.IsForced() {
		w.t.Fatal("the session is another one when it goes on")
	}
	return s, s.IsForced()
}

const calm = "seven green lamps"

// TestUnderForce: the second password opens a session of nowhere, ends the others and
// raises the alarm; while it stands each password does, and only another supervisor
// ends it.
func TestUnderForce(t *testing.T) {
	houses(t, func(h *house) {
		ana, sup := h.add("ana", lindung.Caseworker, lindung.Supervisor), h.add("sup", lindung.Supervisor)
		bad, err := h.door.SetSecondPassword(h.ctx, ana.signIn().Session.SteppedUp(true), ana.password, "three small goats")
		if h.must(err); bad == nil || bad.Key != "problem.password.alike" {
			t.Fatalf("a password that is like the first: %v", bad)
		}
		_, err = h.door.SetSecondPassword(h.ctx, ana.signIn().Session, ana.password, calm)
		h.wants(err, access.ErrStepUp)
		ana.force(calm)

		open, forced := ana.with(ana.password)
		if forced {
			t.Fatal("the first password is no sign of force")
		}
		s, forced := ana.with(calm)
		if !forced || s.Actor().Org != access.Nowhere || s.Actor().OrgName != "Example Shelter" {
			t.Fatalf("the second password opens %+v", s.Actor())
		}
		_, err = h.door.Resume(h.ctx, Ticket{open.OpenedWith()})
		h.wants(err, lindung.ErrNotFound)
		h.wants(h.door.missedIf(h.ctx, s, nil), nil)
		if _, again := ana.with(ana.password); !again {
			t.Error("while the alarm stands, the first password opens cases")
		}
		_, err = ana.try("not one of them", ana.code())
		h.wants(err, ErrSignIn)

		seen, err := Alarms(h.ctx, sup.signIn().Session)
		if h.must(err); len(seen) != 1 || seen[0].Actor != ana.id || !seen[0].Ends || seen[0].Name != "Ana Example" {
			t.Fatalf("the supervisor sees %+v", seen)
		}
		if mine, err := Alarms(h.ctx, s); err != nil || len(mine) != 0 {
			t.Errorf("under force they see %+v, %v", mine, err)
		}
		h.wants(EndAlarm(h.ctx, s.SteppedUp(true), seen[0].ID, ""), access.ErrDenied)
		h.wants(EndAlarm(h.ctx, sup.signIn().Session, seen[0].ID, ""), access.ErrStepUp)
		h.must(EndAlarm(h.ctx, sup.signIn().Session.SteppedUp(true), seen[0].ID, ""))
		if _, forced := ana.with(ana.password); forced {
			t.Error("after the alarm the first password still opens nothing")
		}
		if _, err := ana.try(ana.password, ana.codes[0]); err == nil {
			t.Error("a recovery code that others may have seen still works")
		}
		if _, forced := ana.with(calm); !forced {
			t.Error("the second password works once only")
		}
	})
}

// TestForcedPasswords: who stands beside a worker cannot tell from their passwords that
// there is another one: what they have changed works, what they typed is right.
func TestForcedPasswords(t *testing.T) {
	houses(t, func(h *house) {
		ana := h.add("ana", lindung.Caseworker)
		ana.force(calm)
		s, _ := ana.with(calm)
		const chosen, second = "eleven paper moons", "forty slow trains"
		bad, err := h.door.SetSecondPassword(h.ctx, s.SteppedUp(true), calm, second)
		if h.must(err); bad != nil {
			t.Fatal(bad)
		}
		bad, err = h.door.ChangePassword(h.ctx, s.SteppedUp(true), calm, chosen)
		if h.must(err); bad != nil {
			t.Fatal(bad)
		}
		for _, p := range []string{chosen, second, ana.password} {
			if _, forced := ana.with(p); !forced {
				t.Errorf("%q opens cases", p)
			}
		}
		_, err = ana.try(calm, ana.code())
		h.wants(err, ErrSignIn)
	})
}

// TestForceIsSilent: the log has what another sign-in has, apart from one word, and who
// works under force has no way to read it.
func TestForceIsSilent(t *testing.T) {
	houses(t, func(h *house) {
		dpo := h.add("dpo", lindung.DataProtection)
		dpo.force(calm)
		s, _ := dpo.with(calm)
		all, err := access.ReadLog(h.ctx, s, 0, access.LogAll, 100, func(*access.Tx, []audit.Entry) error { return nil })
		if err != nil || len(all) > 0 {
			t.Errorf("under force the log shows %d entries, %v", len(all), err)
		}
		again, _ := dpo.with(dpo.password)
		err = SetLang(h.ctx, again, "id")
		h.must(err)
		h.must(h.d.Read(h.ctx, func(tx *db.Tx) error {
			all, err = audit.ByOrg(tx, h.org.ID, 0, 100)
			return err
		}))
		alarm := func(e audit.Entry) bool {
			return e.Filter == "alarm" && e.Object == string(dpo.id) && e.Decision == audit.Allowed
		}
		work := func(e audit.Entry) bool { return e.Act == string(access.OwnSession) && e.Actor == string(dpo.id) }
		if !slices.ContainsFunc(all, alarm) || !slices.ContainsFunc(all, work) {
			t.Error("the log of the organisation does not say what was done under force")
		}
	})
}
