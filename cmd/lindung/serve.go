package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"lindung/access"
	"lindung/cases"
	"lindung/directory"
	"lindung/dossier"
	"lindung/exchange"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/recordings"
	"lindung/prevention"
	"lindung/staff"
	"lindung/survivor"
	"lindung/web"
)

var serveCommand = command{
	name: "serve", brief: "serve the pages of a node",
	needs: []string{"db", "key-file"},
	takes: []string{"addr", "tls-cert", "tls-key", "acme", "acme-terms", "acme-directory", "behind-proxy", "base-url", "person-addr", "person-url", "ops-addr", "machines", "leave-to", "backup-to", "copy-to", "recipient", "migrate-without-backup", "plain-database", "accept-older", "accept-clock", "rescue", "desks", "witness", "witness-key", "smtp", "smtp-from", "smtp-user", "smtp-password-file", "recordings", "shares"},
	run:   serve,
}

// serveAddr is where a node listens if no one says where.
const serveAddr = "127.0.0.1:8080"

func serve(ctx context.Context, c *call) error {
	if err := c.checkServe(); err != nil {
		return err
	}
	// One process for each SQLite file: its index in memory and its one pen
	// would not know of another's. On PostgreSQL the database keeps the turns,
	// until a newer version has changed it.
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	opt := db.Options{Newer: func() { stop(db.ErrNewer) }}
	n, upgraded, err := c.openUpgrading(ctx, opt)
	if err != nil {
		return err
	}
	defer func() { n.Close() }()
	if err := n.db.Look(ctx); err != nil {
		return err
	}
	if n, err = c.openRekeyed(ctx, n, opt); err != nil {
		return err
	}
	if err := c.startLog(ctx, n); err != nil {
		return err
	}
	if err := c.onlyDesks(ctx, n); err != nil {
		return err
	}
	n.Machines = c.machines()
	log := slog.New(slog.NewTextHandler(c.err, nil))
	c.sayFound(log, upgraded)
	c.sayWeak(ctx, n, log)
	post, err := c.newPost(n, log)
	if err != nil {
		return err
	}
	told, err := c.newTeller(n, log)
	if err != nil {
		return err
	}
	copies, err := c.newCopier(n, log)
	if err != nil {
		return err
	}
	n.db.OnTakeOver(func() bool { return n.takenOver(ctx, log) })
	heapGrows(growsReading)
	certs, err := c.newCertificates(ctx, log)
	if err != nil {
		return err
	}
	finder, entities := dossier.NewFinder(), prevention.NewFinder()
	door, m := survivor.NewDoor(n.Node), c.newMachine(n, certs, told)
	pages, err := c.pages(m, finder, entities, copies, door, log)
	if err != nil {
		return err
	}
	ln, err := certs.listen(c.Addr, c.BaseURL)
	if err != nil {
		return err
	}
	ops, err := c.listenOps(m, log)
	if err != nil {
		ln.Close()
		return err
	}
	persons, err := c.listenPersons(m, door, ops, log)
	if err == nil {
		n.rest()
		err = c.sayServes(n, ln, persons, ops)
	}
	if err != nil {
		return errors.Join(err, ln.Close(), persons.close(), ops.close())
	}
	err = serveBeside(ctx, n, func(ctx context.Context) error { return serveOn(ctx, ln, ops.counted(pages)) }, persons.serve, ops.serve, certs.run, m.watch,
		func(ctx context.Context) { c.sweep(ctx, n, log) }, func(ctx context.Context) { n.remembering(ctx, log) }, told.run,
		func(ctx context.Context) { n.follow(ctx, finder, entities, log) }, func(ctx context.Context) { clearImports(ctx, n.Node, log) }, post.run, copies.run)
	if newer := context.Cause(ctx); errors.Is(newer, db.ErrNewer) {
		err = errors.Join(newer, err)
	}
	return err
}

// onlyDesks marks the node as one that keeps no persons' files, if --desks says so, and says
// if it is one.
func (c *call) onlyDesks(ctx context.Context, n *node) error {
	if c.Desks {
		s, err := c.session(ctx, n)
		if err == nil {
			err = n.KeepNoCases(ctx, s)
		}
		if err != nil {
			return err
		}
	}
	if !n.OnlyDesks() {
		return nil
	}
	if c.PersonAddr != "" {
		return misuse("--person-addr: no person has a file on a node on which only the desks work")
	}
	fmt.Fprintln(c.err, "lindung: only the desks of the public record work on this node: it keeps no persons' files, and none can be opened or imported")
	return nil
}

