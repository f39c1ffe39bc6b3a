package db

import (
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
)

// A text keeps its plan, whatever is bound to it, also where it compares an argument
// with a column of a partial index (cases_child).
func TestPlanStays(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), Options{Key: vaultKey})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	c, err := d.r.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.Raw(func(c any) error {
		s, _, err := c.(driver.Conn).Raw().Prepare(`SELECT id FROM cases WHERE org = ? AND child_until > ?`)
		if err != nil {
			return err
		}
		defer s.Close()
		for i := range 3 {
			if err := s.BindInt(2, i); err != nil {
				return err
			}
			if err := s.Exec(); err != nil {
				return err
			}
		}
		if n := s.Status(sqlite3.STMTSTATUS_REPREPARE, false); n != 0 {
			t.Errorf("planned %d times again", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
