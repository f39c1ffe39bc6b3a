package desk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
	"lindung/staff"
)

// A Visit is one request and its answer.
type Visit struct {
	*Server
	Reader
	Writer  http.ResponseWriter
	Request *http.Request
	// session is whose request it is; the zero one before signing in.
	Session access.Session
	// rt is the page that was asked for; its pattern is for the log.
	rt Route
	// reference names the request to the people who look after the program.
	Reference string
	answered  bool
	menu      []page.NavItem    // of the page
	waiting   map[string]string // how much waits behind its lines, by address
	files     []File            // that were posted
	release   func()            // gives the turn of reading them back; nil for none
	waits     func() error      // the answer, while the page is read as one act
	once      *access.SentForm  // what the act of the page is sent with
	key       formKey           // of the form that comes again
	typed     staff.Draft       // what was typed before and the page goes on with
	offer     staff.Draft       // what was typed before and the page can go on with
}

func (s *Server) visit(w http.ResponseWriter, r *http.Request, rt Route) *Visit {
	v := &Visit{Server: s, Writer: w, Request: r, rt: rt, Reference: lindung.NewID()[:8], Reader: Reader{zone: time.UTC, clock: s.Node.Now}}
	v.T = i18n.For(v.WishedLang())
	return v
}

// formLimit is how much a form may send unless its route says otherwise: much
// more than the longest texts of any page together. A stranger has nothing long to
// send, and a server gives them little time for it; whoever is known has bodyTime.
const (
	formLimit     int64 = 2 << 20
	strangerLimit int64 = 64 << 10
	bodyTime            = 5 * time.Minute
	// drainLimit is how much of what is too long is read all the same, because a
	// browser that is cut off while it sends never shows the answer.
	drainLimit int64 = 64 << 20
)

// begin finds out whose request it is and reads its form. It answers itself
// when the page needs someone who has signed in and no one has.
func (v *Visit) begin(rt Route) error {
	if err := v.resume(); err != nil {
		return err
	}
	if rt.Who == Actors && !v.SignedIn() {
		return v.askWho(rt)
	}
	if err := v.readForm(v.limit(rt)); err != nil {
		return err
	}
	if !v.SignedIn() {
		v.T = i18n.For(v.WishedLang())
		return nil
	}
	v.key = formKey{v.sentKey(), v.Request.URL.Path}
	if err := v.recall(rt); err != nil {
		return err
	}
	return v.claim(rt)
}

func (v *Visit) resume() error {
	ticket, ok := v.Sessions.Get(v.Ctx(), staff.TicketKey).(staff.Ticket)
	if !ok {
		return nil
	}
	session, err := v.Door.Resume(v.Ctx(), ticket)
	if errors.Is(err, access.ErrDenied) || errors.Is(err, lindung.ErrNotFound) {
		return nil // ended since
	}
	if err != nil {
		return err
	}
	v.Session, v.zone = session, lindung.Zone(session.Actor().Country)
	if lang := i18n.Lang(session.Actor().Lang); slices.Contains(i18n.Staff(), lang) {
		v.T = i18n.For(lang)
	}
	v.T = v.T.With(session.Words())
	return nil
}

// limit is how much may be sent: what the route says to someone who has signed in,
// little to a stranger.
func (v *Visit) limit(rt Route) int64 {
	if rt.Who == Anyone || !v.SignedIn() {
		return strangerLimit
	}
	return max(formLimit, rt.Upload)
}

// readForm reads a posted form, with its files where its page takes some.
func (v *Visit) readForm(limit int64) error {
	if v.Request.Method != http.MethodPost {
		return nil
	}
	if limit > strangerLimit {
		v.allowTime()
	}
	files := strings.HasPrefix(v.Request.Header.Get("Content-Type"), "multipart/")
	most := limit
	if files && v.SignedIn() {
		most = max(limit, drainLimit) // what is too long is left out of it
	}
	if v.Request.ContentLength > most {
		if v.SignedIn() {
			_, _ = io.CopyN(io.Discard, v.Request.Body, drainLimit)
		}
		return &http.MaxBytesError{Limit: limit}
	}
	v.Request.Body = http.MaxBytesReader(v.Writer, v.Request.Body, most)
	if files {
		return v.readFiles(limit)
	}
	err := v.Request.ParseForm()
	if err == nil || errors.As(err, new(*http.MaxBytesError)) {
		return err
	}
	return ErrBad // what is wrong with it could be a value
}

// allowTime gives the sender of a long form as long as a slow line needs. A server
// without such times answers with an error, which changes nothing.
func (v *Visit) allowTime() {
	_ = http.NewResponseController(v.Writer).SetReadDeadline(v.Node.MachineTime().Add(bodyTime))
}

// SignedIn reports whether the request is of someone who has signed in.
func (v *Visit) SignedIn() bool { return v.Session.Actor().ID != "" }

// Ctx returns the context of the request.
func (v *Visit) Ctx() context.Context { return v.Request.Context() }

