// Package page turns page structs into HTML, the same way for the staff pages
// and for the public ones. It holds the components, the one form renderer, the
// layout, the static files, the security headers and the /leave address; it
// knows no case and no database.
//
// # Making a page
//
// A site has a folder of templates. Each file NAME.html defines "main" and is
// one page; files whose names begin with "_" are shared by all pages of the
// site and may define further blocks ("head", "top", "footer") to replace those
// of the layout. Each page has one struct that embeds [Base], and one [View]
// that binds the two:
//
//	type referralNewPage struct {
//		page.Base
//		Form page.Form
//	}
//
//	var referralNew = page.NewView[referralNewPage]("referral_new")
//
//	site, err := page.New(page.Options{Templates: templates})
//	mux.Handle("GET /static/", site.Static())
//	…
//	referralNew.Show(site, w, r, referralNewPage{
//		Base: page.Base{T: t, Title: t.Text("page.referral_new"), Organisation: "Example Shelter"},
//		Form: page.Form{
//			Action: "/cases/" + id + "/referrals",
//			Rows:   page.Rows(t, referral.Form, page.Answers{Values: draft}),
//			Save:   page.Button{Text: t.Text("referral.send", "to", name)},
//		},
//	})
//
// and in referral_new.html:
//
//	{{define "main"}}
//	<h1 class="l-title">{{.Title}}</h1>
//	{{template "form" .Form}}
//	{{end}}
//
// When the answers were not accepted, the same page is shown again with what
// was typed and with each problem at its question:
//
//	answers, problems := referral.Form.Decode(r.PostForm)
//	if len(problems) > 0 {
//		base.Status = http.StatusUnprocessableEntity
//		base.Wrong = page.Wrong(t, problems)
//		rows := page.Rows(t, referral.Form, page.Answers{Sent: r.PostForm, Problems: problems})
//
// Components are structs with a template of the same name in lower case with
// underscores: {{template "summary_list" .Answers}}. A component's template is
// given the component itself, never a pointer to it; the template "form" is
// given a Form, "rows" the rows of one. The components of which a page has most
// are written by code instead (written.go). Labels are looked up by
// {{.T.Text "key"}}; there are no other functions. A test of each site calls
// htmlcheck.Views, which checks every template against its struct.
//
// The layout shows the bar, the navigation, Back, Flash and Wrong of Base, and says
// so if a text of the page is a draft ({{draft}}); a page writes only what is under them, beginning with its one h1.
// Classes of our own begin with "l-": l-title, l-lead, l-heading, l-quiet,
// l-panel, l-grid, l-head with l-safety, l-sections, l-counters, l-both,
// l-filter, l-timeline, l-tag--now, --soon, --done and --quiet for staff pages;
// l-hero, l-split, l-map, l-facts, l-links, l-article, l-figure, l-menu-line for
// public ones; l-sign for signatures on a sheet. They are in assets/_parts.scss
// and assets/_public.scss.
//
// Every page works without a script and without its style sheet.
package page

import (
	"fmt"
	"html/template"

	"lindung/i18n"
)

// Base is what every page has. Page structs embed it.
type Base struct {
	// T is the language of the page and its labels.
	T i18n.T
	// Title is the heading and, with the name of the program, the title of the window.
	// A page that a person at risk may see has a neutral one.
	Title string
	// Description is what a search engine shows. Public pages only.
	Description string
	// Path is the address of this page within the site, without its query.
	Path string
	// Home is where the mark leads; "/" when empty.
	Home string
	// Languages are the languages this page exists in, the present one among them.
	Languages []Language
	// Leave puts the leave button on the page: for every page that a person at risk may see.
	// Such a page shows no mark and is never kept by a browser.
	Leave bool
	// Organisation and ActorName say who is signed in; empty on public pages.
	Organisation string
	ActorName    string
	// Nav is the navigation, in order.
	Nav []NavItem
	// Back leads one step back.
	Back *BackLink
	// Flash says what the last step did, once.
	Flash string
	// Wrong lists what has to be corrected before the form can be accepted.
	Wrong *ErrorSummary
	// Draft is the label of what a page says over its content if it shows a draft;
	// "public.draft" when empty.
	Draft string
	// Print makes the page a sheet for paper: without bar, navigation and footer.
	Print bool
	// Shortcut is a second link for the keyboard, to the parts of a long page.
	Shortcut *SkipLink
	// Wide lets the content use the whole width; for tables of many columns.
	Wide bool
	// Status is the HTTP status; 200 when zero.
	Status int
	// Mark says what a form that posts to an address carries; nil for nothing.
	Mark func(action string) Mark
	// Unsent is what was typed here before and not sent; nil for nothing.
	Unsent *Unsent
	// Find is the field in the bar by which cases are found; nil for none.
	Find *Find
	// Switch lets a signed-in actor change the language with one press, and
	// comes back to the page; nil where Languages lead to it.
	Switch *Switch
}

