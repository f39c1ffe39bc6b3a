package prevention_test

import (
	"context"
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
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/prevention"
)

var ctx = context.Background()

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// says are answers as a file writes them.
func says(t *testing.T, texts map[*field.Info]string) field.Values {
	t.Helper()
	var v field.Values
	for i, text := range texts {
		if _, _, bad := v.Parse(i, text, time.Now()); bad != nil {
			t.Fatal(bad)
		}
	}
	return v
}

func open(t *testing.T, s access.Session, name string) cases.Case {
	t.Helper()
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}})
	must(t, err)
	return c
}

func TestClocks(t *testing.T) {
	const at, day = db.Time(1_000_000), db.Time(24 * 3600)
	look, answer := fmt.Sprint("look ", at+day), fmt.Sprint("answer ", at+2*day)
	for _, test := range []struct {
		name string
		tip  prevention.Tip
		want []string
	}{
		{"a crisis", prevention.Tip{Kind: prevention.Crisis}, []string{look}},
		{"a tip", prevention.Tip{Kind: prevention.Report}, []string{look}},
		{"a tip of someone who wants to be called", prevention.Tip{Kind: prevention.Report, Back: true}, []string{look, answer}},
		{"a question", prevention.Tip{Kind: prevention.Enquiry}, []string{answer}},
		{"a job offer", prevention.Tip{Kind: prevention.JobOffer}, []string{answer}},
		{"looked at", prevention.Tip{Kind: prevention.Crisis, SeenAt: 5}, nil},
		{"looked at, to be called", prevention.Tip{Kind: prevention.Crisis, Back: true, SeenAt: 5}, []string{answer}},
		{"answered", prevention.Tip{Kind: prevention.Enquiry, SeenAt: 5, AnsweredAt: 5}, nil},
		{"ended", prevention.Tip{Kind: prevention.Crisis, Back: true, EndedAt: 5}, nil},
	} {
		test.tip.At = at
		var got []string
		for _, c := range prevention.Clocks(test.tip) {
			got = append(got, fmt.Sprint(c.Name, " ", c.By))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func crisis(t *testing.T) prevention.Tip {
	return prevention.Tip{Kind: prevention.Crisis, Answers: says(t, map[*field.Info]string{
		prevention.TipSaid.Info: "An invented boat at Example Pier", prevention.BackAt.Info: "+620000000123", prevention.BackWho.Info: "Penelepon Contoh",
	})}
}

// TestAnonymous: nothing of how to reach who calls is stored unless they want it.
func TestAnonymous(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := n.As(t, "caseworker@shelter")
		id, err := prevention.RecordTip(ctx, s, crisis(t))
		must(t, err)
		got, err := prevention.ReadTip(ctx, s, id)
		must(t, err)
		if got.Answers.Has(prevention.BackAt.Info) || got.Answers.Has(prevention.BackWho.Info) || got.Answers.Text(prevention.TipSaid.Info) == "" {
			t.Errorf("stored %v", got.Answers.Names())
		}
		back := crisis(t)
		back.Back = true
		var wrong field.Problems
		if _, err := prevention.RecordTip(ctx, s, back); !errors.As(err, &wrong) || len(wrong) != 2 {
			t.Errorf("without channel and hours: %v", err)
		}
		back.Answers = prevention.BackForm.Replace(back.Answers, says(t, map[*field.Info]string{
			prevention.BackChannels.Info: person.Channels.Names()[0], prevention.BackHours.Info: "09:00", prevention.BackAt.Info: "+620000000123",
		}))
		id, err = prevention.RecordTip(ctx, s, back)
		must(t, err)
		if got, err := prevention.ReadTip(ctx, s, id); err != nil || !got.Answers.Has(prevention.BackAt.Info) {
			t.Errorf("stored %v, %v", got.Answers.Names(), err)
		}
	})
}

// TestTip: a tip is of the organisation that received it, falls due there, and ends with a
// reason or in a case, with which it is erased.
func TestTip(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, other := n.As(t, "caseworker@shelter"), n.As(t, "investigator@police")
		first, err := prevention.RecordTip(ctx, ana, crisis(t))
		must(t, err)
		second, err := prevention.RecordTip(ctx, ana, crisis(t))
		must(t, err)
		ask := crisis(t)
		ask.Kind = prevention.JobOffer
		third, err := prevention.RecordTip(ctx, ana, ask)
		must(t, err)

		due := func(s access.Session) (all []string) {
			w, err := dossier.ReadDue(ctx, s, dossier.Asking{Now: n.Now(), By: lindung.DateOf(n.Now().Add(7 * 24 * time.Hour))})
			must(t, err)
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
		must(t, prevention.LookAtTip(ctx, ana, first, 1))
		if err := prevention.LookAtTip(ctx, ana, first, 1); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("an old version: %v", err)
		}
		must(t, prevention.EndTip(ctx, ana, first, 2, prevention.TooLittle, says(t, map[*field.Info]string{prevention.TipWhy.Info: "No place is known"})))
		must(t, prevention.AnswerTip(ctx, ana, third, 1, says(t, map[*field.Info]string{prevention.TipAnswer.Info: "No such agency is registered"})))
		c, err := prevention.OpenCase(ctx, ana, second, cases.New{Names: []person.Name{{Text: "Siti Samanama", Kind: "official"}}})
		must(t, err)
		got, err := prevention.ReadTip(ctx, ana, second)
		must(t, err)
		if got.Case != c.ID || got.Outcome != prevention.BecameCase || got.Number == "" || got.Answers.Text(prevention.TipSaid.Info) == "" {
			t.Errorf("in a case: %+v", got)
		}
		c2 := open(t, n.As(t, "caseworker@ngo"), "Dara Contoh")
		var wrong field.Problems
		if err := prevention.PutTipInCase(ctx, ana, third, 2, c2.Number); !errors.As(err, &wrong) {
			t.Errorf("into a case of others: %v", err)
		}
		must(t, prevention.PutTipInCase(ctx, ana, third, 2, c.Number))

		lead := n.As(t, "supervisor@shelter").SteppedUp(true)
		if err := prevention.EraseTip(ctx, lead, second); !errors.As(err, &wrong) {
			t.Errorf("erased without its case: %v", err)
		}
		must(t, prevention.EraseTip(ctx, lead, first))
		must(t, n.System(n.Orgs["shelter"].ID, "test").Do(ctx, access.SystemRun, n.System(n.Orgs["shelter"].ID, "test").OrgTarget(), func(tx *access.Tx) error {
			return dossier.Erase(tx, []lindung.CaseID{c.ID})
		}))
		for _, id := range []prevention.TipID{first, second, third} {
			if _, err := prevention.ReadTip(ctx, ana, id); !errors.Is(err, lindung.ErrNotFound) {
				t.Errorf("after erasure: %v", err)
			}
		}
	})
}

