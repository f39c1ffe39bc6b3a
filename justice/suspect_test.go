package justice_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/justice"
	"lindung/person"
)

var ctx = context.Background()

func open(t *testing.T, s access.Session, name string) cases.Case {
	t.Helper()
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// boss is somebody new who is suspected.
func boss(name, is string) justice.New {
	return justice.New{Known: justice.Known{Name: name, Handles: "@example"}, Part: justice.Part{Roles: []string{"organiser"}, Is: is, Why: "seen there"}}
}

func add(t *testing.T, s access.Session, id lindung.CaseID, n justice.New) lindung.SuspectID {
	t.Helper()
	made, err := justice.Add(ctx, s, id, n)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// in are the suspects of a case as somebody reads them: each name with the numbers of the
// other cases.
func in(t *testing.T, s access.Session, id lindung.CaseID) []string {
	t.Helper()
	var all []string
	_, err := cases.ReadWith(ctx, s, id, func(tx *access.Tx, c cases.Case) error {
		found, err := justice.In(tx, c)
		all = nil
		for _, x := range found {
			line := x.Name
			for _, p := range x.Parts[1:] {
				line += " " + p.Number
			}
			all = append(all, line)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func toChoose(t *testing.T, s access.Session, id lindung.CaseID) int {
	t.Helper()
	n := 0
	_, err := cases.ReadWith(ctx, s, id, func(tx *access.Tx, c cases.Case) error {
		found, err := justice.ToChoose(tx, c)
		n = len(found)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// mends are the questions that an error says must be answered otherwise.
func mends(err error) string {
	var ps field.Problems
	if !errors.As(err, &ps) {
		return ""
	}
	var all []string
	for _, p := range ps {
		all = append(all, p.Field)
	}
	return strings.Join(all, " ")
}

// A suspect in several cases is one. Who reads one of the cases learns nothing of the
// others, not that there are any: only who reads both sees the link. A protected case hides
// it from those who lead, too.
func TestLinkIsSeenFromBothEnds(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		kanya, other, sup := n.As(t, "investigator@police"), n.As(t, "second@police"), n.As(t, "supervisor@police")
		a, b := open(t, kanya, "Siti Samanama"), open(t, other, "Dara Contoh")
		s := add(t, kanya, a.ID, boss("Boss Example", justice.NoSign))
		if got := toChoose(t, other, b.ID); got != 0 {
			t.Errorf("who does not read the case can choose from %d", got)
		}
		if got := mends(errOf(justice.Add(ctx, sup, b.ID, boss("Bos Example", justice.MayBe)))); got != "same" {
			t.Errorf("who reads both is asked for %q", got)
		}
		if got := mends(errOf(justice.Add(ctx, other, b.ID, justice.New{Same: s, Part: boss("", justice.MayBe).Part}))); got != "same" {
			t.Errorf("who does not read the case chooses from it: %q", got)
		}
		if got := add(t, sup, b.ID, justice.New{Same: s, Part: boss("", justice.MayBe).Part}); got != s {
			t.Errorf("the same suspect is %s and %s", s, got)
		}
		for _, x := range []struct {
			who  access.Session
			id   lindung.CaseID
			want string
		}{
			{kanya, a.ID, "Boss Example"}, {other, b.ID, "Boss Example"},
			{sup, a.ID, "Boss Example " + b.Number}, {sup, b.ID, "Boss Example " + a.Number},
		} {
			if got := in(t, x.who, x.id); !slices.Equal(got, []string{x.want}) {
				t.Errorf("%s sees %v, want %s", x.who.Actor().Name, got, x.want)
			}
		}
		if err := cases.Protect(ctx, other.SteppedUp(true), b.ID, []lindung.ActorID{n.ID("second@police"), n.ID("duty_officer@police")}); err != nil {
			t.Fatal(err)
		}
		if got := in(t, sup, a.ID); !slices.Equal(got, []string{"Boss Example"}) {
			t.Errorf("of a protected case a supervisor learns %v", got)
		}
	})
}

func errOf[T any](_ T, err error) error { return err }

// Nobody but those who inquire, prosecute and judge sees a suspect or records one, in their
// own files or in another's, also where a consent or a basis would open the group.
func TestSuspectsBehindTheWall(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		kanya := n.As(t, "investigator@police")
		a := open(t, kanya, "Siti Samanama")
		add(t, kanya, a.ID, boss("Boss Example", justice.NoSign))
		for _, who := range []string{"caseworker@shelter", "supervisor@shelter", "duty_officer@hospital", "focal_point@ngo"} {
			s := n.As(t, who)
			if _, err := justice.Add(ctx, s, a.ID, boss("x", justice.NoSign)); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s records a suspect of the police: %v", who, err)
			}
			if who == "focal_point@ngo" {
				continue
			}
			own := open(t, s, "Dara Contoh")
			if _, err := justice.Add(ctx, s, own.ID, boss("x", justice.NoSign)); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s records a suspect: %v", who, err)
			}
		}
		for _, who := range []string{"administrator@police", "data_protection@police", "analyst@police", "focal_point@police"} {
			if _, err := justice.Add(ctx, n.As(t, who), a.ID, boss("x", justice.NoSign)); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s records a suspect: %v", who, err)
			}
		}
	})
}

// What is corrected is stored once, and not over what somebody else has stored since.
func TestChangeSuspect(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		kanya := n.As(t, "investigator@police")
		a := open(t, kanya, "Siti Samanama")
		for name, want := range map[string]string{"": "name", "x": ""} {
			bad := boss(name, "")
			if got := mends(errOf(justice.Add(ctx, kanya, a.ID, bad))); got != strings.TrimSpace(want+" is") {
				t.Errorf("%q: mends %q", name, got)
			}
		}
		s := add(t, kanya, a.ID, boss("Boss Example", justice.NoSign))
		now := justice.Suspect{ID: s, Version: 1, Known: justice.Known{Name: "Boss Contoh"}, Parts: []justice.Part{{Version: 1, Roles: []string{"guard"}, Is: justice.MayBe}}}
		if err := justice.Change(ctx, kanya, a.ID, now); err != nil {
			t.Fatal(err)
		}
		if err := justice.Change(ctx, kanya, a.ID, now); !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("twice: %v", err)
		}
		if got := in(t, kanya, a.ID); !slices.Equal(got, []string{"Boss Contoh"}) {
			t.Errorf("then it is %v", got)
		}
		if err := justice.Drop(ctx, kanya, a.ID, s); err != nil {
			t.Fatal(err)
		}
		if err := justice.Drop(ctx, kanya, a.ID, s); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("dropped twice: %v", err)
		}
	})
}

