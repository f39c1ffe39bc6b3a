package survivor_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"lindung/access"
	"lindung/cases"
	"lindung/internal/pace"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/survivor"
)

var ctx = context.Background()

// opened opens a case of the shelter and gives its person a paper.
func opened(t *testing.T, n *nodetest.Node, in survivor.New) (cases.Case, survivor.Codes) {
	t.Helper()
	s := n.As(t, "caseworker@shelter")
	c, err := cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: "Invented Person", Kind: "official"}}})
	if err != nil {
		t.Fatal(err)
	}
	codes, err := survivor.Make(ctx, s.SteppedUp(true), c.ID, in)
	if err != nil {
		t.Fatal(err)
	}
	return c, codes
}

func entered(t *testing.T, d *survivor.Door, code, pin string) survivor.Visit {
	t.Helper()
	token, err := d.Enter(ctx, code, pin, "house")
	if err != nil {
		t.Fatal(err)
	}
	v, err := d.Resume(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestWrongPINs: who found a paper cannot try all PINs, and the worker is told.
func TestWrongPINs(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := survivor.NewDoor(n.Node)
		d.Quick()
		c, codes := opened(t, n, survivor.New{})
		for i := range 12 {
			n.At(n.Now().Add(time.Minute)) // whoever guesses waits
			pin := fmt.Sprintf("%06d", i)
			if pin == codes.PIN {
				continue
			}
			if _, err := d.Enter(ctx, codes.Code, pin, fmt.Sprint("house ", i)); !errors.Is(err, survivor.ErrEnter) {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		if _, err := d.Enter(ctx, codes.Code, codes.PIN, "house"); !errors.Is(err, survivor.ErrEnter) {
			t.Errorf("the right PIN after many wrong ones: %v", err)
		}
		var p survivor.Paper
		err := n.As(t, "caseworker@shelter").See(ctx, access.CaseRead, cases.Target(c.ID), func(tx *access.Tx) (err error) {
			p, err = survivor.In(tx, c.ID)
			return err
		})
		if err != nil || !p.Rests() || p.Notice() != survivor.NoticeWrong {
			t.Errorf("the worker knows %+v, %v", p, err)
		}
	})
}

// TestGuessing: 10,000 codes from 1,000 addresses open nothing and raise an alarm; who has
// a paper does not wait for them.
func TestGuessing(t *testing.T) {
	clock := &dbtest.Clock{}
	n := nodetest.New(t, dbtest.SQLite(t, clock), clock)
	d := survivor.NewDoor(n.Node)
	_, codes := opened(t, n, survivor.New{})
	d.Quick()
	busy := 0
	for i := range 10_000 {
		_, err := d.Enter(ctx, fmt.Sprintf("AAAAA-%05d", i), "000000", fmt.Sprint("address ", i%1000))
		switch {
		case errors.Is(err, pace.ErrBusy):
			busy++
		case !errors.Is(err, survivor.ErrEnter):
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	if d.Guessed() == 0 {
		t.Error("nothing is noticed")
	}
	if busy < 9000 {
		t.Errorf("%d of 10,000 guesses were sent away", busy)
	}
	entered(t, d, codes.Code, codes.PIN)
}
