package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
)

const calm = "seven green lamps"

// signs signs somebody in with a password.
func (w *world) signs(who, password string) (*browser, answer) {
	w.t.Helper()
	b := w.open()
	return b, b.post("/sign-in", url.Values{"login": {nodetest.Login(who)}, "password": {password}, "code": {w.code()}, "to": {"/"}})
}

// forced lets somebody choose a second password and sign in with it.
func (w *world) forced(who string) *browser {
	w.t.Helper()
	b := w.as(who)
	b.proves(b.get("/account/password"))
	b.post("/account/password", url.Values{"old": {nodetest.Password}, "which": {"second"}, "password": {calm}, "repeat": {calm}}).leads(w.t, "/account?done=password_changed")
	b, a := w.signs(who, calm)
	a.leads(w.t, "/")
	return b
}

// TestForcedSeesNothing: whatever page somebody opens who was forced to sign in, it
// answers as it would to a colleague without cases, and names no case, no person, no
// colleague and no other organisation.
func TestForcedSeesNothing(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.as("caseworker@shelter").opens("Siti Contoh")
	number := w.as("caseworker@shelter").number(at)
	for _, who := range []string{"caseworker@shelter", "supervisor@shelter", "data_protection@shelter", "administrator@shelter", "duty_officer@shelter", "investigator@police"} {
		before := w.as(who)
		usual := map[string]int{}
		var paths []string
		for _, rt := range allRoutes() {
			if path, ok := strings.CutPrefix(rt.Pattern, "GET "); ok && rt.Who == desk.Actors && !strings.Contains(path, "{") {
				paths = append(paths, path)
			}
		}
		paths = append(paths, "/")
		for _, path := range paths {
			usual[path] = before.get(path).code
		}
		b := w.forced(who)
		before.get("/account").leads(t, "/sign-in?to=%2Faccount")
		for _, path := range paths {
			a := b.get(path)
			if a.code != usual[path] {
				t.Errorf("%s %s: %d, else %d", who, path, a.code, usual[path])
			}
			for _, real := range []string{"Siti Contoh", number, "second@", w.Orgs["hospital"].Name, w.Orgs["ngo"].Name} {
				if strings.Contains(a.body, real) {
					t.Errorf("%s %s names %s", who, path, real)
				}
			}
		}
		b.get(at).wants(t, http.StatusNotFound)
		home := b.get("/").wants(t, http.StatusOK)
		home.Not(t, ".l-counter")
		home.Not(t, "main table")
	}
}

// TestForcedLooksLikeAnySignIn: the answer to a sign-in under force has the same status,
// headers and cookie as any other, and what is saved afterwards looks like a full disk.
func TestForcedLooksLikeAnySignIn(t *testing.T) {
	w := one(t, desk.Options{})
	w.forced("caseworker@shelter")
	_, usual := w.signs("second@shelter", nodetest.Password)
	b, silent := w.signs("caseworker@shelter", calm)
	if got, want := slices.Sorted(maps.Keys(silent.header)), slices.Sorted(maps.Keys(usual.header)); silent.code != usual.code || !slices.Equal(got, want) {
		t.Errorf("headers %v, else %v", got, want)
	}
	if got, want := len(silent.header.Get("Set-Cookie")), len(usual.header.Get("Set-Cookie")); got != want {
		t.Errorf("a cookie of %d letters, else %d", got, want)
	}
	b.get("/account").In(t, "main", htmlcheck.HasText("Caseworker"))
	b.post("/account/language", url.Values{"language": {"id"}}).leads(t, "/account?done=language_changed")
	b.post("/account/language", url.Values{"language": {"en"}}).leads(t, "/account?done=language_changed")
	a := b.begins("Dara Contoh")
	form := fill(t, a, "main form[action=/cases/new]", "birth_date-year", "1990", "step", "open")
	b.post("/cases/new", form).wants(t, http.StatusServiceUnavailable)
	if n := w.count(`SELECT count(*) FROM cases`); n != 0 {
		t.Errorf("%d cases were opened under force", n)
	}

	sup := w.as("supervisor@shelter")
	sup.get("/").In(t, ".l-counter--now", htmlcheck.HasText("alarm"))
	end := sup.get("/alarms").Attr(t, "main form[action$=/end]", "action")
	sup.proves(sup.post(end, url.Values{})).In(t, "main", htmlcheck.HasText("no alarm"))
	b.get("/account").leads(t, "/sign-in?to=%2Faccount")
	sup.get("/").Not(t, `.l-counter[href^="/alarms"]`)
}
