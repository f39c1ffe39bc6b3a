package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

// undeciding says of each table whose rows carry no authenticator why.
var undeciding = map[string]string{
	"migrations":        "the program compares it with the steps that it knows",
	"pen":               "a lock",
	"log_entries":       "signed as a whole",
	"log_head":          "signed",
	"sums":              "is checked with the rows that it counts",
	"counters":          "what follows it reads more or less often, and nothing else",
	"keys":              "a wrapped key opens for its owner alone; one that is missing is a fault",
	"attachment_pieces": "each is sealed at its place, and the row of its attachment says how many there are",
	"batch_rows":        "a keyed hash of an imported row, which only the key can make",
}

// free says of each column that is not under its row's authenticator why.
var free = map[string]string{
	"cases.change_no":       "what the indexes of names follow",
	"cases.changed_at":      "the order of lists",
	"cases.version":         "which of two changes comes second",
	"team.changed_at":       "the order of lists",
	"sessions.seen_at":      "when it ends at the latest follows from when it began",
	"sessions.expires_at":   "when it ends at the latest follows from when it began",
	"entities.change":       "what the index of entities follows",
	"editions.archive":      "its own signature is read again whenever it is given to someone",
	"referrals.linked_case": "a link to a case whose own wall asks again",
}

// Every table says whether its rows are authenticated, or why not.
func TestEveryTableIsAuthenticatedOrSaysWhyNot(t *testing.T) {
	d := dbtest.SQLite(t, &dbtest.Clock{})
	names := map[string]bool{}
	for _, table := range authenticated() {
		if names[table.Name()] {
			t.Errorf("%s is listed twice", table.Name())
		}
		names[table.Name()] = true
	}
	for _, name := range tables(t, d) {
		if names[name] == (undeciding[name] != "") {
			t.Errorf("table %s must be authenticated, or say why not, and not both", name)
		}
	}
}

// A row of a case counts in the sum of the case, which is compared before anything of the
// case is shown to another organisation: its column says so.
func TestRowsOfCasesAreCountedTogether(t *testing.T) {
	of := map[string]string{}
	for _, table := range authenticated() {
		of[table.Name()] = table.OwnerColumn()
	}
	for _, table := range dumped(t, dbtest.SQLite(t, &dbtest.Clock{})) {
		if owner, known := of[table.Table]; known && slices.Contains(table.Columns, "case_id") && owner != "case_id" && !uncounted[table.Table] {
			t.Errorf("table %s has case_id, and its rows are looked up by %q", table.Table, owner)
		}
	}
}

// tables returns the tables of a database.
func tables(t *testing.T, d *db.DB) []string {
	t.Helper()
	var all []string
	for _, table := range dumped(t, d) {
		all = append(all, table.Table)
	}
	return append(all, "migrations", "pen")
}

// A dumpedTable is a table with its columns and its first row.
type dumpedTable struct {
	Table          string
	Columns, Kinds []string
	rows           [][]any
}

// dumped returns every table that the migrations make.
func dumped(t *testing.T, d *db.DB) []dumpedTable {
	t.Helper()
	var dump bytes.Buffer
	if _, err := d.Dump(t.Context(), &dump); err != nil {
		t.Fatal(err)
	}
	var all []dumpedTable
	for line := range strings.Lines(dump.String()) {
		var table dumpedTable
		var row []any
		if json.Unmarshal([]byte(line), &table) == nil && table.Table != "" {
			all = append(all, table)
		} else if json.Unmarshal([]byte(line), &row) == nil {
			last := &all[len(all)-1]
			last.rows = append(last.rows, row)
		}
	}
	return all
}

// Whatever is forged in a table whose rows are authenticated is reported: every
// column of a row, a row that is removed, one that is put back.
func TestForgery(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		p.forges()
	})
}

// The same once the root key was rotated. What is forged in a database does not depend on
// which one it is, so that one is enough here.
func TestForgeryAfterRotation(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	p.does(p.node("key", "rotate")...)
	p.forges()
}

