package db_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// However many identifiers are asked for, each row comes once.
func TestAllIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var ids []string
		err := d.Write(ctx, func(tx *db.Tx) error {
			for i := range 120 {
				ids = append(ids, fmt.Sprintf("m%03d", i))
				if _, err := db.Exec(tx, `INSERT INTO meta (name, value, mac) VALUES (?, 'x', '')`, ids[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{0, 1, 49, 50, 51, 100, 120} {
			err := d.Read(ctx, func(tx *db.Tx) error {
				got, err := db.AllIn(tx, db.Value[string], `SELECT name FROM meta WHERE name IN `+db.InList+` ORDER BY name`, ids[:n])
				if err == nil && !slices.Equal(got, ids[:n]) && n > 0 {
					t.Errorf("%d asked, %d came", n, len(got))
				}
				return err
			})
			if err != nil {
				t.Error(n, err)
			}
		}
	})
}
