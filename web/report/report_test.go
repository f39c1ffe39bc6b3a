package report_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lindung/access"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/internal/db"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
	"lindung/prevention"
	"lindung/survivor"
	"lindung/web/own"
	"lindung/web/report"
)

var ctx = context.Background()

// pages are those of a node, as a browser without a script asks for them.
type pages struct {
	t *testing.T
	*nodetest.Node
	*httptest.Server
}

func serve(t *testing.T, n *nodetest.Node) pages {
	t.Helper()
	snap, err := data.Load(data.Files())
	if err != nil {
		t.Fatal(err)
	}
	law := func() (*convention.Snapshot, error) { return snap, nil }
	routes, err := report.Routes(report.Options{Door: prevention.NewReportDoor(n.Node), Convention: law})
	if err != nil {
		t.Fatal(err)
	}
	s, err := own.New(own.Options{Door: survivor.NewDoor(n.Node), Convention: law}, routes...)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return pages{t, n, server}
}

// most is how many bytes a page may take on the way, compressed.
const most = 6 << 10

// ask asks for an address, or posts to it, and holds what holds for every page.
func (p pages) ask(path string, in url.Values, status int) string {
	p.t.Helper()
	req, err := http.NewRequest(http.MethodGet, p.URL+path, nil)
	if in != nil {
		req, err = http.NewRequest(http.MethodPost, p.URL+path, strings.NewReader(in.Encode()))
	}
	if err != nil {
		p.t.Fatal(err)
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("User-Agent", "Kanari Browser")
	req.Header.Set("Accept-Language", "en")
	answer, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	html := string(b)
	if answer.StatusCode != status {
		p.t.Fatalf("%s: status %d, want %d: %s", path, answer.StatusCode, status, html)
	}
	var zip bytes.Buffer
	w := gzip.NewWriter(&zip)
	w.Write(b)
	w.Close()
	if zip.Len() > most {
		p.t.Errorf("%s: %d bytes", path, zip.Len())
	}
	h := answer.Header
	if h.Get("Set-Cookie") != "" || !strings.Contains(h.Get("Cache-Control"), "no-store") || !strings.Contains(html, "<title>Notes</title>") && !strings.Contains(html, "<title>Catatan</title>") ||
		strings.Contains(html, "<script") || !strings.Contains(html, `class="leave"`) {
		p.t.Errorf("%s: cookie %q, cache %q: %s", path, h.Get("Set-Cookie"), h.Get("Cache-Control"), html)
	}
	return html
}

// hidden is the value of a hidden input.
func hidden(t *testing.T, html, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(html)
	if m == nil {
		t.Fatalf("no %s in %s", name, html)
	}
	return m[1]
}

func has(t *testing.T, html string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(html, text) {
			t.Errorf("no %q in %s", text, html)
		}
	}
}

func TestViews(t *testing.T) {
	site, err := report.Site()
	if err != nil {
		t.Fatal(err)
	}
	var all []htmlcheck.View
	for _, v := range report.Views() {
		all = append(all, v)
	}
	htmlcheck.Views(t, site, all...)
}

