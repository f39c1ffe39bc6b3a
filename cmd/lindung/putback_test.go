package main

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/staff"
)

// shared is a grant by which another organisation reads a case, and a supervisor of each.
type shared struct {
	grant         lindung.GrantID
	of            lindung.CaseID
	owner, reader lindung.ActorID
}

// anyShared finds a grant that is open.
func (p place) anyShared() shared {
	p.t.Helper()
	all := p.shares()
	if len(all) == 0 {
		p.t.Fatal("nothing is shared")
	}
	return all[0]
}

// shares finds every such case.
func (p place) shares() (all []shared) {
	p.t.Helper()
	p.behind(func(tx *db.Tx) (err error) {
		all, err = db.All(tx, func(s *shared) []any { return []any{&s.grant, &s.of, &s.owner, &s.reader} }, `
			SELECT g.id, g.case_id, (SELECT min(id) FROM actors WHERE org = g.org AND roles LIKE '%supervisor%' AND state = 'active'),
				(SELECT min(id) FROM actors WHERE org = g.recipient AND roles LIKE '%caseworker%' AND state = 'active')
			FROM grants g JOIN openings o ON o.based_on = g.id
			WHERE g.withdrawn_at = 0 AND o.opened_at > 0 AND o.closed_at = 0 AND g.until_at > ? AND g.recipient_kind = 'organisation'
				AND EXISTS (SELECT 1 FROM actors WHERE org = g.org AND roles LIKE '%supervisor%' AND state = 'active')
				AND EXISTS (SELECT 1 FROM actors WHERE org = g.recipient AND roles LIKE '%caseworker%' AND state = 'active')
				AND NOT EXISTS (SELECT 1 FROM grants h WHERE h.id <> g.id AND h.case_id = g.case_id AND h.recipient = g.recipient)
			ORDER BY g.id`, tx.Now)
		return err
	})
	return all
}

// otherCase finds one more case of the same organisation, and its number.
func (p place) otherCase(s shared) (id lindung.CaseID, number string) {
	p.t.Helper()
	p.behind(func(tx *db.Tx) (err error) {
		found, err := db.All(tx, db.Value[string], `SELECT max(id) FROM cases WHERE id <> ? AND org = (SELECT org FROM cases WHERE id = ?)`, s.of, s.of)
		if err == nil {
			id = lindung.CaseID(found[0])
			number, err = db.One(tx, db.Value[string], `SELECT number FROM cases WHERE id = ?`, id)
		}
		return err
	})
	return id, number
}

// as runs work as a worker on a node of the place.
func (p place) as(database string, who lindung.ActorID, work func(access.Session) error) error {
	p.t.Helper()
	c := &call{config: config{DB: database, KeyFile: p.key}}
	return c.onNode(p.t.Context(), func(n *node, _ access.Session) error {
		s, err := access.SessionAs(p.t.Context(), n.Node, who)
		if err != nil {
			return err
		}
		return work(s)
	})
}

// reads reports whether a worker reads a case.
func (p place) reads(database string, who lindung.ActorID, id lindung.CaseID) bool {
	p.t.Helper()
	err := p.as(database, who, func(s access.Session) error {
		_, err := cases.Read(p.t.Context(), s, id)
		return err
	})
	if err != nil && !errors.Is(err, access.ErrDenied) && !errors.Is(err, lindung.ErrNotFound) {
		p.t.Error(err)
	}
	return err == nil
}

// restored restores a backup, and returns the address of the database.
func (p place) restored(from string) (string, restored) {
	p.t.Helper()
	var r restored
	to := p.another()
	p.read(p.does(append(p.restoring(from, to), "--json")...), &r)
	p.healthy(to)
	return to, r
}

// What a person has withdrawn stays withdrawn when an older backup is restored.
func TestWithdrawnStaysWithdrawn(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		p.does(p.node("org", "list")...) // the journal of a node that had none begins
		_, stop := p.serving()
		stop()
		s := p.anyShared()
		from := p.backup("before")
		if !p.reads(p.db, s.reader, s.of) {
			t.Fatal("nothing is shared")
		}
		err := p.as(p.db, s.owner, func(o access.Session) error {
			return consent.Withdraw(t.Context(), o, cases.Target(s.of), s.grant)
		})
		if err != nil || p.reads(p.db, s.reader, s.of) {
			t.Fatalf("not withdrawn: %v", err)
		}
		to, r := p.restored(from)
		if r.Gap != "" || r.Ended != 1 {
			t.Errorf("restored %+v", r)
		}
		if p.reads(to, s.reader, s.of) {
			t.Error("the consent that was withdrawn lives again")
		}
		again := p
		again.db = to
		if log := again.does(again.node("audit", "export")...); strings.Count(log, `"ended":["grant:`+string(s.grant)+`"]`) < 2 {
			t.Error("the log does not say that it was withdrawn again")
		}
	})
}