// sayWeak says what of the database protects less than it should, although the node serves.
func (c *call) sayWeak(ctx context.Context, n *node, log *slog.Logger) {
	if db.SpeaksPlain(c.DB) {
		log.Warn("--plain-database: what goes to the database crosses the network in clear, or to a server that does not show who it is")
	}
	if err := n.db.Schema(ctx); err != nil {
		log.Error("somebody has changed the tables themselves; run lindung doctor", "err", err)
	}
	if err := n.db.KeepReserve(); err != nil {
		log.Error("there is no room for the reserve with which a full disk still lets people read", "err", err)
	}
}

// sayServes says where the node answers.
func (c *call) sayServes(n *node, ln net.Listener, persons persons, ops *ops) error {
	v := struct {
		URL     string `json:"url"`
		Persons string `json:"persons,omitempty"`
		Ops     string `json:"ops,omitempty"`
		Node    string `json:"node"`
	}{c.scheme() + "://" + ln.Addr().String() + "/", persons.url(), ops.at(), n.ID}
	text := fmt.Sprintf("%s serves at %s\n", v.Node, v.URL) + persons.text()
	if v.Ops != "" {
		text += "Programs that watch the machine are answered at " + v.Ops + "\n"
	}
	return c.print(v, text)
}

// sayFound says what was done with the database before it serves, and what an
// unclean stop has left beside it.
func (c *call) sayFound(log *slog.Logger, m migrated) {
	if m.Changed {
		log.Info("the database was brought up to date", "backup", m.Backup)
	}
	if db.IsPostgres(c.DB) {
		return
	}
	for _, k := range db.KeptWALs(c.DB) {
		level := slog.LevelWarn
		if k.Lost {
			level = slog.LevelError
		}
		log.Log(context.Background(), level, "a WAL was found after an unclean stop, and a copy kept", "file", k.File, "why", k.Text)
	}
}

// follow fills the search by name while the node serves, and lets it know what is new
// before anybody searches. Only a search waits for that.
func (n *node) follow(ctx context.Context, finder *cases.Finder, entities *prevention.Finder, log *slog.Logger) {
	if err := finder.Fill(ctx, n.Node); err != nil && ctx.Err() == nil {
		// One damaged name must not keep a shelter from its work.
		log.Error("the search by name is not complete; run lindung doctor", "err", err)
	}
	if err := entities.Fill(ctx, n.Node); err != nil && ctx.Err() == nil {
		log.Error("recruiters, employers and others are not all found; run lindung doctor", "err", err)
	}
	n.rest()
	heapGrows(growsAtWork)
	if err := finder.Follow(ctx, n.Node, 2*time.Second); err != nil {
		log.Error("the search by name reads what is new only when somebody searches", "err", err)
	}
}

// clearImports erases what killed programs have left of imports: now, and once more
// when one that was killed just before this start counts as broken off.
func clearImports(ctx context.Context, n *access.Node, log *slog.Logger) {
	for _, wait := range []time.Duration{0, exchange.StaleAfter + time.Minute} {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if err := exchange.Sweep(ctx, n); err != nil && ctx.Err() == nil {
			log.Error("what a broken import has left is still there", "err", err)
		}
	}
}

// pages returns the pages of a node, and those for everyone.
func (c *call) pages(m *machine, finder *cases.Finder, entities *prevention.Finder, copies *copier, door *survivor.Door, log *slog.Logger) (http.Handler, error) {
	n := m.node
	spoken, err := recordings.Open(c.Recordings, n.Now)
	if err != nil {
		return nil, err
	}
	pages, err := web.New(n.Node, desk.Options{
		Recordings: spoken,
		TLS:        c.ownTLS(), BehindProxy: c.BehindProxy, Finder: finder, Entities: entities, LeaveTo: c.LeaveTo, Address: c.ownURL(), PasskeyAddress: c.BaseURL, Logger: log, Watched: m.told.watched(),
		PlainDatabase: db.SpeaksPlain(c.DB), PersonAddress: c.personURL(), Guessed: door.Guessed, Copied: copies.copied(), Machine: m.shown,
	})
	if err != nil {
		return nil, err
	}
	return c.withPublic(pages, log), nil
}

