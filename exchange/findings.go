package exchange

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"lindung"
	"lindung/access"
)

// Finding is what one rule says of one column, with all rows of which it says
// so: a file of thousands of rows has a report that a person can read.
type Finding struct {
	Action Treatment `json:"action"`
	Column string    `json:"column"`
	Rule   string    `json:"rule"`
	Args   []any     `json:"args"`
	Rows   []Span    `json:"rows"`
}

// Span is a first and a last row, 0 and 0 for the whole file.
type Span [2]int

// weight is the order of actions in a report: what needs someone comes first.
var weight = map[Treatment]int{Refused: 1, Noted: 2, Duplicate: 3, Extended: 4, Mapped: 5}

// Findings gathers the lines of the report.
func (r Report) Findings() []Finding {
	var all []Finding
	places := map[string]int{}
	for _, l := range r.Lines {
		key := fmt.Sprintf("%s|%s|%s|%v", l.Action, l.Column, l.Rule, l.Args)
		at, ok := places[key]
		if !ok {
			at, places[key] = len(all), len(all)
			all = append(all, Finding{Action: l.Action, Column: l.Column, Rule: l.Rule, Args: l.Args})
		}
		rows := all[at].Rows
		if last := len(rows) - 1; last >= 0 && (l.Row == rows[last][1] || l.Row == rows[last][1]+1) {
			rows[last][1] = l.Row
			continue
		}
		all[at].Rows = append(rows, Span{l.Row, l.Row})
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(weight[a.Action]-weight[b.Action], a.Rows[0][0]-b.Rows[0][0])
	})
	return all
}

// Imported is an import with what its report found. Worked says that someone has worked
// on cases of it since, and Touched has the numbers of those that the actor may know of.
type Imported struct {
	Batch
	Findings []Finding
	Worked   bool
	Touched  []string
}

// ReadBatch returns one import of the actor's organisation.
func ReadBatch(ctx context.Context, s access.Session, id lindung.BatchID) (Imported, error) {
	var in Imported
	err := s.See(ctx, access.ImportList, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		if in.Batch, err = batch(tx, id); err != nil {
			return err
		}
		tx.SetObject(string(id))
		report, err := reportOf(tx, id)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(report), &in.Findings); err != nil {
			return fmt.Errorf("report of batch %s: %w", id, err)
		}
		if in.Undone == 0 {
			var worked []lindung.CaseID
			if _, worked, err = touched(tx, id); err != nil {
				return err
			}
			in.Worked = len(worked) > 0
			in.Touched, err = numbersSeen(tx, worked)
		}
		return err
	})
	for _, f := range in.Findings {
		for i, a := range f.Args {
			if n, ok := a.(float64); ok {
				f.Args[i] = int(n) // the limits that rules name are whole
			}
		}
	}
	return in, err
}
