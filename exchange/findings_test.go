package exchange_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lindung"
	"lindung/cases"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

func TestFindings(t *testing.T) {
	line := func(row int, column, rule string, action exchange.Treatment, args ...any) exchange.Line {
		return exchange.Line{Row: row, Column: column, Rule: rule, Action: action, Args: args}
	}
	r := exchange.Report{Lines: []exchange.Line{
		line(3, "prs_Sex", "m", exchange.Mapped),
		line(3, "prs_Birthdate", "m", exchange.Mapped),
		line(4, "prs_Sex", "m", exchange.Mapped),
		line(4, "prs_Sex", "m", exchange.Mapped),
		line(6, "prs_Sex", "m", exchange.Mapped),
		line(7, "", "twice", exchange.Duplicate),
		line(8, "prs_Email", "long", exchange.Refused, "max", 300),
		line(9, "prs_Email", "long", exchange.Refused, "max", 500),
	}}
	want := []exchange.Finding{
		{Action: exchange.Refused, Column: "prs_Email", Rule: "long", Args: []any{"max", 300}, Rows: []exchange.Span{{8, 8}}},
		{Action: exchange.Refused, Column: "prs_Email", Rule: "long", Args: []any{"max", 500}, Rows: []exchange.Span{{9, 9}}},
		{Action: exchange.Duplicate, Rule: "twice", Rows: []exchange.Span{{7, 7}}},
		{Action: exchange.Mapped, Column: "prs_Sex", Rule: "m", Rows: []exchange.Span{{3, 4}, {6, 6}}},
		{Action: exchange.Mapped, Column: "prs_Birthdate", Rule: "m", Rows: []exchange.Span{{3, 3}}},
	}
	if diff := cmp.Diff(want, r.Findings()); diff != "" {
		t.Error(diff)
	}
}

// The report of an import can be read again, with the limits that its rules name.
func TestReadBatch(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter")
		r := bring(t, sup, file(t, broken), true)
		in, err := exchange.ReadBatch(ctx, sup, r.Batch)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.Findings(), in.Findings, cmp.Transformer("none", func(a []any) int { return len(a) })); diff != "" {
			t.Error(diff)
		}
		for _, f := range in.Findings {
			for i := 1; i < len(f.Args); i += 2 {
				if _, ok := f.Args[i].(float64); ok {
					t.Errorf("%s: the limit %v is not whole", f.Rule, f.Args[i])
				}
			}
		}
		if in.Rows != r.Rows || len(in.Touched) != 0 {
			t.Errorf("%d rows, touched %v", in.Rows, in.Touched)
		}
		if _, err := exchange.ReadBatch(ctx, n.As(t, "supervisor@ngo"), r.Batch); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("somebody else's: %v", err)
		}
		rows, _, err := cases.List(ctx, sup, cases.Filter{Status: cases.StatusFollowUp})
		if err != nil {
			t.Fatal(err)
		}
		f, _ := person.Forms.Named("health_needs")
		if err := cases.SaveForm(ctx, sup, rows[0].ID, f, 0, field.Values{}); err != nil {
			t.Fatal(err)
		}
		if in, err = exchange.ReadBatch(ctx, sup, r.Batch); err != nil || len(in.Touched) != 1 || in.Touched[0] != rows[0].Number {
			t.Errorf("touched %v, want %s: %v", in.Touched, rows[0].Number, err)
		}
	})
}
