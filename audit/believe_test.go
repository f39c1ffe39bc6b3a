package audit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// stored is what the database says of the log, beside its lines.
type stored struct {
	size int64
	edge []byte
	note string
	rows int64
}

func look(t *testing.T, d *db.DB) (s stored) {
	t.Helper()
	err := d.Read(context.Background(), func(tx *db.Tx) error {
		all, err := db.All(tx, func(s *stored) []any { return []any{&s.size, &s.edge, &s.note} }, `SELECT size, edge, note FROM log_head`)
		if err != nil {
			return err
		}
		if len(all) > 0 {
			s = all[0]
		}
		s.rows, err = db.One(tx, db.Value[int64], `SELECT count(*) FROM log_entries`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// putBack makes the head what it was, and cuts off what came after.
func putBack(s stored) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		if _, err := db.Exec(tx, `DELETE FROM log_entries WHERE n >= ?`, s.size); err != nil {
			return err
		}
		_, err := db.Exec(tx, `UPDATE log_head SET size = ?, edge = ?, note = ?`, s.size, s.edge, s.note)
		return err
	}
}

// edgeOf returns the right edge of the tree of lines, which anyone can compute.
func edgeOf(lines []string) []byte {
	var sizes []int
	var edge []tlog.Hash
	for _, line := range lines {
		edge, sizes = append(edge, tlog.RecordHash([]byte(line))), append(sizes, 1)
		for n := len(sizes); n > 1 && sizes[n-1] == sizes[n-2]; n = len(sizes) {
			edge = append(edge[:n-2], tlog.NodeHash(edge[n-2], edge[n-1]))
			sizes = append(sizes[:n-2], 2*sizes[n-2])
		}
	}
	var all []byte
	for _, h := range edge {
		all = append(all, h[:]...)
	}
	return all
}

// forge computes size and edge anew for the lines there are, without a signature.
func forge(tx *db.Tx) error {
	lines, err := db.All(tx, db.Value[string], `SELECT entry FROM log_entries ORDER BY n`)
	if err != nil {
		return err
	}
	_, err = db.Exec(tx, `UPDATE log_head SET size = ?, edge = ?`, len(lines), edgeOf(lines))
	return err
}

func both(first, second func(*db.Tx) error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		if err := first(tx); err != nil {
			return err
		}
		return second(tx)
	}
}

// TestSignsNoForgery: a program that finds another log than the one it knows
// signs nothing: neither one that runs, nor one that starts with the head that
// was kept outside the database. One that knows of no head believes only a log
// that was signed.
func TestSignsNoForgery(t *testing.T) {
	for _, c := range []struct {
		name   string
		signed bool // the log that is put in place was signed at some time
		harm   func(early stored) func(*db.Tx) error
	}{
		{"an entry changed and the edge computed", false, func(stored) func(*db.Tx) error {
			return both(exec(`UPDATE log_entries SET entry = replace(entry, 'case5', 'case6') WHERE n = 5`), forge)
		}},
		{"the tail cut and the edge computed", false, func(stored) func(*db.Tx) error {
			return both(exec(`DELETE FROM log_entries WHERE n >= 9`), forge)
		}},
		{"the edge damaged", false, func(early stored) func(*db.Tx) error {
			return func(tx *db.Tx) error {
				_, err := db.Exec(tx, `UPDATE log_head SET edge = ?`, make([]byte, 3*tlog.HashSize))
				return err
			}
		}},
		{"the edge cut short", false, func(early stored) func(*db.Tx) error {
			return func(tx *db.Tx) error {
				_, err := db.Exec(tx, `UPDATE log_head SET edge = ?`, early.edge[:5])
				return err
			}
		}},
		{"another size", false, func(stored) func(*db.Tx) error { return exec(`UPDATE log_head SET size = size + 1`) }},
		{"the note damaged", false, func(stored) func(*db.Tx) error { return exec(`UPDATE log_head SET note = replace(note, '13', '12')`) }},
		{"no head", false, func(stored) func(*db.Tx) error { return exec(`DELETE FROM log_head`) }},
		{"no last entry", false, func(stored) func(*db.Tx) error { return exec(`DELETE FROM log_entries WHERE n = 12`) }},
		{"an older log", true, putBack},
		{"no log", true, func(stored) func(*db.Tx) error {
			return both(exec(`DELETE FROM log_entries`), exec(`DELETE FROM log_head`))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				running := newLog(t)
				fill(t, d, running, 0, 8)
				early := look(t, d)
				fill(t, d, running, 8, 13)
				if err := d.Write(context.Background(), c.harm(early)); err != nil {
					t.Fatal(err)
				}
				started := newLog(t)
				started.Remember(running.Newest())
				if c.name != "no last entry" { // which only who reads the lines can miss
					refuses(t, d, running, "a running program")
				}
				refuses(t, d, started, "a program that starts")
				if !c.signed {
					refuses(t, d, newLog(t), "a program that knows of no head")
				}
			})
		})
	}
}

