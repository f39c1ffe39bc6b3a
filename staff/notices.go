package staff

import (
	"cmp"
	"context"
	"slices"
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
	NoticeDevice     = "device"      // somebody signed in from a new device
)

// mostNotices of a kind are told: the newest.
const mostNotices = 3

// A Notice tells an actor of a change in how they sign in.
type Notice struct {
	Kind             string
	At               db.Time
	Machine, Browser string // of a device
}

// Notices returns what changed in how the session's actor signs in, newest first. Of a device
// every session of theirs is told but those on it.
func Notices(ctx context.Context, s access.Session) ([]Notice, error) {
	var all []Notice
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		all = nil
		keys, err := passkeysOf(tx, s.Actor().ID)
		for _, k := range keys {
			if k.Made.Add(noticeFor) > tx.Now {
				all = append(all, Notice{Kind: NoticePasskey, At: k.Made})
			}
			if k.Over.Add(noticeFor) > tx.Now {
				all = append(all, Notice{Kind: NoticePasskeyEnd, At: k.Over})
			}
		}
		if err != nil {
			return err
		}
		this, err := deviceAtWork(tx)
		if err != nil {
			return err
		}
		devices, err := devicesOf(tx, s.Actor().ID)
		for _, k := range devices {
			if k.Tells && k.ID != this && k.Made.Add(noticeFor) > tx.Now {
				all = append(all, Notice{NoticeDevice, k.Made, k.Machine, k.Browser})
			}
		}
		all = newest(all)
		tx.SetCount(len(all), "notices")
		return err
	})
	return all, err
}

// newest returns notices in their order, and of each kind no more than mostNotices.
func newest(all []Notice) []Notice {
	slices.SortStableFunc(all, func(a, b Notice) int { return cmp.Compare(b.At, a.At) })
	of := map[string]int{}
	return slices.DeleteFunc(all, func(n Notice) bool {
		of[n.Kind]++
		return of[n.Kind] > mostNotices
	})
}
