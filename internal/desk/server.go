package desk

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/i18n"
	"lindung/internal/page"
	"lindung/internal/recordings"
	"lindung/prevention"
	"lindung/staff"
)

// Options say how the pages are served. The zero value is for the loopback.
type Options struct {
	// TLS says that the program itself speaks TLS.
	TLS bool
	// BehindProxy says that a proxy in front speaks TLS and sets X-Forwarded-For.
	BehindProxy bool
	// Address is where people reach the pages, "https://example.org"; "" if only who
	// runs the node knows. What a request calls the site is never believed.
	Address string
	// PasskeyAddress is the address at which people sign in with passkeys, set by who runs the
	// node: it stays as long as there are passkeys. "" for no passkeys.
	PasskeyAddress string
	// Demo are invented people whose ways to sign in the sign-in page shows.
	Demo []DemoActor
	// Door signs people in, one for all requests: it knows who has tried how often. One of its
	// own when nil.
	Door *staff.Door
	// Finder searches cases by name; an empty one of its own when nil.
	Finder *cases.Finder
	// Entities finds recruiters, employers and others; an empty one of its own when nil.
	Entities *prevention.Finder
	// LeaveTo is where the leave button leads; a neutral page of someone else.
	LeaveTo string
	// Recordings are sentences that people have spoken; nil where there are none.
	Recordings *recordings.Library
	// Watched says what the witness of the log has seen; nil where there is none.
	Watched func() Watched
	// Copied says how far the copy is that follows the database; nil where there is none.
	Copied func() Copied
	// Machine says how the computer is on which the node runs; nil where nobody asks.
	Machine func(context.Context) Machine
	// Guessed returns how many codes that do not exist were tried in the last day where persons
	// come in, if someone may be guessing; 0 if not. nil where persons do not come in.
	Guessed func() int
	// PersonAddress is where persons open their own view, as it is printed on a paper; "" for
	// nowhere.
	PersonAddress string
	// PlainDatabase says that the database is reached without TLS that shows who it is;
	// supervisors see it.
	PlainDatabase bool
	// Logger gets routes, identifiers and errors, never values; the default
	// logger when nil.
	Logger *slog.Logger
}

// Watched says what the witness of the log has seen: another machine that keeps
// heads of it.
type Watched struct {
	Witness string // its name
	Entries int64  // of the head that it cosigned last, 0 for none
	At      time.Time
	Fault   string // why the last try failed, a code; "" if it did not
	Failed  time.Time
	Seen    int64 // how many entries it says that it has seen, if that is the fault
}

// Copied says how far the copy of the database in a second place is.
type Copied struct {
	Through time.Time // all that was done up to then is in it; zero for nothing
	Fault   string    // why it stands still, a code; "" if it does not
	Since   time.Time
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

// Server holds what all pages share.
type Server struct {
	Options
	Node     *access.Node
	site     *page.Site
	Finder   *cases.Finder
	Sessions *scs.SessionManager
	mux      *http.ServeMux
	// askSignIn shows the page to sign in, with a notice above it.
	askSignIn func(v *Visit, notice string) error
	routes    map[string]Route // by pattern
	uploads   chan struct{}    // a place for each form with files that is read
	fills     map[string]bool  // the patterns of pages that a draft can fill
}

// New returns the pages of node, a wing after the other. askSignIn shows the page
// to sign in, with a notice above it. An error is a fault of the program: a
// template that cannot be read.
func New(node *access.Node, o Options, askSignIn func(v *Visit, notice string) error, wings ...Wing) (*Server, error) {
	s := &Server{Options: o, Node: node, Finder: o.Finder, askSignIn: askSignIn, mux: http.NewServeMux(), routes: map[string]Route{}, fills: map[string]bool{}, uploads: make(chan struct{}, mostUploads)}
	if s.Logger == nil {
		s.Logger = slog.Default()
	}
	if s.Door == nil {
		s.Door = staff.NewDoor(node)
	}
	if s.PasskeyAddress != "" {
		if err := s.Door.TakePasskeys(s.PasskeyAddress); err != nil {
			s.Logger.Warn("nobody can sign in with a passkey", "err", err)
		}
	}
	if s.Finder == nil {
		s.Finder = dossier.NewFinder()
	}
	if s.Entities == nil {
		s.Entities = prevention.NewFinder()
	}
	if s.LeaveTo == "" {
		s.LeaveTo = "https://www.wikipedia.org/"
	}
	var err error
	if s.site, err = NewSite(s.Secure(), wings...); err != nil {
		return nil, err
	}
	if !s.site.Built() {
		s.Logger.Warn("the style sheet, script and fonts are not built in: run make assets, then build again")
	}
	s.Sessions = s.manager()
	for _, w := range append([]Wing{Chassis}, wings...) {
		for _, r := range w.Routes {
			r.staff = w.Staff
			s.routes[r.Pattern] = r
			if r.Draft != "" {
				s.fills["GET "+r.page()] = true
			}
			s.mux.Handle(r.Pattern, s.serve(r))
		}
	}
	s.mux.Handle(page.LeavePath, page.Leave{To: s.LeaveTo, End: s.leave})
	return s, nil
}

// Handler is the chain in front of every page.
func (s *Server) Handler() http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(s.serve(Route{Who: Anyone, staff: true, Do: func(*Visit) error { return errOtherSite }}))
	pages := s.oneSession(s.Sessions.LoadAndSave(cross.Handler(s.mux)))
	outer := http.NewServeMux()
	outer.Handle("GET "+page.StaticPath, s.site.Static())
	outer.Handle("/", pages)
	return s.guard(outer)
}

