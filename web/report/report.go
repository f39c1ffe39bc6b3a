// Package report holds the pages on which people tell something without saying who they
// are, and come back with a key to read the answer. They are routes of the listener of
// package own, which knows them by nothing but the address.
//
// Who writes here is perhaps in danger, on a telephone that others look at. So the pages
// are few and small, work without a script, and leave nothing: no cookie, no name of the
// page in a title, no word of what was typed in an address. What goes on over several pages
// is in the forms, and ends with them. A page shows whom to call before anything else where
// someone is in danger.
package report

import (
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/convention"
	"lindung/field"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/pace"
	"lindung/internal/page"
	"lindung/prevention"
	"lindung/web/own"
)

//go:embed templates/*.html
var templates embed.FS

// Options say how the pages are offered.
type Options struct {
	Door        *prevention.ReportDoor
	BehindProxy bool
	Secure      bool // browsers come back by HTTPS only
	Logger      *slog.Logger
	// Convention returns the data of the Convention: which lines help.
	Convention func() (*convention.Snapshot, error)
}

// The addresses.
const (
	startPath = "/write"
	sendPath  = startPath + "/send"
	morePath  = startPath + "/more"
	endPath   = startPath + "/end"
)

// BackPath is where who told something comes back with their key.
const BackPath = startPath + "/back"

type server struct {
	o    Options
	site *page.Site
}

// Routes returns the addresses of the pages, for [own.New]. An error is a fault of the
// program.
func Routes(o Options) ([]own.Route, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	site, err := siteOf(o)
	if err != nil {
		return nil, err
	}
	s := &server{o: o, site: site}
	to := func(do func(*visit) error) func(*own.Visit) error {
		return func(v *own.Visit) error { return s.serve(v.W, v.Request, do) }
	}
	return []own.Route{
		{Pattern: "GET " + startPath, Open: true, Do: to(start)},
		{Pattern: "POST " + startPath, Open: true, Do: to(begin)},
		{Pattern: "POST " + sendPath, Open: true, Do: to(send)},
		{Pattern: "GET " + BackPath, Open: true, Do: to(back)},
		{Pattern: "POST " + BackPath, Open: true, Do: to(enter)},
		{Pattern: "POST " + morePath, Open: true, Do: to(more)},
		{Pattern: "POST " + endPath, Open: true, Do: to(end)},
	}, nil
}

func siteOf(o Options) (*page.Site, error) {
	folder, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	return page.New(page.Options{Templates: []fs.FS{own.Layout(), folder}, Secure: o.Secure})
}

// visit is one request. It belongs to no other.
type visit struct {
	*server
	w       http.ResponseWriter
	request *http.Request
	t       i18n.T
	form    url.Values
}

func (s *server) serve(w http.ResponseWriter, r *http.Request, do func(*visit) error) error {
	v := &visit{server: s, w: w, request: r, t: i18n.For(langOf(r))}
	err := r.ParseForm()
	v.form = r.PostForm
	if err == nil {
		err = do(v)
	}
	if err == nil || errors.Is(err, lindung.ErrNotFound) {
		return err
	}
	s.o.Logger.Error("a page was not answered", "route", r.Pattern, "err", err)
	v.plain(http.StatusServiceUnavailable, "report.broken", startPath)
	return nil
}

// Languages are those in which the pages can be read.
func Languages() []i18n.Lang { return i18n.Offered(i18n.ForOwn...) }

// inLang carries the language in the address. The listener's own name for it would leave a
// cookie.
const inLang = "in"

// langOf is the language that was chosen in the address, otherwise that of the browser.
func langOf(r *http.Request) i18n.Lang {
	offered := Languages()
	if l := i18n.Lang(r.URL.Query().Get(inLang)); slices.Contains(offered, l) {
		return l
	}
	return i18n.Match(r.Header.Get("Accept-Language"), offered...)
}

// at is an address that keeps the language.
func (v *visit) at(path string) string { return path + "?" + inLang + "=" + string(v.t.Lang()) }

// a reportPage is what every page here has.
type reportPage struct {
	page.Base
	Heading string
	Lead    []string
	Call    call
}

