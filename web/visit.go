package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/page"
)

// A visit is one request and its answer.
type visit struct {
	*server
	w http.ResponseWriter
	r *http.Request
	// session is whose request it is; the zero one before signing in.
	session access.Session
	// t is the language of the answer.
	t i18n.T
	// route is the pattern of the page, for the log.
	route string
	// reference names the request to the people who look after the program.
	reference string
	answered  bool
}

func (s *server) visit(w http.ResponseWriter, r *http.Request, route string) *visit {
	v := &visit{server: s, w: w, r: r, route: route, reference: lindung.NewID()[:8]}
	v.t = i18n.For(v.wishedLang())
	return v
}

// formLimit is how much a form may send unless its route says otherwise: much
// more than the longest texts of any page together. Before signing in there is
// nothing long to send.
const (
	formLimit     int64 = 2 << 20
	strangerLimit int64 = 64 << 10
	// drainLimit is how much of what is too long is read all the same, because a
	// browser that is cut off while it sends never shows the answer.
	drainLimit int64 = 64 << 20
)

// begin finds out whose request it is and reads its form. It answers itself
// when the page needs somebody who has signed in and nobody has.
func (v *visit) begin(rt route) error {
	if err := v.resume(); err != nil {
		return err
	}
	if rt.who == actors && !v.signedIn() {
		return v.askWho(rt)
	}
	if err := v.readForm(rt); err != nil || v.signedIn() {
		return err
	}
	v.t = i18n.For(v.wishedLang())
	return nil
}

func (v *visit) resume() error {
	ticket, ok := v.sessions.Get(v.ctx(), access.TicketKey).(access.Ticket)
	if !ok {
		return nil
	}
	session, err := v.node.Resume(v.ctx(), ticket)
	if errors.Is(err, access.ErrDenied) || errors.Is(err, lindung.ErrNotFound) {
		return nil // ended since
	}
	if err != nil {
		return err
	}
	v.session = session.For(lindung.Assistance)
	if lang := i18n.Lang(session.Actor().Lang); i18n.Known(lang) {
		v.t = i18n.For(lang)
	}
	return nil
}

// readForm reads a posted form. Files stay in the request, for the page.
func (v *visit) readForm(rt route) error {
	if v.r.Method != http.MethodPost {
		return nil
	}
	limit := max(formLimit, uploads[rt.pattern])
	if rt.who == anyone {
		limit = strangerLimit
	}
	if v.r.ContentLength > limit {
		if v.signedIn() {
			_, _ = io.CopyN(io.Discard, v.r.Body, drainLimit)
		}
		return &http.MaxBytesError{Limit: limit}
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, limit)
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/") {
		return v.readFiles(rt, limit)
	}
	return v.r.ParseForm()
}

// readFiles reads a form with files into memory: what does not fit there would
// be written to the disk in clear. Of a stranger it reads none, as nothing of it
// could be kept for him.
func (v *visit) readFiles(rt route, limit int64) error {
	if rt.who == actors && !v.signedIn() {
		return nil
	}
	err := v.r.ParseMultipartForm(limit)
	var large *http.MaxBytesError
	if err != nil && !errors.As(err, &large) {
		return fmt.Errorf("%w: %w", errBad, err)
	}
	return err
}

func (v *visit) signedIn() bool { return v.session.Actor().ID != "" }

func (v *visit) ctx() context.Context { return v.r.Context() }

// id returns the identifier called name in the address. What cannot be one is
// "", which nothing has.
func (v *visit) id(name string) string {
	if id := v.r.PathValue(name); lindung.IsID(id) {
		return id
	}
	return ""
}

// query returns a value of the address that is not part of its path.
func (v *visit) query(name string) string { return v.r.URL.Query().Get(name) }

// form returns what was posted.
func (v *visit) form() url.Values { return v.r.PostForm }

// sent returns one posted value without the blanks around it.
func (v *visit) sent(name string) string { return strings.TrimSpace(v.r.PostForm.Get(name)) }

// file returns a posted file; nil when none was chosen.
func (v *visit) file(name string) ([]byte, error) {
	f, _, err := v.r.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// text is v.t.Text.
func (v *visit) text(key string, args ...any) string { return v.t.Text(key, args...) }

// show writes a page.
func show[P page.Filled](v *visit, view page.View[P], p P) error {
	v.answered = true
	view.Show(v.site, v.w, v.r, p)
	return nil
}

// goTo leads the browser to a path of this site.
func (v *visit) goTo(path string) error {
	v.answered = true
	v.w.Header().Set("Cache-Control", "no-store")
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// done leads to path and says there that something was done: the label
// "done."+what.
func (v *visit) done(path, what string) error {
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return v.goTo(path + sep + "done=" + what)
}

// rows returns the questions of a declared form.
func (v *visit) rows(f *field.Form, a page.Answers) []page.Row { return page.Rows(v.t, f, a) }

// wrong makes b the page that shows what has to be mended.
func (v *visit) wrong(b *page.Base, problems []field.Problem) {
	if len(problems) > 0 {
		b.Status, b.Wrong = http.StatusUnprocessableEntity, page.Wrong(v.t, problems)
	}
}

// when writes a moment with how far away it is.
func (v *visit) when(at time.Time) string {
	at = v.local(at)
	return v.text("web.when", "moment", v.t.Moment(at), "near", v.t.Near(v.local(v.node.Now()), at))
}

// day writes a day with how far away it is, where the hour does not matter.
func (v *visit) day(at time.Time) string {
	at = v.local(at)
	return v.text("web.when", "moment", v.t.Day(at), "near", v.t.Near(v.local(v.node.Now()), at))
}

// local is a moment as the clock on the actor's wall has it. The region knows no
// summer time; of a state with several zones it is the capital's.
func (v *visit) local(at time.Time) time.Time {
	minutes, ok := walls[v.session.Actor().Country]
	if !ok {
		return at
	}
	return at.In(time.FixedZone("", minutes*60))
}

// walls are the minutes by which the clocks of the states are ahead of UTC.
var walls = map[lindung.Country]int{
	"BN": 480, "ID": 420, "KH": 420, "LA": 420, "MM": 390, "MY": 480, "PH": 480, "SG": 480, "TH": 420, "TL": 540, "VN": 420,
}

// localPath returns path if it is one of this site, else "/". What decodes to an
// address of another site is none.
func localPath(path string) string {
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

// again serves a kept form as if it had just been posted to path, and reports
// whether it was accepted.
func (v *visit) again(path string, form url.Values) (bool, error) {
	u, err := url.Parse(localPath(path))
	if err != nil {
		return false, err
	}
	r := v.r.Clone(v.ctx())
	body := form.Encode()
	r.Method, r.URL, r.RequestURI = http.MethodPost, u, u.RequestURI()
	r.Body, r.ContentLength = readCloser{strings.NewReader(body)}, int64(len(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Form, r.PostForm, r.MultipartForm, r.Pattern = nil, nil, nil, ""
	w := &statusWriter{ResponseWriter: v.w}
	v.answered = true
	v.mux.ServeHTTP(w, r)
	return w.status < http.StatusBadRequest, nil
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// statusWriter remembers how a page was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController find the writer below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

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
