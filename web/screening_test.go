package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"lindung"
	"lindung/cases"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/person"
)

// begin begins a screening and returns its address without the page.
func (b *browser) begin(at, instrument string, values ...string) string {
	b.t.Helper()
	form := fill(b.t, b.get(at+"/screening/new").wants(b.t, http.StatusOK), "main form", append(values, "instrument", instrument)...)
	to := b.post(at+"/screening/new", form).to
	s, found := strings.CutSuffix(to, "/1")
	if !found || !strings.HasPrefix(to, at+"/screening/") {
		b.t.Fatalf("beginning leads to %q", to)
	}
	return s
}

// answer answers one page and follows where it leads.
func (b *browser) answer(at string, values ...string) answer {
	b.t.Helper()
	form := fill(b.t, b.get(at).wants(b.t, http.StatusOK), "main form", values...)
	return b.follow(b.post(at, form)).wants(b.t, http.StatusOK)
}

// The whole way: choose, answer page by page, see what it points to and why,
// finish, and record what an authority has decided.
func TestScreeningWalk(t *testing.T) {
	worlds(t, func(w *world) {
		at, ana := w.personOf("Siti Contoh", false), w.as("caseworker@shelter")
		ana.post(at+"/screening/new", url.Values{}).wants(w.t, http.StatusUnprocessableEntity).In(w.t, ".govuk-error-summary a[href=#instrument]")
		s := ana.begin(at, "ilo_ec_delphi_labour@2009-09")
		first := ana.get(s+"/1").wants(w.t, http.StatusOK)
		first.In(w.t, "main h1", htmlcheck.HasText("Deception in recruitment (1 of 2)"))
		first.In(w.t, ".l-answers", htmlcheck.Count(5))

		ana.answer(s+"/1", "D1.01", "present", "D1.02", "present", "then", "next").In(w.t, "main h1", htmlcheck.HasText("(2 of 2)"))
		back := ana.get(s+"/1").wants(w.t, http.StatusOK)
		if got := back.Posted(w.t, "main form").Get("D1.01"); got != "present" {
			w.t.Errorf("the page shows %q again", got)
		}
		result := ana.answer(s+"/1", "D1.03", "refused", "then", "result")
		result.In(w.t, "main .l-lead", htmlcheck.HasText("not a decision"))
		result.In(w.t, "main", htmlcheck.HasText("Did not want to answer"))
		result.In(w.t, "main .l-tag--soon", htmlcheck.Count(1))
		result.In(w.t, "main", htmlcheck.HasText("not compared with it yet"))
		result.In(w.t, "main", htmlcheck.HasText("(strong)"))

		ana.post(s+"/1", url.Values{"D1.01": {"perhaps"}, "version": {"3"}}).wants(w.t, http.StatusUnprocessableEntity).In(w.t, ".govuk-error-message")
		ana.post(s+"/1", url.Values{"D1.01": {"absent"}}).wants(w.t, http.StatusBadRequest)
		ana.get(s+"/99").wants(w.t, http.StatusNotFound)

		ana.post(s+"/finish", result.Posted(w.t, "form[action="+s+"/finish]")).leads(w.t, s+"?done=screening_finished")
		ana.get(s+"/1").leads(w.t, s)
		ana.post(s+"/1", url.Values{"D1.01": {"absent"}, "version": {"4"}}).leads(w.t, s+"?done=screening_was_finished")

		list := ana.get(at+"/screening").wants(w.t, http.StatusOK)
		list.In(w.t, "main table", htmlcheck.HasText("Trafficking for labour"))
		list.In(w.t, "main", htmlcheck.HasText("No decision on status is recorded"))
	})
}

