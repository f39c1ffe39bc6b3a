package web

import (
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

// twoAgreed are three persons of one event, of whom two agreed that the hospital sees
// something; the addresses are of the first and of the one who did not agree.
func (w *world) twoAgreed() (b *browser, at, other string) {
	w.t.Helper()
	ana := w.As(w.t, "caseworker@shelter")
	var all []string
	var first lindung.CaseID
	for _, name := range []string{"Siti Contoh", "Nur Contoh", "Mai Contoh"} {
		n := cases.New{Names: []person.Name{{Text: name, Kind: "official"}}}
		var c cases.Case
		var err error
		if first == "" {
			n.Event = &cases.Event{Kind: "boat", Place: "Example Bay"}
			c, err = cases.Open(w.t.Context(), ana, n)
			first = c.ID
		} else {
			c, err = cases.OpenSibling(w.t.Context(), ana, first, n)
		}
		if err != nil {
			w.t.Fatal(err)
		}
		birth, _ := person.Birth.Decode(map[string][]string{"birth_date": {"1990-05-12"}}, w.Now())
		if err := cases.SaveForm(w.t.Context(), ana, c.ID, person.Birth, 0, birth); err != nil {
			w.t.Fatal(err)
		}
		all = append(all, "/cases/"+string(c.ID))
	}
	b = w.as("caseworker@shelter")
	for _, at := range all[:2] {
		b.agree(at, "recipient", w.to("hospital"), "purpose", "assistance")
	}
	return b, all[0], all[2]
}

// refersTogether sends the two who agreed, and returns the page of them.
func (w *world) refersTogether() string {
	w.t.Helper()
	b, at, _ := w.twoAgreed()
	typed := fill(w.t, b.get(at+"/referrals/together"), "main form", "recipient", w.to("hospital"), "need", "health", "words", "Contoh words")
	preview := b.follow(b.post(at+"/referrals/together/preview", typed))
	sent := b.post(at+"/referrals/together", preview.Posted(w.t, "main form[action$=/together]")).wants(w.t, http.StatusSeeOther)
	path, _, _ := strings.Cut(sent.to, "?")
	return path
}

func (w *world) togetherPlace(step string, good, wrong []string) func() place {
	return func() place {
		at := w.refersTogether()
		return place{who: w.as("duty_officer@hospital"), page: at, action: at + step, good: good, wrong: wrong}
	}
}

// From an event several persons are referred with one form. Who has not agreed is named to
// the sender with the way to ask them, and to nobody else. The recipient has one line for
// all, opens each, and accepts all at once.
func TestReferTogether(t *testing.T) {
	worlds(t, func(w *world) {
		b, at, other := w.twoAgreed()
		b.get(at+"/event").In(t, "main a[href$=/referrals/together]", htmlcheck.HasText("several"))
		typed := fill(t, b.get(at+"/referrals/together"), "main form", "recipient", w.to("hospital"), "need", "health")
		preview := b.follow(b.post(at+"/referrals/together/preview", typed)).wants(t, http.StatusOK)
		preview.In(t, "section[aria-labelledby=else] a", htmlcheck.HasText("Mai Contoh"))
		if href := preview.Attr(t, "section[aria-labelledby=else] a", "href"); !strings.HasPrefix(href, other+"/consent/new?to=") {
			t.Errorf("who has not agreed is asked at %s", href)
		}
		sent := b.post(at+"/referrals/together", preview.Posted(t, "main form[action$=/together]")).wants(t, http.StatusSeeOther)
		path, _, _ := strings.Cut(sent.to, "?")
		b.get(path).wants(t, http.StatusOK)

		dara := w.as("duty_officer@hospital")
		for _, page := range []string{"/", "/queue"} {
			got := dara.get(page).wants(t, http.StatusOK)
			if hrefs := got.Attrs(t, "main table a[href$=/together]", "href"); len(hrefs) != 1 || !strings.Contains(got.Text(t, "main table"), "2 persons") {
				t.Errorf("%s does not show the two as one: %v", page, hrefs)
			}
		}
		all := dara.get(dara.get("/queue").Attr(t, "main table a[href$=/together]", "href")).wants(t, http.StatusOK)
		if n := len(all.Attrs(t, "main table a", "href")); n != 2 || strings.Contains(all.Text(t, "body"), "Mai") {
			t.Errorf("the recipient sees %d, or who was not referred", n)
		}
		dara.post(path+"/accept", fill(t, all, "main form[action$=/accept]", "accept_words", "come at 20:00")).leads(t, path+"?done=referral_accepted")
		for _, r := range b.get(path).Attrs(t, "main table a", "href") {
			if text := b.get(r).Text(t, ".l-timeline"); !strings.Contains(text, "come at 20:00") {
				t.Errorf("the sender does not read the acceptance: %s", text)
			}
		}
		dara.get(path).Not(t, "main form[action$=/accept]")
	})
}

// TestTogetherSaysWhatComesFirst: before several are referred the page says what should be
// asked of each and that a supervisor approves it. Where nobody has agreed, nobody is said
// to be left out. What is sent twice names the persons.
func TestTogetherSaysWhatComesFirst(t *testing.T) {
	w := one(t, desk.Options{})
	b, at, _ := w.twoAgreed()
	alone := b.get(w.personOf("Dara Contoh", false)+"/referrals/together").wants(t, http.StatusOK)
	alone.In(t, "main", htmlcheck.HasText("Ask them first"), htmlcheck.HasText("Dara Contoh"), htmlcheck.LacksText("Not referred"))
	typed := fill(t, b.get(at+"/referrals/together"), "main form", "recipient", w.to("hospital"), "need", "health")
	preview := b.follow(b.post(at+"/referrals/together/preview", typed)).wants(t, http.StatusOK)
	preview.In(t, ".l-safety--ask", htmlcheck.HasText("Contoh: No one has asked how to reach the person safely"))
	preview.In(t, "main", htmlcheck.LacksText("A supervisor has to approve"))
	if _, err := staff.ChangeSetting(t.Context(), w.As(t, "administrator@shelter").SteppedUp(true), access.ApproveReferrals, 2); err != nil {
		t.Fatal(err)
	}
	preview = b.follow(b.post(at+"/referrals/together/preview", typed)).wants(t, http.StatusOK)
	preview.In(t, "main", htmlcheck.HasText("A supervisor has to approve"))
	send := preview.Posted(t, "main form[action$=/together]")
	b.post(at+"/referrals/together", send).wants(t, http.StatusSeeOther)
	send.Set("words", "Contoh words")
	b.post(at+"/referrals/together", send).wants(t, http.StatusConflict).In(t, "main", htmlcheck.HasText("Siti Contoh"), htmlcheck.HasText("Nur Contoh"))
}
