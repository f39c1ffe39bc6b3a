package access

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lindung"
	"lindung/internal/db"
)

const week = 7 * 24 * time.Hour

// TestNeed holds what a right waits for, and until when.
func TestNeed(t *testing.T) {
	now := db.Time(1_000_000)
	later := now.Add(week)
	for _, c := range []struct {
		name string
		in   askedIn
		want need
	}{
		{"it leads to no case", askedIn{begun: true, keeper: true}, need{}},
		{"the organisation has no case", askedIn{leads: true, keeper: true}, need{}},
		{"the key file gives it", askedIn{leads: true, begun: true, program: true}, need{}},
		{"the key file asks to erase", askedIn{erases: true, leads: true, program: true}, need{waits: true}},
		{"a supervisor asks to erase, and nobody could agree", askedIn{erases: true, leads: true, begun: true}, need{waits: true}},
		{"two could agree", askedIn{leads: true, begun: true, keeper: true, seconds: 2}, need{waits: true}},
		{"one could agree", askedIn{leads: true, begun: true, keeper: true, seconds: 1}, need{waits: true, keeper: true, due: later}},
		{"nobody could agree", askedIn{leads: true, begun: true, keeper: true}, need{waits: true, keeper: true, due: later}},
		{"nobody could agree, of the keeper", askedIn{leads: true, begun: true}, need{waits: true, due: later}},
	} {
		c.in.now, c.in.days = now, 7
		if got := needOf(c.in); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestMayAgree holds who can be the second person: made of accounts and the history of
// what they were given.
func TestMayAgree(t *testing.T) {
	const begun, early, late = db.Time(1000), db.Time(500), db.Time(2000)
	rested := late.Add(week)
	account := func(id lindung.ActorID, roles ...lindung.Role) Account {
		return Account{Actor: Actor{ID: id, Roles: roles}, State: Active}
	}
	gave := func(by, whom, kind, before, after string, at db.Time) Right {
		return Right{Kind: kind, Whom: whom, Before: before, After: after, AskedBy: lindung.ActorID(by), GivenAt: at}
	}
	accounts := []Account{
		account("adam", lindung.Administrator), account("ayu", lindung.Administrator),
		account("sok", lindung.Supervisor), account("siti", lindung.Caseworker), account("dara", lindung.DataProtection), account("ana", lindung.Analyst),
		account("both", lindung.Administrator, lindung.Supervisor),
		{Actor: Actor{ID: "gone", Roles: []lindung.Role{lindung.Supervisor}}, State: Ended},
	}
	cli := string(systemID("cli"))
	for _, c := range []struct {
		name        string
		given       []Right
		asker, whom string
		at          db.Time
		want        []lindung.ActorID
	}{
		{"whose roles lead to cases, and no administrator", nil, "adam", "new", late, []lindung.ActorID{"dara", "siti", "sok"}},
		{"never whom it is about", nil, "adam", "siti", late, []lindung.ActorID{"dara", "sok"}},
		{"never who asks", nil, "sok", "siti", late, []lindung.ActorID{"dara"}},
		{"not whom the asker invited", []Right{gave("adam", "sok", RightInvite, "", "supervisor", early)}, "adam", "new", late, []lindung.ActorID{"dara", "siti"}},
		{"whom another has invited before the first case", []Right{gave("adam", "sok", RightInvite, "", "supervisor", early)}, "ayu", "new", late, []lindung.ActorID{"dara", "siti", "sok"}},
		{"not whom the asker's own invitation has invited", []Right{
			gave("adam", "ayu", RightInvite, "", "administrator", early), gave("ayu", "sok", RightInvite, "", "supervisor", early),
		}, "adam", "new", late, []lindung.ActorID{"dara", "siti"}},
		{"not whom the one who invited the asker has invited", []Right{
			gave("adam", "ayu", RightInvite, "", "administrator", early), gave("adam", "sok", RightInvite, "", "supervisor", early),
		}, "ayu", "new", late, []lindung.ActorID{"dara", "siti"}},
		{"not whom the asker has raised", []Right{gave("adam", "sok", RightRoles, "caseworker", "supervisor", early)}, "adam", "new", late, []lindung.ActorID{"dara", "siti"}},
		{"not whose sign-in the asker has reset", []Right{gave("adam", "sok", RightReset, "supervisor", "supervisor", early)}, "adam", "new", late, []lindung.ActorID{"dara", "siti"}},
		{"not who is new", []Right{gave("ayu", "sok", RightInvite, "", "supervisor", late)}, "adam", "new", rested - 1, []lindung.ActorID{"dara", "siti"}},
		{"who is new no more", []Right{gave("ayu", "sok", RightInvite, "", "supervisor", late)}, "adam", "new", rested, []lindung.ActorID{"dara", "siti", "sok"}},
		{"whose pass is new", []Right{gave("ayu", "sok", RightPass, "supervisor", "supervisor", late)}, "adam", "new", late, []lindung.ActorID{"dara", "siti", "sok"}},
		{"whom the key file has given it", []Right{gave(cli, "sok", RightInvite, "", "supervisor", late)}, "adam", "new", late, []lindung.ActorID{"dara", "siti", "sok"}},
		{"what was not given counts for nothing", []Right{gave("adam", "sok", RightReset, "supervisor", "supervisor", 0)}, "adam", "new", late, []lindung.ActorID{"dara", "siti", "sok"}},
	} {
		all := handsOf(Org{Begun: begun}, accounts, c.given, 7)
		got := secondsOf(Right{AskedBy: lindung.ActorID(c.asker), Whom: c.whom}, all, c.at)
		slices.Sort(got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestCode: what the log says of a right can be read again.
func TestCode(t *testing.T) {
	for _, r := range []Right{
		{Kind: RightInvite, After: "supervisor"}, {Kind: RightRoles, Before: "analyst", After: "caseworker,supervisor"}, {Kind: RightSetting, Whom: "new_hands", Before: "7", After: "3"},
	} {
		got, ok := RightSaid(r.Code())
		if !ok || got.Code() != r.Code() {
			t.Errorf("%s is %+v, %v", r.Code(), got, ok)
		}
	}
	for _, code := range []string{"", "invite", "end", "rights", "setting:else:7>3", "passes:a>b"} {
		if _, ok := RightSaid(code); ok {
			t.Errorf("%q is a right", code)
		}
	}
}

// TestRightSteps holds the states of a right, and what can be done in each.
func TestRightSteps(t *testing.T) {
	const now = db.Time(1_000_000)
	asked := Right{AskedAt: now - 10}
	with := func(change func(*Right)) Right {
		r := asked
		change(&r)
		return r
	}
	for _, c := range []struct {
		r     Right
		state string
		steps []string
	}{
		{asked, RightWaits, []string{stepAgree, stepStop}},
		{with(func(r *Right) { r.Due = now + 1 }), RightWaits, []string{stepAgree, stepStop}},
		{with(func(r *Right) { r.Due = now }), RightDue, []string{stepAgree, stepGive, stepStop}},
		{with(func(r *Right) { r.AgreedAt = now }), RightAgreed, []string{stepGive, stepStop}},
		{with(func(r *Right) { r.AgreedAt, r.GivenAt = now, now }), RightGiven, nil},
		{with(func(r *Right) { r.AgreedAt, r.EndedAt = now, now }), RightStopped, nil},
		{with(func(r *Right) { r.AskedAt, r.AgreedAt = now.Add(-rightFor), now }), RightLapsed, nil},
	} {
		if got := c.r.State(now); got != c.state {
			t.Errorf("%+v is %s, want %s", c.r, got, c.state)
		}
		for _, step := range []string{stepAgree, stepGive, stepStop} {
			if c.r.can(step, now) != slices.Contains(c.steps, step) {
				t.Errorf("%s: %s", c.state, step)
			}
		}
	}
}

// TestLeads compares the rule with the policies: whoever may do more to a case with
// other roles was raised by them.
func TestLeads(t *testing.T) {
	p := newPolicy(t)
	sets := everyRoleSet()
	powers := make([]map[int]bool, len(sets))
	for i, roles := range sets {
		powers[i] = map[int]bool{}
		n := 0
		for _, a := range []Action{CaseRead, GroupRead, CaseSearch, BasisAgree, ReferralRead, ExportRun} {
			g := group(a)
			for _, o := range objects(a, g) {
				n++
				if p.Decide(Request{Principal: worker("ngo", roles...), Action: a, Object: o, Group: g, SteppedUp: true}).Allow {
					powers[i][n] = true
				}
			}
		}
		if len(powers[i]) > 0 && !leads(roles) {
			t.Errorf("%v lead to cases", roles)
		}
	}
	for i, before := range sets {
		for j, after := range sets {
			if !raises(before, after) && more(powers[j], powers[i]) {
				t.Errorf("%v to %v: may do more", before, after)
			}
		}
	}
}

func more(powers, than map[int]bool) bool {
	for n := range powers {
		if !than[n] {
			return true
		}
	}
	return false
}

// everyRoleSet are all sets of roles.
func everyRoleSet() [][]lindung.Role {
	var all [][]lindung.Role
	for bits := range 1 << len(lindung.Roles) {
		var roles []lindung.Role
		for i, r := range lindung.Roles {
			if bits>>i&1 == 1 {
				roles = append(roles, r)
			}
		}
		all = append(all, roles)
	}
	return all
}

// TestWeakens: fewer days are an act of two people, and so is what is not known.
func TestWeakens(t *testing.T) {
	for _, c := range []struct {
		key, before, after string
		want               bool
	}{
		{"new_hands", "7", "3", true}, {"new_hands", "7", "7", false}, {"new_hands", "7", "14", false}, {"else", "7", "14", true}, {"new_hands", "7", "x", true},
	} {
		if got := (Right{Kind: RightSetting, Whom: c.key, Before: c.before, After: c.after}).Leads(); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
