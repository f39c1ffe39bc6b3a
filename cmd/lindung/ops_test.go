package main

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/db"
	"lindung/internal/meter"
	"lindung/person"
)

// asked returns the status and the text of an answer.
func asked(t *testing.T, address string, change ...func(*http.Request)) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(r)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// figureLine is a line of figures as Prometheus reads it.
var figureLine = regexp.MustCompile(`^(# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram|summary))|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+.0-9eInf]+)$`)

// TestOps: whoever watches the machine learns that the node works and how it does, and
// nothing of anybody: not from what was asked for, not from what is stored.
func TestOps(t *testing.T) {
	eachPlace(t, func(p place) {
		f := p.init()
		p.employ()
		at, stop := p.served("--ops-addr", "127.0.0.1:0")
		canaries := []string{"Kanari", "kanari", "Dara", "dara", "Example", "Shelter", f.Node, string(f.Org), path.Base(f.Enrolment), "/cases", "/enrol", "/sign-in", p.dir, p.db}
		c := &call{config: config{DB: p.db, KeyFile: p.key}}
		err := c.onNode(t.Context(), func(n *node, s access.Session) error {
			worker, err := caseworker(t.Context(), n, s)
			if err != nil {
				return err
			}
			made, err := cases.Open(t.Context(), worker, cases.New{Names: []person.Name{{Text: "Kanari Contoh", Kind: person.NameKinds[0]}}})
			canaries = append(canaries, string(made.ID), made.Number, string(worker.Actor().ID))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"", f.Enrolment[1:], "cases/" + canaries[len(canaries)-3], "en/", "static/kanari.css", "sign-in?login=kanari"} {
			asked(t, at.URL+path)
		}
		answer, err := http.PostForm(at.URL+"sign-in", url.Values{"login": {"dara"}, "password": {"kanari"}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		whole := ""
		for _, name := range []string{"healthz", "readyz", "metrics"} {
			status, text := asked(t, at.Ops+name)
			if status != http.StatusOK {
				t.Errorf("%s is %d", name, status)
			}
			whole += text
			if name == "metrics" {
				wantFigures(t, text, "lindung_ready 1", `lindung_requests_total{pages="read",status="2xx"} `, `lindung_requests_total{pages="act",status="`,
					`lindung_requests_total{pages="public",status="`, `lindung_requests_total{pages="static",status="4xx"} 1`, `lindung_request_seconds_bucket{pages="read",le="+Inf"} `,
					"lindung_database_read_wait_seconds_count ", "lindung_sessions_at_least 0", "lindung_outbox_at_least 0", "lindung_rows_damaged 0", "lindung_build_info{")
				if p.kind() == "sqlite" {
					wantFigures(t, text, "lindung_disk_free_bytes ")
				}
			}
		}
		for _, canary := range canaries {
			if strings.Contains(whole, canary) {
				t.Errorf("it names %q:\n%s", canary, whole)
			}
		}
		if status, text := asked(t, at.Ops+"metrics", func(r *http.Request) { r.Host = "example.org" }); status != http.StatusForbidden || strings.Contains(text, "lindung_") {
			t.Errorf("by another name it answers %d", status)
		}
		for _, name := range []string{"healthz", "readyz", "metrics"} {
			if _, text := asked(t, at.URL+name); strings.Contains(text, "alive\n") || strings.Contains(text, "good ") || strings.Contains(text, "lindung_") {
				t.Errorf("%s is answered where people come", name)
			}
		}
		where := strings.TrimSuffix(strings.TrimPrefix(at.Ops, "http://"), "/")
		p.does("ready", "--ops-addr", where)
		stop()
		p.fails("nothing answers", "ready", "--ops-addr", where)
	})
}

// wantFigures checks that every line is a figure and that lines begin as said.
func wantFigures(t *testing.T, text string, begins ...string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if !figureLine.MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("no program reads %q", line)
		}
	}
	for _, b := range begins {
		if !strings.Contains("\n"+text, "\n"+b) {
			t.Errorf("no line begins with %s in\n%s", b, text)
		}
	}
}

// TestOpsOff: nothing listens unless somebody says so, and never where others reach it.
func TestOpsOff(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	at, stop := p.served()
	stop()
	if at.Ops != "" {
		t.Errorf("it answers at %s", at.Ops)
	}
	for address, want := range map[string]string{
		"0.0.0.0:0": "127.0.0.1", "[::]:0": "127.0.0.1", ":9090": "127.0.0.1", "192.0.2.1:9090": "127.0.0.1", "example.org:9090": "127.0.0.1", "9090": "HOST:PORT",
	} {
		code, _, errs := typed(t, p.node("serve", "--ops-addr", address)...)
		if code != 2 || !strings.Contains(errs, want) {
			t.Errorf("--ops-addr %s ended with %d: %s", address, code, errs)
		}
	}
}

// TestOpsRescue: what adds nothing to the log is not ready for work.
func TestOpsRescue(t *testing.T) {
	p := sqlitePlace(t)
	p.init()
	at, _ := p.served("--rescue", "--ops-addr", "127.0.0.1:0")
	if status, text := asked(t, at.Ops+"readyz"); status != http.StatusServiceUnavailable || !strings.Contains(text, "FAULT  no rescue") {
		t.Errorf("%d: %s", status, text)
	}
	if status, _ := asked(t, at.Ops+"healthz"); status != http.StatusOK {
		t.Errorf("the program lives, and says %d", status)
	}
	p.fails("not ready", "ready", "--ops-addr", strings.TrimSuffix(strings.TrimPrefix(at.Ops, "http://"), "/"))
}

// TestOpsFaults: a log that is not the one that was there, and a database that does not
// answer, are told; so is the age of a backup that was made.
func TestOpsFaults(t *testing.T) {
	eachPlace(t, func(p place) {
		p.init()
		n, err := (&call{config: config{DB: p.db, KeyFile: p.key}}).openNode(t.Context(), db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer n.Close()
		o := &ops{node: n, meter: meter.New(time.Now), log: slog.New(slog.DiscardHandler)}
		says := func(path string) (int, string) {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Host = "localhost:9090"
			w := httptest.NewRecorder()
			o.pages().ServeHTTP(w, r)
			return w.Code, w.Body.String()
		}
		if _, text := says("/metrics"); strings.Contains(text, "backup_age") {
			t.Errorf("a backup that nobody made:\n%s", text)
		}
		p.backup("first")
		if _, text := says("/metrics"); !strings.Contains(text, "\nlindung_backup_age_seconds ") {
			t.Errorf("no backup:\n%s", text)
		}
		if status, text := says("/readyz"); status != http.StatusOK || strings.Contains(text, "FAULT") {
			t.Errorf("%d: %s", status, text)
		}
		n.StopLog(errors.Join(audit.ErrTampered, errors.New("kanari")))
		if status, text := says("/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(text, "FAULT  log") || strings.Contains(text, "kanari") {
			t.Errorf("%d: %s", status, text)
		}
		n.StopLog(nil)
		n.db.Close()
		if status, text := says("/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(text, "FAULT  database") {
			t.Errorf("%d: %s", status, text)
		}
		if _, text := says("/metrics"); !strings.Contains(text, "lindung_ready 0\n") || strings.Contains(text, "sessions") {
			t.Errorf("figures of a database that does not answer:\n%s", text)
		}
	})
}
