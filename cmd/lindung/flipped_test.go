package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"lindung"
	"lindung/attachment"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/internal/test/soak"
	"lindung/person"
)

// A flipped bit in what a node of three cases keeps is found, or changes nothing that it
// says: in the key file, the exported log, a backup, each sealed value, the database file
// and its WAL.
func TestFlipped(t *testing.T) {
	most := time.Hour
	if testing.Short() {
		most = 2 * time.Second
	}
	p := threeCases(t)
	for _, k := range kept {
		k.flip(p, &flips{what: k.what, step: k.check, end: time.Now().Add(most)})
	}
}

// TestSoakFlipped flips every byte of the key file, the log and the seals, and one in 64 of
// the rest, once each. A part of the time of TEST_SOAK may not be enough for that: then the
// next run goes on where this one stopped, which the file of the sums tells in per cent.
func TestSoakFlipped(t *testing.T) {
	soak.Until(t, 0)
	p := threeCases(t)
	for _, k := range kept {
		from := soak.Before(t, passedOf(k.what)).Tried % 100
		k.flip(p, &flips{what: k.what, step: k.soak, end: soak.Until(t, 0.04), soak: true, from: from})
	}
}

// keeps is something that a node keeps: one byte in so many of it is flipped in make check
// and in make soak.
type keeps struct {
	what        string
	check, soak int
	flip        func(place, *flips)
}

// Runs that have no time flip a hundredth each, and together every byte once.
func TestFlipsGoOn(t *testing.T) {
	all := []sealedBox{{box: make([]byte, 150)}, {box: make([]byte, 83)}}
	seen := map[string]int{}
	passed := 0
	for runs := 0; passed < 100; runs++ {
		f := flips{what: "nothing", step: 1, soak: true, from: passed}
		f.each(t, all, func(b sealedBox, flipped []byte) bool {
			at := bytes.IndexFunc(flipped, func(r rune) bool { return r != 0 })
			seen[fmt.Sprint(len(b.box), at)]++
			return true
		})
		if passed += f.passed; f.passed != 1 || runs > 100 {
			t.Fatalf("a run without time passes %d per cent", f.passed)
		}
	}
	if len(seen) != 150+83 {
		t.Errorf("%d bytes of %d had their turn", len(seen), 150+83)
	}
}

// kept is all that a node keeps.
var kept = []keeps{
	{"the key file", 1, 1, place.flipKey},
	{"the log", 256, 1, place.flipLog},
	{"the seals", 512, 1, place.flipSeals},
	{"the backup", 2048, 64, place.flipBackup},
	{"the database file", 4096, 64, place.flipFile},
	{"the WAL", 4120, 64, place.flipWAL},
}

// passedOf names the line of the sums that tells how many per cent of what is kept were
// flipped by all runs: from 100 on, all of it.
func passedOf(what string) string { return "per cent of the bytes to flip of " + what }

func (p place) flipKey(f *flips) {
	f.file(p.t, p.key, func(text []byte) bool {
		ring, err := seal.ReadRing(string(text), "")
		return err != nil || ring.Text("") == string(good(p.t, p.key))
	})
}

func (p place) flipLog(f *flips) {
	if !exists(p.file("log")) {
		p.does(p.node("audit", "export", "--out", p.file("log"))...)
	}
	public := strings.TrimSpace(p.does(p.node("audit", "key")...))
	log := good(p.t, p.file("log"))
	entries, err := audit.VerifyExport(bytes.NewReader(log), public)
	if err != nil {
		p.t.Fatal(err)
	}
	f.file(p.t, p.file("log"), func(text []byte) bool {
		n, err := audit.VerifyExport(bytes.NewReader(text), public)
		// The base64 of a signature has bits that say nothing.
		return err != nil || n == entries && bytes.Equal(bytes.SplitAfter(text, []byte("\n\n"))[0], bytes.SplitAfter(log, []byte("\n\n"))[0])
	})
}

// flipSeals flips the bytes of each sealed value in the tables, in acts that leave nothing.
func (p place) flipSeals(f *flips) {
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(n *node, s access.Session) error {
		all, err := sealsOf(p.t, n)
		if err != nil {
			return err
		}
		f.each(p.t, all, func(b sealedBox, flipped []byte) bool {
			found := false
			err := s.Do(p.t.Context(), access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
				err := db.Change(tx, fmt.Sprintf(`UPDATE %s SET %s = ? WHERE %[2]s = ?`, b.table, b.column), flipped, b.box)
				for _, of := range seals() {
					if err == nil {
						_, fault := of.check(tx)
						found = found || fault != nil
					}
				}
				return errors.Join(err, errUndo)
			})
			if !errors.Is(err, errUndo) {
				p.t.Fatal(err)
			}
			return found
		})
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	f.done(p.t)
}

