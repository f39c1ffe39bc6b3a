package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/dossier"
)

var eraseCommand = command{
	name: "erase", brief: "ask a supervisor of the organisation that keeps a case to agree that it is erased",
	needs: []string{"db", "key-file", "case", "reason"},
	run:   erase,
}

var eraseVerifyCommand = command{
	name: "erase verify", brief: "print the receipt of an erasure, after verifying it against the log",
	needs: []string{"db", "key-file", "case"},
	run:   verifyErasure,
}

func erase(ctx context.Context, c *call) error {
	if !slices.Contains(access.EraseReasons, c.Reason) {
		return misuse("--reason: say one of %s", strings.Join(access.EraseReasons, ", "))
	}
	return c.onNode(ctx, func(_ *node, s access.Session) error {
		err := dossier.AskErasureOf(ctx, s, c.Case, c.Reason)
		switch {
		case errors.Is(err, lindung.ErrNotFound):
			return errors.New("there is no case with this number")
		case errors.Is(err, cases.ErrHeld):
			return errors.New("this case is under a legal hold: a supervisor of the organisation that keeps it can lift that")
		case errors.Is(err, lindung.ErrConflict):
			return errors.New("this was asked for already: it waits on the page Rights")
		case err != nil:
			return err
		}
		return c.print(map[string]string{"case": c.Case, "state": access.RightWaits},
			"Nothing is erased yet. A supervisor of the organisation that keeps the case finds it on the page Rights, and agrees or stops it.\n")
	})
}

// A receipt says what was destroyed, when and by whom.
type receipt struct {
	Case    string          `json:"case"` // its number
	ID      lindung.CaseID  `json:"id"`
	Reason  string          `json:"reason"`
	Asked   lindung.ActorID `json:"asked_by"`
	Agreed  lindung.ActorID `json:"agreed_by"`
	At      string          `json:"at"`
	Key     string          `json:"key_digest"` // SHA-256 of the key as it was stored
	Entry   int64           `json:"log_entry"`
	LogHead string          `json:"log_head"`
}

func (r receipt) text() string {
	return fmt.Sprintf(`The case %s (%s) was erased at %s, reason %s.
Asked for by %s, agreed to by %s.
SHA-256 of its key as it was stored: %s
Entry %d of the log says so; the log verifies, and the key is not in the database. Its signed head:

%s`, r.Case, r.ID, r.At, r.Reason, r.Asked, r.Agreed, r.Key, r.Entry, r.LogHead)
}

// verifyErasure holds what the database says of an erasure against the log.
func verifyErasure(ctx context.Context, c *call) error {
	return c.onNode(ctx, func(n *node, s access.Session) error {
		var r receipt
		err := s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
			tx.SetCount(1, "erasure")
			all, err := access.ErasuresOf(tx, c.Case)
			if err != nil {
				return err
			}
			all = slices.DeleteFunc(all, func(r access.Right) bool { return r.GivenAt == 0 })
			if len(all) != 1 {
				return errors.New("no case with this number was erased by two people")
			}
			if there, err := tx.HasKey(all[0].Whom); err != nil || there {
				return errors.Join(err, errors.New("the key of the case is still in this database: run restore or serve with the whole journal"))
			}
			r, err = receiptOf(tx, all[0])
			return err
		})
		if err != nil {
			return err
		}
		r.LogHead = n.NewestHead().Note
		if _, err := audit.Verify(ctx, n.db, n.PublicKey(), r.LogHead); err != nil {
			return err
		}
		return c.print(r, r.text())
	})
}

// mostAbout is how many entries about a case are looked at: the last ones of it.
const mostAbout = 100

// receiptOf finds the entry of the log that destroyed the key.
func receiptOf(tx *access.Tx, of access.Right) (receipt, error) {
	entries, err := audit.About(tx, of.Whom, mostAbout)
	if err != nil {
		return receipt{}, err
	}
	for _, e := range entries {
		i := slices.IndexFunc(e.Ended, func(what string) bool { return strings.HasPrefix(what, access.EndedKey+":") })
		if e.State != audit.Gone || i < 0 || e.Misfit || e.Actor != string(of.AgreedBy) {
			continue
		}
		return receipt{
			Case: of.Before, ID: lindung.CaseID(of.Whom), Reason: of.After, Asked: of.AskedBy, Agreed: of.AgreedBy,
			At: of.GivenAt.Time().UTC().Format(time.RFC3339), Key: strings.TrimPrefix(e.Ended[i], access.EndedKey+":"), Entry: e.N,
		}, nil
	}
	return receipt{}, errors.New("the log has no entry by which the key of this case was destroyed")
}
