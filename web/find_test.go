package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// The field in the bar finds by number, telephone and answer; what is typed stands in no
// address, and the list is narrowed to the answer.
func TestFindAnything(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("supervisor@shelter")
	at := b.opens("Siti Samanama")
	b.post(at+"/forms/identity_origin", fill(t, b.get(at+"/forms/identity_origin"), "main form", "citizenships", "KH")).wants(t, http.StatusSeeOther)
	b.post(at+"/forms/contact_phone", fill(t, b.get(at+"/forms/contact_phone"), "main form", "mobile_phone", "+62 812 0000 1234")).wants(t, http.StatusSeeOther)
	number, _, _ := strings.Cut(b.get(at).Text(t, ".l-head__line p"), " ")
	bar := b.get(at).Attr(t, "header form[role=search]", "action")
	find := func(typed string) answer {
		t.Helper()
		a := b.post(bar, url.Values{"find": {typed}}).wants(t, http.StatusSeeOther)
		if strings.Contains(a.to, typed) {
			t.Errorf("what was typed stands in the address %s", a.to)
		}
		return b.follow(a).wants(t, http.StatusOK)
	}
	for _, typed := range []string{number, strings.ToLower(number[6:]), "0812 0000 1234", "siti"} {
		find(typed).In(t, ".l-match", htmlcheck.HasText("Siti Samanama"))
	}
	find("0812 0000 1234").In(t, ".l-match", htmlcheck.HasText("Mobile"))
	find("0812 0000 1235").Not(t, ".l-match")
	for _, typed := range []string{"kamboja", "កម្ពុជា", "กัมพูชา"} { // not in the language of the page
		find(typed).In(t, `#result ~ ul a[href="/cases?code=citizenships.KH"]`, htmlcheck.HasText("Cambodia"))
	}
	found := find("cambodia")
	found.Not(t, ".l-match")
	list := found.Attr(t, "#result ~ ul a", "href")
	if want := "/cases?code=citizenships.KH"; list != want {
		t.Errorf("the answer leads to %s, want %s", list, want)
	}
	b.get(list).wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("Siti Samanama"))
	b.get("/cases?code=citizenships.TH").wants(t, http.StatusOK).Not(t, "main table")
	b.get("/cases?code=citizenships.KH&age=25_39").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("Siti Samanama"))
	b.get("/cases?code=citizenships.KH&age=unknown").wants(t, http.StatusOK).Not(t, "main table")
	b.get("/cases?code=nothing.KH&code=sex&age=old").wants(t, http.StatusOK)
	for _, who := range []string{"administrator@shelter", "analyst@shelter", "data_protection@shelter"} {
		w.as(who).get("/").Not(t, "form[role=search]")
	}
}

// Whoever opens a case is told whom to ask, and not of which case; nothing typed is lost,
// and the supervisor sees that there was an answer.
func TestSimilarIsAsked(t *testing.T) {
	w := one(t, desk.Options{})
	w.as("caseworker@shelter").opens("Siti Samanama")
	b := w.as("second@shelter")
	first := fill(t, b.begins("Sity Samanama"), "main form[action=/cases/new]", "birth_date-year", "1990", "step", "open")
	sent := b.post("/cases/new", first).wants(t, http.StatusSeeOther)
	told := b.follow(sent).wants(t, http.StatusOK)
	told.In(t, ".l-similar", htmlcheck.HasText("Ana Example (caseworker@shelter)"))
	told.In(t, "main", htmlcheck.LacksText("Siti Samanama"))
	told.In(t, "main", htmlcheck.LacksText("KH-26"))
	opened := b.follow(b.post("/cases/new", fill(t, told, "main form[action=/cases/new]")).wants(t, http.StatusSeeOther))
	opened.In(t, "main", htmlcheck.HasText("Sity Samanama"))
	s := w.as("supervisor@shelter")
	s.get("/workload").In(t, "main a[href=/similar]", htmlcheck.Count(1))
	s.get("/similar").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("second@shelter"))
	b.get("/similar").wants(t, http.StatusNotFound)
}

