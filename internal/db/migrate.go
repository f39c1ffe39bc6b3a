package db

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// A step is one migration: its number is its place in the list.
type step struct{ name, text, hash string }

func steps() ([]step, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var all []step
	for _, name := range names { // sorted by Glob
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		all = append(all, step{strings.TrimPrefix(name, "migrations/"), string(text), hex.EncodeToString(sum[:])})
	}
	return all, nil
}

// migrate brings the tables up to date, forward only, in one transaction for
// each step. A step that was carried out must never change: its hash is pinned.
func (d *DB) migrate(ctx context.Context) error {
	all, err := steps()
	if err != nil {
		return err
	}
	for _, text := range []string{
		`CREATE TABLE IF NOT EXISTS pen (id INTEGER PRIMARY KEY)`,
		`CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL)`,
	} {
		if _, err := d.w.ExecContext(ctx, text); err != nil {
			return d.fault(err)
		}
	}
	return d.Write(ctx, func(tx *Tx) error {
		done, err := All(tx, func(s *step) []any { return []any{&s.name, &s.hash} },
			`SELECT name, hash FROM migrations ORDER BY name`)
		if err != nil {
			return err
		}
		if len(done) > len(all) {
			return ErrNewer
		}
		for i, s := range all {
			if i < len(done) {
				if done[i].name != s.name || done[i].hash != s.hash {
					return fmt.Errorf("migration %s is not the one that was carried out here", s.name)
				}
				continue
			}
			if err := s.run(tx); err != nil {
				return fmt.Errorf("migration %s: %w", s.name, err)
			}
		}
		return nil
	})
}

func (s step) run(tx *Tx) error {
	for _, text := range strings.Split(s.text, ";\n") {
		if strings.TrimSpace(text) == "" {
			continue
		}
		if _, err := tx.tx.ExecContext(tx.ctx, text); err != nil {
			return tx.db.fault(err)
		}
	}
	_, err := Exec(tx, `INSERT INTO migrations (name, hash) VALUES (?, ?)`, s.name, s.hash)
	return err
}
