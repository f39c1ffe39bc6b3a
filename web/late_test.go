package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// overdue is a referral to the hospital to which it has not replied in time.
func (w *world) overdue() string {
	w.t.Helper()
	b, at := w.agreedAt()
	r := b.refers(at, "words", "Contoh words")
	w.Clock.Add(3 * 24 * time.Hour)
	return r
}

// Who waits too long reminds with one press, once a day, and asks another organisation
// without typing anything again. The first referral is cancelled with the second.
func TestAskAnother(t *testing.T) {
	worlds(t, func(w *world) {
		r := w.overdue()
		ana := w.as("caseworker@shelter")
		for _, done := range []string{"referral_reminded", "referral_reminded_before"} {
			ana.post(r+"/remind", url.Values{}).leads(t, r+"?done="+done)
		}
		ana.get(r).Not(t, "form[action$=/remind]")
		if !strings.Contains(w.as("duty_officer@hospital").get(r).Text(t, ".l-timeline"), "Reminder from") {
			t.Error("the recipient does not read the reminder")
		}
		form := ana.follow(ana.get(ana.get(r).Attr(t, "main a[href*=instead]", "href"))).wants(t, http.StatusOK)
		typed := form.Posted(t, "main form[action$=/consent/new]")
		if typed.Get("need") != "health" || typed.Get("words") != "Contoh words" || typed.Get("purpose") != "assistance" ||
			strings.Join(typed["groups"], " ") != "identity health" || typed.Get("cancel_earlier") != "yes" {
			t.Fatalf("what was asked before is not filled in: %v", typed)
		}
		typed.Set("recipient", w.to("police"))
		typed.Set("step", "how")
		at := strings.TrimSuffix(form.Attr(t, "main form[action$=/consent/new]", "action"), "/consent/new")
		second := ana.asks(at+"/consent/new", typed).wants(t, http.StatusOK)
		stored := fill(t, second, "main form[action$=/consent/new]", "step", "store", "interpreter", "Contoh Interpreter")
		preview := ana.follow(ana.post(at+"/consent/new", stored)).wants(t, http.StatusOK)
		sent := ana.post(at+"/referrals", preview.Posted(t, "main form[action="+at+"/referrals]")).wants(t, http.StatusSeeOther)
		if path, _, _ := strings.Cut(sent.to, "?"); !strings.Contains(ana.get(path).Text(t, ".l-facts, dl"), "Police") {
			t.Error("it was not sent to the police")
		}
		if !strings.Contains(ana.get(r).Text(t, ".l-timeline"), "Cancelled") {
			t.Error("the first is not cancelled")
		}
	})
}
