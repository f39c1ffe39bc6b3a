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
