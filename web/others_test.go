package web

import (
	"net/http"
	"strings"
	"testing"

	"lindung/internal/desk"
)

// ownScope are POSTs whose address names something that everybody has.
var ownScope = map[string]string{
	"POST /drafts/{id}/drop":                      "who has no such draft has dropped it",
	"POST /files/uploads/{upload}/columns":        "an upload of somebody else is told as one that is gone",
	"POST /administration/settings/{setting}":     "an administrator sets what holds for their own organisation",
	"POST /cases/{id}/referrals/together/preview": "it only keeps what was typed; the page that it leads to asks who may see the case",
}

// TestPostsOfOthers: the form of somebody's act on something of theirs, with its key and
// all that was typed, is worth nothing to people of an organisation that has no part in it,
// before it was sent and after. A fresh proof does not change that.
func TestPostsOfOthers(t *testing.T) {
	if testing.Short() {
		t.Skip("TestOthersCase looks at the case itself")
	}
	w := one(t, desk.Options{})
	places := w.places()
	strangersOf := func(org string) map[string]*browser {
		return map[string]*browser{"caseworker@" + org: w.open(), "supervisor@" + org: w.open(), "administrator@" + org: w.open()}
	}
	ofPolice, ofNGO := strangersOf("police"), strangersOf("ngo")
	for _, r := range allRoutes() {
		if !strings.HasPrefix(r.Pattern, "POST ") || !strings.Contains(r.Pattern, "{") || r.Who != desk.Actors || ownScope[r.Pattern] != "" {
			continue
		}
		t.Run(r.Pattern, func(t *testing.T) {
			p := places[r.Pattern]()
			typed := p.typed(t)
			strangers := ofPolice
			if strings.Contains(r.Pattern, "/suspects/") { // which are the police's own
				strangers = ofNGO
			}
			shut := func(when string) {
				t.Helper()
				for who, b := range strangers {
					if b.get("/account").code != http.StatusOK { // their session has ended meanwhile
						b = w.as(who)
						strangers[who] = b
					}
					if a := b.sure(p.to(), typed); a.code != http.StatusNotFound {
						t.Errorf("%s, %s: %d to %q", when, who, a.code, a.to)
					}
				}
			}
			shut("before")
			if a := p.send(t, typed); a.code == http.StatusNotFound || a.code >= http.StatusInternalServerError {
				t.Errorf("after others have tried it is %d", a.code)
			}
			shut("after")
		})
	}
}
