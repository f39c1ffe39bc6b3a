package web

import (
	"net/http"
	"net/url"
	"testing"

	"lindung/internal/test/htmlcheck"
)

// TestAgeNotKnown: nothing known is treated as a child, and asked first; a
// guardian is asked for only when something says child, and that the child is alone is
// said before the case is closed.
func TestAgeNotKnown(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Nok Example", "birth_date-year", "")
		form := at + "/forms/identity_birth"
		page := b.get(at).wants(w.t, http.StatusOK)
		b.get(at+"/screening/new").wants(w.t, http.StatusOK).In(w.t, "main", htmlcheck.HasText("It is not certain that the person is 18"))
		page.In(w.t, ".l-head", htmlcheck.HasText("Age not known: treated as a child"))
		if href := page.Attr(w.t, "#overview .govuk-task-list a", "href"); href != form {
			w.t.Errorf("the first step is %s, not the age", href)
		}
		b.get(at+"/consent/new").leads(w.t, form+"?then=new")
		first := b.get(form+"?then=new").wants(w.t, http.StatusOK)
		first.In(w.t, "main .l-lead", htmlcheck.HasText("Ask this before consent"))
		b.post(form, fill(w.t, first, "main form")).leads(w.t, at+"/consent/new?done=case_saved")
		howChild := func(want bool) {
			w.t.Helper()
			first := fill(w.t, b.get(at+"/consent/new"), "main form", "recipient", w.to("hospital"), "purpose", "assistance", "step", "how")
			first["groups"] = []string{"identity"}
			how := b.asks(at+"/consent/new", first).wants(w.t, http.StatusOK)
			how.In(w.t, "article h2", htmlcheck.HasText("Who we are"))
			if want {
				how.In(w.t, "main", htmlcheck.HasText("parent or guardian"))
			} else {
				how.In(w.t, "main", htmlcheck.LacksText("parent or guardian"))
			}
		}
		b.post(form, url.Values{"version": {"1"}, "age_precision": {"unsure_if_child"}}).wants(w.t, http.StatusSeeOther)
		howChild(true)
		b.post(form, url.Values{"version": {"2"}, "birth_date-year": {"1999"}}).wants(w.t, http.StatusSeeOther)
		howChild(false)

		b.post(form, url.Values{"version": {"3"}, "birth_date-year": {"1999"}, "estimated_age": {"15"}, "age_precision": {"within_1_year"}, "age_asof-year": {"2026"}}).
			wants(w.t, http.StatusSeeOther)
		b.get(at).wants(w.t, http.StatusOK).In(w.t, ".l-head", htmlcheck.HasText("Child by the estimated age"),
			htmlcheck.HasText("about 26 years old"), htmlcheck.HasText("about 15 years old (within one year, estimate of 2026)"))
		howChild(true)
		b.get(at+"/state").wants(w.t, http.StatusOK).In(w.t, "main .l-notice", htmlcheck.HasText("no adult who is safe for this child is known"))
	})
}
