package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
)

// counted says how much of a body was read.
type countedBody struct {
	io.Reader
	n int64
}

func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// sends posts a body of that type whose length no header tells, and returns how
// much of it was read.
func (b *browser) sends(path, kind, body string) (answer, int64) {
	b.t.Helper()
	c := &countedBody{Reader: strings.NewReader(body)}
	r := httptest.NewRequest("POST", path, c)
	r.Header.Set("Content-Type", kind)
	return b.send(r), c.n
}

const (
	formType  = "application/x-www-form-urlencoded"
	filesType = "multipart/form-data; boundary=b"
)

// TestStrangersSend: of what a stranger sends little is read, whatever the page takes
// from the people who work here, and a made-up cookie changes nothing.
func TestStrangersSend(t *testing.T) {
	w := one(t, desk.Options{})
	long := "name=" + strings.Repeat("%41", 1<<20)
	for _, r := range allRoutes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if method != "POST" {
			continue
		}
		for _, cookie := range []string{"", "madeup"} {
			for _, kind := range []string{formType, filesType} {
				b := w.open()
				if cookie != "" {
					b.cookies["lindung"] = cookie
				}
				if a, n := b.sends(address(path), kind, long); n > 80<<10 || a.code >= 500 {
					t.Errorf("%s, cookie %q, %s: %d bytes were read, status %d", r.Pattern, cookie, kind, n, a.code)
				}
			}
		}
	}
}

// TestLateForm: a form that comes too late for its session is read and kept although it
// is longer than what a stranger may send.
func TestLateForm(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("administrator@shelter")
	w.Clock.Add(40 * time.Minute)
	form := url.Values{"duty": {strings.Repeat("A", 100<<10)}}
	b.post("/administration/organisation", form).wants(t, http.StatusOK)
	b = w.as("administrator@shelter")
	b.get("/drafts").wants(t, http.StatusOK).In(t, "main form")
}

