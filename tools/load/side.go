package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// A side is one version at work: its filled database and its server.
type side struct {
	version
	database, key string
	worker        map[string]worker // by login
	cases         []string          // open ones of the supervisor's organisation
	rows          map[string]int    // of each table
	server        *server
	browser       map[string]*browser // by login, signed in
}

// worker is an invented actor, as the filler prints it.
type worker struct{ Login, Password, Secret, Org, Name string }

// The people who are measured. They stand in the stories of the demo: a
// supervisor and a caseworker of one shelter, and a body that cases are referred to.
const (
	supervisor = "budi"
	caseworker = "rina"
	recipient  = "preecha"
)

// setUp fills a database and serves it. Its memory is that of a node that has looked at all
// rows, which it does for the first time so long after its start.
func setUp(ctx context.Context, v version, dir, postgres string, cases int, look time.Duration) (s *side, m made, err error) {
	// What is kept beside the key of one node is no other's.
	if dir, err = os.MkdirTemp(dir, v.name); err != nil {
		return s, m, err
	}
	s = &side{version: v, key: filepath.Join(dir, "key"), browser: map[string]*browser{}}
	if s.database, err = empty(ctx, filepath.Join(dir, v.name+".db"), postgres); err != nil {
		return s, m, err
	}
	var people []worker
	if err := s.fillerSays(ctx, &people, "fill", s.database, s.key); err != nil {
		return s, m, err
	}
	s.worker = map[string]worker{}
	for _, w := range people {
		s.worker[w.Login] = w
	}
	if m.ImportRate, err = s.importCases(ctx, dir, 0, cases); err != nil {
		return s, m, err
	}
	out, err := exec.CommandContext(ctx, v.program, "actor", "invite", "--db", s.database, "--key-file", s.key, "--org", s.worker[supervisor].Org,
		"--role", "caseworker", "--login", "contoh", "--name", "Contoh Misal").CombinedOutput()
	if err != nil {
		return s, m, fmt.Errorf("%w: %s", told(v.program, err), out)
	}
	begin := time.Now()
	if s.server, err = s.serve(ctx); err != nil {
		return s, m, err
	}
	m.StartMS = ms(time.Since(begin))
	if m.IdleMiB, err = s.server.idle(ctx, look); err != nil {
		return s, m, err
	}
	if m.FirstBytes, err = weigh(ctx, &browser{base: s.server.url}, "/sign-in", true); err != nil {
		return s, m, err
	}
	if err := s.work(ctx); err != nil {
		return s, m, err
	}
	m.StaffBytes, err = weigh(ctx, s.browser[supervisor], "/cases", false)
	return s, m, err
}

// serve serves the side's database.
func (s *side) serve(ctx context.Context) (*server, error) {
	return serve(ctx, s.program, "serve", "--db", s.database, "--key-file", s.key, "--addr", "127.0.0.1:0", "--json")
}

// fillerSays runs the filler and reads what it prints.
func (s *side) fillerSays(ctx context.Context, into any, args ...string) error {
	out, err := exec.CommandContext(ctx, s.filler, args...).Output()
	if err != nil {
		return told(s.filler, err)
	}
	return json.Unmarshal(out, into)
}

// tearDown stops the server and removes the database.
func (s *side) tearDown() {
	if s == nil {
		return
	}
	if s.server != nil {
		s.server.stop()
	}
	if !strings.Contains(s.database, "://") {
		for _, end := range []string{"", "-wal", "-shm"} {
			os.Remove(s.database + end)
		}
	}
}

// empty returns the address of an empty database: a file, or a schema of its own.
func empty(ctx context.Context, file, postgres string) (string, error) {
	if postgres == "" {
		return file, nil
	}
	pool, err := sql.Open("pgx", postgres)
	if err != nil {
		return "", err
	}
	defer pool.Close()
	schema := fmt.Sprintf("load%d", time.Now().UnixNano())
	if _, err := pool.ExecContext(ctx, `CREATE SCHEMA `+schema); err != nil {
		return "", err
	}
	at, err := url.Parse(postgres)
	if err != nil {
		return "", err
	}
	q := at.Query()
	q.Set("search_path", schema)
	at.RawQuery = q.Encode()
	return at.String(), nil
}

// perFile is how many cases one imported file holds.
const perFile = 10_000

// importCases imports the invented cases from one number to another from files, and
// returns how many a second.
func (s *side) importCases(ctx context.Context, dir string, from, to int) (float64, error) {
	var took time.Duration
	for at := from; at < to; at += perFile {
		file := filepath.Join(dir, s.name+".csv")
		if err := os.WriteFile(file, rows(at, min(at+perFile, to)), 0o600); err != nil {
			return 0, err
		}
		begin := time.Now()
		out, err := exec.CommandContext(ctx, s.program, "import", "htcds", "--db", s.database, "--key-file", s.key,
			"--org", s.worker[supervisor].Org, file).Output()
		if err != nil {
			return 0, fmt.Errorf("%w: %s", told(s.program, err), out)
		}
		took += time.Since(begin)
	}
	return float64(to-from) / took.Seconds(), nil
}

