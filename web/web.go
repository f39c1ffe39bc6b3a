// Package web serves the pages of the people who work with the program. It
// knows addresses, forms and what a page shows; what is allowed and what is
// kept is decided by the packages it calls.
//
// # How a request goes
//
// [New] puts one chain in front of every page: security headers, a refusal of
// forms from other sites, the browser session, and [server.serve], which makes a
// [visit] and calls the page's function. A function shows a page, leads
// somewhere, or returns an error; one table, in trouble.go, says what an error
// looks like. An act that needs a second proof (access.ErrStepUp) becomes a page
// that asks for it and keeps the form. A form whose session has expired is kept
// as a sealed draft and offered after signing in.
//
// A GET changes nothing but the log and the time a session was last used;
// page.LeavePath is the one exception.
//
// # How to add a page
//
// 1. A line in routes.go: pattern, who, function. The pattern has its method;
// identifiers are {id} and reach the function by v.id("id").
//
// 2. A function in the file of the resource, named after the work: showCase,
// newReferral, sendReferral.
//
//	func showThing(v *visit) error {
//		thing, err := things.Load(v.ctx(), v.session, v.id("id"))
//		if err != nil {
//			return err
//		}
//		return show(v, thingView, thingPage{Base: v.base("page.thing"), Name: thing.Name})
//	}
//
//	func saveThing(v *visit) error {
//		answers, problems := things.Form.Decode(v.form(), v.session.Now())
//		if len(problems) > 0 {
//			return v.editThing(page.Answers{Sent: v.form(), Problems: problems})
//		}
//		if err := things.Save(v.ctx(), v.session, answers); err != nil {
//			return err
//		}
//		return v.done("/things", "thing_saved")
//	}
//
// 3. A page struct that embeds page.Base, a page.View, and a template of the
// view's name in templates/; the view goes into the list of views in web_test.go,
// which checks it against its struct. v.wrong(&base, problems) makes a page 422
// and lists its problems; v.rows(form, answers) are the rows of a declared form,
// ask.go has rows for what is no field of a case.
//
// 4. Labels in i18n/catalog/{en,id}, in the file of the wing: "page.thing" is the title,
// "done.thing_saved" what v.done says on the page it leads to, "nav.…" a line of
// the navigation, which base.go lists.
package web

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/page"
)

//go:embed templates/*.html
var templates embed.FS

// Options say how the pages are served. The zero value is for the loopback.
type Options struct {
	// TLS says that the program itself speaks TLS.
	TLS bool
	// BehindProxy says that a proxy in front speaks TLS and sets X-Forwarded-For.
	BehindProxy bool
	// Demo are invented people whose ways to sign in the sign-in page shows.
	Demo []DemoActor
	// Finder searches cases by name; an empty one of its own when nil.
	Finder *cases.Finder
	// LeaveTo is where the leave button leads; a neutral page of somebody else.
	LeaveTo string
	// Logger gets routes, identifiers and errors, never values; the default
	// logger when nil.
	Logger *slog.Logger
}

// DemoActor is an invented person of the demo.
type DemoActor struct {
	ID        lindung.ActorID
	Org, Name string
	Roles     []lindung.Role
	Lang      string
	Login     string
	Password  string
	Secret    string // of the device
}

// server holds what all pages share.
type server struct {
	Options
	node     *access.Node
	site     *page.Site
	finder   *cases.Finder
	sessions *scs.SessionManager
	mux      *http.ServeMux
	paths    map[string]bool // the patterns that exist
}

// New returns the pages of node. An error is a fault of the program: a template
// that cannot be read.
func New(node *access.Node, o Options) (http.Handler, error) {
	s, err := newServer(node, o)
	if err != nil {
		return nil, err
	}
	return s.handler(), nil
}

