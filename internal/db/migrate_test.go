package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// eachURL runs test with the address of an empty database of each kind.
func eachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "test.db")) })
	if os.Getenv("TEST_POSTGRES") != "" && !testing.Short() {
		t.Run("postgres", func(t *testing.T) { test(t, dbtest.PostgresURL(t)) })
	}
}

// puts is a step that puts one row into a table, or fails.
func puts(name string, fails error) db.Step {
	return db.Step{Name: name, Does: "put a row called after the step into meta", Run: func(tx *db.Tx) error {
		_, err := db.Exec(tx, `INSERT INTO meta (name, value, mac) VALUES (?, ?, '')`, name, "1")
		return errors.Join(err, fails)
	}}
}

// allow lets an older database be changed.
func allow(context.Context, *db.DB) error { return nil }

// opened opens url with steps and returns the rows that steps have put there.
func opened(t *testing.T, url string, steps ...db.Step) ([]string, error) {
	t.Helper()
	d, err := db.Open(context.Background(), url, db.Options{Steps: steps, Upgrade: allow})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	var names []string
	err = d.Read(context.Background(), func(tx *db.Tx) error {
		names, err = db.All(tx, db.Value[string], `SELECT name FROM meta ORDER BY name`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names, nil
}

// TestStepsInGo runs steps in Go after those in SQL, once and in order.
func TestStepsInGo(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		second, third, fourth := puts("0002_second", nil), puts("0003_third", nil), puts("0004_fourth", nil)
		boom := errors.New("boom")
		for _, test := range []struct {
			what  string
			steps []db.Step
			want  string // the rows, or "! " and part of the error
		}{
			{"a number is missing", []db.Step{third}, "! 0003_third is in place 2"},
			{"a number stands twice", []db.Step{puts("0001_again", nil)}, "! 0001_first.sql is in place 2"},
			{"the first", []db.Step{second}, "0002_second"},
			{"again", []db.Step{second}, "0002_second"},
			{"one succeeds and stays, the next fails", []db.Step{second, third, puts("0004_fourth", boom)}, "! 0004_fourth: boom"},
			{"the failed one is tried again", []db.Step{fourth, third, second}, "0002_second 0003_third 0004_fourth"},
			{"a program that knows fewer", []db.Step{second}, "! newer version"},
			{"another step under the same name", []db.Step{second, {Name: third.Name, Does: "something else", Run: third.Run}, fourth}, "! 0003_third is not the one"},
		} {
			got, err := opened(t, url, test.steps...)
			if part, fails := strings.CutPrefix(test.want, "! "); fails {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("%s: got error %v, want %q", test.what, err, part)
				}
			} else if err != nil || !slices.Equal(got, strings.Fields(test.want)) {
				t.Errorf("%s: got %v %v, want %s", test.what, got, err, test.want)
			}
		}
	})
}