// Two people answer one screening: the second sees what the first has answered.
func TestScreeningConflict(t *testing.T) {
	w := one(t, desk.Options{})
	at, ana, sup := w.personOf("Siti Contoh", false), w.as("caseworker@shelter"), w.as("supervisor@shelter")
	s := ana.begin(at, "ilo_11@2012")
	form := fill(t, ana.get(s+"/1").wants(t, http.StatusOK), "main form", "ILO.01", "present")
	sup.answer(s+"/1", "ILO.01", "absent")
	both := ana.post(s+"/1", form).wants(t, http.StatusConflict)
	both.In(t, ".govuk-hint", htmlcheck.HasText("Saved in the meantime: No"))
	again := both.Posted(t, "main form")
	if again.Get("ILO.01") != "present" {
		t.Error("what was typed is lost")
	}
	ana.post(s+"/1", again).wants(t, http.StatusSeeOther)
	if got := ana.get(s+"/1").Posted(t, "main form").Get("ILO.01"); got != "present" {
		t.Errorf("saved again as %q", got)
	}
}

// Doubt about age, at the beginning or on the way, makes the person a child; it
// is settled by one act.
func TestScreeningDoubt(t *testing.T) {
	w := one(t, desk.Options{})
	at, ana := w.personOf("Dara Contoh", false), w.as("caseworker@shelter")
	s := ana.begin(at, "ilo_11@2012")
	ana.answer(s+"/1", "doubt", "yes").In(t, "main", htmlcheck.HasText("is treated as a child"))
	ana.get(s+"/1").wants(t, http.StatusOK).Not(t, "input[name=doubt]")
	list := ana.get(at+"/screening").wants(t, http.StatusOK)
	ana.post(at+"/age/settle", list.Posted(t, "form[action="+at+"/age/settle]")).leads(t, at+"/screening?done=age_settled")
	ana.get(at+"/screening").wants(t, http.StatusOK).Not(t, "form[action="+at+"/age/settle]")

	second := w.personOf("Dara Contoh", false)
	s = ana.begin(second, "ilo_ec_delphi_labour@2009-09", "doubt", "yes")
	ana.get(s+"/1").wants(t, http.StatusOK).In(t, "main .l-panel", htmlcheck.HasText("is treated as a child"))
}

// A shelter reports what others decide; the police decide in their own case.
func TestDecision(t *testing.T) {
	worlds(t, func(w *world) {
		at, ana := w.personOf("Siti Contoh", false), w.as("caseworker@shelter")
		form := ana.get(at+"/decision/new").wants(w.t, http.StatusOK)
		form.Not(w.t, "input[name=whose]")
		wrong := ana.post(at+"/decision/new", fill(w.t, form, "main form", "on-day", "1", "on-month", "1", "on-year", "2030")).wants(w.t, http.StatusUnprocessableEntity)
		for _, name := range []string{"status", "kind", "name", "on"} {
			wrong.In(w.t, ".govuk-error-summary a[href=#"+name+"]")
		}
		posted := fill(w.t, form, "main form", "status", "ActualVictimOfTrafficking", "name", "Example Court", "kind", "CourtOrProsecution",
			"country", "TH", "law", "Example Act, article 7", "on-month", "2", "on-year", "2026", "grounds", "what she told")
		ana.post(at+"/decision/new", posted).leads(w.t, at+"/screening?done=decision_recorded")
		list := ana.get(at+"/screening").wants(w.t, http.StatusOK)
		for _, want := range []string{"Victim of trafficking", "Reported decision of Example Court", "Example Act, article 7", "February 2026", "Respect that decision"} {
			list.In(w.t, "main", htmlcheck.HasText(want))
		}

		police := w.as("investigator@police")
		own := w.personAt("investigator@police", "Siti Contoh")
		first := police.get(own+"/decision/new").wants(w.t, http.StatusOK)
		police.post(own+"/decision/new", fill(w.t, first, "main form", "status", "PossibleVictimOfTrafficking")).
			wants(w.t, http.StatusUnprocessableEntity).In(w.t, ".govuk-error-summary a[href=#whose]")
		posted = fill(w.t, first, "main form", "whose", "own", "status", "PossibleVictimOfTrafficking", "law", "Example Act", "on-year", "2026")
		police.post(own+"/decision/new", posted).leads(w.t, own+"/screening?done=decision_recorded")
		mine := police.get(own+"/screening").wants(w.t, http.StatusOK)
		mine.In(w.t, "main", htmlcheck.HasText("Example Police Unit"))
		mine.In(w.t, "main", htmlcheck.LacksText("Reported decision"))
		mine.In(w.t, "main", htmlcheck.HasText("not open to you"))
		police.get(own+"/screening/new").wants(w.t, http.StatusNotFound)
		police.post(own+"/screening/new", url.Values{"instrument": {"ilo_11@2012"}}).wants(w.t, http.StatusNotFound)
	})
}

