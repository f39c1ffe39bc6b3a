package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung/identification"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestOneDay: when it is already tomorrow in the place of who works, every page
// says tomorrow, and tomorrow is a day that has come.
func TestOneDay(t *testing.T) {
	w := one(t, desk.Options{})
	w.At(time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC)) // 25 November, 03:00 in Phnom Penh
	b := w.as("supervisor@shelter")
	at := b.opens("Siti Contoh", "estimated_age", "30")
	b.post(at+"/notes", fill(t, b.get(at+"/notes"), "main form", "kind", "general", "text", "An example"))
	s := b.begin(at, "ilo_11@2012")
	decision := fill(t, b.get(at+"/decision/new"), "main form", "status", "PossibleVictimOfTrafficking", "name", "Example Court", "kind", string(identification.Court),
		"country", "KH", "law", "Example Act 6", "on-day", "25", "on-month", "11", "on-year", "2026")
	b.post(at+"/decision/new", decision).leads(t, at+"/screening?done=decision_recorded")
	again := fill(t, b.get(at+"/decision/new"), "main form", "status", "PossibleVictimOfTrafficking", "name", "Example Court", "kind", string(identification.Court),
		"country", "KH", "law", "Example Act 6", "on-day", "26", "on-month", "11", "on-year", "2026")
	b.post(at+"/decision/new", again).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a[href=#on]")
	b.agree(at, "recipient", w.to("hospital"), "purpose", "assistance")
	referral := fill(t, b.get(at+"/referrals/new"), "main form", "recipient", w.to("hospital"), "need", "health")
	sent := b.post(at+"/referrals", fill(t, b.asks(at+"/referrals/preview", referral), "form[action="+at+"/referrals]"))
	to, _, _ := strings.Cut(sent.to, "?")
	adm := w.as("administrator@shelter")
	adm.post("/administration/organisation", fill(t, adm.get("/administration/organisation"), "main form"))

	for _, path := range []string{at, at + "/screening", s, at + "/history", at + "/consent", to, "/cases", "/search"} {
		page := b.get(path)
		page.wants(t, http.StatusOK).In(t, "main", htmlcheck.LacksText("24 November"))
		if strings.Contains(page.body, "20:0") {
			t.Errorf("%s writes an hour of UTC", path)
		}
	}
	for _, path := range []string{at, at + "/screening", s, at + "/history", "/cases"} {
		b.get(path).In(t, "main", htmlcheck.HasText("25 November"))
	}
	b.asks("/search", url.Values{"find": {"siti"}}).In(t, ".l-match", htmlcheck.HasText("25 November"))
	w.as("data_protection@shelter").get("/log").In(t, "main", htmlcheck.HasText("25 November"))
	person := "/people/" + string(w.ID("caseworker@shelter"))
	adm.get(person).wants(t, http.StatusOK).In(t, "main", htmlcheck.LacksText("20:0"))
}
