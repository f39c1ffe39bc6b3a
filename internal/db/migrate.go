package db

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// A Step is a migration in Go, for what SQL cannot do, such as sealing a value
// anew. Tables are made and changed in SQL alone.
type Step struct {
	Name string // NNNN_name: its number is its place among all steps
	// Does says in words what the step does. It is pinned as the text of a step
	// in SQL is: a step that does something else is another step. The code may be
	// kept up with the program, as long as it does the same.
	Does string
	Run  func(*Tx) error
}

// A step is one migration, in SQL or in Go.
type step struct {
	name, hash string
	text       string          // SQL
	run        func(*Tx) error // Go; nil for SQL
}

// steps returns the steps in SQL and those in Go in their order. Their numbers
// have no gap.
func steps(inGo []Step) ([]step, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var all []step
	for _, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, step{name: strings.TrimPrefix(name, "migrations/"), hash: hashOf(string(text)), text: string(text)})
	}
	for _, s := range inGo {
		all = append(all, step{name: s.Name, hash: hashOf(s.Name + "\n" + s.Does), run: s.Run})
	}
	slices.SortFunc(all, func(a, b step) int { return strings.Compare(a.name, b.name) })
	for i, s := range all {
		if !strings.HasPrefix(s.name, fmt.Sprintf("%04d_", i+1)) {
			return nil, fmt.Errorf("migration %s is in place %d: numbers have no gap", s.name, i+1)
		}
	}
	return all, nil
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// A history is what the table migrations says: the steps that were carried out,
// and the mark of a restore that has not come to its end.
type history struct {
	done []step
	mark string
}

// restoring is the name under which a mark stands beside the steps.
const restoring = "restoring"

func historyOf(tx *Tx) (history, error) {
	all, err := All(tx, func(s *step) []any { return []any{&s.name, &s.hash} },
		`SELECT name, hash FROM migrations ORDER BY name`)
	var h history
	for _, s := range all {
		if s.name == restoring {
			h.mark = s.hash
			continue
		}
		h.done = append(h.done, s)
	}
	return h, err
}

// fits returns an error if h is not a beginning of the steps of this program.
func (d *DB) fits(h history) error {
	if len(h.done) > len(d.steps) {
		return ErrNewer
	}
	for i, was := range h.done {
		if s := d.steps[i]; was.name != s.name || was.hash != s.hash {
			return fmt.Errorf("migration %s is not the one that was carried out here", s.name)
		}
	}
	return nil
}

// first are the texts that make what the migrations themselves need.
var first = []string{
	`CREATE TABLE IF NOT EXISTS pen (id INTEGER PRIMARY KEY)`,
	`CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL)`,
}

// migrate brings the tables up to date, forward only, in one transaction for
// each step. A step that was carried out must never change: its hash is pinned.
// Tables that hold something are changed only after opt.Upgrade.
func (d *DB) migrate(ctx context.Context, opt Options) error {
	for _, text := range first {
		if _, err := d.w.ExecContext(ctx, text); err != nil {
			return d.fault(err)
		}
	}
	var h history
	err := d.Read(ctx, func(tx *Tx) (err error) {
		h, err = historyOf(tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case opt.Restore: // Load looks at what is there
		d.mark, d.at = h.mark, len(d.steps)
		return nil
	case h.mark != "":
		return ErrRestoring
	}
	if err := d.fits(h); err != nil {
		return err
	}
	if d.at = len(h.done); d.at > 0 && d.at < len(d.steps) {
		if opt.Upgrade == nil {
			return ErrOlder
		}
		if err := opt.Upgrade(ctx, d); err != nil {
			return err
		}
	}
	for more := true; more; {
		err := d.Write(ctx, func(tx *Tx) (err error) {
			more, err = d.migrateOne(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	d.at = len(d.steps)
	return nil
}

// migrateOne carries out the next step, and reports whether there may be more.
// Each time it looks at what was done: another program may be at it too.
func (d *DB) migrateOne(tx *Tx) (bool, error) {
	h, err := historyOf(tx)
	if err == nil {
		err = d.fits(h)
	}
	if err != nil || len(h.done) == len(d.steps) {
		return false, err
	}
	return true, d.steps[len(h.done)].carryOut(tx)
}

// carryOut runs a step and notes that it was done.
func (s step) carryOut(tx *Tx) error {
	if err := tx.begin(); err != nil {
		return tx.db.fault(err)
	}
	if s.run != nil {
		if err := s.run(tx); err != nil {
			return fmt.Errorf("migration %s: %w", s.name, err)
		}
	}
	for _, text := range strings.Split(s.text, ";\n") {
		if strings.TrimSpace(text) == "" {
			continue
		}
		if err := tx.alter(text); err != nil {
			return fmt.Errorf("migration %s: %w", s.name, err)
		}
	}
	_, err := Exec(tx, `INSERT INTO migrations (name, hash) VALUES (?, ?)`, s.name, s.hash)
	return err
}

// alter runs a text that makes, changes or drops tables.
func (t *Tx) alter(text string) error {
	_, err := t.tx.ExecContext(t.ctx, t.db.spoken(text))
	return t.db.fault(err)
}

// spoken is a text that makes tables as the database understands it. SQLite keeps a table
// WITHOUT ROWID in the order of its key, so a lookup is one search. PostgreSQL has no such
// words.
func (d *DB) spoken(text string) string {
	if d.kind == postgres {
		return strings.TrimSuffix(text, " WITHOUT ROWID")
	}
	return text
}