// personAt opens a case of anyone's.
func (w *world) personAt(who, name string) string {
	w.t.Helper()
	c, err := cases.Open(w.t.Context(), w.As(w.t, who), cases.New{Names: []person.Name{{Text: name, Kind: "official"}}})
	if err != nil {
		w.t.Fatal(err)
	}
	return "/cases/" + string(c.ID)
}

// No one outside finds a screening, or any page of it.
func TestScreeningIsNotFoundByOthers(t *testing.T) {
	w := one(t, desk.Options{})
	at, ana := w.personOf("Siti Contoh", false), w.as("caseworker@shelter")
	s := ana.begin(at, "ilo_11@2012")
	for _, who := range []string{"investigator@police", "supervisor@police", "second@shelter", "administrator@shelter"} {
		b := w.as(who)
		for _, path := range []string{at + "/screening", at + "/screening/new", s, s + "/1", at + "/decision/new"} {
			b.get(path).wants(t, http.StatusNotFound)
		}
		b.post(s+"/1", url.Values{"version": {"1"}}).wants(t, http.StatusNotFound)
		b.post(at+"/decision/new", url.Values{"status": {"ActualVictimOfTrafficking"}}).wants(t, http.StatusNotFound)
	}
	focal := w.as("focal_point@shelter")
	focal.get(s).wants(t, http.StatusOK).Not(t, "main form")
	focal.get(s+"/1").wants(t, http.StatusNotFound)
	other := w.personOf("Sok Example", false)
	ana.get(strings.Replace(s, at, other, 1)).wants(t, http.StatusNotFound)
}

// TestScreeningInIndonesian: every page is there in the other language too.
func TestScreeningInIndonesian(t *testing.T) {
	w := one(t, desk.Options{})
	ana := w.as("caseworker@shelter")
	ana.post("/account/language", url.Values{"language": {"id"}}).wants(t, http.StatusSeeOther)
	at := w.personOf("Siti Contoh", true)
	s := ana.begin(at, "ilo_ec_delphi_labour@2009-09")
	for n := 1; n <= 10; n++ {
		ana.get(s+"/"+strconv.Itoa(n)).wants(t, http.StatusOK).In(t, "html", htmlcheck.HasAttr("lang", "id"))
	}
	ana.get(s).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Ini bukan keputusan"))
	ana.get(at+"/screening").wants(t, http.StatusOK).In(t, "main h1", htmlcheck.HasText("Skrining (penapisan) dan keputusan"))
	ana.get(at+"/decision/new").wants(t, http.StatusOK).In(t, "main h1", htmlcheck.HasText("Catat keputusan"))
}

