package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lindung/access"
	"lindung/cases"
	"lindung/internal/test/soak"
	"lindung/person"
)

// A pair is a PostgreSQL server and its standby, on which several machines of a node work.
type pair struct {
	place
	primary, standby *server
}

// newPair makes both, and a node whose address names both. Every commit waits for the
// standby.
func newPair(t *testing.T) pair {
	t.Helper()
	if os.Getenv("TEST_POSTGRES") == "" {
		t.Skip("TEST_POSTGRES is not set: run the test by internal/test/dbtest/postgres.sh")
	}
	p := pair{place: sqlitePlace(t), primary: newServer(t)}
	p.db = p.primary.start("data")
	p.init()
	p.employ()
	p.primary.runs("pg_basebackup", "-h", "127.0.0.1", "-p", strconv.Itoa(p.primary.port), "-U", "lindung", "-D", p.primary.file("back"), "--checkpoint=fast", "--write-recovery-conf")
	p.standby = &server{t: t, bin: p.primary.bin, dir: p.primary.dir}
	p.standby.startAs("back", "true")
	p.waits("*")
	p.db = fmt.Sprintf("postgres://lindung@127.0.0.1:%d,127.0.0.1:%d/postgres?sslmode=disable&target_session_attrs=read-write", p.primary.port, p.standby.port)
	return p
}

// first is the address of the primary alone.
func (p pair) first() string {
	return fmt.Sprintf("postgres://lindung@127.0.0.1:%d/postgres?sslmode=disable", p.primary.port)
}

