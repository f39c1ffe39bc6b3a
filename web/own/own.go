// Package own serves the pages of people without an account, on a listener and a host name
// of their own: a person reads their file, says what must stop, and writes.
//
// The pages know nothing of the staff's: another layout, a small style sheet, no script,
// neutral titles and addresses. An address names no person and no part of a file; nothing is
// kept by a browser but a cookie that ends with it. Every page is one act with the person's
// own session, see [lindung/survivor.Door].
//
// A second PIN opens the same pages without anything in them: see calm.go.
package own

import (
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/convention"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/pace"
	"lindung/internal/page"
	"lindung/internal/recordings"
	"lindung/survivor"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed templates/_page.html
var layout embed.FS

// Layout is the layout of the pages of people without an account, for a site of its own. Its
// leave button and its languages are the same everywhere; what a draft says is the page's.
func Layout() fs.FS {
	folder, _ := fs.Sub(layout, "templates") // it is embedded
	return folder
}

// Options say how the pages are offered.
type Options struct {
	Door        *survivor.Door
	TLS         bool   // the listener speaks TLS
	BehindProxy bool   // a proxy in front of it does
	LeaveTo     string // a neutral page of another site
	Logger      *slog.Logger
	// Recordings are sentences that people have spoken; nil where there are none.
	Recordings *recordings.Library
	// Convention returns the data of the Convention: what is promised, and which lines help.
	Convention func() (*convention.Snapshot, error)
}

// neutral is where the leave button leads if LeaveTo is empty.
const neutral = "https://www.wikipedia.org/"

// A Server answers on the listener.
type Server struct {
	o      Options
	site   *page.Site
	mux    *http.ServeMux
	static http.Handler
	cross  *http.CrossOriginProtection
}

// A Route is one address, and what is done there.
type Route struct {
	Pattern string
	// Open says that no visit is needed.
	Open   bool
	Action access.Action // of a post: the one act that it does
	Do     func(*Visit) error
}

// New returns the pages of a node. An error is a fault of the program.
func New(o Options, more ...Route) (*Server, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.LeaveTo == "" {
		o.LeaveTo = neutral
	}
	folder, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	s := &Server{o: o, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection()}
	if s.site, err = page.New(page.Options{Templates: []fs.FS{folder}, Secure: o.TLS || o.BehindProxy}); err != nil {
		return nil, err
	}
	s.static = s.site.Static()
	for _, r := range append(routes(), more...) {
		s.mux.HandleFunc(r.Pattern, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r) })
	}
	return s, nil
}

// Views are the pages of the package, for the test of the templates.
func Views() []interface {
	Name() string
	Check(*page.Site, page.TemplateCheck) error
} {
	return []interface {
		Name() string
		Check(*page.Site, page.TemplateCheck) error
	}{noteView}
}

// routes are the addresses of a person's own view.
func routes() []Route {
	return []Route{
		{Pattern: "GET /{$}", Open: true, Do: showEnter},
		{Pattern: "GET " + recordings.Path + "{file}", Open: true, Do: playSpoken},
		{Pattern: "POST /{$}", Open: true, Do: enter},
		{Pattern: "GET /notes", Do: showFile},
		{Pattern: "POST /notes/hide", Action: access.ContactLimit, Do: hideWhere},
		{Pattern: "GET /notes/list", Do: showParts},
		{Pattern: "GET /notes/list/{n}", Do: showPart},
		{Pattern: "GET /notes/who", Do: showShared},
		{Pattern: "POST /notes/who", Action: access.ConsentWithdraw, Do: stop},
		{Pattern: "GET /notes/who/{grant}", Do: showLess},
		{Pattern: "POST /notes/who/{grant}", Action: access.ConsentWithdraw, Do: less},
		{Pattern: "GET /notes/seen", Do: showReaders},
		{Pattern: "GET /notes/ways", Do: showWays},
		{Pattern: "POST /notes/ways", Action: access.ContactLimit, Do: limit},
		{Pattern: "GET /notes/answers", Do: showWords},
		{Pattern: "GET /notes/new/{kind}", Do: showWrite},
		{Pattern: "POST /notes/new/{kind}", Action: access.WordsWrite, Do: write},
		{Pattern: "GET /notes/new/{kind}/{about}", Do: showWrite},
		{Pattern: "POST /notes/new/{kind}/{about}", Action: access.WordsWrite, Do: write},
		{Pattern: "GET /notes/rights", Do: showRights},
		{Pattern: "GET /notes/keep", Do: showKept},
	}
}

// most is how long what is sent may be: a page of words in any script.
const most = 64 << 10

// ServeHTTP answers for every address.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, page.StaticPath) {
		s.static.ServeHTTP(w, r)
		return
	}
	s.site.Secure(w.Header())
	// A page says nothing of itself to any other.
	w.Header().Set("Referrer-Policy", "same-origin")
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	if r.URL.Path == page.LeavePath {
		page.Leave{To: s.o.LeaveTo, End: s.end}.ServeHTTP(w, r)
		return
	}
	if err := s.cross.Check(r); err != nil {
		s.visit(w, r).gone()
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if _, pattern := s.mux.Handler(r); pattern == "" {
		s.visit(w, r).gone()
		return
	}
	s.mux.ServeHTTP(w, r)
}

