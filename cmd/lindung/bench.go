package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"lindung/internal/db"
	"lindung/internal/seal"
)

var benchCommand = command{
	name: "bench", brief: "measure this machine with invented cases: signed-in load, start, memory, bytes",
	takes: []string{"cases", "duration", "db"},
	run:   bench,
}

const (
	benchCases    = 20_000
	benchDuration = 5 * time.Second
)

// bench measures on a fresh SQLite file, and on the empty PostgreSQL schema of
// --db or TEST_POSTGRES if there is one. It prints figures and judges nothing.
func bench(ctx context.Context, c *call) error {
	if c.Cases <= 0 {
		c.Cases = benchCases
	}
	if c.Duration <= 0 {
		c.Duration = benchDuration
	}
	dir, err := os.MkdirTemp("", "lindung-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var results []benchResult
	for _, url := range benchDatabases(c, dir) {
		r, err := c.benchOn(ctx, dir, url)
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	start, err := benchDemo(ctx)
	if err != nil {
		return err
	}
	v := struct {
		Cases   int           `json:"cases"`
		DemoMS  float64       `json:"demo_first_page_ms"`
		Results []benchResult `json:"results"`
	}{c.Cases, ms(start), results}
	return c.print(v, benchText(c.Cases, start, results))
}

func benchDatabases(c *call, dir string) []string {
	all := []string{filepath.Join(dir, "bench.db")}
	if c.DB != "" {
		return append(all, c.DB)
	}
	if server := os.Getenv("TEST_POSTGRES"); server != "" {
		return append(all, server)
	}
	return all
}

// benchResult is what was measured on one database.
type benchResult struct {
	Database string     `json:"database"`
	FillRate float64    `json:"cases_opened_per_s"`
	StartMS  float64    `json:"start_ms"`
	IdleMiB  float64    `json:"idle_mib"` // after start, before the first sign-in
	First    int        `json:"first_page_bytes"`
	Staff    int        `json:"staff_page_bytes"`
	Loads    []benchAct `json:"loads"`
}

type benchAct struct {
	Name    string  `json:"name"`
	Workers int     `json:"workers"`
	Rate    float64 `json:"per_s"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
}

// benchOn fills a node, serves it with this very program, and loads it.
func (c *call) benchOn(ctx context.Context, dir, url string) (benchResult, error) {
	r := benchResult{Database: "sqlite"}
	key := filepath.Join(dir, "bench.key")
	ring := seal.NewRing()
	os.Remove(key)
	if err := os.WriteFile(key, []byte(ring.Text("")), 0o600); err != nil {
		return r, err
	}
	opt := db.Options{Key: ring.File()}
	if db.IsPostgres(url) {
		r.Database, opt.Key = "postgres", nil
	}
	d, err := db.Open(ctx, url, opt)
	if err != nil {
		return r, err
	}
	fmt.Fprintf(c.err, "%s: filling %d cases\n", r.Database, c.Cases)
	begin := time.Now()
	people, err := fillBench(ctx, d, ring, c.Cases)
	if closed := d.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return r, err
	}
	r.FillRate = float64(c.Cases) / time.Since(begin).Seconds()

	begin = time.Now()
	server, err := startSelf(ctx, "serve", "--db", url, "--key-file", key, "--addr", "127.0.0.1:0", "--json")
	if err != nil {
		return r, err
	}
	defer server.stop()
	r.StartMS = ms(time.Since(begin))
	time.Sleep(2 * time.Second)
	if r.IdleMiB, err = server.memory(); err != nil {
		return r, err
	}
	return r, people.load(ctx, c, server.url, &r)
}

// self is this program, running another command.
type self struct {
	cmd *exec.Cmd
	url string
}

// startSelf starts a command of this program and waits for the line of JSON
// that says where it serves.
func startSelf(ctx context.Context, args ...string) (*self, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, exe, args...)
	cmd.Env = append(os.Environ(), "LINDUNG_DB=")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &self{cmd: cmd}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var v struct{ URL string }
	if err == nil {
		err = json.Unmarshal(line, &v)
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%s did not start: %w", args[0], err)
	}
	s.url = strings.TrimSuffix(v.URL, "/")
	return s, nil
}

func (s *self) stop() {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		s.cmd.Process.Kill()
	}
	s.cmd.Wait()
}

// memory returns the resident memory of the process in MiB.
func (s *self) memory() (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(b), "\n") {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			kib, err := strconv.ParseFloat(f[1], 64)
			return kib / 1024, err
		}
	}
	return 0, errors.New("the system does not tell the memory of a process")
}

// benchDemo returns how long the demo takes from its start to its first page.
func benchDemo(ctx context.Context) (time.Duration, error) {
	begin := time.Now()
	demo, err := startSelf(ctx, "demo", "--addr", "127.0.0.1:0", "--json")
	if err != nil {
		return 0, err
	}
	defer demo.stop()
	_, _, err = newVisitor().get(ctx, demo.url+"/sign-in")
	return time.Since(begin), err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func benchText(cases int, demo time.Duration, results []benchResult) string {
	var b strings.Builder
	fmt.Fprintf(&b, "demo, start to first page: %.0f ms (bound 1000)\n", ms(demo))
	for _, r := range results {
		fmt.Fprintf(&b, "\n%s, %d cases\n", r.Database, cases)
		fmt.Fprintf(&b, "  cases opened while filling  %8.0f /s\n", r.FillRate)
		fmt.Fprintf(&b, "  start until it serves       %8.0f ms\n", r.StartMS)
		fmt.Fprintf(&b, "  memory at idle              %8.1f MiB (bound 64)\n", r.IdleMiB)
		fmt.Fprintf(&b, "  first page, gzip            %8.1f KB (bound 40)\n", float64(r.First)/1000)
		fmt.Fprintf(&b, "  a staff page after it       %8.1f KB (bound 15)\n", float64(r.Staff)/1000)
		for _, a := range r.Loads {
			fmt.Fprintf(&b, "  %-14s %d at once %6.0f /s   p50 %7.2f ms   p99 %7.2f ms (bound %s)\n", a.Name, a.Workers, a.Rate, a.P50, a.P99, benchBounds[a.Name])
		}
	}
	return b.String()
}

var benchBounds = map[string]string{"open a case": "20", "save a form": "50", "list 50 cases": "50", "search a name": "20"}
