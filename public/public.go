// Package public serves the site for everyone: what the ASEAN
// Convention against trafficking promises and asks, who is bound by it and since
// when, what was so on a day, and what is known of each state's law, each fact
// with its source, the day it was checked and its certainty.
//
// # How a page is made
//
// A [Site] has one edition at a time: a snapshot of the data on one day. A page
// of an edition never changes, so it is made when first asked for and its bytes
// are kept. The route table in routes.go names every page once; the server asks
// it for one address, [Site.Export] for all of them.
//
// A page function returns a document: a page struct, the tables in it, perhaps
// a feed, a picture and a card for networks. A table is a grid; what the page shows, the CSV file and the
// JSON file come from the same cells. Files lie once under /data/, in English, with
// labels in the other languages. Text is words: what a language lacks is shown in
// English and marked as English. A language offers the pages whose stage of
// translation is whole (languages.go).
//
// # How to add a page
//
// A line in the route table, a function in the file of its subject, a page
// struct that embeds frame, a template of the same name in templates/, its view
// in the list of views in public_test.go, labels "public.…" in
// i18n/catalog/{en,id,km}/public.json. A page is at most three screens long at a desk
// and eight on a phone: what few need first is folded in details, with the anchor on
// an element inside, so that a link to it opens the fold. Addresses never change; routes.go says which
// are left free for measures, evidence and figures. A kind of page that waits for its
// rows (data.Count) is in no menu before it has them.
//
// # What it never does
//
// It sets no cookie, needs no script, asks nothing of another host, and cannot
// reach a person's file: a test of the imports holds that. It gives no score and
// no rank. A fact from memory is never counted, and a number to call is shown
// only if the operator called it or a source states it. A page for a person at
// risk says nothing about itself to machines, and Back does not lead to it.
package public

import (
	"bytes"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
	"lindung/internal/page"
)

//go:embed templates/*.html
var templates embed.FS

// Options say how the site is offered.
type Options struct {
	// BaseURL is the name of the site before every address, "https://example.org";
	// without it addresses in files and feeds begin with "/".
	BaseURL string
	// Report is where a reader says that a fact is wrong: an address of mail, or of
	// a page that takes ?about=…&page=….
	Report string
	// LeaveTo is where the leave button leads: a neutral page of another site.
	LeaveTo string
	// Secure tells browsers to come back by HTTPS only.
	Secure bool
	// Today is the present day. It is required.
	Today func() lindung.Date
	// Logger gets addresses and errors; the default logger when nil.
	Logger *slog.Logger
}

// The licence of what the site says. The program has its own.
const (
	licence        = "CC-BY-4.0"
	licenceAddress = "https://creativecommons.org/licenses/by/4.0/"
)

// neutral is where the leave button leads if LeaveTo is empty.
const neutral = "https://www.wikipedia.org/"

// A Site is the public site. It may be mounted beside other pages under
// [Prefixes] and page.StaticPath.
type Site struct {
	o       Options
	pages   *page.Site
	routes  []route
	current atomic.Pointer[edition]
	renew   sync.Mutex
	static  http.Handler
	leave   page.Leave
	write   func(name string, data []byte, mode fs.FileMode) error // a test fills the disk
}

// New returns the site of a snapshot. An error is a fault of the program: a
// template that cannot be read.
func New(snap *convention.Snapshot, o Options) (*Site, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.LeaveTo == "" {
		o.LeaveTo = neutral
	}
	pages, err := newPages(o.Secure)
	if err != nil {
		return nil, err
	}
	s := &Site{o: o, pages: pages, routes: routes(), static: pages.Static(), leave: page.Leave{To: o.LeaveTo}, write: os.WriteFile}
	s.Use(snap)
	return s, nil
}

func newPages(secure bool) (*page.Site, error) {
	folder, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	return page.New(page.Options{Templates: []fs.FS{folder}, Public: true, Secure: secure})
}

// Use lets the site speak from another snapshot from now on.
func (s *Site) Use(snap *convention.Snapshot) {
	s.renew.Lock()
	defer s.renew.Unlock()
	s.current.Store(newEdition(s, snap, s.o.Today(), false))
}

// edition returns the edition of today.
func (s *Site) edition() *edition {
	e := s.current.Load()
	today := s.o.Today()
	if e.today == today {
		return e
	}
	s.renew.Lock()
	defer s.renew.Unlock()
	if e = s.current.Load(); e.today != today {
		e = newEdition(s, e.snap, today, false)
		s.current.Store(e)
	}
	return e
}

// Built reports whether the program holds its style sheet and fonts.
func (s *Site) Built() bool { return s.pages.Built() }

// Prefixes returns the addresses under which everything of the site lies, but
// the first page, the static files and the files for machines at the root:
// "/en/", "/data/" and so on.
func Prefixes() []string {
	all := []string{dataPath}
	for _, l := range i18n.Langs() {
		all = append(all, "/"+string(l)+"/")
	}
	return all
}

