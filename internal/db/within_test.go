package db_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"lindung/internal/db"
)

// TestWithin: who reads within a transaction waits for no other reader, and who waits for
// one in vain is told so.
func TestWithin(t *testing.T) {
	ctx := context.Background()
	d, err := db.Open(ctx, filepath.Join(t.TempDir(), "x.db"), db.Options{Readers: 1, Patience: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.Read(ctx, func(tx *db.Tx) error {
		if err := d.Read(ctx, func(*db.Tx) error { return nil }); !errors.Is(err, db.ErrAgain) {
			t.Errorf("a second reader: %v", err)
		}
		return d.Read(db.Within(ctx, tx), func(in *db.Tx) error {
			if in != tx {
				t.Error("another transaction")
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}
