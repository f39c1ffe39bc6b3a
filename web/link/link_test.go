package link_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/i18n"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/referral"
	"lindung/survivor"
	"lindung/web/link"
	"lindung/web/own"
)

var ctx = context.Background()

// desk is a node with a referral to a clinic outside that has a link, and the server.
type desk struct {
	*nodetest.Node
	t      *testing.T
	server *own.Server
	c      cases.Case
	r      referral.Referral
	grant  consent.Grant
	codes  referral.LinkCodes
	cookie *http.Cookie
	lang   string
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newDesk(t *testing.T, n *nodetest.Node) *desk {
	t.Helper()
	d := &desk{Node: n, t: t, lang: "en"}
	ana, now := n.As(t, "caseworker@shelter").SteppedUp(true), db.TimeOf(n.Now())
	d.c = must(cases.Open(ctx, ana, cases.New{Names: []person.Name{{Text: "Invented Person", Kind: "official"}}}))
	for name, in := range map[string]url.Values{
		person.SafeContact.Name: {"contact_channels": {"call"}, "contact_never_say": {"the shelter"}}, "health_needs": {"medicines": {"insulin"}},
	} {
		f, _ := dossier.Forms.Named(name)
		v, problems := f.Decode(in, n.Now())
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if err := cases.SaveForm(ctx, ana, d.c.ID, f, 0, v); err != nil {
			t.Fatal(err)
		}
	}
	d.grant = must(consent.Give(ctx, ana, cases.Target(d.c.ID), consent.Grant{
		Body: consent.Body{Name: "Example Clinic", Phone: "+66 2 000 0001", Country: "TH"}, Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity, lindung.Contact},
		From: now, Until: now.Add(10 * 24 * time.Hour), Lang: "en", TextVersion: consent.CurrentVersion, Child: true,
		Detail: consent.Detail{ExplainedBy: "a worker", Assent: true, NoGuardian: "not safe", Conditions: []consent.Condition{{Text: "only by day", For: consent.ForRecipient}}},
	}))
	all, _, err := consent.Read(ctx, ana, cases.Target(d.c.ID))
	if err != nil {
		t.Fatal(err)
	}
	d.r = must(referral.Send(ctx, ana, d.c.ID, referral.New{To: all.Grants[0].Recipient, BasedOn: []string{string(d.grant.ID)}, Need: "health", Due: now.Add(48 * time.Hour), Words: "please see them today"}))
	if _, d.codes, err = referral.MakeLink(ctx, ana, d.r.ID, 3); err != nil {
		t.Fatal(err)
	}
	d.server = must(own.New(own.Options{Door: survivor.NewDoor(n.Node)}, link.Routes()...))
	return d
}

