package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung/internal/test/htmlcheck"
)

// TestCalendar: a calendar program sees the days of the actor who made an address, and
// nothing else; the address ends when they say so, with their other sessions, and after
// 90 days.
func TestCalendar(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := w.personOf("Siti Contoh", false)
		tomorrow := w.Clock.Now().AddDate(0, 0, 1)
		b.post(at+"/records/task/new", fill(w.t, b.get(at+"/records/task/new"), "main form", "task", "Contoh tugas", "record_for", string(w.ID("caseworker@shelter")),
			"task_day-day", tomorrow.Format("2"), "task_day-month", tomorrow.Format("1"), "task_day-year", tomorrow.Format("2006"))).wants(w.t, http.StatusSeeOther)

		make := func() string {
			if a := b.get("/account/password"); a.code != http.StatusOK {
				b.proves(a)
			}
			shown := b.follow(b.post("/account/calendar", url.Values{}))
			_, token, found := strings.Cut(shown.Text(w.t, "main code"), "/calendar/")
			if !found {
				w.t.Fatal("no address is shown")
			}
			return "/calendar/" + token
		}
		path := make()
		program := w.open()
		got := program.get(path).wants(w.t, http.StatusOK)
		if kind := got.header.Get("Content-Type"); kind != "text/calendar; charset=utf-8" {
			w.t.Error("the calendar is of the kind", kind)
		}
		day := "DTSTART;VALUE=DATE:" + tomorrow.Format("20060102") + "\r\n"
		if !strings.Contains(got.body, day) {
			w.t.Error("the day of the task is not in the calendar")
		}
		for _, told := range []string{"Siti", "Contoh", "tugas", "Task", at[len("/cases/"):]} {
			if strings.Contains(got.body, told) {
				w.t.Error("the calendar says more than a day and Lindung")
			}
		}
		b.get("/account/calendar").In(w.t, "main .l-panel", htmlcheck.LacksText("no address"))

		second := make()
		program.get(path).wants(w.t, http.StatusNotFound)
		program.get(second).wants(w.t, http.StatusOK)
		b.post("/account/calendar/end", url.Values{}).leads(w.t, "/account/calendar?done=calendar_ended")
		program.get(second).wants(w.t, http.StatusNotFound)

		third := make()
		b.post("/account/sessions", url.Values{}).wants(w.t, http.StatusSeeOther)
		program.get(third).wants(w.t, http.StatusNotFound)

		last := make()
		w.Clock.Add(80 * 24 * time.Hour)
		program.get(last).wants(w.t, http.StatusOK)
		w.Clock.Add(10 * 24 * time.Hour)
		program.get(last).wants(w.t, http.StatusNotFound)
		program.get("/calendar/x").wants(w.t, http.StatusNotFound)

		w.Clock.Add(200 * 24 * time.Hour)
		b = w.as("caseworker@shelter")
		lapses := make()
		w.Clock.Add(80 * 24 * time.Hour) // the undertaking was for a year
		program.get(lapses).wants(w.t, http.StatusNotFound)
	})
}
