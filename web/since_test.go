package web

import (
	"net/http"
	"testing"
	"time"

	"lindung/internal/test/htmlcheck"
)

// TestSince: who signs in after a week is led to one page of what happened; who was here
// yesterday is not.
func TestSince(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := w.personOf("Siti Contoh", false)
		quiet := w.personOf("Dewi Contoh", false)
		due := w.Clock.Now().AddDate(0, 0, 3)
		b.post(at+"/records/task/new", fill(w.t, b.get(at+"/records/task/new"), "main form", "task", "Contoh tugas", "record_for", string(w.ID("caseworker@shelter")),
			"task_day-day", due.Format("2"), "task_day-month", due.Format("1"), "task_day-year", due.Format("2006"))).wants(w.t, http.StatusSeeOther)

		w.Clock.Add(24 * time.Hour)
		b = w.as("caseworker@shelter")
		b.get("/").wants(w.t, http.StatusOK).Not(w.t, "main a[href=/since]")
		b.get("/since").leads(w.t, "/")

		w.Clock.Add(6 * 24 * time.Hour)
		chief := w.as("supervisor@shelter")
		chief.post(at+"/notes", fill(w.t, chief.get(at+"/notes"), "main form", "kind", "general", "text", "Contoh")).wants(w.t, http.StatusSeeOther)
		w.Clock.Add(24 * time.Hour)
		b = w.as("caseworker@shelter")
		b.get("/").wants(w.t, http.StatusOK).In(w.t, "main a[href=/since]", htmlcheck.Count(1))
		a := b.get("/since").wants(w.t, http.StatusOK)
		a.In(w.t, "main", htmlcheck.HasText("Contoh tugas"), htmlcheck.HasText("Siti Contoh"))
		a.In(w.t, "main a[href="+at+"]", htmlcheck.Count(1))
		a.Not(w.t, "main a[href="+quiet+"]")
	})
}
