// Package staff knows who works here and how they come in: organisations and
// their people, invitations, passwords and devices, browser sessions, and what
// waits for an actor who is away, drafts and uploads.
//
// Whatever someone does who has a session is an act of package access and takes
// that session. Who has none yet comes through the [Door] of the node: it knows
// people by what they sign in with, and begins and resumes their sessions.
//
// The package owns the tables factors, invites, sessions, drafts and uploads. Who
// an actor is, and where they work, stands in tables of package access.
package staff

import (
	"github.com/alexedwards/argon2id"

	"lindung/access"
)

// Errors that pages decide on.
var (
	// ErrSignIn says that the way to sign in was not right. It does not say
	// which part of it.
	ErrSignIn = access.Refusal("these do not fit together")
	// ErrUsed says that an invitation, a code, a paper or a name to sign in with
	// has been used already, or is too old.
	ErrUsed = access.Refusal("used already, or too old")
)

// Door lets people into a node. A program has one for each node: it remembers
// who has tried how often, and how many passwords are being computed.
type Door struct {
	node  *access.Node
	lobby access.Lobby
	slow  *throttle
	argon chan struct{} // a place for each password that is computed
	cost  argon2id.Params
}

// NewDoor returns the door of a node.
func NewDoor(n *access.Node) *Door {
	return &Door{node: n, lobby: access.OpenLobby(n), slow: newThrottle(n.Now), argon: make(chan struct{}, mostArgon), cost: cost}
}
