package staff

import (
	"context"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// keepUpload is how long an uploaded file is stored.
const keepUpload = time.Hour

// mostUploads of one actor are stored; the oldest is deleted first.
const mostUploads = 3

// uploadRow is a file as stored.
type uploadRow struct {
	ID     string
	Actor  lindung.ActorID
	At     db.Time
	Sealed []byte
	mac    db.Mac
}

func uploadPlace(id string) string { return "uploads|" + id + "|sealed" }

// KeepUpload stores a file, sealed, while its actor looks at what it would do, and
// returns its identifier for TakeUpload. The policies judge act, for which the file
// is meant. Only the actor can take it, for an hour.
func KeepUpload(ctx context.Context, s access.Session, action access.Action, on access.Target, file []byte) (string, error) {
	id := lindung.NewID()
	row := uploadRow{ID: id, Actor: s.Actor().ID}
	err := s.Do(ctx, action, on, func(tx *access.Tx) error {
		tx.SetCount(1, "keep_upload")
		if err := dropStaleUploads(tx); err != nil {
			return err
		}
		kept, err := uploadsOf(tx, s.Actor().ID)
		if err != nil {
			return err
		}
		for _, old := range kept[min(len(kept), mostUploads-1):] {
			if err := dropUpload(tx, old, s.Actor().ID); err != nil {
				return err
			}
		}
		row.At, row.Sealed = tx.Now, tx.SealNode(uploadPlace(id), file)
		return insertUpload(tx, row)
	})
	return id, err
}

// TakeUpload returns a file that the session's actor sent within the hour. It stays
// stored until DropUpload.
func TakeUpload(ctx context.Context, s access.Session, id string) ([]byte, error) {
	var file []byte
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		tx.SetCount(1, "upload")
		row, err := upload(tx, id, s.Actor().ID)
		if err != nil {
			return err
		}
		if row.At.Add(keepUpload) < tx.Now {
			return lindung.ErrNotFound
		}
		file, err = tx.OpenNode(uploadPlace(id), row.Sealed)
		return err
	})
	if err != nil {
		return nil, err
	}
	return file, nil
}

// DropUpload deletes a file of the session's actor.
func DropUpload(ctx context.Context, s access.Session, id string) error {
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		tx.SetCount(1, "drop_upload")
		return dropUpload(tx, id, s.Actor().ID)
	})
}
