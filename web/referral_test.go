package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung/cases"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/person"
)

// personOf opens a case of the shelter's caseworker and returns its address.
func (w *world) personOf(name string, child bool) string {
	w.t.Helper()
	f, _ := person.Forms.Named("health_needs")
	v, problems := f.Decode(url.Values{"medicines": {"insulin"}}, w.Now())
	birth, more := person.Birth.Decode(url.Values{"birth_date": {"1990-05-12"}}, w.Now())
	if len(problems)+len(more) > 0 {
		w.t.Fatal(problems, more)
	}
	n := cases.New{
		Names: []person.Name{{Text: name, Kind: "official"}}, Doubt: child, Answers: map[string]field.Values{person.Birth.Name: birth},
	}
	c, err := cases.Open(w.t.Context(), w.As(w.t, "caseworker@shelter"), n)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cases.Save(w.t.Context(), w.As(w.t, "caseworker@shelter"), c.ID, f, 0, v); err != nil {
		w.t.Fatal(err)
	}
	return "/cases/" + string(c.ID)
}

// agree writes a consent down as a worker does, on two pages.
func (b *browser) agree(at string, values ...string) {
	b.t.Helper()
	first := b.get(at+"/consent/new").wants(b.t, http.StatusOK)
	form := fill(b.t, first, "main form", values...)
	form["groups"] = []string{"identity", "health"}
	form.Set("step", "how")
	second := b.post(at+"/consent/new", form).wants(b.t, http.StatusOK)
	form = fill(b.t, second, "main form", "step", "store", "interpreter", "Contoh Interpreter")
	b.post(at+"/consent/new", form).leads(b.t, at+"/consent?done=consent_given")
}

// The whole way of a referral, as the pages have it.
func TestReferralWalk(t *testing.T) {
	worlds(t, func(w *world) {
		at := w.personOf("Siti Contoh", false)
		ana, dara := w.as("caseworker@shelter"), w.as("duty_officer@hospital")
		hospital := string(w.Orgs["hospital"].ID)

		ana.get(at+"/referrals/new").wants(t, http.StatusOK).In(t, "main .l-lead", htmlcheck.HasText("has not agreed"))
		ana.agree(at, "recipient", hospital, "purpose", "assistance")
		ana.get(at+"/consent").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Example Hospital"))

		form := fill(t, ana.get(at+"/referrals/new").wants(t, http.StatusOK), "main form", "recipient", hospital, "need", "health", "words", "today please")
		preview := ana.post(at+"/referrals/preview", form).wants(t, http.StatusOK)
		preview.In(t, ".l-both__yes", htmlcheck.HasText("Names"))
		dara.get("/queue").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Nothing is waiting"))
		sent := ana.post(at+"/referrals", preview.Posted(t, "main form"))
		referral, _, _ := strings.Cut(sent.to, "?")
		if !strings.HasPrefix(referral, "/referrals/") {
			t.Fatalf("sending led to %q", sent.to)
		}
		ana.follow(sent).wants(t, http.StatusOK)

		dara.get("/queue").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("Health care"))
		dara.get(at).wants(t, http.StatusNotFound)
		dara.get(referral).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("today please"))
		dara.post(referral+"/decline", url.Values{}).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("Choose why you decline."))
		dara.post(referral+"/accept", url.Values{}).leads(t, referral+"?done=referral_accepted")
		own := fill(t, dara.get(referral+"/case").wants(t, http.StatusOK), "main form", "name", "Siti")
		opened := dara.post(referral+"/case", own)
		if !strings.HasPrefix(opened.to, "/cases/") {
			t.Fatalf("opening an own case led to %q", opened.to)
		}

		withdraw := ana.get(at+"/consent").wants(t, http.StatusOK).Attr(t, "main .l-strong", "href")
		ana.get(withdraw).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Example Hospital"))
		ana.post(withdraw, url.Values{}).leads(t, at+"/consent?done=consent_withdrawn")
		dara.get(at).wants(t, http.StatusNotFound)
		dara.get(referral).wants(t, http.StatusOK).In(t, "main .l-panel", htmlcheck.HasText("has withdrawn"))
		dara.post(referral+"/finish", url.Values{"outcome": {"given"}, "outcome_words": {"she is well"}}).leads(t, referral+"?done=referral_finished")
		ana.get(referral).wants(t, http.StatusOK).In(t, ".l-timeline", htmlcheck.HasText("she is well"))
		ana.post(referral+"/noted", url.Values{}).leads(t, referral+"?done=referral_noted")
	})
}