// TestPages goes the whole way: whom to call, telling, the key, the answer, the end. Nothing
// of the browser is stored.
func TestPages(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		p := serve(t, n)
		has(t, p.ask("/write", nil, 200), "You cannot write here", "Cambodia: Help line", `href="tel:117"`, "I have a key")
		n.Set(t, "shelter", access.TakesReports, 1)

		first := p.ask("/write", nil, 200)
		has(t, first, "Is someone in danger right now?", `<option value="KH" selected`)
		has(t, p.ask("/write", url.Values{"country": {"XX"}}, 422), "Choose whether", "Choose a country")
		calm := p.ask("/write", url.Values{"danger": {"no"}, "country": {"KH"}}, 200)
		if strings.Index(calm, "tel:117") < strings.Index(calm, "<form") {
			t.Error("without danger the numbers come first")
		}
		form := p.ask("/write", url.Values{"danger": {"yes"}, "country": {"KH"}}, 200)
		has(t, form, "Call now, if you can", "Example Shelter reads what you write", "Leave out your own name")
		if strings.Index(form, "tel:117") > strings.Index(form, "<form") {
			t.Error("in danger the numbers come last")
		}
		in := url.Values{"once": {hidden(t, form, "once")}, "danger": {"yes"}, "country": {"KH"}, "about": {"help"}, "said": {"Kanari said it"}, "place": {"<b>Kanari</b>"}}
		has(t, p.ask("/write/send", in, 422), "Nothing was sent yet.", "Choose whether you want an answer.", "Kanari said it", "&lt;b&gt;Kanari")
		in.Set("answer", "yes")
		sent := p.ask("/write/send", in, 200)
		key := regexp.MustCompile(`[2-9A-Z]{4}(-[2-9A-Z]{4}){3}`).FindString(sent)
		has(t, sent, "Your message was sent", "Call now", "Example Shelter reads it within 24 hours")
		if key == "" || strings.Contains(sent, "Kanari said it") {
			t.Fatalf("the key is %q: %s", key, sent)
		}
		has(t, p.ask("/write/send", in, 200), key)

		ana := n.As(t, "caseworker@shelter")
		open, _, err := prevention.Tips(ctx, ana)
		if err != nil || len(open) != 1 {
			t.Fatalf("%d tips, %v", len(open), err)
		}
		if err := prevention.WriteBack(ctx, ana, open[0].ID, open[0].Version, "Kanari answer"); err != nil {
			t.Fatal(err)
		}
		has(t, p.ask("/write/back", nil, 200), "Write your key")
		wrong := p.ask("/write/back", url.Values{"key": {"KANARI KEY"}}, 422)
		if has(t, wrong, "This key opens nothing"); strings.Contains(wrong, "KANARI KEY") {
			t.Error("what was typed comes back")
		}
		talk := p.ask("/write/back", url.Values{"key": {strings.ToLower(key)}}, 200)
		has(t, talk, "Kanari said it", "Kanari answer", "Example Shelter wrote on", "Write more")
		if strings.Contains(talk, key) {
			t.Error("the key is in the page")
		}
		pass := hidden(t, talk, "pass")
		has(t, p.ask("/write/more", url.Values{"pass": {pass}, "once": {hidden(t, talk, "once")}, "text": {" "}}, 422), "Write something first.")
		has(t, p.ask("/write/more?in=id", url.Values{"pass": {pass}, "once": {hidden(t, talk, "once")}, "text": {"Kanari more"}}, 200), "Terkirim.", "Kanari more")
		has(t, p.ask("/write/end", url.Values{"pass": {pass}}, 200), "The conversation has ended")
		has(t, p.ask("/write/more", url.Values{"pass": {pass}, "once": {hidden(t, talk, "once")}, "text": {"x"}}, 422), "Write your key again")
		has(t, p.ask("/write/back", url.Values{"key": {key}}, 422), "This key opens nothing")

		var b bytes.Buffer
		if _, err := n.DB.Dump(ctx, &b); err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"Kanari", "127.0.0.1", key} {
			if strings.Contains(b.String(), bad) {
				t.Errorf("the database holds %q", bad)
			}
		}
		if err := n.DB.Read(ctx, func(tx *db.Tx) error {
			got, err := db.One(tx, db.Value[int64], `SELECT count(*) FROM visits`)
			if got != 0 {
				t.Errorf("%d visits are stored", got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestChoice: where several organisations take reports, one is chosen; a flood says whom to
// call and keeps what was typed.
func TestChoice(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		p := serve(t, n)
		n.Set(t, "shelter", access.TakesReports, 1)
		n.Set(t, "ngo", access.TakesReports, 1)
		form := p.ask("/write", url.Values{"danger": {"not_sure"}, "country": {"other"}}, 200)
		has(t, form, "Who should read it?", "Yayasan Contoh, Indonesia", "We know of no number")
		in := url.Values{"once": {hidden(t, form, "once")}, "danger": {"no"}, "country": {"TH"}, "about": {"saw"}, "said": {"Kanari"}, "answer": {"no"}}
		has(t, p.ask("/write/send", in, 422), "Choose who should read it.")
		in.Set("org", string(n.Orgs["ngo"].ID))
		for range 15 {
			in.Set("once", hidden(t, p.ask("/write", url.Values{"danger": {"no"}, "country": {"TH"}}, 200), "once"))
			p.ask("/write/send", in, 200)
		}
		in.Set("once", hidden(t, form, "once"))
		has(t, p.ask("/write/send", in, 429), "try again in an hour", "Kanari", "tel:1300")
	})
}
