package access

import (
	"context"
	"errors"
	"strconv"

	"lindung"
	"lindung/internal/db"
)

// metaPaused names in the table meta the moment of the database that was put back, while
// sharing is paused anywhere, else 0. It is always there, so that it is missed.
const metaPaused = "paused"

// NotePause notes that sharing is paused since a database of the moment was put back; 0
// that it is nowhere any more.
func NotePause(tx *Tx, moment db.Time) error {
	return changeMeta(tx, metaPaused, strconv.FormatInt(int64(moment), 10))
}

// PausedSince returns the moment of the database that was put back, for everyone to be
// told; 0 if sharing is not paused. It is no act: it tells nothing of a case.
func (n *Node) PausedSince(ctx context.Context) (moment db.Time, err error) {
	err = n.db.Read(ctx, func(tx *db.Tx) error {
		text, err := meta(tx, metaPaused)
		if errors.Is(err, lindung.ErrNotFound) {
			return nil
		}
		at, wrong := strconv.ParseInt(text, 10, 64)
		moment = db.Time(at)
		return errors.Join(err, wrong)
	})
	return moment, err
}
