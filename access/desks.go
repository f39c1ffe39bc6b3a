package access

import (
	"context"
	"errors"
	"slices"

	"lindung"
	"lindung/internal/db"
)

// metaDesks marks a node that keeps no persons' files: only the desks work there.
const metaDesks = "desks"

// ErrNoCases refuses what belongs to cases on a node on which only the desks work. It is an
// ErrDenied, but says nothing that could not be known: no case is there.
var ErrNoCases error = noCases{}

type noCases struct{}

func (noCases) Error() string {
	return "this node keeps no persons' files: only the desks of the public record work here, and no case can be opened, imported or received"
}

func (noCases) Unwrap() error { return ErrDenied }

// ErrKeepsCases says that a node keeps something of persons, so that it cannot become one on
// which only the desks work.
var ErrKeepsCases = errors.New("this node keeps persons' files already: the desks of a ministry that keeps none need a node of their own, see lindung init")

// atDesks are the acts of a node on which only the desks work: those of the desks, of the
// staff and their organisations, and of the log. Whatever is not here belongs to cases.
var atDesks = []Action{
	OrgAdd, OrgEdit, OrgList, ActorInvite, ActorEdit, ActorRoles, ActorReset, ActorPass, ActorList, SettingEdit, AlarmList, AlarmEnd,
	RightAgree, RightGive, RightStop, RightList, LogRead, LogExport, LogVerify,
	DeskGive, DeskList, DeskDue, ProposalWrite, ProposalReview, ProposalHold, RemarkWrite, RemarkAnswer, EditionPublish,
	HomeRead, OwnSession, OwnPassword, OwnUndertake, SystemRun,
}

// RolesAtDesks are the roles that have something to do on a node on which only the desks work.
var RolesAtDesks = []lindung.Role{lindung.DeskOfficer, lindung.FocalPoint, lindung.DataProtection, lindung.Administrator}

// OnlyDesks reports whether the node keeps no persons' files.
func (n *Node) OnlyDesks() bool { return n.desks.Load() }

// Takes reports whether an act is there on the node at all, whoever asks.
func (n *Node) Takes(a Action) bool { return !n.OnlyDesks() || slices.Contains(atDesks, a) }

// Roles are the roles that someone can have on the node.
func (n *Node) Roles() []lindung.Role {
	if n.OnlyDesks() {
		return RolesAtDesks
	}
	return lindung.Roles
}

// Roles is Node.Roles.
func (s Session) Roles() []lindung.Role { return s.node.Roles() }

// KeepNoCases marks the node, for good, as one on which only the desks work. A node that
// keeps something of a person is ErrKeepsCases.
func (n *Node) KeepNoCases(ctx context.Context, s Session) error {
	if n.OnlyDesks() {
		return nil
	}
	err := s.Do(ctx, SystemRun, s.NodeTarget(), func(tx *Tx) error {
		kept, err := anyKey(tx)
		if err == nil && kept {
			err = ErrKeepsCases
		}
		if err != nil {
			return err
		}
		tx.SetCount(0, metaDesks)
		return changeMeta(tx, metaDesks, "1")
	})
	if err == nil {
		n.desks.Store(true)
	}
	return err
}

// onlyDesks reads the mark of a node on which only the desks work.
func onlyDesks(tx db.Holder) (bool, error) {
	_, err := meta(tx, metaDesks)
	if errors.Is(err, lindung.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
