package cases_test

import (
	"testing"

	"lindung/access"
	"lindung/cases"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// All that is sealed of cases opens again, also what is on the second page, and
// only at its place.
func TestSeals(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		const many = 520
		first, err := cases.Open(ctx, ana, cases.New{
			Names: []person.Name{{Text: "Sok Example", Kind: "official"}}, Event: &cases.Event{Kind: "boat", Place: "Example Bay"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := cases.AddNote(ctx, ana, first.ID, "support", "slept badly"); err != nil {
			t.Fatal(err)
		}
		err = ana.Do(ctx, access.CaseOpen, ana.OrgTarget(), func(tx *access.Tx) error {
			for range many {
				if _, err := cases.OpenIn(tx, cases.New{Names: []person.Name{{Text: "Dara Contoh", Kind: "official"}}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := seals(n); err != nil || opened != many+3 {
			t.Fatalf("opened %d, want %d: %v", opened, many+3, err)
		}
		for _, text := range []string{
			`UPDATE events SET sealed = (SELECT s.sealed FROM notes s)`,
			`UPDATE notes SET sealed = (SELECT s.sealed FROM events s)`,
			`UPDATE names SET sealed = (SELECT s.sealed FROM names s ORDER BY s.case_id LIMIT 1)`,
		} {
			err := n.DB.Write(ctx, func(tx *db.Tx) error {
				_, err := db.Exec(tx, text)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := seals(n); err == nil {
				t.Errorf("%s: all of it opens", text)
			}
		}
	})
}

func seals(n *nodetest.Node) (opened int, err error) {
	s := n.System(n.Orgs["shelter"].ID, "test")
	err = s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		for _, k := range []access.Stored{cases.StoredCase, cases.StoredNames, cases.StoredForms, cases.StoredNotes} {
			some, err := k.OpenSeals(tx)
			if opened += some; err != nil {
				return err
			}
		}
		return nil
	})
	return opened, err
}
