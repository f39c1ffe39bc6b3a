package cases_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// marked says how the person of a case is marked on the page, in the list, and by
// the filter for children.
func marked(t *testing.T, s access.Session, id lindung.CaseID) string {
	t.Helper()
	c, err := cases.Read(ctx, s, id)
	if err != nil {
		t.Fatal(err)
	}
	listed := func(f cases.Filter) *cases.Row {
		rows, _, err := cases.List(ctx, s, f)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(rows, func(r cases.Row) bool { return r.ID == id })
		if at < 0 {
			return nil
		}
		return &rows[at]
	}
	row := listed(cases.Filter{})
	if c.Child != c.Mark.Child() || row.Child != c.Child {
		t.Errorf("a child %v, by the mark %v, in the list %v", c.Child, c.Mark.Child(), row.Child)
	}
	if c.Child && listed(cases.Filter{Children: true}) == nil {
		t.Error("the filter for children misses a child")
	}
	return fmt.Sprint(string(c.Mark.Is), c.Mark.Why)
}

// TestMarkFollowsTheClock: the mark follows the answers and the clock. The case is
// not saved on the birthday.
func TestMarkFollowsTheClock(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
		ana := n.As(t, "caseworker@shelter")
		today := lindung.DateOf(n.Now())
		birthday := n.Now().AddDate(0, 0, 2)
		id := open(t, ana, "Nok Example").ID
		is := func(want string) {
			t.Helper()
			if got := marked(t, ana, id); got != want {
				t.Errorf("on %s: %s, want %s", lindung.DateOf(n.Now()), got, want)
			}
		}
		save := func(posted url.Values) {
			t.Helper()
			f, v := answers(t, n, "identity_birth", posted)
			c, err := cases.Read(ctx, ana, id)
			if err != nil {
				t.Fatal(err)
			}
			if err := cases.SaveForm(ctx, ana, id, f, c.Sections[f.Name].Version, v); err != nil {
				t.Fatal(err)
			}
		}
		is("age_unknown[nothing]")
		save(url.Values{"birth_date": {lindung.DateOf(birthday.AddDate(-18, 0, 0)).String()}})
		is("child[birth]")
		n.Clock.Add(24 * time.Hour)
		is("child[birth]")
		n.Clock.Add(24 * time.Hour)
		is("adult[birth]")
		n.At(n.Now().Add(-48 * time.Hour))
		save(url.Values{"estimated_age": {"16"}, "age_precision": {"within_1_year"}})
		c, err := cases.Read(ctx, ana, id)
		if err != nil {
			t.Fatal(err)
		}
		if on, ok := person.AgeAsOf.Get(c.Answers(person.Birth)); !ok || on != today {
			t.Errorf("the estimate is of %s, want %s", on, today)
		}
		is("child[estimate]")
		for _, want := range []string{"maybe_child[estimate]", "maybe_child[estimate]", "adult[estimate]"} {
			n.Clock.Add(366 * 24 * time.Hour)
			n.Undertake(t, "caseworker@shelter")
			is(want)
		}
	})
}

// TestDoubtAndSettle: a doubt outlasts every paper; when it is settled the answers
// decide again.
func TestDoubtAndSettle(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		id := open(t, ana, "Nok Example").ID
		f, v := answers(t, n, "identity_birth", url.Values{"birth_date": {"1999"}})
		if err := cases.SaveForm(ctx, ana, id, f, 0, v); err != nil {
			t.Fatal(err)
		}
		if got := marked(t, ana, id); got != "adult[birth]" {
			t.Error(got)
		}
		if err := ana.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error { return cases.DoubtAge(tx, id) }); err != nil {
			t.Fatal(err)
		}
		if err := cases.SaveForm(ctx, ana, id, f, 1, v); err != nil {
			t.Fatal(err)
		}
		if got := marked(t, ana, id); got != "maybe_child[worker]" {
			t.Error(got)
		}
		if err := cases.SettleAge(ctx, ana, id); err != nil {
			t.Fatal(err)
		}
		if got := marked(t, ana, id); got != "adult[birth]" {
			t.Error(got)
		}
	})
}

// TestMarkReadsTheWholeFile: what other forms say of the age counts too.
func TestMarkReadsTheWholeFile(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		id := open(t, ana, "Nok Example").ID
		for _, c := range []struct {
			form, want string
			posted     url.Values
		}{
			{"identity_birth", "adult[birth]", url.Values{"birth_date": {"1999"}}},
			{"situation_recruitment", "adult[birth]", url.Values{"age_when_trafficked": {"15"}}},
			{"situation_control", "child[begun]", url.Values{"exploited_from": {lindung.DateOf(n.Now().AddDate(-1, 0, 0)).String()}}},
		} {
			f, v := answers(t, n, c.form, c.posted)
			if err := cases.SaveForm(ctx, ana, id, f, 0, v); err != nil {
				t.Fatal(err)
			}
			if got := marked(t, ana, id); got != c.want {
				t.Errorf("after %s: %s", c.form, got)
			}
		}
	})
}

// TestChildUntilHidesTheBirthday: the column tells neither a child's birthday,
// which is sealed, nor anything of an adult.
func TestChildUntilHidesTheBirthday(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		for born, want := range map[string]string{
			"1999-05-12": "1970-01-01", "2010-01-01": "2028-02-01", "2010-01-31": "2028-02-01", "2010-12-05": "2029-01-01", "": "9999-12-31",
		} {
			birth := map[string]field.Values{}
			if born != "" {
				_, birth["identity_birth"] = answers(t, n, "identity_birth", url.Values{"birth_date": {born}})
			}
			c, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Nok Example", Kind: "official"}}, Answers: birth})
			if err != nil {
				t.Fatal(err)
			}
			var until int64
			err = n.DB.Read(ctx, func(tx *db.Tx) error {
				until, err = db.One(tx, db.Value[int64], `SELECT child_until FROM cases WHERE id = ?`, c.ID)
				return err
			})
			if got := time.Unix(until, 0).UTC().Format(time.DateOnly); err != nil || got != want {
				t.Errorf("born %q: %s, want %s: %v", born, got, want, err)
			}
		}
	})
}

// TestBirthdayIsOfThePlace: a birthday begins at midnight where the workers are,
// not in Greenwich.
func TestBirthdayIsOfThePlace(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter") // in Cambodia, seven hours ahead
		id := open(t, ana, "Nok Example").ID
		n.At(time.Date(2026, 11, 28, 16, 59, 0, 0, time.UTC))
		f, v := answers(t, n, "identity_birth", url.Values{"birth_date": {"2008-11-29"}})
		if err := cases.SaveForm(ctx, ana, id, f, 0, v); err != nil {
			t.Fatal(err)
		}
		if got := marked(t, ana, id); got != "child[birth]" {
			t.Error(got)
		}
		n.Clock.Add(time.Minute)
		if got := marked(t, ana, id); got != "adult[birth]" {
			t.Error(got)
		}
	})
}
