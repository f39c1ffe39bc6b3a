package audit_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// TestHalfAnAct: an act that fails after its first entry leaves no trace in the
// tree of the acts that share its commit.
func TestHalfAnAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, ctx := newLog(t), context.Background()
		fill(t, d, l, 0, 3)
		// A row in the place of the fifth entry makes an act of two entries
		// fail.
		if err := d.Write(ctx, exec(`INSERT INTO log_entries (n, object, org, lists, entry) VALUES (4, '', '', FALSE, '')`)); err != nil {
			t.Fatal(err)
		}
		hold, held := make(chan struct{}), make(chan struct{})
		errs := make([]error, 3)
		var all sync.WaitGroup
		write := func(i int, work func(*db.Tx) error) {
			all.Go(func() { errs[i] = d.Write(ctx, work) })
			time.Sleep(20 * time.Millisecond) // the order in which they wait
		}
		e := audit.Entry{Org: "org", Actor: "actor", Act: "case.read", Decision: audit.Allowed}
		write(0, func(*db.Tx) error { close(held); <-hold; return nil })
		<-held
		write(1, func(tx *db.Tx) error { return l.Append(tx, e, e) })
		write(2, func(tx *db.Tx) error { return l.Append(tx, e) })
		close(hold)
		all.Wait()
		if errs[1] == nil || errs[2] != nil {
			t.Fatalf("got %v and %v", errs[1], errs[2])
		}
		if err := d.Write(ctx, exec(`DELETE FROM log_entries WHERE n = 4`)); err != nil {
			t.Fatal(err)
		}
		if n, err := audit.Verify(ctx, d, l.PublicKey(), ""); n != 4 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}
