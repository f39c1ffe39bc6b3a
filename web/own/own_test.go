package own_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/dossier"
	"lindung/i18n"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/survivor"
	"lindung/web/own"
)

var ctx = context.Background()

// house is a node with a person who has a paper, and the server of their pages.
type house struct {
	*nodetest.Node
	t      *testing.T
	server *own.Server
	c      cases.Case
	codes  survivor.Codes
	grant  consent.Grant
}

func newHouse(t *testing.T, n *nodetest.Node, in survivor.New) *house {
	t.Helper()
	h := &house{Node: n, t: t}
	s := n.As(t, "caseworker@shelter")
	var err error
	if h.c, err = cases.Open(ctx, s, cases.New{Names: []person.Name{{Text: "Invented Person", Kind: "official"}}}); err != nil {
		t.Fatal(err)
	}
	h.save(person.SafeContact.Name, url.Values{"contact_channels": {"call"}, "contact_hours": {"09:00"}, "contact_never_say": {"the shelter"}})
	h.save("contact_address", url.Values{"address_street": {"Secret Street 1"}})
	if err := cases.AddNote(ctx, s, h.c.ID, "general", "Sleeps in Secret House."); err != nil {
		t.Fatal(err)
	}
	if h.codes, err = survivor.Make(ctx, s.SteppedUp(true), h.c.ID, in); err != nil {
		t.Fatal(err)
	}
	h.grant, err = consent.Give(ctx, s, cases.Target(h.c.ID), consent.Grant{
		Recipient: consent.ToOrg(n.Orgs["ngo"].ID), Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity, lindung.Health},
		From: access.StoredTime(n.Now()), Until: access.StoredTime(n.Now().Add(30 * 24 * time.Hour)), Lang: "en", TextVersion: consent.CurrentVersion,
		Child: true, Detail: consent.Detail{ExplainedBy: "a worker", Assent: true, NoGuardian: "not safe"},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.serves(own.Options{})
	return h
}

// serves offers the pages in another way.
func (h *house) serves(o own.Options) {
	h.t.Helper()
	o.Door, o.Convention = survivor.NewDoor(h.Node.Node), func() (*convention.Snapshot, error) { return data.Embedded() }
	var err error
	if h.server, err = own.New(o); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) save(form string, in url.Values) {
	h.t.Helper()
	f, _ := dossier.Forms.Named(form)
	values, problems := f.Decode(in, h.Now())
	if len(problems) > 0 {
		h.t.Fatal(problems)
	}
	if err := cases.SaveForm(ctx, h.As(h.t, "caseworker@shelter"), h.c.ID, f, 0, values); err != nil {
		h.t.Fatal(err)
	}
}

// browser keeps the cookies of a person's phone.
type browser struct {
	h       *house
	cookies map[string]string
	size    int
	header  http.Header
}

func (h *house) phone() *browser { return &browser{h: h, cookies: map[string]string{}} }

// ask returns status, body and where it leads.
func (b *browser) ask(method, path string, form url.Values) (int, string, string) {
	b.h.t.Helper()
	r := httptest.NewRequest(method, "http://notes.example"+path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.Header.Set("Accept-Encoding", "gzip")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.h.server.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	b.size, b.header = w.Body.Len(), w.Header()
	body := w.Body.String()
	if w.Header().Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(strings.NewReader(body))
		if err != nil {
			b.h.t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if err != nil {
			b.h.t.Fatal(err)
		}
		body = string(plain)
	}
	return w.Code, body, w.Header().Get("Location")
}

func (b *browser) page(path string) string {
	b.h.t.Helper()
	code, body, _ := b.ask(http.MethodGet, path, nil)
	if code != http.StatusOK {
		b.h.t.Fatalf("%s: %d", path, code)
	}
	return body
}

var onceField = regexp.MustCompile(`name="once" value="([^"]+)"`)

// post sends the form of a page with the key that the page gave it.
func (b *browser) post(page, action string, form url.Values) (int, string) {
	b.h.t.Helper()
	if m := onceField.FindStringSubmatch(b.page(page)); m != nil && form.Get("once") == "" {
		form.Set("once", m[1])
	}
	code, _, to := b.ask(http.MethodPost, action, form)
	return code, to
}

func (b *browser) enter(code, pin string) {
	b.h.t.Helper()
	if status, _, to := b.ask(http.MethodPost, "/", url.Values{"code": {code}, "pin": {pin}}); status != http.StatusSeeOther || to != "/notes" {
		b.h.t.Fatalf("entered: %d %s", status, to)
	}
}

// TestPages walks every page of a visit: each is small, says nothing in its title or
// address, is kept by no browser, and has what it should.
func TestPages(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n, survivor.New{Withheld: []survivor.Withheld{{Group: lindung.Health, Reason: "the doctor tells you first"}}})
		b := h.phone()
		if _, _, to := b.ask(http.MethodGet, "/notes", nil); to != "/?over=1" {
			t.Errorf("without a visit it leads to %q", to)
		}
		b.page("/")
		b.enter(h.codes.Code, h.codes.PIN)
		for path, has := range map[string]string{
			"/notes": "Who has read it", "/notes/list": "the doctor tells you first", "/notes/list/0": "Invented Person", "/notes/who": "Yayasan Contoh",
			"/notes/who/" + string(h.grant.ID): "groups", "/notes/seen": "Example Shelter", "/notes/ways": "the shelter", "/notes/answers": "Write to your worker",
			"/notes/new/message": "Your words", "/notes/rights": "compensation", "/notes/keep": "delete",
		} {
			body := b.page(path)
			if !strings.Contains(body, has) {
				t.Errorf("%s does not say %q", path, has)
			}
			if b.size > 6<<10 {
				t.Errorf("%s has %d bytes", path, b.size)
			}
			if !strings.Contains(body, "<title>Notes</title>") {
				t.Errorf("%s has another title", path)
			}
			if got := b.header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("%s: Cache-Control %q", path, got)
			}
			if strings.Contains(body, "<script") {
				t.Errorf("%s has a script", path)
			}
			for _, secret := range []string{"Secret Street", "Secret House"} {
				if strings.Contains(body, secret) {
					t.Errorf("%s says where the person is", path)
				}
			}
		}
		if first := b.page("/notes"); strings.Contains(first, "Example Shelter") || strings.Contains(first, "Invented") {
			t.Error("the first page names somebody")
		}
		code, _, _ := b.ask(http.MethodGet, "/leave", nil)
		if code != http.StatusSeeOther || len(b.cookies) != 0 || !strings.Contains(b.header.Get("Clear-Site-Data"), "cookies") {
			t.Errorf("leaving: %d, %v", code, b.cookies)
		}
	})
}