// Unsent offers to go on with what was typed before.
type Unsent struct {
	Text string // when it was begun
	Go   Link
	Drop Form
}

// Find is a field by which something is found, and where it leads where the bar has no
// room for it.
type Find struct{ Action, Name, Label, Go string }

// Switch is a form with a button for each language.
type Switch struct {
	Action, Label string
	Hidden        []Hidden
	Languages     []Language
}

// Language is one language that a page exists in.
type Language struct {
	Lang    string // BCP 47
	Name    string // in its own script
	Href    string
	Current bool
}

// NavItem is one line of the navigation.
type NavItem struct {
	Text    string
	Href    string
	Current bool
	Count   string // what waits there, such as "3"; empty for nothing
}

func (b Base) base() Base { return b }

// Lang returns the language of the page as HTML wants it.
func (b Base) Lang() string { return string(b.T.Lang()) }

// HomePath returns where the mark leads.
func (b Base) HomePath() string {
	if b.Home == "" {
		return "/"
	}
	return b.Home
}

// ManyLanguages reports whether the languages need a menu of their own rather
// than a place in the bar.
func (b Base) ManyLanguages() bool { return len(b.languages()) > 2 }

func (b Base) languages() []Language {
	if b.Switch != nil {
		return b.Switch.Languages
	}
	return b.Languages
}

// LanguageName returns the name of the page's language in its own script.
func (b Base) LanguageName() string {
	for _, l := range b.languages() {
		if l.Current {
			return l.Name
		}
	}
	return b.T.Text("page.language")
}

// LanguageNavigation returns the links to the page in other languages.
func (b Base) LanguageNavigation() LanguageNavigation {
	n := LanguageNavigation{AriaLabel: b.T.Text("page.language")}
	for _, l := range b.Languages {
		n.Items = append(n.Items, LanguageItem{Text: l.Name, Href: l.Href, Lang: l.Lang, Current: l.Current})
	}
	return n
}

// BackLinks returns the link one step back, if there is one.
func (b Base) BackLinks() []BackLink { return each(b.Back) }

// Summaries returns what has to be corrected, if anything has.
func (b Base) Summaries() []ErrorSummary { return each(b.Wrong) }

// Offers returns what was typed before, if anything was.
func (b Base) Offers() []Unsent { return each(b.Unsent) }

// Finds returns the field in the bar, if there is one.
func (b Base) Finds() []Find { return each(b.Find) }

// Switches returns the form that changes the language, if there is one.
func (b Base) Switches() []Switch { return each(b.Switch) }

// Exit returns the leave button.
func (b Base) Exit() ExitThisPage {
	return ExitThisPage{Text: b.T.Text("page.leave"), RedirectURL: LeavePath}
}

// Skips returns the links for the keyboard that jump over the bar.
func (b Base) Skips() []SkipLink { return append([]SkipLink{b.Skip()}, each(b.Shortcut)...) }

// Skip returns the link that jumps over the bar.
func (b Base) Skip() SkipLink { return SkipLink{Text: b.T.Text("page.skip"), Href: "#main"} }

// Filled is a page struct: any struct that embeds Base.
type Filled interface{ base() Base }

// A View binds the template of one page to the struct that fills it.
type View[P Filled] struct{ name string }

// NewView names the template that pages of type P fill, without ".html".
func NewView[P Filled](name string) View[P] { return View[P]{name} }

// Name returns the name of the view's template.
func (v View[P]) Name() string { return v.name }

// A TemplateCheck finds what is wrong with a template for data of a type.
type TemplateCheck = func(t *template.Template, typed any) error

// Check runs check over the view's template and an empty page of its type, for
// tests. It works only before s has shown the page for the first time.
func (v View[P]) Check(s *Site, check TemplateCheck) error {
	t := s.page(v.name)
	if t == nil {
		return fmt.Errorf("there is no %s.html", v.name)
	}
	var p P
	return check(t, p)
}
