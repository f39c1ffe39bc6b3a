package desk

import (
	"net/http"

	"lindung/internal/page"
)

// PrivacyCookie says that names stay closed until they are pressed. It lasts as
// long as the browser is open and says nothing about anyone.
const PrivacyCookie = "lindung_names"

// Private reports whether names stay closed until they are pressed.
func (v *Visit) Private() bool {
	return Cookie(v.Request, v.CookieName(PrivacyCookie)) == "closed"
}

// CookieName is the name of a cookie in browsers that reach the pages by TLS: its
// beginning tells them that nothing without TLS may have set it.
func (s *Server) CookieName(name string) string {
	if s.Secure() {
		return "__Secure-" + name
	}
	return name
}

// Cookie returns what the browser holds under a name; "" for nothing. Of several by that
// name, which only another page of the host can have put there, it takes none.
func Cookie(r *http.Request, name string) string {
	all := r.CookiesNamed(name)
	if len(all) != 1 {
		return ""
	}
	return all[0].Value
}

// PrivacyForm turns it on or off with one press, and comes back to path.
func (v *Visit) PrivacyForm(path string) page.Form {
	next, label := "closed", "case.names_close"
	if v.Private() {
		next, label = "", "case.names_open"
	}
	return page.Form{
		Action: "/privacy", Hidden: []page.Hidden{{Name: "names", Value: next}, {Name: "to", Value: path}},
		Save: page.Button{Text: v.Text(label), Classes: "govuk-button--secondary l-button--quiet"},
	}
}