// cookie is the name of the cookie of a visit; language that of the language.
const (
	cookie   = "n"
	language = "l"
)

// A Visit is one request.
type Visit struct {
	survivor.Visit
	W       http.ResponseWriter
	Request *http.Request
	T       i18n.T
	s       *Server
}

func (s *Server) visit(w http.ResponseWriter, r *http.Request) *Visit {
	return &Visit{W: w, Request: r, T: i18n.For(langOf(r)), s: s}
}

// langOf is the language that was chosen, otherwise that of the browser.
func langOf(r *http.Request) i18n.Lang {
	offered := Languages()
	if l := i18n.Lang(r.URL.Query().Get("lang")); slices.Contains(offered, l) {
		return l
	}
	if c, err := r.Cookie(language); err == nil && slices.Contains(offered, i18n.Lang(c.Value)) {
		return i18n.Lang(c.Value)
	}
	return i18n.Match(r.Header.Get("Accept-Language"), offered...)
}

// Languages are those in which the pages can be read.
var Languages = sync.OnceValue(func() []i18n.Lang { return i18n.Offered(i18n.ForOwn...) })

func (s *Server) serve(w http.ResponseWriter, r *http.Request, rt Route) {
	v := s.visit(w, r)
	if l := r.URL.Query().Get("lang"); l != "" && l == string(v.T.Lang()) {
		http.SetCookie(w, s.cookie(language, l))
	}
	err := s.resume(v)
	switch {
	case err == nil && rt.Open:
		err = rt.Do(v)
	case err == nil && !v.in():
		v.goTo("/?over=1")
	case err == nil && v.Calm:
		err = calm(v)
	case err == nil:
		err = v.do(rt)
	}
	if err != nil {
		v.trouble(err)
	}
}

// resume finds the visit of the cookie, if it is not over.
func (s *Server) resume(v *Visit) error {
	c, err := v.Request.Cookie(cookie)
	if err != nil {
		return nil
	}
	found, err := s.o.Door.Resume(v.Request.Context(), c.Value)
	if errors.Is(err, lindung.ErrNotFound) || errors.Is(err, access.ErrDenied) {
		return nil
	}
	v.Visit, v.T = found, v.T.With(found.Session.Words())
	return err
}

// in reports whether a visit has begun.
func (v *Visit) in() bool { return v.Case != "" }

// do answers, and lets a post do its act once.
func (v *Visit) do(rt Route) error {
	if v.Request.Method != http.MethodPost {
		return rt.Do(v)
	}
	if err := v.Request.ParseForm(); err != nil {
		return err
	}
	v.Session = v.Once(v.Session, rt.Action, "/notes")
	err := rt.Do(v)
	if Repeated(err) {
		return v.goTo("/notes?done=sent") // it was done, and is not done again
	}
	return err
}

// once is the input that carries the key of a form.
const once = "once"

func (s *Server) cookie(name, value string) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.o.TLS || s.o.BehindProxy, SameSite: http.SameSiteStrictMode}
}

// end ends the visit and forgets the cookies.
func (s *Server) end(w http.ResponseWriter, r *http.Request) {
	for _, name := range []string{cookie, language} {
		c := s.cookie(name, "")
		c.MaxAge, c.Expires = -1, time.Unix(1, 0)
		http.SetCookie(w, c)
	}
	if c, err := r.Cookie(cookie); err == nil {
		if err := s.o.Door.Leave(r.Context(), c.Value); err != nil {
			s.o.Logger.Error("a visit was not ended", "err", err)
		}
	}
}

func (v *Visit) goTo(address string) error {
	v.W.Header().Set("Cache-Control", "no-store")
	http.Redirect(v.W, v.Request, address, http.StatusSeeOther)
	return nil
}

// trouble answers an error. What is not allowed is not there.
func (v *Visit) trouble(err error) {
	switch {
	case errors.Is(err, lindung.ErrNotFound), errors.Is(err, access.ErrDenied):
		v.gone()
	case errors.Is(err, pace.ErrBusy):
		v.problem(http.StatusTooManyRequests, "own.enter.title", "own.enter.busy")
	default:
		v.s.o.Logger.Error("a page was not answered", "route", v.Request.Pattern, "err", err)
		v.problem(http.StatusServiceUnavailable, "own.broken.title", "own.broken.lead")
	}
}

func (v *Visit) gone() { v.problem(http.StatusNotFound, "own.gone.title", "own.gone.lead") }

func (v *Visit) problem(status int, title, lead string) {
	p := v.page(title)
	p.Status, p.Lead = status, []string{v.T.Text(lead)}
	p.Back = &page.BackLink{Text: v.T.Text("own.back"), Href: "/"}
	if v.in() {
		p.Back.Href = "/notes"
	}
	noteView.Show(v.s.site, v.W, v.Request, p)
}

// network is where the request comes from. It is kept nowhere.
func (v *Visit) network() string { return desk.NetworkOf(v.Request, v.s.o.BehindProxy) }

// problems are what must be corrected, in words; ok is false if err is anything else.
func (v *Visit) problems(err error) (words []string, ok bool) {
	var ps field.Problems
	if err == nil || !errors.As(err, &ps) {
		return nil, err == nil
	}
	for _, p := range ps {
		words = append(words, v.T.Text(p.Key, p.Args...))
	}
	return words, true
}
