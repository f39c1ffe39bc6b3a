package linkage_test

import (
	"errors"
	"slices"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/linkage"
	"lindung/person"
)

// also are the numbers of the cases that an actor sees a case linked with.
func also(t *testing.T, s access.Session, id lindung.CaseID) []string {
	t.Helper()
	var all []string
	_, err := cases.ReadWith(ctx, s, id, func(tx *access.Tx, c cases.Case) error {
		links, err := linkage.LinksIn(tx, c)
		for _, l := range links {
			all = append(all, l.Number+" "+l.Why)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Two cases are linked by who may read both, seen by those who may, and parted again. The
// log has both acts under both cases.
func TestSamePerson(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, other, sup := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter"), n.As(t, "supervisor@shelter")
		a, b, foreign := open(t, ana, "Siti Samanama"), open(t, other, "Sity Samanama"), open(t, n.As(t, "caseworker@ngo"), "Siti Samanama")
		for _, c := range []struct {
			number, why, at string
		}{
			{b.Number, "the same scar", "number"}, // they do not see it
			{foreign.Number, "the same scar", "number"},
			{"KH-26-NONE123", "the same scar", "number"},
			{a.Number, "the same scar", "number"},
		} {
			var ps field.Problems
			if err := linkage.LinkCases(ctx, ana, a.ID, c.number, c.why, false); !errors.As(err, &ps) || ps[0].Field != c.at {
				t.Errorf("%s: %v", c.number, err)
			}
		}
		var ps field.Problems
		if err := linkage.LinkCases(ctx, sup, a.ID, b.Number, " ", false); !errors.As(err, &ps) || ps[0].Field != "why" {
			t.Errorf("without a reason: %v", err)
		}
		for _, who := range []string{"focal_point@shelter", "administrator@shelter", "data_protection@shelter", "supervisor@ngo"} {
			if err := linkage.LinkCases(ctx, n.As(t, who), a.ID, b.Number, "no", false); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s links: %v", who, err)
			}
		}
		if err := linkage.LinkCases(ctx, sup, a.ID, b.Number, "the same scar", false); err != nil {
			t.Fatal(err)
		}
		if got := also(t, sup, a.ID); !slices.Equal(got, []string{b.Number + " the same scar"}) {
			t.Errorf("the one shows %v", got)
		}
		if got := also(t, sup, b.ID); !slices.Equal(got, []string{a.Number + " the same scar"}) {
			t.Errorf("the other shows %v", got)
		}
		if got := also(t, ana, a.ID); len(got) != 0 {
			t.Errorf("who sees one of them learns %v", got)
		}
		if err := linkage.UnlinkCases(ctx, ana, a.ID, b.ID); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("who sees one of them parts them: %v", err)
		}
		if err := linkage.UnlinkCases(ctx, sup, b.ID, a.ID); err != nil {
			t.Fatal(err)
		}
		if got := append(also(t, sup, a.ID), also(t, sup, b.ID)...); len(got) != 0 {
			t.Errorf("once undone they show %v", got)
		}
		for _, id := range []lindung.CaseID{a.ID, b.ID} {
			acts := 0
			err := n.DB.Read(ctx, func(tx *db.Tx) error {
				all, err := audit.About(tx, string(id), 100)
				for _, e := range all {
					if e.Act == string(access.CaseLink) && e.Decision == audit.Allowed {
						acts++
					}
				}
				return err
			})
			if err != nil || acts != 2 {
				t.Errorf("the log has %d of the acts, %v", acts, err)
			}
		}
	})
}

// A link that somebody has written behind the program is not shown.
func TestForgedLink(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter")
		a, b, c := open(t, sup, "Siti Samanama"), open(t, sup, "Sity Samanama"), open(t, sup, "Dara Contoh")
		if err := linkage.LinkCases(ctx, sup, a.ID, b.Number, "the same scar", false); err != nil {
			t.Fatal(err)
		}
		if err := n.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(tx, `UPDATE same_persons SET other = ? WHERE case_id = ?`, c.ID, a.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := also(t, sup, a.ID); len(got) != 0 {
			t.Errorf("a forged link shows %v", got)
		}
	})
}

// Two cases whose ages cannot be those of one person are linked by who is sure, and not
// before; a few years are no contradiction, and of an unknown age nothing is said.
func TestAgesApart(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter")
		aged := func(birth string) cases.Case {
			t.Helper()
			var v field.Values
			if birth != "" {
				if _, _, bad := v.Parse(person.BirthDate.Info, birth, n.Now()); bad != nil {
					t.Fatal(bad)
				}
			}
			c, err := cases.Open(ctx, sup, cases.New{
				Names: []person.Name{{Text: "Siti Samanama", Kind: "official"}}, Answers: map[string]field.Values{person.Birth.Name: v},
			})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		adult, child, older, unknown := aged("2007-03-01"), aged("2021"), aged("2003"), aged("")
		var apart linkage.AgesApart
		if err := linkage.LinkCases(ctx, sup, adult.ID, child.Number, "the same scar", false); !errors.As(err, &apart) || apart.Other != child.ID {
			t.Errorf("19 and 5 years old: %v", err)
		}
		if got := also(t, sup, adult.ID); len(got) != 0 {
			t.Errorf("they are linked: %v", got)
		}
		for _, other := range []cases.Case{older, unknown} {
			if err := linkage.LinkCases(ctx, sup, adult.ID, other.Number, "the same scar", false); err != nil {
				t.Errorf("no contradiction: %v", err)
			}
		}
		if err := linkage.LinkCases(ctx, sup, adult.ID, child.Number, "the same scar", true); err != nil {
			t.Errorf("who is sure: %v", err)
		}
	})
}
