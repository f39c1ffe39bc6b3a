package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lindung/access"
	"lindung/internal/db"
)

// sealedColumn is a column of the schema that holds bytes.
type sealedColumn struct{ table, column string }

// unsealed are the columns of bytes that hold nothing sealed.
var unsealed = map[sealedColumn]string{
	{"sessions", "data"}: "what the browser's session remembers; restore ends them all",
	{"sums", "sum"}:      "what the rows of an owner add up to, which the check of rows compares",
	{"log_head", "edge"}: "the tree of the log, which its verification compares",
}

// sealedColumns returns the columns of the schema that hold sealed values.
func sealedColumns(t *testing.T, d *db.DB) []sealedColumn {
	t.Helper()
	var all []sealedColumn
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		all, err = db.All(tx, func(c *sealedColumn) []any { return []any{&c.table, &c.column} }, `
			SELECT m.name, p.name
			FROM sqlite_master m, pragma_table_info(m.name) p
			WHERE m.type = 'table' AND p.type = 'BYTEA'`)
		return err
	})
	all = slices.DeleteFunc(all, func(c sealedColumn) bool { return unsealed[c] != "" })
	if err != nil || len(all) < 12 {
		t.Fatal(all, err)
	}
	return all
}

// A sealed value that was emptied is as much a fault as one that was changed, in
// whatever column it stands; so is a case or an event without a key.
func TestEmptiedSeals(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(t.Context(), func(n *node, s access.Session) error {
		exec := func(text string, args ...any) int64 {
			var changed int64
			err := n.db.Write(t.Context(), func(tx *db.Tx) (err error) {
				changed, err = db.Exec(tx, text, args...)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return changed
		}
		for _, c := range sealedColumns(t, n.db) {
			const put = `UPDATE %s SET %s = ? WHERE %[2]s = ?`
			var was [][]byte
			err := n.db.Read(t.Context(), func(tx *db.Tx) (err error) {
				was, err = db.All(tx, db.Value[[]byte], fmt.Sprintf(`SELECT %s FROM %s WHERE length(%[1]s) > 0 LIMIT 1`, c.column, c.table))
				return err
			})
			if err != nil {
				return err
			}
			if len(was) == 0 {
				t.Logf("the demo has nothing in %s", c.table)
				continue
			}
			exec(fmt.Sprintf(put, c.table, c.column), []byte{}, was[0])
			if _, err := openSeals(t.Context(), s); err == nil {
				t.Errorf("%s.%s was emptied, and all seals are good", c.table, c.column)
			}
			exec(fmt.Sprintf(put, c.table, c.column), was[0], []byte{})
		}
		if _, err := openSeals(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"cases", "events"} {
			if exec(`DELETE FROM keys WHERE owner = (SELECT max(id) FROM `+table+`)`) != 1 {
				t.Errorf("no key of %s was taken away", table)
			}
		}
		if _, err := openSeals(t.Context(), s); err == nil || strings.Count(err.Error(), "has no key") != 2 {
			t.Errorf("a case and an event have no key: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
