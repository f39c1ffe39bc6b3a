package dossier_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/convention/data"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/protection"
)

// dueOf are the answers to a form that make something due on a day; false if none do.
func dueOf(t *testing.T, n *nodetest.Node, f *field.Form, day string) (field.Values, bool) {
	t.Helper()
	for _, i := range f.Fields {
		if i.Kind != field.KindDate {
			continue
		}
		v, _ := f.Decode(url.Values{i.Name: {day}}, n.Now())
		if !f.DueOn(v).IsZero() {
			return v, true
		}
	}
	return field.Values{}, false
}

// listed returns what falls due by a day as a page of the actor lists it.
func listed(t *testing.T, n *nodetest.Node, s access.Session, by lindung.Date, of lindung.ActorID) []dossier.Due {
	t.Helper()
	var all []dossier.Due
	none(t, s.Page(ctx, access.HomeRead, access.AccountTarget(s.Actor().ID), func(s access.Session) error {
		w, err := dossier.ReadDue(ctx, s, dossier.Asking{Now: n.Now(), By: by, Of: of})
		if err == nil {
			err = dossier.Tell(ctx, s, w.Due)
		}
		all = w.Due
		return err
	}))
	return all
}

// TestDueOnThePageIsDueInTheDays walks all declared forms: what the page of a case says is
// due, is due in the days of who is asked and of all, with the name of the person, and the
// other way round.
func TestDueOnThePageIsDueInTheDays(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		dueOnThePage(t, n, "caseworker@shelter", "supervisor@shelter", false)
		dueOnThePage(t, n, "investigator@police", "supervisor@police", true) // what an investigation finds is theirs
	})
}

// dueOnThePage walks the forms that those who inquire have alone, or all others.
func dueOnThePage(t *testing.T, n *nodetest.Node, worker, lead string, inquiry bool) {
	t.Helper()
	func() {
		s := n.As(t, worker)
		c := must(cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
		day, by := n.Now().AddDate(0, 0, 3).Format(time.DateOnly), lindung.DateOf(n.Now().AddDate(0, 0, 20))
		want := 0
		for _, f := range n.Forms {
			if !f.FallsDue() || (f.Group() == lindung.Justice) != inquiry || f.Repeat != nil && f.Repeat.Event {
				continue
			}
			want++
			v, ok := dueOf(t, n, f, day)
			switch {
			case ok && f.Repeat == nil:
				none(t, cases.SaveForm(ctx, s, c.ID, f, 0, v))
			case ok:
				must(cases.AddRecord(ctx, s, c.ID, cases.Record{Form: f, Values: v}))
			case f.Repeat == nil || f.Repeat.Next == nil:
				t.Errorf("nothing makes %s due", f.Name)
			}
		}
		for _, later := range []int{0, 30} {
			n.Clock.Add(time.Duration(later) * 24 * time.Hour)
			for _, who := range []string{worker, lead} {
				s := n.As(t, who)
				of := lindung.ActorID("")
				if who == worker {
					of = s.Actor().ID
				}
				page := dueLines(dossier.Owed(must(dossier.Read(ctx, s, c.ID)), n.Now()), by)
				days := listed(t, n, s, by, of)
				if list := dueLines(days, by); !slices.Equal(page, list) {
					t.Errorf("%s: the page of the case says\n%q\nand the days\n%q", who, page, list)
				}
				if len(page) < want {
					t.Errorf("%d forms fall due, the page says %q", want, page)
				}
				for _, d := range days {
					if d.Called != "Sok Example" || d.Record.Form == nil && !d.Again {
						t.Errorf("%s: %s %s is about %q, read %v", who, d.Label, d.Form, d.Called, d.Record.Form != nil)
					}
				}
			}
		}
	}()
}

// dueLines are what falls due by a day, each in a line, in order.
func dueLines(all []dossier.Due, by lindung.Date) []string {
	var lines []string
	for _, d := range all {
		if !d.Day.IsZero() && (d.Late || !by.Last().Before(d.Day.First())) {
			lines = append(lines, fmt.Sprint(d.Part, " ", d.Form, " ", d.ID, " ", d.Label, " ", d.Day, " ", d.Late, " ", d.Again))
		}
	}
	slices.Sort(lines)
	return lines
}

// TestAskedAgainInTheDays: how the person is doing is due two weeks after the case was
// opened, after six months and yearly, in the days as on the page; a record that is struck
// out does not count, and a case that is closed asks for nothing.
func TestAskedAgainInTheDays(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := n.As(t, "caseworker@shelter")
		begun := n.Now().In(lindung.Zone("KH"))
		c := must(cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
		f, _ := n.Forms.Named("wellbeing")
		next := func() string {
			t.Helper()
			for _, d := range listed(t, n, s, lindung.DateOf(n.Now().AddDate(2, 0, 0)), "") {
				if d.Again {
					return d.Day.String()
				}
			}
			return ""
		}
		wants := func(want time.Time) {
			t.Helper()
			if got := next(); got != want.Format(time.DateOnly) {
				t.Errorf("asked again by %s, want %s", got, want.Format(time.DateOnly))
			}
		}
		wants(begun.AddDate(0, 0, 14))
		v := decode(t, n, f, url.Values{"wellbeing_on": {begun.Format(time.DateOnly)}})
		r := must(cases.AddRecord(ctx, s, c.ID, cases.Record{Form: f, Values: v}))
		wants(begun.AddDate(0, 6, 0))
		why := decode(t, n, cases.Struck, url.Values{"struck_why": {"an example"}})
		none(t, cases.StrikeRecord(ctx, s, c.ID, cases.Record{Form: f, ID: r.ID, Version: 1, Values: why}))
		wants(begun.AddDate(0, 0, 14))
		n.Clock.Add(200 * 24 * time.Hour)
		s = n.As(t, "caseworker@shelter")
		must(cases.AddRecord(ctx, s, c.ID, cases.Record{Form: f, Values: decode(t, n, f, url.Values{"wellbeing_on": {n.Now().Format(time.DateOnly)}})}))
		wants(begun.AddDate(1, 0, 0))
		none(t, cases.Close(ctx, n.As(t, "supervisor@shelter"), c.ID, cases.CloseReasons[0]))
		if got := next(); got != "" {
			t.Errorf("a closed case asks again by %s", got)
		}
		if all := listed(t, n, n.As(t, "supervisor@police"), lindung.DateOf(n.Now().AddDate(2, 0, 0)), ""); len(all) > 0 {
			t.Errorf("another organisation sees %v", len(all))
		}
	})
}

