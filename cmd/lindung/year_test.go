package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/internal/test/soak"
	"lindung/person"
	"lindung/referral"
	"lindung/staff"
)

// TestYear is a month of TestSoakYear.
func TestYear(t *testing.T) {
	days := 31
	if testing.Short() {
		days = 8
	}
	y := newYear(t)
	y.run(days, func() bool { return true })
	if y.looked == 0 || y.withdrawn == 0 || y.drills == 0 && days > 30 {
		t.Errorf("too little happened: %+v", y.told())
	}
}

// TestSoakYear lives through whole years of a shelter by a moved clock, for a part of the time
// that TEST_SOAK says: consents end and are withdrawn, cases are kept as long as was set and
// then erased, backups grow old and are destroyed, the copy follows, drills restore, and the
// program starts anew each month.
func TestSoakYear(t *testing.T) {
	end := soak.Until(t, 0.15)
	for time.Now().Before(end) && !t.Failed() {
		y := newYear(t)
		days := y.run(365, func() bool { return time.Now().Before(end) })
		faults := 0
		if t.Failed() {
			faults = 1
		}
		t.Logf("%d days: %+v", days, y.told())
		soak.Add(t, soak.Count{What: "days of a shelter", Where: "sqlite", Tried: days, Looked: y.looked, Faults: faults})
		if days == 365 && y.erased == 0 {
			t.Error("in a year no case was kept long enough")
		}
		y.end()
	}
}

// A year is a shelter whose clock is moved, and what must be so of it.
type year struct {
	*nodetest.Node
	p       place
	t       *testing.T
	c       *call
	n       *node
	copies  *copier
	cases   []*yearCase
	backups []madeAt

	looked, withdrawn, ended, erased, drills, destroyed int
}

type yearCase struct {
	id        lindung.CaseID
	number    string
	grant     lindung.GrantID
	until     time.Time
	withdrawn bool
	closed    time.Time // zero while it is open
	erased    time.Time // zero while it is there
}

type madeAt struct {
	file string
	at   time.Time
}

// told is what happened in it.
func (y *year) told() map[string]int {
	return map[string]int{"cases": len(y.cases), "looked": y.looked, "withdrawn": y.withdrawn, "ended by time": y.ended, "erased": y.erased, "drills": y.drills, "backups destroyed": y.destroyed}
}

const keptMonths = 6

func newYear(t *testing.T) *year {
	t.Helper()
	p := sqlitePlace(t)
	ring, clock := seal.NewRing(), &dbtest.Clock{}
	clock.Set(time.Now())
	y := &year{p: p, t: t}
	y.fine(backup.Save(p.key, func(w io.Writer) error { _, err := io.WriteString(w, ring.Text("")); return err }))
	d, err := db.Open(t.Context(), p.db, db.Options{Key: ring.File(), Clock: clock.Now})
	y.fine(err)
	y.Node = nodetest.NewWith(t, d, clock, ring)
	y.Set(t, "shelter", access.KeepClosed, keptMonths)
	y.c = &call{config: config{DB: p.db, KeyFile: p.key, CopyTo: p.copying()}, streams: streams{err: io.Discard}}
	y.fine(d.Close())
	y.begin()
	t.Cleanup(y.end)
	return y
}

func (y *year) fine(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatal(err)
	}
}

// begin starts the program, as each month.
func (y *year) begin() {
	y.t.Helper()
	n, err := y.c.openNode(y.t.Context(), db.Options{Clock: y.Clock.Now})
	y.fine(err)
	y.n, y.Node.Node, y.DB = n, n.Node, n.db
	y.fine(y.c.startLog(y.t.Context(), n))
	y.copies, err = y.c.newCopier(n, slog.New(slog.DiscardHandler))
	y.fine(err)
}

func (y *year) end() {
	y.t.Helper()
	if y.n == nil {
		return
	}
	if err := errors.Join(y.copies.Close(), y.n.remember(context.Background()), y.n.Close()); err != nil {
		y.t.Error(err)
	}
	y.n = nil
}

