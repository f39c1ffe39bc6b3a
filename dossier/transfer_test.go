package dossier_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/audit"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/referral"
	"lindung/tasks"
)

// moving is a case of the shelter whose person agrees that it moves to the hospital.
type moving struct {
	*nodetest.Node
	t         *testing.T
	ana, dara access.Session // of the old owner, of the new one
	id        lindung.CaseID
	grant     consent.Grant
	file      string
}

func newMoving(t *testing.T, n *nodetest.Node) moving {
	t.Helper()
	m := moving{Node: n, t: t, ana: n.As(t, "caseworker@shelter"), dara: n.As(t, "caseworker@hospital")}
	m.id = must(cases.Open(ctx, m.ana, cases.New{
		Names: []person.Name{{Text: "Sok Example", Kind: "official"}}, Event: &cases.Event{Kind: "boat", Place: "Example Bay"},
		Answers: map[string]field.Values{person.SafeContact.Name: whole(t, n, person.SafeContact)},
	})).ID
	none(t, cases.AddNote(ctx, m.ana, m.id, "support", "slept badly"))
	m.file = must(attachment.Add(ctx, m.ana, m.id, attachment.New{Kind: "letter", Title: "Letter", About: "person", File: []byte("%PDF-1.7\n%%EOF\n")})).ID
	must(cases.AddRecord(ctx, m.ana, m.id, cases.Record{Form: tasks.Task, For: m.ana.Actor().ID, Values: decode(t, n, tasks.Task, url.Values{
		"task": {"call the lawyer"}, "task_day-year": {"2099"},
	})}))
	none(t, cases.Hold(ctx, n.As(t, "supervisor@shelter"), m.id, "claim"))
	m.grant = m.agrees(consent.CurrentVersion)
	return m
}

// agrees records that the person agrees to the move, as they heard it in a version.
func (m moving) agrees(version string) consent.Grant {
	m.t.Helper()
	now := db.TimeOf(m.Now())
	g, err := consent.Give(ctx, m.ana, cases.Target(m.id), consent.Grant{
		Recipient: consent.ToOrg(m.Orgs["hospital"].ID), Purpose: lindung.Assistance, Groups: consent.Groups, From: now, Until: now.Add(time.Hour),
		Opens: consent.ByTransfer, Lang: "en", TextVersion: version, Detail: consent.Detail{ExplainedBy: "Ana Example"},
	})
	none(m.t, err)
	return g
}

func (m moving) offer() (referral.Referral, error) {
	n := referral.New{BasedOn: []string{string(m.grant.ID)}, Due: db.TimeOf(m.Now()).Add(time.Hour), Words: "two bags and a cat"}
	return referral.Offer(ctx, m.ana, m.id, n)
}

// keeps reports whether an organisation's worker reads the case as its own.
func (m moving) keeps(s access.Session) bool {
	w, err := dossier.Read(ctx, s, m.id)
	if err != nil && !errors.Is(err, access.ErrDenied) && !errors.Is(err, lindung.ErrNotFound) {
		m.t.Fatal(err)
	}
	return err == nil && w.Own
}