// forges tries to forge every column of every table.
func (p place) forges() {
	t := p.t
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(t.Context(), func(n *node, s access.Session) error {
		err := s.Do(t.Context(), access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
			_, err := consent.PauseAll(tx, tx.Now) // the demo shares as usual
			return err
		})
		if err != nil {
			return err
		}
		if err := checkRows(t.Context(), s); err != nil {
			return fmt.Errorf("before anything was forged: %w", err)
		}
		names := map[string]bool{}
		for _, a := range authenticated() {
			names[a.Name()] = true
		}
		for _, table := range dumped(t, n.db) {
			if names[table.Table] {
				f := forger{t, n.db, s, table}
				f.columns()
				f.remove()
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// stolen is the sum of a case as it was, with someone of its team.
type stolen struct {
	id, actor string
	n         int64
	sum       []byte
	mac       string
}

// A case that was put back with its sum stays reported when somebody has worked on it
// since: no act signs anew what it has not verified.
func TestPutBackStaysReported(t *testing.T) {
	eachPlace(t, func(p place) {
		p.fill()
		c := &call{config: config{DB: p.db, KeyFile: p.key}}
		err := c.onNode(t.Context(), func(n *node, s access.Session) error {
			var of stolen
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			must(n.db.Read(t.Context(), func(tx *db.Tx) (err error) {
				of, err = db.One(tx, func(r *stolen) []any { return []any{&r.id, &r.actor, &r.n, &r.sum, &r.mac} }, `
					SELECT c.id, t.actor, s.n, s.sum, s.mac
					FROM cases c JOIN team t ON t.case_id = c.id JOIN sums s ON s.owner = c.id
					WHERE c.closed_at = 0
					ORDER BY c.number, t.actor
					LIMIT 1`)
				return err
			}))
			worker, err := access.SessionAs(t.Context(), n.Node, lindung.ActorID(of.actor))
			must(err)
			note := func() { must(cases.AddNote(t.Context(), worker, lindung.CaseID(of.id), "general", "a note")) }
			note()
			must(checkRows(t.Context(), s))
			must(n.db.Write(t.Context(), func(tx *db.Tx) error {
				if err := db.Change(tx, `DELETE FROM notes WHERE case_id = ? AND at = (SELECT max(at) FROM notes WHERE case_id = ?)`, of.id, of.id); err != nil {
					return err
				}
				return db.Change(tx, `UPDATE sums SET n = ?, sum = ?, mac = ? WHERE owner = ?`, of.n, of.sum, of.mac, of.id)
			}))
			for _, when := range []string{"at once", "after an act", "after another"} {
				if err := checkRows(t.Context(), s); !errors.Is(err, errForged) || !strings.Contains(err.Error(), of.id) {
					t.Errorf("%s: %v", when, err)
				}
				note()
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Whoever sees every authenticator of an owner's rows does not find rows among them
// that could be removed together without changing the sum.
func TestNoRowsCancelEachOther(t *testing.T) {
	p := sqlitePlace(t)
	p.fill()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(t.Context(), func(n *node, s access.Session) error {
		const many = 257 // more than a sum has bits
		var of stolen
		var macs []string
		if err := n.db.Read(t.Context(), func(tx *db.Tx) (err error) {
			of, err = db.One(tx, func(r *stolen) []any { return []any{&r.id, &r.actor} }, `
				SELECT t.case_id, t.actor
				FROM cases c JOIN team t ON t.case_id = c.id
				WHERE c.closed_at = 0
				LIMIT 1`)
			return err
		}); err != nil {
			return err
		}
		worker, err := access.SessionAs(t.Context(), n.Node, lindung.ActorID(of.actor))
		for range many {
			if err == nil {
				err = cases.AddNote(t.Context(), worker, lindung.CaseID(of.id), "general", "a note")
			}
		}
		if err != nil {
			return err
		}
		if err = n.db.Read(t.Context(), func(tx *db.Tx) (err error) {
			macs, err = db.All(tx, db.Value[string], `SELECT mac FROM notes WHERE case_id = ?`, of.id)
			return err
		}); err != nil {
			return err
		}
		err = n.db.Write(t.Context(), func(tx *db.Tx) error {
			for _, mac := range cancelling(t, macs) {
				if err := db.Change(tx, `DELETE FROM notes WHERE mac = ?`, mac); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := checkRows(t.Context(), s); !errors.Is(err, errForged) {
			t.Errorf("notes that cancel each other were removed, and are not missed: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whoever may also drop the key of a table puts no row there twice: two that were put
// back would cancel each other. SQLite would not let a table go on without its key.
func TestNoRowTwice(t *testing.T) {
	eachPlace(t, func(p place) {
		if !db.IsPostgres(p.db) {
			return
		}
		p.fill()
		c := &call{config: config{DB: p.db, KeyFile: p.key}}
		err := c.onNode(t.Context(), func(n *node, s access.Session) error {
			const again = `INSERT INTO notes SELECT * FROM notes WHERE mac = (SELECT min(m.mac) FROM notes m) LIMIT 1`
			for _, text := range []string{`ALTER TABLE notes DROP CONSTRAINT notes_pkey`, again, again} {
				if err := n.db.Write(t.Context(), func(tx *db.Tx) error { _, err := db.Exec(tx, text); return err }); err != nil {
					return err
				}
			}
			if err := checkRows(t.Context(), s); !errors.Is(err, errForged) {
				t.Errorf("a row that is there three times: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// cancelling finds some of macs whose bits add up to nothing.
func cancelling(t *testing.T, macs []string) (some []string) {
	t.Helper()
	type line struct{ bits, of *big.Int }
	var lines []line // each with a highest bit of its own
	for i, mac := range macs {
		b, err := base64.RawURLEncoding.DecodeString(mac)
		if err != nil {
			t.Fatal(err)
		}
		l := line{new(big.Int).SetBytes(b), new(big.Int).SetBit(new(big.Int), i, 1)}
		for _, o := range lines {
			if l.bits.Bit(o.bits.BitLen()-1) == 1 {
				l.bits.Xor(l.bits, o.bits)
				l.of.Xor(l.of, o.of)
			}
		}
		if l.bits.BitLen() > 0 {
			lines = append(lines, l)
			continue
		}
		for j, mac := range macs {
			if l.of.Bit(j) == 1 {
				some = append(some, mac)
			}
		}
		return some
	}
	t.Fatal("none cancel each other")
	return nil
}

type forger struct {
	t     *testing.T
	db    *db.DB
	s     access.Session
	table dumpedTable
}

// emptyInDemo are tables that the demo leaves empty: a row of each is forged elsewhere.
var emptyInDemo = map[string]bool{"alarms": true, "invites": true, "devices": true, "passkeys": true, "sessions": true, "uploads": true, "drafts": true, "once": true, "batches": true, "mappings": true, "lists": true, "same_persons": true, "export_reasons": true, "reports": true, "report_words": true, "links": true, "outbox": true}

// columns forges each column of a row: another row's value, or one that is a little
// different.
func (f forger) columns() {
	if len(f.table.rows) == 0 {
		if !emptyInDemo[f.table.Table] {
			f.t.Errorf("the demo has no row in %s to forge", f.table.Table)
		}
		return
	}
	other := map[string]string{"int": "%[1]s + 1", "bool": "NOT %[1]s", "text": "%[1]s || 'x'", "bytes": "(SELECT f.totp FROM factors f WHERE '%[1]s' <> '' LIMIT 1)"}
	for i, column := range f.table.Columns {
		forged := false
		for _, value := range []string{
			fmt.Sprintf("(SELECT o.%[1]s FROM %[2]s o WHERE o.%[1]s <> %[2]s.%[1]s LIMIT 1)", column, f.table.Table),
			fmt.Sprintf(other[f.table.Kinds[i]], column),
		} {
			if forged = f.try(column, value); forged {
				break
			}
		}
		if place := f.table.Table + "." + column; forged == (free[place] != "") {
			f.t.Errorf("%s must be found when it is forged, or say why it need not be, and not both", place)
		}
	}
}

var errUndo = errors.New("undone")

// try forges a column of one row, and reports whether that is found; a constraint
// of the database that refuses it counts as finding.
func (f forger) try(column, value string) bool {
	return f.found(fmt.Sprintf("UPDATE %s SET %s = %s WHERE mac = (SELECT min(m.mac) FROM %s m)", f.table.Table, column, value, f.table.Table))
}

// remove deletes a row of a table that a sum counts.
func (f forger) remove() {
	if len(f.table.rows) > 0 && !uncounted[f.table.Table] &&
		!f.found(fmt.Sprintf("DELETE FROM %[1]s WHERE mac = (SELECT max(m.mac) FROM %[1]s m)", f.table.Table)) {
		f.t.Errorf("a row of %s that was removed is not missed", f.table.Table)
	}
}

// uncounted are the tables whose rows come and go by themselves.
var uncounted = map[string]bool{"visits": true, "once": true, "drafts": true, "uploads": true, "lists": true, "enquiries": true, "enquiries_asked": true}

// found carries out a text behind the back of the program, looks at every row, and
// undoes it.
func (f forger) found(text string) bool {
	f.t.Helper()
	found := false
	err := f.db.Write(f.t.Context(), func(tx *db.Tx) error {
		if n, err := db.Exec(tx, text); err != nil || n == 0 {
			found = err != nil
			return errUndo
		}
		damaged, err := access.CheckRows(tx, authenticated())
		if err != nil {
			f.t.Errorf("%s: %v", text, err)
		}
		found = len(damaged) > 0
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		f.t.Error(err)
	}
	return found
}
