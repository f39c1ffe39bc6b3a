package web

import (
	"net/http"
	"testing"

	"lindung/consent"
	"lindung/internal/test/htmlcheck"
)

// TestDraftIsCheckedInSpeech: a text that no native speaker has read says so in its language,
// and is not signed before the worker or the interpreter confirms that they checked it.
func TestDraftIsCheckedInSpeech(t *testing.T) {
	worlds(t, func(w *world) {
		at := w.personOf("Siti Contoh", false)
		ana := w.as("caseworker@shelter")
		first := fill(t, ana.get(at+"/consent/new"), "main form", "recipient", w.to("hospital"), "purpose", "assistance", "step", "how")
		first["groups"] = []string{"identity", "health"}
		how := ana.asks(at+"/consent/new", first).wants(t, http.StatusOK)
		how.Not(t, "main [name=checked]")
		how.Not(t, "main .l-draft")
		for _, lang := range []string{"id", "my", "ta"} {
			how.In(t, "main input[name=text][value=\""+lang+"."+consent.CurrentVersion+"\"]")
		}
		form := fill(t, how, "main form", "step", "store", "text", "my."+consent.CurrentVersion, "interpreter", "Ko Contoh")
		wrong := ana.post(at+"/consent/new", form).wants(t, http.StatusUnprocessableEntity)
		wrong.In(t, "main .govuk-error-summary", htmlcheck.HasText("This text is a draft"))
		wrong.In(t, "main details[open] article[lang=my] .l-draft")
		other := fill(t, wrong, "main form", "step", "store", "checked", "worker", "text", "km."+consent.CurrentVersion)
		ana.post(at+"/consent/new", other).wants(t, http.StatusUnprocessableEntity).In(t, "main details[open] article[lang=km] .l-draft")
		given := ana.post(at+"/consent/new", fill(t, wrong, "main form", "step", "store", "checked", "interpreter"))
		given.leads(t, at+"/consent?done=consent_given")
		card := ana.get(at+"/consent").wants(t, http.StatusOK)
		card.In(t, "main", htmlcheck.HasText("Draft checked in speech by"), htmlcheck.HasText("Ko Contoh"))
		withdraw := card.Attr(t, "main .l-panel .l-strong", "href")
		ana.get(withdraw).wants(t, http.StatusOK).Not(t, "main [name=checked]")
		ana.post(withdraw, fill(t, ana.get(withdraw), "main form")).leads(t, at+"/consent?done=consent_withdrawn")
		text := ana.get("/consent/text/my").wants(t, http.StatusOK)
		text.In(t, "main article[lang=my] .l-draft")
		text.Not(t, "main > .l-draft")
	})
}

// TestStaffLanguages: the languages whose stages are whole are offered, say on each page that
// they are drafts, and what they lack is marked as English.
func TestStaffLanguages(t *testing.T) {
	worlds(t, func(w *world) {
		ana := w.as("caseworker@shelter")
		ana.get("/cases").wants(t, http.StatusOK).Not(t, ".l-draft")
		page := ana.get("/account").wants(t, http.StatusOK)
		for _, lang := range []string{"id", "th", "vi", "km", "my", "ms"} {
			page.In(t, ".l-switch button[value="+lang+"]")
		}
		page.Not(t, ".l-switch button[value=ta]")
		ana.post("/account/language", fill(t, page, ".l-switch", "language", "th", "to", "/directory")).wants(t, http.StatusSeeOther)
		ana.get("/cases").wants(t, http.StatusOK).In(t, "main .l-draft", htmlcheck.HasText("ฉบับร่าง"))
		ana.get("/organisations").wants(t, http.StatusOK).In(t, "main [lang=en]")
	})
}
