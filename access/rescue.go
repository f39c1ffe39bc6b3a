package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lindung/audit"
	"lindung/internal/db"
)

// While the log is not the one that was there before, no act is done: it could not
// be recorded. What must go on all the same is written to a journal outside the
// database before it is shown or stored, and entered in the log later. Nothing is
// read unrecorded.
//
// Withdrawing consent always goes on, with the page that leads to it. In rescue mode,
// which whoever runs the node chooses, the team of each case reads it as well, and
// nothing else is done.

// A Journal keeps entries outside the database. It returns nil once they are durable.
type Journal func([]audit.Entry) error

// Rescue gives the node the journal for acts that go on while the log is stopped.
// With only, the node is in rescue mode from now on.
func (n *Node) Rescue(j Journal, only bool) { n.journal, n.rescuing = j, only }

// Rescuing reports whether the node is in rescue mode.
func (n *Node) Rescuing() bool { return n.rescuing }

// errRescue refuses an act that does not go on in rescue mode.
var errRescue = fmt.Errorf("in rescue mode the team of a case reads it, and consent is withdrawn: %w", audit.ErrTampered)

// SignIn is how the log names the program when it lets people sign in.
const SignIn = "sign_in"

// goesOn reports whether an act goes on while the log is stopped.
//
// Source: ACTIP 14.6
func goesOn(act Action, o Object, by Principal, rescuing bool) bool {
	id, org := by.name()
	team := o.Type == TypeCase && o.Org == org && slices.Contains(o.Team, id)
	switch act {
	case ConsentWithdraw:
		return true
	case ConsentRead:
		return team || o.Type == TypeCase && o.Org == org && !rescuing
	case CaseRead, CaseHistory, GroupRead:
		return rescuing && team
	case HomeRead, CaseList, OwnSession:
		return rescuing
	case SystemRun:
		return rescuing && id == systemID(SignIn)
	}
	return false
}

// rests refuses, in rescue mode, what the policies allow and does not go on.
func (s Session) rests(act Action, o Object) error {
	switch {
	case !s.node.rescuing || goesOn(act, o, s.principal, true):
		return nil
	case s.page != nil:
		return ErrDenied // the page leaves it out
	}
	return errRescue
}

// lets reports whether a row may be shown in rescue mode: a case by its team.
func (t *Tx) lets(o Object) bool {
	return !t.session.node.rescuing || o.Type != TypeCase || goesOn(CaseRead, o, t.session.principal, true)
}

// record adds the entries of an act to the log or, if the act goes on without it, to
// the journal.
func (n *Node) record(tx *db.Tx, on bool, entries ...audit.Entry) error {
	if !n.rescuing {
		err := n.log.Append(tx, entries...)
		if !on || n.journal == nil || !errors.Is(err, audit.ErrTampered) {
			return err
		}
	}
	noted := slices.Clone(entries)
	for i := range noted {
		noted[i].Noted = tx.Now.Time().Format(time.RFC3339)
	}
	return n.journal(noted)
}

// EnterJournal enters in the log what was written to the journal while it was stopped,
// perhaps by a program on another database of the node.
func (n *Node) EnterJournal(ctx context.Context, noted []audit.Entry) error {
	return n.db.Write(ctx, func(tx *db.Tx) error {
		all := slices.Clone(noted)
		if err := hereStates(tx, all); err != nil {
			return err
		}
		return n.log.Append(tx, all...)
	})
}

// TellEnded has f told of the acts that have ended something, once they are durable and
// before they are acknowledged.
func (n *Node) TellEnded(f func([]audit.Entry)) { n.log.Tell(f) }

// EndedSince returns what acts have ended since entry from of the log, to be noted
// outside the database.
func (n *Node) EndedSince(ctx context.Context, from int64) (all []audit.Entry, err error) {
	const rows = 500
	err = n.db.Read(ctx, func(tx *db.Tx) error {
		all = nil
		for next := from; ; next = all[len(all)-1].N + 1 {
			found, err := audit.EndingSince(tx, next, rows)
			all = append(all, found...)
			if err != nil || len(found) < rows {
				return err
			}
		}
	})
	return all, err
}
