package staff

import (
	"context"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// calendarFor is how long the address of a calendar is valid.
const calendarFor = 90 * 24 * time.Hour

// NewCalendar returns the last part of the address where a calendar program reads on
// which days something falls due for the actor, and until when it is valid. It is shown
// once. The address before ends with it, and each ends when the actor's other sessions
// do. The actor must have shown again who they are.
func NewCalendar(ctx context.Context, s access.Session) (token string, until db.Time, err error) {
	id := s.Actor().ID
	err = s.Do(ctx, access.OwnPassword, access.AccountTarget(id), func(tx *access.Tx) error {
		if !s.IsSteppedUp() {
			return access.ErrStepUp
		}
		tx.SetCount(1, "calendar")
		if err := dropInvites(tx, id, kindCalendar); err != nil {
			return err
		}
		token, until = newToken(), tx.Now.Add(calendarFor)
		return insertInvite(tx, inviteRow{Hash: calendarHash(tx, token), Actor: id, Kind: kindCalendar, By: string(id), Expires: until})
	})
	return token, until, err
}

// CalendarUntil returns until when the actor's calendar address is valid; 0 if they
// have none.
func CalendarUntil(ctx context.Context, s access.Session) (until db.Time, err error) {
	err = s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		until = 0
		all, err := invitesOf(tx, s.Actor().ID, kindCalendar)
		for _, i := range all {
			if i.Expires > tx.Now {
				until = i.Expires
			}
		}
		return err
	})
	return until, err
}

// EndCalendar ends the actor's calendar address.
func EndCalendar(ctx context.Context, s access.Session) error {
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		tx.SetCount(0, "calendar")
		return dropInvites(tx, s.Actor().ID, kindCalendar)
	})
}

// Calendar returns the session of whoever reads the calendar of a token, for the days
// alone. One that is unknown, too old or ended is lindung.ErrNotFound.
func (d *Door) Calendar(ctx context.Context, token string) (access.Session, error) {
	var s access.Session
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		i, err := access.ByMac(tx.Macs("calendar", token), func(hash string) (inviteRow, error) { return invite(tx, hash) })
		if err != nil {
			return err
		}
		if i.Kind != kindCalendar || i.Expires <= tx.Now {
			return lindung.ErrNotFound
		}
		if s, err = d.lobby.Session(tx, i.Actor, i.Hash); err != nil {
			return err
		}
		alarms, err := alarmsOf(tx, i.Actor, AlarmForce)
		if len(alarms) > 0 {
			s = s.UnderForce()
		}
		return err
	})
	return s, err
}

func calendarHash(tx *access.Tx, token string) string { return tx.Mac("calendar", token) }