// TestForgetTips: what ended without a case is erased when the organisation has set so.
func TestForgetTips(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, hourly := n.As(t, "caseworker@shelter"), n.System(n.Orgs["shelter"].ID, "test")
		id, err := prevention.RecordTip(ctx, ana, crisis(t))
		must(t, err)
		must(t, prevention.EndTip(ctx, ana, id, 1, prevention.NoCase, says(t, map[*field.Info]string{prevention.TipWhy.Info: "They are safe"})))
		n.At(n.Now().AddDate(0, 4, 0))
		must(t, prevention.ForgetTips(ctx, hourly))
		if _, ended, err := prevention.Tips(ctx, n.As(t, "caseworker@shelter")); err != nil || len(ended) != 1 {
			t.Errorf("nothing is set: %d, %v", len(ended), err)
		}
		n.Set(t, "shelter", access.KeepTips, 3)
		must(t, prevention.ForgetTips(ctx, hourly))
		if _, ended, err := prevention.Tips(ctx, n.As(t, "caseworker@shelter")); err != nil || len(ended) != 0 {
			t.Errorf("three months are set: %d, %v", len(ended), err)
		}
	})
}

func entity(t *testing.T, kind, names, numbers string) prevention.Entity {
	return prevention.Entity{Kind: kind, Answers: says(t, map[*field.Info]string{prevention.EntityNames.Info: names, prevention.EntityNumbers.Info: numbers})}
}

