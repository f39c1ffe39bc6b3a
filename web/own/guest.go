package own

import (
	"errors"
	"net/http"
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/internal/page"
	"lindung/visitor"
)

// What pages of others who come without an account are made of: they are handed to [New] as
// routes that are Open, and find their own session. See package web/link.
type (
	// A Page is any page: a heading, and blocks under it.
	Page = notePage
	// A Block is one part of a page.
	Block = block
	// A Row is one line of a block.
	Row = row
	// A Form posts to an address.
	Form = form
	// An Input is one question of a form.
	Input = input
	// A Choice is one answer of a question that has several.
	Choice = choice
)

// Guest begins a page one step under another; "" for the first.
func (v *Visit) Guest(back, title string) Page {
	p := v.under(back, title)
	if back == "" {
		p.Back = nil
	}
	return p
}

// Show sends a page.
func (v *Visit) Show(p Page) error { return v.show(p) }

// GoTo leads to another address.
func (v *Visit) GoTo(address string) error { return v.goTo(address) }

// Ask begins a form with a key of its own, so that what is sent twice is done once.
func (v *Visit) Ask(action, button string) Form { return v.form(action, button) }

// Wrong are what must be corrected, in words; ok is false if err is anything else.
func (v *Visit) Wrong(err error) (words []string, ok bool) { return v.problems(err) }

// Rows are the answers of a summary.
func (v *Visit) Rows(list page.SummaryList) []Row { return v.rows(list) }

// Sent returns what was posted under a name.
func (v *Visit) Sent(name string) string { return v.Request.PostFormValue(name) }

// Network is where the request comes from. It is kept nowhere.
func (v *Visit) Network() string { return v.network() }

// Doors are those of everyone who comes without an account.
func (v *Visit) Doors() *visitor.Door { return v.s.o.Door.Door }

// Token is that of the visit's cookie; "" for none.
func (v *Visit) Token() string {
	c, err := v.Request.Cookie(cookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// Begin gives the browser the cookie of a visit.
func (v *Visit) Begin(token string) { http.SetCookie(v.W, v.s.cookie(cookie, token)) }

// Once is a session whose next act is done once, however often the form is sent.
func (v *Visit) Once(s access.Session, action access.Action, leadsTo string) access.Session {
	key := v.Request.PostForm.Get(once)
	if !lindung.IsID(key) {
		key = ""
	}
	content := url.Values{}
	for name, all := range v.Request.PostForm {
		if name != once {
			content[name] = all
		}
	}
	return s.WithSentForm(&access.SentForm{Acts: []access.Action{action}, Key: key, Content: v.Request.URL.Path + " " + content.Encode(), LeadsTo: leadsTo})
}

// Repeated reports whether an error says that the act was done before, by the same form.
func Repeated(err error) bool {
	var again *access.Repeated
	return errors.As(err, &again) && again.Same
}
