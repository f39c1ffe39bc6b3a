package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestUndertaking: a year later no case opens until the undertaking is given anew, not by
// a page and not by an act; what was asked for and what was typed go on after it. Who
// looks after colleagues sees who has not given it.
func TestUndertaking(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Siti Contoh", false)
	w.as("caseworker@shelter").get("/undertaking").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("You gave it"))
	w.Clock.Add(370 * 24 * time.Hour)
	b := w.as("caseworker@shelter")
	b.get("/").wants(t, http.StatusSeeOther).leads(t, "/undertaking?to=%2F")
	b.get(at).wants(t, http.StatusSeeOther)
	asked := b.post(at+"/notes", url.Values{"kind": {"general"}, "text": {"Contoh yang diketik"}}).wants(t, http.StatusSeeOther)
	if !strings.HasPrefix(asked.to, "/undertaking?held=") {
		t.Fatalf("it leads to %s", asked.to)
	}
	w.as("administrator@shelter").get("/people").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("No undertaking"))
	w.as("analyst@shelter").get("/").wants(t, http.StatusOK)

	page := b.get(asked.to).wants(t, http.StatusOK)
	page.In(t, "main li", htmlcheck.HasText("only those cases"))
	b.post("/undertaking", fill(t, page, "main form")).wants(t, http.StatusSeeOther)
	b.get(at).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Contoh yang diketik"))
	b.get("/").wants(t, http.StatusOK)
	if got := w.lastActs(10); !strings.Contains(strings.Join(got, " "), "own.undertake") {
		t.Errorf("the log says %v", got)
	}
}

// TestUndertakingUnderForce: who is forced to sign in gives it like everyone else, and
// nothing looks different.
func TestUndertakingUnderForce(t *testing.T) {
	w := one(t, desk.Options{})
	w.forced("caseworker@shelter")
	w.Clock.Add(370 * 24 * time.Hour)
	b := w.as("caseworker@shelter")
	page := b.follow(b.get("/")).wants(t, http.StatusOK)
	b.post("/undertaking", fill(t, page, "main form")).leads(t, "/")
	b.get("/").wants(t, http.StatusOK)
}
