package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

var caseNumber = regexp.MustCompile(`[A-Z]{2}-[0-9]{2}-[0-9A-Z]{7}`)

// number returns the number of a case.
func (b *browser) number(at string) string {
	b.t.Helper()
	return caseNumber.FindString(b.get(at).wants(b.t, http.StatusOK).body)
}

// TestCare: a need that must not wait is at the head of the case and leads to where it
// ends; the plan, visits and papers are one section each, and say their day.
func TestCare(t *testing.T) {
	b := one(t, desk.Options{}).as("caseworker@shelter")
	at := b.opens("Siti Contoh")
	add := func(form, part string, values ...string) answer {
		path := at + "/records/" + form + "/new"
		to := b.post(path, fill(t, b.get(path).wants(t, http.StatusOK), "main form", values...))
		return b.follow(to.leads(t, at+"?done=case_saved&at="+part+"#"+part))
	}
	shown := add("need", "needs", "need_area", "debt", "need_now", "yes")
	need := shown.Attr(t, ".l-head__due .l-late a", "href")
	shown.In(t, ".l-head__due .l-late a", htmlcheck.HasText("Something must be done today"))
	shown.In(t, ".l-next", htmlcheck.HasText("do it first"))
	if !strings.HasPrefix(need, at+"/records/need/") {
		t.Errorf("it leads to %s", need)
	}
	b.post(need+"/correct", fill(t, b.get(need+"/correct"), "main form", "need_end", "met"))
	b.get(at).In(t, ".l-head", htmlcheck.LacksText("Something must be done today"))

	add("goal", "care", "goal", "A small kitchen", "goal_due-year", "2099", "goal_far", "begun")
	add("visit", "care", "visit_kind", "lawyer", "visit_day-year", "2099", "visit_day-month", "2", "visit_day-day", "3")
	shown = add("paper", "law", "paper_kind", "passport", "paper_until-year", "2099", "paper_until-month", "5", "paper_until-day", "1")
	shown.In(t, "#law", htmlcheck.HasText("Valid until 1 May 2099"))
	shown.In(t, "#care", htmlcheck.HasText("Planned for 3 February 2099"), htmlcheck.HasText("A small kitchen"))
	shown.In(t, ".l-head__due", htmlcheck.HasText("Ask how the person is doing"))
	shown = add("wellbeing", "care", "wellbeing_on-year", "2026", "wellbeing_safe", "mostly")
	shown.In(t, ".l-head__due", htmlcheck.LacksText("Ask how the person is doing by"))
}

// TestToldOnce: the first interview needs no reason; whoever begins another, or a
// screening, sees what was told and says why they ask again.
func TestToldOnce(t *testing.T) {
	b := one(t, desk.Options{}).as("caseworker@shelter")
	at := b.opens("Siti Contoh")
	b.get(at+"/screening/new").In(t, "main", htmlcheck.LacksText("asked again"))
	path := at + "/records/interview/new"
	b.get(path).wants(t, http.StatusOK).Not(t, "[name=interview_again]")
	first := fill(t, b.get(path), "main form", "interview_by", "Example Police", "interview_topics", "journey", "interview_on-year", "2026")
	b.follow(b.post(path, first)).In(t, ".l-head", htmlcheck.HasText("told once"))

	again := b.get(path).wants(t, http.StatusOK)
	again.In(t, "main section", htmlcheck.HasText("Example Police"), htmlcheck.HasText("The journey"), htmlcheck.HasText("Ask whether a statement may be shared"))
	form := fill(t, again, "main form", "interview_by", "Ana", "interview_topics", "health")
	b.post(path, form).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#interview_again"))
	form.Set("interview_again", "other_questions")
	b.follow(b.post(path, form)).In(t, ".l-head", htmlcheck.HasText("told twice"))

	screening := b.get(at+"/screening/new").wants(t, http.StatusOK)
	screening.In(t, "main section", htmlcheck.HasText("2 times"))
	form = fill(t, screening, "main form", "instrument", screening.Attr(t, "[name=instrument]", "value"))
	b.post(at+"/screening/new", form).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#again"))
	form.Set("again", "unclear")
	if to := b.post(at+"/screening/new", form).to; !strings.HasPrefix(to, at+"/screening/") {
		t.Errorf("a screening with a reason leads to %s", to)
	}
	b.get(at+"/decision/new").In(t, "main section", htmlcheck.HasText("Example Police"))
	b.post("/privacy", url.Values{"names": {"closed"}, "to": {at}}).leads(t, at)
	b.get(path).In(t, "main section td details", htmlcheck.HasText("Example Police"))
	b.get(at+"/consent/new?groups=situation").In(t, "[name=groups][value=situation]", htmlcheck.HasAttr("checked", ""))
}

