package page_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"lindung/i18n"
	"lindung/internal/page"
	"lindung/internal/test/htmlcheck"
)

type textPage struct {
	page.Base
	Text string
}

var textView = page.NewView[textPage]("text")

func textSite(t *testing.T, o page.Options) *page.Site {
	t.Helper()
	o.Templates = []fs.FS{fstest.MapFS{
		"text.html":   {Data: []byte(`{{define "main"}}<h1>{{.Title}}</h1><p class="t">{{template "twice" .Text}}</p>{{end}}`)},
		"_twice.html": {Data: []byte(`{{define "twice"}}{{.}} {{.}}{{end}}`)},
	}}
	s, err := page.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func show(t *testing.T, s *page.Site, b page.Base, text string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	textView.Show(s, w, httptest.NewRequest(http.MethodGet, "/x", nil), textPage{Base: b, Text: text})
	return w
}

func TestHeaders(t *testing.T) {
	staff, public := textSite(t, page.Options{Secure: true}), textSite(t, page.Options{Public: true})
	b := page.Base{Title: "Example"}
	h := show(t, staff, b, "x").Header()
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Content-Language": "en", "Content-Type": "text/html; charset=utf-8",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	policy := h.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	if h.Get("Strict-Transport-Security") == "" {
		t.Error("a site behind TLS does not say so")
	}
	if got := show(t, public, b, "x").Header(); got.Get("Cache-Control") == "no-store" || got.Get("Strict-Transport-Security") != "" {
		t.Errorf("public page: %v", got)
	}
	b.Leave = true
	if got := show(t, public, b, "x").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("a page with the leave button is kept: %q", got)
	}
}

func TestTextIsText(t *testing.T) {
	w := show(t, textSite(t, page.Options{}), page.Base{Title: `<script>a</script>`}, `"><img src=x onerror=b>`)
	p := htmlcheck.Parse(t, w.Body)
	p.Accessible(t)
	p.Not(t, "img")
	p.In(t, "h1", htmlcheck.HasText("<script>a</script>"))
}

func TestLeaveButton(t *testing.T) {
	for _, lang := range i18n.Complete() {
		b := page.Base{T: i18n.For(lang), Title: "Example", Leave: true}
		p := htmlcheck.Parse(t, show(t, textSite(t, page.Options{}), b, "x").Body)
		p.Accessible(t)
		p.In(t, "a[href=/leave][rel=nofollow noreferrer]", htmlcheck.Count(1))
		p.Not(t, "svg.l-mark")
		p.In(t, "title", htmlcheck.LacksText("Lindung"))
	}
}

func TestSheet(t *testing.T) {
	b := page.Base{Title: "Example", Print: true, Nav: []page.NavItem{{Text: "Home", Href: "/"}}}
	p := htmlcheck.Parse(t, show(t, textSite(t, page.Options{}), b, "x").Body)
	p.Accessible(t)
	p.Not(t, "nav")
	p.Not(t, "header")
}

func TestCompression(t *testing.T) {
	s := textSite(t, page.Options{})
	long := strings.Repeat("long ", 1000)
	for accept, want := range map[string]string{"gzip, br": "gzip", "br, gzip;q=0.5": "gzip", "gzip;q=0": "", "gzip; q=0.000": "", "GZIP": "gzip",
		"*": "gzip", "br, *;q=0.1": "gzip", "*, gzip;q=0": "", "gzip;q=none": "", "": "", "gzipped": ""} {
		r := httptest.NewRequest(http.MethodGet, "/x", nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		textView.Show(s, w, r, textPage{Base: page.Base{Title: "Example"}, Text: long})
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%q: encoding %q, want %q", accept, got, want)
		}
		body := io.Reader(w.Body)
		if want == "gzip" {
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if text, err := io.ReadAll(body); err != nil || !strings.Contains(string(text), "long long") {
			t.Errorf("%q: body not as it was (%v)", accept, err)
		}
	}
}

func TestLeave(t *testing.T) {
	ended := 0
	l := page.Leave{To: "https://weather.example/", End: func(http.ResponseWriter, *http.Request) { ended++ }}
	call := func(method, header, value string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, page.LeavePath, nil)
		if header != "" {
			r.Header.Set(header, value)
		}
		w := httptest.NewRecorder()
		l.ServeHTTP(w, r)
		return w
	}
	w := call(http.MethodGet, "", "")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != l.To || ended != 1 {
		t.Errorf("leave: %d to %q, ended %d", w.Code, w.Header().Get("Location"), ended)
	}
	if got := w.Header().Get("Clear-Site-Data"); got != `"cache", "cookies", "storage"` {
		t.Errorf("the browser keeps %q", got)
	}
	if w.Header().Get("Referrer-Policy") != "no-referrer" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", w.Header())
	}
	if call(http.MethodGet, "Sec-Purpose", "prefetch;prerender"); ended != 1 {
		t.Error("a fetch ahead of the click ended the session")
	}
	for _, c := range []struct {
		mode, dest string
		ends       bool
	}{{"no-cors", "image", false}, {"navigate", "iframe", false}, {"cors", "empty", false}, {"navigate", "document", true}} {
		before := ended
		r := httptest.NewRequest(http.MethodGet, page.LeavePath, nil)
		for name, value := range map[string]string{"Site": "cross-site", "Mode": c.mode, "Dest": c.dest} {
			r.Header.Set("Sec-Fetch-"+name, value)
		}
		w := httptest.NewRecorder()
		l.ServeHTTP(w, r)
		if (ended > before) != c.ends || (w.Header().Get("Clear-Site-Data") != "") != c.ends {
			t.Errorf("%s of another site: ended %v, headers %v", c.dest, ended > before, w.Header())
		}
		ended = before
	}
	if w := call(http.MethodPut, "", ""); w.Code != http.StatusMethodNotAllowed || ended != 1 {
		t.Errorf("PUT: %d", w.Code)
	}
}