func TestLetterCarriesOnlyWhatWasAgreed(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Siti Contoh", false)
	ana := w.as("caseworker@shelter")
	ana.agree(at, "recipient", "", "body", "Dr Contoh, Clinic Example", "purpose", "assistance")
	form := ana.get(at+"/referrals/new").wants(t, http.StatusOK)
	to := form.Attr(t, "input[name=recipient]", "value")
	posted := fill(t, form, "main form", "recipient", to, "need", "health")
	sent := ana.post(at+"/referrals", ana.post(at+"/referrals/preview", posted).wants(t, http.StatusOK).Posted(t, "main form"))
	referral, _, _ := strings.Cut(sent.to, "?")
	letter := ana.get(referral+"/letter").wants(t, http.StatusOK)
	letter.In(t, "main", htmlcheck.HasText("Dr Contoh"))
	letter.In(t, "main", htmlcheck.HasText("insulin"))
	ana.post(referral+"/accept", url.Values{}).leads(t, referral+"?done=referral_accepted")
	ana.post(referral+"/finish", url.Values{"outcome": {"given"}}).leads(t, referral+"?done=referral_finished")
	ana.post(ana.get(at+"/consent").Attr(t, "main .l-strong", "href"), url.Values{}).wants(t, http.StatusSeeOther)
	again := ana.get(referral+"/letter").wants(t, http.StatusOK)
	if strings.Contains(again.Text(t, "main"), "insulin") {
		t.Error("the letter carries what the person has withdrawn")
	}
}

func TestConsentOfAChild(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Dara Contoh", true)
	ana := w.as("caseworker@shelter")
	form := fill(t, ana.get(at+"/consent/new"), "main form", "recipient", string(w.Orgs["hospital"].ID), "purpose", "assistance", "groups", "health", "step", "how")
	second := fill(t, ana.post(at+"/consent/new", form).wants(t, http.StatusOK), "main form", "step", "store")
	answer := ana.post(at+"/consent/new", second).wants(t, http.StatusUnprocessableEntity)
	answer.In(t, ".govuk-error-summary", htmlcheck.HasText("The child must agree too"))
	second.Set("assent", "yes")
	second.Set("no_guardian", "the uncle sold her")
	ana.post(at+"/consent/new", second).leads(t, at+"/consent?done=consent_given")
	sheet := ana.get(strings.Replace(ana.get(at+"/consent").Attr(t, "main .l-strong", "href"), "/withdraw", "/sheet", 1)).wants(t, http.StatusOK)
	sheet.In(t, ".l-sign", htmlcheck.HasText("Parent or guardian"))
	for _, said := range []string{"this part is for you", "it goes to a health service", "may read something about you", "your health"} {
		sheet.In(t, "main", htmlcheck.HasText(said))
	}
	if text := sheet.Text(t, "main"); strings.Contains(text, "in 2 months") || strings.Contains(text, "in 3 months") {
		t.Error("the sheet says a day by what it is from today")
	}
}

// A disclosure on a legal basis waits for a second person.
func TestLegalBasis(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Dara Contoh", true)
	sup := w.as("supervisor@shelter")
	form := fill(t, sup.get(at+"/basis/new").wants(t, http.StatusOK), "main form", "kind", "life_in_danger", "source", "Example Act 1, article 2",
		"reason", "a threat", "recipient", string(w.Orgs["police"].ID), "purpose", "law_enforcement", "groups", "identity")
	proof := sup.post(at+"/basis/new", form)
	if proof.code == http.StatusSeeOther {
		t.Fatal("a dangerous act needed no second proof")
	}
}

// The day that the person agreed to is the day that stands on every page: its
// end is midnight where the worker is, not in Greenwich.
func TestDayStandsAsTyped(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Siti Contoh", false)
	ana := w.as("caseworker@shelter")
	end := w.Node.Now().AddDate(0, 0, 40)
	hospital := string(w.Orgs["hospital"].ID)
	ana.agree(at, "recipient", hospital, "purpose", "assistance",
		"until-day", end.Format("2"), "until-month", end.Format("1"), "until-year", end.Format("2006"))
	consent := ana.get(at+"/consent").wants(t, http.StatusOK)
	consent.In(t, "main", htmlcheck.HasText("Until "+end.Format("2 January 2006")))
}
