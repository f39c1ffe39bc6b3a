package access

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"lindung"
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
func KeepDraft(ctx context.Context, n *Node, token, path string, form url.Values) (bool, error) {
	var r actorRow
	err := n.db.Read(ctx, func(tx *db.Tx) error {
		row, err := webSession(tx, hashToken(token))
		if err == nil {
			r, err = actor(tx, row.Actor)
		}
		return err
	})
	if errors.Is(err, lindung.ErrNotFound) || err == nil && r.State != Active {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	plain, err := json.Marshal(Draft{Path: path, Form: form})
	if err != nil {
		return false, err
	}
	id := lindung.NewID()
	row := draftRow{ID: id, Actor: r.ID, Sealed: n.ring.Node().Seal(draftPlace(id), plain)}
	err = n.System(r.Org, "drafts").Do(ctx, SystemRun, account(r.ID), func(tx *Tx) error {
		row.At = tx.Now
		if err := insertDraft(tx, row); err != nil {
			return err
		}
		all, err := draftsOf(tx, r.ID)
		if err != nil || len(all) <= mostDrafts {
			return err
		}
		return dropDraft(tx, all[len(all)-1].ID, r.ID)
	})
	return err == nil, err
}

// Drafts returns what waits for the session's actor, newest first.
func Drafts(ctx context.Context, s Session) ([]Draft, error) {
	var all []Draft
	err := s.See(ctx, OwnSession, account(s.actor.ID), func(tx *Tx) error {
		all = nil
		rows, err := draftsOf(tx, s.actor.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.At.Add(keepDraft) < tx.Now {
				continue
			}
			d, err := s.node.draft(r)
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

func (n *Node) draft(r draftRow) (Draft, error) {
	var d Draft
	plain, err := n.ring.Node().Open(draftPlace(r.ID), r.Sealed)
	if err != nil {
		return d, err
	}
	err = json.Unmarshal(plain, &d)
	d.ID, d.At = r.ID, r.At
	return d, err
}

// TakeDraft returns one draft of the session's actor. It stays until DropDraft,
// in case it cannot be sent again at once.
func TakeDraft(ctx context.Context, s Session, id string) (Draft, error) {
	var d Draft
	err := s.See(ctx, OwnSession, account(s.actor.ID), func(tx *Tx) error {
		rows, err := draftsOf(tx, s.actor.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.ID == id {
				tx.Count(1, "drafts")
				d, err = s.node.draft(r)
				return err
			}
		}
		return lindung.ErrNotFound
	})
	return d, err
}

// DropDraft throws a draft of the session's actor away.
func DropDraft(ctx context.Context, s Session, id string) error {
	return s.Do(ctx, OwnSession, account(s.actor.ID), func(tx *Tx) error {
		tx.Count(1, "drop_draft")
		return dropDraft(tx, id, s.actor.ID)
	})
}