func newServer(node *access.Node, o Options) (*server, error) {
	s := &server{Options: o, node: node, finder: o.Finder, mux: http.NewServeMux(), paths: map[string]bool{}}
	if s.finder == nil {
		s.finder = cases.NewFinder()
	}
	if s.Logger == nil {
		s.Logger = slog.Default()
	}
	if s.LeaveTo == "" {
		s.LeaveTo = "https://www.wikipedia.org/"
	}
	var err error
	if s.site, err = newSite(s.secure()); err != nil {
		return nil, err
	}
	if !s.site.Built() {
		s.Logger.Warn("the style sheet, script and fonts are not built in: run make assets, then build again")
	}
	s.sessions = s.manager()
	for _, r := range routes {
		s.paths[r.pattern] = true
		s.mux.Handle(r.pattern, s.serve(r))
	}
	s.mux.Handle(page.LeavePath, page.Leave{To: s.LeaveTo, End: s.endSession})
	return s, nil
}

// handler is the chain in front of every page.
func (s *server) handler() http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(s.serve(route{"", anyone, func(*visit) error { return errOtherSite }}))
	pages := s.sessions.LoadAndSave(cross.Handler(s.mux))
	outer := http.NewServeMux()
	outer.Handle("GET "+page.StaticPath, s.site.Static())
	outer.Handle("/", pages)
	return s.guard(outer)
}

// newSite reads the templates of the staff's pages.
func newSite(secure bool) (*page.Site, error) {
	folder, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	return page.New(page.Options{Templates: folder, Secure: secure})
}

// secure reports whether browsers reach the pages by TLS.
func (o Options) secure() bool { return o.TLS || o.BehindProxy }

// manager finds browser sessions by their cookie. Its own clock decides nothing:
// the store knows when a session ends.
func (s *server) manager() *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore = s.node.Store(), s.node.Store(), true
	m.Cookie.Name, m.Cookie.Secure, m.Cookie.Persist = "lindung", s.secure(), false
	if s.secure() {
		m.Cookie.Name = "__Host-lindung"
	}
	m.Cookie.SameSite = http.SameSiteStrictMode
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		v := s.visit(w, r, "session")
		v.refuse(err)
	}
	return m
}

// guard sets the headers that every answer has and turns a fault of the program
// into a page. The fault's own text may hold a value and is not logged.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.site.Secure(w.Header())
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if fault == http.ErrAbortHandler {
				panic(fault)
			}
			v := s.visit(w, r, "fault")
			s.Logger.Error("the program stopped in a page", "reference", v.reference, "fault", kindOf(fault), "stack", string(debug.Stack()))
			v.refuse(errFault)
		}()
		next.ServeHTTP(w, r)
	})
}

func kindOf(fault any) string {
	if _, ok := fault.(error); ok {
		return "error"
	}
	return "value"
}

// serve is the handler of one route.
func (s *server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r, rt.pattern)
		began := s.node.Now()
		err := v.begin(rt)
		if err == nil && !v.answered {
			err = rt.do(v)
		}
		if err != nil {
			v.refuse(err)
		}
		s.Logger.Debug("page", "route", rt.pattern, "actor", string(v.session.Actor().ID), "took", s.node.Now().Sub(began))
	})
}

// endSession ends the browser session of a request that comes to page.LeavePath.
func (s *server) endSession(w http.ResponseWriter, r *http.Request) {
	if err := s.signOut(w, r); err != nil {
		s.Logger.Error("leave", "err", err)
	}
}

// signOut ends the browser session and takes the cookie back, whatever happens.
func (s *server) signOut(w http.ResponseWriter, r *http.Request) error {
	s.sessions.WriteSessionCookie(r.Context(), w, "", time.Time{})
	ticket, ok := s.sessions.Get(r.Context(), access.TicketKey).(access.Ticket)
	if !ok {
		return nil
	}
	session, err := s.node.Resume(r.Context(), ticket)
	if err != nil {
		return err
	}
	// Whoever leaves does not wait for the answer; his session ends all the same.
	return access.EndSession(context.WithoutCancel(r.Context()), session, "")
}

// network is where a request comes from: an address, or for version 6 the part
// of it that a house has.
func (s *server) network(r *http.Request) string {
	from := r.RemoteAddr
	if s.BehindProxy {
		all := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(all[len(all)-1]); last != "" {
			from = last
		}
	}
	return networkOf(from)
}
