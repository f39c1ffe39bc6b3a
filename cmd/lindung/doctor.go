package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"lindung/audit"
	"lindung/internal/db"
)

var doctorCommand = command{
	name: "doctor", brief: "check the node, its key, its sealed values, its log and its disk",
	needs: []string{"db", "key-file"},
	run:   doctor,
}

// A finding is the result of one check.
type finding struct {
	Check  string `json:"check"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`

	// Where damage is and of which kind, never a value.
	Table string `json:"table,omitempty"`
	Row   string `json:"row,omitempty"`
	Kind  string `json:"kind,omitempty"`
}

// findings are those of a whole visit.
type findings struct {
	OK     bool      `json:"ok"`
	Checks []finding `json:"checks"`
}

// add notes what was looked at; an err makes it a fault.
func (f *findings) add(check, detail string, err error) {
	if err != nil {
		detail = err.Error()
	}
	f.OK = f.OK && err == nil
	one := finding{Check: check, OK: err == nil, Detail: detail}
	var d *audit.Damage
	if errors.As(err, &d) {
		one.Table, one.Row, one.Kind = d.Table, d.Row, d.Kind
	}
	f.Checks = append(f.Checks, one)
}

func (f findings) text() string {
	var b strings.Builder
	for _, c := range f.Checks {
		mark := "good "
		if !c.OK {
			mark = "FAULT"
		}
		fmt.Fprintf(&b, "%s  %-14s %s\n", mark, c.Check, c.Detail)
		if c.Table != "" {
			fmt.Fprintf(&b, "       %-14s table %s, row %s: %s\n", "", c.Table, c.Row, c.Kind)
		}
	}
	return b.String()
}

// errUnwell says that a check found something.
var errUnwell = errors.New("at least one check failed")

// doctor goes on after a fault as far as it can: an operator who corrects one wants to
// know of the others.
func doctor(ctx context.Context, c *call) error {
	f := findings{OK: true}
	c.lookAtKeyFile(&f)
	c.lookAtDisk(&f)
	n, err := c.openNode(ctx, db.Options{})
	f.add("database", c.kindOfDatabase()+", this version, and the key fits", err)
	if err == nil {
		c.lookInside(ctx, n, &f)
		err = n.Close()
	}
	if said := c.print(f, f.text()); said != nil {
		return said
	}
	if !f.OK {
		return errUnwell
	}
	return err
}

func (c *call) kindOfDatabase() string {
	if db.IsPostgres(c.DB) {
		return "PostgreSQL"
	}
	return "SQLite"
}

func (c *call) lookAtKeyFile(f *findings) {
	if c.RootKey != "" {
		f.add("key file", "none: the key comes from the environment", nil)
		return
	}
	info, err := os.Stat(c.KeyFile)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = fmt.Errorf("%s can be read by others: run chmod 600 on it", c.KeyFile)
	}
	f.add("key file", "only its owner can read it", err)
}

// leastFree is the free space below which a disk counts as full: some hours of work, and a
// backup of a small node beside it.
const leastFree = 256 << 20

func (c *call) lookAtDisk(f *findings) {
	if db.IsPostgres(c.DB) {
		f.add("disk", "not checked: look at the database server", nil)
		return
	}
	free, err := diskFree(c.DB)
	if err == nil && free < leastFree {
		err = fmt.Errorf("only %d MiB are free", free>>20)
	}
	f.add("disk", fmt.Sprintf("%d MiB are free", free>>20), err)
	if info, err := os.Stat(c.DB); err == nil && info.Mode().Perm()&0o077 != 0 {
		f.add("database file", "", fmt.Errorf("%s can be read by others: run chmod 600 on it", c.DB))
	}
}

// lookInside looks at what only an unlocked node shows. The log is verified before
// anything is written; one that is damaged is left as it is, and nothing is added.
func (c *call) lookInside(ctx context.Context, n *node, f *findings) {
	settings, err := n.db.Settings(ctx)
	if err == nil {
		err = wrongSettings(settings)
	}
	f.add("settings", fmt.Sprintf("%d read back as they must be", len(settings)), err)
	n.lookAtStandbys(ctx, f)
	c.lookAtWALs(f)
	f.add("structure", "the database's own check passes", n.db.Sound(ctx))
	f.add("schema", "the tables are what this program makes", n.db.Schema(ctx))
	sound := n.lookAtLog(ctx, f)
	n.lookAtMemory(f)
	n.lookAtWitness(f)
	c.lookAtKeys(ctx, n, f)
	c.lookAtTimes(ctx, n, f)
	n.lookAtJournal(f)
	s, err := c.session(ctx, n)
	if err != nil {
		f.add("organisation", "", err)
		return
	}
	for _, p := range seals() {
		count, err := openSealsOf(ctx, s, p)
		f.add("seals", fmt.Sprintf("%d of %s open", count, p.name), err)
	}
	f.add("questions", "every answer to an organisation's own questions has its question", lookForLost(ctx, s))
	f.add("rows", fmt.Sprintf("those of %d tables fit their authenticators", len(authenticated())), checkRows(ctx, s))
	if !sound {
		f.add("writing", "", errors.New("not tried: nothing is added to a log that does not verify"))
		return
	}
	f.add("writing", "an entry of the log is stored", note(ctx, s, "doctor", len(f.Checks)))
}

