package page

import (
	"net/http"
	"strings"
)

// LeavePath is the address of the leave button.
const LeavePath = "/leave"

// Leave is the handler of LeavePath: it ends the session, makes the browser
// forget what it kept of the site, and goes to a page that says nothing about
// the reader. It is the one address at which a GET changes something, so that
// a plain link works where no script does. Nothing is logged.
type Leave struct {
	// To is the neutral address; it must not be personalised.
	To string
	// End ends the session and its cookie; nil where there are no sessions.
	End func(http.ResponseWriter, *http.Request)
}

func (l Leave) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	// A browser that fetches links ahead of a click, or a picture for another site,
	// must not sign anyone out.
	if ahead(r) || embedded(r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	switch r.Method {
	case http.MethodGet, http.MethodPost, http.MethodHead:
	default:
		h.Set("Allow", "GET, HEAD, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if l.End != nil && r.Method != http.MethodHead {
		l.End(w, r)
	}
	h.Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	h.Set("Location", l.To)
	w.WriteHeader(http.StatusSeeOther)
}

// embedded reports whether a page of another site asks without its reader having
// pressed anything: for a picture, a frame or a script.
func embedded(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") == "cross-site" && (r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document")
}

func ahead(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") || r.Header.Get("Purpose") == "prefetch"
}
