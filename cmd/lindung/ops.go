package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"runtime/metrics"
	"strings"
	"time"

	"lindung/access"
	"lindung/contact"
	"lindung/internal/db"
	"lindung/internal/meter"
	"lindung/internal/page"
	"lindung/staff"
)

// An ops answers programs that watch the machine, on an address of its own that only this
// machine reaches: whether the program lives, whether it can do its work, and figures. It
// says nothing that names a person, a case, an organisation or a path. A nil one counts and
// answers nothing.
type ops struct {
	ln    net.Listener
	node  *node
	disk  string // the database file, whose disk is looked at; "" for a server elsewhere
	meter *meter.Meter
	log   *slog.Logger
}

// readyTime is how long the database has to answer who asks whether the node is ready.
const readyTime = 2 * time.Second

// checkOps refuses an address that others could reach.
func (c *call) checkOps() error {
	if c.OpsAddr == "" {
		return nil
	}
	switch _, _, err := net.SplitHostPort(c.OpsAddr); {
	case err != nil:
		return misuse("--ops-addr: say HOST:PORT")
	case !loopback(c.OpsAddr):
		return misuse("--ops-addr: say one of 127.0.0.1 or [::1]: nobody has to sign in there")
	}
	return nil
}

// listenOps listens where --ops-addr says, if it says so.
func (c *call) listenOps(n *node, log *slog.Logger) (*ops, error) {
	if c.OpsAddr == "" {
		return nil, nil
	}
	ln, err := net.Listen("tcp", c.OpsAddr)
	if err != nil {
		return nil, err
	}
	// A name such as localhost leads where the machine's own tables say.
	if !loopback(ln.Addr().String()) {
		ln.Close()
		return nil, misuse("--ops-addr: say one of 127.0.0.1 or [::1]: nobody has to sign in there")
	}
	o := &ops{ln: ln, node: n, meter: meter.New(time.Now), log: log}
	if !db.IsPostgres(c.DB) {
		o.disk = c.DB
	}
	return o, nil
}

// counted counts the answers of the pages of staff and of everyone.
func (o *ops) counted(pages http.Handler) http.Handler {
	if o == nil {
		return pages
	}
	return o.meter.Count(classOf, pages)
}

// faults counts only where the pages of persons fail: that somebody was there is theirs.
func (o *ops) faults(pages http.Handler) http.Handler {
	if o == nil {
		return pages
	}
	return o.meter.CountFaults("persons", pages)
}

// classOf is the class of pages that a request asks for.
func classOf(r *http.Request) string {
	switch {
	case isPublic(r.URL.Path):
		return "public"
	case strings.HasPrefix(r.URL.Path, page.StaticPath):
		return "static"
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		return "read"
	}
	return "act"
}

// at is where it answers, "" for nowhere.
func (o *ops) at() string {
	if o == nil {
		return ""
	}
	return "http://" + o.ln.Addr().String() + "/"
}

func (o *ops) close() error {
	if o == nil {
		return nil
	}
	return o.ln.Close()
}

// serve answers until ctx ends.
func (o *ops) serve(ctx context.Context) {
	if o == nil {
		return
	}
	if err := serveOn(ctx, o.ln, o.pages()); err != nil && ctx.Err() == nil {
		o.log.Error("programs that watch the machine get no answer", "err", err)
	}
}

func (o *ops) pages() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "alive\n") })
	m.HandleFunc("GET /readyz", o.sayReady)
	m.HandleFunc("GET /metrics", o.sayFigures)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A page of the web that a browser on this machine has open can let its own name
		// lead here, but cannot take another name.
		if host := r.Host; !loopback(host) && !loopback(net.JoinHostPort(strings.Trim(host, "[]"), "0")) {
			say(w, http.StatusForbidden, "ask by 127.0.0.1, [::1] or localhost\n")
			return
		}
		m.ServeHTTP(w, r)
	})
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // who has gone away needs no answer
}

// A state is what was found when somebody asked whether the node is ready.
type state struct {
	database, log, writing bool
	sessions, outbox       int64
	upkeep                 access.Upkeep
}

func (s state) ready() bool { return s.database && s.log && s.writing }

// look asks the database, and holds the head of the log against the one that is known.
func (o *ops) look(ctx context.Context) (s state) {
	ctx, end := context.WithTimeout(ctx, readyTime)
	defer end()
	s.writing = !o.node.Rescuing()
	s.database = o.node.db.Read(ctx, func(tx *db.Tx) (err error) {
		if s.sessions, err = staff.CountSessions(tx); err == nil {
			s.outbox, err = contact.CountWaiting(tx)
		}
		return err
	}) == nil
	if s.database {
		var err error
		if s.upkeep, err = o.node.Upkeep(ctx); err != nil {
			o.log.Error("how old backups and drills are is not known; run lindung doctor", "err", err)
		}
		_, err = o.node.LogStands(ctx)
		s.log = err == nil
	}
	return s
}