// TestTakeOver: at the moment of hand-over the case is the new owner's, with all that is
// known of the person and nothing that is of the old owner or of others.
func TestTakeOver(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		m := newMoving(t, n)
		police := agree(n, m.ana, m.id, "police", lindung.LawEnforcement, lindung.Identity)
		other := must(referral.Send(ctx, m.ana, m.id, referral.New{
			To: consent.ToOrg(n.Orgs["police"].ID), BasedOn: []string{string(police.ID)}, Need: "other", Due: db.TimeOf(n.Now()).Add(time.Hour),
		}))
		none(t, referral.Accept(ctx, n.As(t, "investigator@police"), other.ID, referral.Word{}))
		r := must(m.offer())
		if err := referral.Accept(ctx, m.dara, r.ID, referral.Word{}); !errors.Is(err, referral.ErrStep) {
			t.Errorf("an offer of the whole case is accepted like any other: %v", err)
		}
		if m.keeps(m.dara) || !m.keeps(m.ana) {
			t.Fatal("the case has moved before anybody took it over")
		}
		none(t, dossier.TakeOver(ctx, m.dara, r.ID, "Come at 20:00"))
		if !m.keeps(m.dara) || m.keeps(m.ana) || m.keeps(n.As(t, "supervisor@shelter")) {
			t.Fatal("the case has not moved")
		}
		if _, err := dossier.Read(ctx, n.As(t, "investigator@police"), m.id); !errors.Is(err, access.ErrDenied) {
			t.Errorf("whom the old owner let read it reads it still: %v", err)
		}

		w := must(dossier.Read(ctx, m.dara, m.id))
		if w.Responsible != m.dara.Actor().ID || len(w.Team) != 1 || w.Event != "" || len(w.Held.Reasons()) != 1 || len(w.Records(tasks.Task)) != 0 {
			t.Errorf("responsible %s, team %v, event %q, held %q, %d tasks", w.Responsible, w.Team, w.Event, w.Held, len(w.Records(tasks.Task)))
		}
		if w.Called() != "Sok Example" || len(w.Notes) != 1 || len(w.Attachments) != 1 || !w.AskedSafety() || w.Damaged {
			t.Errorf("something of the person was left behind: %d notes, %d files, damaged %v", len(w.Notes), len(w.Attachments), w.Damaged)
		}
		if got := string(file(t, m.dara, m.id, m.file)); !strings.HasPrefix(got, "%PDF") {
			t.Errorf("the file is %q", got)
		}
		for _, g := range w.Consent.Grants {
			if g.WithdrawnAt != 0 || g.InForce(db.TimeOf(n.Now())) {
				t.Errorf("a consent that the old owner asked for: withdrawn at %d, in force %v", g.WithdrawnAt, g.InForce(db.TimeOf(n.Now())))
			}
		}
		kept := must(referral.HandedOver(ctx, n.As(t, "supervisor@shelter")))
		if len(kept) != 1 || kept[0].CaseNumber != w.Number || kept[0].Words != "" || kept[0].Steps[len(kept[0].Steps)-1].Words != "Come at 20:00" {
			t.Errorf("the old owner keeps %+v", kept)
		}
		before := must(dossier.History(ctx, m.dara, m.id, 100))
		if len(before) == 0 || slices.ContainsFunc(before, func(e audit.Entry) bool { return e.Act == string(access.NoteAdd) }) {
			t.Errorf("the new owner reads what the old one did: %d entries", len(before))
		}
		if err := dossier.TakeOver(ctx, m.dara, r.ID, "again"); !errors.Is(err, referral.ErrStep) {
			t.Errorf("taken over twice: %v", err)
		}
	})
}

// TestNothingMoves: declined, taken back, withdrawn, read from an older text, without
// the safe contact: the case stays where it is.
func TestNothingMoves(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		for name, stop := range map[string]func(m moving, r lindung.ReferralID) error{
			"declined":   func(m moving, r lindung.ReferralID) error { return referral.Decline(ctx, m.dara, r, "full", "") },
			"taken back": func(m moving, r lindung.ReferralID) error { return referral.TakeBack(ctx, m.ana, r, "") },
			"withdrawn": func(m moving, r lindung.ReferralID) error {
				return consent.Withdraw(ctx, m.ana, cases.Target(m.id), m.grant.ID)
			},
		} {
			m := newMoving(t, n)
			r := must(m.offer())
			if _, err := m.offer(); !hasProblem(err, "transfer.problem.offered") {
				t.Errorf("offered twice: %v", err)
			}
			for way, err := range map[string]error{
				"alone": referral.Accept(ctx, m.dara, r.ID, referral.Word{}), "with others": referral.AcceptTogether(ctx, m.dara, r.ID, referral.Word{}),
			} {
				if !errors.Is(err, referral.ErrStep) {
					t.Errorf("an offer of the whole case is accepted %s: %v", way, err)
				}
			}
			none(t, stop(m, r.ID))
			if err := dossier.TakeOver(ctx, m.dara, r.ID, "Come at 20:00"); err == nil || m.keeps(m.dara) || !m.keeps(m.ana) {
				t.Errorf("%s: it moves: %v", name, err)
			}
		}
		m := newMoving(t, n)
		plain := agree(n, m.ana, m.id, "hospital", lindung.Assistance, lindung.Identity)
		m.grant = plain
		if _, err := m.offer(); !errors.Is(err, consent.ErrNoConsent) {
			t.Errorf("offered on a consent to something else: %v", err)
		}
		_, err := consent.Give(ctx, m.ana, cases.Target(m.id), consent.Grant{
			Recipient: plain.Recipient, Purpose: lindung.Assistance, Groups: consent.Groups, From: plain.From, Until: plain.Until,
			Opens: consent.ByTransfer, Lang: "en", TextVersion: "2.2", Detail: consent.Detail{ExplainedBy: "Ana Example"},
		})
		if !hasProblem(err, "consent.problem.carries") {
			t.Errorf("agreed to what nobody read out: %v", err)
		}
		m.id = must(cases.Open(ctx, m.ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})).ID
		m.grant = m.agrees(consent.CurrentVersion)
		if _, err := m.offer(); !hasProblem(err, "transfer.problem.safety") {
			t.Errorf("offered without knowing how to reach them safely: %v", err)
		}
	})
}

