package db_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

func put(name string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := db.Exec(tx, `INSERT INTO meta (name, value, mac) VALUES (?, ?, '')`, name, "1")
		return err
	}
}

// An act whose actor goes away in the middle undoes nothing of those who
// share the commit: SQLite undoes a whole transaction, and PostgreSQL's driver
// closes the connection, when a statement that writes is broken off.
func TestGoneInCompany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		hold, held := make(chan struct{}), make(chan struct{})
		errs := make([]error, 4)
		var all sync.WaitGroup
		write := func(i int, ctx context.Context, work func(*db.Tx) error) {
			all.Go(func() { errs[i] = d.Write(ctx, work) })
			time.Sleep(20 * time.Millisecond) // the order in which they wait
		}
		write(0, context.Background(), func(*db.Tx) error { close(held); <-hold; return nil })
		<-held
		ctx, leave := context.WithCancel(context.Background())
		write(1, context.Background(), put("before"))
		write(2, ctx, func(tx *db.Tx) error {
			time.AfterFunc(50*time.Millisecond, leave)
			_, err := db.Exec(tx, `
				INSERT INTO meta (name, value, mac)
				WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
				SELECT 'many' || CAST(i AS TEXT), '1', '' FROM n`)
			if err == nil {
				err = ctx.Err()
			}
			return err
		})
		write(3, context.Background(), put("after"))
		close(hold)
		all.Wait()
		if errs[1] != nil || errs[3] != nil {
			t.Errorf("the others were told %v and %v", errs[1], errs[3])
		}
		if errs[2] == nil {
			t.Error("who went away was told that it was stored")
		}
		if got := count(t, d); got != 2 {
			t.Errorf("%d rows are stored, want 2", got)
		}
	})
}

// When the server ends the connection of a commit that several acts share, each of them is
// told that nothing was saved, by the error of this package.
func TestEndedInCompany(t *testing.T) {
	if os.Getenv("TEST_POSTGRES") == "" {
		t.Skip("needs PostgreSQL")
	}
	d := dbtest.Postgres(t, &dbtest.Clock{})
	ctx, hold, held := context.Background(), make(chan struct{}), make(chan struct{})
	errs := make([]error, 3)
	var all sync.WaitGroup
	write := func(i int, work func(*db.Tx) error) {
		all.Go(func() { errs[i] = d.Write(ctx, work) })
		time.Sleep(20 * time.Millisecond) // the order in which they wait
	}
	write(0, func(*db.Tx) error { close(held); <-hold; return nil })
	<-held
	write(1, func(tx *db.Tx) error {
		pid, err := db.One(tx, db.Value[int], `SELECT pg_backend_pid()`)
		if err != nil {
			return err
		}
		return d.Read(ctx, func(tx *db.Tx) error {
			_, err := db.All(tx, db.Value[bool], `SELECT pg_terminate_backend(CAST(? AS INTEGER))`, pid)
			time.Sleep(50 * time.Millisecond)
			return err
		})
	})
	write(2, put("after"))
	close(hold)
	all.Wait()
	for i, err := range errs[1:] {
		if !errors.Is(err, db.ErrAway) {
			t.Errorf("act %d was told %v", i+1, err)
		}
	}
}
