package cases_test

import (
	"net/url"
	"strings"
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

// column is what a case says of urgent answers to whoever reads the database.
func column(t *testing.T, n *nodetest.Node, id lindung.CaseID) string {
	t.Helper()
	var text string
	err := n.DB.Read(ctx, func(tx *db.Tx) error {
		var err error
		text, err = db.One(tx, db.Value[string], `SELECT urgent_until FROM cases WHERE id = ?`, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// facts names what must not wait, as the actor reads it.
func facts(t *testing.T, s access.Session, id lindung.CaseID) string {
	t.Helper()
	var all []string
	for _, u := range read(t, s, id).Urgent() {
		all = append(all, u.Name)
	}
	return strings.Join(all, " ")
}

// An urgent answer raises the case in lists and says what it is to those who may
// read it; in the database stands only until when. Another answer ends it.
func TestUrgent(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))
		on := lindung.Date{Year: 2026, Month: 11, Day: 24}
		ana, inquirer := n.As(t, "caseworker@police"), n.As(t, "investigator@police")
		c := open(t, ana, "Sok Example")
		if err := cases.AddMember(ctx, ana, c.ID, n.ID("investigator@police")); err != nil {
			t.Fatal(err)
		}
		save := func(form string, version int64, posted url.Values) {
			t.Helper()
			f, v := answers(t, n, form, posted)
			if err := cases.SaveForm(ctx, ana, c.ID, f, version, v); err != nil {
				t.Fatal(err)
			}
		}
		if got := column(t, n, c.ID); got != "" {
			t.Errorf("nothing answered: %s", got)
		}
		save("health_needs", 0, url.Values{"health_urgent": {"yes"}})
		save("legal_needs", 0, url.Values{"detained": {"yes"}})
		if got := column(t, n, c.ID); got != "9999-12-31" {
			t.Errorf("until it is answered otherwise: %s", got)
		}
		if got := facts(t, ana, c.ID); got != "health_urgent detained" {
			t.Errorf("the caseworker reads %s", got)
		}
		if got := facts(t, inquirer, c.ID); got != "detained" {
			t.Errorf("who does not see health reads %s", got)
		}
		if read(t, inquirer, c.ID).HidesUrgent(on) {
			t.Error("who sees one urgent answer is told of a hidden one")
		}
		if rows, _, err := cases.List(ctx, ana, cases.Filter{Urgent: on}); err != nil || len(rows) != 1 {
			t.Errorf("%d urgent cases, %v", len(rows), err)
		}
		save("legal_needs", 1, url.Values{"detained-absent": {"unknown"}})
		if got := read(t, inquirer, c.ID); len(got.Urgent()) != 0 || !got.HidesUrgent(on) {
			t.Error("who does not see health does not learn that something is urgent")
		}
		if read(t, ana, c.ID).HidesUrgent(on) {
			t.Error("who sees all is told that something is hidden")
		}
		save("health_needs", 1, url.Values{"health_urgent": {"no"}})
		if got := column(t, n, c.ID); got != "" {
			t.Errorf("answered otherwise: %s", got)
		}
		if rows, _, err := cases.List(ctx, ana, cases.Filter{Urgent: on}); err != nil || len(rows) != 0 {
			t.Errorf("%d urgent cases, %v", len(rows), err)
		}
	})
}

// A child without an adult is urgent from the moment at which the case is opened.
// The column says the month in which childhood ends and not the birthday; the case
// itself knows the day.
func TestChildAlone(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC))
		ana := n.As(t, "caseworker@shelter")
		f, v := answers(t, n, "identity_birth", url.Values{"birth_date": {"2009-06-15"}})
		c, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}, Answers: map[string]field.Values{f.Name: v}})
		if err != nil {
			t.Fatal(err)
		}
		if got := column(t, n, c.ID); got != "2027-06-30" {
			t.Errorf("until %s", got)
		}
		for day, want := range map[int]string{14: "child_alone", 15: ""} {
			n.At(time.Date(2027, 6, day, 8, 0, 0, 0, time.UTC))
			if got := facts(t, ana, c.ID); got != want {
				t.Errorf("on the %dth: %q", day, got)
			}
		}
		n.At(time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC))
		guardian, v := answers(t, n, "family_guardian", url.Values{"guardian_name": {"Rina Contoh"}, "guardian_relation": {"mother"}})
		if err := cases.SaveForm(ctx, ana, c.ID, guardian, 0, v); err != nil {
			t.Fatal(err)
		}
		if got := column(t, n, c.ID); got != "" {
			t.Errorf("with a mother: %s", got)
		}
		adult := open(t, ana, "Dara Example")
		if got := facts(t, ana, adult.ID); got != "" {
			t.Errorf("of whose age nothing is known: %s", got)
		}
		doubt(t, ana, adult.ID)
		if got := column(t, n, adult.ID); got != "9999-12-31" {
			t.Errorf("who is taken for a child by a worker: %q", got)
		}
		if err := cases.SettleAge(ctx, ana, adult.ID); err != nil {
			t.Fatal(err)
		}
		if got := column(t, n, adult.ID); got != "" {
			t.Errorf("once the age is settled: %q", got)
		}
	})
}

// doubt says that the person may be a child.
func doubt(t *testing.T, s access.Session, id lindung.CaseID) {
	t.Helper()
	err := s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error { return cases.DoubtAge(tx, id) })
	if err != nil {
		t.Fatal(err)
	}
}

// No urgent answer is in clear anywhere.
func TestUrgentAnswersAreSealed(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := open(t, ana, "Sok Example")
		for form, posted := range map[string]url.Values{
			"health_needs": {"health_urgent": {"yes"}}, "legal_needs": {"detained": {"yes"}}, "immigration_status": {"removal_order": {"yes"}},
		} {
			f, v := answers(t, n, form, posted)
			if err := cases.SaveForm(ctx, ana, c.ID, f, 0, v); err != nil {
				t.Fatal(err)
			}
		}
		var clear []string
		err := n.DB.Read(ctx, func(tx *db.Tx) error {
			var err error
			clear, err = db.All(tx, db.Value[string], `SELECT answers FROM records WHERE owner = ?`, c.ID)
			return err
		})
		for _, text := range clear {
			if text != "{}" {
				t.Errorf("in clear stands %s", text)
			}
		}
		if err != nil || len(clear) != 3 {
			t.Errorf("%d forms, %v", len(clear), err)
		}
	})
}
