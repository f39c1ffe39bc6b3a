package db_test

import (
	"context"
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