// Whoever opens a further case of an event, or their own case of a referral, is told whom
// to ask too.
func TestSimilarIsAskedElsewhere(t *testing.T) {
	w := one(t, desk.Options{})
	w.as("caseworker@shelter").opens("Siti Samanama")
	b := w.as("second@shelter")
	at := b.opens("Dara Contoh")
	form := fill(t, b.get(at+"/another"), "main form", "name", "Siti Samanama", "event_kind", "raid", "event_place", "a house", "step", "open")
	told := b.follow(b.post(at+"/another", form).wants(t, http.StatusSeeOther)).wants(t, http.StatusOK)
	told.In(t, ".l-similar", htmlcheck.HasText("Ana Example (caseworker@shelter)"))
	b.get(told.Attr(t, ".govuk-back-link", "href")).wants(t, http.StatusOK).In(t, "#name", htmlcheck.HasAttr("value", "Siti Samanama"))
	opened := b.follow(b.post(at+"/another", fill(t, told, "main form[action$=another]")).wants(t, http.StatusSeeOther))
	opened.In(t, "main", htmlcheck.HasText("Siti Samanama"))

	w.as("caseworker@hospital").opens("Ratna Samanama")
	ana, person := w.as("caseworker@shelter"), w.personOf("Ratna Samanama", false)
	ana.agree(person, "recipient", w.to("hospital"), "purpose", "assistance")
	r := ana.refers(person)
	w.as("duty_officer@hospital").post(r+"/accept", url.Values{}).wants(t, http.StatusSeeOther)
	dara := w.as("second@hospital")
	own := fill(t, dara.get(r+"/case"), "main form", "name", "Ratna Samanama")
	told = dara.follow(dara.post(r+"/case", own).wants(t, http.StatusSeeOther)).wants(t, http.StatusOK)
	told.In(t, ".l-similar", htmlcheck.HasText("caseworker@hospital"))
	dara.follow(dara.post(r+"/case", fill(t, told, "main form[action$=case]")).wants(t, http.StatusSeeOther)).In(t, "main", htmlcheck.HasText("Ratna Samanama"))
}

// A list is sorted, saved under a name for who saved it alone, renamed and removed.
func TestSavedLists(t *testing.T) {
	w := one(t, desk.Options{})
	b, other := w.as("supervisor@shelter"), w.as("caseworker@shelter")
	b.opens("Siti Contoh")
	b.get("/cases").Not(t, `main a[href^="/cases/lists"]`)
	const list = "/cases?sort=opened&untouched=45"
	b.get("/cases?only=untouched&sort=opened&status=nothing").In(t, "#untouched", htmlcheck.HasAttr("value", "30"))
	b.get(list).In(t, "#sort option[selected]", htmlcheck.HasAttr("value", "opened"))
	b.get("/cases?untouched=45&untouched=x").In(t, "#untouched", htmlcheck.HasAttr("value", "45"))
	save := b.get(list).Attr(t, `main a[href^="/cases/lists/new"]`, "href")
	b.post("/cases/lists/new", fill(t, b.get(save), "main form", "name", " ")).wants(t, http.StatusUnprocessableEntity)
	b.post("/cases/lists/new", fill(t, b.get(save), "main form", "name", "Waits  long")).leads(t, list+"&done=list_saved")
	b.get("/cases").In(t, `main nav a[href="`+list+`"]`, htmlcheck.HasText("Waits long"))
	shown := b.get(list)
	shown.In(t, `main nav a[aria-current]`, htmlcheck.HasText("Waits long"))
	shown.Not(t, `main a[href^="/cases/lists/new"]`)
	other.get("/cases").Not(t, `main nav a[href="`+list+`"]`)

	change := fill(t, b.get("/cases/lists"), `main form`)
	id := change.Get("list")
	b.post("/cases/lists", fill(t, b.get("/cases/lists"), `main form`, "name", "")).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.Count(1))
	b.post("/cases/lists", fill(t, b.get("/cases/lists"), `main form`, "name", "Waiting")).leads(t, "/cases/lists?done=list_saved")
	b.get("/cases").In(t, `main nav a[href="`+list+`"]`, htmlcheck.HasText("Waiting"))
	for does, form := range map[string]url.Values{"renames": {"list": {id}, "name": {"Mine"}}, "removes": {"list": {id}, "remove": {"yes"}}} {
		other.post("/cases/lists", form)
		if !strings.Contains(b.get("/cases").body, "Waiting") {
			t.Fatalf("another colleague %s it", does)
		}
	}
	if strings.Contains(w.tables()["lists"], "Waiting") || strings.Contains(w.tables()["lists"], "untouched") {
		t.Error("a saved list stands in clear in the database")
	}
	b.post("/cases/lists", url.Values{"list": {id}, "remove": {"yes"}}).leads(t, "/cases/lists?done=list_removed")
	b.get("/cases").Not(t, `main nav a[href="`+list+`"]`)
}
