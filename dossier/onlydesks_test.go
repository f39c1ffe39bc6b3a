package dossier_test

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/test/nodetest"
	"lindung/staff"
)

// aboutPersons are acts without which nobody reads, opens, imports, receives or shares
// anything of a person.
var aboutPersons = []access.Action{
	access.CaseOpen, access.CaseSearch, access.CaseSimilar, access.CaseList, access.CaseRead, access.CaseEdit, access.CaseSibling, access.GroupRead, access.NoteAdd,
	access.ImportRun, access.ImportList, access.ExportRun, access.ReferralSend, access.ReferralRead, access.ReferralList, access.ReferralAccept, access.ConsentGive,
	access.TipRecord, access.TipList, access.EntityList, access.EntityEdit, access.ReportWrite, access.EnquirySend, access.FiguresRead, access.FiguresTogether, access.ActivityEdit,
}

// On a node on which only the desks work, nothing of a person is opened by anyone, and the
// desks, the staff and the log go on.
func TestOnlyDesks(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		system := n.System(n.Orgs["shelter"].ID, "test")
		if !n.Takes(access.CaseOpen) || n.OnlyDesks() {
			t.Fatal("a node keeps no cases before anyone has said so")
		}
		if err := n.KeepNoCases(ctx, system); err != nil {
			t.Fatal(err)
		}
		for _, a := range aboutPersons {
			if n.Takes(a) {
				t.Errorf("%s is there", a)
			}
		}
		for _, a := range []access.Action{access.DeskList, access.DeskDue, access.EditionPublish, access.ActorInvite, access.OrgAdd, access.LogRead, access.LogVerify, access.HomeRead} {
			if !n.Takes(a) {
				t.Errorf("%s is not there", a)
			}
		}
		worker := n.As(t, "caseworker@shelter")
		if _, err := cases.Open(ctx, worker, cases.New{}); !errors.Is(err, access.ErrNoCases) || !errors.Is(err, access.ErrDenied) {
			t.Errorf("a case is opened: %v", err)
		}
		if err := system.See(ctx, access.ImportRun, system.OrgTarget(), func(*access.Tx) error { return nil }); !errors.Is(err, access.ErrNoCases) {
			t.Errorf("a command imports: %v", err)
		}
		if err := worker.See(ctx, access.OwnSession, access.AccountTarget(worker.Actor().ID), func(*access.Tx) error { return nil }); err != nil {
			t.Errorf("an own session: %v", err)
		}
		_, err := staff.Invite(ctx, system, staff.NewActor{Org: n.Orgs["shelter"].ID, Login: "another", Name: "Another Example", Roles: []lindung.Role{lindung.Caseworker}, Lang: "en"})
		if err == nil {
			t.Error("a caseworker is invited")
		}
	})
}

// A node that keeps something of a person does not become one, and another program that
// serves from the same database makes no key any more once it is one.
func TestOnlyDesksKeepsNothing(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		system := n.System(n.Orgs["shelter"].ID, "test")
		key := func(s access.Session) error {
			return s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
				_, err := tx.NewKey(lindung.NewID())
				return err
			})
		}
		again := func() *access.Node {
			t.Helper()
			other, err := access.Unlock(ctx, n.DB, n.Ring, dossier.Forms, dossier.Owned)
			if err != nil {
				t.Fatal(err)
			}
			return other
		}
		other := again()
		if err := n.KeepNoCases(ctx, system); err != nil {
			t.Fatal(err)
		}
		if other.OnlyDesks() {
			t.Fatal("it has read the mark; the test shows nothing")
		}
		if err := key(other.System(n.Orgs["shelter"].ID, "test")); !errors.Is(err, access.ErrNoCases) {
			t.Errorf("a program that was started before keeps a person: %v", err)
		}
		if !again().OnlyDesks() {
			t.Error("the mark is gone after a start")
		}
	})
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		system := n.System(n.Orgs["shelter"].ID, "test")
		err := system.Do(ctx, access.SystemRun, system.NodeTarget(), func(tx *access.Tx) error {
			_, err := tx.NewKey(lindung.NewID())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := n.KeepNoCases(ctx, system); !errors.Is(err, access.ErrKeepsCases) || n.OnlyDesks() {
			t.Errorf("with the key of a case: %v", err)
		}
	})
}
