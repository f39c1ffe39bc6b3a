package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung/access"
	"lindung/consent"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestEmergencyPages: a life is in danger. The receiver says so, a colleague confirms, the
// case shows the safety rule with the contact and nothing more than what may save a life;
// the sender's supervisor finds it on Home, judges it, and the receiver reads that.
func TestEmergencyPages(t *testing.T) {
	w := one(t, desk.Options{})
	w.Set(t, "shelter", access.Emergency, 1)
	ana, at := w.agreedAt()
	r := ana.refers(at)
	dara, lead := w.as("duty_officer@hospital"), w.as("supervisor@shelter")
	dara.get(at).wants(t, http.StatusNotFound)
	dara.get(r).wants(t, http.StatusOK).In(t, `main a[href$="/emergency"]`, htmlcheck.HasText("life"))
	ana.get(r).wants(t, http.StatusOK).Not(t, `main a[href$="/emergency"]`)

	page := w.emergency(r)
	dara.get(page).wants(t, http.StatusOK).Not(t, "main form[action$=/confirm]")
	second := w.as("caseworker@hospital")
	second.get("/").In(t, `main a[href="/emergencies"]`, htmlcheck.HasText("life"))
	second.get("/emergencies").wants(t, http.StatusOK).In(t, "main a", htmlcheck.HasText("Example Shelter"))
	second.prove(second.post(page+"/confirm", url.Values{})).leads(t, page+"?done=emergency_confirmed")
	read := second.get(at).wants(t, http.StatusOK)
	read.In(t, "main", htmlcheck.HasText("A life is in danger"))
	second.get(page).In(t, `main a[href="`+at+`"]`, htmlcheck.HasText("Read"))

	lead.get("/").In(t, `main a[href="/emergencies"]`, htmlcheck.HasText("life"))
	lead.get(page).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Contoh"))
	lead.post(page+"/end", url.Values{}).leads(t, page+"?done=emergency_ended")
	dara.get(at).wants(t, http.StatusNotFound)
	form := fill(t, lead.get(page), `main form[action$="/judge"]`, "verdict", "not_justified", "verdict_words", "Talked with Dara Contoh")
	lead.post(page+"/judge", form).leads(t, page+"?done=emergency_judged")
	lead.get("/").Not(t, `main a[href="/emergencies"]`)
	dara.get(page).In(t, "main", htmlcheck.HasText("It was not justified"))
	dara.get(page).In(t, "main", htmlcheck.HasText("Talked with Dara Contoh"))
	ana.get(at+"/history").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("life is in danger"))
	ana.get(r).In(t, "main .l-timeline", htmlcheck.HasText("asked to open the case because a life is in danger"))
}

// TestEmergencyBarred: who cannot open anything reads why, and whom to call.
func TestEmergencyBarred(t *testing.T) {
	w := one(t, desk.Options{})
	ana, at := w.agreedAt()
	r := ana.refers(at)
	dara := w.as("duty_officer@hospital")
	dara.get(r+"/emergency").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("does not let more be opened"))
	dara.get(r+"/emergency").Not(t, "main form[action$=/emergency]")
	asked := dara.post(r+"/emergency", url.Values{"danger": {"attack"}, "danger_words": {"Contoh"}})
	if got := dara.prove(asked).wants(t, http.StatusSeeOther).to; !strings.HasPrefix(got, r+"/emergency") {
		t.Errorf("it leads to %s", got)
	}
	w.Clock.Add(consent.EmergencyWait)
	dara.get(at).wants(t, http.StatusNotFound)
}
