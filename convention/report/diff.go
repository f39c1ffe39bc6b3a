package report

import (
	"strings"

	"lindung/convention"
	"lindung/i18n"
)

// Diff is what differs between two snapshots of the data.
type Diff struct {
	Differences []Difference `json:"differences"`
	text        string
}

// Difference is one fact that was added, corrected or removed.
type Difference struct {
	Change string `json:"change"`
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Parts  []Part `json:"parts"` // of a corrected fact: what of it changed
}

// Part is what a fact said before, and says now.
type Part struct {
	Name string `json:"name"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// Text returns the report for people.
func (r Diff) Text() string { return r.text }

// NewDiff reports on what differs, what was added first.
func NewDiff(list []convention.Difference, t i18n.T) Diff {
	r := Diff{Differences: []Difference{}}
	var b strings.Builder
	line(&b, t.Text("convention.diff.count", "n", len(list)))
	for _, change := range convention.Differences {
		head := false
		for _, d := range list {
			if d.Change != change {
				continue
			}
			if !head {
				line(&b, "\n", t.Text("convention.diff."+change))
				head = true
			}
			x := Difference{d.Change, d.Kind, d.ID, []Part{}}
			line(&b, "  ", d.Kind, " ", d.ID)
			for _, p := range d.Parts {
				x.Parts = append(x.Parts, Part{p.Name, p.Old, p.New})
				line(&b, "    ", t.Text("convention.diff.part", "name", p.Name, "old", quoted(p.Old), "new", quoted(p.New)))
			}
			r.Differences = append(r.Differences, x)
		}
	}
	r.text = b.String()
	return r
}

// quoted is a value as it is told apart from what is not there.
func quoted(text string) string {
	if text == "" {
		return "–"
	}
	return "“" + text + "”"
}
