package dossier_test

import (
	"testing"

	"lindung"
	"lindung/cases"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/staff"
)

// TestProtectedFromNobody: a case is found again once none of those who are named could
// read it, as they have left or have roles that read no case.
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
		becomesAnalyst(named[1])
		sees(true)
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
