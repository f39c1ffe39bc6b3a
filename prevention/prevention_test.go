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
	"lindung/audit"
	"lindung/cases"
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

// TestErasedStaysErased: what was erased is erased again in an older database, from what the
// journal names; what is not there is no fault.
func TestErasedStaysErased(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, lead := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter")
		tip, err := prevention.RecordTip(ctx, ana, crisis(t))
		must(t, err)
		must(t, prevention.EndTip(ctx, ana, tip, 1, prevention.NoCase, says(t, map[*field.Info]string{prevention.TipWhy.Info: "They are safe"})))
		agency, err := prevention.SaveEntity(ctx, ana, entity(t, "agency", "PT Contoh", "+62 812-0000-1234"))
		must(t, err)
		again := func(ends access.Endings, line string) (about string) {
			t.Helper()
			s := n.System(n.Orgs["hospital"].ID, "test") // a restore acts for one organisation, and ends what all have ended
			must(t, s.Do(ctx, access.SystemRun, s.OrgTarget(), func(tx *access.Tx) error {
				a, known, err := ends.End(tx, line)
				if !known {
					t.Errorf("%q is no line of the journal that is known", line)
				}
				about = a
				return err
			}))
			return about
		}
		for _, stored := range []struct {
			ends access.Endings
			line string
			id   string
		}{{prevention.StoredTips.Ends, access.EndedTip + ":" + string(tip), string(tip)}, {prevention.StoredEntities.Ends, access.EndedEntity + ":" + string(agency), string(agency)}} {
			if about := again(stored.ends, stored.line); about != stored.id {
				t.Errorf("%s: erased %q", stored.line, about)
			}
			if about := again(stored.ends, stored.line); about != "" {
				t.Errorf("%s: erased twice", stored.line)
			}
		}
		if _, ended, err := prevention.Tips(ctx, lead); err != nil || len(ended) != 0 {
			t.Errorf("%d tips are there again, %v", len(ended), err)
		}
		// The acts that erase name it, and nothing of what it said.
		next, err := prevention.RecordTip(ctx, ana, crisis(t))
		must(t, err)
		must(t, prevention.EndTip(ctx, ana, next, 1, prevention.NoCase, says(t, map[*field.Info]string{prevention.TipWhy.Info: "They are safe"})))
		must(t, prevention.EraseTip(ctx, lead.SteppedUp(true), next))
		s := n.System(n.Orgs["shelter"].ID, "test")
		must(t, s.See(ctx, access.SystemRun, s.OrgTarget(), func(tx *access.Tx) error {
			all, err := audit.About(tx, string(next), 10)
			if !slices.ContainsFunc(all, func(e audit.Entry) bool { return slices.Contains(e.Ended, access.EndedTip+":"+string(next)) }) {
				t.Error("no line of the journal names what was erased")
			}
			return err
		}))
	})
}

func entity(t *testing.T, kind, names, numbers string) prevention.Entity {
	return prevention.Entity{Kind: kind, Answers: says(t, map[*field.Info]string{prevention.EntityNames.Info: names, prevention.EntityNumbers.Info: numbers})}
}

// TestSeen: whoever asks learns whom to ask and no more; nonsense finds nothing; the
// owner sees that it was asked; and after so many answers a day there are no more.
func TestSeen(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		people, f := cases.NewFinder(cases.SearchNames), prevention.NewFinder()
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
		people, f := cases.NewFinder(cases.SearchNames), prevention.NewFinder()
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
