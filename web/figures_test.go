package web

import (
	"net/http"
	"strings"
	"testing"

	"lindung/internal/test/htmlcheck"
)

// TestFigures: a supervisor sees the counts of the cases, an analyst none before the time has
// ended, and a focal point those of several organisations; a caseworker has no such page. A
// file never holds more than may leave.
func TestFigures(t *testing.T) {
	worlds(t, func(w *world) {
		w.personOf("Siti Contoh", false)
		chief := w.as("supervisor@shelter")
		p := chief.get("/figures").wants(w.t, http.StatusOK)
		p.In(w.t, "main .l-lead", htmlcheck.HasText(": 1."))
		p.In(w.t, "main .l-figure", htmlcheck.HasText("Open"))
		p.Accessible(w.t)
		p = chief.get("/figures?by=sex&with=age_group").wants(w.t, http.StatusOK)
		p.In(w.t, "main .l-figure table tbody tr", htmlcheck.Count(2))
		p.Accessible(w.t)
		p = chief.get("/figures?by=age_group&only=sex").wants(w.t, http.StatusOK) // asks for the answer next
		p.In(w.t, "select[name=code] option[value=Feminine]", htmlcheck.Count(1))
		chief.get("/figures?by=age_group&only=status&code=Closed").wants(w.t, http.StatusOK).In(w.t, "main .l-figure", htmlcheck.LacksText("1"))
		for _, wrong := range []string{"?by=name", "?by=sex&with=sex", "?period=1900"} {
			p = chief.get("/figures"+wrong).wants(w.t, http.StatusUnprocessableEntity)
			p.In(w.t, ".govuk-error-summary")
			p.In(w.t, "main .l-lead", htmlcheck.HasText(": 1."))
		}
		chief.get("/figures?view=rights").wants(w.t, http.StatusOK).In(w.t, "main .l-figure", htmlcheck.HasText("asked what happened"))
		chief.get("/figures/together").wants(w.t, http.StatusNotFound)

		analyst := w.as("analyst@shelter")
		analyst.get("/").wants(w.t, http.StatusOK).In(w.t, "main a[href=/figures]", htmlcheck.Count(1))
		p = analyst.get("/figures").wants(w.t, http.StatusOK)
		p.In(w.t, "main", htmlcheck.LacksText("Siti"))
		p.In(w.t, "main .l-quiet", htmlcheck.HasText("once it has ended"))
		w.as("focal_point@shelter").get("/figures/together").wants(w.t, http.StatusOK).In(w.t, "main .l-lead", htmlcheck.HasText("No organisation"))
		w.as("caseworker@shelter").get("/figures").wants(w.t, http.StatusNotFound)

		for _, format := range []string{"csv", "xlsx", "json"} {
			a := chief.get("/figures/file?format=" + format)
			if a.code != http.StatusOK || strings.Contains(a.body, "Siti") || !strings.Contains(a.header.Get("Content-Disposition"), "figures."+format) {
				w.t.Errorf("the figures as %s: %d, %v", format, a.code, a.header)
			}
		}
		if a := chief.get("/figures/file?format=csv"); !strings.HasPrefix(a.body, "\ufeff") || !strings.Contains(a.body, "Fewer than 5") {
			w.t.Errorf("the file holds %q", a.body)
		}
		chief.get("/figures/file?format=exe").wants(w.t, http.StatusBadRequest)
	})
}
