package cases_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"lindung/cases"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
)

// An act that the database asks to run again does the same as at the first time.
func TestSiblingRunAgain(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		s := n.As(t, "caseworker@shelter")
		first := open(t, s, "Sok Example")
		hold, held, done := make(chan struct{}), make(chan struct{}), make(chan error, 3)
		join := func(work func() error) {
			go func() { done <- work() }()
			time.Sleep(30 * time.Millisecond) // the order in which they wait
		}
		write := func(work func(*db.Tx) error) func() error {
			return func() error { return n.DB.Write(ctx, work) }
		}
		join(write(func(*db.Tx) error { close(held); <-hold; return nil }))
		<-held
		var c cases.Case
		join(func() (err error) {
			c, err = cases.OpenSibling(ctx, s, first.ID, cases.New{
				Names: []person.Name{{Text: "Dara Example", Kind: "official"}},
				Event: &cases.Event{Kind: "raid", Text: "forty people were in one room"},
			})
			return err
		})
		asked := false
		join(write(func(*db.Tx) error {
			if asked {
				return nil
			}
			asked = true
			return &pgconn.PgError{Code: "40001"}
		}))
		close(hold)
		for range 3 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		if e, err := cases.ReadEvent(ctx, s, c.ID); err != nil || len(e.Cases) != 2 {
			t.Errorf("the event has %d cases, %v", len(e.Cases), err)
		}
	})
}
