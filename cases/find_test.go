package cases_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// answered are answers to forms, by name, as a browser posts them.
func answered(t *testing.T, n *nodetest.Node, posted map[string]url.Values) map[string]field.Values {
	t.Helper()
	all := map[string]field.Values{}
	for name, in := range posted {
		f, ok := n.Forms.Named(name)
		if !ok {
			t.Fatal(name)
		}
		v, problems := f.Decode(in, n.Now())
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		all[name] = v
	}
	return all
}

// known opens a case with answers.
func known(t *testing.T, n *nodetest.Node, s access.Session, name string, posted map[string]url.Values) cases.Case {
	t.Helper()
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}, Answers: answered(t, n, posted)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// foundBy are the names of those whom a search finds, with what fits.
func foundBy(t *testing.T, f *cases.Finder, s access.Session, query string) string {
	t.Helper()
	found, err := f.Search(ctx, s, query)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, one := range found {
		all = append(all, one.Name+" "+string(one.By))
	}
	return strings.Join(all, ", ")
}

// A case is found by its number and by a telephone, however they are typed, and by nothing
// that the actor may not see.
func TestFindAnything(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, other := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter")
		c := known(t, n, ana, "Siti Samanama", map[string]url.Values{
			"contact_phone":  {"mobile_phone": {"+62 812 0000 1234"}},
			"identity_birth": {"birth_date": {"1999-02-28"}, "sex": {"Feminine"}},
		})
		open(t, other, "Dara Samanama")
		f := cases.NewFinder(cases.SearchNames).Knowing(person.Sex.Info, person.Citizenships.Info, person.HealthNeed.Info)
		end := c.Number[6:]
		for _, query := range []string{
			c.Number, strings.ToLower(c.Number), " " + strings.ReplaceAll(c.Number, "-", " ") + " ", strings.ReplaceAll(c.Number, "-", ""), end, strings.ToLower(end),
		} {
			if got := foundBy(t, f, ana, query); got != "Siti Samanama number" {
				t.Errorf("%q finds %s", query, got)
			}
			if got := foundBy(t, f, other, query); got != "" {
				t.Errorf("%q finds, for another, %s", query, got)
			}
		}
		for _, query := range []string{"+62 812 0000 1234", "0062812-0000-1234", "0812 0000 1234", "081200001234", "62 812 00001234", "٠٨١٢ ٠٠٠٠ ١٢٣٤", "(0812) 0000.1234"} {
			if got := foundBy(t, f, ana, query); got != "Siti Samanama phone" {
				t.Errorf("%q finds %s", query, got)
			}
			if got := foundBy(t, f, other, query); got != "" {
				t.Errorf("%q finds, for another, %s", query, got)
			}
		}
		for _, query := range []string{"0812 0000 1235", "1234", "TH" + c.Number[2:], "0000", "xqzvwk", "%", "_", c.Number[:6]} {
			if got := foundBy(t, f, ana, query); got != "" {
				t.Errorf("%q finds %s", query, got)
			}
		}
		found, err := f.Search(ctx, ana, "siti")
		if err != nil || len(found) != 1 || found[0].Born != 1999 || len(found[0].Age) != 1 || !strings.Contains(found[0].Worker, "caseworker@shelter") {
			t.Errorf("the card: %v, %v", found, err)
		}
		// What is answered anew is found anew.
		v := answered(t, n, map[string]url.Values{"contact_phone": {"mobile_phone": {"+62 813 9999 0000"}}})["contact_phone"]
		form, _ := n.Forms.Named("contact_phone")
		if err := cases.SaveForm(ctx, ana, c.ID, form, 1, v); err != nil {
			t.Fatal(err)
		}
		if got := foundBy(t, f, ana, "0813 9999 0000") + foundBy(t, f, ana, "0812 0000 1234"); got != "Siti Samanama phone" {
			t.Errorf("after a change: %s", got)
		}
	})
}

// shareGroup opens a group of a case to the hospital.
func shareGroup(t *testing.T, n *nodetest.Node, s access.Session, id lindung.CaseID, g lindung.Group) {
	t.Helper()
	if _, err := consent.Give(ctx, s, cases.Target(id), consent.Grant{
		Recipient: consent.ToOrg(n.Orgs["hospital"].ID), Purpose: lindung.Assistance, Groups: []lindung.Group{g},
		From: db.TimeOf(n.Now()), Until: db.TimeOf(n.Now().AddDate(0, 1, 0)), Lang: "en", TextVersion: "v1",
		Detail: consent.Detail{ExplainedBy: "Ana Example"},
	}); err != nil {
		t.Fatal(err)
	}
	opened(t, s, id)
}

