package audit_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// TestManyInOneCommit: the entries of all acts that share a commit are in the log,
// and those of the acts among them that failed are not.
func TestManyInOneCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, ctx := newLog(t), context.Background()
		fill(t, d, l, 0, 3)
		hold, held := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			if err := d.Write(ctx, func(*db.Tx) error { close(held); <-hold; return nil }); err != nil {
				t.Error(err)
			}
		})
		<-held
		want := int64(3)
		for i := range 20 {
			failing := i%5 == 2
			entries := make([]audit.Entry, 1+i%3)
			for at := range entries {
				entries[at] = audit.Entry{Org: "org", Actor: "actor", Act: "case.read", Object: fmt.Sprint("act", i), Decision: audit.Allowed}
			}
			if !failing {
				want += int64(len(entries))
			}
			all.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					if failing {
						return lindung.ErrNotFound
					}
					return l.Append(tx, entries...)
				})
				if (err != nil) != failing {
					t.Errorf("act %d: %v", i, err)
				}
			})
		}
		time.Sleep(20 * time.Millisecond) // until they wait
		close(hold)
		all.Wait()
		if n, err := audit.Verify(ctx, d, l.PublicKey(), ""); n != want || err != nil {
			t.Errorf("%d entries, want %d; %v", n, want, err)
		}
		err := d.Read(ctx, func(tx *db.Tx) error {
			for i := range 20 {
				entries, err := audit.About(tx, fmt.Sprint("act", i), 10)
				if err != nil {
					return err
				}
				if want := 1 + i%3; i%5 != 2 && len(entries) != want || i%5 == 2 && len(entries) != 0 {
					t.Errorf("act %d left %d entries", i, len(entries))
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestTwoPrograms: two programs that append to one log find each other's heads,
// by turns and after one of them was alone for a while.
func TestTwoPrograms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, b := newLog(t), newLog(t)
		from := 0
		for _, l := range []*audit.Log{a, a, a, b, a, b, b, b, a, a, a, a, b, a} {
			fill(t, d, l, from, from+3)
			from += 3
		}
		if n, err := audit.Verify(context.Background(), d, a.PublicKey(), ""); n != int64(from) || err != nil {
			t.Errorf("%d entries, want %d; %v", n, from, err)
		}
	})
}

// TestFailedCommit: what a commit that failed would have added is not taken for
// added.
func TestFailedCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, ctx := newLog(t), context.Background()
		fill(t, d, l, 0, 3)
		err := d.Write(ctx, func(tx *db.Tx) error {
			if err := l.Append(tx, audit.Entry{Org: "org", Decision: audit.Allowed}); err != nil {
				return err
			}
			_, err := tx.Shared("last", func() (any, func(*db.Tx) error, error) {
				return nil, func(*db.Tx) error { return lindung.ErrConflict }, nil
			})
			return err
		})
		if !errors.Is(err, lindung.ErrConflict) {
			t.Fatal(err)
		}
		fill(t, d, l, 3, 6)
		if n, err := audit.Verify(ctx, d, l.PublicKey(), ""); n != 6 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}

// TestLists: the lists that are made from the log are those that its entries say.
func TestLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l, ctx := newLog(t), context.Background()
		object := lindung.NewID()
		for i, e := range []audit.Entry{
			{Act: "case.read", Decision: audit.Allowed}, {Act: "own.session", Decision: audit.Allowed}, {Act: "log.read", Decision: audit.Allowed},
			{Act: "case.edit", Decision: audit.Refused}, {Act: "actor.list", Decision: audit.Allowed}, {Act: "org.list", Decision: audit.Refused},
			{Act: "case.list", Decision: audit.Allowed, Listed: []string{object}}, {Act: "own.password", Decision: audit.Allowed},
		} {
			e.Org, e.Object = "org", fmt.Sprint(i)
			if err := d.Write(ctx, func(tx *db.Tx) error { return l.Append(tx, e) }); err != nil {
				t.Fatal(err)
			}
		}
		err := d.Read(ctx, func(tx *db.Tx) error {
			for name, list := range map[string]struct {
				read func(db.Holder, lindung.OrgID, int64, int) ([]audit.Entry, error)
				n    int64
				want string
			}{
				"all":          {audit.ByOrg, 0, "76543210"},
				"all before 3": {audit.ByOrg, 3, "210"},
				"refused":      {audit.RefusedByOrg, 0, "53"},
				"refused on":   {audit.RefusedByOrg, 5, "3"},
				"work":         {audit.WorkByOrg, 0, "630"},
				"work on":      {audit.WorkByOrg, 6, "30"},
			} {
				entries, err := list.read(tx, "org", list.n, 50)
				if err != nil {
					return err
				}
				got := ""
				for _, e := range entries {
					got += e.Object
				}
				if got != list.want {
					t.Errorf("%s: %s, want %s", name, got, list.want)
				}
			}
			entries, err := audit.ListsWith(tx, object, 50)
			if err != nil || len(entries) != 1 || entries[0].N != 6 {
				t.Errorf("lists: %v, %v", entries, err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