// Who is suspected in no case any more is forgotten, key and all; who is in another case
// stays.
func TestForgottenWithTheLastCase(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@police")
		a, b := open(t, sup, "Siti Samanama"), open(t, sup, "Dara Contoh")
		s := add(t, sup, a.ID, boss("Boss Example", justice.NoSign))
		add(t, sup, b.ID, justice.New{Same: s, Part: boss("", justice.NoSign).Part})
		left := func() (rows int, key bool) {
			t.Helper()
			if err := sup.Do(ctx, access.CaseOpen, sup.OrgTarget(), func(tx *access.Tx) (err error) {
				if rows, err = db.One(tx, db.Value[int], `SELECT count(*) FROM suspects`); err == nil {
					key, err = tx.HasKey(string(s))
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return rows, key
		}
		leave := func(id lindung.CaseID) {
			t.Helper()
			if err := sup.Do(ctx, access.CaseOpen, sup.OrgTarget(), func(tx *access.Tx) error { return justice.LeaveAll(tx, id) }); err != nil {
				t.Fatal(err)
			}
		}
		leave(a.ID)
		if rows, key := left(); rows != 1 || !key {
			t.Errorf("after the first case: %d, %v", rows, key)
		}
		leave(b.ID)
		if rows, key := left(); rows != 0 || key {
			t.Errorf("after the last case: %d, %v", rows, key)
		}
	})
}

// A part that somebody has written behind the program is not shown.
func TestForgedPart(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@police")
		a, b := open(t, sup, "Siti Samanama"), open(t, sup, "Dara Contoh")
		add(t, sup, a.ID, boss("Boss Example", justice.NoSign))
		if err := n.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(tx, `UPDATE suspect_cases SET case_id = ? WHERE case_id = ?`, b.ID, a.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := in(t, sup, b.ID); len(got) != 0 {
			t.Errorf("a forged part shows %v", got)
		}
	})
}

// Who reads both cases says that two who were recorded twice are one: what was written of
// them stays, in the cases that they read; a case that they do not read keeps its own.
func TestJoinSuspects(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		kanya, other, sup := n.As(t, "investigator@police"), n.As(t, "second@police"), n.As(t, "supervisor@police")
		a, b, hidden := open(t, kanya, "Siti Samanama"), open(t, other, "Dara Contoh"), open(t, other, "Nary Contoh")
		first, second := add(t, kanya, a.ID, boss("Boss Example", justice.NoSign)), add(t, other, b.ID, boss("Lek Contoh", justice.MayBe))
		add(t, other, hidden.ID, justice.New{Same: second, Part: boss("", justice.NoSign).Part})
		if err := cases.Protect(ctx, other.SteppedUp(true), hidden.ID, []lindung.ActorID{n.ID("second@police"), n.ID("duty_officer@police")}); err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			who        access.Session
			id         lindung.CaseID
			from, into lindung.SuspectID
		}{{kanya, a.ID, first, second}, {other, b.ID, second, first}, {sup, b.ID, second, second}} {
			if got := mends(justice.Join(ctx, x.who, x.id, x.from, x.into)); got != "into" {
				t.Errorf("%s joins them: %q", x.who.Actor().Name, got)
			}
		}
		if err := justice.Join(ctx, sup, b.ID, second, first); err != nil {
			t.Fatal(err)
		}
		if got := in(t, sup, b.ID); !slices.Equal(got, []string{"Boss Example " + a.Number}) {
			t.Errorf("then the one case has %v", got)
		}
		if got := in(t, other, hidden.ID); !slices.Equal(got, []string{"Lek Contoh"}) {
			t.Errorf("the case that the supervisor does not read has %v", got)
		}
	})
}
