package dossier

import "testing"

// TestSheet: each thing has one place.
func TestSheet(t *testing.T) {
	for _, c := range []struct {
		due  Due
		want string
	}{
		{Due{}, "soon"},
		{Due{Late: true}, "overdue"},
		{Due{Late: true, Now: true}, "overdue"},
		{Due{Late: true, Theirs: true}, "late"},
		{Due{Theirs: true}, "soon"},
		{Due{Now: true}, "answer"},
		{Due{News: true}, "news"},
		{Due{News: true, Late: true}, "news"},
	} {
		s := SheetOf([]Due{c.due})
		for name, list := range map[string][]Due{"overdue": s.Overdue, "answer": s.Answer, "late": s.Late, "news": s.News, "soon": s.Soon} {
			if (len(list) == 1) != (name == c.want) {
				t.Errorf("%+v: %d in %s", c.due, len(list), name)
			}
		}
	}
}
