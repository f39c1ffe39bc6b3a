package linkage

import (
	"context"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/db"
)

// lookBack is for how long it is shown who has asked.
const lookBack = 14 * 24 * time.Hour

// An Asked is that a colleague asked whether somebody similar is known.
type Asked struct {
	By    lindung.ActorID
	Name  string // "" for the command line
	At    db.Time
	Case  lindung.CaseID // the similar case; "" in the supervisor's list
	N     int            // how many were similar and not protected
	File  bool
	about string
}

// AskedHere returns who of the actor's organisation has asked in the last days, newest
// first, for a supervisor.
//
// Source: ACTIP 14.6
func AskedHere(ctx context.Context, s access.Session) ([]Asked, error) {
	return asked(ctx, s, access.WorkloadRead, func(tx *access.Tx) ([]string, error) {
		accounts, err := access.AccountsOf(tx, tx.Actor().Org)
		objects := []string{string(tx.Actor().Org)} // for which the command line asks
		for _, a := range accounts {
			objects = append(objects, string(a.ID))
		}
		return objects, err
	})
}

// AskedOfMine returns who has asked in the last days about somebody similar to the person
// of a protected case on whose team the actor is, newest first.
func AskedOfMine(ctx context.Context, s access.Session) ([]Asked, error) {
	all, err := asked(ctx, s, access.CaseList, func(tx *access.Tx) ([]string, error) {
		mine, err := cases.ProtectedMine(tx)
		var objects []string
		for _, id := range mine {
			objects = append(objects, string(id))
		}
		return objects, err
	})
	for i, a := range all {
		all[i].Case = lindung.CaseID(a.about)
	}
	return all, err
}

// asked returns who has asked in the last days, as the log has it about some objects.
func asked(ctx context.Context, s access.Session, act access.Action, about func(*access.Tx) ([]string, error)) ([]Asked, error) {
	var all []Asked
	err := s.See(ctx, act, s.OrgTarget(), func(tx *access.Tx) error {
		all = nil
		objects, err := about(tx)
		if err != nil {
			return err
		}
		found, err := askedAbout(tx, objects, tx.Now.Time().Add(-lookBack))
		if err != nil || len(found) == 0 {
			tx.SetCount(0, "similar")
			return err
		}
		called, err := colleagues(tx)
		if err != nil {
			return err
		}
		for _, e := range found {
			by := lindung.ActorID(e.Actor)
			all = append(all, Asked{By: by, Name: called[by], At: db.TimeOf(e.Time()), N: e.Count, File: strings.HasPrefix(e.Filter, "file"), about: e.Object})
		}
		tx.SetCount(len(all), "similar")
		return nil
	})
	return all, err
}

// colleagues returns the names of those who work or worked in the actor's organisation.
func colleagues(tx *access.Tx) (map[lindung.ActorID]string, error) {
	accounts, err := access.AccountsOf(tx, tx.Actor().Org)
	if err != nil {
		return nil, err
	}
	all := map[lindung.ActorID]string{}
	for _, a := range accounts {
		if a, err = a.OpenName(tx); err != nil {
			return nil, err
		}
		all[a.ID] = a.Name
	}
	return all, nil
}
