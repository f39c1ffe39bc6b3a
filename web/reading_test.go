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
	var watch staff.Watch
	look := func() {
		t.Helper()
		keeper, err := w.Keeper(t.Context())
		if err == nil {
			err = watch.Look(t.Context(), w.System(keeper, "test"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	first, second := w.personOf("Siti Contoh", false), w.personOf("Dewi Contoh", false)
	look()
	sup := w.as("supervisor@shelter")
	sup.get("/").wants(t, http.StatusOK).Not(t, `main a[href="/alarms"]`)
	duty := w.as("duty_officer@shelter")
	duty.get(first).wants(t, http.StatusOK)
	duty.get(second).wants(t, http.StatusOK)
	look()
	sup.get("/").In(t, `main a[href="/alarms"]`, htmlcheck.HasText("unusual reading"))
	page := sup.get("/alarms").wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText("many more different cases"))
	end := page.Attr(t, "main form[action$=/end]", "action")
	sup.prove(sup.post(end, url.Values{"answer": {"explained"}})).leads(t, "/alarms?done=alarm_ended")
	look()
	sup.get("/alarms").In(t, "main", htmlcheck.HasText("no alarm"))
}
