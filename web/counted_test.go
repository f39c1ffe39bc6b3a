package web

import (
	"net/http"
	"strings"
	"testing"

	"lindung/consent"
	"lindung/internal/test/htmlcheck"
)

// TestCountedPage: the person is asked on one page whether they are counted; a no needs
// nothing, a yes says how it was given, and it can be withdrawn like any consent.
func TestCountedPage(t *testing.T) {
	worlds(t, func(w *world) {
		at := w.personOf("Siti Contoh", false)
		ana := w.as("caseworker@shelter")
		says := func(text string) answer {
			t.Helper()
			page := ana.get(at+"/consent").wants(t, http.StatusOK)
			page.In(t, "#figures", htmlcheck.HasText(text))
			return page
		}
		says("Not asked yet")
		asked := ana.get(at+"/consent/counted").wants(t, http.StatusOK)
		asked.In(t, "main details[open]", htmlcheck.HasText("count you in our figures"), htmlcheck.LacksText("Another organisation can sometimes help better"))
		ana.post(at+"/consent/counted", fill(t, asked, "main form")).wants(t, http.StatusUnprocessableEntity).In(t, "main", htmlcheck.HasText("Choose what the person said"))
		ana.post(at+"/consent/counted", fill(t, asked, "main form", "counted", "no", "explained_by", "")).leads(t, at+"/consent?done=consent_counted")
		says("No, since")

		asked = ana.get(at+"/consent/counted").wants(t, http.StatusOK)
		wrong := ana.post(at+"/consent/counted", fill(t, asked, "main form", "counted", "yes", "explained_by", "")).wants(t, http.StatusUnprocessableEntity)
		wrong.In(t, "main", htmlcheck.HasText("Write who explained it"))
		ana.post(at+"/consent/counted", fill(t, wrong, "main form", "counted", "yes", "explained_by", "Ana Contoh", "interpreter", "Contoh Interpreter")).leads(t, at+"/consent?done=consent_counted")
		card := says("Agreed until")
		card.In(t, "main", htmlcheck.HasText("No one reads the case because of it"), htmlcheck.HasText("has not agreed that anyone else"))
		withdraw := card.Attr(t, "main .l-panel .l-strong", "href")
		ana.get(strings.Replace(withdraw, "/withdraw", "/sheet", 1)).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("counts you in its figures"), htmlcheck.HasText("English, "+consent.CurrentVersion))
		ana.get(strings.Replace(withdraw, "/withdraw", "/change", 1)).leads(t, at+"/consent/counted")
		ana.get(at+"/referrals/new").leads(t, at+"/consent/new?for=referral")
		ana.get(at).wants(t, http.StatusOK).In(t, "#consent", htmlcheck.HasText("has not agreed that anyone else"))
		page := ana.get(withdraw).wants(t, http.StatusOK)
		page.In(t, "main", htmlcheck.HasText("leave the person out"))
		ana.post(withdraw, fill(t, page, "main form")).leads(t, at+"/consent?done=consent_uncounted")
		says("No, since")
	})
}

// TestCountedAsksTheAge: whether the person is a child is known before they are asked.
func TestCountedAsksTheAge(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Noname Contoh", "birth_date-year", "")
		form := at + "/forms/identity_birth"
		b.get(at+"/consent/counted").leads(w.t, form+"?then=counted")
		b.post(form, fill(w.t, b.get(form+"?then=counted").wants(t, http.StatusOK), "main form", "age_precision", "unsure_if_child")).leads(w.t, at+"/consent/counted?done=case_saved")
		asked := b.get(at+"/consent/counted").wants(t, http.StatusOK)
		asked.In(t, "main details[open]", htmlcheck.HasText("in words that you understand"), htmlcheck.LacksText("we may have to tell someone who can protect you"))
		b.post(at+"/consent/counted", fill(t, asked, "main form", "counted", "yes")).wants(t, http.StatusUnprocessableEntity).
			In(t, "main", htmlcheck.HasText("The child must agree too"))
	})
}