// TestWhere: who chose so reads where they are, until they hide it with one press.
func TestWhere(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n, survivor.New{Where: true})
		b := h.phone()
		b.enter(h.codes.Code, h.codes.PIN)
		at := func(g lindung.Group) string {
			return "/notes/list/" + string(rune('0'+slices.Index(lindung.Groups, g)))
		}
		if body := b.page(at(lindung.Contact)); !strings.Contains(body, "Secret Street") {
			t.Error("they chose to read it")
		}
		if code, _ := b.post("/notes", "/notes/hide", url.Values{}); code != http.StatusSeeOther {
			t.Fatal(code)
		}
		for _, g := range []lindung.Group{lindung.Contact, lindung.Situation} {
			if code, body, _ := b.ask(http.MethodGet, at(g), nil); code != http.StatusOK || strings.Contains(body, "Secret") {
				t.Errorf("%s: %d, still shown", g, code)
			}
		}
	})
}

// TestStop: to stop and to let somebody read less takes effect at once, and the same form
// sent twice does it once.
func TestStop(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n, survivor.New{})
		b := h.phone()
		b.enter(h.codes.Code, h.codes.PIN)
		if code, to := b.post("/notes/who/"+string(h.grant.ID), "/notes/who/"+string(h.grant.ID), url.Values{"groups": {"identity"}}); code != http.StatusSeeOther || !strings.Contains(to, "less") {
			t.Fatal(code, to)
		}
		ledger, _, err := consent.Read(ctx, h.As(t, "caseworker@shelter"), cases.Target(h.c.ID))
		live := ledger.InForce(access.StoredTime(n.Now())).Grants
		if err != nil || len(live) != 1 || len(live[0].Groups) != 1 {
			t.Fatalf("in force %v, %v", live, err)
		}
		if code, to := b.post("/notes/who", "/notes/who", url.Values{"grant": {string(live[0].ID)}}); code != http.StatusSeeOther || !strings.Contains(to, "stopped") {
			t.Fatal(code, to)
		}
		ledger, _, err = consent.Read(ctx, h.As(t, "caseworker@shelter"), cases.Target(h.c.ID))
		if err != nil || len(ledger.InForce(access.StoredTime(n.Now())).Grants) != 0 {
			t.Errorf("after it was stopped: %v, %v", ledger, err)
		}
		form := url.Values{"text": {"one message"}, "once": {lindung.NewID()}}
		for range 2 {
			if code, _, _ := b.ask(http.MethodPost, "/notes/new/message", form); code != http.StatusSeeOther {
				t.Error(code)
			}
		}
		w, err := dossier.Read(ctx, h.As(t, "caseworker@shelter"), h.c.ID)
		if err != nil || len(w.Words) != 1 {
			t.Errorf("%d messages, %v", len(w.Words), err)
		}
		if code, body, _ := b.ask(http.MethodPost, "/notes/new/message", url.Values{"text": {" "}}); code != http.StatusOK || !strings.Contains(body, "Write something first.") {
			t.Error(code, "nothing was written")
		}
	})
}

