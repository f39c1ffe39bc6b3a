package dossier_test

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/staff"
)

// TestProtectedFromNobody: once none of those who are named could read a case, as they have
// left or have roles that read no case, it stays hidden; a supervisor learns its number and
// names new people. Else one administrator alone would open it.
func TestProtectedFromNobody(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, sup := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter")
		c, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Rahasia Contoh", Kind: "official"}}})
		if err != nil {
			t.Fatal(err)
		}
		named := []lindung.ActorID{n.ID("caseworker@shelter"), n.ID("second@shelter")}
		if err := cases.Protect(ctx, ana.SteppedUp(true), c.ID, named); err != nil {
			t.Fatal(err)
		}
		becomesAnalyst := func(who lindung.ActorID) {
			t.Helper()
			adm := n.As(t, "administrator@shelter").SteppedUp(true)
			staffed, err := staff.Members(ctx, adm)
			for _, a := range staffed {
				if err == nil && a.ID == who {
					_, err = staff.ChangeRoles(ctx, adm, who, []lindung.Role{lindung.Analyst}, a.Version)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		sees := func(want bool) {
			t.Helper()
			rows, _, err := cases.List(ctx, sup, cases.Filter{})
			if err != nil || (len(rows) == 1) != want {
				t.Errorf("the supervisor lists %d cases, %v", len(rows), err)
			}
			if _, err := cases.Read(ctx, sup, c.ID); (err == nil) != want {
				t.Errorf("the supervisor reads it: %v", err)
			}
		}
		becomesAnalyst(named[0])
		sees(false)
		if all, err := cases.Unnamed(ctx, sup); err != nil || len(all) != 0 {
			t.Errorf("it has someone who is named: %v, %v", all, err)
		}
		becomesAnalyst(named[1])
		sees(false)
		all, err := cases.Unnamed(ctx, sup)
		if err != nil || len(all) != 1 || all[0].Number != c.Number || all[0].Team != nil {
			t.Fatalf("the supervisor is told of %v, %v", all, err)
		}
		duty := n.ID("duty_officer@shelter")
		for _, bad := range [][]lindung.ActorID{nil, {duty}, {duty, named[0]}, {duty, n.ID("supervisor@ngo")}} {
			if err := cases.NameAnew(ctx, sup.SteppedUp(true), []lindung.CaseID{c.ID}, bad); err == nil {
				t.Errorf("%v are named", bad)
			}
		}
		anew := []lindung.ActorID{duty, n.ID("focal_point@shelter")}
		if err := cases.NameAnew(ctx, sup, []lindung.CaseID{c.ID}, anew); !errors.Is(err, access.ErrStepUp) {
			t.Errorf("named without a second look: %v", err)
		}
		if err := cases.NameAnew(ctx, n.As(t, "administrator@shelter").SteppedUp(true), []lindung.CaseID{c.ID}, anew); !errors.Is(err, access.ErrDenied) {
			t.Errorf("an administrator names: %v", err)
		}
		if err := cases.NameAnew(ctx, sup.SteppedUp(true), []lindung.CaseID{c.ID}, anew); err != nil {
			t.Fatal(err)
		}
		sees(false)
		if _, err := cases.Read(ctx, n.As(t, "duty_officer@shelter"), c.ID); err != nil {
			t.Errorf("who was named anew does not read it: %v", err)
		}
		if err := cases.NameAnew(ctx, sup.SteppedUp(true), []lindung.CaseID{c.ID}, anew); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("named while someone sees it: %v", err)
		}
	})
}

// TestProtectedWithoutTeam: whoever can write to the database takes no wall away by
// removing those who are named, and gets nobody on the team.
func TestProtectedWithoutTeam(t *testing.T) {
	for name, harm := range map[string]string{
		"removed":  `DELETE FROM team WHERE case_id = ?`,
		"replaced": `UPDATE team SET mac = '' WHERE case_id = ?`,
	} {
		t.Run(name, func(t *testing.T) {
			nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
				ana, sup := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter")
				c := must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Rahasia Contoh", Kind: "official"}}}))
				none(t, cases.Protect(ctx, ana.SteppedUp(true), c.ID, []lindung.ActorID{n.ID("caseworker@shelter"), n.ID("second@shelter")}))
				dbtest.Steal(t, n.DB).Run(harm, c.ID)
				if _, err := cases.Read(ctx, sup, c.ID); err == nil {
					t.Error("the supervisor reads it")
				}
				if rows, _, err := cases.List(ctx, sup, cases.Filter{}); err != nil || len(rows) > 0 {
					t.Errorf("the supervisor lists %d cases: %v", len(rows), err)
				}
			})
		})
	}
}
