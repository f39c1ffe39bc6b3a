package web

import (
	"net/http"
	"testing"

	"lindung/internal/test/htmlcheck"
)

// TestDaysOfWorkers: a task is in the list of days of the one who is asked, not in a colleague's,
// in that of all, and on the first page; a supervisor hands the case over and the task
// goes with it.
func TestDaysOfWorkers(t *testing.T) {
	worlds(t, func(w *world) {
		ana := w.as("caseworker@shelter")
		at := w.personOf("Siti Contoh", false)
		ana.post(at+"/team", fill(w.t, ana.get(at+"/team"), "main form[action$=/team]", "step", "add", "add", string(w.ID("second@shelter")))).wants(w.t, http.StatusSeeOther)
		tomorrow := w.Clock.Now().AddDate(0, 0, 1)
		form := fill(w.t, ana.get(at+"/records/task/new"), "main form", "task", "Contoh tugas", "record_for", string(w.ID("caseworker@shelter")),
			"task_day-day", tomorrow.Format("2"), "task_day-month", tomorrow.Format("1"), "task_day-year", tomorrow.Format("2006"))
		ana.post(at+"/records/task/new", form).wants(w.t, http.StatusSeeOther)

		has, hasNot := htmlcheck.HasText("Contoh tugas"), htmlcheck.LacksText("Contoh tugas")
		ana.get("/days").wants(w.t, http.StatusOK).In(w.t, "main .l-day", has)
		ana.get("/").wants(w.t, http.StatusOK).In(w.t, "main", has)
		bea := w.as("second@shelter")
		bea.get("/days").wants(w.t, http.StatusOK).In(w.t, "main", hasNot)
		bea.get("/days?of=all").wants(w.t, http.StatusOK).In(w.t, "main .l-day", has)
		bea.get("/days?of="+string(w.ID("caseworker@shelter"))).wants(w.t, http.StatusOK).In(w.t, "main", hasNot) // only who leads sees those of others
		bea.get("/workload").wants(w.t, http.StatusNotFound)
		w.as("caseworker@hospital").get("/days?of=all").wants(w.t, http.StatusOK).In(w.t, "main", hasNot)

		chief := w.as("supervisor@shelter")
		carries := "/workload/" + string(w.ID("caseworker@shelter"))
		chief.get("/workload").wants(w.t, http.StatusOK).In(w.t, "main a[href="+carries+"]", htmlcheck.HasText("caseworker"))
		chief.get("/days?of="+string(w.ID("caseworker@shelter"))).wants(w.t, http.StatusOK).In(w.t, "main .l-day", has)
		form = fill(w.t, chief.get(carries), "main form", "to", string(w.ID("second@shelter")), "note", "Contoh")
		chief.post(carries, form).wants(w.t, http.StatusSeeOther)
		bea.get("/days").wants(w.t, http.StatusOK).In(w.t, "main .l-day", has)
		ana.get("/days").wants(w.t, http.StatusOK).In(w.t, "main", hasNot)
		chief.get(carries).wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.LacksText("Siti Contoh"))
		chief.get("/workload/aaaaaaaaaaaaaaaaaaaaaaaaaa").wants(w.t, http.StatusNotFound)
	})
}