func TestRefuse(t *testing.T) {
	s := textSite(t, page.Options{})
	for _, lang := range i18n.Complete() {
		for _, status := range []int{0, 400, 403, 404, 409, 413, 429, 503, 507} {
			w := httptest.NewRecorder()
			s.Refuse(w, httptest.NewRequest(http.MethodGet, "/x", nil), page.Base{T: i18n.For(lang), Status: status}, "abc234")
			p := htmlcheck.Parse(t, w.Body)
			p.Accessible(t)
			p.In(t, "main", htmlcheck.HasText("abc234"), htmlcheck.LacksText("page.error"))
			if status == http.StatusForbidden && w.Code != http.StatusNotFound {
				t.Errorf("a refusal shows: %d", w.Code)
			}
		}
	}
}

func TestStatic(t *testing.T) {
	s := textSite(t, page.Options{})
	if !s.Built() {
		p := htmlcheck.Parse(t, show(t, s, page.Base{Title: "Example"}, "x").Body)
		p.In(t, ".l-unbuilt code", htmlcheck.HasText("make assets"))
		t.Skip("the program has no assets: run make assets to test how they are served")
	}
	get := func(address, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		s.Static().ServeHTTP(w, r)
		return w
	}
	w := get(s.Asset("lindung.css"), "gzip")
	if w.Code != 200 || w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("style sheet: %d %v", w.Code, w.Header())
	}
	if w := get(s.Asset("lindung.css"), ""); w.Code != 200 || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("plain style sheet: %d %v", w.Code, w.Header())
	}
	for _, address := range []string{"/static/x/lindung.css", s.Asset("../page.go"), s.Asset("placeholder.txt"), "/static/", s.Asset("")} {
		if w := get(address, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	// A name in Khmer is read on an English page too.
	for _, family := range []string{"Noto Sans Khmer", "Noto Sans Lao Looped", "Noto Sans Myanmar", "Noto Sans Tamil", "Noto Sans Thai Looped"} {
		if css := get(s.Asset("lindung.css"), "").Body.String(); !strings.Contains(css, `@font-face{font-family:"`+family+`"`) {
			t.Errorf("the style sheet has no font %s", family)
		}
	}
}

// TestFirstPageIsLight holds the bound of DESIGN.md: page, style sheet and script
// of a first visit over the wire, compressed.
func TestFirstPageIsLight(t *testing.T) {
	s := site(t)
	if !s.Built() {
		t.Skip("the program has no assets: run make assets to weigh them")
	}
	tr := i18n.For("id")
	p := formPage{Base: page.Base{T: tr, Title: "Contoh"}, Form: page.Form{Rows: page.Rows(tr, form, page.Answers{})}}
	r := httptest.NewRequest(http.MethodGet, "/x", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	formView.Show(s, w, r, p)
	html := w.Body.Len()
	total := html
	for _, name := range []string{"lindung.css", "app.js", "mark.svg"} {
		r.URL.Path = s.Asset(name)
		w := httptest.NewRecorder()
		s.Static().ServeHTTP(w, r)
		total += w.Body.Len()
	}
	if total > 40<<10 || html > 15<<10 {
		t.Errorf("a first page with a large form weighs %d bytes, %d of them the page", total, html)
	}
	t.Logf("%d bytes, %d of them the page", total, html)
}

// A page takes its copy of the layout when it is shown, and not at the start.
func TestPagesAreMadeWhenShown(t *testing.T) {
	takes := func(pages int) uint64 {
		folder := fstest.MapFS{}
		for n := range pages {
			folder[fmt.Sprintf("page%d.html", n)] = &fstest.MapFile{Data: []byte(`{{define "main"}}Contoh{{end}}`)}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := page.New(page.Options{Templates: []fs.FS{folder}}); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	const most = 20 << 10
	if each := (takes(101) - takes(1)) / 100; each > most {
		t.Errorf("each page takes %d bytes at the start, before anybody has asked for it", each)
	}
}