// lookAtStandbys tells what a fail-over of PostgreSQL could lose.
func (n *node) lookAtStandbys(ctx context.Context, f *findings) {
	follow, waited, err := n.db.Standbys(ctx)
	switch {
	case err == nil && follow == 0:
		return // also where a standby is away: a server that commits alone cannot lose more than itself
	case err == nil && !waited:
		err = errors.New("a standby follows, and no commit waits for it (synchronous_standby_names is empty): if it takes over, what was acknowledged in the last moments may be lost, and the log stops until somebody accepts that")
	}
	f.add("standbys", fmt.Sprintf("%d follow, and commits wait for them", follow), err)
}

// lookAtWALs tells of the WALs that were found with a fault after an unclean stop.
func (c *call) lookAtWALs(f *findings) {
	if db.IsPostgres(c.DB) {
		return
	}
	kept := db.KeptWALs(c.DB)
	for _, k := range kept {
		said := k.File + ": " + k.Text
		var err error
		if k.Lost {
			err = errors.New(said)
		}
		f.add("wal", said, err)
	}
	if len(kept) == 0 {
		f.add("wal", "no stop has left one that was not whole", nil)
	}
}

// lookAtLog verifies the whole log, also as the continuation of the head that is
// remembered. If it does not verify, nothing more is written.
func (n *node) lookAtLog(ctx context.Context, f *findings) bool {
	_, err := n.LogStands(ctx)
	var entries int64
	if err == nil {
		entries, err = audit.Verify(ctx, n.db, n.PublicKey(), n.NewestHead().Note)
	}
	f.add("log", fmt.Sprintf("%d entries verify", entries), err)
	if err != nil {
		n.StopLog(err)
	}
	return err == nil
}

// lookAtMemory says what is remembered of the log beside the key.
func (n *node) lookAtMemory(f *findings) {
	known, err := n.memory.known()
	switch {
	case err != nil:
		f.add("memory", "", err)
	case n.memory.path == "":
		f.add("memory", "none: without a key file an older database in the place of this one is not noticed", nil)
	case known.Head.Note == "":
		f.add("memory", n.memory.path+" is not there: whether this database is an older one is not known", nil)
	default:
		f.add("memory", fmt.Sprintf("the log continues the %d entries that are remembered", known.Head.Size), nil)
	}
}

// times are the moments that the log tells of; last is the newest since somebody said that
// the machine's clock is right.
type times struct{ last time.Time }

func (t *times) hear(e audit.Entry) {
	at := e.Time()
	if at.After(t.last) || e.Actor == "system:"+clockActor {
		t.last = at
	}
}

// aheadOf is how far the log may be ahead of the clock.
const aheadOf = 5 * time.Minute

// clock says whether the machine's clock has gone back, or was ahead for a time.
func (t times) clock(now time.Time) error {
	if ahead := t.last.Sub(now); ahead > aheadOf {
		return fmt.Errorf("the newest entry of the log is of %s, which is yet to come: the clock was ahead or is behind; set it right before anyone works, for consents and sessions end by the later of the two; if it was ahead, start once with lindung serve --accept-clock",
			t.last.UTC().Format(time.RFC3339))
	}
	return nil
}

// lookAtTimes looks at how old backups, the copy and drills are, and at the clock.
func (c *call) lookAtTimes(ctx context.Context, n *node, f *findings) {
	var t times
	if err := n.db.Read(ctx, func(tx *db.Tx) error { return audit.Each(tx, t.hear) }); err != nil {
		f.add("times", "", err)
		return
	}
	now := n.MachineTime()
	f.add("clock", "no entry of the log is of a time that is yet to come", t.clock(now))
	c.lookAtCopy(n, f)
	done, err := n.Upkeep(ctx)
	if err != nil {
		f.add("backup", "", err)
		return
	}
	lookAtUpkeep(done, now, f)
	c.lookAtCarriers(n, done.GoneDays, f)
}

// lookAtJournal says whether a restore would learn from the journal what has ended.
func (n *node) lookAtJournal(f *findings) {
	if n.notes.path == "" {
		f.add("journal", "none: without a key file a restore does not learn what has ended since its backup", nil)
		return
	}
	c, err := n.notes.read()
	waiting, _ := c.waiting()
	said := fmt.Sprintf("%d lines, whole: a restore learns from it what has ended since its backup", c.end.N)
	if err == nil && c.end.N == 0 {
		said = n.notes.path + " is not there: the next serve begins it"
	}
	if len(waiting) > 0 {
		said += fmt.Sprintf("; %d entries wait for the next serve to enter them in the log", len(waiting))
	}
	f.add("journal", said, err)
}

// lookAtWitness says what the witness of the log has seen, if serve tells one.
func (n *node) lookAtWitness(f *findings) {
	w, err := n.memory.witness()
	if err != nil || w.Key == "" {
		return // a fault is said with the memory; without a witness there is nothing to say
	}
	since := func(at int64) string { return time.Unix(at, 0).UTC().Format(time.RFC3339) }
	switch {
	case w.Fault != "":
		err = fmt.Errorf("since %s it has not cosigned the log: %s", since(w.Failed), faultTexts[w.Fault])
	case w.Head.Size > n.NewestHead().Size:
		err = errors.New(faultTexts[witnessAhead])
	}
	f.add("witness", fmt.Sprintf("it cosigned %d entries at %s", w.Head.Size, since(w.At)), err)
}

func wrongSettings(all []db.Check) error {
	var wrong []string
	for _, s := range all {
		if !s.OK {
			wrong = append(wrong, s.Name+" is "+s.Value)
		}
	}
	if wrong != nil {
		return fmt.Errorf("%s: what was acknowledged could be lost", strings.Join(wrong, ", "))
	}
	return nil
}
