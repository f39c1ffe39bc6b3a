// Package staff holds who works here and how they sign in: organisations and their
// people, invitations, passwords and devices, browser sessions, and the drafts and
// uploads of an actor.
//
// Begin with the [Door] of the node: it knows people by what they sign in with, and
// begins and resumes their sessions. Everything done with a session is an act of
// package access and takes that session.
//
// The package owns the tables factors, passkeys, devices, invites, sessions, drafts, uploads and lists. Package
// access owns who an actor is and where they work.
package staff

import (
	"github.com/alexedwards/argon2id"
	"github.com/go-webauthn/webauthn/webauthn"

	"lindung/access"
	"lindung/internal/pace"
)

// Errors that pages decide on.
var (
	// ErrSignIn says that a name, password or code is wrong, and not which.
	ErrSignIn = access.Refusal("these do not fit together")
	// ErrUsed says that an invitation, a reset, a code or a login has been used
	// already, or is too old.
	ErrUsed = access.Refusal("used already, or too old")
)

// A Door signs people in. A program has one for each node: it counts tries to sign
// in and the passwords being computed.
type Door struct {
	node  *access.Node
	lobby access.Lobby
	slow  *pace.Throttle
	cost  argon2id.Params

	argon   chan struct{} // a place for each password that is computed
	strange chan struct{} // for each of a stranger that is
	queue   chan struct{} // and for each of a stranger that waits for one

	keys   *webauthn.WebAuthn // nil without passkeys
	keysAt string             // the host at whose pages they work
}

// NewDoor returns the door of a node.
func NewDoor(n *access.Node) *Door {
	return &Door{node: n, lobby: access.OpenLobby(n), slow: pace.New(n.MachineTime, n.Machines), argon: make(chan struct{}, mostArgon), strange: make(chan struct{}, mostStrange), queue: make(chan struct{}, mostQueue), cost: cost}
}

// Cheap lets d compute passwords at once, and returns it. Only tests use it: what it stores
// is found out by trying, and it signs nobody in whose password was stored at full cost.
func (d *Door) Cheap() *Door {
	d.cost = argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: cost.SaltLength, KeyLength: cost.KeyLength}
	return d
}