// serveBeside serves with what a node does beside answering, and keeps the head of the
// log when all of it has ended.
func serveBeside(ctx context.Context, n *node, serve func(context.Context) error, beside ...func(context.Context)) error {
	ctx, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	for _, work := range beside {
		all.Go(func() { work(ctx) })
	}
	err := serve(ctx)
	stop()
	all.Wait()
	return errors.Join(err, n.remember(context.WithoutCancel(ctx)))
}

// startLog refuses to serve from a log that is not the one that was there before,
// unless --accept-older says why it is meant, or --rescue that nothing is to be added
// to it. What was noted while the log was stopped is entered when it is right again.
func (c *call) startLog(ctx context.Context, n *node) error {
	n.Rescue(n.notes.noted, c.Rescue)
	if c.Rescue {
		fmt.Fprintf(c.err, "lindung: rescue mode: nothing is added to the log; what is read and withdrawn is noted in %s\n", n.notes.path)
		return nil
	}
	if c.AcceptOlder != "" {
		p, err := n.acceptOlder(ctx, c.AcceptOlder)
		if err != nil {
			return err
		}
		fmt.Fprint(c.err, p.text())
	}
	h, err := n.LogStands(ctx)
	if err != nil {
		return err
	}
	if c.AcceptClock {
		if err := n.acceptClock(ctx); err != nil {
			return err
		}
	}
	if behind := n.Now().Sub(n.MachineTime()); behind > aheadOf {
		fmt.Fprintf(c.err, "lindung: the clock of this machine is %v behind the newest act: the program goes on from that act. Set the clock right; if it is right now and was ahead before, start once with --accept-clock\n", behind.Round(time.Minute))
	}
	if err := c.startJournal(n, h.Note); err != nil {
		return err
	}
	noted, err := n.enterJournal(ctx)
	if err != nil {
		return err
	}
	if noted.n > 0 {
		fmt.Fprintf(c.err, "lindung: %s\n", noted.text())
	}
	return n.remember(ctx)
}

// startJournal makes the journal whole, or begins it with the head of a log that stands.
func (c *call) startJournal(n *node, head string) error {
	if n.notes.path == "" {
		return nil
	}
	found, err := n.notes.read()
	if err != nil {
		fmt.Fprintf(c.err, "lindung: %v: what opens of it is kept, and a new one begins. Make a backup now: of an older one it is not known what has ended since\n", err)
	}
	if err == nil && slices.ContainsFunc(found.lines, func(one journalLine) bool { return one.Begin != "" }) {
		return nil
	}
	return n.notes.write(journalLine{Begin: head})
}

// sweep does the work of each hour: it looks at every row, so that what someone without
// the key has changed is known although nobody opens it, notices unusual reading, and
// deletes old enquiries and tips.
func (c *call) sweep(ctx context.Context, n *node, log *slog.Logger) {
	const first, again, every = time.Minute, 5 * time.Minute, time.Hour
	var reading staff.Watch
	for wait := first; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if wait = every; c.sweepOnce(ctx, n, &reading, log) != nil {
			wait = again // the log may be right again soon
		}
	}
}

// sweepOnce does the work of the hour once. In rescue mode the rows wait until the log goes on.
func (c *call) sweepOnce(ctx context.Context, n *node, reading *staff.Watch, log *slog.Logger) error {
	if n.Rescuing() {
		return nil
	}
	_, err := n.LogStands(ctx)
	var s access.Session
	if err == nil {
		s, err = c.session(ctx, n)
	}
	heapGrows(growsReading)
	if err == nil {
		err = errors.Join(directory.Forget(ctx, s), prevention.ForgetTips(ctx, s), reading.Look(ctx, s), n.Sweep(ctx, s, authenticated()))
		n.rest()
	}
	heapGrows(growsAtWork)
	if ctx.Err() != nil {
		return err
	}
	n.jobs.note(jobSweep, n.MachineTime(), err)
	if found := n.Damages(); err == nil && len(found) > 0 {
		log.Error("rows were changed in the database, and not by the program; run lindung doctor", "rows", len(found))
	} else if err != nil {
		log.Error("the work of the hour is not all done", "err", err)
	}
	return err
}

