// Package meter counts what a server answers and how long that takes, and writes figures in
// the text that Prometheus reads. It knows classes of pages and classes of answers alone:
// nothing in its figures names a page, a person, a case or an organisation.
package meter

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// bounds are the times, in seconds, below which answers are counted.
var bounds = [...]float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

// statuses are the classes of answers, by the first digit of their status.
var statuses = [...]string{"1xx", "2xx", "3xx", "4xx", "5xx"}

// A Meter counts the answers of a server. A nil one counts nothing.
type Meter struct {
	now     func() time.Time
	mu      sync.Mutex
	classes map[string]*class
}

// A class is what was counted of one class of pages.
type class struct {
	answers [len(statuses)]int64
	within  [len(bounds)]int64 // answers that took so long and no longer than the bound before
	all     int64
	seconds float64
}

// New returns a Meter that takes the time from now.
func New(now func() time.Time) *Meter {
	return &Meter{now: now, classes: map[string]*class{}}
}

// Count counts every answer of next, in the class of pages that of names.
func (m *Meter) Count(of func(*http.Request) string, next http.Handler) http.Handler {
	return m.watch(next, of, func(int) bool { return true })
}

// CountFaults counts only the answers with which next says that it failed, so that the
// figures do not tell when anybody was there.
func (m *Meter) CountFaults(name string, next http.Handler) http.Handler {
	return m.watch(next, func(*http.Request) string { return name }, func(status int) bool { return status >= 500 })
}

func (m *Meter) watch(next http.Handler, of func(*http.Request) string, counts func(status int) bool) http.Handler {
	if m == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The name is taken before anybody behind changes the request.
		name, began := of(r), m.now()
		a := &answer{ResponseWriter: w, status: http.StatusInternalServerError}
		defer func() {
			if counts(a.status) {
				m.note(name, a.status, m.now().Sub(began))
			}
		}()
		next.ServeHTTP(a, r)
		a.begin(http.StatusOK) // of a handler that wrote nothing
	})
}

func (m *Meter) note(name string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.classes[name]
	if c == nil {
		c = &class{}
		m.classes[name] = c
	}
	c.answers[min(max(status/100, 1), len(statuses))-1]++
	c.all++
	c.seconds += took.Seconds()
	if i, _ := slices.BinarySearch(bounds[:], took.Seconds()); i < len(bounds) {
		c.within[i]++
	}
}

// An answer notes the status of what is written. Until something is, it is that of a
// handler that stopped.
type answer struct {
	http.ResponseWriter
	status int
	begun  bool
}

func (a *answer) begin(status int) {
	if !a.begun && (status >= 200 || status == http.StatusSwitchingProtocols) {
		a.begun, a.status = true, status
	}
}

// WriteHeader notes the status.
func (a *answer) WriteHeader(status int) {
	a.begin(status)
	a.ResponseWriter.WriteHeader(status)
}

// Write begins the answer, if nothing has.
func (a *answer) Write(b []byte) (int, error) {
	a.begin(http.StatusOK)
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what is behind.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Write writes what was counted.
func (m *Meter) Write(to *Text) {
	m.mu.Lock()
	defer m.mu.Unlock()
	names := slices.Sorted(maps.Keys(m.classes))
	to.Family("lindung_requests_total", "counter", "Answers by class of pages and class of status.")
	for _, name := range names {
		for i, n := range m.classes[name].answers {
			if n > 0 {
				to.Number("lindung_requests_total", float64(n), "pages", name, "status", statuses[i])
			}
		}
	}
	const took = "lindung_request_seconds"
	to.Family(took, "histogram", "How long answers took.")
	for _, name := range names {
		c, sum := m.classes[name], int64(0)
		for i, n := range c.within {
			sum += n
			to.Number(took+"_bucket", float64(sum), "pages", name, "le", number(bounds[i]))
		}
		to.Number(took+"_bucket", float64(c.all), "pages", name, "le", "+Inf")
		to.Number(took+"_sum", c.seconds, "pages", name)
		to.Number(took+"_count", float64(c.all), "pages", name)
	}
}

// Text is a page of figures. The zero Text is empty.
type Text struct{ b strings.Builder }

// Type is the Content-Type of a Text.
const Type = "text/plain; version=0.0.4; charset=utf-8"

// Family begins the figures of one name: its kind, and what it is.
func (t *Text) Family(name, kind, help string) {
	fmt.Fprintf(&t.b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// Number adds one figure; labels are names and values by turns.
func (t *Text) Number(name string, value float64, labels ...string) {
	t.b.WriteString(name)
	for i := 0; i+1 < len(labels); i += 2 {
		t.b.WriteString(map[bool]string{true: "{", false: ","}[i == 0] + labels[i] + "=" + quoted(labels[i+1]))
	}
	if len(labels) > 1 {
		t.b.WriteByte('}')
	}
	t.b.WriteString(" " + number(value) + "\n")
}

// Gauge adds a figure that has no labels and goes up and down.
func (t *Text) Gauge(name, help string, value float64) {
	t.Family(name, "gauge", help)
	t.Number(name, value)
}

// WriteTo writes the page.
func (t *Text) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, t.b.String())
	return int64(n), err
}

// quoted is the value of a label as the format wants it.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// steps are the numbers by which a count of people's affairs is told.
var steps = [...]int64{1, 5, 20, 100, 500, 2000}

// AtLeast returns the step that n has reached, 0 for none: a count that changes by one tells
// who watches it that somebody came or went.
func AtLeast(n int64) int64 {
	i, found := slices.BinarySearch(steps[:], n)
	switch {
	case found:
		return n
	case i == 0:
		return 0
	}
	return steps[i-1]
}
