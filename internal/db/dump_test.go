package db_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// What is dumped from one database is the same in another, of either kind.
func TestDumpLoad(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, from *db.DB) {
		err := from.Write(ctx, func(tx *db.Tx) error {
			for _, insert := range []struct {
				text string
				args []any
			}{
				{`INSERT INTO meta (name, value, mac) VALUES (?, ?, '')`, []any{"ក", "line\nbreak \"quoted\""}},
				{`INSERT INTO keys (owner, epoch, wrapped) VALUES (?, ?, ?)`, []any{"a", 1 << 60, []byte{0, 255, 10}}},
				{`INSERT INTO orgs (id, name, sector, country, lang, duty, telephone, address, complaint, ended, begun_at, created_at, version, mac)
					VALUES ('o', 'Example', 'ngo', 'KH', 'km', '', '', '', '', ?, 0, 1, 1, '')`, []any{true}},
			} {
				if _, err := db.Exec(tx, insert.text, insert.args...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var first bytes.Buffer
		n, err := from.Dump(ctx, &first)
		if err != nil || n != 3 {
			t.Fatalf("dumped %d rows, %v", n, err)
		}
		dbtest.Each(t, func(t *testing.T, to *db.DB) {
			if n, err := to.Load(ctx, bytes.NewReader(first.Bytes())); err != nil || n != 3 {
				t.Fatalf("loaded %d rows, %v", n, err)
			}
			var second bytes.Buffer
			if _, err := to.Dump(ctx, &second); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Error("what was loaded is not what was dumped")
			}
			if n, err := to.Load(ctx, bytes.NewReader(first.Bytes())); err != nil || n != 3 {
				t.Errorf("over one that was not called whole: %d rows, %v", n, err)
			}
			if err := to.Whole(ctx); err != nil {
				t.Error(err)
			}
			if _, err := to.Load(ctx, bytes.NewReader(first.Bytes())); !errors.Is(err, db.ErrUnique) {
				t.Errorf("into a database that holds something: %v", err)
			}
		})
		dbtest.Each(t, func(t *testing.T, to *db.DB) {
			for cut := 0; cut < first.Len(); cut += 997 {
				if _, err := to.Load(ctx, bytes.NewReader(first.Bytes()[:cut])); err == nil {
					t.Fatalf("a dump cut at byte %d was loaded", cut)
				}
			}
			if n := count(t, to); n != 0 {
				t.Errorf("a broken dump left %d rows", n)
			}
		})
	})
}

func FuzzLoad(f *testing.F) {
	d := dbtest.SQLite(f, &dbtest.Clock{})
	var whole bytes.Buffer
	if _, err := d.Dump(context.Background(), &whole); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		// Only that it neither panics nor loads half of something.
		_, _ = d.Load(context.Background(), bytes.NewReader(b))
	})
}
