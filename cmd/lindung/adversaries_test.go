package main

import (
	"errors"
	"os"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/internal/demo"
	"lindung/internal/test/dbtest"
	"lindung/staff"
)

// TestAdversaries plays those of doc/threat.md who hold a part of a node and have no key,
// one after the other, on the same node.
func TestAdversaries(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		c := &call{config: config{DB: p.db, KeyFile: p.key}}
		err := c.onNode(t.Context(), func(n *node, s access.Session) error {
			v := victim{t: t, node: n}
			v.secrets = secretsOf(t, s)
			v.readCopy()
			v.onlyAPassword()
			v.writes(sharedCase(t, n))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !db.IsPostgres(p.db) {
			stolenFile(t, p.db)
		}
	})
}

// A victim is a node that somebody attacks.
type victim struct {
	t       *testing.T
	node    *node
	secrets []string // what names the persons of the demo
}

// login is what somebody of the demo signs in with.
const login = "rina"

// secretsOf returns the names of persons and what was written of them in notes.
func secretsOf(t *testing.T, s access.Session) (all []string) {
	t.Helper()
	err := s.See(t.Context(), access.ExportRun, s.OrgTarget(), func(tx *access.Tx) error {
		return cases.EachCase(tx, nil, func(c cases.Case) error {
			for _, one := range c.Names {
				all = append(all, one.Text)
			}
			for _, one := range c.Notes {
				all = append(all, one.Text)
			}
			return nil
		})
	})
	if err != nil || len(all) < 3 {
		t.Fatalf("the demo names %d: %v", len(all), err)
	}
	return all
}

// readCopy: somebody reads every row of a copy of the database.
func (v victim) readCopy() {
	v.t.Helper()
	var dump strings.Builder
	if _, err := v.node.db.Dump(v.t.Context(), &dump); err != nil {
		v.t.Fatal(err)
	}
	for _, secret := range v.secrets {
		// A shorter one is found in what is sealed by chance.
		if len(secret) > 7 && strings.Contains(dump.String(), secret) {
			v.t.Errorf("a copy that can be read has %d signs that name a person", len(secret))
		}
	}
	if strings.Contains(dump.String(), `"`+login+`"`) {
		v.t.Error("a copy that can be read has the name with which somebody signs in")
	}
}

// onlyAPassword: somebody has learned a password, and guesses the code.
func (v victim) onlyAPassword() {
	v.t.Helper()
	door := staff.NewDoor(v.node.Node)
	for _, code := range []string{"", "000000", "123456"} {
		in, err := door.SignIn(v.t.Context(), staff.Credentials{Login: login, Password: demo.Password, Code: code, Network: "192.0.2.1"})
		if !errors.Is(err, staff.ErrSignIn) {
			v.t.Errorf("a password without its device: %v, %d recovery codes", err, in.Left)
		}
	}
}

// A share is a case that is open to another organisation.
type share struct {
	id     lindung.CaseID
	ours   lindung.ActorID // on its team
	theirs access.Session  // reads it
	grants []lindung.GrantID
}

// sharedCase finds a case of the demo that somebody of another organisation reads.
func sharedCase(t *testing.T, n *node) share {
	t.Helper()
	var actors []lindung.ActorID
	err := n.db.Read(t.Context(), func(tx *db.Tx) (err error) {
		actors, err = db.All(tx, db.Value[lindung.ActorID], `SELECT id FROM actors WHERE state = 'active' ORDER BY id`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range actors {
		them, err := access.SessionAs(t.Context(), n.Node, id)
		if err != nil {
			continue
		}
		all, err := cases.ListShared(t.Context(), them, cases.NewestChange)
		if err != nil {
			continue
		}
		for _, row := range all {
			c, err := cases.Read(t.Context(), them, row.ID)
			if err != nil || len(c.OpenBy.Grants) == 0 {
				continue
			}
			s := share{id: row.ID, theirs: them}
			for _, g := range c.OpenBy.Grants {
				s.grants = append(s.grants, g.ID)
			}
			err = n.db.Read(t.Context(), func(tx *db.Tx) (err error) {
				s.ours, err = db.One(tx, db.Value[lindung.ActorID], `SELECT min(actor) FROM team WHERE case_id = ?`, row.ID)
				return err
			})
			if err == nil && s.ours != "" {
				return s
			}
		}
	}
	t.Fatal("the demo shares no case")
	return share{}
}

// writes: somebody writes to the database, has kept what was in it, and would like to read
// on after the person has withdrawn.
func (v victim) writes(s share) {
	v.t.Helper()
	thief := dbtest.Steal(v.t, v.node.db, "grants", "bases", "openings", "sums")
	ours, err := access.SessionAs(v.t.Context(), v.node.Node, s.ours)
	for _, g := range s.grants {
		if err == nil {
			err = consent.Withdraw(v.t.Context(), ours, cases.Target(s.id), g)
		}
	}
	if err != nil {
		v.t.Fatal(err)
	}
	shut := func(how string) {
		v.t.Helper()
		if _, err := cases.Read(v.t.Context(), s.theirs, s.id); !errors.Is(err, access.ErrDenied) && !errors.Is(err, lindung.ErrNotFound) {
			v.t.Errorf("%s: %v", how, err)
		}
	}
	shut("withdrawn")
	thief.Run(`UPDATE grants SET withdrawn_at = 0 WHERE case_id = ?`, s.id)
	shut("the withdrawal taken out")
	thief.Run(`DELETE FROM grants WHERE case_id = ?`, s.id)
	thief.Run(`INSERT INTO grants SELECT * FROM kept_grants WHERE case_id = ?`, s.id)
	shut("the grant put back")
	thief.Run(`DELETE FROM sums WHERE owner = ?`, s.id)
	thief.Run(`INSERT INTO sums SELECT * FROM kept_sums WHERE owner = ?`, s.id)
	shut("the grant put back with the sum")
	thief.Run(`UPDATE cases SET org = ? WHERE id = ?`, s.theirs.Actor().Org, s.id)
	shut("the case given to them")
	if len(v.node.Damages()) == 0 {
		v.t.Error("nobody learns of it")
	}
}

// stolenFile: somebody has the file of a stopped node.
func stolenFile(t *testing.T, path string) {
	t.Helper()
	for _, name := range []string{path, path + "-wal"} {
		file, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, sign := range []string{"SQLite format", "CREATE TABLE", "grants", "system.run", "Example"} {
			if strings.Contains(string(file), sign) {
				t.Errorf("%s shows %q", name, sign)
			}
		}
	}
}