// run lives through so many days, while more says so, and returns how many they were.
func (y *year) run(days int, more func() bool) (day int) {
	for ; day < days && more() && !y.t.Failed(); day++ {
		y.Clock.Add(24 * time.Hour)
		if day%180 == 179 {
			for _, who := range []string{"caseworker@shelter", "supervisor@shelter", "duty_officer@hospital"} {
				y.Undertake(y.t, who)
			}
		}
		y.work()
		y.nightly()
		y.looksAtConsents()
		if day%7 == 6 {
			y.weekly()
		}
		if day%30 == 29 {
			y.drill()
			y.end()
			y.begin()
		}
	}
	y.looksAtAll()
	return day
}

// work is a day of people: a person comes, agrees and is referred; another withdraws; a case
// is closed.
func (y *year) work() {
	y.t.Helper()
	ctx, ana, dara := y.t.Context(), y.As(y.t, "caseworker@shelter"), y.As(y.t, "duty_officer@hospital")
	made, err := cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: person.NameKinds[0]}}})
	y.fine(err)
	c := &yearCase{id: made.ID, number: made.Number, until: y.Now().Add(time.Duration(1+rand.IntN(60)) * 24 * time.Hour)}
	to := consent.ToOrg(y.Orgs["hospital"].ID)
	g, err := consent.Give(ctx, ana, cases.Target(c.id), consent.Grant{
		Recipient: to, Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity}, From: db.TimeOf(y.Now()), Until: db.TimeOf(c.until),
		Lang: "en", TextVersion: "v1", Detail: consent.Detail{ExplainedBy: "Ana Example"},
	})
	y.fine(err)
	c.grant = g.ID
	r, err := referral.Send(ctx, ana, c.id, referral.New{To: to, Need: referral.Needs[0], Due: db.TimeOf(y.Now()).Add(48 * time.Hour), Words: "please see them", BasedOn: []string{string(g.ID)}})
	y.fine(err)
	y.fine(referral.Accept(ctx, dara, r.ID, referral.Word{}))
	y.cases = append(y.cases, c)
	if one := y.some(func(c *yearCase) bool { return c.closed.IsZero() && !c.withdrawn && y.Now().Before(c.until) }); one != nil && rand.IntN(3) == 0 {
		y.fine(consent.Withdraw(ctx, ana, cases.Target(one.id), one.grant))
		one.withdrawn = true
		y.withdrawn++
	}
	if one := y.some(func(c *yearCase) bool { return c.closed.IsZero() }); one != nil && rand.IntN(2) == 0 {
		y.fine(cases.Close(ctx, ana, one.id, cases.CloseReasons[0]))
		one.closed = y.Now()
	}
}

