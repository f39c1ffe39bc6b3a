package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/test/soak"
	"lindung/person"
)

// A server is a PostgreSQL of its own that archives its WAL, set up as doc/operate.md says.
type server struct {
	t    *testing.T
	bin  string
	dir  string // of data, base and archive
	port int
	cmd  *exec.Cmd
}

// newServer makes one where PostgreSQL is installed.
func newServer(t *testing.T) *server {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_basebackup")
	if len(found) == 0 {
		t.Skip("PostgreSQL is not installed")
	}
	slices.Sort(found)
	s := &server{t: t, bin: filepath.Dir(found[len(found)-1])}
	dir, err := os.MkdirTemp("", "lindung-archive-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.stop("immediate"); os.RemoveAll(dir) })
	s.dir = dir
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	s.runs("initdb", "--pgdata="+s.file("data"), "--username=lindung", "--auth=trust", "--encoding=UTF8", "--locale=C")
	s.shell("mkdir " + s.file("archive"))
	s.configure("data", `
cluster_name = 'lindung_test'
listen_addresses = '127.0.0.1'
unix_socket_directories = '`+dir+`'
wal_level = replica
archive_mode = on
archive_timeout = 60
archive_command = 'test ! -f `+s.file("archive")+`/%f && cp %p `+s.file("archive")+`/.%f && sync `+s.file("archive")+`/.%f && mv `+s.file("archive")+`/.%f `+s.file("archive")+`/%f'
restore_command = 'cp `+s.file("archive")+`/%f %p'
`)
	return s
}

func (s *server) file(name string) string { return filepath.Join(s.dir, name) }

// as is a command as the user of PostgreSQL.
func (s *server) as(name string, args ...string) *exec.Cmd {
	if os.Getuid() == 0 {
		args = append([]string{"-u", "postgres", "--", name}, args...)
		name = "runuser"
	}
	c := exec.Command(name, args...)
	c.Dir = s.dir
	return c
}

func (s *server) runs(program string, args ...string) {
	s.t.Helper()
	if out, err := s.as(filepath.Join(s.bin, program), args...).CombinedOutput(); err != nil {
		s.t.Fatalf("%s: %v: %s", program, err, out)
	}
}

func (s *server) shell(line string) {
	s.t.Helper()
	if out, err := s.as("sh", "-c", line).CombinedOutput(); err != nil {
		s.t.Fatalf("%s: %v: %s", line, err, out)
	}
}

// configure adds settings to those of a cluster.
func (s *server) configure(cluster, text string) {
	s.t.Helper()
	c := s.as("sh", "-c", "cat >> "+s.file(cluster)+"/postgresql.conf")
	c.Stdin = strings.NewReader(text)
	if out, err := c.CombinedOutput(); err != nil {
		s.t.Fatalf("%v: %s", err, out)
	}
}

// start starts the server of a cluster, and returns once it takes writes.
func (s *server) start(cluster string) (address string) { return s.startAs(cluster, "false") }

// startAs is start for a server that says whether it is in recovery.
func (s *server) startAs(cluster, recovering string) (address string) {
	s.t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.port = free.Addr().(*net.TCPAddr).Port
	free.Close()
	s.cmd = s.as(filepath.Join(s.bin, "postgres"), "-D", s.file(cluster), "-p", strconv.Itoa(s.port))
	log, err := os.Create(filepath.Join(s.t.TempDir(), "postgres.log"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	address = fmt.Sprintf("postgres://lindung@127.0.0.1:%d/postgres?sslmode=disable", s.port)
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(100 * time.Millisecond) {
		if said, err := s.asks(address, `SELECT pg_is_in_recovery()::text`); err == nil && said == recovering {
			return address
		}
	}
	text, _ := os.ReadFile(log.Name())
	s.t.Fatalf("PostgreSQL did not start: %s", text)
	return ""
}

func (s *server) asks(address, text string) (said string, err error) {
	d, err := sql.Open("pgx", address)
	if err != nil {
		return "", err
	}
	defer d.Close()
	ctx, end := context.WithTimeout(context.Background(), 10*time.Second)
	defer end()
	err = d.QueryRowContext(ctx, text).Scan(&said)
	return said, err
}

// must is asks that must be answered.
func (s *server) must(address, text string) string {
	s.t.Helper()
	said, err := s.asks(address, text)
	if err != nil {
		s.t.Fatal(err)
	}
	return said
}

// stop ends the server: "fast", or "immediate" as if the power failed.
func (s *server) stop(how string) {
	if s.cmd == nil {
		return
	}
	for _, cluster := range []string{"data", "back"} {
		if _, err := os.Stat(s.file(cluster + "/postmaster.pid")); err == nil {
			_ = s.as(filepath.Join(s.bin, "pg_ctl"), "-D", s.file(cluster), "-m", how, "-w", "stop").Run()
		}
	}
	_ = s.cmd.Wait()
	s.cmd = nil
}

// A database on PostgreSQL comes back as it was at a moment, from a base backup and the
// archive; what the journal tells ended after it is ended again.
func TestPointInTime(t *testing.T) {
	if os.Getenv("TEST_POSTGRES") == "" {
		t.Skip("TEST_POSTGRES is not set: run the test by internal/test/dbtest/postgres.sh")
	}
	pointInTime(t, 3)
}

// TestSoakPointInTime is TestPointInTime again and again for a part of the time that
// TEST_SOAK says.
func TestSoakPointInTime(t *testing.T) {
	end := soak.Until(t, 0.1)
	for time.Now().Before(end) && !t.Failed() {
		t.Run("moment", func(t *testing.T) {
			acts := pointInTime(t, 5+rand.IntN(40))
			faults := 0
			if t.Failed() {
				faults = 1
			}
			soak.Add(t, soak.Count{What: "restores to a moment", Where: "postgres", Tried: 1, Looked: acts, Faults: faults})
		})
	}
}

func pointInTime(t *testing.T, acts int) int {
	s := newServer(t)
	p := sqlitePlace(t)
	p.db = s.start("data")
	p.init()
	p.employ()
	before := p.opens(acts)
	s.runs("pg_basebackup", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-U", "lindung", "-D", s.file("back"), "--checkpoint=fast", "--wal-method=none")
	before = append(before, p.opens(acts)...)
	moment := s.must(p.db, `SELECT clock_timestamp()::text`)
	time.Sleep(1100 * time.Millisecond) // the log's moments are whole seconds
	after := p.opens(acts)
	if rand.IntN(2) == 0 {
		s.must(p.db, `SELECT pg_switch_wal()::text`)
	}
	s.stop("fast") // which archives the rest
	s.configure("back", "recovery_target_time = '"+moment+"'\nrecovery_target_action = promote\n")
	s.shell("touch " + s.file("back") + "/recovery.signal")
	p.db = s.start("back")
	p.key = p.keyOf("back.key") // a rehearsal: with a copy of the key file in its own place
	p.fails("older", p.node("serve", "--addr", "127.0.0.1:0")...)
	_, stop := p.serving("--accept-older", "backup")
	if code := stop(); code != 0 {
		t.Errorf("serve ended with %d", code)
	}
	p.wantOpen(before)
	p.wantGone(after)
	code, out, _ := typed(t, p.node("audit", "verify")...)
	if code != 0 {
		t.Errorf("the log: %s", out)
	}
	return len(before) + len(after)
}

// keyOf is a copy of the key file and what lies beside it.
func (p place) keyOf(name string) string {
	p.t.Helper()
	for _, beside := range []string{"", ".head", ".journal"} {
		b, err := os.ReadFile(p.key + beside)
		if err != nil {
			p.t.Fatal(err)
		}
		p.write(name+beside, b)
	}
	return p.file(name)
}

// opens opens so many cases, and returns them.
func (p place) opens(n int) (ids []string) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(node *node, s access.Session) error {
		worker, err := caseworker(p.t.Context(), node, s)
		for range n {
			if err != nil {
				break
			}
			var made cases.Case
			made, err = cases.Open(p.t.Context(), worker, cases.New{Names: []person.Name{{Text: "Dara Contoh", Kind: person.NameKinds[0]}}})
			ids = append(ids, string(made.ID))
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return ids
}

// wantGone wants none of the cases to be there.
func (p place) wantGone(ids []string) {
	p.t.Helper()
	c := &call{config: config{DB: p.db, KeyFile: p.key}}
	err := c.onNode(p.t.Context(), func(n *node, s access.Session) error {
		worker, err := caseworker(p.t.Context(), n, s)
		for _, id := range ids {
			if _, fault := cases.Read(p.t.Context(), worker, lindung.CaseID(id)); err == nil && fault == nil {
				p.t.Errorf("case %s is of after the moment", id)
			}
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}
