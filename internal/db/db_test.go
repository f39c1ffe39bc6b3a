package db_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"lindung"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

func TestWriteIsDurableOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		boom := errors.New("boom")
		err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := db.Exec(tx, `INSERT INTO meta (name, value, mac) VALUES (?, ?, '')`, "a", "1"); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("got %v, want boom", err)
		}
		if got := count(t, d); got != 0 {
			t.Errorf("%d rows stored by an act that failed", got)
		}
	})
}

// Many acts at once share commits; the failures among them undo nothing else.
func TestWriteTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		finishes := 0
		for i := range 200 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := d.Write(context.Background(), func(tx *db.Tx) error {
					if _, err := tx.Shared("k", func() (any, func(*db.Tx) error, error) {
						return nil, func(*db.Tx) error { mu.Lock(); finishes++; mu.Unlock(); return nil }, nil
					}); err != nil {
						return err
					}
					if _, err := db.Exec(tx, `INSERT INTO meta (name, value, mac) VALUES (?, ?, '')`, fmt.Sprint(i), "1"); err != nil {
						return err
					}
					switch {
					case i%10 == 3:
						return lindung.ErrNotFound
					case i%10 == 7:
						panic("a value that must not get out")
					}
					return nil
				})
				if bad := i%10 == 3 || i%10 == 7; bad != (err != nil) {
					t.Errorf("act %d: %v", i, err)
				}
				if err != nil && strings.Contains(err.Error(), "value") {
					t.Errorf("the text of a panic got out: %v", err)
				}
			}()
		}
		wg.Wait()
		if got := count(t, d); got != 160 {
			t.Errorf("got %d rows, want 160", got)
		}
		if finishes >= 200 || finishes < 1 {
			t.Errorf("%d commits for 200 acts at once: they were not joined", finishes)
		}
	})
}

func TestErrors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		insert := func(tx *db.Tx) error {
			_, err := db.Exec(tx, `INSERT INTO meta (name, value, mac) VALUES (?, ?, '')`, "a", "1")
			return err
		}
		if err := d.Write(ctx, insert); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, insert); !errors.Is(err, db.ErrUnique) {
			t.Errorf("second insert: got %v, want ErrUnique", err)
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			return db.Change(tx, `UPDATE meta SET value = ? WHERE name = ?`, "2", "b")
		})
		if !errors.Is(err, lindung.ErrConflict) {
			t.Errorf("change of no row: got %v, want ErrConflict", err)
		}
		err = d.Read(ctx, func(tx *db.Tx) error {
			_, err := db.One(tx, db.Value[string], `SELECT value FROM meta WHERE name = ?`, "b")
			return err
		})
		if !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
		if err := d.Read(ctx, insert); err == nil {
			t.Error("a reader wrote")
		}
	})
}

func TestWrongKeyAndNewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	ctx := context.Background()
	open := func(key string) (*db.DB, error) {
		return db.Open(ctx, path, db.Options{Key: []byte(strings.Repeat(key, 32))})
	}
	d, err := open("a")
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(tx, `INSERT INTO migrations (name, hash) VALUES (?, ?)`, "9999_later.sql", "x")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	if _, err := open("b"); !errors.Is(err, db.ErrKey) {
		t.Errorf("wrong key: got %v, want ErrKey", err)
	}
	if _, err := open("a"); !errors.Is(err, db.ErrNewer) {
		t.Errorf("newer tables: got %v, want ErrNewer", err)
	}
}

func TestTwoNodesOnOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	ctx := context.Background()
	d, err := db.Open(ctx, path, db.Options{Sole: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(ctx, path, db.Options{Sole: true}); !errors.Is(err, db.ErrInUse) {
		t.Errorf("second node: got %v, want ErrInUse", err)
	}
	d.Close()
	d, err = db.Open(ctx, path, db.Options{Sole: true})
	if err != nil {
		t.Fatalf("after the first had closed: %v", err)
	}
	d.Close()
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	err := d.Read(context.Background(), func(tx *db.Tx) error {
		var err error
		n, err = db.One(tx, db.Value[int], `SELECT count(*) FROM meta`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