// rest gives back the memory that a start or a look at all rows needed: a small machine has
// use for it.
func (n *node) rest() {
	n.db.Rest()
	debug.FreeOSMemory()
}

// While the node reads all its rows, garbage is collected early: what stays in use then lies
// close together, and the memory between can be given back. At work the heap may grow to five
// times what is in use, while the program has less than mostMemory: a page makes much that is
// of no use once it is sent.
const (
	growsReading = 30 // per cent
	growsAtWork  = 400
	mostMemory   = 256 << 20
)

// heapGrows sets how far the heap may grow before garbage is collected. It does nothing if
// GOGC or GOMEMLIMIT is set.
func heapGrows(percent int) {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(mostMemory)
	}
}

// mostMachines is from where on somebody has mistyped the number.
const mostMachines = 8

// machines is the number that --machines says; 0 if it makes no sense.
func (c *call) machines() int {
	n, err := strconv.Atoi(c.Machines)
	if err != nil || n < 1 || n > mostMachines {
		return 0
	}
	return n
}

// checkServe refuses to carry passwords and persons' files over a network in
// clear.
func (c *call) checkServe() error {
	c.Addr = or(c.Addr, serveAddr)
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return misuse("--addr: say HOST:PORT")
	}
	if u, err := c.baseURL(); err != nil {
		return err
	} else if u != nil && strings.Trim(u.Path, "/") != "" {
		return misuse("--base-url: say it without a path")
	}
	if err := errors.Join(c.checkPersons(), c.checkOps(), c.checkACME()); err != nil {
		return err
	}
	switch withFile := c.TLSCert != ""; {
	case c.Machines != "" && c.machines() == 0:
		return misuse("--machines: say a number from 1 to %d", mostMachines)
	case c.machines() > 1 && !db.IsPostgres(c.DB):
		return misuse("--machines is for PostgreSQL: an SQLite file is served by one program")
	case c.CopyTo != "" && db.IsPostgres(c.DB):
		return misuse("--copy-to is for an SQLite database; PostgreSQL archives by itself, see doc/operate.md")
	case c.Rescue && c.CopyTo != "":
		return misuse("--rescue goes without --copy-to: what is wrong must not replace what is good")
	case c.Rescue && c.Desks:
		return misuse("--rescue goes without --desks")
	case c.Rescue && (c.AcceptOlder != "" || c.AcceptClock):
		return misuse("--rescue goes without --accept-older and --accept-clock")
	case c.AcceptOlder != "" && reasons[c.AcceptOlder] == "":
		return misuse("--accept-older: say one of %s", reasonCodes)
	case c.LeaveTo != "" && !strings.HasPrefix(c.LeaveTo, "https://"):
		return misuse("--leave-to: say an address that begins with https://")
	case withFile != (c.TLSKey != ""):
		return misuse("--tls-cert and --tls-key belong together")
	case withFile && c.ACME != "":
		return misuse("--tls-cert or --acme, not both: the certificate is in a file, or an issuer gives it")
	case c.ownTLS() && c.BehindProxy:
		return misuse("--tls-cert, --acme or --behind-proxy, one alone: it speaks TLS")
	case (c.SMTP == "") != (c.SMTPFrom == "") || c.SMTP == "" && c.SMTPPasswordFile != "":
		return misuse("--smtp and --smtp-from belong together, and --smtp-password-file with them")
	case db.SpeaksPlain(c.DB) && !c.PlainDB:
		return errors.New("the PostgreSQL of --db is on another machine and need not show who it is: add ?sslmode=verify-full to its address, or say --plain-database")
	case !c.ownTLS() && !c.BehindProxy && !loopback(c.Addr):
		return errors.New("without --tls-cert and --tls-key, --acme, or --behind-proxy, lindung listens on 127.0.0.1 or [::1] only: passwords would cross the network in clear")
	}
	return nil
}

// ownTLS reports whether the program itself speaks TLS.
func (c *call) ownTLS() bool { return c.TLSCert != "" || c.ACME != "" }

func (c *call) scheme() string {
	if c.ownTLS() {
		return "https"
	}
	return "http"
}
