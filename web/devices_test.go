package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/internal/test/nodetest"
)

// TestKnownBrowsers: a browser keeps by whom it is known, also by several; who signs in from a
// new one is told of it in the others, and can have it forgotten.
func TestKnownBrowsers(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	b.get("/").In(t, "main", htmlcheck.LacksText("new browser"))
	if n := len(strings.Split(b.cookies["lindung-known"], ".")); n != 1 {
		t.Fatalf("the browser keeps %d tokens", n)
	}
	signs := func(b *browser, who string) answer {
		t.Helper()
		return b.post("/sign-in", url.Values{"login": {nodetest.Login(who)}, "password": {nodetest.Password}, "code": {w.code()}})
	}
	shared := w.open()
	shared.cookies["lindung-known"] = b.cookies["lindung-known"] + ".not a token"
	a := signs(shared, "supervisor@shelter")
	if n := len(strings.Split(shared.cookies["lindung-known"], ".")); n != 2 {
		t.Errorf("a browser of two keeps %d tokens", n)
	}
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == "lindung-known" && (!c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.MaxAge != 90*24*3600) {
			t.Errorf("kept as %v", c)
		}
	}
	signs(w.open(), "caseworker@shelter")
	home := b.get("/")
	home.In(t, ".l-panel--now a[href='/account/devices']", htmlcheck.HasText("opened from a new browser"))
	list := b.get("/account/devices").wants(t, http.StatusOK)
	list.In(t, "main section", htmlcheck.Count(2))
	end := list.Attr(t, "main section:first-of-type form", "action")
	b.post(end, fill(t, list, "main section:first-of-type form")).leads(t, "/account/devices?done=device_ended")
	b.get("/account/devices").In(t, "main section", htmlcheck.Count(1))
}
