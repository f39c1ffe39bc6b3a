package staff

import (
	"context"
	"time"

	"lindung/access"
	"lindung/internal/db"
)

// noticeFor is how long an actor is told of a change in how they sign in. Nobody can put
// such a notice away, so that a stranger in one of their sessions cannot either.
const noticeFor = 7 * 24 * time.Hour

// The kinds of notices.
const (
	NoticePasskey    = "passkey"     // one was added
	NoticePasskeyEnd = "passkey_end" // one was ended
)

// A Notice tells an actor of a change in how they sign in.
type Notice struct {
	Kind string
	At   db.Time
}

// Notices returns what changed in how the session's actor signs in, newest kind first.
func Notices(ctx context.Context, s access.Session) ([]Notice, error) {
	var all []Notice
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		all = nil
		keys, err := passkeysOf(tx, s.Actor().ID)
		for _, k := range keys {
			if k.Made.Add(noticeFor) > tx.Now {
				all = append(all, Notice{NoticePasskey, k.Made})
			}
			if k.Over.Add(noticeFor) > tx.Now {
				all = append(all, Notice{NoticePasskeyEnd, k.Over})
			}
		}
		tx.SetCount(len(all), "notices")
		return err
	})
	return all, err
}
