package access

import (
	"context"
	"errors"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
)

// A Lobby reads and writes for people who have no session yet. Package staff uses
// it to begin their session, and to find the session of a browser again on each
// request.
//
// Work in the lobby is not an act: no policy is asked and the log has no entry,
// or each page would have two. So it touches only what people sign in with, who
// they are, and what they have typed and not sent, never a person's file. A
// sign-in itself, right or wrong, is an act of a system session and is in the log.
//
// A check of the house lets only packages with a door open it: staff, survivor, prevention;
// and contact, which looks there whether a message is due, so that the log does not tell of
// each look.
type Lobby struct{ node *Node }

// OpenLobby returns the lobby of a node.
func OpenLobby(n *Node) Lobby { return Lobby{n} }

// Read runs work on one unchanging picture of the database.
func (l Lobby) Read(ctx context.Context, work func(*Tx) error) error {
	return l.node.db.Read(ctx, func(tx *db.Tx) error { return work(l.tx(tx)) })
}

// Write runs work and returns nil once what it wrote is durable.
func (l Lobby) Write(ctx context.Context, work func(*Tx) error) error {
	return l.node.db.Write(ctx, func(tx *db.Tx) error {
		t := l.tx(tx)
		if err := work(t); err != nil {
			return err
		}
		if len(db.Sums(t)) > 0 {
			return errNoAct
		}
		return nil
	})
}

// errNoAct says that a row that decides was changed without an act: a fault of the
// program, because the log must say what became of it.
var errNoAct = errors.New("a row that decides was changed by what is no act")

// tx returns a transaction in which no one acts, so May allows nothing.
func (l Lobby) tx(tx *db.Tx) *Tx { return newTx(tx, Session{node: l.node}, &audit.Entry{}) }

// Mac is Tx.Mac before there is a transaction.
func (l Lobby) Mac(use, text string) string { return l.node.mac(use, text) }

// Macs is Tx.Macs before there is a transaction.
func (l Lobby) Macs(use, text string) []string { return l.node.macs(use, text) }

// Session returns the session of an actor who has shown who they are; ErrDenied
// if they do not work here, or if anything they sign in with was removed or put back. Session.Via will return via.
func (l Lobby) Session(tx *Tx, id lindung.ActorID, via string) (Session, error) {
	a, err := AccountOf(tx, id)
	if err != nil {
		return Session{}, err
	}
	if a.State != Active {
		return Session{}, ErrDenied
	}
	intact, err := Intact(tx, OfActor, id)
	if err != nil {
		return Session{}, err
	}
	if !intact[id] {
		return Session{}, ErrDenied
	}
	if err := l.node.hearOfQuestions(tx); err != nil {
		return Session{}, err
	}
	a, err = a.OpenName(tx)
	return Session{node: l.node, principal: a.Actor, via: via}, err
}

// Refuse records, as the program's own actor called name, that it refused someone
// who is not an actor of the node.
func (l Lobby) Refuse(ctx context.Context, name string) error {
	e := audit.Entry{Actor: string(systemID(name)), Act: string(SystemRun), Decision: audit.Refused}
	return l.node.db.Write(ctx, func(tx *db.Tx) error { return l.node.record(tx, false, e) })
}

// SessionAs returns the session of an actor who has not signed in. It is for the
// demo's invented people and for tests; a check of the house refuses any other
// call of it.
func SessionAs(ctx context.Context, n *Node, id lindung.ActorID) (Session, error) {
	var s Session
	l := OpenLobby(n)
	err := l.Read(ctx, func(tx *Tx) error {
		var err error
		s, err = l.Session(tx, id, "")
		return err
	})
	return s, err
}