// A case that is closed while someone types keeps what was typed on the page.
func TestScreeningOfAClosedCase(t *testing.T) {
	w := one(t, desk.Options{})
	at, ana := w.personOf("Siti Contoh", false), w.as("caseworker@shelter")
	s := ana.begin(at, "ilo_11@2012")
	answers := fill(t, ana.get(s+"/1").wants(t, http.StatusOK), "main form", "ILO.01", "present")
	decision := fill(t, ana.get(at+"/decision/new").wants(t, http.StatusOK), "main form",
		"status", "ActualVictimOfTrafficking", "name", "Example Court", "kind", "CourtOrProsecution")
	finish := ana.get(s).wants(t, http.StatusOK).Posted(t, "form[action="+s+"/finish]")
	id := lindung.CaseID(strings.TrimPrefix(at, "/cases/"))
	if err := cases.Close(t.Context(), w.As(t, "caseworker@shelter"), id, "own_wish"); err != nil {
		t.Fatal(err)
	}
	kept := ana.post(s+"/1", answers).wants(t, http.StatusUnprocessableEntity)
	kept.In(t, ".govuk-error-summary", htmlcheck.HasText("closed in the meantime"))
	if kept.Posted(t, "main form").Get("ILO.01") != "present" {
		t.Error("what was typed is lost")
	}
	kept = ana.post(at+"/decision/new", decision).wants(t, http.StatusUnprocessableEntity)
	if kept.Posted(t, "main form").Get("name") != "Example Court" {
		t.Error("what was typed is lost")
	}
	ana.post(s+"/finish", finish).leads(t, at+"/screening?done=case_is_closed")
	ana.post(at+"/screening/new", url.Values{"instrument": {"ilo_11@2012"}}).leads(t, at+"/screening?done=case_is_closed")
	for _, path := range []string{s + "/1", at + "/screening/new", at + "/decision/new"} {
		ana.get(path).leads(t, at+"?done=case_is_closed")
	}
	ana.get(s).wants(t, http.StatusOK)
	ana.get(at+"/screening").wants(t, http.StatusOK)
}

// Before a referral is sent, its page says whether the screening will be seen;
// who receives it sees it then, and only then.
func TestScreeningInAReferral(t *testing.T) {
	w := one(t, desk.Options{})
	at, ana := w.personOf("Siti Contoh", false), w.as("caseworker@shelter")
	s := ana.begin(at, "ilo_11@2012")
	ana.answer(s+"/1", "ILO.01", "present")
	hospital, dara := w.to("hospital"), w.as("duty_officer@hospital")
	ana.agree(at, "recipient", hospital, "purpose", "assistance")
	form := fill(t, ana.get(at+"/referrals/new").wants(t, http.StatusOK), "main form", "recipient", hospital, "need", "health")
	preview := ana.asks(at+"/referrals/preview", form).wants(t, http.StatusOK)
	preview.In(t, ".l-both__no", htmlcheck.HasText("Screenings"))
	sent := ana.post(at+"/referrals", preview.Posted(t, "main form"))
	to, _, _ := strings.Cut(sent.to, "?")
	dara.post(to+"/accept", url.Values{}).wants(t, http.StatusSeeOther)
	dara.get(at).wants(t, http.StatusOK)
	dara.get(at+"/screening").wants(t, http.StatusNotFound)
	dara.get(s).wants(t, http.StatusNotFound)

	first := fill(t, ana.get(at+"/consent/new").wants(t, http.StatusOK), "main form", "recipient", hospital, "purpose", "assistance", "groups", "screening", "step", "how")
	second := fill(t, ana.asks(at+"/consent/new", first).wants(t, http.StatusOK), "main form", "step", "store", "understood", "speaks English")
	ana.post(at+"/consent/new", second).wants(t, http.StatusSeeOther)
	form = fill(t, ana.get(at+"/referrals/new").wants(t, http.StatusOK), "main form", "recipient", hospital, "need", "health")
	preview = ana.asks(at+"/referrals/preview", form).wants(t, http.StatusOK)
	preview.In(t, ".l-both__yes", htmlcheck.HasText("Eleven signs of forced labour"))
	sent = ana.post(at+"/referrals", preview.Posted(t, "main form"))
	to, _, _ = strings.Cut(sent.to, "?")
	dara.post(to+"/accept", url.Values{}).wants(t, http.StatusSeeOther)
	dara.get(at+"/screening").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("Eleven signs"))
	dara.get(s).wants(t, http.StatusOK).Not(t, "main form")
	dara.get(at).wants(t, http.StatusOK).In(t, "#screening", htmlcheck.HasText("Eleven signs"))
}