// ask sends a request, with a form if it posts, and returns the answer.
func (d *desk) ask(method, path string, form url.Values) *httptest.ResponseRecorder {
	d.t.Helper()
	q := httptest.NewRequest(method, "http://notes.example"+path, strings.NewReader(form.Encode()))
	q.Header.Set("Accept-Language", d.lang)
	if method == http.MethodPost {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if d.cookie != nil {
		q.AddCookie(d.cookie)
	}
	w := httptest.NewRecorder()
	d.server.ServeHTTP(w, q)
	w.Body = bytes.NewBufferString(strings.ReplaceAll(w.Body.String(), "\u2060", "")) // which people do not see
	for _, c := range w.Result().Cookies() {
		if c.Name == "n" {
			d.cookie = c
		}
	}
	return w
}

func (d *desk) reads() string {
	d.t.Helper()
	w := d.ask("GET", "/reply/read", nil)
	if w.Code != http.StatusOK {
		d.t.Fatalf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	return w.Body.String()
}

func (d *desk) enter() {
	d.t.Helper()
	if w := d.ask("POST", "/reply", url.Values{"code": {strings.ToLower(d.codes.Code)}, "second": {d.codes.Second}}); w.Header().Get("Location") != "/reply/read" {
		d.t.Fatalf("enter: %d to %q", w.Code, w.Header().Get("Location"))
	}
}

var label = regexp.MustCompile(`>[a-z][a-z0-9_]*(\.[a-z0-9_]+)+<`)

// The two codes open one referral; it is accepted, asked about and reported, and then nothing
// is open. No address, title or cookie names the person, and no label is without its text, in
// each language.
func TestReply(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		for _, l := range own.Languages() {
			d := newDesk(t, n)
			d.lang = string(l)
			say := i18n.For(l).Text
			for _, wrong := range []url.Values{{}, {"code": {d.codes.Code}}, {"code": {"AAAAA-AAAAA"}, "second": {d.codes.Second}}, {"code": {d.codes.Code}, "second": {"12"}}} {
				w := d.ask("POST", "/reply", wrong)
				if w.Code != http.StatusUnprocessableEntity || d.cookie != nil || strings.Contains(w.Body.String(), d.codes.Code) {
					t.Fatalf("%s: %v: %d", l, wrong, w.Code)
				}
			}
			if w := d.ask("GET", "/reply/read", nil); !strings.HasPrefix(w.Header().Get("Location"), "/reply?over") {
				t.Errorf("without a visit: %d", w.Code)
			}
			d.enter()
			before := d.reads()
			for _, want := range []string{"only by day", "please see them today", say("link.closed"), say("link.accept"), say("decline.full")} {
				if !strings.Contains(before, want) {
					t.Errorf("%s, before: no %q", l, want)
				}
			}
			if strings.Contains(before, "Invented Person") || strings.Contains(before, "the shelter") {
				t.Errorf("%s: what was agreed is shown before it is accepted", l)
			}
			if w := d.ask("POST", "/reply/decline", url.Values{}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), say("referral.problem.decline_reason")) {
				t.Errorf("%s: declined without a reason: %d", l, w.Code)
			}
			once := lindung.NewID()
			for range 2 {
				if w := d.ask("POST", "/reply/accept", url.Values{"accept_words": {"come at ten"}, "once": {once}}); w.Header().Get("Location") != "/reply/read?done=accept" {
					t.Fatalf("%s: accepted: %d to %q", l, w.Code, w.Header().Get("Location"))
				}
			}
			page := d.reads()
			rule, name := strings.Index(page, "the shelter"), strings.Index(page, "Invented Person")
			if rule < 0 || name < rule || strings.Contains(page, "insulin") {
				t.Errorf("%s: the rule stands at %d, the name at %d", l, rule, name)
			}
			if x := label.FindString(page + before); x != "" {
				t.Errorf("%s: the label %q has no text", l, x)
			}
			d.ask("POST", "/reply/ask", url.Values{"question_words": {"who comes along?"}})
			if x := must(referral.Read(ctx, n.As(t, "caseworker@shelter"), d.r.ID)); !x.MustSay() {
				t.Error("the question did not come")
			}
			if w := d.ask("POST", "/reply/report", url.Values{"outcome": {"given"}}); w.Header().Get("Location") != "/reply/over" {
				t.Errorf("%s: reported: %d to %q", l, w.Code, w.Header().Get("Location"))
			}
			if w := d.ask("GET", "/reply/over", nil); !strings.Contains(w.Body.String(), say("link.over.title")) {
				t.Error("no word after the report")
			}
			if w := d.ask("GET", "/reply/read", nil); !strings.HasPrefix(w.Header().Get("Location"), "/reply?over") {
				t.Errorf("after the report: %d", w.Code)
			}
		}
	})
}

// A withdrawal closes the next page, an act that was begun, and the codes; leaving ends the
// visit; the codes of a person's paper do not open a referral, nor those of a link a file.
func TestReplyEnds(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		d := newDesk(t, n)
		d.enter()
		d.reads()
		visit := d.cookie
		d.ask("GET", "/leave", nil)
		d.cookie = visit
		if w := d.ask("GET", "/reply/read", nil); w.Code != http.StatusSeeOther {
			t.Errorf("after leaving: %d", w.Code)
		}
		d.enter()
		if w := d.ask("GET", "/notes", nil); w.Code != http.StatusSeeOther || strings.Contains(w.Body.String(), "Invented") {
			t.Errorf("a link opens a file: %d", w.Code)
		}
		paper := must(survivor.Make(ctx, n.As(t, "caseworker@shelter").SteppedUp(true), d.c.ID, survivor.New{}))
		if w := d.ask("POST", "/reply", url.Values{"code": {paper.Code}, "second": {paper.PIN}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a paper opens a referral: %d", w.Code)
		}
		if w := d.ask("POST", "/", url.Values{"code": {d.codes.Code}, "pin": {d.codes.Second}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a link opens a file: %d", w.Code)
		}
		d.ask("POST", "/reply/accept", url.Values{})
		if page := d.reads(); !strings.Contains(page, "Invented Person") {
			t.Fatal("not accepted")
		}
		if err := consent.Withdraw(ctx, n.As(t, "caseworker@shelter"), cases.Target(d.c.ID), d.grant.ID); err != nil {
			t.Fatal(err)
		}
		for _, w := range []*httptest.ResponseRecorder{d.ask("GET", "/reply/read", nil), d.ask("POST", "/reply/ask", url.Values{"question_words": {"and now?"}})} {
			if !strings.HasPrefix(w.Header().Get("Location"), "/reply?over") {
				t.Errorf("after the withdrawal: %d to %q", w.Code, w.Header().Get("Location"))
			}
		}
		if w := d.ask("POST", "/reply", url.Values{"code": {d.codes.Code}, "second": {d.codes.Second}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the codes after the withdrawal: %d", w.Code)
		}
	})
}
