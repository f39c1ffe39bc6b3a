package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// meetsAt is a case whose person agreed that the hospital takes part in conferences, the
// referral that it has accepted, and who works on the case.
func (w *world) meetsAt() (b *browser, at, r string) {
	b, at = w.as("caseworker@shelter"), w.personOf("Siti Contoh", false)
	b.agree(at, "recipient", w.to("hospital"), "purpose", "assistance", "meets", "yes")
	r = b.refers(at)
	w.as("duty_officer@hospital").post(r+"/accept", url.Values{}).wants(w.t, http.StatusSeeOther)
	return b, at, r
}

// conferenceIn are the answers by which a conference with the hospital is planned.
func (w *world) conferenceIn(b *browser, at string) []string {
	invite := b.get(at+"/conferences/new").Attr(w.t, "main form [name=invite]", "value")
	return []string{"at-day", "3", "at-month", "12", "at-year", "2026", "at-hour", "10:00", "place", "Room 2", "agenda", "Contoh", "invite", invite}
}

// plans plans a conference and returns its address.
func (w *world) plans(b *browser, at string) string {
	form := fill(w.t, b.get(at+"/conferences/new"), "main form", w.conferenceIn(b, at)...)
	to, _, _ := strings.Cut(b.post(at+"/conferences/new", form).wants(w.t, http.StatusSeeOther).to, "?")
	return to
}

// TestConferencePages: it is planned, a body comes, says something and leaves; then it
// finds no conference, and what it said is there.
func TestConferencePages(t *testing.T) {
	w := one(t, desk.Options{})
	ana, at, r := w.meetsAt()
	dara := w.as("duty_officer@hospital")
	ana.get(w.personOf("Dara Contoh", false)+"/conferences/new").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("No organisation can take part yet"))
	dara.get(at+"/conferences").In(t, "main", htmlcheck.HasText("No conference is planned"))
	c := w.plans(ana, at)
	dara.get(r).In(t, "main a[href$=/conferences]", htmlcheck.HasText("Case conferences"))
	page := dara.get(c).wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText("Room 2"), htmlcheck.HasText("3 December 2026"), htmlcheck.HasText("Example Hospital is invited"))
	_, id, _ := strings.Cut(c, "/conferences/")
	mine := r + "/conferences/" + id
	dara.post(mine, url.Values{"part": {"coming"}, "words": {"needs rest"}}).wants(t, http.StatusUnprocessableEntity).
		In(t, "main", htmlcheck.HasText("choose Say something"), htmlcheck.HasText("needs rest"))
	dara.post(mine, url.Values{"part": {"coming"}}).wants(t, http.StatusSeeOther)
	dara.post(mine, url.Values{"part": {"said"}, "group": {"situation"}, "words": {"x"}}).wants(t, http.StatusUnprocessableEntity).
		In(t, ".govuk-error-summary", htmlcheck.HasText("Choose a part of the file that you may read"))
	dara.post(mine, url.Values{"part": {"said"}, "group": {"health"}, "words": {"needs rest"}}).leads(t, r+"?done=conference_added")
	ana.get(c).In(t, "main", htmlcheck.HasText("Example Hospital comes"), htmlcheck.HasText("needs rest"))
	org := ana.get(c).Attr(t, "main form #for-2", "value")
	focal := w.as("focal_point@shelter")
	focal.get(c).Not(t, "main form[action$=/remark]")
	focal.get(c).In(t, "main form[action$=/off]")
	focal.post(c+"/remark", url.Values{"group": {"health"}, "words": {"x"}}).wants(t, http.StatusNotFound)
	decide := url.Values{"group": {"health"}, "words": {"call the clinic"}, "for": {org}, "due-day": {"1"}, "due-month": {"12"}, "due-year": {"2026"}}
	ana.post(c+"/remark", decide).leads(t, c+"?done=conference_added")
	ana.get(at).In(t, "#care", htmlcheck.HasText("call the clinic"))
	dara.get(c).In(t, "main", htmlcheck.HasText("call the clinic"), htmlcheck.HasText("Decided: Example Shelter does it by 1 December 2026"))

	dara.post(mine, url.Values{"part": {"left"}}).leads(t, r+"?done=conference_over")
	dara.get(c).wants(t, http.StatusNotFound)
	ana.get(c).In(t, "main", htmlcheck.HasText("Example Hospital has left"), htmlcheck.HasText("needs rest"))
	ana.post(c+"/off", url.Values{}).leads(t, c+"?done=conference_off")
	last := ana.get(c)
	last.In(t, "main", htmlcheck.HasText("This conference was called off"))
	last.Not(t, "main form")
}