// The parts of invented names, in several scripts.
var parts = []string{"Siti", "Contoh", "Sok", "Dara", "Nguyễn", "Ví Dụ", "สมใจ", "ตัวอย่าง", "សុខ", "ឧទាហរណ៍", "Khin", "Htwe",
	"Juan", "Halimbawa", "Tan", "Putri", "Wayan", "Somchai", "Kham", "Bounmy"}

// name is the invented name of a number.
func name(n int) (first, second string) {
	return parts[n%len(parts)], parts[n/len(parts)%len(parts)] + " " + strconv.FormatInt(int64(n)*7919%(1<<24), 36)
}

// rows is an HTCDS file of the cases from one number to another; every tenth is
// of a child.
func rows(from, to int) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"prs_FirstName", "prs_SecondName", "prs_Birthdate", "prs_Gender", "prs_Citizenship", "prs_MobilePhone",
		"vic_TypeOfExploitation", "vic_ForcedLabourIndustry", "cas_ReasonForCaseClosure"})
	for n := from; n < to; n++ {
		first, second := name(n)
		birth := time.Date(1980+n%25, time.Month(1+n%12), 1+n%28, 0, 0, 0, 0, time.UTC)
		if n%10 == 0 {
			birth = birth.AddDate(2014-birth.Year(), 0, 0)
		}
		w.Write([]string{first, second, birth.Format("2006-01-02"), []string{"Feminine", "Masculine"}[n%2], "KH", fmt.Sprintf("+855 12 %06d", n),
			"ForcedLabour", "A_AgricultureForestryAndFishing", "an invented text of some length, for measuring, that nobody reads"})
	}
	w.Flush()
	return b.Bytes()
}

// told is an error with what the program said of it.
func told(program string, err error) error {
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return fmt.Errorf("%s: %w: %s", program, err, failed.Stderr)
	}
	return fmt.Errorf("%s: %w", program, err)
}

// A server is a program that serves pages.
type server struct {
	cmd *exec.Cmd
	url string
}

// serve starts a program and waits for the line of JSON that says where it serves.
func serve(ctx context.Context, program string, args ...string) (*server, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd}
	lines := bufio.NewReader(out)
	line, err := lines.ReadBytes('\n')
	var v struct{ URL string }
	if err == nil {
		err = json.Unmarshal(line, &v)
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%s %s did not start: %w", program, args[0], err)
	}
	go io.Copy(io.Discard, lines)
	s.url = strings.TrimSuffix(v.URL, "/")
	return s, nil
}

func (s *server) stop() {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		s.cmd.Process.Kill()
	}
	s.cmd.Wait()
}

// firstLook is how long after its start a node begins to look at all rows, and a little more.
const firstLook = time.Minute + 5*time.Second

// idle returns the most memory that a server keeps which nobody uses yet: once its index of
// names is filled, and so long later once it has looked at all rows.
func (s *server) idle(ctx context.Context, look time.Duration) (float64, error) {
	filled, err := s.calm(ctx, 2*time.Second)
	if err != nil {
		return 0, err
	}
	looked, err := s.calm(ctx, look)
	return max(filled, looked), err
}

// calm waits for so long, and then until the server does nothing any more; it returns its
// memory.
func (s *server) calm(ctx context.Context, wait time.Duration) (float64, error) {
	for before := time.Duration(-1); ; wait = 3 * time.Second {
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(wait):
		}
		now, err := s.busy()
		if err != nil {
			return 0, err
		}
		if before >= 0 && now-before <= 3*time.Second/ticks {
			return s.memory()
		}
		before = now
	}
}

// memory returns the resident memory of the server in MiB.
func (s *server) memory() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(text), "\n") {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			kib, err := strconv.ParseFloat(f[1], 64)
			return kib / 1024, err
		}
	}
	return 0, errors.New("the system does not tell the memory of a process")
}

// ticks are the parts of a second in which Linux counts processor time.
const ticks = 100

// busy returns how much processor time the server has used.
func (s *server) busy() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name before may hold blanks
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0, errors.New("the system does not tell the processor time of a process")
	}
	user, err := strconv.Atoi(f[11])
	system, err2 := strconv.Atoi(f[12])
	return time.Duration(user+system) * time.Second / ticks, errors.Join(err, err2)
}

// demoStart returns how long the demo takes from its start to its first page.
func demoStart(ctx context.Context, v version) (float64, error) {
	begin := time.Now()
	demo, err := serve(ctx, v.program, "demo", "--addr", "127.0.0.1:0", "--json")
	if err != nil {
		return 0, err
	}
	defer demo.stop()
	_, err = (&browser{base: demo.url}).get(ctx, "/sign-in")
	return ms(time.Since(begin)), err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