// TestSeen: whoever asks learns whom to ask and no more; nonsense finds nothing; the
// owner sees that it was asked; and after so many answers a day there are no more.
func TestSeen(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		people, f := dossier.NewFinder(), prevention.NewFinder()
		ngo, ana := n.As(t, "caseworker@ngo"), n.As(t, "caseworker@shelter")
		id, err := prevention.SaveEntity(ctx, ngo, entity(t, "agency", "PT Contoh Sejahtera Abadi\nExample Prosper", "+62 812-0000-1234\n@contoh.kerja"))
		must(t, err)
		_, err = prevention.SaveEntity(ctx, n.As(t, "caseworker@hospital"), entity(t, "vessel", "MV Example Bintang", "IMO 0000001"))
		must(t, err)
		asks := func(s access.Session, text string) string {
			t.Helper()
			a, err := prevention.Seen(ctx, s, f, people, text)
			must(t, err)
			said := strings.Join(a.Ask, ", ")
			for range a.Own {
				said += " own"
			}
			if a.Spent {
				said += " spent"
			}
			return strings.TrimSpace(said)
		}
		for text, want := range map[string]string{
			"Contoh Sejahtera Abadi":           n.Orgs["ngo"].Name,
			"P.T. CONTOH SEJAHTERA ABADI":      n.Orgs["ngo"].Name,
			"contoh sejahtra abadi":            n.Orgs["ngo"].Name,
			"081200001234":                     n.Orgs["ngo"].Name,
			"https://example.org/contoh.kerja": n.Orgs["ngo"].Name,
			"Bintang Example":                  n.Orgs["hospital"].Name,
			"qwxz brrgl":                       "",
			"PT":                               "",
			"081200009999":                     "",
			"@lain.kerja":                      "",
		} {
			if got := asks(ana, text); got != want {
				t.Errorf("%q: %q, want %q", text, got, want)
			}
		}
		if got := asks(ngo, "Contoh Sejahtera Abadi"); got != "own" {
			t.Errorf("the owner is told %q", got)
		}
		for _, who := range []string{"administrator@shelter", "analyst@shelter", "data_protection@shelter", "focal_point@shelter"} {
			if _, err := prevention.Seen(ctx, n.As(t, who), f, people, "Contoh"); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s asks: %v", who, err)
			}
		}
		all, err := prevention.AskedOfOurs(ctx, n.As(t, "supervisor@ngo"))
		must(t, err)
		if len(all) != 6 || all[0].Name != n.Orgs["ngo"].Name || all[5].Name != n.Orgs["shelter"].Name || all[0].Title == "" || all[0].Entity != id {
			t.Errorf("the owner sees %+v", all)
		}
		watch, err := prevention.AskedOfOurs(ctx, n.As(t, "data_protection@ngo"))
		must(t, err)
		if len(watch) != 6 || watch[0].Title != "" {
			t.Errorf("data protection sees %+v", watch)
		}
		if _, err := prevention.AskedOfOurs(ctx, ngo); !errors.Is(err, access.ErrDenied) {
			t.Errorf("a caseworker: %v", err)
		}
		n.Set(t, "hospital", access.SimilarAsks, 1)
		h := n.As(t, "caseworker@hospital")
		if got := asks(h, "Example Prosper") + "; " + asks(h, "Example Prosper"); got != n.Orgs["ngo"].Name+"; spent" {
			t.Errorf("one answer a day: %q", got)
		}
		must(t, prevention.EraseEntity(ctx, n.As(t, "supervisor@ngo").SteppedUp(true), id))
		if got := asks(ana, "Contoh Sejahtera Abadi"); got != "" {
			t.Errorf("of one that was erased: %q", got)
		}
	})
}