// ID returns the identifier called name in the address. What cannot be one is
// "", which nothing has.
func (v *Visit) ID(name string) string {
	if id := v.Request.PathValue(name); lindung.IsID(id) {
		return id
	}
	return ""
}

// Query returns a value of the address that is not part of its path.
func (v *Visit) Query(name string) string { return v.Request.URL.Query().Get(name) }

// Form returns what was posted; on a page that goes on with what was typed
// before, that.
func (v *Visit) Form() url.Values { return v.Request.PostForm }

// Sent returns one posted value without the blanks around it.
func (v *Visit) Sent(name string) string { return strings.TrimSpace(v.Request.PostForm.Get(name)) }

// do runs the page of a route.
func (v *Visit) do(rt Route) error {
	if !v.takes(rt) {
		return access.ErrNoCases
	}
	if rt.Only != nil && !rt.Only(v) {
		return v.turnAway(rt)
	}
	if rt.Action == "" || v.Request.Method != http.MethodGet {
		return rt.Do(v)
	}
	return v.asOneAct(rt)
}

// turnAway refuses a page to someone for whom it is not there.
func (v *Visit) turnAway(rt Route) error {
	if rt.On == nil {
		return access.ErrDenied
	}
	return v.Session.See(v.Ctx(), rt.Action, rt.On(v), func(*access.Tx) error { return access.ErrDenied })
}

// asOneAct runs a GET page as the one act that its route says: all it reads is one
// picture under one entry of the log, and it is shown once the entry is durable.
func (v *Visit) asOneAct(rt Route) error {
	whole, request := v.Session, v.Request
	err := whole.Page(v.Ctx(), rt.Action, rt.On(v), func(in access.Session) error {
		v.Session, v.waits = in, func() error { return nil }
		v.Request = request.WithContext(in.Reading(request.Context()))
		return rt.Do(v)
	})
	answer := v.waits
	v.Session, v.Request, v.waits = whole, request, nil
	if err != nil {
		return err
	}
	return answer()
}

// answer gives the answer of a page: now, or once the page's act is over.
func (v *Visit) answer(give func() error) error {
	if v.waits != nil {
		v.waits = give
		return nil
	}
	v.answered = true
	return give()
}

// Show writes a page.
func Show[P page.Filled](v *Visit, view page.View[P], p P) error {
	return v.answer(func() error {
		view.Show(v.site, v.Writer, v.Request, p)
		return nil
	})
}

// GoTo leads the browser to a path of this site.
func (v *Visit) GoTo(path string) error {
	return v.answer(func() error {
		v.Writer.Header().Set("Cache-Control", "no-store")
		http.Redirect(v.Writer, v.Request, path, http.StatusSeeOther)
		return nil
	})
}

// Done leads to path and says there that something was done. See [Done].
func (v *Visit) Done(path, what string) error { return v.GoTo(Done(path, what)) }

// Rows returns the questions of a declared form.
func (v *Visit) Rows(f *field.Form, a page.Answers) []page.Row { return page.Rows(v.T, f, a) }

// Wrong makes b the page that shows what has to be corrected, each line leading to
// its question. stems are those of the labels; those of the fields of a case are
// found without one.
func (v *Visit) Wrong(b *page.Base, problems []field.Problem, stems ...string) {
	if len(problems) > 0 {
		b.Status, b.Wrong = http.StatusUnprocessableEntity, page.Wrong(v.T, problems, stems...)
	}
}

// WrongAt returns what has to be corrected at a question; nil when nothing has.
func (v *Visit) WrongAt(name string, problems []field.Problem) *page.ErrorMessage {
	return page.ProblemAt(v.T, problems, name)
}

// LocalPath returns path if it is one of this site, else "/". What decodes to an
// address of another site is none.
func LocalPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return "/"
	}
	to := u.RequestURI()
	for _, p := range []string{path, u.Path, to} {
		if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t") {
			return "/"
		}
	}
	return to
}

// Again serves a kept form as if it had just been posted to path.
func (v *Visit) Again(path string, form url.Values) error {
	u, err := url.Parse(LocalPath(path))
	if err != nil {
		return err
	}
	r := v.Request.Clone(v.Ctx())
	body := form.Encode()
	r.Method, r.URL, r.RequestURI = http.MethodPost, u, u.RequestURI()
	r.Body, r.ContentLength = readCloser{strings.NewReader(body)}, int64(len(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Form, r.PostForm, r.Pattern = nil, nil, ""
	v.answered = true
	v.mux.ServeHTTP(v.Writer, r)
	return nil
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// networkOf returns the part of an address that a house has.
func networkOf(from string) string {
	addr, err := netip.ParseAddr(from)
	if err != nil {
		port, err := netip.ParseAddrPort(from)
		if err != nil {
			return "unknown"
		}
		addr = port.Addr()
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		if p, err := addr.Prefix(64); err == nil {
			return p.String()
		}
	}
	return addr.String()
}
