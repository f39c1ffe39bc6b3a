package web

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lindung"
	"lindung/cases"
	"lindung/exchange"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// changing is what differs between two looks at the same page.
var changing = regexp.MustCompile(`\d+ (seconds?|minutes?|hours?) ago|\d\d:\d\d|just now|Reference: \w+`)

// looks reads every list, count and search that somebody has, and what an export holds.
func (b *browser) looks() map[string]string {
	b.t.Helper()
	all := map[string]string{}
	paths := []string{"/cases?only=mine", "/cases?only=children", "/cases?only=urgent", "/cases?only=untouched", "/cases?status=Active", "/cases?status=Closed", "/days?of=all", "/search"}
	for _, rt := range allRoutes() {
		if path, ok := strings.CutPrefix(rt.Pattern, "GET "); ok && rt.Who == desk.Actors && !strings.Contains(path, "{") && !strings.HasPrefix(path, "/log") && path != "/rights" {
			paths = append(paths, path)
		}
	}
	for _, path := range append(paths, "/") {
		all[path] = changing.ReplaceAllString(b.get(path).Text(b.t, "main"), "")
	}
	found := b.follow(b.post("/search", url.Values{"name": {"Contoh"}}))
	all["search"] = changing.ReplaceAllString(found.Text(b.t, "main"), "")
	return all
}

// TestProtectedChangesNothing: whoever of the organisation is not named finds every list,
// count, search and export as it was before there was a protected case. What was asked
// before it was protected stands under /rights, and the log is not a list of cases.
func TestProtectedChangesNothing(t *testing.T) {
	w := one(t, desk.Options{})
	var first lindung.CaseID
	w.work(2, &first)
	who := []string{"duty_officer@shelter", "focal_point@shelter", "data_protection@shelter", "investigator@shelter", "supervisor@shelter"}
	browsers, before := map[string]*browser{}, map[string]map[string]string{}
	for _, role := range who {
		browsers[role] = w.as(role)
		before[role] = browsers[role].looks()
	}
	export := func() int {
		n, err := exchange.Export(t.Context(), w.As(t, "supervisor@shelter").SteppedUp(true), "csv", io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	listed := export()

	var one lindung.CaseID
	w.work(1, &one)
	ana := w.As(t, "caseworker@shelter")
	if err := cases.Relate(t.Context(), ana, first, w.numberOf(one), "sibling"); err != nil {
		t.Fatal(err)
	}
	named := []lindung.ActorID{w.ID("caseworker@shelter"), w.ID("second@shelter")}
	if err := cases.Protect(t.Context(), ana.SteppedUp(true), one, named[:1]); err == nil {
		t.Error("one person alone sees it")
	}
	if err := cases.Protect(t.Context(), ana.SteppedUp(true), one, named); err != nil {
		t.Fatal(err)
	}
	for _, role := range who {
		now := browsers[role].looks()
		for path, was := range before[role] {
			if now[path] != was {
				t.Errorf("%s %s was\n%s\nand is\n%s", role, path, was, now[path])
			}
		}
		browsers[role].get("/cases/"+string(one)).wants(t, http.StatusNotFound)
		browsers[role].get("/cases/"+string(one)+"/consent").wants(t, http.StatusNotFound)
	}
	if n := export(); n != listed {
		t.Errorf("%d cases exported, %d before", n, listed)
	}
	second := w.as("second@shelter")
	second.get("/cases/"+string(one)).wants(t, http.StatusOK)
	w.as("caseworker@hospital").get("/cases/"+string(one)).wants(t, http.StatusOK) // what the person agreed to
	a := second.get("/cases/"+string(one)+"/consent").wants(t, http.StatusOK)
	a.In(t, "main", htmlcheck.HasText("Example Hospital"))
}

// numberOf returns the number of a case.
func (w *world) numberOf(id lindung.CaseID) string {
	w.t.Helper()
	return w.texts(`SELECT number FROM cases WHERE id = '` + string(id) + `'`)[0]
}