// waits says for which standbys a commit waits, and returns once that holds.
func (p pair) waits(names string) {
	p.t.Helper()
	p.alters(`ALTER SYSTEM SET synchronous_standby_names = '` + names + `'`)
	p.primary.must(p.first(), `SELECT pg_reload_conf()::text`)
	want := map[string]string{"*": "sync", "": "async"}[names]
	for range 300 {
		if said, err := p.primary.asks(p.first(), `SELECT sync_state FROM pg_stat_replication`); err == nil && said == want {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.t.Fatal("the standby does not follow")
}

// alters runs a statement that returns nothing.
func (p pair) alters(text string) {
	p.t.Helper()
	if _, err := p.primary.asks(p.first(), text); err != nil && !strings.Contains(err.Error(), "no rows") {
		p.t.Fatal(err)
	}
}

// breaks kills the server with all its processes, as a machine that loses its power.
func (p pair) breaks() {
	p.t.Helper()
	pid, err := os.ReadFile(p.primary.file("data/postmaster.pid"))
	if err != nil {
		p.t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(pid), "\n")
	served, _ := exec.Command("pgrep", "-P", head).Output()
	for _, one := range append([]string{head}, strings.Fields(string(served))...) {
		if n, err := strconv.Atoi(one); err == nil {
			if process, err := os.FindProcess(n); err == nil {
				_ = process.Kill() // one that has ended already is as good
			}
		}
	}
	_ = p.primary.cmd.Wait()
	p.primary.cmd = nil
	_ = os.Remove(p.primary.file("data/postmaster.pid"))
}

// promotes has the standby take over.
func (p pair) promotes() {
	p.t.Helper()
	p.standby.runs("pg_ctl", "-D", p.standby.file("back"), "-w", "promote")
}

// machine opens the node as a machine of its own, which hears of servers that take over
// and keeps the head as serve does. It ends with the test.
func (p place) machine() (*node, access.Session) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	type opened struct {
		n   *node
		s   access.Session
		err error
	}
	got, end, ended := make(chan opened), make(chan struct{}), make(chan struct{})
	log := slog.New(slog.DiscardHandler)
	go func() {
		defer close(ended)
		err := c.onNode(context.WithoutCancel(p.t.Context()), func(n *node, s access.Session) error {
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			n.db.OnTakeOver(func() bool { return n.takenOver(ctx, log) })
			var beside sync.WaitGroup
			defer beside.Wait()
			defer stop()
			beside.Go(func() { n.remembering(ctx, log) })
			worker, err := caseworker(ctx, n, s)
			got <- opened{n, worker, err}
			<-end
			return nil
		})
		if err != nil {
			select {
			case got <- opened{err: err}:
			default:
			}
		}
	}()
	o := <-got
	if o.err != nil {
		p.t.Fatal(o.err)
	}
	p.t.Cleanup(func() { close(end); <-ended })
	return o.n, o.s
}

// openOne opens a case.
func openOne(t *testing.T, s access.Session) error {
	_, err := cases.Open(t.Context(), s, cases.New{Names: []person.Name{{Text: "Dara Contoh", Kind: person.NameKinds[0]}}})
	return err
}

// Two machines write through their own connections while the primary is killed. What they
// acknowledged is on the standby that takes over, and both go on with one log; serve answers
// 503 meanwhile and goes on by itself.
func TestTakeOver(t *testing.T) { takesOver(t) }

// TestSoakTakeOver is TestTakeOver again and again for a part of the time that TEST_SOAK says.
func TestSoakTakeOver(t *testing.T) {
	end := soak.Until(t, 0.1)
	for time.Now().Before(end) && !t.Failed() {
		t.Run("killed", func(t *testing.T) {
			acts := takesOver(t)
			faults := 0
			if t.Failed() {
				faults = 1
			}
			soak.Add(t, soak.Count{What: "fail-overs under load", Where: "postgres", Tried: 1, Looked: acts, Faults: faults})
		})
	}
}

func takesOver(t *testing.T) int {
	p := newPair(t)
	return p.underLoad(1, func() {
		p.breaks()
		time.Sleep(time.Second)
	}, p.promotes)
}

// underLoad lets two machines write, and serve answer, while the server is lost so many
// times and another one takes over. It returns how many acts were acknowledged.
func (p place) underLoad(times int, breaks, mends func()) int {
	t := p.t
	t.Helper()
	at, _ := p.served("--ops-addr", "127.0.0.1:0", "--machines", "3")
	var told [2]writing
	for i := range told {
		_, worker := p.machine()
		defer told[i].begin(t, worker)()
	}
	for range times {
		time.Sleep(3 * time.Second)
		breaks()
		if code := answersReady(t, at.Ops); code != http.StatusServiceUnavailable {
			t.Errorf("without a server /readyz is %d", code)
		}
		mends()
		had := [2]int{told[0].count(), told[1].count()}
		for i := range told {
			comes(t, fmt.Sprintf("machine %d goes on", i+1), func() bool { return told[i].count() >= had[i]+5 })
		}
		comes(t, "serve goes on", func() bool { return answersReady(t, at.Ops) == http.StatusOK })
	}
	var all []string
	refused := 0
	for i := range told {
		told[i].mu.Lock()
		all, refused = append(all, told[i].acknowledged...), refused+told[i].refused
		told[i].mu.Unlock()
	}
	if refused == 0 {
		t.Error("nothing was refused while there was no server")
	}
	p.wantOpen(all)
	if code, out, _ := typed(t, p.node("audit", "verify")...); code != 0 {
		t.Errorf("the log: %s", out)
	}
	t.Logf("%d acts acknowledged, %d refused", len(all), refused)
	return len(all)
}

// comes waits for what must come about in two minutes.
func comes(t *testing.T, what string, come func() bool) {
	t.Helper()
	for began := time.Now(); !come(); time.Sleep(100 * time.Millisecond) {
		if time.Since(began) > 2*time.Minute {
			t.Fatalf("not so after two minutes: %s", what)
		}
	}
}

// TestSoakPatroni is TestTakeOver with two servers under Patroni and three members of etcd,
// which decide by themselves who takes over, for a part of the time that TEST_SOAK says. A
// server that lost its power comes back as the standby, and is then the one that takes over.
func TestSoakPatroni(t *testing.T) {
	soak.Until(t, 0)
	if os.Getenv("TEST_PATRONI") == "" {
		script, err := filepath.Abs("../../internal/test/dbtest/patroni.sh")
		if err != nil {
			t.Fatal(err)
		}
		c := exec.CommandContext(t.Context(), script, os.Args[0], "-test.run=^TestSoakPatroni$", "-test.timeout=0", "-test.v")
		c.Env = os.Environ()
		out, err := c.CombinedOutput()
		t.Logf("%s", out)
		if err != nil {
			t.Error(err)
		}
		return
	}
	end := soak.Until(t, 0.1)
	p := sqlitePlace(t)
	p.db = os.Getenv("TEST_PATRONI")
	p.init()
	p.employ()
	power := func(how string) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), os.Getenv("TEST_PATRONI_POWER"), how).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", how, err, out)
		}
	}
	var s server
	for times := 0; times == 0 || time.Now().Before(end) && !t.Failed(); times++ {
		t.Run("power", func(t *testing.T) {
			p := p
			p.t = t
			acts := p.underLoad(1, func() { power("cut"); time.Sleep(time.Second) }, func() {})
			power("back")
			comes(t, "the server that lost its power follows", func() bool {
				said, err := s.asks(p.db, `SELECT sync_state FROM pg_stat_replication`)
				return err == nil && said == "sync"
			})
			faults := 0
			if t.Failed() {
				faults = 1
			}
			soak.Add(t, soak.Count{What: "fail-overs by Patroni under load", Where: "postgres", Tried: 1, Looked: acts, Faults: faults})
		})
	}
}

