package db_test

import (
	"errors"
	"strings"
	"testing"

	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// Tables are as the migrations make them, and whatever is changed about them is named: a
// key that was dropped, a trigger, an index.
func TestSchema(t *testing.T) {
	changes := map[string][]struct{ text, names string }{
		"sqlite": {
			{`DROP INDEX grants_case`, "grants_case"},
			{`CREATE UNIQUE INDEX one_note ON notes (case_id)`, "one_note"},
			{`CREATE TRIGGER forget AFTER UPDATE ON grants BEGIN DELETE FROM log_entries; END`, "trigger forget"},
			{`ALTER TABLE notes ADD COLUMN copy TEXT`, "notes"},
		},
		"postgres": {
			{`DROP INDEX grants_case`, "grants_case"},
			{`CREATE UNIQUE INDEX one_note ON notes (case_id)`, "one_note"},
			{`CREATE RULE forget AS ON INSERT TO notes DO INSTEAD NOTHING`, "rule forget on notes"},
			{`ALTER TABLE notes DROP CONSTRAINT notes_pkey`, "constraint notes PRIMARY KEY (id)"},
			{`ALTER TABLE notes DISABLE TRIGGER ALL`, "disabled on notes"},
			{`ALTER TABLE notes ALTER COLUMN mac DROP NOT NULL`, "notes.mac"},
			{`ALTER TABLE sums SET UNLOGGED`, "table sums that is no plain one"},
			{`CREATE TABLE more_team () INHERITS (team)`, "adds its rows to team"},
			{`ALTER TABLE names ENABLE ROW LEVEL SECURITY`, "table names that is no plain one"},
		},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Schema(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, c := range changes[d.Kind()] {
			dbtest.Steal(t, d).Run(c.text)
			err := d.Schema(t.Context())
			if !errors.Is(err, db.ErrSchema) || !strings.Contains(err.Error(), c.names) {
				t.Errorf("%s: %v", c.text, err)
			}
		}
	})
}
