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
	all = append(all, exchange.Rows...)
	for _, p := range dossier.Parts {
		all = append(all, p.Rows...)
	}
	return all
}

// errForged says that someone without the key has written to the database.
var errForged = errors.New("rows were written, changed or removed by someone without the key")

// checkRows looks at every row, and returns an error that names those that are
// damaged, by table and key.
func checkRows(ctx context.Context, s access.Session) error {
	var found []db.Damage
	looked := false
	err := s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		var err error
		found, err = access.CheckRows(tx, authenticated())
		tx.SetCount(len(found), "rows")
		looked = err == nil
		return err
	})
	if looked && errors.Is(err, audit.ErrTampered) {
		err = nil // doctor says elsewhere that nothing can be recorded
	}
	if err != nil || len(found) == 0 {
		return err
	}
	const most = 20
	text := ""
	for _, d := range found[:min(most, len(found))] {
		text += fmt.Sprintf("; %s %s: %s", d.Table, d.Key, d.Kind)
	}
	if len(found) > most {
		text += fmt.Sprintf("; and %d more", len(found)-most)
	}
	return fmt.Errorf("%w%s", errForged, text)
}