// count returns how many acts were acknowledged.
func (w *writing) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acknowledged)
}

// answersReady returns what /readyz answers.
func answersReady(t *testing.T, ops string) int {
	t.Helper()
	answer, err := http.Get(strings.TrimSuffix(ops, "/") + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// A standby that lagged takes over, and lacks acts of which only another machine knows. No
// machine writes to it, not even one that had seen less than it has; an act of whoever starts
// it with --accept-older lets the work go on.
func TestTakeOverByOneThatLagged(t *testing.T) {
	p := newPair(t)
	p.waits("")
	quiet, worker := p.machine()
	_, busy := p.machine()
	if err := openOne(t, worker); err != nil { // the last that this machine sees
		t.Fatal(err)
	}
	seen := quiet.NewestHead().Size
	time.Sleep(rememberEvery + time.Second)
	early, err := os.ReadFile(p.key + ".head")
	if err != nil {
		t.Fatal(err)
	}
	if err := openOne(t, busy); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if p.primary.must(p.first(), `SELECT (pg_current_wal_lsn() <= replay_lsn)::text FROM pg_stat_replication`) == "true" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.standby.stopCluster("back")
	for range 5 {
		if err := openOne(t, busy); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(2 * rememberEvery) // as every machine does while it works
	p.breaks()
	p.standby.restarts("back")
	p.promotes()
	if seen >= quiet.NewestHead().Size+5 {
		t.Fatal("the quiet machine has seen too much")
	}
	for began := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		if err = openOne(t, worker); err == nil {
			t.Fatal("a machine wrote to a server that lacks what another one was told is stored")
		}
		if !access.Unsaved(err) || time.Since(began) > time.Minute {
			if advice(err) == "" {
				t.Errorf("it says only: %v", err)
			}
			break
		}
	}
	// A program that starts now would find only a head that this server has, until the machine
	// that knows more has kept it again.
	p.write("node.key.head", early)
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err = c.onNode(t.Context(), func(n *node, s access.Session) error {
		worker, err := caseworker(t.Context(), n, s)
		if err == nil {
			err = openOne(t, worker)
		}
		return err
	})
	if advice(err) == "" {
		t.Errorf("a program that starts after the fail-over: %v", err)
	}
	p.fails("older", p.node("serve", "--addr", "127.0.0.1:0")...)
	_, stop := p.serving("--accept-older", "replica")
	if code := stop(); code != 0 {
		t.Errorf("serve ended with %d", code)
	}
}

// stopCluster ends one server in order.
func (s *server) stopCluster(cluster string) {
	s.t.Helper()
	s.runs("pg_ctl", "-D", s.file(cluster), "-m", "fast", "-w", "stop")
	_ = s.cmd.Wait()
}

// restarts starts a server that was stopped at the port that it had.
func (s *server) restarts(cluster string) {
	s.t.Helper()
	s.cmd = s.as(filepath.Join(s.bin, "postgres"), "-D", s.file(cluster), "-p", strconv.Itoa(s.port))
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	address := fmt.Sprintf("postgres://lindung@127.0.0.1:%d/postgres?sslmode=disable", s.port)
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(100 * time.Millisecond) {
		if _, err := s.asks(address, `SELECT 1::text`); err == nil {
			return
		}
	}
	s.t.Fatal("PostgreSQL did not start again")
}
