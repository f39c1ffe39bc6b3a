package staff

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// How long a browser session lasts. An expired one is stored for keepExpired, so that
// a form that arrives too late can become a draft of its actor.
const (
	idleSession    = 30 * time.Minute
	longestSession = 10 * time.Hour
	keepExpired    = 24 * time.Hour
	stepUpFor      = 5 * time.Minute
	// seenEvery is how often the last use of a session is stored: a write for every
	// page would cost more than the page.
	seenEvery = time.Minute
	// clocksDiffer is how far ahead a time may be that was stored.
	clocksDiffer = 5 * time.Minute
)

// webRow is a browser session as stored.
type webRow struct {
	Hash                   string
	Actor                  lindung.ActorID
	Data                   []byte
	Started, Seen, Expires db.Time
	mac                    db.Mac
}

// webData is what a browser session knows besides its actor.
type webData struct {
	By     string  // how they signed in
	On     string  // the kind of machine, see machineOf
	Pass   string  // the hash of the shift pass, if it was one
	Proved db.Time // when they last showed again who they are
	Wrong  int     // proofs in a row that were not right
	Forced bool    // they were forced to sign in
	Before int     // tries to sign in that were refused before this one
	Device string  // on which it began
	Away   db.Time // when a code of their device was used before, if that was a week or longer ago
}

func (r webRow) data() webData {
	var d webData
	if err := json.Unmarshal(r.Data, &d); err != nil {
		return webData{} // without data nothing was proved
	}
	return d
}

// until returns when the session ends if it is not used again.
func (r webRow) until(now db.Time) db.Time {
	return min(now.Add(idleSession), r.Started.Add(longestSession))
}

// over reports whether the session has ended. One that began or was used at a time that
// is yet to come was made while the clock was ahead, and does not live until then.
func (r webRow) over(now db.Time) bool {
	return r.Expires <= now || max(r.Started, r.Seen) > now.Add(clocksDiffer)
}

// hashToken returns the name of a token in the session manager's store.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Ticket is what the session manager returns for a token, known or not.
type Ticket struct{ hash string }

// TicketKey is the name of the ticket among the values of the session manager.
const TicketKey = "ticket"

// Resume returns the session of a ticket, and notes that it was used:
// lindung.ErrNotFound if it has expired, was ended or never was, access.ErrDenied if
// its actor has ended.
func (d *Door) Resume(ctx context.Context, t Ticket) (access.Session, error) {
	var s access.Session
	var row webRow
	var now db.Time
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		var err error
		now = tx.Now
		if row, err = webSession(tx, t.hash); err != nil {
			return err
		}
		if row.over(now) {
			return lindung.ErrNotFound
		}
		s, err = d.lobby.Session(tx, row.Actor, row.Hash)
		if row.data().Forced {
			s = s.UnderForce()
		}
		proved := row.data().Proved
		if away := row.data().Away; away != 0 {
			s = s.Away(away.Time())
		}
		s = s.SteppedUp(proved != 0 && now < proved.Add(stepUpFor))
		return err
	})
	if err != nil || now < row.Seen.Add(seenEvery) {
		return s, err
	}
	row.Seen, row.Expires = now, row.until(now)
	err = d.lobby.Write(ctx, func(tx *access.Tx) error { return touchSession(tx, row) })
	if access.Unsaved(err) {
		err = nil // a full disk still lets people read
	}
	return s, err
}

// Store keeps browser sessions for the session manager (github.com/alexedwards/scs),
// under the hashes of their tokens: it is a scs.CtxStore and a scs.Codec. Sessions
// begin with SignIn and end with EndSession, so that both are in the log; the
// manager only reads their cookie.
type Store struct{ door *Door }

// Store returns the node's browser sessions.
func (d *Door) Store() Store { return Store{d} }

// errNoContext says that the manager called a method without a context.
var errNoContext = errors.New("the store of sessions needs a context")

// Find is there for the interface; the manager calls FindCtx.
func (Store) Find(string) ([]byte, bool, error) { return nil, false, errNoContext }

// Delete is there for the interface; the manager calls DeleteCtx.
func (Store) Delete(string) error { return errNoContext }

// Commit is there for the interface; the manager calls CommitCtx.
func (Store) Commit(string, []byte, time.Time) error { return errNoContext }

// FindCtx returns the hash of a token. Whether there is such a session is read once,
// by Resume.
func (Store) FindCtx(_ context.Context, hash string) ([]byte, bool, error) {
	return []byte(hash), true, nil
}

// DeleteCtx ends a session without an entry in the log; EndSession makes one.
func (s Store) DeleteCtx(ctx context.Context, hash string) error {
	return s.door.lobby.Write(ctx, func(tx *access.Tx) error { return dropSession(tx, hash) })
}

// CommitCtx stores nothing: the act that changed a session stored it.
func (Store) CommitCtx(context.Context, string, []byte, time.Time) error { return nil }

// Encode makes Store a codec; the manager has nothing to store.
func (Store) Encode(time.Time, map[string]any) ([]byte, error) { return nil, nil }

// Decode gives the manager the ticket of what FindCtx returned.
func (s Store) Decode(b []byte) (time.Time, map[string]any, error) {
	return s.door.node.Now().Add(longestSession), map[string]any{TicketKey: Ticket{string(b)}}, nil
}

// WebSession is one of an actor's browser sessions.
type WebSession struct {
	ID                   string
	Started, Seen, Until db.Time
	By                   string
	On                   string // the kind of machine
	This                 bool   // the one that asks
	Before               int    // tries to sign in that were refused before it
}

// WebSessions returns the running sessions of the session's actor, newest first.
func WebSessions(ctx context.Context, s access.Session) ([]WebSession, error) {
	var all []WebSession
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		all = nil
		rows, err := sessionsOf(tx, s.Actor().ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if !r.over(tx.Now) {
				all = append(all, WebSession{r.Hash, r.Started, r.Seen, r.Expires, r.data().By, cmp.Or(r.data().On, otherMachine), r.Hash == s.OpenedWith(), r.data().Before})
			}
		}
		tx.SetCount(len(all), "list")
		return nil
	})
	return all, err
}

// EndSession ends one session of the session's actor; this one when id is
// empty. Forms that arrive for it later are not stored.
func EndSession(ctx context.Context, s access.Session, id string) error {
	if id == "" {
		id = s.OpenedWith()
	}
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		row, err := webSession(tx, id)
		if err != nil {
			return err
		}
		if row.Actor != s.Actor().ID {
			return access.ErrDenied
		}
		tx.SetCount(1, "end")
		return dropSession(tx, id)
	})
}

// EndOwnSession ends the session at once, and deletes the draft of the form that was
// on the page, so that leaving in a hurry leaves nothing behind.
func EndOwnSession(ctx context.Context, s access.Session, form string) error {
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		tx.SetCount(1, "end")
		if err := DraftSent(tx, form); err != nil {
			return err
		}
		return dropSession(tx, s.OpenedWith())
	})
}

// EndSessionsIn ends every session of an organisation but the one at work.
func EndSessionsIn(tx *access.Tx, org lindung.OrgID) error {
	all, err := access.AccountsOf(tx, org)
	for _, a := range all {
		if err == nil {
			err = dropSessionsOf(tx, a.ID, tx.Session().OpenedWith())
		}
	}
	return err
}

// EndOtherSessions ends every session of the session's actor but this one.
func EndOtherSessions(ctx context.Context, s access.Session) error {
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		tx.SetCount(0, "end_others")
		return dropSessionsOf(tx, s.Actor().ID, s.OpenedWith())
	})
}
