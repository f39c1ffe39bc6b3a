package cases_test

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// A supervisor sees who carries what, and hands cases over with what was asked of the
// one who had them. A case that somebody else took meanwhile is left alone.
func TestHandOver(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Forms = n.Forms.With(visits)
		ana, bea, chief := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter"), n.As(t, "supervisor@shelter")
		var ids []lindung.CaseID
		for range 3 {
			c, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Contoh Satu", Kind: "official"}}})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, c.ID)
		}
		asked := given(t, n, visits, url.Values{"visit_on": {"2026"}, "visit_due": {"2027-01-31"}})
		asked.For = ana.Actor().ID
		record, err := cases.AddRecord(ctx, ana, ids[0], asked)
		if err != nil {
			t.Fatal(err)
		}
		if err := cases.Assign(ctx, chief, ids[2], chief.Actor().ID); err != nil {
			t.Fatal(err)
		}
		n.Clock.Add(cases.UntouchedFor + time.Hour)
		all, err := cases.Workloads(ctx, chief)
		if err != nil || len(all) != 2 {
			t.Fatalf("%+v, %v", all, err)
		}
		for _, w := range all {
			if w.Actor == ana.Actor().ID && (w.Open != 2 || w.Untouched != 2) {
				t.Errorf("%+v", w)
			}
		}
		over := cases.HandingOver{From: ana.Actor().ID, To: bea.Actor().ID, Cases: ids, Note: "Contoh catatan"}
		if err := cases.HandOver(ctx, ana, over); !errors.Is(err, access.ErrDenied) {
			t.Errorf("a caseworker hands over: %v", err)
		}
		var wrong field.Problems
		if err := cases.HandOver(ctx, chief, cases.HandingOver{From: over.From, To: n.ID("caseworker@hospital"), Cases: ids}); !errors.As(err, &wrong) {
			t.Errorf("to another organisation: %v", err)
		}
		theirs := open(t, n.As(t, "caseworker@hospital"), "Contoh Dua")
		for _, id := range []lindung.CaseID{theirs.ID, lindung.CaseID(lindung.NewID()), "none"} {
			for _, from := range []lindung.ActorID{over.From, theirs.Responsible} {
				one := cases.HandingOver{From: from, To: over.To, Cases: []lindung.CaseID{id}}
				if err := cases.HandOver(ctx, chief, one); !errors.Is(err, lindung.ErrNotFound) {
					t.Errorf("a case that one may not see and one that is not there differ: %v", err)
				}
			}
		}
		if err := cases.HandOver(ctx, chief, over); err != nil {
			t.Fatal(err)
		}
		for i, id := range ids {
			c, err := cases.Read(ctx, chief, id)
			want := bea.Actor().ID
			if i == 2 {
				want = chief.Actor().ID
			}
			if err != nil || c.Responsible != want || len(c.Notes) != map[bool]int{true: 1, false: 0}[i < 2] {
				t.Errorf("case %d: %s, %d notes, %v", i, c.Responsible, len(c.Notes), err)
			}
			for _, r := range c.Records(visits) {
				if r.ID == record.ID && r.For != bea.Actor().ID {
					t.Error("what was asked stayed with the one who had the case")
				}
			}
		}
		rows, _, err := cases.List(ctx, chief, cases.Filter{Responsible: bea.Actor().ID})
		if err != nil || len(rows) != 2 {
			t.Errorf("%d cases of the new one, %v", len(rows), err)
		}
		rows, _, err = cases.List(ctx, chief, cases.Filter{Untouched: 30})
		if err != nil || len(rows) != 1 || rows[0].ID != ids[2] {
			t.Errorf("untouched: %d, %v", len(rows), err)
		}
	})
}
