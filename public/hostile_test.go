package public

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"lindung/internal/test/htmlcheck"
)

// TestHostileAddresses: every address gets a plain page.
func TestHostileAddresses(t *testing.T) {
	s := site(t, Options{})
	for _, path := range []string{
		"/xx/", "/EN/", "/en-US/", "/../etc/passwd", "/en/..%2f..%2fetc", "/en/i/ACTIP/99", "/en/i/ACTIP/14/99", "/en/i/ACTIP/14/0", "/en/i/ACTIP/-1",
		"/en/i/NOTHING", "/en/s/XX", "/en/s/ID/ACTIP/99", "/en/s/ID/C029/1", "/en/on/2016-02-31", "/en/on/03-04-2016", "/en/on/0001-01-01",
		"/en/on/99999-01-01", "/en/on/%00", "/en/on/2016-10-01/XX", "/en/on/2016-10-01/known/never", "/en/compare/ID",
		"/en/help/XX", "/en/changes/never", "/en/s/ID/feed", "/en/about.csv", "/data/about.csv", "/data/nothing.json", "/data/", "/en/open/feed.xml", "/en/help/PH.json",
		"/en/<script>alert(1)</script>", "/en/%3Cscript%3E", "/en/" + strings.Repeat("i/", 180) + "i",
		"/cases", "/sign-in", "/en/m/1", "/km/nothing",
	} {
		t.Run(path[:min(len(path), 40)], func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.URL.Path = path
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != http.StatusNotFound {
				t.Fatalf("got %d", w.Code)
			}
			p := htmlcheck.Parse(t, w.Body)
			p.Accessible(t)
			p.In(t, "h1")
			if strings.Contains(w.Body.String(), "<script>alert") {
				t.Error("the address is in the page")
			}
		})
	}
}

// TestOneAddress: another way to write an address redirects to the one address
// of the page.
func TestOneAddress(t *testing.T) {
	s := site(t, Options{})
	for from, to := range map[string]string{
		"/en": "/en/", "/en/i/ACTIP/": "/en/i/ACTIP", "/en/i/actip": "/en/i/ACTIP", "/en/s/id": "/en/s/ID", "/en/compare/TH/ID": "/en/compare/ID/TH",
		"/en/i/ACTIP/index.html": "/en/i/ACTIP", "/en/index.html": "/en/", "/en/on?day=2016-10-01": "/en/on/2016-10-01",
		"/en/compare?a=TH&b=ID": "/en/compare/ID/TH", "/en/changes?since=2020-01-01": "/en/changes/2020-01-01",
		"/en/on?day=29+September+2016": "/en/on/2016-09-29", "/en/on?day=29/9/2016": "/en/on/2016-09-29", "/en/on?day=2559-09-29": "/en/on/2016-09-29",
		"/en/on/2559-09-29": "/en/on/2016-09-29", "/en/on/2016-10": "/en/on/2016-10-31", "/en/on/2016": "/en/on/2016-12-31",
		"/km/on?day=%E1%9F%A2%E1%9F%A0%E1%9F%A1%E1%9F%A6-%E1%9F%A1%E1%9F%A0-%E1%9F%A0%E1%9F%A1": "/km/on/2016-10-01",
		"/en/s/ID/law": "/en/s/ID#law", "/en/law": "/en/data#law", "/en/i/ACTIP/14.7": "/en/i/ACTIP/14/7", "/en/s/Indonesia": "/en/s/ID", "/en/s/Burma": "/en/s/MM", "/km/help/burma": "/km/help/MM", "/en/s/BN/ACTIP/3": "/en/i/ACTIP/3", "/th/s/TH": "/en/s/TH", "/th/help/thailand": "/th/help/TH", "/th/": "/en/",
	} {
		w := get(t, s, from)
		if got := w.Header().Get("Location"); got != to || w.Code/100 != 3 {
			t.Errorf("%s: %d to %q, want %q", from, w.Code, got, to)
		}
	}
}

func TestHostileForms(t *testing.T) {
	s := site(t, Options{})
	for _, path := range []string{"/en/on?day=never", "/en/on?day=2016-02-31", "/en/on?day=%22%3E%3Cscript%3E", "/en/compare?a=ID&b=ID", "/en/compare?a=zz",
		"/en/changes?since=x", "/en/on?day=03/04/2016", "/en/search?q=%00%ff", "/en/search?q=" + strings.Repeat("%E1%9E%80", 300), "/en/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
		"/en/search?q=;%zz", "/en/i/ACTIP?x=1"} {
		w := get(t, s, path)
		if w.Code != http.StatusOK {
			t.Errorf("%s: got %d", path, w.Code)
		}
		if strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s: what was typed runs", path)
		}
		htmlcheck.Parse(t, w.Body).Accessible(t)
	}
}

// TestHeaders: no cookie is set, nothing of another host is requested, nothing
// is changed.
func TestHeaders(t *testing.T) {
	s := site(t, Options{})
	for _, path := range []string{"/", "/en/", "/en/help/PH", "/data/i/ACTIP.csv", "/en/s/ID/feed.xml", "/leave", "/nothing"} {
		w := get(t, s, path)
		if c := w.Header().Get("Set-Cookie"); c != "" {
			t.Errorf("%s sets %s", path, c)
		}
		if path != "/leave" && !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s has no policy", path)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, "/en/", nil))
		if w.Code != http.StatusMethodNotAllowed && w.Code != http.StatusBadRequest {
			t.Errorf("%s: got %d", method, w.Code)
		}
	}
}