// Where the journal is missing or not whole, sharing is paused until a supervisor of the
// organisation that keeps the case has gone through it.
func TestSharingPaused(t *testing.T) {
	for name, harm := range map[string]func(place){
		"deleted":                  func(p place) { p.remove("node.key.journal") },
		"without the memory of it": func(p place) { p.remove("node.key.head") },
		"cut off": func(p place) {
			text, err := os.ReadFile(p.key + ".journal")
			if err != nil {
				t.Fatal(err)
			}
			p.write("node.key.journal", text[:bytes.LastIndexByte(text[:len(text)-1], '\n')+1])
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := sqlitePlace(t)
			p.fill()
			_, stop := p.serving()
			stop()
			s := p.anyShared()
			from := p.backup("before")
			err := p.as(p.db, s.owner, func(o access.Session) error {
				return consent.Withdraw(t.Context(), o, cases.Target(s.of), s.grant)
			})
			if err != nil {
				t.Fatal(err)
			}
			harm(p)
			to, r := p.restored(from)
			if r.Gap == "" || r.Paused == 0 || p.reads(to, s.reader, s.of) {
				t.Fatalf("sharing is not paused: %+v", r)
			}
			if strings.Contains(name, "memory") {
				return // the journal itself was whole, and the grant was withdrawn again
			}
			confirms := func(who lindung.ActorID, ids ...lindung.CaseID) (n int, err error) {
				err = p.as(to, who, func(o access.Session) error {
					n, err = cases.ConfirmSharing(t.Context(), o, ids...)
					return err
				})
				return n, err
			}
			if _, err := confirms(s.reader, s.of); !errors.Is(err, access.ErrDenied) {
				t.Errorf("who is no supervisor goes through it: %v", err)
			}
			p.does("org", "list", "--db", to, "--key-file", p.key)
			if n, err := confirms(s.owner, s.of); err != nil || n != 1 || !p.reads(to, s.reader, s.of) {
				t.Errorf("one case: %d, %v", n, err)
			}
			if n, err := confirms(s.owner); err != nil {
				t.Errorf("the others: %d, %v", n, err)
			}
			p.healthy(to)
			// The journal has begun again: what ends from now on is known to the next restore.
			again := p
			again.db = to
			err = p.as(to, s.owner, func(o access.Session) error {
				from = again.backup("second")
				return consent.Withdraw(t.Context(), o, cases.Target(s.of), s.grant)
			})
			if err != nil {
				t.Fatal(err)
			}
			last, r := again.restored(from)
			if r.Gap != "" || r.Ended == 0 || p.reads(last, s.reader, s.of) {
				t.Errorf("the second restore: %+v", r)
			}
		})
	}
}

// agreeErasures lets a supervisor agree to all erasures that wait.
func (p place) agreeErasures(who lindung.ActorID) {
	p.t.Helper()
	var agreed error
	err := p.as(p.db, who, func(s access.Session) error {
		s = s.SteppedUp(true)
		all, err := staff.Rights(p.t.Context(), s, cases.Unseen)
		for _, l := range all {
			if l.Kind == access.RightErase {
				agreed = errors.Join(agreed, staff.AgreeRight(p.t.Context(), s, l.ID, dossier.EraseFor))
			}
		}
		return err
	})
	if err := errors.Join(err, agreed); err != nil {
		p.t.Fatal(err)
	}
}

// A case that two people erased after the backup is erased again by a restore; the
// receipt of the first erasure is verified by a command.
func TestErasedStaysErased(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	_, stop := p.serving()
	stop()
	s := p.anyShared()
	var number string
	p.behind(func(tx *db.Tx) (err error) {
		number, err = db.One(tx, db.Value[string], `SELECT number FROM cases WHERE id = ?`, s.of)
		return err
	})
	from := p.backup("before")
	p.fails("no case with this number", p.node("erase", "--case", "none", "--reason", "order")...)
	p.does(p.node("erase", "--case", number, "--reason", "person_asked")...)
	p.fails("asked for already", p.node("erase", "--case", number, "--reason", "person_asked")...)
	p.fails("was erased by two people", p.node("erase", "verify", "--case", number)...)
	p.agreeErasures(s.owner)
	var r receipt
	p.read(p.does(p.node("erase", "verify", "--case", number, "--json")...), &r)
	if r.ID != s.of || len(r.Key) != 64 || r.Entry == 0 || r.Agreed != s.owner {
		t.Errorf("the receipt says %+v", r)
	}
	p.healthy(p.db)
	to, back := p.restored(from)
	if back.Gap != "" || back.Ended == 0 || p.reads(to, s.owner, s.of) {
		t.Errorf("the erased case is back: %+v", back)
	}
}

// A legal hold that was placed after the backup is placed again by a restore, so that nobody
// erases the case; one that was lifted before its case was erased does not bring it back.
func TestHeldStaysHeld(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		_, stop := p.serving()
		stop()
		s := p.anyShared()
		other, number := p.otherCase(s)
		from := p.backup("before")
		err := p.as(p.db, s.owner, func(o access.Session) error {
			o = o.SteppedUp(true)
			return errors.Join(
				cases.Hold(t.Context(), o, s.of, "order"), cases.Hold(t.Context(), o, s.of, "complaint"), cases.Lift(t.Context(), o, s.of, "complaint"),
				cases.Hold(t.Context(), o, other, "order"), cases.Lift(t.Context(), o, other, "order"),
			)
		})
		if err != nil {
			t.Fatal(err)
		}
		p.does(p.node("erase", "--case", number, "--reason", "person_asked")...)
		p.agreeErasures(s.owner)
		to, r := p.restored(from)
		if r.Gap != "" || r.Ended == 0 {
			t.Errorf("restored %+v", r)
		}
		err = p.as(to, s.owner, func(o access.Session) error {
			o = o.SteppedUp(true)
			c, err := cases.Read(t.Context(), o, s.of)
			if got := c.Held.Reasons(); err == nil && !slices.Equal(got, []string{"order", "complaint"}) {
				t.Errorf("held for %q, want what was placed, also what was lifted", got)
			}
			if err := dossier.AskErasure(t.Context(), o, s.of, "person_asked"); !errors.Is(err, cases.ErrHeld) {
				t.Errorf("its erasure is asked for: %v", err)
			}
			if _, err := cases.Read(t.Context(), o, other); err == nil {
				t.Error("the erased case is back")
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
