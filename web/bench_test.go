package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"lindung/cases"
	"lindung/internal/desk"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/staff"
)

// BenchmarkPages measures whole pages through the real handler, without the
// network: reading, policy, log, seals and HTML.
func BenchmarkPages(b *testing.B) {
	clock := &dbtest.Clock{}
	n := nodetest.New(b, dbtest.SQLite(b, clock), clock)
	s := n.As(b, "supervisor@shelter")
	f, _ := person.Forms.Named("health_needs")
	v, _ := f.Decode(url.Values{"medicines": {"an example"}}, n.Now())
	at := ""
	for range 60 {
		c, err := cases.Open(b.Context(), s, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})
		if err != nil {
			b.Fatal(err)
		}
		if err := cases.SaveForm(b.Context(), s, c.ID, f, 0, v); err != nil {
			b.Fatal(err)
		}
		at = "/cases/" + string(c.ID)
	}
	pages, err := New(n.Node, desk.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	code, err := staff.TOTPCode(nodetest.Secret, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	form := url.Values{"login": {nodetest.Login("supervisor@shelter")}, "password": {nodetest.Password}, "code": {code}}
	r := httptest.NewRequest("POST", "/sign-in", nil)
	r.PostForm, r.Form = form, form
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, r)
	cookies := w.Result().Cookies()
	for _, p := range []struct{ name, path string }{
		{"home", "/"}, {"list", "/cases"}, {"case", at}, {"form", at + "/forms/health_needs"},
	} {
		b.Run(p.name, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest("GET", p.path, nil)
				for _, c := range cookies {
					r.AddCookie(c)
				}
				w := httptest.NewRecorder()
				pages.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(p.name, w.Code)
				}
			}
		})
	}
}