// ServeHTTP answers for every address of the site.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	address := r.URL.Path
	if strings.HasPrefix(address, page.StaticPath) {
		s.static.ServeHTTP(w, r)
		return
	}
	s.pages.Secure(w.Header())
	switch {
	case address == page.LeavePath:
		s.leave.ServeHTTP(w, r)
	case r.Method == http.MethodOptions:
		options(w.Header())
		w.WriteHeader(http.StatusNoContent)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", allowed)
		s.refuse(w, r, http.StatusMethodNotAllowed)
	case address == "/":
		s.send(w, r, s.edition().choice())
	case len(address) > longest || len(r.URL.RawQuery) > longest*10:
		s.tooLong(w, r)
	default:
		s.page(w, r, address)
	}
}

// longest is an address longer than any of the site.
const longest = 400

// allowed are the methods of the site.
const allowed = "GET, HEAD, OPTIONS"

// options lets pages of other sites ask for the files in whatever way: there is
// nothing here but what everyone may read.
func options(h http.Header) {
	h.Set("Allow", allowed)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", allowed)
	h.Set("Access-Control-Allow-Headers", "*")
	h.Set("Access-Control-Max-Age", "86400")
}

func (s *Site) page(w http.ResponseWriter, r *http.Request, address string) {
	a, err := s.edition().get(address, r.URL.RawQuery)
	var to moved
	var now elsewhere
	switch {
	case errors.As(err, &to):
		http.Redirect(w, r, "/"+strings.TrimLeft(string(to), "/"), http.StatusMovedPermanently)
	case errors.As(err, &now):
		http.Redirect(w, r, string(now), http.StatusFound)
	case errors.Is(err, lindung.ErrNotFound):
		s.refuse(w, r, http.StatusNotFound)
	case err != nil:
		s.o.Logger.Error("page not shown", "path", address, "err", err)
		s.refuse(w, r, http.StatusInternalServerError)
	case a.moved != "":
		http.Redirect(w, r, a.moved, http.StatusSeeOther)
	default:
		s.send(w, r, a)
	}
}

// send writes an answer, compressed if the browser takes it and does not ask for
// a part. What the browser has already is not sent again.
func (s *Site) send(w http.ResponseWriter, r *http.Request, a *answer) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Vary", "Accept-Encoding")
	if a.lang != "" {
		h.Set("Content-Language", string(a.lang))
	}
	if a.open {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	if a.secret {
		// Also keeps the page out of the store that the Back button shows from.
		h.Set("Cache-Control", "no-store")
	} else {
		h.Set("Cache-Control", "public, no-cache")
	}
	body, tag := a.zip, a.tag+"-gzip"
	if a.zip == nil || !page.TakesGzip(r) || r.Header.Get("Range") != "" {
		var err error
		if body, err = a.plain(); err != nil {
			s.refuse(w, r, http.StatusInternalServerError)
			return
		}
		tag = a.tag
	} else {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(body))) // ServeContent leaves it out of what is compressed
	}
	if !a.secret {
		h.Set("ETag", `"`+tag+`"`)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// refuse shows a plain page that says what happened, in the language of the
// address or else of the browser.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, status int) {
	if status == http.StatusNotFound {
		s.trouble(w, r, status, "public.missing")
		return
	}
	l := langOf(r)
	s.pages.Refuse(w, r, page.Base{T: i18n.For(l), Home: "/" + string(l) + "/", Status: status}, "")
}

// tooLong says that nobody reads an address or a question of that length.
func (s *Site) tooLong(w http.ResponseWriter, r *http.Request) {
	s.trouble(w, r, http.StatusRequestURITooLong, "public.too_long")
}

// langOf is the language of an address, or else of the browser.
func langOf(r *http.Request) i18n.Lang {
	lang, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if l := i18n.Lang(lang); slices.Contains(Languages(), l) {
		return l
	}
	return i18n.Match(r.Header.Get("Accept-Language"), Languages()...)
}

// troublePage says that there is nothing at an address, and leads on.
type troublePage struct {
	frame
	What, Next words
}

var troubleView = page.NewView[troublePage]("missing")

// trouble shows a page that says what happened, with the menu of all others.
func (s *Site) trouble(w http.ResponseWriter, r *http.Request, status int, key string) {
	v := s.edition().visitor(langOf(r))
	p := v.trouble(key)
	p.Status = status
	w.Header().Set("Cache-Control", "no-store")
	troubleView.Show(s.pages, w, r, p)
}

// trouble is the page that says what happened.
func (v *visit) trouble(key string) troublePage {
	p := troublePage{frame: v.frame(key + ".title"), What: v.label(key + ".what"), Next: v.label(key + ".next")}
	p.Canonical, p.Alternates = "", nil
	return p
}
