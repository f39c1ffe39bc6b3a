package access

import (
	"slices"
	"testing"

	"lindung"
	"lindung/internal/db"
)

// TestUndertakingInForce: until its day, and only for the words of today.
func TestUndertakingInForce(t *testing.T) {
	for _, c := range []struct {
		u    Undertaking
		want bool
	}{
		{Undertaking{}, false},
		{Undertaking{UndertakingVersion, 10, 101}, true},
		{Undertaking{UndertakingVersion, 10, 100}, false},
		{Undertaking{"0", 10, 101}, false},
		{Undertaking{"", 10, 101}, false},
	} {
		if got := c.u.InForce(100); got != c.want {
			t.Errorf("%+v: %v", c.u, got)
		}
	}
}

// TestUndertook: without the undertaking no case opens, by no act; what protects goes on,
// and whose role reads no cases is not asked.
func TestUndertook(t *testing.T) {
	const now = db.Time(100)
	who := func(r lindung.Role, until db.Time) Session {
		return Session{node: &Node{}, principal: Actor{ID: me, Org: mine, Roles: []lindung.Role{r}, Undertaking: Undertaking{UndertakingVersion, 1, until}}}
	}
	for _, a := range Actions {
		walled := purposes[a] != "" && !slices.Contains(unbound, a)
		if err := who(lindung.Caseworker, 99).undertook(a, now); (err != nil) != walled {
			t.Errorf("%s: %v", a, err)
		}
		if err := who(lindung.Caseworker, 101).undertook(a, now); err != nil {
			t.Errorf("%s, with the undertaking: %v", a, err)
		}
		if err := who(lindung.Administrator, 0).undertook(a, now); err != nil {
			t.Errorf("%s, by an administrator: %v", a, err)
		}
	}
	for _, a := range []Action{CaseRead, CaseList, CaseSearch, GroupRead, ReferralRead, ConsentRead, ExportRun, CaseHistory} {
		if who(lindung.Supervisor, 0).undertook(a, now) == nil {
			t.Errorf("%s opens without the undertaking", a)
		}
	}
	if err := who(lindung.Caseworker, 0).undertook(ConsentWithdraw, now); err != nil {
		t.Errorf("a withdrawal waits for it: %v", err)
	}
}