// Cases of others are found as far as they are open.
func TestFindShared(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := known(t, n, ana, "Siti Samanama", map[string]url.Values{"contact_phone": {"mobile_phone": {"+62 812 0000 1234"}}})
		f := cases.NewFinder(cases.SearchNames).Knowing(person.Sex.Info, person.Citizenships.Info, person.HealthNeed.Info)
		look := func() string {
			return foundBy(t, f, dara, "siti") + " / " + foundBy(t, f, dara, "0812 0000 1234") + " / " + foundBy(t, f, dara, c.Number)
		}
		if got := look(); got != " /  / " {
			t.Errorf("before anything is open: %s", got)
		}
		shareGroup(t, n, ana, c.ID, lindung.Identity)
		if got := look(); got != "Siti Samanama name /  / Siti Samanama number" {
			t.Errorf("with identity: %s", got)
		}
		shareGroup(t, n, ana, c.ID, lindung.Contact)
		if got := look(); got != "Siti Samanama name / Siti Samanama phone / Siti Samanama number" {
			t.Errorf("with contact: %s", got)
		}
		if found, err := f.Search(ctx, n.As(t, "duty_officer@police"), "siti"); err != nil || len(found) != 0 {
			t.Errorf("nobody shared it: %d, %v", len(found), err)
		}
	})
}

// A list is narrowed to coded answers and ages, on few cases and on very many alike, and
// by nothing that the actor may not read.
func TestListByAnswers(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, sup := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter")
		who := func(i int, posted map[string]url.Values) { known(t, n, ana, fmt.Sprintf("Samanama %d", i), posted) }
		who(1, map[string]url.Values{"identity_birth": {"birth_date": {"2015"}, "sex": {"Feminine"}}, "identity_origin": {"citizenships": {"KH"}}})
		who(2, map[string]url.Values{"identity_birth": {"estimated_age": {"30"}, "age_precision": {"within_3_years"}, "sex": {"Feminine"}}, "health_needs": {"health_need": {"Injury"}}})
		who(3, map[string]url.Values{"identity_origin": {"citizenships": {"KH", "VN"}}})
		f := cases.NewFinder(cases.SearchNames).Knowing(person.Sex.Info, person.Citizenships.Info, person.HealthNeed.Info)
		list := func(s access.Session, by cases.Filter) string {
			t.Helper()
			rows, _, err := f.List(ctx, s, by)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, r := range rows {
				all = append(all, strings.TrimPrefix(r.Name, "Samanama "))
			}
			slices.Sort(all)
			return strings.Join(all, " ")
		}
		coded := func(i *field.Info, code string) cases.Coded { return cases.Coded{Field: i, Code: code} }
		band := func(name string) *cases.Band {
			b, ok := cases.BandNamed(name)
			if !ok {
				t.Fatal(name)
			}
			return &b
		}
		feminine, khmer := coded(person.Sex.Info, "Feminine"), coded(person.Citizenships.Info, "KH")
		for _, c := range []struct {
			by   cases.Filter
			want string
		}{
			{cases.Filter{Codes: []cases.Coded{feminine}}, "1 2"},
			{cases.Filter{Codes: []cases.Coded{khmer}}, "1 3"},
			{cases.Filter{Codes: []cases.Coded{khmer, feminine}}, "1"},
			{cases.Filter{Codes: []cases.Coded{coded(person.Citizenships.Info, "TH")}}, ""},
			{cases.Filter{Ages: band("under_12")}, "1"},
			{cases.Filter{Ages: band("25_39")}, "2"},
			{cases.Filter{Ages: band("unknown")}, "3"},
			{cases.Filter{Ages: band("25_39"), Status: cases.StatusClosed}, ""},
		} {
			for _, s := range []access.Session{ana, sup} {
				if got := list(s, c.by); got != c.want {
					t.Errorf("%v %v lists %q, want %q", c.by.Codes, c.by.Ages, got, c.want)
				}
			}
			if got := list(n.As(t, "second@shelter"), c.by); got != "" {
				t.Errorf("who is on no team lists %q", got)
			}
		}
		page, next, err := f.List(ctx, sup, cases.Filter{Codes: []cases.Coded{khmer}, Limit: 1})
		if err != nil || len(page) != 1 || next.ID == "" {
			t.Fatalf("a page: %d, %v", len(page), err)
		}
		if got := list(sup, cases.Filter{Codes: []cases.Coded{khmer}, After: next}); got+" "+page[0].Name != "1 Samanama 3" && got+" "+page[0].Name != "3 Samanama 1" {
			t.Errorf("the next page lists %q", got)
		}
	})
}