// oneSession takes all session cookies away from a request that brings several: one of
// them was planted, and nobody knows which.
func (s *Server) oneSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := s.Sessions.Cookie.Name
		if len(r.CookiesNamed(name)) > 1 {
			others := slices.DeleteFunc(r.Cookies(), func(c *http.Cookie) bool { return c.Name == name })
			r.Header.Del("Cookie")
			for _, c := range others {
				r.AddCookie(c)
			}
		}
		next.ServeHTTP(w, r)
	})
}

//go:embed templates/*.html
var templates embed.FS

// NewSite reads the templates of the chassis and of the wings.
func NewSite(secure bool, wings ...Wing) (*page.Site, error) {
	folders := make([]fs.FS, 0, len(wings)+1)
	for _, all := range append([]Wing{Chassis}, wings...) {
		folder, err := fs.Sub(all.Templates, "templates")
		if err != nil {
			return nil, err
		}
		folders = append(folders, folder)
	}
	return page.New(page.Options{Templates: folders, Secure: secure, Texts: func(l i18n.Lang) []string { return consent.Words(string(l)) }})
}

// Secure reports whether browsers reach the pages by TLS.
func (o Options) Secure() bool { return o.TLS || o.BehindProxy }

// manager reads and writes the cookie of browser sessions. Its own clock decides
// nothing: the door knows when a session ends.
func (s *Server) manager() *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore = s.Door.Store(), s.Door.Store(), true
	m.Cookie.Name, m.Cookie.Secure, m.Cookie.Persist = "lindung", s.Secure(), false
	if s.Secure() {
		m.Cookie.Name = "__Host-lindung"
	}
	m.Cookie.SameSite = http.SameSiteStrictMode
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		v := s.visit(w, r, Route{Pattern: "session"})
		v.refuse(err)
	}
	return m
}

// guard sets the headers that every answer has and turns a fault of the program
// into a page. The fault's own text may hold a value and is not logged.
func (s *Server) guard(next http.Handler) http.Handler {
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
			v := s.visit(w, r, Route{Pattern: "fault"})
			s.Logger.Error("the program stopped in a page", "reference", v.Reference, "fault", kindOf(fault), "stack", string(debug.Stack()))
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
func (s *Server) serve(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r, rt)
		began := s.Node.Now()
		defer v.done()
		err := v.begin(rt)
		if err == nil && !v.answered {
			err = v.do(rt)
		}
		if err != nil {
			v.refuse(err)
		}
		s.Logger.Debug("page", "route", rt.Pattern, "actor", string(v.Session.Actor().ID), "took", s.Node.Now().Sub(began))
	})
}

// leave ends the browser session of a request that comes to page.LeavePath. What
// was being typed is lost.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	err := s.end(w, r, func(ctx context.Context, session access.Session) error {
		return staff.EndOwnSession(ctx, session, r.URL.Query().Get(keyInput))
	})
	if err != nil {
		s.Logger.Error("leave", "err", err)
	}
}

// SignOut ends the browser session and takes the cookie back, whatever happens.
func (s *Server) SignOut(w http.ResponseWriter, r *http.Request) error {
	return s.end(w, r, func(ctx context.Context, session access.Session) error { return staff.EndSession(ctx, session, "") })
}

func (s *Server) end(w http.ResponseWriter, r *http.Request, end func(context.Context, access.Session) error) error {
	s.Sessions.WriteSessionCookie(r.Context(), w, "", time.Time{})
	ticket, ok := s.Sessions.Get(r.Context(), staff.TicketKey).(staff.Ticket)
	if !ok {
		return nil
	}
	session, err := s.Door.Resume(r.Context(), ticket)
	if errors.Is(err, lindung.ErrNotFound) {
		return nil // ended before
	}
	if err != nil {
		return err
	}
	// Whoever leaves does not wait for the answer; their session ends all the same.
	return end(context.WithoutCancel(r.Context()), session)
}

// Network is where a request comes from: see [NetworkOf].
func (s *Server) Network(r *http.Request) string { return NetworkOf(r, s.BehindProxy) }

// NetworkOf is where a request comes from: an address, or for version 6 the part
// of it that a house has. Behind a proxy it is the last address that any line of the
// header names: the proxy adds it, the sender can write all others.
func NetworkOf(r *http.Request, behindProxy bool) string {
	from := r.RemoteAddr
	if behindProxy {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(all[len(all)-1]); last != "" {
			from = last
		}
	}
	return networkOf(from)
}
