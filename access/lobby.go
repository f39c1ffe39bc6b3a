package access

import (
	"context"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
)

// Lobby is where people are who have no session yet. Package staff reads there
// who they are and begins their session, and finds the session of a browser
// again on each of its requests.
//
// What is done in the lobby is no act: no policy is asked and the log has no
// entry of it, or each page would have two. So it reads and writes only what
// people sign in with, who they are, and what they have typed and not sent yet,
// never a person's file. A sign-in itself,
// right or wrong, is an act of a system session and is in the log.
//
// A check of the house lets no one but staff open the lobby.
type Lobby struct{ node *Node }

// OpenLobby returns the lobby of a node.
func OpenLobby(n *Node) Lobby { return Lobby{n} }

// Read runs work on one unchanging picture of the database.
func (l Lobby) Read(ctx context.Context, work func(*Tx) error) error {
	return l.node.db.Read(ctx, func(tx *db.Tx) error { return work(l.tx(tx)) })
}

// Write runs work and returns nil once what it wrote is durable.
func (l Lobby) Write(ctx context.Context, work func(*Tx) error) error {
	return l.node.db.Write(ctx, func(tx *db.Tx) error { return work(l.tx(tx)) })
}

// tx returns a transaction in which no one acts, so May allows nothing.
func (l Lobby) tx(tx *db.Tx) *Tx { return newTx(tx, Session{node: l.node}, &audit.Entry{}) }

// Mac is Tx.Mac before there is a transaction.
func (l Lobby) Mac(use, text string) string { return l.node.ring.Mac(use, text) }

// Session returns the session of an actor who has shown who they are; ErrDenied
// if they do not work here. Session.Via will return via.
func (l Lobby) Session(tx *Tx, id lindung.ActorID, via string) (Session, error) {
	a, err := AccountOf(tx, id)
	if err != nil {
		return Session{}, err
	}
	if a.State != Active {
		return Session{}, ErrDenied
	}
	a, err = a.OpenName(tx)
	return Session{node: l.node, principal: a.Actor, via: via}, err
}

// Refuse records, as the program's own actor called name, that it has refused
// someone who is no actor of the node.
func (l Lobby) Refuse(ctx context.Context, name string) error {
	e := audit.Entry{Actor: string(systemID(name)), Act: string(SystemRun), Decision: audit.Refused}
	return l.node.db.Write(ctx, func(tx *db.Tx) error { return l.node.log.Append(tx, e) })
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
