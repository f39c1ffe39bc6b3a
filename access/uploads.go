package access

import (
	"context"
	"time"

	"lindung"
	"lindung/internal/db"
)

// keepUpload is how long a file waits for its actor to decide.
const keepUpload = time.Hour

// mostUploads of one actor are kept; the oldest goes first.
const mostUploads = 3

// uploadRow is a file as stored.
type uploadRow struct {
	ID     string
	Actor  lindung.ActorID
	At     db.Time
	Sealed []byte
}

func uploadPlace(id string) string { return "uploads|" + id + "|sealed" }

// KeepUpload keeps a file, sealed, while its actor looks at what it would do,
// and returns what TakeUpload asks for. Nobody else can take it, and after an
// hour nobody can.
func KeepUpload(ctx context.Context, s Session, file []byte) (string, error) {
	id := lindung.NewID()
	row := uploadRow{ID: id, Actor: s.actor.ID, Sealed: s.node.ring.Node().Seal(uploadPlace(id), file)}
	err := s.Do(ctx, OwnSession, account(s.actor.ID), func(tx *Tx) error {
		tx.Count(1, "keep_upload")
		if err := dropStaleUploads(tx); err != nil {
			return err
		}
		kept, err := uploadsOf(tx, s.actor.ID)
		if err != nil {
			return err
		}
		for _, old := range kept[min(len(kept), mostUploads-1):] {
			if err := dropUpload(tx, old, s.actor.ID); err != nil {
				return err
			}
		}
		row.At = tx.Now
		return insertUpload(tx, row)
	})
	return id, err
}

// TakeUpload returns a file that the session's actor sent within the hour. It
// stays until DropUpload, in case he decides otherwise.
func TakeUpload(ctx context.Context, s Session, id string) ([]byte, error) {
	var row uploadRow
	err := s.See(ctx, OwnSession, account(s.actor.ID), func(tx *Tx) error {
		tx.Count(1, "upload")
		var err error
		row, err = upload(tx, id, s.actor.ID)
		if err == nil && row.At.Add(keepUpload) < tx.Now {
			err = lindung.ErrNotFound
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.node.ring.Node().Open(uploadPlace(id), row.Sealed)
}

// DropUpload throws a file of the session's actor away.
func DropUpload(ctx context.Context, s Session, id string) error {
	return s.Do(ctx, OwnSession, account(s.actor.ID), func(tx *Tx) error {
		tx.Count(1, "drop_upload")
		return dropUpload(tx, id, s.actor.ID)
	})
}
