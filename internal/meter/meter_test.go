package meter

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// written is the text of a meter.
func written(t *testing.T, m *Meter) string {
	t.Helper()
	var text Text
	m.Write(&text)
	var b strings.Builder
	if _, err := text.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCount: each answer is counted once, in its class, with the time that it took.
func TestCount(t *testing.T) {
	now := time.Unix(0, 0)
	m := New(func() time.Time { return now })
	h := m.Count(func(r *http.Request) string { return r.URL.Path[1:] }, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now = now.Add(10 * time.Millisecond)
		switch r.URL.Path {
		case "/lost":
			w.WriteHeader(http.StatusNotFound)
		case "/late":
			now = now.Add(time.Hour)
			_, _ = io.WriteString(w, "text")
			w.WriteHeader(http.StatusTeapot) // too late to change anything
		case "/fault":
			panic(http.ErrAbortHandler)
		case "/early":
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(http.StatusSeeOther)
		}
		r.URL.Path = "/changed"
	}))
	for _, path := range []string{"/quiet", "/quiet", "/lost", "/late", "/fault", "/early"} {
		func() {
			defer func() { _ = recover() }()
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
		}()
	}
	got := written(t, m)
	for _, want := range []string{
		`lindung_requests_total{pages="quiet",status="2xx"} 2`,
		`lindung_requests_total{pages="lost",status="4xx"} 1`,
		`lindung_requests_total{pages="late",status="2xx"} 1`,
		`lindung_requests_total{pages="fault",status="5xx"} 1`,
		`lindung_requests_total{pages="early",status="3xx"} 1`,
		`lindung_request_seconds_bucket{pages="quiet",le="0.005"} 0`,
		`lindung_request_seconds_bucket{pages="quiet",le="0.01"} 2`,
		`lindung_request_seconds_bucket{pages="quiet",le="+Inf"} 2`,
		`lindung_request_seconds_bucket{pages="late",le="10"} 0`,
		`lindung_request_seconds_bucket{pages="late",le="+Inf"} 1`,
		`lindung_request_seconds_sum{pages="quiet"} 0.02`,
		`lindung_request_seconds_count{pages="quiet"} 2`,
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("no line %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "changed") {
		t.Errorf("a request was named after it was changed:\n%s", got)
	}
}

// TestCountFaults: nothing tells that somebody was answered.
func TestCountFaults(t *testing.T) {
	m := New(time.Now)
	h := m.CountFaults("persons", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/fault" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	if got := written(t, m); strings.Contains(got, "persons") {
		t.Errorf("an answer that did not fail was counted:\n%s", got)
	}
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/fault", nil))
	if got := written(t, m); !strings.Contains(got, `{pages="persons",status="5xx"} 1`) {
		t.Errorf("a fault was not counted:\n%s", got)
	}
}

// TestNil: without a meter the handler is served as it is, and reaches its connection.
func TestNil(t *testing.T) {
	reached := false
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reached = http.NewResponseController(w).SetReadDeadline(time.Time{}) == nil
	})
	for _, m := range []*Meter{nil, New(time.Now)} {
		reached = false
		s := httptest.NewServer(m.Count(func(*http.Request) string { return "" }, next))
		answer, err := http.Get(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		s.Close()
		if !reached {
			t.Error("a form that is long would be given no time")
		}
	}
}

func TestAtLeast(t *testing.T) {
	for n, want := range map[int64]int64{0: 0, 1: 1, 2: 1, 4: 1, 5: 5, 19: 5, 20: 20, 1999: 500, 2000: 2000, 9999: 2000} {
		if got := AtLeast(n); got != want {
			t.Errorf("AtLeast(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestQuoted(t *testing.T) {
	if got, want := quoted("a\\b\"c\nd"), `"a\\b\"c\nd"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