// A sealedBox is one sealed value of a column.
type sealedBox struct {
	sealedColumn
	box []byte
}

// sealsOf returns every sealed value of a node.
func sealsOf(t *testing.T, n *node) (all []sealedBox, err error) {
	t.Helper()
	err = n.db.Read(t.Context(), func(tx *db.Tx) error {
		for _, c := range sealedColumns(t, n.db) {
			boxes, err := db.All(tx, db.Value[[]byte], fmt.Sprintf(`SELECT %s FROM %s WHERE length(%[1]s) > 0`, c.column, c.table))
			if err != nil {
				return err
			}
			for _, box := range boxes {
				all = append(all, sealedBox{c, box})
			}
		}
		return nil
	})
	return all, err
}

func (p place) flipBackup(f *flips) {
	backup, to := p.file("flipping"), p.another()
	if !exists(backup) {
		backup = p.backup("flipping")
	}
	f.file(p.t, backup, func(text []byte) bool {
		p.write("flipped", text)
		code, _, _ := typed(p.t, "restore", "--from", p.file("flipped"), "--identity", p.open, "--db", to, "--key-file", p.key)
		return code == 1 && !exists(to)
	})
}

func (p place) flipFile(f *flips) {
	says := p.says(good(p.t, p.db), nil)
	f.file(p.t, p.db, func(text []byte) bool { return says(text, nil) })
}

// flipWAL flips the WAL that a program has left which was killed.
func (p place) flipWAL(f *flips) {
	p.writeAndKill(3, 0)
	file, wal := good(p.t, p.db), good(p.t, p.db+"-wal")
	says := p.says(file, wal)
	f.bytes(p.t, wal, func(text []byte) bool { return says(file, text) })
	f.done(p.t)
}

