package staff

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// keepDraft is how long a draft waits for its actor.
const keepDraft = 7 * 24 * time.Hour

// mostDrafts of one actor are kept; the oldest goes first.
const mostDrafts = 20

// Draft is a form that arrived after its session had expired.
type Draft struct {
	ID   string
	At   db.Time
	Path string // where it was sent to
	Form url.Values
}

// draftRow is a draft as stored.
type draftRow struct {
	ID     string
	Actor  lindung.ActorID
	At     db.Time
	Sealed []byte
}

func draftPlace(id string) string { return "drafts|" + id + "|sealed" }

// KeepDraft keeps, sealed, what was posted to path with the token of a session
// that has expired, and reports whether it did: a session that was ended, or
// never was, has nobody to keep it for.
func (d *Door) KeepDraft(ctx context.Context, token, path string, form url.Values) (bool, error) {
	var a access.Account
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		row, err := webSession(tx, hashToken(token))
		if err == nil {
			a, err = access.AccountOf(tx, row.Actor)
		}
		return err
	})
	if errors.Is(err, lindung.ErrNotFound) || err == nil && a.State != access.Active {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	plain, err := json.Marshal(Draft{Path: path, Form: form})
	if err != nil {
		return false, err
	}
	err = d.node.System(a.Org, "drafts").Do(ctx, access.SystemRun, access.AccountTarget(a.ID), func(tx *access.Tx) error {
		row := draftRow{ID: lindung.NewID(), Actor: a.ID, At: tx.Now}
		row.Sealed = tx.SealNode(draftPlace(row.ID), plain)
		if err := insertDraft(tx, row); err != nil {
			return err
		}
		all, err := draftsOf(tx, a.ID)
		if err != nil || len(all) <= mostDrafts {
			return err
		}
		return dropDraft(tx, all[len(all)-1].ID, a.ID)
	})
	return err == nil, err
}

// Drafts returns what waits for the session's actor, newest first.
func Drafts(ctx context.Context, s access.Session) ([]Draft, error) {
	var all []Draft
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		all = nil
		rows, err := draftsOf(tx, s.Actor().ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.At.Add(keepDraft) < tx.Now {
				continue
			}
			d, err := openDraft(tx, r)
			if err != nil {
				return err
			}
			all = append(all, d)
		}
		tx.Count(len(all), "drafts")
		return nil
	})
	return all, err
}

func openDraft(tx *access.Tx, r draftRow) (Draft, error) {
	var d Draft
	plain, err := tx.OpenNode(draftPlace(r.ID), r.Sealed)
	if err != nil {
		return d, err
	}
	err = json.Unmarshal(plain, &d)
	d.ID, d.At = r.ID, r.At
	return d, err
}

// TakeDraft returns one draft of the session's actor. It stays until DropDraft,
// in case it cannot be sent again at once.
func TakeDraft(ctx context.Context, s access.Session, id string) (Draft, error) {
	var d Draft
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		rows, err := draftsOf(tx, s.Actor().ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.ID == id {
				tx.Count(1, "drafts")
				d, err = openDraft(tx, r)
				return err
			}
		}
		return lindung.ErrNotFound
	})
	return d, err
}

// DropDraft throws a draft of the session's actor away.
func DropDraft(ctx context.Context, s access.Session, id string) error {
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		tx.Count(1, "drop_draft")
		return dropDraft(tx, id, s.Actor().ID)
	})
}
