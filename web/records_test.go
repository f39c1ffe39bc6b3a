package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestRecords: a record is added from the section of its form, corrected, and
// struck out with a reason; what it said before stays readable.
func TestRecords(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Siti Contoh")
		services := at + "/records/service"
		b.get(at).wants(w.t, http.StatusOK).In(w.t, "#care a[href="+services+"/new]", htmlcheck.HasText("Services given"))
		b.get(services).wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.HasText("Nothing has been recorded yet"))

		b.post(services+"/new", url.Values{"version": {"0"}}).wants(w.t, http.StatusUnprocessableEntity).
			In(w.t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#service"))
		ahead := fill(w.t, b.get(services+"/new"), "main form", "service", "medical", "service_on-year", "2099", "service_by", "Example Hospital")
		b.post(services+"/new", ahead).wants(w.t, http.StatusUnprocessableEntity).In(w.t, "[name=service_by]", htmlcheck.HasAttr("value", "Example Hospital"))
		form := fill(w.t, b.get(services+"/new"), "main form", "service", "medical", "service_by", "Example Hospital",
			"service_due-day", "3", "service_due-month", "2", "service_due-year", "2099", "record_for", string(w.ID("caseworker@shelter")))
		added := b.post(services+"/new", form).leads(w.t, at+"?done=case_saved&at=care#care")
		shown := b.follow(added)
		shown.In(w.t, "#care", htmlcheck.HasText("Medical care, Example Hospital"), htmlcheck.HasText("To be done by 3 February 2099"))
		shown.In(w.t, ".l-head__due", htmlcheck.HasText("To do by 3 February 2099"))

		record := shown.Attr(w.t, "#care .govuk-summary-list__actions a", "href")
		b.get(record).wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.HasText("Ana Example (caseworker@shelter)"), htmlcheck.LacksText("What it said before"))
		form = fill(w.t, b.get(record+"/correct"), "main form", "service_by", "Example Clinic", "service_result", "given")
		b.post(record+"/correct", form).leads(w.t, at+"?done=case_saved&at=care#care")
		b.get(record).In(w.t, "main", htmlcheck.HasText("Done"), htmlcheck.HasText("What it said before"), htmlcheck.HasText("Example Hospital"))
		form.Set("once", lindung.NewID()) // another page that was opened before
		stale := b.post(record+"/correct", form).wants(w.t, http.StatusConflict)
		stale.In(w.t, "main", htmlcheck.HasText("Both versions say the same"))

		b.post(record+"/strike", url.Values{"version": {"2"}}).wants(w.t, http.StatusUnprocessableEntity).
			In(w.t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#struck_why"))
		form = fill(w.t, b.get(record+"/strike"), "main form", "struck_why", "of another person")
		b.follow(b.post(record+"/strike", form).leads(w.t, at+"?done=record_struck&at=care#care")).
			In(w.t, "#care", htmlcheck.HasText("Struck out"), htmlcheck.HasText("of another person"), htmlcheck.LacksText("Example Clinic"))
		b.get(record).In(w.t, "main", htmlcheck.HasText("Example Clinic"), htmlcheck.LacksText("Strike out as mistaken"))
		b.get(record+"/correct").wants(w.t, http.StatusNotFound)

		for _, other := range []string{"second@shelter", "caseworker@police", "administrator@shelter"} {
			w.as(other).get(record).wants(w.t, http.StatusNotFound)
		}
		b.get(at+"/records/health_needs").wants(w.t, http.StatusNotFound)
		b.get(at+"/forms/service").wants(w.t, http.StatusNotFound)
		b.get(strings.TrimSuffix(record, record[len(services):])+"/none").wants(w.t, http.StatusNotFound)
	})
}

// TestUrgent: an urgent answer stands in the head of the case and first among the
// next steps, until it is answered otherwise.
func TestUrgent(t *testing.T) {
	b := one(t, desk.Options{}).as("caseworker@shelter")
	at := b.opens("Siti Contoh")
	b.get(at).In(t, ".l-head", htmlcheck.LacksText("Needs care today"))
	form := fill(t, b.get(at+"/forms/health_needs"), "main form", "health_urgent", "yes")
	shown := b.follow(b.post(at+"/forms/health_needs", form))
	shown.In(t, ".l-head__due .l-late a", htmlcheck.HasText("Needs care today"), htmlcheck.HasAttr("href", at+"/forms/health_needs"))
	shown.In(t, ".l-next", htmlcheck.HasText("Care comes first"))
	form = fill(t, b.get(at+"/forms/health_needs"), "main form", "health_urgent", "no")
	b.follow(b.post(at+"/forms/health_needs", form)).In(t, ".l-head", htmlcheck.LacksText("Needs care today"))
}
