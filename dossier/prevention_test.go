package dossier_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/prevention"
)

func answersOf(t *testing.T, texts map[*field.Info]string) field.Values {
	t.Helper()
	var v field.Values
	for i, text := range texts {
		if _, _, bad := v.Parse(i, text, time.Now()); bad != nil {
			t.Fatal(bad)
		}
	}
	return v
}

func crisis(t *testing.T) prevention.Tip {
	return prevention.Tip{Kind: prevention.Crisis, Answers: answersOf(t, map[*field.Info]string{
		prevention.TipSaid.Info: "An invented boat at Example Pier", prevention.BackAt.Info: "+620000000123", prevention.BackWho.Info: "Penelepon Contoh",
	})}
}

func anEntity(t *testing.T, kind, names, numbers string) prevention.Entity {
	return prevention.Entity{Kind: kind, Answers: answersOf(t, map[*field.Info]string{prevention.EntityNames.Info: names, prevention.EntityNumbers.Info: numbers})}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func opens(t *testing.T, s access.Session, name string) cases.Case {
	t.Helper()
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}})
	ok(t, err)
	return c
}

// TestTip: a tip is of the organisation that received it, falls due there, and ends with a
// reason or in a case, with which it is erased.
func TestTip(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, other := n.As(t, "caseworker@shelter"), n.As(t, "investigator@police")
		first, err := prevention.RecordTip(ctx, ana, crisis(t))
		ok(t, err)
		second, err := prevention.RecordTip(ctx, ana, crisis(t))
		ok(t, err)
		ask := crisis(t)
		ask.Kind = prevention.JobOffer
		third, err := prevention.RecordTip(ctx, ana, ask)
		ok(t, err)

		due := func(s access.Session) (all []string) {
			w, err := dossier.ReadDue(ctx, s, dossier.Asking{Now: n.Now(), By: lindung.DateOf(n.Now().Add(7 * 24 * time.Hour))})
			ok(t, err)
			for _, d := range w.Due {
				if d.Part == "tips" {
					all = append(all, fmt.Sprint(d.Label, " ", d.Late))
				}
			}
			return all
		}
		if got := due(ana); !slices.Equal(got, []string{"dossier.due.tip_look false", "dossier.due.tip_look false", "dossier.due.tip_answer false"}) {
			t.Errorf("due: %v", got)
		}
		if got := due(other); got != nil {
			t.Errorf("another organisation owes %v", got)
		}
		n.At(n.Now().Add(25 * time.Hour))
		if got := due(ana); len(got) != 3 || !strings.HasSuffix(got[0], "true") || !strings.HasSuffix(got[1], "true") {
			t.Errorf("a day later: %v", got)
		}

		if _, err := prevention.ReadTip(ctx, other, first); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("another organisation reads it: %v", err)
		}
		if _, err := prevention.ReadTip(ctx, n.As(t, "data_protection@shelter"), first); !errors.Is(err, access.ErrDenied) {
			t.Errorf("data protection reads what was told: %v", err)
		}
		if open, _, err := prevention.Tips(ctx, n.As(t, "data_protection@shelter")); err != nil || len(open) != 3 || open[0].Answers.Len() != 0 {
			t.Errorf("data protection lists %d, %v", len(open), err)
		}
		ok(t, prevention.LookAtTip(ctx, ana, first, 1))
		if err := prevention.LookAtTip(ctx, ana, first, 1); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("an old version: %v", err)
		}
		ok(t, prevention.EndTip(ctx, ana, first, 2, prevention.TooLittle, answersOf(t, map[*field.Info]string{prevention.TipWhy.Info: "No place is known"})))
		ok(t, prevention.AnswerTip(ctx, ana, third, 1, answersOf(t, map[*field.Info]string{prevention.TipAnswer.Info: "No such agency is registered"})))
		c, err := prevention.OpenCase(ctx, ana, second, cases.New{Names: []person.Name{{Text: "Siti Samanama", Kind: "official"}}})
		ok(t, err)
		got, err := prevention.ReadTip(ctx, ana, second)
		ok(t, err)
		if got.Case != c.ID || got.Outcome != prevention.BecameCase || got.Number == "" || got.Answers.Text(prevention.TipSaid.Info) == "" {
			t.Errorf("in a case: %+v", got)
		}
		c2 := opens(t, n.As(t, "caseworker@ngo"), "Dara Contoh")
		var wrong field.Problems
		if err := prevention.PutTipInCase(ctx, ana, third, 2, c2.Number); !errors.As(err, &wrong) {
			t.Errorf("into a case of others: %v", err)
		}
		ok(t, prevention.PutTipInCase(ctx, ana, third, 2, c.Number))

		lead := n.As(t, "supervisor@shelter").SteppedUp(true)
		if err := prevention.EraseTip(ctx, lead, second); !errors.As(err, &wrong) {
			t.Errorf("erased without its case: %v", err)
		}
		ok(t, prevention.EraseTip(ctx, lead, first))
		ok(t, n.System(n.Orgs["shelter"].ID, "test").Do(ctx, access.SystemRun, n.System(n.Orgs["shelter"].ID, "test").OrgTarget(), func(tx *access.Tx) error {
			return dossier.Erase(tx, []lindung.CaseID{c.ID})
		}))
		for _, id := range []prevention.TipID{first, second, third} {
			if _, err := prevention.ReadTip(ctx, ana, id); !errors.Is(err, lindung.ErrNotFound) {
				t.Errorf("after erasure: %v", err)
			}
		}
	})
}

