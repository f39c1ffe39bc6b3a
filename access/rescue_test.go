package access

import (
	"testing"

	"lindung"
)

// TestGoesOn: what goes on while the log is stopped, always and in rescue mode.
func TestGoesOn(t *testing.T) {
	ana := Actor{ID: "ana", Org: "shelter"}
	own := Object{Type: TypeCase, Org: "shelter", Team: []lindung.ActorID{"ana"}}
	colleagues := Object{Type: TypeCase, Org: "shelter", Team: []lindung.ActorID{"second"}}
	shared := Object{Type: TypeCase, Org: "ngo", Team: []lindung.ActorID{"ana"}}
	org := Object{Type: TypeOrg, ID: "shelter", Org: "shelter"}
	for _, c := range []struct {
		name           string
		act            Action
		on             Object
		by             Principal
		always, rescue bool
	}{
		{"withdrawing", ConsentWithdraw, own, ana, true, true},
		{"a supervisor withdraws", ConsentWithdraw, colleagues, ana, true, true},
		{"the page that leads to it", ConsentRead, own, ana, true, true},
		{"the page for others of the organisation", ConsentRead, colleagues, ana, true, false},
		{"the consents of another organisation", ConsentRead, shared, ana, false, false},
		{"the team reads", CaseRead, own, ana, false, true},
		{"the team reads a part", GroupRead, own, ana, false, true},
		{"others read", CaseRead, colleagues, ana, false, false},
		{"another organisation reads", CaseRead, shared, ana, false, false},
		{"what leads there", CaseList, org, ana, false, true},
		{"the first page", HomeRead, org, ana, false, true},
		{"signing in", SystemRun, org, program{id: systemID("sign_in"), org: "shelter"}, false, true},
		{"the command line", SystemRun, org, program{id: systemID("cli"), org: "shelter"}, false, false},
		{"a search", CaseSearch, org, ana, false, false},
		{"the queue", ReferralList, org, ana, false, false},
		{"writing", CaseEdit, own, ana, false, false},
		{"giving consent", ConsentGive, own, ana, false, false},
		{"a basis", BasisAgree, own, ana, false, false},
	} {
		if got := goesOn(c.act, c.on, c.by, false); got != c.always {
			t.Errorf("%s: goes on %v", c.name, got)
		}
		if got := goesOn(c.act, c.on, c.by, true); got != c.rescue {
			t.Errorf("%s: goes on in rescue mode %v", c.name, got)
		}
	}
}
