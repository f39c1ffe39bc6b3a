package cases_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// TestListIsWhatTheFilterSays: each filter, alone and with others, lists the cases
// that it says, in order, page after page. Each has a text of its own.
func TestListIsWhatTheFilterSays(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
		event := busyShelter(t, n)
		all := listAll(t, n.As(t, "supervisor@shelter"), cases.Filter{})
		if len(all) != 40 {
			t.Fatalf("%d cases", len(all))
		}
		on := lindung.DateOf(n.Now())
		met := map[string]bool{}
		for _, who := range []string{"supervisor@shelter", "caseworker@shelter", "second@shelter"} {
			s := n.As(t, who)
			for _, f := range filters(event, on) {
				var want []lindung.CaseID
				for _, c := range all {
					if says(f, c, who == "supervisor@shelter" && !f.Mine || onTeam(t, s, c.ID)) {
						want = append(want, c.ID)
					}
				}
				var got []lindung.CaseID
				for _, c := range listAll(t, s, f) {
					got = append(got, c.ID)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s, %+v: %d cases, want %d", who, f, len(got), len(want))
				}
				if !f.Urgent.IsZero() && f.Limit == 7 && !f.Mine && !f.Children && f.Status == "" && f.Responsible == "" && f.Event == "" && f.Untouched == 0 {
					counts(t, s, on, len(want))
				}
				f.Status = ""
				met[fmt.Sprint(f)] = met[fmt.Sprint(f)] || len(want) > 0
			}
		}
		for f, some := range met {
			if !some {
				t.Errorf("nothing was met by %s", f)
			}
		}
		teamsFollow(t, n)
	})
}

func counts(t *testing.T, s access.Session, on lindung.Date, want int) {
	t.Helper()
	for _, most := range []int{200, 3} {
		if n, err := cases.CountUrgent(ctx, s, on, most); err != nil || n != min(want, most) {
			t.Errorf("%d urgent cases are counted, want %d of %d; %v", n, most, want, err)
		}
	}
}

// busyShelter opens cases by two caseworkers and does something to some of them.
// It returns the event that a few of them share.
func busyShelter(t *testing.T, n *nodetest.Node) lindung.EventID {
	t.Helper()
	sup := n.As(t, "supervisor@shelter")
	workers := []access.Session{n.As(t, "caseworker@shelter"), n.As(t, "second@shelter")}
	var all []lindung.CaseID
	for i := range 40 {
		s := workers[i%2]
		in := cases.New{Names: []person.Name{{Text: fmt.Sprint("Contoh ", i), Kind: "official"}}}
		var c cases.Case
		var err error
		switch i {
		case 0:
			in.Event = &cases.Event{Kind: "raid", Text: "an example"}
			c, err = cases.Open(ctx, s, in)
		case 6, 12, 18:
			c, err = cases.OpenSibling(ctx, s, all[0], in)
		default:
			c, err = cases.Open(ctx, s, in)
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c.ID)
		if i%3 != 0 {
			saveForm(t, s, c.ID, "identity_birth", url.Values{"birth_date": {"1990-01-01"}})
		}
		if i%4 == 0 {
			saveForm(t, s, c.ID, "health_needs", url.Values{"health_urgent": {"yes"}})
		}
	}
	event := mustRead(t, sup, all[0]).Event
	busy(t, n, slices.Clone(all))
	return event
}

// busy does something to cases at random, some of it at the same moment.
func busy(t *testing.T, n *nodetest.Node, open []lindung.CaseID) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	sup := n.As(t, "supervisor@shelter")
	for range 60 {
		n.Clock.Add(time.Duration(r.IntN(3)) * time.Second)
		id := open[r.IntN(len(open))]
		var err error
		switch r.IntN(6) {
		case 0:
			err = cases.FollowUp(ctx, sup, id, true)
		case 1:
			err = cases.Close(ctx, sup, id, cases.CloseReasons[0])
			open = slices.DeleteFunc(open, func(c lindung.CaseID) bool { return c == id })
		case 2:
			err = cases.AddNote(ctx, sup, id, "general", "an example")
		case 3:
			err = cases.Assign(ctx, sup, id, n.ID("second@shelter"))
		case 4:
			err = cases.Assign(ctx, sup, id, n.ID("caseworker@shelter"))
		case 5:
			err = cases.Assign(ctx, sup, id, n.ID("supervisor@shelter"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func saveForm(t *testing.T, s access.Session, id lindung.CaseID, form string, posted url.Values) {
	t.Helper()
	f, _ := person.Forms.Named(form)
	v, problems := f.Decode(posted, s.Now())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if err := cases.SaveForm(ctx, s, id, f, 0, v); err != nil {
		t.Fatal(err)
	}
}

func mustRead(t *testing.T, s access.Session, id lindung.CaseID) cases.Case {
	t.Helper()
	c, err := cases.Read(ctx, s, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// filters are all that a list can be asked for, two or three at a time.
func filters(event lindung.EventID, on lindung.Date) []cases.Filter {
	var all []cases.Filter
	for _, status := range []cases.Status{"", cases.StatusActive, cases.StatusFollowUp, cases.StatusClosed, cases.StatusClosedReferred} {
		for _, f := range []cases.Filter{
			{}, {Mine: true}, {Children: true}, {Urgent: on}, {Event: event}, {Mine: true, Children: true}, {Mine: true, Urgent: on},
			{Mine: true, Event: event}, {Children: true, Urgent: on}, {Children: true, Event: event},
		} {
			f.Status, f.Limit = status, 7
			all = append(all, f)
		}
	}
	return all
}

// says reports whether a filter means a case.
func says(f cases.Filter, c cases.Row, seen bool) bool {
	return seen && (f.Status == "" || c.Status == f.Status) && (!f.Children || c.Child) && (f.Event == "" || c.Event == f.Event) &&
		(f.Urgent.IsZero() || c.IsUrgent(f.Urgent))
}

func onTeam(t *testing.T, s access.Session, id lindung.CaseID) bool {
	t.Helper()
	c, err := cases.Read(ctx, s, id)
	if err != nil {
		return false // a caseworker reads no others
	}
	return slices.ContainsFunc(c.Team, func(m cases.Member) bool { return m.ID == s.Actor().ID })
}

// listAll follows a list from page to page.
func listAll(t *testing.T, s access.Session, f cases.Filter) []cases.Row {
	t.Helper()
	var all []cases.Row
	for {
		rows, next, err := cases.List(ctx, s, f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rows...)
		if next.ID == "" {
			return all
		}
		f.After = next
	}
}

// teamsFollow checks that a team knows when its case was changed.
func teamsFollow(t *testing.T, n *nodetest.Node) {
	t.Helper()
	err := n.DB.Read(ctx, func(tx *db.Tx) error {
		wrong, err := db.One(tx, db.Value[int], `
			SELECT count(*)
			FROM team t JOIN cases c ON c.id = t.case_id
			WHERE t.changed_at <> c.changed_at`)
		if wrong > 0 {
			t.Errorf("%d members of teams have their cases in another order", wrong)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