// TestForcedToRecruit: through an entity nobody finds the person of a case whom they may
// not read about: not by the name that was entered, not by another spelling of it, and not
// by the telephone.
func TestForcedToRecruit(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		people, f := dossier.NewFinder(), prevention.NewFinder()
		ngo, ana := n.As(t, "caseworker@ngo"), n.As(t, "caseworker@shelter")
		_, err := prevention.SaveEntity(ctx, ngo, entity(t, "recruiter", "Siti Samanama", "081200001234"))
		must(t, err)
		seen := func(s access.Session, text string) bool {
			t.Helper()
			a, err := prevention.Seen(ctx, s, f, people, text)
			must(t, err)
			return len(a.Own)+len(a.Ask) > 0
		}
		if !seen(ana, "Siti Samanama") || !seen(ana, "+6281200001234") {
			t.Error("before there is a case, nobody is to be asked")
		}
		c := open(t, n.As(t, "caseworker@hospital"), "Samanama Siti")
		for _, text := range []string{"Siti Samanama", "Siti Samanamma", "+6281200001234"} {
			if seen(ana, text) || seen(ngo, text) {
				t.Errorf("%q tells of the person of a case", text)
			}
		}
		if !seen(n.As(t, "caseworker@hospital"), "Siti Samanama") {
			t.Error("whose case it is learns nothing")
		}
		// In the case itself the person is never entered.
		var wrong field.Problems
		if err := prevention.NameInCase(ctx, n.As(t, "caseworker@hospital"), c.ID, entity(t, "recruiter", "Siti Samanama", ""), "recruited"); !errors.As(err, &wrong) || wrong[0].Key != "entity.problem.person" {
			t.Errorf("the person of the case is a recruiter: %v", err)
		}
	})
}

// TestNamedInCase: what cases name is one entity across them; it shows the cases that the
// reader may read, and stays when a case is erased.
func TestNamedInCase(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, second := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter")
		c1, c2 := open(t, ana, "Siti Samanama"), open(t, second, "Dara Contoh")
		e := entity(t, "compound", "Example Park", "")
		must(t, prevention.NameInCase(ctx, ana, c1.ID, e, "housed"))
		must(t, prevention.NameInCase(ctx, second, c2.ID, entity(t, "compound", "example park", ""), "employed"))
		all, err := prevention.Entities(ctx, ana)
		must(t, err)
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
		must(t, prevention.LeaveOut(ctx, ana, c1.ID, all[0].ID))
		must(t, n.System(n.Orgs["shelter"].ID, "test").Do(ctx, access.SystemRun, n.System(n.Orgs["shelter"].ID, "test").OrgTarget(), func(tx *access.Tx) error {
			return dossier.Erase(tx, []lindung.CaseID{c2.ID})
		}))
		if got, err := prevention.ReadEntity(ctx, n.As(t, "supervisor@shelter"), all[0].ID); err != nil || len(got.Cases) != 0 {
			t.Errorf("afterwards %+v, %v", got.Cases, err)
		}
	})
}

// TestActivities: they are of the organisation alone, and each is whole.
func TestActivities(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		a := prevention.Activity{Kind: "departure_talk", Article: "11", Day: lindung.Date{Year: 2026, Month: 11, Day: 2}, Reach: 40,
			Answers: says(t, map[*field.Info]string{prevention.ActivityOf.Info: "Example activity"})}
		var wrong field.Problems
		if err := prevention.SaveActivity(ctx, ana, a); !errors.As(err, &wrong) || wrong[0].Field != prevention.ActivityPlan.Name {
			t.Errorf("of no plan: %v", err)
		}
		a.Answers = says(t, map[*field.Info]string{prevention.ActivityPlan.Info: "bohol_2", prevention.ActivityOf.Info: "Example activity"})
		must(t, prevention.SaveActivity(ctx, ana, a))
		all, err := prevention.Activities(ctx, n.As(t, "analyst@shelter"))
		if err != nil || len(all) != 1 || all[0].Reach != 40 || all[0].Day != a.Day {
			t.Fatalf("%+v, %v", all, err)
		}
		all[0].Reach = 42
		must(t, prevention.SaveActivity(ctx, ana, all[0]))
		if err := prevention.SaveActivity(ctx, ana, all[0]); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("an old version: %v", err)
		}
		if others, err := prevention.Activities(ctx, n.As(t, "caseworker@ngo")); err != nil || len(others) != 0 {
			t.Errorf("others see %d, %v", len(others), err)
		}
		if err := prevention.SaveActivity(ctx, n.As(t, "analyst@shelter"), a); !errors.Is(err, access.ErrDenied) {
			t.Errorf("an analyst enters one: %v", err)
		}
	})
}