// TestLawInTheDays: the end of a period that the law sets is in the days, of the team and
// of who sees all cases, until the authority has decided.
func TestLawInTheDays(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := n.As(t, "caseworker@police")
		c := must(cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}}))
		held := decode(t, n, protection.Detention, url.Values{"detention_since": {n.Now().Format(time.DateOnly)}})
		must(cases.AddRecord(ctx, s, c.ID, cases.Record{Form: protection.Detention, Values: held}))
		by := lindung.DateOf(n.Now().AddDate(0, 0, 7))
		law := func(all []dossier.Due) []string {
			return dueLines(slices.DeleteFunc(all, func(d dossier.Due) bool { return d.Part != "duties" }), by)
		}
		agree := func(some bool) {
			t.Helper()
			page := law(dossier.Owed(must(dossier.Read(ctx, s, c.ID)), n.Now()))
			own, all := law(listed(t, n, s, by, s.Actor().ID)), law(listed(t, n, n.As(t, "supervisor@police"), by, ""))
			if !slices.Equal(page, own) || !slices.Equal(page, all) || len(page) > 0 != some {
				t.Errorf("the page says %q, the days of the worker %q, those of all %q", page, own, all)
			}
		}
		agree(true)
		if other := law(listed(t, n, n.As(t, "second@police"), by, n.As(t, "second@police").Actor().ID)); len(other) > 0 {
			t.Errorf("who is not on the team is asked %q", other)
		}
		n.Clock.Add(5 * 24 * time.Hour)
		agree(true)
	})
}

// TestLawRunsFromWhatIsLookedFor: every period of national law that can run in a case runs
// from a day by which the list of days finds the case.
func TestLawRunsFromWhatIsLookedFor(t *testing.T) {
	found := []string{"detained_since", "charged"}      // by an open record
	unknown := []string{"found", "request", "judgment"} // no case has a fact for them
	s, err := data.Embedded()
	none(t, err)
	for _, state := range lindung.States {
		known, _ := s.National(state)
		for _, f := range known.All {
			if f.Owed != nil && f.Owed.Within > 0 && !slices.Contains(append(found, unknown...), f.Owed.From) {
				t.Errorf("%s: a period runs from %s, and no list looks for it", state, f.Owed.From)
			}
		}
	}
}