// TestOfferWaitsForApproval: where every referral is approved, an offer has not left before
// that, and is taken over after it.
func TestOfferWaitsForApproval(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Set(t, "shelter", access.ApproveReferrals, 1)
		n.Clock.Add(30 * 24 * time.Hour) // no one is new any more
		m := newMoving(t, n)
		r := must(m.offer())
		if err := dossier.TakeOver(ctx, m.dara, r.ID, "Come at 20:00"); err == nil || m.keeps(m.dara) {
			t.Errorf("it moves before it is approved: %v", err)
		}
		if _, err := m.offer(); !hasProblem(err, "transfer.problem.offered") {
			t.Errorf("offered twice: %v", err)
		}
		none(t, referral.Approve(ctx, n.As(t, "supervisor@shelter"), r.ID))
		none(t, dossier.TakeOver(ctx, m.dara, r.ID, "Come at 20:00"))
		if !m.keeps(m.dara) || m.keeps(m.ana) {
			t.Error("it does not move after it was approved")
		}
	})
}

// TestWhoHasLeftTakesNothingOver: the account ended between the offer and the hand-over.
func TestWhoHasLeftTakesNothingOver(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		m := newMoving(t, n)
		r := must(m.offer())
		s := n.System(must(n.Keeper(ctx)), "test")
		none(t, s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
			_, _, err := dossier.EndAgain(tx, []string{"account:" + string(m.dara.Actor().ID)})
			return err
		}))
		if err := dossier.TakeOver(ctx, m.dara, r.ID, "Come at 20:00"); err == nil || !m.keeps(m.ana) {
			t.Errorf("somebody who has left takes a case over: %v", err)
		}
	})
}

// TestMoveAgain: an older database in whose place the newer was has the case with the old
// owner; the journal moves it again.
func TestMoveAgain(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		m := newMoving(t, n)
		s := n.System(must(n.Keeper(ctx)), "test")
		none(t, s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
			done, unknown, err := dossier.EndAgain(tx, []string{"owner:" + string(m.id) + ":" + string(n.Orgs["hospital"].ID)})
			if done != 1 || unknown != 0 {
				t.Errorf("done %d, unknown %d", done, unknown)
			}
			return err
		}))
		if m.keeps(m.ana) || !m.keeps(n.As(t, "supervisor@hospital")) {
			t.Error("a restore has revived the old owner")
		}
	})
}

// hasProblem reports whether err is a problem with this label.
func hasProblem(err error, key string) bool {
	var ps field.Problems
	return errors.As(err, &ps) && slices.ContainsFunc(ps, func(p field.Problem) bool { return p.Key == key })
}

// TestPutBackMovesNothing: what the person or the old owner has ended moves no case,
// although whoever can write to the database puts the rows back, also with the sum.
func TestPutBackMovesNothing(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		for name, stop := range map[string]func(m moving, r lindung.ReferralID) error{
			"taken back": func(m moving, r lindung.ReferralID) error { return referral.TakeBack(ctx, m.ana, r, "") },
			"withdrawn": func(m moving, r lindung.ReferralID) error {
				return consent.Withdraw(ctx, m.ana, cases.Target(m.id), m.grant.ID)
			},
		} {
			for _, back := range [][]string{{"grants", "openings", "referrals", "referral_steps"}, {"grants", "openings", "referrals", "referral_steps", "sums"}} {
				m := newMoving(t, n)
				r := must(m.offer())
				thief := dbtest.Steal(t, n.DB, back...)
				none(t, stop(m, r.ID))
				thief.PutBack(back...)
				if err := dossier.TakeOver(ctx, m.dara, r.ID, "Come at 20:00"); err == nil || m.keeps(m.dara) || !m.keeps(m.ana) {
					t.Errorf("%s, %d tables put back: it moves: %v", name, len(back), err)
				}
				for _, table := range back {
					thief.Run(`DROP TABLE kept_` + table)
				}
			}
		}
	})
}