// TestNamedInCase: what cases name is one entity across them; it shows the cases that the
// reader may read, and stays when a case is erased.
func TestNamedInCase(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, second := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter")
		c1, c2 := opens(t, ana, "Siti Samanama"), opens(t, second, "Dara Contoh")
		e := anEntity(t, "compound", "Example Park", "")
		ok(t, prevention.NameInCase(ctx, ana, c1.ID, e, "housed"))
		ok(t, prevention.NameInCase(ctx, second, c2.ID, anEntity(t, "compound", "example park", ""), "employed"))
		all, err := prevention.Entities(ctx, ana)
		ok(t, err)
		if len(all) != 1 {
			t.Fatalf("%d entities", len(all))
		}
		if err := prevention.NameInCase(ctx, ana, c2.ID, e, "housed"); !errors.Is(err, access.ErrDenied) {
			t.Errorf("into the case of a colleague: %v", err)
		}
		for who, want := range map[string]int{"caseworker@shelter": 1, "second@shelter": 1, "supervisor@shelter": 2} {
			got, err := prevention.ReadEntity(ctx, n.As(t, who), all[0].ID)
			if err != nil || len(got.Cases) != want {
				t.Errorf("%s sees %d cases, %v", who, len(got.Cases), err)
			}
		}
		if _, err := prevention.ReadEntity(ctx, n.As(t, "caseworker@ngo"), all[0].ID); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("another organisation reads it: %v", err)
		}
		w, err := dossier.Read(ctx, ana, c1.ID)
		if err != nil || len(w.Entities) != 1 || w.Entities[0].Role != "housed" || w.Entities[0].Title() != "Example Park" {
			t.Errorf("the case names %+v, %v", w.Entities, err)
		}
		ok(t, prevention.LeaveOut(ctx, ana, c1.ID, all[0].ID))
		ok(t, n.System(n.Orgs["shelter"].ID, "test").Do(ctx, access.SystemRun, n.System(n.Orgs["shelter"].ID, "test").OrgTarget(), func(tx *access.Tx) error {
			return dossier.Erase(tx, []lindung.CaseID{c2.ID})
		}))
		if got, err := prevention.ReadEntity(ctx, n.As(t, "supervisor@shelter"), all[0].ID); err != nil || len(got.Cases) != 0 {
			t.Errorf("afterwards %+v, %v", got.Cases, err)
		}
	})
}