// TestHost: what a request calls the site stands in no link and leads nowhere.
func TestHost(t *testing.T) {
	for _, address := range []string{"", "https://node.example.org"} {
		b := one(t, desk.Options{Address: address}).as("administrator@shelter")
		b.post("/step-up", fill(t, b.get("/step-up?to=/people/new"), "form[action=/step-up]", "code", b.code()))
		form := url.Values{"name": {"Dara Contoh"}, "login": {"dara-contoh"}, "lang": {"en"}, "roles": {"analyst"}}
		r := httptest.NewRequest("POST", "http://evil.example/people", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", formType)
		a := b.send(r)
		if strings.Contains(a.to, "evil") {
			t.Errorf("leads to %s", a.to)
		}
		if got := b.follow(a).Text(t, ".l-secret"); !strings.HasPrefix(got, address+"/enrol/") {
			t.Errorf("with %q the link is to %.30s", address, got)
		}
	}
}

// TestSlow: the server's time for a form holds for strangers; whoever has signed in may
// have a slow line.
func TestSlow(t *testing.T) {
	w := one(t, desk.Options{})
	w.At(time.Now()) // the network's deadlines are of the real clock
	server := httptest.NewUnstartedServer(w.pages)
	server.Config.ReadTimeout = 400 * time.Millisecond
	server.Start()
	defer server.Close()
	for _, c := range []struct {
		path   string
		cookie string
		want   bool
	}{{"/sign-in", "", false}, {"/cases/new", "madeup", false}, {"/account/language", w.as("caseworker@shelter").cookies["lindung"], true}} {
		body, feed := io.Pipe()
		r, err := http.NewRequest("POST", server.URL+c.path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", formType)
		r.AddCookie(&http.Cookie{Name: "lindung", Value: c.cookie})
		go func() {
			_, _ = io.WriteString(feed, "language=")
			time.Sleep(time.Second)
			_, _ = io.WriteString(feed, "en")
			feed.Close()
		}()
		r.ContentLength = int64(len("language=en"))
		got, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
		if err == nil {
			got.Body.Close()
		}
		if served := err == nil && got.StatusCode == http.StatusSeeOther; served != c.want {
			t.Errorf("%s: served %v, want %v: %v", c.path, served, c.want, err)
		}
	}
}

// TestMalformed: a form that makes no sense is refused as such, and is no fault of the
// program.
func TestMalformed(t *testing.T) {
	var log strings.Builder
	w := one(t, desk.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	many := strings.Repeat("a=1&", 20_000)
	for _, c := range []struct{ path, kind, body string }{
		{"/sign-in", formType, "a=%zz"}, {"/sign-in", formType, "a;b=1"}, {"/sign-in", formType + "; =", "a=1"},
		{"/sign-in", filesType, "a=1"}, {"/sign-in", "multipart/form-data", "a=1"}, {"/sign-in", formType, many},
		{"/sign-in?a=%zz", formType, "a=1"}, {"/account/language", formType, "a=%zz"}, {"/people", formType, "a;b=1"},
		{"/people", filesType, "a=1"}, {"/files/preview", filesType, "a=1"}, {"/files/preview", "multipart/form-data", "a=1"},
		{"/files/preview", formType, "a=%zz"},
	} {
		b := w.as("administrator@shelter")
		if c.path == "/sign-in" || strings.HasPrefix(c.path, "/sign-in?") {
			b = w.open()
		}
		if a, _ := b.sends(c.path, c.kind, c.body); a.code != http.StatusBadRequest && !(c.body == many && a.code == http.StatusRequestEntityTooLarge) {
			t.Errorf("%s %s %.10q: status %d", c.path, c.kind, c.body, a.code)
		}
	}
	if log.Len() > 0 {
		t.Errorf("the log says\n%.300s", log.String())
	}
}

// TestOrgRenamed: a name that looks like another's is refused at the form, and a new one
// asks for a fresh proof.
func TestOrgRenamed(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("administrator@shelter")
	const path = "/administration/organisation"
	other := w.Orgs["police"].Name
	b.post(path, fill(t, b.get(path), "main form", "name", " "+strings.ToUpper(other))).wants(t, http.StatusUnprocessableEntity).
		In(t, ".govuk-error-message", htmlcheck.HasText("looks the same"))
	a := b.follow(b.post(path, fill(t, b.get(path), "main form", "name", "Rumah Baru"))).wants(t, http.StatusForbidden)
	b.post("/step-up", fill(t, a, "form[action=/step-up]", "code", w.code())).leads(t, "/administration?done=organisation_saved")
	b.get("/organisations").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Rumah Baru"))
}

// TestGuessing: a session in which somebody guesses codes ends with a page to sign in,
// and whoever signs in after guesses learns of them.
func TestGuessing(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	wrong := url.Values{"code": {"000000"}, "to": {"/account/codes"}}
	for range 4 {
		b.post("/step-up", wrong).wants(t, http.StatusUnprocessableEntity)
	}
	b.post("/step-up", wrong).wants(t, http.StatusOK).In(t, "[role=status]", htmlcheck.HasText("were not right"))
	b.get("/account").leads(t, "/sign-in?to=%2Faccount")
	for range 3 {
		b.post("/sign-in", url.Values{"login": {nodetest.Login("caseworker@shelter")}, "password": {"not the password"}, "code": {w.code()}})
	}
	form := url.Values{"login": {nodetest.Login("caseworker@shelter")}, "password": {nodetest.Password}, "code": {w.code()}}
	b.follow(b.post("/sign-in", form).leads(t, "/account/sessions?done=wrong_tries")).wants(t, http.StatusOK).
		In(t, "main", htmlcheck.HasText("3 tries to sign in"))
}

// TestTakenName: an organisation whose name looks like that of another is not added, and
// the page says which answer must be changed.
func TestTakenName(t *testing.T) {
	w := one(t, desk.Options{})
	adm := w.as("administrator@shelter")
	form := fill(t, adm.get("/organisations/new"), "main form", "name", "Exarnple Shelter", "sector", "court", "country", "LA", "first_name", "Boun Contoh", "first_login", "boun")
	adm.sure("/organisations", form).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#name"))
}
