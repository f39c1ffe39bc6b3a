package cases

import (
	"testing"

	"lindung"
)

// TestWrongNamed: a protected case is seen by two people at least, and by who is
// responsible for it.
func TestWrongNamed(t *testing.T) {
	for _, c := range []struct {
		responsible lindung.ActorID
		named       []lindung.ActorID
		want        string
	}{
		{"a", nil, "case.protect.problem.few"},
		{"a", []lindung.ActorID{"a"}, "case.protect.problem.few"},
		{"a", []lindung.ActorID{"b", "c"}, "case.protect.problem.responsible"},
		{"a", []lindung.ActorID{"a", "b"}, ""},
		{"", []lindung.ActorID{"b", "c"}, ""},
	} {
		got := wrongNamed(row{Case: Case{Responsible: c.responsible}}, c.named)
		switch {
		case c.want == "" && len(got) > 0, c.want != "" && (len(got) != 1 || got[0].Key != c.want):
			t.Errorf("%q, %v: %v", c.responsible, c.named, got)
		}
	}
}
