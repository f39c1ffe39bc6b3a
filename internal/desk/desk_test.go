package desk

import (
	"errors"
	"fmt"
	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/pace"
	"lindung/staff"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestNetwork(t *testing.T) {
	for from, want := range map[string]string{
		"192.0.2.7:4711": "192.0.2.7", "192.0.2.7": "192.0.2.7", "[2001:db8:1:2:3::4]:80": "2001:db8:1:2::/64",
		"2001:db8:1:2::9": "2001:db8:1:2::/64", "::ffff:192.0.2.7": "192.0.2.7", "": "unknown", "elsewhere": "unknown",
	} {
		if got := networkOf(from); got != want {
			t.Errorf("%q is %q, want %q", from, got, want)
		}
	}
}

// TestForwarded: behind a proxy the address that the proxy added counts, in whatever
// line it stands, and never one that the sender wrote.
func TestForwarded(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{nil, "127.0.0.1"}, {[]string{""}, "127.0.0.1"}, {[]string{"192.0.2.7"}, "192.0.2.7"}, {[]string{"198.51.100.1, 192.0.2.7"}, "192.0.2.7"},
		{[]string{"198.51.100.1", "192.0.2.7"}, "192.0.2.7"}, {[]string{"198.51.100.1, 198.51.100.2", "192.0.2.7"}, "192.0.2.7"},
	} {
		r := httptest.NewRequest("POST", "/sign-in", nil)
		r.RemoteAddr = "127.0.0.1:4711"
		for _, line := range c.lines {
			r.Header.Add("X-Forwarded-For", line)
		}
		if got := (&Server{Options: Options{BehindProxy: true}}).Network(r); got != c.want {
			t.Errorf("%q is %s, want %s", c.lines, got, c.want)
		}
		if got := (&Server{}).Network(r); got != "127.0.0.1" {
			t.Errorf("without a proxy %q is %s", c.lines, got)
		}
	}
}

func TestLocalPath(t *testing.T) {
	for path, want := range map[string]string{
		"/cases?q=1": "/cases?q=1", "": "/", "//example.org": "/", "https://example.org/": "/", "/\\example.org": "/",
		"cases": "/", "/a\r\nb": "/", "javascript:x": "/",
	} {
		if got := LocalPath(path); got != want {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, path := range []string{"/cases?q=1", "//example.org", "/\\example.org", "https://example.org", "/%2f/x", "/a/../..//x"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got := LocalPath(path)
		u, err := url.Parse(got)
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.HasPrefix(got, "/\\") {
			t.Errorf("%q becomes %q", path, got)
		}
	})
}

func TestTrouble(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
	}{
		{access.ErrDenied, 404}, {lindung.ErrNotFound, 404}, {staff.ErrUsed, 404}, {lindung.ErrConflict, 409}, {pace.ErrBusy, 429},
		{db.ErrStorage, 503}, {db.ErrAway, 503}, {db.ErrAgain, 503}, {db.ErrUnknown, 503}, {errors.New("something else"), 500}, {ErrBad, 400},
	} {
		if got := statusOf(fmt.Errorf("act: %w", c.err)); got != c.status {
			t.Errorf("%v is %d, want %d", c.err, got, c.status)
		}
	}
}