// sayReady answers 200 if the node can do its work, and otherwise 503; each line says what
// of it. Why is in the log of the program, and doctor says it.
func (o *ops) sayReady(w http.ResponseWriter, r *http.Request) {
	s, status := o.look(r.Context()), http.StatusOK
	if !s.ready() {
		status = http.StatusServiceUnavailable
	}
	mark := map[bool]string{true: "good ", false: "FAULT"}
	say(w, status, fmt.Sprintf("%s  unlocked\n%s  database\n%s  log\n%s  no rescue\n", mark[true], mark[s.database], mark[s.log], mark[s.writing]))
}

// sayFigures answers with the figures of the node.
func (o *ops) sayFigures(w http.ResponseWriter, r *http.Request) {
	var t meter.Text
	s := o.look(r.Context())
	t.Gauge("lindung_ready", "1 if the node can do its work, as /readyz says.", truth(s.ready()))
	o.meter.Write(&t)
	o.writeWaits(&t)
	if s.database {
		t.Gauge("lindung_sessions_at_least", "Open browser sessions, in steps: 0, 1, 5, 20, 100, 500, 2000.", float64(meter.AtLeast(s.sessions)))
		t.Gauge("lindung_outbox_at_least", "Messages that wait to be sent, in the same steps.", float64(meter.AtLeast(s.outbox)))
	}
	o.writeNode(&t, s)
	o.writeMachine(&t)
	w.Header().Set("Content-Type", meter.Type)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = t.WriteTo(w)
}

// writeWaits writes how long acts have waited for the database.
func (o *ops) writeWaits(t *meter.Text) {
	waits := o.node.db.Waits()
	for _, f := range []struct {
		name, help string
		took       time.Duration
		n          int64
	}{
		{"lindung_database_read_wait_seconds", "How long reading has waited until the database had room for it.", waits.Reading, waits.Reads},
		{"lindung_database_write_seconds", "How long writing has taken until it was durable, with its turn in the queue.", waits.Saved, waits.Writes},
	} {
		t.Family(f.name, "summary", f.help)
		t.Number(f.name+"_sum", f.took.Seconds())
		t.Number(f.name+"_count", float64(f.n))
	}
	t.Gauge("lindung_database_readers", "Transactions that read now.", float64(waits.Readers))
	t.Gauge("lindung_database_write_queue", "Acts that wait for the next commit.", float64(waits.Queue))
}

// writeNode writes what the work of each hour has found, how old backup and drill are, the
// clock, and the disk.
func (o *ops) writeNode(t *meter.Text, s state) {
	now := o.node.MachineTime()
	if at := o.node.swept.Load(); at > 0 {
		t.Gauge("lindung_sweep_age_seconds", "Since all rows were last looked at, which happens each hour.", now.Sub(time.Unix(at, 0)).Seconds())
	}
	if !s.upkeep.Backup.IsZero() {
		t.Gauge("lindung_backup_age_seconds", "Since the newest backup was made.", now.Sub(s.upkeep.Backup).Seconds())
	}
	if last := s.upkeep.LastDrill(); !last.IsZero() {
		t.Gauge("lindung_drill_age_seconds", "Since a backup or the copy was last restored on trial.", now.Sub(last).Seconds())
	}
	t.Gauge("lindung_rows_damaged", "Rows that were changed in the database, and not by the program.", float64(len(o.node.Damages())))
	t.Gauge("lindung_clock_behind_seconds", "How far the machine's clock is behind the newest act.", max(0, o.node.Now().Sub(now)).Seconds())
	if o.disk == "" {
		return
	}
	if free, err := diskFree(o.disk); err == nil {
		t.Gauge("lindung_disk_free_bytes", "Free on the disk of the database file.", float64(free))
	}
}

// writeMachine writes which program this is and what it needs of the machine.
func (o *ops) writeMachine(t *meter.Text) {
	memory := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(memory)
	t.Gauge("lindung_memory_bytes", "Memory that the program has of the machine.", float64(memory[0].Value.Uint64()-memory[1].Value.Uint64()))
	t.Gauge("lindung_goroutines", "Things that the program does at once.", float64(runtime.NumGoroutine()))
	t.Family("lindung_build_info", "gauge", "The version of the program.")
	t.Number("lindung_build_info", 1, "version", builtVersion(), "go", runtime.Version())
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

var readyCommand = command{
	name: "ready", brief: "ask a serve on this machine whether it can do its work",
	needs: []string{"ops-addr"},
	run:   ready,
}

// ready asks /readyz of a program that serves; it ends with 1 if the answer is no.
func ready(ctx context.Context, c *call) error {
	if err := c.checkOps(); err != nil {
		return err
	}
	ctx, end := context.WithTimeout(ctx, 2*readyTime)
	defer end()
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.OpsAddr+"/readyz", nil)
	if err != nil {
		return misuse("--ops-addr: say HOST:PORT")
	}
	answer, err := (&http.Client{Transport: &http.Transport{}}).Do(ask) // no proxy
	if err != nil {
		return fmt.Errorf("nothing answers at %s", c.OpsAddr)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<10))
	if err != nil {
		return err
	}
	v := struct {
		Ready bool `json:"ready"`
	}{answer.StatusCode == http.StatusOK}
	if err := c.print(v, string(text)); err != nil || v.Ready {
		return err
	}
	return fmt.Errorf("it is not ready")
}
