package db_test

import (
	"context"
	"errors"
	"fmt"
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
		inSQL, err := filepath.Glob("migrations/*.sql")
		if err != nil || len(inSQL) == 0 {
			t.Fatal(inSQL, err)
		}
		// The steps in Go are numbered after those in SQL.
		name := func(n int, word string) string { return fmt.Sprintf("%04d_%s", len(inSQL)+n, word) }
		place := fmt.Sprint("is in place ", len(inSQL)+1)
		second, third, fourth := puts(name(1, "second"), nil), puts(name(2, "third"), nil), puts(name(3, "fourth"), nil)
		boom := errors.New("boom")
		for _, test := range []struct {
			what  string
			steps []db.Step
			want  string // the rows, or "! " and part of the error
		}{
			{"a number is missing", []db.Step{third}, "! " + third.Name + " " + place},
			{"a number stands twice", []db.Step{puts("0001_again", nil)}, "! 0001_first.sql is in place 2"},
			{"the first", []db.Step{second}, second.Name},
			{"again", []db.Step{second}, second.Name},
			{"one succeeds and stays, the next fails", []db.Step{second, third, puts(fourth.Name, boom)}, "! " + fourth.Name + ": boom"},
			{"the failed one is tried again", []db.Step{fourth, third, second}, second.Name + " " + third.Name + " " + fourth.Name},
			{"a program that knows fewer", []db.Step{second}, "! newer version"},
			{"another step under the same name", []db.Step{second, {Name: third.Name, Does: "something else", Run: third.Run}, fourth}, "! " + third.Name + " is not the one"},
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