// TestCalm: with the second PIN every address shows an empty notebook, and nothing that is
// sent is stored.
func TestCalm(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h := newHouse(t, n, survivor.New{Second: true})
		b := h.phone()
		b.enter(h.codes.Code, h.codes.Second)
		for _, path := range []string{"/notes", "/notes/list", "/notes/who", "/notes/answers"} {
			if body := b.page(path); !strings.Contains(body, "There are no notes.") || strings.Contains(body, "Yayasan") {
				t.Errorf("%s shows something", path)
			}
		}
		if code, _, _ := b.ask(http.MethodPost, "/notes/new/message", url.Values{"text": {"typed under force"}}); code != http.StatusSeeOther {
			t.Error(code)
		}
		if code, _, _ := b.ask(http.MethodPost, "/notes/who", url.Values{"all": {"yes"}}); code != http.StatusSeeOther {
			t.Error(code)
		}
		w, err := dossier.Read(ctx, h.As(t, "caseworker@shelter"), h.c.ID)
		if err != nil || len(w.Words) != 0 || len(w.Consent.InForce(access.StoredTime(n.Now())).Grants) != 1 {
			t.Errorf("something was done: %v, %v", w.Words, err)
		}
	})
}

// TestOthers: no address opens anything of another file, and nothing is changed from another
// site.
func TestOthers(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		h, other := newHouse(t, n, survivor.New{}), newHouse(t, n, survivor.New{})
		b := h.phone()
		b.enter(h.codes.Code, h.codes.PIN)
		for _, path := range []string{"/notes/who/" + string(other.grant.ID), "/notes/list/99", "/notes/list/-1", "/notes/new/unknown", "/cases/" + string(h.c.ID), "/sign-in"} {
			if code, _, _ := b.ask(http.MethodGet, path, nil); code != http.StatusNotFound {
				t.Errorf("%s: %d", path, code)
			}
		}
		if code, _, _ := b.ask(http.MethodPost, "/notes/who", url.Values{"grant": {string(other.grant.ID)}}); code != http.StatusNotFound {
			t.Errorf("stopped what is another's: %d", code)
		}
		if code, _, _ := b.ask(http.MethodPost, "/notes/new/correction/"+lindung.NewID(), url.Values{"text": {"x"}}); code != http.StatusNotFound {
			t.Errorf("about nothing: %d", code)
		}
		r := httptest.NewRequest(http.MethodPost, "http://notes.example/notes/hide", nil)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		if h.server.ServeHTTP(w, r); w.Code != http.StatusNotFound {
			t.Errorf("from another site: %d", w.Code)
		}
	})
}

// TestLanguages: the pages are offered in each language that has them whole.
func TestLanguages(t *testing.T) {
	for _, l := range own.Languages() {
		if !l.Whole(i18n.StageOwn) {
			t.Errorf("%s is offered", l)
		}
	}
	if !slices.Contains(own.Languages(), "id") || !slices.Contains(own.Languages(), i18n.English) {
		t.Errorf("offered %v", own.Languages())
	}
}
