package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/person"
	"lindung/referral"
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
	if err := cases.SaveForm(w.t.Context(), w.As(w.t, "caseworker@shelter"), c.ID, f, 0, v); err != nil {
		w.t.Fatal(err)
	}
	return "/cases/" + string(c.ID)
}

// to is an organisation as the recipient of a form.
func (w *world) to(org string) string { return consent.ToOrg(w.Orgs[org].ID).String() }

// agree writes a consent down as a worker does, on two pages.
func (b *browser) agree(at string, values ...string) {
	b.t.Helper()
	first := b.get(at+"/consent/new").wants(b.t, http.StatusOK)
	form := fill(b.t, first, "main form", values...)
	form["groups"] = []string{"identity", "health"}
	form.Set("step", "how")
	second := b.asks(at+"/consent/new", form).wants(b.t, http.StatusOK)
	form = fill(b.t, second, "main form", "step", "store", "interpreter", "Contoh Interpreter")
	b.post(at+"/consent/new", form).leads(b.t, at+"/consent?done=consent_given")
}

// The whole way of a referral, as the pages have it.
func TestReferralWalk(t *testing.T) {
	worlds(t, func(w *world) {
		at := w.personOf("Siti Contoh", false)
		ana, dara := w.as("caseworker@shelter"), w.as("duty_officer@hospital")
		hospital := w.to("hospital")

		ana.get(at+"/referrals/new").leads(t, at+"/consent/new?for=referral")
		ana.get(at+"/consent/new?for=referral").wants(t, http.StatusOK).In(t, "main .l-lead", htmlcheck.HasText("has not agreed"))
		ana.agree(at, "recipient", hospital, "purpose", "assistance")
		ana.get(at+"/consent/new?for=referral").wants(t, http.StatusOK).In(t, "main .l-lead", htmlcheck.LacksText("has not agreed"))
		ana.get(at+"/consent").wants(t, http.StatusOK).In(t, "main .l-panel", htmlcheck.HasText("Example Hospital"), htmlcheck.HasText("Since 24 November 2026"))

		form := fill(t, ana.get(at+"/referrals/new").wants(t, http.StatusOK), "main form", "recipient", hospital, "need", "health", "words", "today please")
		preview := ana.asks(at+"/referrals/preview", form).wants(t, http.StatusOK)
		preview.In(t, ".l-both__yes", htmlcheck.HasText("Siti Contoh"), htmlcheck.HasText("12 May 1990"), htmlcheck.HasText("insulin"))
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
	ana.agree(at, "recipient", "", "body_name", "Dr Contoh, Clinic Example", "body_phone", "+62 21 000 0001", "body_country", "ID", "purpose", "assistance")
	form := ana.get(at+"/referrals/new").wants(t, http.StatusOK)
	to := form.Attr(t, "input[name=recipient]", "value")
	posted := fill(t, form, "main form", "recipient", to, "need", "health")
	sent := ana.post(at+"/referrals", ana.asks(at+"/referrals/preview", posted).wants(t, http.StatusOK).Posted(t, "main form"))
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
	form := fill(t, ana.get(at+"/consent/new"), "main form", "recipient", w.to("hospital"), "purpose", "assistance", "groups", "health", "step", "how")
	second := fill(t, ana.asks(at+"/consent/new", form).wants(t, http.StatusOK), "main form", "step", "store")
	answer := ana.post(at+"/consent/new", second).wants(t, http.StatusUnprocessableEntity)
	answer.In(t, ".govuk-error-summary", htmlcheck.HasText("The child must agree too"))
	second.Set("assent", "yes")
	second.Set("no_guardian", "the uncle sold her")
	second.Set("understood", "speaks English")
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

// A disclosure on a legal basis is the act of two people: one asks, with a fresh
// proof, and nothing is open until another agrees.
func TestLegalBasis(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Dara Contoh", true)
	sup := w.as("supervisor@shelter")
	form := fill(t, sup.get(at+"/basis/new").wants(t, http.StatusOK), "main form", "kind", "life_in_danger", "source", "Example Act 1, article 2",
		"reason", "a threat", "recipient", w.to("police"), "purpose", "law_enforcement", "groups", "identity")
	proof := sup.post(at+"/basis/new", form)
	if !strings.HasPrefix(proof.to, desk.StepUpPath) {
		t.Fatal("a dangerous act needed no second proof")
	}
	waits := sup.follow(proof).wants(t, http.StatusForbidden)
	sup.follow(proof).In(t, "main", htmlcheck.HasText("waiting on this page"))
	sup.post("/step-up", fill(t, waits, "main form", "code", w.code())).leads(t, at+"/consent?done=basis_proposed")

	police := w.as("investigator@police")
	police.get(at).wants(t, http.StatusNotFound)
	own := sup.get("/bases").wants(t, http.StatusOK)
	own.In(t, "main", htmlcheck.HasText("Example Act 1, article 2"))
	own.Not(t, "main form[action$=/agree]")
	dpo := w.as("data_protection@shelter")
	waiting := dpo.get("/bases").wants(t, http.StatusOK)
	agree := waiting.Attr(t, "main form[action$=/agree]", "action")
	sup.post(agree, url.Values{}).wants(t, http.StatusNotFound) // who asked
	police.get(at).wants(t, http.StatusNotFound)
	proof = dpo.post(agree, waiting.Posted(t, "main form[action$=/agree]"))
	waits = dpo.follow(proof).wants(t, http.StatusForbidden)
	dpo.post("/step-up", fill(t, waits, "main form", "code", w.code())).leads(t, "/bases?done=basis_agreed")
	police.get(at).wants(t, http.StatusOK)
	dpo.get("/bases").wants(t, http.StatusOK).Not(t, "main form[action$=/agree]")
}

// The day that the person agreed to is the day that stands on every page: its
// end is midnight where the worker is, not in Greenwich.
func TestDayStandsAsTyped(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Siti Contoh", false)
	ana := w.as("caseworker@shelter")
	end := w.Node.Now().AddDate(0, 0, 40)
	hospital := w.to("hospital")
	ana.agree(at, "recipient", hospital, "purpose", "assistance",
		"until-day", end.Format("2"), "until-month", end.Format("1"), "until-year", end.Format("2006"))
	consent := ana.get(at+"/consent").wants(t, http.StatusOK)
	consent.In(t, "main", htmlcheck.HasText("Until "+end.Format("2 January 2006")))
}

// answered stores answers to a form of a case.
func (w *world) answered(at, form string, posted url.Values) {
	w.t.Helper()
	f, _ := person.Forms.Named(form)
	v, problems := f.Decode(posted, w.Now())
	if len(problems) > 0 {
		w.t.Fatal(problems)
	}
	s, id := w.As(w.t, "caseworker@shelter"), lindung.CaseID(strings.TrimPrefix(at, "/cases/"))
	c, err := cases.Read(w.t.Context(), s, id)
	if err == nil {
		err = cases.SaveForm(w.t.Context(), s, id, f, c.Sections[form].Version, v)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// askedSafely opens a case with a number and the rule for calling it, and writes
// down that the hospital may know the number.
func (b *browser) askedSafely() (at string) {
	b.t.Helper()
	at = b.opens("Sok Contoh", "contact_hours", "only 09:00")
	b.answered(at, "contact_phone", url.Values{"mobile_phone": {"+6281200000001"}})
	b.answered(at, "safety_people", url.Values{"keep_from": {"an uncle"}})
	first := fill(b.t, b.get(at+"/consent/new"), "main form", "recipient", b.to("hospital"), "purpose", "assistance", "step", "how")
	first["groups"] = []string{"identity", "contact"}
	second := fill(b.t, b.asks(at+"/consent/new", first).wants(b.t, http.StatusOK), "main form", "step", "store",
		"understood", "speaks English", "conditions", "Only the night nurse, please.", "conditions_us", "A brother works there.")
	b.post(at+"/consent/new", second).leads(b.t, at+"/consent?done=consent_given")
	return at
}

// refers sends a referral for the first recipient that may be chosen, and returns
// its address.
func (b *browser) refers(at string, values ...string) string {
	b.t.Helper()
	form := b.get(at+"/referrals/new").wants(b.t, http.StatusOK)
	posted := fill(b.t, form, "main form", append([]string{"recipient", form.Attr(b.t, "input[name=recipient]", "value"), "need", "health"}, values...)...)
	preview := b.asks(at+"/referrals/preview", posted).wants(b.t, http.StatusOK)
	sent := b.post(at+"/referrals", preview.Posted(b.t, "main form[action="+at+"/referrals]"))
	path, _, _ := strings.Cut(sent.to, "?")
	if !strings.HasPrefix(path, "/referrals/") {
		b.t.Fatalf("sending led to %q", sent.to)
	}
	return path
}

// before wants one text of a page to stand before another.
func before(t *testing.T, a answer, first, then string) {
	t.Helper()
	text := a.Text(t, "main")
	i, j := strings.Index(text, first), strings.Index(text, then)
	if i < 0 || j < 0 || i > j {
		t.Errorf("%q does not stand before %q: %s", first, then, text)
	}
}

// How to reach the person stands before everything else wherever the number goes,
// and what the person asks before the button that accepts. Neither can be left out
// by agreeing to the contact alone.
func TestContactArrivesWithItsRule(t *testing.T) {
	w := one(t, desk.Options{})
	ana, dara := w.as("caseworker@shelter"), w.as("duty_officer@hospital")
	at := ana.askedSafely()
	referral := ana.refers(at)
	page := dara.get(referral).wants(t, http.StatusOK)
	before(t, page, "Only the night nurse, please.", "Accept this referral")
	dara.post(referral+"/accept", url.Values{}).leads(t, referral+"?done=referral_accepted")
	shared := dara.get(at).wants(t, http.StatusOK)
	before(t, shared, "only 09:00", "Sok Contoh")
	before(t, shared, "ask: Example Shelter", "+6281200000001")
	before(t, shared, "Only the night nurse, please.", "+6281200000001")
	for _, secret := range []string{"an uncle", "A brother works there."} {
		if strings.Contains(shared.body+page.body, secret) {
			t.Errorf("the recipient reads %q", secret)
		}
	}
	shared.In(t, "main .l-panel a", htmlcheck.HasText("Go to the referral"))
	card := ana.get(at+"/consent").wants(t, http.StatusOK)
	card.In(t, "main", htmlcheck.HasText("Open since"))
	card.In(t, "main", htmlcheck.HasText("opened the case once"))
	w.Clock.Add(time.Minute)
	dara.post(referral+"/finish", url.Values{"outcome": {"given"}}).leads(t, referral+"?done=referral_finished")
	ana.get(at+"/consent").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Was open from"))
}

// A letter says how to reach the person above the number, and what the person asks;
// and where no one has asked, that one must ask first.
func TestLetterCarriesTheRule(t *testing.T) {
	w := one(t, desk.Options{})
	ana := w.as("caseworker@shelter")
	reach := w.as("administrator@shelter")
	reach.post("/administration/reach", fill(t, reach.get("/administration/reach"), "main form", "org_telephone", "+62 21 555 0100")).wants(t, http.StatusSeeOther)
	for hours, want := range map[string]string{"only 09:00": "only 09:00", "": "Ask Example Shelter before you call"} {
		at := ana.opens("Sok Contoh", "contact_hours", hours)
		w.answered(at, "contact_phone", url.Values{"mobile_phone": {"+6281200000001"}})
		first := fill(t, ana.get(at+"/consent/new"), "main form", "body_name", "Example Clinic", "body_phone", "+66 2 000 0001", "body_country", "TH",
			"purpose", "assistance", "step", "how")
		first["groups"] = []string{"contact"}
		second := fill(t, ana.asks(at+"/consent/new", first).wants(t, http.StatusOK), "main form", "step", "store",
			"understood", "speaks English", "conditions", "Only by day.")
		ana.post(at+"/consent/new", second).leads(t, at+"/consent?done=consent_given")
		warned := strings.Contains(ana.get(at+"/referrals/new").body, "No one has asked how to reach")
		if warned != (hours == "") {
			t.Errorf("%q: the page warns %v", hours, warned)
		}
		w.papers(at, "limit")
		letter := ana.get(ana.refers(at)+"/letter").wants(t, http.StatusOK)
		before(t, letter, "The person says: “Do not call me”.", "+6281200000001")
		before(t, letter, want, "+6281200000001")
		letter.In(t, "main", htmlcheck.HasText("Example Shelter +62215550100"))
		letter.Not(t, ".l-body--nav")
		before(t, letter, "Only by day.", "+6281200000001")
	}
}

// A withdrawal is news on the recipient's pages, and no number counts it as waiting.
func TestWithdrawalReachesTheRecipient(t *testing.T) {
	w := one(t, desk.Options{})
	ana, dara := w.as("caseworker@shelter"), w.as("duty_officer@hospital")
	at := ana.askedSafely()
	referral := ana.refers(at, "words", "please call in the evening")
	dara.get("/").In(t, "main", htmlcheck.HasText("reply"))
	dara.get("/queue?only=answer").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("Reply:"))
	ana.post(ana.get(at+"/consent").Attr(t, "main .l-strong", "href"), url.Values{}).wants(t, http.StatusSeeOther)
	queue := dara.get("/queue").wants(t, http.StatusOK)
	queue.In(t, "main #news", htmlcheck.HasText("Consent withdrawn"))
	queue.In(t, "main #news", htmlcheck.HasText("Say what became of it"))
	if only := dara.get("/queue?only=answer").wants(t, http.StatusOK); strings.Contains(only.body, referral) {
		t.Error("it still waits for an answer")
	}
	page := dara.get(referral).wants(t, http.StatusOK)
	page.In(t, ".l-timeline", htmlcheck.HasText("The consent was withdrawn"))
	if strings.Contains(page.body, "in the evening") || strings.Contains(page.body, "night nurse") {
		t.Error("what the referral said is still there")
	}
	dara.post(referral+"/ended", url.Values{"end_answer": {"kept"}}).wants(t, http.StatusUnprocessableEntity)
	ana.get(at).In(t, "main", htmlcheck.HasText("the consent has ended"))
	dara.post(referral+"/ended", url.Values{"end_answer": {"erased"}}).leads(t, referral+"?done=referral_ended")
	ana.get(referral).In(t, ".l-timeline", htmlcheck.HasText("has been erased"))
	dara.get("/queue").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Nothing is waiting"))
	ana.get("/queue").wants(t, http.StatusOK).In(t, "main #news", htmlcheck.HasText("Health care"))
	history := ana.get(at+"/history").wants(t, http.StatusOK)
	history.In(t, "main", htmlcheck.HasText("withdrew a consent"))
}

// TestLetterWithdrawn: who withdraws learns what became of a letter too. The worker calls the
// body, which still has the paper although the referral was over, and writes down its answer;
// what is kept is kept by a law that is named.
func TestLetterWithdrawn(t *testing.T) {
	worlds(t, func(w *world) {
		t := w.t
		ana := w.as("caseworker@shelter")
		for name, before := range map[string]func(letter string){
			"not answered": func(string) {},
			"finished": func(letter string) {
				ana.post(letter+"/accept", fill(t, ana.get(letter), `main form[action$="/accept"]`)).leads(t, letter+"?done=referral_accepted")
				ana.post(letter+"/finish", url.Values{"outcome": {"given"}}).leads(t, letter+"?done=referral_finished")
			},
			"declined": func(letter string) {
				ana.post(letter+"/decline", url.Values{"decline_reason": {"full"}}).leads(t, letter+"?done=referral_declined")
			},
			"cancelled": func(letter string) {
				ana.post(letter+"/take-back", url.Values{}).leads(t, letter+"?done=referral_taken_back")
			},
		} {
			at := w.personOf("Siti Contoh", false)
			ana.agree(at, "recipient", "", "body_name", "Example Clinic", "body_phone", "+66 2 000 0001", "body_country", "TH", "purpose", "assistance", "understood", "speaks English")
			letter := ana.refers(at)
			ana.get(letter+"/letter").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("insulin"))
			w.Clock.Add(time.Minute)
			before(letter)
			ana.get(letter).Not(t, `main form[action$="/ended"]`)
			w.Clock.Add(time.Minute)
			withdraw := ana.get(at+"/consent").Attr(t, "main .l-strong", "href")
			ana.get(withdraw).In(t, "main", htmlcheck.HasText("+66 2 000 0001"))
			after := ana.follow(ana.post(withdraw, url.Values{}))
			if tell := after.Attr(t, `main .l-panel a:contains("write down what they answered")`, "href"); tell != letter {
				t.Errorf("%s: the consent leads to %q", name, tell)
			}
			ana.get(letter+"/letter").In(t, "main", htmlcheck.LacksText("insulin"))
			ana.get(at).In(t, "main", htmlcheck.HasText("the consent has ended"))
			page := ana.get(letter).wants(t, http.StatusOK)
			page.In(t, "main", htmlcheck.HasText("+66 2 000 0001"))
			kept := fill(t, page, `main form[action$="/ended"]`, "end_answer", "kept")
			ana.post(letter+"/ended", kept).wants(t, http.StatusUnprocessableEntity)
			kept.Set("end_words", "Example Act 6: medical papers, five years")
			ana.post(letter+"/ended", kept).leads(t, letter+"?done=referral_ended")
			ana.post(letter+"/ended", kept).leads(t, letter+"?done=referral_ended") // pressed twice
			said := ana.get(letter).wants(t, http.StatusOK)
			said.Not(t, `main form[action$="/ended"]`)
			said.In(t, ".l-timeline", htmlcheck.HasText("because a law says so"))
			said.In(t, ".l-timeline", htmlcheck.HasText("Example Act 6"))
			ana.get(at).In(t, "main", htmlcheck.LacksText("the consent has ended"))
			ana.get(at+"/consent").Not(t, `main .l-panel a:contains("write down what they answered")`)
		}
	})
}

// Of two consents for one recipient the worker chooses at the preview, and what is
// shown there is what opens.
func TestChooseWhatItRestsOn(t *testing.T) {
	w := one(t, desk.Options{})
	ana, dara := w.as("caseworker@shelter"), w.as("duty_officer@hospital")
	at := w.personOf("Siti Contoh", false)
	for purpose, group := range map[string]string{"assistance": "identity", "legal_aid": "health"} {
		first := fill(t, ana.get(at+"/consent/new"), "main form", "recipient", w.to("hospital"), "purpose", purpose, "groups", group, "step", "how")
		second := fill(t, ana.asks(at+"/consent/new", first).wants(t, http.StatusOK), "main form", "step", "store", "understood", "speaks English")
		ana.post(at+"/consent/new", second).leads(t, at+"/consent?done=consent_given")
	}
	form := fill(t, ana.get(at+"/referrals/new"), "main form", "recipient", w.to("hospital"), "need", "health")
	both := ana.asks(at+"/referrals/preview", form).wants(t, http.StatusOK)
	both.In(t, ".l-both__yes", htmlcheck.HasText("Who the person is"))
	both.In(t, ".l-both__yes", htmlcheck.LacksText("Nothing is written here yet"), htmlcheck.HasText("Nothing of what is written here"))
	choose := both.Posted(t, "main form[action="+at+"/referrals/preview]")
	if len(choose["rests_on"]) != 2 {
		t.Fatalf("%d consents are chosen at first", len(choose["rests_on"]))
	}
	form.Set("chosen", "yes")
	ana.post(at+"/referrals/preview", form).wants(t, http.StatusUnprocessableEntity)
	choose["rests_on"] = choose["rests_on"][:1]
	one := ana.asks(at+"/referrals/preview", choose).wants(t, http.StatusOK)
	identity := strings.Contains(one.Text(t, ".l-both__yes"), "Who the person is")
	sent := ana.post(at+"/referrals", one.Posted(t, "main form[action="+at+"/referrals]"))
	path, _, _ := strings.Cut(sent.to, "?")
	dara.post(path+"/accept", url.Values{}).leads(t, path+"?done=referral_accepted")
	shared := dara.get(at).wants(t, http.StatusOK)
	if strings.Contains(shared.Text(t, "main"), "Siti Contoh") != identity {
		t.Error("what opened is not what the preview showed")
	}
}

// TestQueuePages: a queue of more than a page goes on on the next one, in the same
// part of it.
func TestQueuePages(t *testing.T) {
	w := one(t, desk.Options{})
	ana, at := w.As(t, "caseworker@shelter"), w.personOf("Siti Contoh", false)
	b := w.as("caseworker@shelter")
	b.agree(at, "recipient", w.to("hospital"), "purpose", "assistance")
	id := lindung.CaseID(strings.TrimPrefix(at, "/cases/"))
	l, _, err := consent.Read(t.Context(), ana, cases.Target(id))
	if err != nil {
		t.Fatal(err)
	}
	for range 203 {
		n := referral.New{To: consent.ToOrg(w.Orgs["hospital"].ID), Need: "health", Due: db.TimeOf(w.Now()).Add(48 * time.Hour), BasedOn: l.IDs()}
		if _, err := referral.Send(t.Context(), ana, id, n); err != nil {
			t.Fatal(err)
		}
	}
	duty := w.as("duty_officer@hospital")
	for _, path := range []string{"/queue", "/queue?only=answer"} {
		first := duty.get(path).wants(t, http.StatusOK)
		first.In(t, "main tbody tr", htmlcheck.Count(200))
		first.Not(t, "a[rel=prev]")
		last := duty.get(first.Attr(t, "a[rel=next]", "href")).wants(t, http.StatusOK)
		last.In(t, "main tbody tr", htmlcheck.Count(3))
		last.Not(t, "a[rel=next]")
		duty.get(last.Attr(t, "a[rel=prev]", "href")).wants(t, http.StatusOK).In(t, "main tbody tr", htmlcheck.Count(200))
	}
	duty.get("/queue?only=news").wants(t, http.StatusOK).In(t, "main .l-lead", htmlcheck.HasText("Nothing of this kind is on this page"))
	duty.get("/queue?after=x.y").wants(t, http.StatusOK).In(t, "main tbody tr", htmlcheck.Count(200))
}

// TestEightPages: from the sign-in to a referral of a new person that is sent, eight
// pages are shown, and nothing is typed twice.
func TestEightPages(t *testing.T) {
	w := one(t, desk.Options{})
	ana := w.as("caseworker@shelter")
	pages := 0
	shown := func(a answer) answer {
		t.Helper()
		pages++
		return a.wants(t, http.StatusOK)
	}
	shown(ana.get("/"))
	name := shown(ana.get("/cases/new"))
	first := shown(ana.asks("/cases/new/search", fill(t, name, "main form", "name", "Kembang Contoh")))
	opened := ana.post("/cases/new", fill(t, first, "main form[action=/cases/new]", "birth_date-year", "1990", "step", "open"))
	file := shown(ana.follow(opened))
	at, _, _ := strings.Cut(opened.to, "?")
	if href := file.Attr(t, ".l-head__do a[href$=referrals/new]", "href"); href != at+"/referrals/new" {
		t.Fatalf("the head leads to %q", href)
	}
	ask := ana.get(at + "/referrals/new")
	terms := shown(ana.get(ask.to))
	form := fill(t, terms, "main form", "recipient", w.to("hospital"), "purpose", "assistance", "groups", "identity", "need", "", "step", "how")
	ana.post(at+"/consent/new", form).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary", htmlcheck.HasText("need"))
	form.Set("need", "health")
	form.Set("words", "insulin ends on Friday")
	how := shown(ana.asks(at+"/consent/new", form))
	given := ana.post(at+"/consent/new", fill(t, how, "main form", "step", "store", "understood", "speaks English"))
	preview := shown(ana.follow(given))
	preview.In(t, "main", htmlcheck.HasText("insulin ends on Friday"))
	preview.In(t, ".l-both__yes", htmlcheck.HasText("Kembang Contoh"))
	sent := ana.post(at+"/referrals", preview.Posted(t, "main form"))
	shown(ana.follow(sent)).In(t, "main", htmlcheck.HasText("Waiting for a reply"))
	if pages != 8 {
		t.Errorf("%d pages", pages)
	}
}

// What was written to a referral that was closed in the meantime is not sent, and is
// still on the page.
func TestWordsAreNotLost(t *testing.T) {
	w := one(t, desk.Options{})
	b, at := w.agreedAt()
	referral := b.refers(at)
	dara := w.as("duty_officer@hospital")
	form := fill(t, dara.get(referral), `main form[action="`+referral+`/ask"]`, "question_words", "is there a wheelchair")
	b.post(referral+"/take-back", url.Values{}).wants(t, http.StatusSeeOther)
	page := dara.post(referral+"/ask", form).wants(t, http.StatusUnprocessableEntity)
	page.In(t, "#unsent", htmlcheck.HasText("is there a wheelchair"))
	page.In(t, ".govuk-error-summary", htmlcheck.HasText("was not sent"))
	if strings.Contains(b.get(referral).body, "wheelchair") {
		t.Error("the sender reads it")
	}
}
