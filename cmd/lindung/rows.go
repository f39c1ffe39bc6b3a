package main

import (
	"context"
	"errors"
	"fmt"

	"lindung/access"
	"lindung/audit"
	"lindung/consent"
	"lindung/directory"
	"lindung/dossier"
	"lindung/exchange"
	"lindung/internal/db"
	"lindung/monitoring"
	"lindung/prevention"
	"lindung/staff"
)

// authenticated lists every table whose rows carry an authenticator.
func authenticated() []db.Table {
	all := append([]db.Table{}, access.GuardRows...)
	all = append(all, staff.Rows...)
	all = append(all, consent.BodyRows)
	all = append(all, directory.Rows...)
	all = append(all, prevention.Rows...)
	all = append(all, monitoring.Rows...)
	all = append(all, exchange.Rows...)
	for _, p := range dossier.Parts {
		all = append(all, p.Rows...)
	}
	return all
}

// errForged says that someone without the key has written to the database.
var errForged = errors.New("rows were written, changed or removed by someone without the key")

// mostRows is how many damaged rows are named.
const mostRows = 20

// damagedRows looks at every row, and returns those that do not fit their authenticator.
func damagedRows(ctx context.Context, s access.Session) (found []db.Damage, err error) {
	looked := false
	err = s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		var err error
		found, err = access.CheckRows(tx, authenticated())
		tx.SetCount(len(found), "rows")
		looked = err == nil
		return err
	})
	if looked && errors.Is(err, audit.ErrTampered) {
		err = nil // doctor says elsewhere that nothing can be recorded
	}
	return found, err
}

// checkRows looks at every row, and returns an error that names those that are
// damaged, by table and key.
func checkRows(ctx context.Context, s access.Session) error {
	found, err := damagedRows(ctx, s)
	if err != nil || len(found) == 0 {
		return err
	}
	text := ""
	for _, d := range found[:min(mostRows, len(found))] {
		text += fmt.Sprintf("; %s %s: %s", d.Table, d.Key, d.Kind)
	}
	if len(found) > mostRows {
		text += fmt.Sprintf("; and %d more", len(found)-mostRows)
	}
	return fmt.Errorf("%w%s", errForged, text)
}
