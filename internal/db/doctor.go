package db

import (
	"context"
	"fmt"
	"slices"
)

// A Check is a setting on which the safety of the data depends, as the database
// reports it.
type Check struct {
	Name, Value string
	OK          bool
}

// Settings reads back every setting on which durability depends.
func (d *DB) Settings(ctx context.Context) ([]Check, error) {
	var all []Check
	if d.kind == sqlite {
		for _, p := range pragmas {
			var got string
			if err := d.w.QueryRowContext(ctx, `PRAGMA `+p[0]).Scan(&got); err != nil {
				return nil, d.fault(err)
			}
			all = append(all, Check{p[0], got, got == p[1]})
		}
		return all, nil
	}
	for _, s := range []struct {
		name string
		good []string
	}{
		{"fsync", []string{"on"}},
		{"full_page_writes", []string{"on"}},
		{"synchronous_commit", []string{"on", "remote_apply"}},
		{"server_encoding", []string{"UTF8"}},
	} {
		var got string
		if err := d.w.QueryRowContext(ctx, `SELECT current_setting($1)`, s.name).Scan(&got); err != nil {
			return nil, d.fault(err)
		}
		all = append(all, Check{s.name, got, slices.Contains(s.good, got)})
	}
	return all, nil
}

// Standbys returns how many servers follow a PostgreSQL database, and whether a commit waits
// for any of them. One that nothing waits for may lack, when it takes over, what was
// acknowledged in the last moments.
func (d *DB) Standbys(ctx context.Context) (n int, waited bool, err error) {
	if d.kind == sqlite {
		return 0, false, nil
	}
	err = d.w.QueryRowContext(ctx, `SELECT count(*), current_setting('synchronous_standby_names') <> '' FROM pg_stat_replication`).Scan(&n, &waited)
	return n, waited, d.fault(err)
}

// Look makes the check that a node needs before it serves: after an unclean stop
// SQLite looks through its own file, without the indexes.
func (d *DB) Look(ctx context.Context) error {
	if !d.unclean {
		return nil
	}
	return d.check(ctx, `PRAGMA quick_check(1)`)
}

func (d *DB) check(ctx context.Context, pragma string) error {
	var said string
	if err := d.r.QueryRowContext(ctx, pragma).Scan(&said); err != nil {
		return d.fault(err)
	}
	if said != "ok" {
		return errStructure
	}
	return nil
}

// Sound lets the database look through its own file: it is ErrStorage when a
// page, an index or a reference is damaged. PostgreSQL has no such check that
// every server offers.
func (d *DB) Sound(ctx context.Context) error {
	if d.kind == postgres {
		return nil
	}
	if err := d.check(ctx, `PRAGMA integrity_check(1)`); err != nil {
		return err
	}
	rows, err := d.r.QueryContext(ctx, `PRAGMA foreign_key_check`)
	if err != nil {
		return d.fault(err)
	}
	defer rows.Close()
	if rows.Next() {
		return fmt.Errorf("%w: a row refers to one that is not there", ErrStorage)
	}
	return d.fault(rows.Err())
}
