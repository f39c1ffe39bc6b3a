package cases_test

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/test/nodetest"
	"lindung/names"
	"lindung/person"
)

// followAll follows a list of a finder from page to page.
func followAll(t *testing.T, s access.Session, f *cases.Finder, by cases.Filter) []cases.Row {
	t.Helper()
	var all []cases.Row
	for {
		rows, next, err := f.List(ctx, s, by)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rows...)
		if next.ID == "" {
			return all
		}
		by.After = next
	}
}

// Each order, with each filter, lists the same cases as the filter without it, in that
// order, page after page.
func TestOrders(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
		busyShelter(t, n)
		compare := map[cases.Order]func(a, b cases.Row) int{
			cases.NewestChange: func(a, b cases.Row) int { return cmp.Compare(b.ChangedAt, a.ChangedAt) },
			cases.OldestChange: func(a, b cases.Row) int { return cmp.Compare(a.ChangedAt, b.ChangedAt) },
			cases.NewestOpened: func(a, b cases.Row) int { return cmp.Compare(b.OpenedAt, a.OpenedAt) },
			cases.OldestOpened: func(a, b cases.Row) int { return cmp.Compare(a.OpenedAt, b.OpenedAt) },
			cases.NumberOrder:  func(a, b cases.Row) int { return cmp.Compare(a.Number, b.Number) },
			cases.NameOrder:    func(a, b cases.Row) int { return cmp.Compare(names.Sorted(a.Name), names.Sorted(b.Name)) },
			cases.StatusOrder: func(a, b cases.Row) int {
				return cmp.Or(cmp.Compare(slices.Index(cases.Statuses, a.Status), slices.Index(cases.Statuses, b.Status)), cmp.Compare(b.ChangedAt, a.ChangedAt))
			},
		}
		finder := cases.NewFinder(cases.SearchNames).Knowing(person.Sex.Info)
		on := lindung.DateOf(n.Now())
		adults, _ := cases.BandNamed("25_39")
		for _, who := range []string{"supervisor@shelter", "caseworker@shelter"} {
			s := n.As(t, who)
			for _, by := range []cases.Filter{
				{}, {Mine: true}, {Children: true}, {Urgent: on}, {Status: cases.StatusClosed}, {Status: cases.StatusActive, Urgent: on},
				{Responsible: n.ID("second@shelter")}, {Ages: &adults}, {Ages: &adults, Mine: true}, {Untouched: 1},
			} {
				by.Limit = 7
				want := idsOf(followAll(t, s, finder, by))
				slices.Sort(want)
				for _, o := range cases.Orders {
					by.Sort = o
					got := followAll(t, s, finder, by)
					if f := compare[o]; f != nil && !slices.IsSortedFunc(got, f) {
						t.Errorf("%s, %+v: not in order", who, by)
					}
					ids := idsOf(got)
					slices.Sort(ids)
					if !slices.Equal(ids, want) {
						t.Errorf("%s, %q of %+v: %d cases, want %d", who, o, by, len(ids), len(want))
					}
				}
			}
		}
	})
}

func idsOf(rows []cases.Row) []lindung.CaseID {
	var all []lindung.CaseID
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return all
}

// A list by age has those of whom no age is known last, whichever way it goes, and goes on
// from page to page; what is shared is in order too.
func TestOrderByAge(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := n.As(t, "supervisor@shelter")
		finder := cases.NewFinder(cases.SearchNames)
		for _, c := range []struct{ name, born string }{
			{"Contoh 1990", "1990-01-01"}, {"Contoh unknown", ""}, {"Contoh 2001", "2001-05"}, {"Contoh 1975", "1975"}, {"Contoh 2010", "2010-02-03"},
		} {
			made, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: c.name, Kind: "official"}}})
			if err != nil {
				t.Fatal(err)
			}
			if c.born != "" {
				saveForm(t, s, made.ID, "identity_birth", url.Values{"birth_date": {c.born}})
			}
		}
		for order, want := range map[cases.Order]string{
			cases.Youngest: "[Contoh 2010 Contoh 2001 Contoh 1990 Contoh 1975 Contoh unknown]",
			cases.Oldest:   "[Contoh 1975 Contoh 1990 Contoh 2001 Contoh 2010 Contoh unknown]",
		} {
			var got []string
			for _, r := range followAll(t, s, finder, cases.Filter{Sort: order, Limit: 2}) {
				got = append(got, r.Name)
			}
			if fmt.Sprint(got) != want {
				t.Errorf("%s: %v", order, got)
			}
		}
	})
}
