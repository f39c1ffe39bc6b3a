package web

import (
	"net/http"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// movesAt is a case whose person agreed that it moves to the hospital, with who works on
// it.
func (w *world) movesAt() (*browser, string) {
	b, at := w.as("caseworker@shelter"), w.personOf("Siti Contoh", false)
	b.post(at+"/forms/safety_contact", fill(w.t, b.get(at+"/forms/safety_contact"), "main form", "contact_hours", "evenings")).wants(w.t, http.StatusSeeOther)
	terms := b.get(at + "/transfer").to
	asks := b.get(terms).wants(w.t, http.StatusOK)
	asks.In(w.t, "main", htmlcheck.HasText("has not agreed that the whole case moves"))
	asks.Not(w.t, "main form [name=body_name]")
	form := fill(w.t, b.get(terms), "main form", "recipient", w.to("hospital"), "purpose", "assistance", "moves", "yes", "step", "how")
	how := b.asks(at+"/consent/new", form).wants(w.t, http.StatusOK)
	how.In(w.t, "main", htmlcheck.HasText("your whole case moves"), htmlcheck.HasText("Your whole case moves to Example Hospital"))
	b.post(at+"/consent/new", fill(w.t, how, "main form", "step", "store", "interpreter", "Contoh Interpreter")).leads(w.t, at+"/transfer?done=consent_given")
	return b, at
}

// offers offers the whole case and returns the address of the referral.
func (b *browser) offers(at string) string {
	page := b.get(at+"/transfer").wants(b.t, http.StatusOK)
	grant := page.Attr(b.t, "main form [name=grant]", "value")
	to, _, _ := strings.Cut(b.post(at+"/transfer", fill(b.t, page, "main form", "grant", grant, "words", "two bags")).to, "?")
	if !strings.HasPrefix(to, "/referrals/") {
		b.t.Fatalf("an offer leads to %s", to)
	}
	return to
}

// TestHandOver: the case is offered, and taken over with a word; the new owner works on
// it, and the old one keeps a line.
func TestHandOver(t *testing.T) {
	w := one(t, desk.Options{})
	w.as("focal_point@shelter").get(w.personOf("Dara Contoh", false)+"/transfer").wants(t, http.StatusOK).
		In(t, "main", htmlcheck.HasText("A colleague on the team asks first"))
	ana, at := w.movesAt()
	r := ana.offers(at)
	ana.get(at).In(t, "#referrals", htmlcheck.HasText("The whole case"), htmlcheck.HasText("Waiting for a reply"))
	again := ana.get(at + "/transfer")
	ana.post(at+"/transfer", fill(t, again, "main form", "grant", again.Attr(t, "main form [name=grant]", "value"))).
		wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("offered already"))

	dara := w.as("duty_officer@hospital")
	page := dara.get(r).wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText("two bags"), htmlcheck.LacksText("Siti Contoh"), htmlcheck.HasText("Take the case over"))
	page.Not(t, "form[action$=/accept]")
	taken := dara.post(r+"/take-over", fill(t, page, "form[action$=/take-over]", "take_words", "Come at 20:00"))
	taken.leads(t, r+"?done=referral_moved")
	dara.follow(taken).In(t, "main", htmlcheck.HasText("The case was taken over"))
	dara.get(at).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Siti Contoh"))
	dara.get(at+"/history").In(t, ".l-timeline", htmlcheck.HasText("took the whole case over"), htmlcheck.LacksText("gave consent"))

	ana.get(at).wants(t, http.StatusNotFound)
	w.as("supervisor@shelter").get("/queue/handed-over").In(t, "main", htmlcheck.HasText("Example Hospital"))
	w.as("supervisor@shelter").get(r).In(t, "main", htmlcheck.HasText("Come at 20:00"), htmlcheck.LacksText("two bags"), htmlcheck.HasText("what you keep of it"))
}
