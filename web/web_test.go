package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
	"lindung/staff"
	"lindung/web/staffdesk"
)

// A world is a node with its people, and the pages that they see.
type world struct {
	*nodetest.Node
	t      *testing.T
	server *desk.Server
	pages  http.Handler
}

// worlds runs story on each database.
func worlds(t *testing.T, story func(*world)) {
	t.Helper()
	clock := &dbtest.Clock{}
	dbtest.EachAt(t, clock, func(t *testing.T, d *db.DB) {
		clock.Set(time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC))
		w := newWorld(t, nodetest.New(t, d, clock), desk.Options{})
		story(w)
		w.told()
	})
}

// told fails the test if an act does not say where it leads: its repeat would
// lead somewhere else.
func (w *world) told() {
	w.t.Helper()
	for _, to := range w.texts(`SELECT answer FROM once WHERE answer LIKE '%sent_before%'`) {
		w.t.Errorf("an act at %s does not say where it leads", to)
	}
}

// texts returns the one column of a query.
func (w *world) texts(query string) []string {
	w.t.Helper()
	var all []string
	err := w.DB.Read(context.Background(), func(tx *db.Tx) error {
		var err error
		all, err = db.All(tx, db.Value[string], query)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// one is a world on SQLite alone, for what no database can change.
func one(t *testing.T, o desk.Options) *world {
	t.Helper()
	clock := &dbtest.Clock{}
	clock.Set(time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC))
	return newWorld(t, nodetest.New(t, dbtest.SQLite(t, clock), clock), o)
}

// newWorld serves the pages of n, and more.
func newWorld(t *testing.T, n *nodetest.Node, o desk.Options, more ...desk.Route) *world {
	t.Helper()
	o.Door = staff.NewDoor(n.Node).Cheap()
	if o.Logger == nil {
		o.Logger = slog.New(slog.NewTextHandler(logged{t}, nil))
	}
	s, err := desk.New(n.Node, o, staffdesk.AskSignIn, append(slices.Clone(wings), desk.Wing{Templates: templates, Routes: more})...)
	if err != nil {
		t.Fatal(err)
	}
	return &world{Node: n, t: t, server: s, pages: s.Handler()}
}

// logged shows what the pages log where it belongs to the test.
type logged struct{ t *testing.T }

func (l logged) Write(b []byte) (int, error) {
	l.t.Logf("%s", b)
	return len(b), nil
}

// A browser keeps cookies and runs no script.
type browser struct {
	*world
	cookies map[string]string
	lang    string
}

// open opens a browser that no one has signed in with.
func (w *world) open() *browser {
	return &browser{world: w, cookies: map[string]string{}, lang: "en"}
}

// as opens a browser and signs in, as nodetest names its people.
func (w *world) as(who string) *browser {
	w.t.Helper()
	b := w.open()
	got := b.post("/sign-in", url.Values{"login": {nodetest.Login(who)}, "password": {nodetest.Password}, "code": {w.code()}})
	if got.code != http.StatusSeeOther {
		w.t.Fatalf("%s could not sign in: %d", who, got.code)
	}
	return b
}

// code is what everyone's device shows; the clock moves on, so that the next
// one is another.
func (w *world) code() string {
	w.t.Helper()
	w.Clock.Add(31 * time.Second)
	code, err := staff.TOTPCode(nodetest.Secret, w.Clock.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// An answer is a page, or where a browser is led.
type answer struct {
	*htmlcheck.Page
	code   int
	to     string
	header http.Header
	body   string
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.send(httptest.NewRequest("GET", path, nil))
}

func (b *browser) post(path string, form url.Values) answer {
	b.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

// label is a key that no catalog has, where its text should stand.
var label = regexp.MustCompile(`>[a-z][a-z0-9_]*(\.[a-z0-9_]+)+<`)

func (b *browser) send(r *http.Request) answer {
	b.t.Helper()
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", b.lang)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.pages.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	body := w.Body.String()
	a := answer{code: w.Code, to: w.Header().Get("Location"), header: w.Header(), body: body}
	if strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
		body = "" // a file is no page
	}
	a.Page = htmlcheck.Parse(b.t, strings.NewReader(body))
	if missing := label.FindString(body); missing != "" {
		b.t.Errorf("%s %s: no text for %s", r.Method, r.URL, missing)
	}
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && a.to == "" {
		a.Accessible(b.t)
	}
	return a
}

// wants fails the test unless the answer has that status.
func (a answer) wants(t *testing.T, code int) answer {
	t.Helper()
	if a.code != code {
		t.Fatalf("status %d, want %d: %s", a.code, code, a.Text(t, "main"))
	}
	return a
}

// leads fails the test unless the browser is led to path.
func (a answer) leads(t *testing.T, path string) answer {
	t.Helper()
	if a.to != path {
		t.Fatalf("status %d, leads to %q, want %q: %s", a.code, a.to, path, a.Text(t, "main"))
	}
	return a
}

// follow goes where the answer leads.
func (b *browser) follow(a answer) answer {
	b.t.Helper()
	if a.to == "" {
		b.t.Fatalf("status %d leads nowhere: %s", a.code, a.Text(b.t, "main"))
	}
	path, _, _ := strings.Cut(a.to, "#") // browsers keep that part to themselves
	return b.get(path)
}

// asks posts a form that only asks, and goes where it leads.
func (b *browser) asks(path string, form url.Values) answer {
	b.t.Helper()
	a := b.post(path, form)
	for a.to != "" {
		a = b.follow(a)
	}
	return a
}

// fill is what the form at selector holds, with values set.
func fill(t *testing.T, a answer, selector string, values ...string) url.Values {
	t.Helper()
	form := a.Posted(t, selector)
	for i := 0; i+1 < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	return form
}

func TestTemplates(t *testing.T) {
	site, err := desk.NewSite(false, wings...)
	if err != nil {
		t.Fatal(err)
	}
	var views []htmlcheck.View
	for _, w := range append([]desk.Wing{desk.Chassis}, wings...) {
		for _, v := range w.Views {
			views = append(views, v)
		}
	}
	htmlcheck.Views(t, site, views...)
}

// allRoutes are the routes of all wings.
func allRoutes() []desk.Route {
	var all []desk.Route
	for _, w := range wings {
		all = append(all, w.Routes...)
	}
	return all
}

func TestRoutes(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range allRoutes() {
		if r.Who != desk.Anyone && r.Who != desk.Actors {
			t.Errorf("%s does not say who may come", r.Pattern)
		}
		if seen[r.Pattern] {
			t.Errorf("%s is there twice", r.Pattern)
		}
		seen[r.Pattern] = true
		method, path, found := strings.Cut(r.Pattern, " ")
		if r.Pattern != "/" && (!found || method != "GET" && method != "POST" || !strings.HasPrefix(path, "/")) {
			t.Errorf("%q is no GET and no POST", r.Pattern)
		}
	}
}

// TestStrangers: no one who has not signed in sees anything, and gets no hint.
func TestStrangers(t *testing.T) {
	w := one(t, desk.Options{})
	for _, r := range allRoutes() {
		if r.Who != desk.Actors {
			continue
		}
		method, path, _ := strings.Cut(r.Pattern, " ")
		path = address(path)
		t.Run(r.Pattern, func(t *testing.T) {
			b := w.open()
			if method == "GET" {
				b.get(path).leads(t, "/sign-in?to="+url.QueryEscape(path))
				return
			}
			b.post(path, url.Values{"name": {"Ana Example"}}).wants(t, http.StatusOK).In(t, "form[action=/sign-in]")
		})
	}
}

// address is a pattern with something in its places.
func address(path string) string {
	path = strings.ReplaceAll(path, "{$}", "")
	return regexp.MustCompile(`\{[a-z_.]+\}`).ReplaceAllString(path, strings.Repeat("a", 26))
}

// TestGet: no page changes anything but the log and the time a session was used.
func TestGet(t *testing.T) {
	worlds(t, func(w *world) {
		for _, who := range []string{"administrator@shelter", "supervisor@shelter", "caseworker@shelter"} {
			b := w.as(who)
			before := w.tables()
			for _, r := range allRoutes() {
				method, path, _ := strings.Cut(r.Pattern, " ")
				if method != "GET" || r.Pattern == "/" {
					continue
				}
				if a := b.get(address(path)); a.code >= 500 {
					w.t.Errorf("%s: %s is %d", who, r.Pattern, a.code)
				}
			}
			for name, text := range w.tables() {
				if before[name] != text {
					w.t.Errorf("%s: reading has changed the table %s", who, name)
				}
			}
		}
	})
}

// tables returns the rows of every table but those of the log and the times at
// which sessions were used.
func (w *world) tables() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	err := w.DB.Read(context.Background(), func(tx *db.Tx) error {
		for name, query := range map[string]string{
			"sessions": "SELECT token FROM sessions ORDER BY 1", "actors": "SELECT id || '|' || version FROM actors ORDER BY 1",
			"factors": "SELECT actor || '|' || totp_step || '|' || codes FROM factors ORDER BY 1",
			"orgs":    "SELECT id || '|' || version FROM orgs ORDER BY 1", "invites": "SELECT hash || '|' || used_at FROM invites ORDER BY 1",
			"drafts": "SELECT id FROM drafts ORDER BY 1", "cases": "SELECT id || '|' || version FROM cases ORDER BY 1",
			"records": "SELECT owner || '|' || form || '|' || id || '|' || version FROM records ORDER BY 1", "names": "SELECT case_id || '|' || version FROM names ORDER BY 1", "notes": "SELECT id FROM notes ORDER BY 1",
			"grants": "SELECT id || '|' || withdrawn_at FROM grants ORDER BY 1", "bases": "SELECT id || '|' || agreed_at || '|' || ended_at FROM bases ORDER BY 1",
			"referrals": "SELECT id || '|' || state || '|' || version FROM referrals ORDER BY 1", "counters": "SELECT name || '|' || n FROM counters ORDER BY 1",
			"screenings": "SELECT id || '|' || version FROM screenings ORDER BY 1", "decisions": "SELECT id FROM decisions ORDER BY 1",
			"batches": "SELECT id || '|' || undone_at FROM batches ORDER BY 1", "keys": "SELECT owner FROM keys ORDER BY 1",
		} {
			rows, err := db.All(tx, db.Value[string], query)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			all[name] = strings.Join(rows, "\n")
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func TestHeaders(t *testing.T) {
	for _, proxy := range []bool{false, true} {
		w := one(t, desk.Options{BehindProxy: proxy})
		b := w.as("caseworker@shelter")
		want := "lindung"
		if proxy {
			want = "__Host-lindung"
		}
		if _, ok := b.cookies[want]; !ok {
			t.Errorf("no cookie %s among %v", want, b.cookies)
		}
		a := b.get("/account").wants(t, http.StatusOK)
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Content-Language": "en", "X-Content-Type-Options": "nosniff",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
		if got := a.header.Get("Strict-Transport-Security"); (got != "") != proxy {
			t.Errorf("Strict-Transport-Security %q with proxy %v", got, proxy)
		}
	}
}

func TestOtherSite(t *testing.T) {
	b := one(t, desk.Options{}).as("caseworker@shelter")
	r := httptest.NewRequest("POST", "/sign-out", nil)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	b.pages.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("status %d", w.Code)
	}
	b.get("/account").wants(t, http.StatusOK)
	b.get("/nowhere").wants(t, http.StatusNotFound)
}

// TestFault: a fault of the program is a page with a reference, and what it says
// is in no log.
func TestFault(t *testing.T) {
	var log strings.Builder
	o := desk.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))}
	stop := desk.Route{Pattern: "GET /stop", Who: desk.Anyone, Do: func(*desk.Visit) error { panic("Ana Example") }}
	w := httptest.NewRecorder()
	newWorld(t, one(t, o).Node, o, stop).pages.ServeHTTP(w, httptest.NewRequest("GET", "/stop", nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(log.String()+w.Body.String(), "Ana") {
		t.Errorf("status %d\n%s\n%s", w.Code, log.String(), w.Body)
	}
	htmlcheck.Parse(t, w.Body).In(t, "main", htmlcheck.HasText("Reference"))
}
