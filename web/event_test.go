package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/person"
	"lindung/staff"
)

// raided opens the cases of an event of n persons, each of a state of from, and returns
// their addresses.
func (w *world) raided(n int, from ...string) []string {
	w.t.Helper()
	ana := w.As(w.t, "caseworker@shelter")
	var all []string
	var first lindung.CaseID
	for i := range n {
		of := cases.New{Names: []person.Name{{Text: fmt.Sprintf("Contoh Nomor%02d", i+1), Kind: "official"}}}
		var c cases.Case
		var err error
		if first == "" {
			of.Event = &cases.Event{Kind: "raid", Place: "Example House"}
			c, err = cases.Open(w.t.Context(), ana, of)
			first = c.ID
		} else {
			c, err = cases.OpenSibling(w.t.Context(), ana, first, of)
		}
		if err != nil {
			w.t.Fatal(err)
		}
		if i < len(from) {
			w.answers(ana, c.ID, "identity_origin", map[string][]string{"citizenships": {from[i]}})
		}
		all = append(all, "/cases/"+string(c.ID))
	}
	return all
}

// After a raid the persons are met one after the other, two pages each. What endangers
// someone comes first in the list and is urgent in the case; what was told begins a screening
// and is not asked again; of each state the event shows how many there are, and a consulate
// may be told no number under the bound.
func TestFirstMeetings(t *testing.T) {
	worlds(t, func(w *world) {
		all := w.raided(9, "KH", "KH", "KH", "KH", "KH", "VN", "VN")
		b := w.as("caseworker@shelter")
		board := b.get(all[0]+"/event").wants(t, http.StatusOK)
		board.In(t, "main", htmlcheck.HasText("0 of 9 people were met"))
		next := board.Attr(t, "main a.govuk-button", "href")
		if !strings.HasSuffix(next, "/event/first") {
			t.Fatalf("the next person is met at %q", next)
		}
		at := all[0]
		next = at + "/event/first"
		asked := b.get(next).wants(t, http.StatusOK)
		for _, name := range []string{"first_how", "ill", "danger", "primary_language", "estimated_age", "ILO.07"} {
			asked.In(t, "main form [name='"+name+"']")
		}
		asked.Not(t, "main form [name=citizenships]") // it is known
		// What is missing is said at its question, and nothing that was typed is lost.
		wrong := b.post(next, fill(t, asked, "main form", "ILO.07", "present", "estimated_age", "24"))
		wrong.wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#first_how"))
		wrong.In(t, "main input[name='ILO.07'][value=present][checked]")
		done := b.follow(b.post(next, fill(t, wrong, "main form", "first_how", "asked", "primary_language", "khm")).wants(t, http.StatusSeeOther))
		done.In(t, "main", htmlcheck.HasText("1 of 9 people were met"))
		// It is kept where it would lie if it had been asked later, and is not asked again.
		again := b.get(next)
		again.Not(t, "main form [name=primary_language]")
		again.Not(t, "main form [name=estimated_age]")
		again.Not(t, "main form [name='ILO.07']")
		again.In(t, "main form [name='ILO.03']") // which nobody has asked yet
		b.get(at+"/screening").In(t, "main", htmlcheck.HasText("forced labour"))
		// Someone who is not safe comes first, and is urgent in the case.
		next = done.Attr(t, "main a.govuk-button", "href")
		at = strings.TrimSuffix(next, "/event/first")
		board = b.follow(b.post(next, fill(t, b.get(next), "main form", "first_how", "not_wanted", "danger", "yes")))
		board.In(t, "main table tbody tr .l-tag--now", htmlcheck.HasText("Not safe here"))
		b.get(at).In(t, "main", htmlcheck.HasText("must not wait"))
		only := b.get(all[0] + "/event?only=to_see")
		if n := len(only.Attrs(t, "main table a[href$='/event/first']", "href")); n != 7 {
			t.Errorf("%d are still to be met", n)
		}
		// Five are of one state and two of another: inside both are counted; what may be told
		// has no number, since two others could be computed from five of seven.
		text := board.Text(t, "main")
		for _, want := range []string{"Cambodia", "Viet", "Not known"} {
			if !strings.Contains(text, want) {
				t.Errorf("the event does not say %q", want)
			}
		}
	})
}

// A family of four is a list alone: nobody there has to be sorted.
func TestFewAreAList(t *testing.T) {
	w := one(t, desk.Options{})
	all := w.raided(3)
	b := w.as("caseworker@shelter")
	board := b.get(all[0]+"/event").wants(t, http.StatusOK)
	if text := board.Text(t, "main"); strings.Contains(text, "were met") || strings.Contains(text, "consulate") {
		t.Error("an event of three is sorted like a raid")
	}
	board.In(t, "main table tbody tr")
}

// An enquiry to a consulate would say that somebody of its state is here, who was not asked:
// it is offered to none, and refused where a form names one.
func TestConsulateGetsNoEnquiry(t *testing.T) {
	w := one(t, desk.Options{})
	consulate, err := staff.AddOrg(t.Context(), w.System("first", "test"), access.Org{Name: "Example Consulate", Sector: "consular", Country: "VN", Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	b := w.as("caseworker@shelter")
	b.get("/organisations").In(t, "main table", htmlcheck.HasText("Example Consulate"))
	form := b.get("/enquiries/new")
	form.In(t, "main form", htmlcheck.LacksText("Example Consulate"))
	sent := fill(t, form, "main form", "woman", "1", "need", "documents", "start", "today", "nights", "none", "to", string(w.Orgs["hospital"].ID))
	sent.Set("to", string(consulate.ID))
	b.post("/enquiries", sent).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#to"))
}
