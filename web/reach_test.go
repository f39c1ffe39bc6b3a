package web

import (
	"net/http"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// What an organisation says of itself for the consent text is asked of its
// administrator until it is entered, is read aloud and printed, and stays with a
// consent as it was read.
func TestReach(t *testing.T) {
	worlds(t, func(w *world) {
		t := w.t
		at := w.personOf("Siti Contoh", false)
		ana, adm := w.as("caseworker@shelter"), w.as("administrator@shelter")
		how := func() answer {
			first := fill(t, ana.get(at+"/consent/new"), "main form", "recipient", w.to("hospital"), "purpose", "assistance", "step", "how")
			first["groups"] = []string{"health"}
			return ana.asks(at+"/consent/new", first).wants(t, http.StatusOK)
		}
		how().In(t, "#lacks", htmlcheck.HasText("telephone number"), htmlcheck.HasText("place for complaints"), htmlcheck.HasText("administrator@shelter"))
		adm.get("/").In(t, "main", htmlcheck.HasText("how to reach you"), htmlcheck.HasText("Another place for complaints"), htmlcheck.LacksText("Nothing is waiting"))

		reach := adm.get("/").Attr(t, "main section a", "href")
		form := fill(t, adm.get(reach).wants(t, http.StatusOK), "main form", "org_telephone", "call me", "org_complaint", "Example Complaints Office")
		adm.post(reach, form).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#org_telephone"))
		form.Set("org_telephone", "+855 00 000 0101")
		adm.post(reach, form).leads(t, "/administration?done=organisation_saved")
		adm.get("/").In(t, "main", htmlcheck.LacksText("how to reach you"))

		aloud := how()
		aloud.Not(t, "#lacks")
		aloud.In(t, "article[lang=en]", htmlcheck.HasText("+855000000101"))
		ana.get("/consent/text/id").In(t, "article[lang=id]", htmlcheck.HasText("Nomor telepon kami: +855000000101"))
		second := fill(t, aloud, "main form", "step", "store", "understood", "speaks English")
		ana.get("/consent/text/en").In(t, "article", htmlcheck.HasText("Example Complaints Office"))

		form = fill(t, adm.get(reach), "main form", "org_telephone", "+855 00 000 0102")
		adm.post(reach, form).leads(t, "/administration?done=organisation_saved")
		again := ana.post(at+"/consent/new", second).wants(t, http.StatusUnprocessableEntity)
		again.In(t, ".govuk-error-summary", htmlcheck.HasText("has just changed"))
		again.In(t, "article[lang=en]", htmlcheck.HasText("+855000000102"))
		ana.post(at+"/consent/new", fill(t, again, "main form", "step", "store")).leads(t, at+"/consent?done=consent_given")

		form = fill(t, adm.get(reach), "main form", "org_telephone", "+855 00 000 0103", "org_address", "1 Example Road")
		adm.post(reach, form).leads(t, "/administration?done=organisation_saved")
		sheet := strings.Replace(ana.get(at+"/consent").Attr(t, "main .l-strong", "href"), "/withdraw", "/sheet", 1)
		ana.get(sheet).wants(t, http.StatusOK).In(t, "article", htmlcheck.HasText("+855000000102"), htmlcheck.HasText("Our address is not in this text"))
	})
}

// Only an administrator says how the organisation is reached.
func TestReachIsForAdministrators(t *testing.T) {
	w := one(t, desk.Options{})
	w.as("supervisor@shelter").get("/administration/reach").wants(t, http.StatusNotFound)
	form := fill(t, w.as("administrator@shelter").get("/administration/reach"), "main form", "org_telephone", "+855 00 000 0104")
	w.as("supervisor@shelter").post("/administration/reach", form).wants(t, http.StatusNotFound)
}