// some picks one of the cases that are so; nil if there is none.
func (y *year) some(so func(*yearCase) bool) *yearCase {
	var found []*yearCase
	for _, c := range y.cases {
		if so(c) {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[rand.IntN(len(found))]
}

// nightly is what the program does by itself.
func (y *year) nightly() {
	y.t.Helper()
	var reading staff.Watch
	y.fine(y.c.sweepOnce(y.t.Context(), y.n, &reading, slog.New(slog.DiscardHandler)))
	y.fine(y.copies.Step(y.t.Context()))
	y.fine(y.n.remember(y.t.Context()))
}

// looksAtConsents wants the recipient to read exactly what is open to them.
func (y *year) looksAtConsents() {
	y.t.Helper()
	dara := y.As(y.t, "duty_officer@hospital")
	for range 6 {
		c := y.cases[rand.IntN(len(y.cases))]
		want := c.erased.IsZero() && !c.withdrawn && y.Now().Before(c.until)
		_, err := cases.Read(y.t.Context(), dara, c.id)
		if got := err == nil; got != want {
			y.t.Errorf("until %v, withdrawn %v, erased %v: at %v the recipient reads: %v, %v", c.until, c.withdrawn, !c.erased.IsZero(), y.Now(), got, err)
		}
		if !want && !c.withdrawn && c.erased.IsZero() {
			y.ended++
		}
		y.looked++
	}
}

// weekly makes a backup, destroys those that are too old, and erases what was kept as long as
// was set.
func (y *year) weekly() {
	y.t.Helper()
	file := y.p.backup(y.Now().Format("2006-01-02"))
	y.backups = append(y.backups, madeAt{file, y.Now()})
	days := access.ErasedGone.Default
	y.backups = slices.DeleteFunc(y.backups, func(b madeAt) bool {
		if y.Now().Sub(b.at) < time.Duration(days+1)*24*time.Hour {
			return false
		}
		if !strings.Contains(strings.Join(y.outlived(days), " "), b.file) {
			y.t.Errorf("nobody is told that %s must be destroyed", b.file)
		}
		y.fine(os.Remove(b.file))
		y.destroyed++
		return true
	})
	if left := y.outlived(days); len(left) > 0 {
		y.t.Errorf("an erased case could be opened from %v", left)
	}
	y.keeps()
	if one := y.some(func(c *yearCase) bool { return !c.erased.IsZero() && y.Now().Sub(c.erased) > 72*time.Hour }); one != nil {
		if y.p.keyIn(y.c.CopyTo, one.id) {
			y.t.Errorf("the copy opens a case that was erased %v ago", y.Now().Sub(one.erased))
		}
		y.looked++
	}
}

func (y *year) outlived(days int) []string {
	y.t.Helper()
	known, err := y.n.memory.known()
	y.fine(err)
	return y.c.outlived(known, days, db.TimeOf(y.Now()))
}

// keeps wants the list of what was kept long enough to be what the months say, and erases the
// oldest of them, by two people.
func (y *year) keeps() {
	y.t.Helper()
	ctx, sup := y.t.Context(), y.As(y.t, "supervisor@shelter").SteppedUp(true)
	due, err := cases.KeptLongEnough(ctx, sup)
	y.fine(err)
	listed := map[lindung.CaseID]bool{}
	for _, k := range due {
		listed[k.ID] = true
	}
	for _, c := range y.cases {
		want := c.erased.IsZero() && !c.closed.IsZero() && !c.closed.AddDate(0, keptMonths, 0).After(y.Now())
		if listed[c.id] != want {
			y.t.Errorf("closed %v, at %v it is on the list: %v", c.closed, y.Now(), listed[c.id])
		}
		y.looked++
		if !want || rand.IntN(2) == 0 {
			continue
		}
		keeper, err := y.Keeper(ctx)
		y.fine(err)
		y.fine(dossier.AskErasureOf(ctx, y.System(keeper, cliActor), c.number, "kept_long_enough"))
		rights, err := staff.Rights(ctx, sup, cases.Unseen)
		y.fine(err)
		for _, r := range rights {
			if r.Kind == access.RightErase && r.State == access.RightWaits {
				y.fine(staff.AgreeRight(ctx, sup, r.ID, dossier.EraseFor))
			}
		}
		c.erased = y.Now()
		y.erased++
	}
}

// drill restores the newest backup and the copy on trial.
func (y *year) drill() {
	y.t.Helper()
	newest := y.backups[len(y.backups)-1].file
	for _, from := range [][]string{{newest, "--identity", y.p.open}, {y.c.CopyTo}} {
		var d drilled
		y.p.read(y.p.does(y.p.node(append([]string{"drill", "--json", "--dir", y.t.TempDir(), "--from"}, from...)...)...), &d)
		if !d.OK {
			y.t.Errorf("a drill found %+v", d.Checks)
		}
		y.drills++
	}
}

// looksAtAll wants each case to open that was not erased, and nothing to be wrong.
func (y *year) looksAtAll() {
	y.t.Helper()
	sup := y.As(y.t, "supervisor@shelter")
	for _, c := range y.cases {
		_, err := cases.Read(y.t.Context(), sup, c.id)
		if c.erased.IsZero() != (err == nil) {
			y.t.Errorf("erased %v: %v", !c.erased.IsZero(), err)
		}
		y.looked++
	}
	var f findings
	y.c.lookInside(y.t.Context(), y.n, &f)
	for _, one := range f.Checks {
		if !one.OK {
			y.t.Errorf("doctor: %s: %s", one.Check, one.Detail)
		}
	}
}