// says returns what reports whether a database file and its WAL say the same as these, or
// are found to be damaged.
func (p place) says(file, wal []byte) func(file, wal []byte) bool {
	p.t.Helper()
	to, head := p.another(), good(p.t, p.key+".head")
	put := func(file, wal []byte) {
		left, err := filepath.Glob(to + "*")
		for _, name := range left {
			err = errors.Join(err, os.Remove(name))
		}
		// What a visit adds to the log must not make the next file look older.
		err = errors.Join(err, os.WriteFile(p.key+".head", head, 0o600), os.WriteFile(to, file, 0o600))
		if wal != nil {
			err = errors.Join(err, os.WriteFile(to+"-wal", wal, 0o600))
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	put(file, wal)
	whole, err := dumpOf(p.t, to, p.key)
	if err != nil {
		p.t.Fatal(err)
	}
	return func(file, wal []byte) bool {
		put(file, wal)
		if said, err := dumpOf(p.t, to, p.key); err == nil && said == whole {
			return true // a page that is free
		}
		code, _, _ := typed(p.t, "doctor", "--db", to, "--key-file", p.key)
		// A last commit that is not whole is what a power cut leaves: it is cut off, and what
		// was there is kept beside the file, which doctor says.
		return code == 1 || len(db.KeptWALs(to)) > 0
	}
}

// threeCases makes a node with three cases; the last has something sealed in each part that
// one caseworker fills.
func threeCases(t *testing.T) place {
	t.Helper()
	p := sqlitePlace(t)
	p.init()
	p.employ()
	p.does(p.addOrg()...)
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(t.Context(), func(n *node, s access.Session) error {
		worker, err := caseworker(t.Context(), n, s)
		var last cases.Case
		for range 3 {
			if err == nil {
				last, err = cases.Open(t.Context(), worker, cases.New{
					Names: []person.Name{{Text: "Dara Contoh", Kind: person.NameKinds[0]}}, Event: &cases.Event{Kind: "boat", Place: "Teluk Contoh"},
				})
			}
		}
		if err != nil {
			return err
		}
		return fillCase(t, n, worker, last.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// fillCase adds something to each part of a case.
func fillCase(t *testing.T, n *node, worker access.Session, id lindung.CaseID) error {
	t.Helper()
	ctx, now := t.Context(), db.TimeOf(n.Now())
	once, many := dossier.Forms[0], dossier.Forms[slices.IndexFunc(dossier.Forms, func(f *field.Form) bool { return f.Repeat != nil })]
	_, recorded := cases.AddRecord(ctx, worker, id, cases.Record{Form: many, Values: answered(many)})
	_, attached := attachment.Add(ctx, worker, id, attachment.New{Kind: "health_paper", Title: "Surat Contoh", About: "person", File: []byte("%PDF-1.7\n%%EOF\n")})
	_, screened := identification.RecordScreening(ctx, worker, id, "ilo_11@2012", identification.Addition{
		Answers: identification.Answers{"ILO.02": identification.Present}, Finish: true, Again: "unclear",
	})
	_, decided := dossier.Decide(ctx, worker, id, identification.Decision{
		Reported: true, Status: identification.Actual, Kind: identification.Police, Name: "Polisi Contoh", Country: "TH",
	})
	var other lindung.OrgID
	err := n.db.Read(ctx, func(tx *db.Tx) (err error) {
		other, err = db.One(tx, db.Value[lindung.OrgID], `SELECT max(id) FROM orgs WHERE id <> ?`, worker.Actor().Org)
		return err
	})
	if err != nil {
		return err
	}
	_, agreed := consent.Give(ctx, worker, cases.Target(id), consent.Grant{
		Recipient: consent.ToOrg(other), Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity}, From: now, Until: now.Add(24 * time.Hour),
		Lang: "en", TextVersion: consent.CurrentVersion, Meets: true, Detail: consent.Detail{ExplainedBy: "Ana Contoh"},
	})
	return errors.Join(recorded, attached, screened, decided, agreed,
		cases.AddNote(ctx, worker, id, "support", "tidur gelisah"),
		cases.SaveForm(ctx, worker, id, once, 0, answered(once)))
}

// answered answers the first question of a form that takes it.
func answered(f *field.Form) (v field.Values) {
	for _, i := range f.Fields {
		for _, text := range []string{"Contoh", "1", "yes"} {
			if _, _, bad := v.Parse(i, text, time.Now()); bad == nil {
				return v
			}
		}
	}
	return v
}

// dumpOf returns all that a database says.
func dumpOf(t *testing.T, path, key string) (string, error) {
	t.Helper()
	var dump strings.Builder
	c := &call{config: config{DB: path, KeyFile: key}, streams: streams{err: io.Discard}}
	err := c.onNode(t.Context(), func(n *node, _ access.Session) error {
		_, err := n.db.Dump(t.Context(), &dump)
		return err
	})
	return dump.String(), err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func good(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// flips are the bits that are flipped in one thing that a node keeps: one in each step of
// bytes, until the end of the time.
type flips struct {
	what   string
	step   int
	end    time.Time
	soak   bool
	from   int // per cent of the bytes, at which make soak goes on
	passed int // per cent
	tried  int
	missed int
}

// file flips the bits of a file, and is done.
func (f *flips) file(t *testing.T, path string, found func([]byte) bool) {
	t.Helper()
	f.bytes(t, good(t, path), found)
	f.done(t)
}

// bytes flips the bits of one value.
func (f *flips) bytes(t *testing.T, all []byte, found func([]byte) bool) {
	t.Helper()
	f.each(t, []sealedBox{{box: all}}, func(_ sealedBox, flipped []byte) bool { return found(flipped) })
}

// each flips a bit of one byte in each step, of values one after the other, and wants to see
// it found, or harmless.
func (f *flips) each(t *testing.T, of []sealedBox, found func(b sealedBox, flipped []byte) bool) {
	t.Helper()
	type place struct{ box, at int }
	var all []place
	for i, b := range of {
		for at := 0; at < len(b.box); at += f.step {
			within := f.step / 2
			if f.soak {
				within = rand.IntN(f.step) // of a step with several bytes another one in each run
			}
			all = append(all, place{i, min(at+within, len(b.box)-1)})
		}
	}
	// At least one per cent in each run: a short one goes on as well.
	first, least := len(all)*f.from/100, (len(all)+99)/100
	tried := 0
	for ; tried < len(all) && (tried < least || time.Now().Before(f.end)); tried++ {
		p := all[(first+tried)%len(all)]
		b := of[p.box]
		flipped := bytes.Clone(b.box)
		flipped[p.at] ^= 1 << (p.at % 8)
		if !found(b, flipped) {
			f.missed++
			t.Errorf("%s: a flip of byte %d of %d is not found and is not harmless", f.what, p.at, len(b.box))
		}
	}
	f.tried, f.passed = tried, tried*100/max(1, len(all))
}

func (f *flips) done(t *testing.T) {
	t.Helper()
	t.Logf("%s: %d flips, %d per cent of all, %d not found", f.what, f.tried, f.passed, f.missed)
	if f.tried == 0 {
		t.Errorf("%s: nothing was flipped", f.what)
	}
	if f.soak {
		soak.Add(t, soak.Count{What: "flipped bytes of " + f.what, Where: "sqlite", Tried: f.tried, Looked: f.tried, Faults: f.missed})
		soak.Add(t, soak.Count{What: passedOf(f.what), Where: "sqlite", Tried: f.passed, Looked: f.passed, Faults: f.missed})
	}
}