// base begins a page. Languages are offered where nothing was typed yet.
func (v *visit) base(title, back string, languages bool) reportPage {
	p := reportPage{Base: page.Base{T: v.t, Title: v.t.Text("report.title"), Path: v.request.URL.Path, Leave: true}, Heading: v.t.Text(title)}
	if back != "" {
		p.Back = &page.BackLink{Text: v.t.Text("report.back"), Href: v.at(back)}
	}
	p.Draft = "report.draft"
	for _, l := range Languages() {
		if languages {
			p.Languages = append(p.Languages, page.Language{Lang: string(l), Name: v.t.Text("lang." + string(l)), Href: "?" + inLang + "=" + string(l), Current: l == v.t.Lang()})
		}
	}
	return p
}

// network is where the request comes from. It is known in memory alone.
func (v *visit) network() string { return desk.NetworkOf(v.request, v.o.BehindProxy) }

// plainPage says one thing.
type plainPage struct {
	reportPage
	Links []link
}

type link struct{ Text, Href string }

// plain shows a page that says what key.title and key.lead do.
func (v *visit) plain(status int, key, back string) {
	p := plainPage{reportPage: v.base(key+".title", back, false)}
	p.Status, p.Lead = status, []string{v.t.Text(key + ".lead")}
	plainView.Show(v.site, v.w, v.request, p)
}

// call says whom to call in a country.
type call struct {
	Heading, Lead string
	Strong        bool
	Lines         []line
	None, Trace   string
}

type line struct {
	Kind, Number, Call string
	Says               []string
}

// callIn says whom to call in a country; now puts it before all else.
//
// Source: ACTIP 14.9
func (v *visit) callIn(country lindung.Country, now bool) (call, error) {
	c := call{Heading: v.t.Text("report.call.later"), Strong: now}
	if now {
		c.Heading, c.Lead = v.t.Text("report.call.now"), v.t.Text("report.call.now.lead")
	}
	snap, err := v.o.Convention()
	if err != nil {
		return c, err
	}
	for _, x := range snap.Contacts(country) {
		l := line{Kind: v.t.Text("report.call." + string(x.Kind)), Number: x.Number, Call: dialled(x)}
		says, _ := snap.Say(v.t.Lang(), x.Answers)
		l.Says = append(l.Says, says)
		if x.Hours != "" {
			hours, _ := snap.Say(v.t.Lang(), x.Hours)
			l.Says = append(l.Says, v.t.Text("report.call.hours", "text", hours))
		}
		if x.Police == "yes" || x.Police == "passes_on" {
			l.Says = append(l.Says, v.t.Text("report.call.police_"+x.Police))
		}
		c.Lines = append(c.Lines, l)
	}
	if len(c.Lines) == 0 {
		c.None = v.t.Text("report.call.none")
	} else {
		c.Trace = v.t.Text("report.call.trace")
	}
	return c, nil
}

// dialled is a number as a telephone dials it; "" for what is not called.
func dialled(c convention.Contact) string {
	if c.Kind == convention.WebPage || c.Kind == convention.Messages {
		return ""
	}
	var b []rune
	for _, r := range c.Number {
		if r == '+' || r >= '0' && r <= '9' {
			b = append(b, r)
		}
	}
	return string(b)
}

// problems are what must be corrected, in words; ok is false if err is anything else.
func (v *visit) problems(err error) (words []string, ok bool) {
	var ps field.Problems
	if err == nil || !errors.As(err, &ps) {
		return nil, err == nil
	}
	for _, p := range ps {
		if words = append(words, v.t.Text(p.Key, p.Args...)); len(words) > 1 && words[len(words)-1] == words[len(words)-2] {
			words = words[:len(words)-1]
		}
	}
	return words, true
}

// denied reports whether a key opens nothing, or nothing any more.
func denied(err error) bool {
	return errors.Is(err, prevention.ErrKey) || errors.Is(err, access.ErrDenied) || errors.Is(err, lindung.ErrNotFound)
}

func busy(err error) bool { return errors.Is(err, pace.ErrBusy) }

// Views are the pages of the package, for the test of the templates.
func Views() []interface {
	Name() string
	Check(*page.Site, page.TemplateCheck) error
} {
	return []interface {
		Name() string
		Check(*page.Site, page.TemplateCheck) error
	}{startView, tellView, keyView, enterView, talkView, plainView}
}

var (
	startView = page.NewView[startPage]("start")
	tellView  = page.NewView[tellPage]("tell")
	keyView   = page.NewView[keyPage]("key")
	enterView = page.NewView[enterPage]("enter")
	talkView  = page.NewView[talkPage]("talk")
	plainView = page.NewView[plainPage]("plain")
)
