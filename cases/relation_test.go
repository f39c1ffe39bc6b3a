package cases_test

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/test/nodetest"
)

// related is what a case says of its relations, as the actor reads it.
func related(t *testing.T, s access.Session, id lindung.CaseID) []cases.Related {
	t.Helper()
	var all []cases.Related
	_, err := cases.ReadWith(ctx, s, id, func(tx *access.Tx, c cases.Case) (err error) {
		all, err = cases.RelationsIn(tx, c)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Two cases say that their persons belong together, each from its side; whoever does
// not see the other case learns no more than that. A case that one does not work on
// looks like one that there is not.
func TestRelations(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "supervisor@shelter")
		mother, child, stranger := open(t, ana, "Sok Example"), open(t, ana, "Dara Example"), open(t, dara, "Nary Example")
		if err := cases.Relate(ctx, ana, mother.ID, " "+child.Number+" ", "mother"); err != nil {
			t.Fatal(err)
		}
		if got := related(t, ana, mother.ID); len(got) != 1 || !got[0].Mine || got[0].With != child.ID || got[0].Kind != "mother" {
			t.Errorf("the mother's case says %+v", got)
		}
		if got := related(t, ana, child.ID); len(got) != 1 || got[0].Mine || got[0].With != mother.ID {
			t.Errorf("the child's case says %+v", got)
		}
		for number, kind := range map[string]string{stranger.Number: "mother", mother.Number: "mother", "ID-26-NOSUCH1": "mother", child.Number: "boss"} {
			var problems field.Problems
			if err := cases.Relate(ctx, ana, mother.ID, number, kind); !errors.As(err, &problems) {
				t.Errorf("%s %s: %v", number, kind, err)
			}
		}
		if err := cases.Relate(ctx, dara, stranger.ID, child.Number, "guardian"); err != nil {
			t.Fatal(err)
		}
		for _, r := range related(t, ana, child.ID) {
			if (r.With == "") != (r.Kind == "guardian") || r.Case != "" || r.Other != "" {
				t.Errorf("who does not see the guardian's case reads %+v", r)
			}
		}
		if err := cases.Unrelate(ctx, ana, child.ID, stranger.ID); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("a relation to a case that one does not see is taken back: %v", err)
		}
		if err := cases.Unrelate(ctx, ana, child.ID, mother.ID); err != nil {
			t.Fatal(err)
		}
		if got := related(t, ana, mother.ID); len(got) != 0 {
			t.Errorf("after it was taken back: %+v", got)
		}
	})
}

// Two cases that are there come under one event: that of either, or a new one; two
// events are never put together.
func TestJoinEvent(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		boat := cases.Event{Kind: "boat", Place: "Example Bay"}
		a, b, c, d := open(t, ana, "Sok Example"), open(t, ana, "Dara Example"), open(t, ana, "Nary Example"), open(t, ana, "Bopha Example")
		join := func(one, with cases.Case) error { return cases.JoinEvent(ctx, ana, one.ID, with.Number, boat) }
		for _, err := range []error{join(a, b), join(c, a)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		e, err := cases.ReadEvent(ctx, ana, c.ID)
		if err != nil || e.Place != "Example Bay" || len(e.Cases) != 3 {
			t.Errorf("%+v, %v", e, err)
		}
		other := open(t, ana, "Vuthy Example")
		if err := join(d, other); err != nil {
			t.Fatal(err)
		}
		var problems field.Problems
		if err := join(a, d); !errors.As(err, &problems) {
			t.Errorf("two events were put together: %v", err)
		}
		if err := cases.JoinEvent(ctx, ana, open(t, ana, "Rith Example").ID, open(t, ana, "Sary Example").Number, cases.Event{}); !errors.As(err, &problems) {
			t.Errorf("an event of which nothing is said: %v", err)
		}
	})
}