// refuses checks that l appends nothing, and says the same beforehand.
func refuses(t *testing.T, d *db.DB, l *audit.Log, who string) {
	t.Helper()
	ctx := context.Background()
	before := look(t, d)
	err := d.Write(ctx, func(tx *db.Tx) error {
		return l.Append(tx, audit.Entry{Org: "org", Act: "case.read", Decision: audit.Allowed})
	})
	if !errors.Is(err, audit.ErrTampered) {
		t.Errorf("%s appends: %v", who, err)
	}
	if _, err := l.Stands(ctx, d); !errors.Is(err, audit.ErrTampered) {
		t.Errorf("%s says that the log stands: %v", who, err)
	}
	if after := look(t, d); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("%s changed the log", who)
	}
}

// TestForked: a log that was put back and then went on with the same key is
// longer than the one that a program knows, and not its continuation.
func TestForked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		running, other := newLog(t), newLog(t)
		fill(t, d, running, 0, 8)
		early := look(t, d)
		fill(t, d, running, 8, 13)
		if err := d.Write(context.Background(), putBack(early)); err != nil {
			t.Fatal(err)
		}
		fill(t, d, other, 100, 120)
		refuses(t, d, running, "a running program")
		started := newLog(t)
		started.Remember(running.Newest())
		refuses(t, d, started, "a program that starts")
	})
}

// TestGoesOnWhenPutRight: what stopped the log is no scar: with the right database
// in place again the program goes on, and the log verifies.
func TestGoesOnWhenPutRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := newLog(t)
		fill(t, d, l, 0, 13)
		good := look(t, d)
		if err := d.Write(context.Background(), exec(`UPDATE log_head SET size = 5`)); err != nil {
			t.Fatal(err)
		}
		refuses(t, d, l, "a running program")
		if err := d.Write(context.Background(), putBack(good)); err != nil {
			t.Fatal(err)
		}
		fill(t, d, l, 13, 20)
		if n, err := audit.Verify(context.Background(), d, l.PublicKey(), ""); n != 20 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}

// TestAccept: an older log is accepted by an act, and only one that verifies.
func TestAccept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		l := newLog(t)
		fill(t, d, l, 0, 8)
		early := look(t, d)
		fill(t, d, l, 8, 13)
		if err := d.Write(ctx, both(putBack(early), exec(`UPDATE log_entries SET entry = replace(entry, 'case5', 'case6') WHERE n = 5`))); err != nil {
			t.Fatal(err)
		}
		if err := l.Accept(ctx, d); !errors.Is(err, audit.ErrTampered) {
			t.Errorf("a changed log was accepted: %v", err)
		}
		if err := d.Write(ctx, exec(`UPDATE log_entries SET entry = replace(entry, 'case6', 'case5') WHERE n = 5`)); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, exec(`UPDATE log_head SET edge = ''`)); err != nil {
			t.Fatal(err)
		}
		refuses(t, d, l, "a running program")
		if err := l.Accept(ctx, d); err != nil {
			t.Fatal(err)
		}
		fill(t, d, l, 8, 11)
		if n, err := audit.Verify(ctx, d, l.PublicKey(), early.note); n != 11 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}

// TestColumns: the columns by which the log is read are held against the signed
// line, and a line among others whose columns do not fit says so.
func TestColumns(t *testing.T) {
	for _, harm := range []string{
		`UPDATE log_entries SET object = 'hidden' WHERE n = 5`,
		`UPDATE log_entries SET org = 'hidden' WHERE n = 5`,
		`UPDATE log_entries SET lists = NOT lists WHERE n = 5`,
		`UPDATE log_entries SET refused = NOT refused WHERE n = 5`,
		`UPDATE log_entries SET everyday = NOT everyday WHERE n = 5`,
	} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			ctx := context.Background()
			l := newLog(t)
			fill(t, d, l, 0, 13)
			if err := d.Write(ctx, exec(harm)); err != nil {
				t.Fatal(err)
			}
			var damage *audit.Damage
			if _, err := audit.Verify(ctx, d, l.PublicKey(), head(t, d)); !errors.As(err, &damage) || damage.Row != "5" || damage.Table != "log_entries" {
				t.Errorf("%s: %v", harm, err)
			}
			err := d.Read(ctx, func(tx *db.Tx) error {
				var all []audit.Entry
				for _, org := range []string{"org", "hidden"} {
					some, err := audit.ByOrg(tx, "org", 0, 100)
					if org == "hidden" {
						some, err = audit.ByOrg(tx, "hidden", 0, 100)
					}
					if err != nil {
						return err
					}
					all = append(all, some...)
				}
				for _, e := range all {
					if e.Misfit != (e.N == 5) {
						t.Errorf("%s: entry %d says misfit %v", harm, e.N, e.Misfit)
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}