// A page that the browser has already is not sent again, and it is compressed
// for whoever takes it so.
func TestAsked(t *testing.T) {
	s := site(t, Options{})
	tag := get(t, s, "/en/").Header().Get("ETag")
	for _, test := range []struct {
		method, header, value string
		status                int
		encoding              string
	}{
		{"GET", "If-None-Match", tag, 304, ""},
		{"GET", "If-None-Match", `"x", ` + tag, 304, ""},
		{"GET", "Range", "bytes=0-99", 206, ""},
		{"GET", "If-None-Match", `*`, 304, ""},
		{"GET", "If-None-Match", `"x"`, 200, ""},
		{"HEAD", "If-None-Match", tag, 304, ""},
		{"GET", "Accept-Encoding", "br, gzip", 200, "gzip"},
		{"GET", "Accept-Encoding", "gzip;q=0", 200, ""},
		{"GET", "Accept-Encoding", "identity", 200, ""},
		{"HEAD", "Accept-Encoding", "gzip", 200, "gzip"},
		{"HEAD", "Accept-Encoding", "", 200, ""},
	} {
		r := httptest.NewRequest(test.method, "/en/", nil)
		r.Header.Set(test.header, test.value)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		name := test.method + " " + test.header + ": " + test.value
		if w.Code != test.status || w.Header().Get("Content-Encoding") != test.encoding {
			t.Errorf("%s: got %d %q, want %d %q", name, w.Code, w.Header().Get("Content-Encoding"), test.status, test.encoding)
		}
		want := tag
		if test.encoding != "" {
			want = strings.TrimSuffix(tag, `"`) + `-gzip"`
		}
		if w.Header().Get("ETag") != want || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s: a cache cannot tell the answer from others: %v", name, w.Header())
		}
		long, _ := strconv.Atoi(w.Header().Get("Content-Length"))
		switch {
		case test.method == "HEAD" || test.status == 304:
			if w.Body.Len() > 0 || (test.status == 200 && long == 0) {
				t.Errorf("%s: %d bytes, said to be %d", name, w.Body.Len(), long)
			}
		case w.Body.Len() != long:
			t.Errorf("%s: %d bytes, said to be %d", name, w.Body.Len(), long)
		}
	}
}

// TestWarm: Warm makes every page of the written languages, once.
func TestWarm(t *testing.T) {
	s := small(t, Options{})
	s.Warm(t.Context())
	e := s.edition()
	for _, path := range []string{"/en/", "/id/i/ACTIP", "/km/s/BN", "/en/help/BN"} {
		if e.pages.get(path+"?") == nil {
			t.Errorf("%s is not made", path)
		}
	}
}

// TestRead: other sites may fetch the data, the feeds and the pictures and nothing
// else; what a machine looks for by name is there.
func TestRead(t *testing.T) {
	s := site(t, Options{BaseURL: "https://example.org", Report: "law@example.org"})
	for path, open := range map[string]bool{
		"/data/s/ID.csv": true, "/data/articles.json": true, "/data/articles.schema.json": true, "/data/datapackage.json": true, "/data/lindung-data.zip": true,
		"/data/labels/id.json": true, "/en/s/ID/feed.xml": true, "/en/feed.xml": true, "/en/picture.svg": true, "/km/i/ACTIP/picture.svg": true, "/en/": false, "/en/help/ID": false, "/": false,
	} {
		w := get(t, s, path)
		h := w.Header()
		if w.Code != http.StatusOK || (h.Get("Access-Control-Allow-Origin") == "*") != open || (h.Get("Cross-Origin-Resource-Policy") == "cross-origin") != open {
			t.Errorf("%s: %d, %q, %q", path, w.Code, h.Get("Access-Control-Allow-Origin"), h.Get("Cross-Origin-Resource-Policy"))
		}
	}
	for path, want := range map[string]string{
		"/robots.txt": "Sitemap: https://example.org/sitemap.xml", "/sitemap.xml": "<loc>https://example.org/en/i/ACTIP/14/7</loc>",
		"/.well-known/security.txt": "Contact: mailto:law@example.org", "/favicon.ico": "PNG",
	} {
		if w := get(t, s, path); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, no %q", path, w.Code, want)
		}
	}
	if body := get(t, s, "/sitemap.xml").Body.String(); strings.Contains(body, "/help") {
		t.Error("the sitemap names a page that no browser may keep")
	}
	r := httptest.NewRequest(http.MethodHead, "/leave", nil)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != neutral {
		t.Errorf("HEAD /leave: %d to %q", w.Code, w.Header().Get("Location"))
	}
}

// TestTooLong: what is too long to read is answered in plain words.
func TestTooLong(t *testing.T) {
	s := site(t, Options{})
	for _, path := range []string{"/" + strings.Repeat("a", 5000), "/km/search?q=" + strings.Repeat("a", 5000)} {
		w := get(t, s, path)
		p := htmlcheck.Parse(t, w.Body)
		p.Accessible(t)
		if w.Code != http.StatusRequestURITooLong {
			t.Errorf("%.20s: %d", path, w.Code)
		}
	}
}

// TestTitles: every page has a title of its own, in words; but those that a person at risk
// opens, whose titles say nothing.
func TestTitles(t *testing.T) {
	if testing.Short() {
		t.Skip("every page of a language is not part of the short run")
	}
	s := site(t, Options{})
	seen := map[string]string{}
	for _, path := range s.edition().addresses("en") {
		body := get(t, s, path).Body.String()
		_, title, _ := strings.Cut(body, "<title>")
		title, _, _ = strings.Cut(title, "</title>")
		if strings.ContainsAny(title, "{}[]") || title == "" || seen[title] != "" && !strings.Contains(path, "/help") && !strings.HasSuffix(path, "/sheet") {
			t.Errorf("%s: %q, as %s", path, title, seen[title])
		}
		seen[title] = path
	}
}
