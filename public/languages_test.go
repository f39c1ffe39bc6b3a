package public

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"lindung/convention/data"
	"lindung/i18n"
)

// TestHelpHasItsContacts: a language whose help pages are offered has the words on every
// telephone line too.
func TestHelpHasItsContacts(t *testing.T) {
	snap, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range i18n.Offered(i18n.ForHelp...) {
		for _, g := range snap.Gaps(l) {
			if strings.HasPrefix(g.ID, "contact/") {
				t.Errorf("%s: %s is in English only: %s", l, g.ID, g.English)
			}
		}
	}
}

// TestPagesSayThatTheyAreDrafts: a page says so in its language if it shows a draft, and an
// English one never does.
func TestPagesSayThatTheyAreDrafts(t *testing.T) {
	s := site(t, Options{})
	for _, l := range i18n.Langs() {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+string(l)+"/help/TH", nil))
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", l, w.Code)
			continue
		}
		says := strings.Contains(strings.ReplaceAll(w.Body.String(), "\u2060", ""), `<p class="l-draft">`+i18n.For(l).Text("public.draft")+`</p>`)
		if says != (l != i18n.English) {
			t.Errorf("%s: says that it is a draft: %v", l, says)
		}
	}
	if got := i18n.Offered(i18n.ForHelp...); !slices.Equal(got, i18n.Langs()) {
		t.Errorf("help pages in %v", got)
	}
}
