package dbtest

import (
	"slices"
	"testing"

	"lindung/internal/db"
)

// A Thief can write to a database and has no key. They keep tables as they are, and put
// them back later.
type Thief struct {
	t  testing.TB
	DB *db.DB
}

// Steal keeps tables as they are now.
func Steal(t testing.TB, d *db.DB, tables ...string) Thief {
	t.Helper()
	s := Thief{t, d}
	for _, name := range tables {
		s.Run(`CREATE TABLE kept_` + name + ` AS SELECT * FROM ` + name)
	}
	return s
}

// PutBack puts tables back as they were, one that others refer to before them.
func (s Thief) PutBack(tables ...string) {
	s.t.Helper()
	for _, name := range slices.Backward(tables) {
		s.Run(`DELETE FROM ` + name)
	}
	for _, name := range tables {
		s.Run(`INSERT INTO ` + name + ` SELECT * FROM kept_` + name)
	}
}

// Run runs a statement.
func (s Thief) Run(text string, args ...any) {
	s.t.Helper()
	err := s.DB.Write(s.t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(tx, text, args...)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
