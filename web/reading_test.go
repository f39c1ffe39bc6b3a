package web

import (
	"net/http"
	"net/url"
	"testing"

	"lindung/access"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/staff"
)

// TestReadingAlarm: who opens many cases in an hour is on Home of another supervisor, who
// asks and says what came of it; it is asked about once that day.
func TestReadingAlarm(t *testing.T) {
	w := one(t, desk.Options{})
	w.Set(t, "shelter", access.ReadMany, 4)
	look := w.watch()
	first, second := w.personOf("Siti Contoh", false), w.personOf("Dewi Contoh", false)
	look()
	sup := w.as("supervisor@shelter")
	sup.get("/").wants(t, http.StatusOK).Not(t, `main a[href^="/alarms"]`)
	duty := w.as("duty_officer@shelter")
	duty.get(first).wants(t, http.StatusOK)
	duty.get(second).wants(t, http.StatusOK)
	look()
	sup.get("/").In(t, `main a[href^="/alarms"]`, htmlcheck.HasText("unusual reading"))
	page := sup.get("/alarms").wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText("many more different cases"))
	end := page.Attr(t, "main form[action$=/end]", "action")
	sup.prove(sup.post(end, url.Values{"answer": {"explained"}})).leads(t, "/alarms?done=alarm_ended")
	look()
	sup.get("/alarms").In(t, "main", htmlcheck.HasText("no alarm"))
}

// watch looks, as the program does each hour, for unusual reading.
func (w *world) watch() func() {
	var watch staff.Watch
	return func() {
		w.t.Helper()
		keeper, err := w.Keeper(w.t.Context())
		if err == nil {
			err = watch.Look(w.t.Context(), w.System(keeper, "test"))
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestReadingOthersAlarm: a supervisor who opens many cases of teams that they are not in is
// on Home of data protection, who can end the alarm as no other supervisor is there; the
// team of a case may open it as often as they like, and nobody ends an alarm about
// themselves.
func TestReadingOthersAlarm(t *testing.T) {
	w := one(t, desk.Options{})
	w.Set(t, "shelter", access.ReadOthers, 2)
	look := w.watch()
	first, second := w.personOf("Siti Contoh", false), w.personOf("Dewi Contoh", false)
	worker, sup, dpo := w.as("caseworker@shelter"), w.as("supervisor@shelter"), w.as("data_protection@shelter")
	look()
	worker.get(first).wants(t, http.StatusOK)
	worker.get(second).wants(t, http.StatusOK)
	sup.get(first).wants(t, http.StatusOK)
	sup.get(first+"/history").wants(t, http.StatusOK)
	look()
	dpo.get("/").Not(t, `main a[href^="/alarms"]`)
	sup.get(second).wants(t, http.StatusOK)
	look()
	dpo.get("/").In(t, `main a[href^="/alarms"]`, htmlcheck.HasText("unusual reading"))
	w.as("administrator@shelter").get("/").Not(t, `main a[href^="/alarms"]`)
	shown := dpo.get("/alarms").wants(t, http.StatusOK)
	shown.In(t, "main", htmlcheck.HasText("cases of other teams"))
	end := shown.Attr(t, "main form[action$=/end]", "action")
	sup.get("/alarms").Not(t, "main form[action$=/end]")
	sup.post(end, url.Values{"answer": {"explained"}}).wants(t, http.StatusNotFound)
	dpo.prove(dpo.post(end, url.Values{"answer": {"explained"}})).leads(t, "/alarms?done=alarm_ended")
	look()
	dpo.get("/alarms").In(t, "main", htmlcheck.HasText("no alarm"))
}