// TestCarriedOver: the text that is read says what taking over means only where the person
// agrees to it; the receiver's own case then asks for nothing that was agreed to, and
// says from whom it has it. Without that the name is asked.
func TestCarriedOver(t *testing.T) {
	w := one(t, desk.Options{})
	ana, dara := w.as("caseworker@shelter"), w.as("duty_officer@hospital")
	for _, carries := range []bool{true, false} {
		at := ana.opens("Siti Contoh " + map[bool]string{true: "Satu", false: "Dua"}[carries])
		ana.answered(at, "health_needs", url.Values{"medicines": {"insulin"}})
		form := fill(t, ana.get(at+"/consent/new"), "main form", "recipient", w.to("hospital"), "purpose", "assistance", "step", "how")
		form["groups"] = []string{"identity", "health"}
		if carries {
			form.Set("carries", "yes")
		}
		how := ana.asks(at+"/consent/new", form).wants(t, http.StatusOK)
		if got := strings.Contains(how.body, "may take over what you agreed to"); got != carries {
			t.Errorf("carries %v: the text speaks of it: %v", carries, got)
		}
		ana.post(at+"/consent/new", fill(t, how, "main form", "step", "store", "interpreter", "Contoh Interpreter")).leads(t, at+"/consent?done=consent_given")
		r := ana.refers(at)
		dara.post(r+"/accept", url.Values{}).leads(t, r+"?done=referral_accepted")
		own := dara.get(r+"/case").wants(t, http.StatusOK)
		if !carries {
			own.In(t, "main", htmlcheck.HasText("Name as the person says it"))
			dara.post(r+"/case", url.Values{}).wants(t, http.StatusUnprocessableEntity)
			continue
		}
		own.In(t, "main", htmlcheck.HasText("ask it no more"), htmlcheck.LacksText("Name as the person says it"))
		opened := dara.post(r+"/case", own.Posted(t, "main form"))
		made := dara.follow(opened)
		made.In(t, "#needs", htmlcheck.HasText("insulin"), htmlcheck.HasText("from Example Shelter, 24 November 2026; not asked again here"))
		made.In(t, "#person", htmlcheck.HasText("Siti Contoh Satu"), htmlcheck.HasText("Names (from Example Shelter"))
		mine, _, _ := strings.Cut(opened.to, "?")
		again := mine + "/forms/health_needs"
		dara.post(again, fill(t, dara.get(again), "main form", "medicines", "insulin, mornings"))
		dara.get(mine).In(t, "#needs", htmlcheck.HasText("from Example Shelter, 24 November 2026; corrected here since"))
		ana.get(at+"/history").In(t, ".l-timeline", htmlcheck.HasText("took over what the person agreed to"))
	}
}

// TestRelated: two cases say that their persons belong together.
func TestRelated(t *testing.T) {
	b := one(t, desk.Options{}).as("caseworker@shelter")
	mother, child := b.opens("Siti Contoh"), b.opens("Bayi Contoh")
	form := fill(t, b.get(mother+"/relations").wants(t, http.StatusOK), "main form", "number", b.number(child), "kind", "mother")
	b.follow(b.post(mother+"/relations", form)).In(t, "#person", htmlcheck.HasText("Mother of"), htmlcheck.HasText(b.number(child)))
	b.get(child).In(t, "#person", htmlcheck.HasText("Related persons"), htmlcheck.HasText(b.number(mother)))
	drop := b.get(child+"/relations").Posted(t, "main ul form")
	b.follow(b.post(child+"/relations", drop)).In(t, "#person .govuk-summary-card__title", htmlcheck.LacksText("Related persons"))
}
