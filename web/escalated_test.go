package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/staff"
)

// TestStormOfTasks: a thousand tasks that are long overdue are a list in pages, the
// longest overdue first, each with who is asked, also if they do not work here any
// more. A clock that jumps back shows none of them. Nothing is handed over to who left.
func TestStormOfTasks(t *testing.T) {
	w := one(t, desk.Options{})
	at, other := w.personOf("Siti Contoh", false), w.personOf("Dara Contoh", false)
	id := lindung.CaseID(strings.TrimPrefix(at, "/cases/"))
	begun := w.Clock.Now()
	task, _ := dossier.Forms.Named("task")
	for n := range 1000 {
		due := begun.AddDate(0, 0, 1+n/200).Format("2006-01-02")
		values, problems := task.Decode(url.Values{"task": {fmt.Sprintf("Contoh %04d", n)}, "task_day": {due}}, begun)
		if problems != nil {
			t.Fatal(problems)
		}
		r := cases.Record{Form: task, Values: values, For: w.ID("caseworker@shelter")}
		if _, err := cases.AddRecord(t.Context(), w.As(t, "caseworker@shelter"), id, r); err != nil {
			t.Fatal(err)
		}
	}
	chief := w.as("supervisor@shelter")
	chief.get("/workload").wants(t, http.StatusOK).In(t, "main", htmlcheck.LacksText("Long overdue"))
	w.Clock.Add(20 * 24 * time.Hour)
	chief = w.as("supervisor@shelter")
	chief.get("/workload").wants(t, http.StatusOK).In(t, "main a[href=/workload/overdue]", htmlcheck.HasText("Long overdue: 500 or more"))
	counter := chief.get("/").wants(t, http.StatusOK)
	counter.In(t, ".l-counter--now[href=/workload/overdue]", htmlcheck.HasText("100"), htmlcheck.HasText("or more things are long overdue"))
	w.as("caseworker@shelter").get("/").Not(t, ".l-counter[href=/workload/overdue]")
	first := chief.get("/workload/overdue").wants(t, http.StatusOK)
	if n := strings.Count(first.body, "/records/task/"); n != 50 {
		t.Errorf("the first page lists %d", n)
	}
	first.In(t, "main", htmlcheck.HasText("500 things or more are overdue by more than 7 days"), htmlcheck.HasText("caseworker"))
	chief.get("/workload/overdue?page=10").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("caseworker"))
	chief.get("/workload/overdue?page=99").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("caseworker"))
	w.as("caseworker@shelter").get("/workload/overdue").wants(t, http.StatusNotFound)

	left(t, w, "second@shelter")
	carries := "/workload/" + string(w.ID("caseworker@shelter"))
	form := fill(t, chief.get(carries).wants(t, http.StatusOK), "main form", "note", "Contoh")
	form["to"], form["cases"] = []string{string(w.ID("second@shelter"))}, []string{strings.TrimPrefix(other, "/cases/")}
	chief.post(carries, form).wants(t, http.StatusUnprocessableEntity)
	left(t, w, "caseworker@shelter")
	chief.get("/workload/overdue").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Does not work here any more"))

	w.At(begun.Add(time.Hour))
	w.as("supervisor@shelter").get("/workload").wants(t, http.StatusOK).In(t, "main", htmlcheck.LacksText("Long overdue"))
}

// left ends the work of an actor.
func left(t *testing.T, w *world, who string) {
	t.Helper()
	s := w.As(t, "administrator@shelter")
	members, err := staff.Members(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		if m.ID == w.ID(who) {
			if err := staff.EndActor(t.Context(), s.SteppedUp(true), m.ID, m.Version, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
}
