package web

import (
	"net/http"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestDutiesOfACase: what is answered of a person leads to what is owed; what was done is
// recorded there, and a detention raises the case until it has ended.
func TestDutiesOfACase(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	c := b.opens("Samanama Satu", "birth_date-year", "2012")
	duties := c + "/duties"
	b.get(duties).wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("Convention on the Rights of the Child 3.1"))
	held := b.get(c+"/records/detention/new").wants(t, http.StatusOK)
	shown := b.follow(b.post(c+"/records/detention/new", fill(t, held, "main form", "detention_place", "police_station")).wants(t, http.StatusSeeOther))
	shown.In(t, ".l-head__due", htmlcheck.HasText("Is being held"))
	page := b.get(duties).wants(t, http.StatusOK)
	page.In(t, "main table", htmlcheck.HasText("Rights of the Child 37"))
	page.In(t, "main a[href='"+c+"/records/detention']", htmlcheck.HasText("Open since"))
	record := shown.Attr(t, "#law .govuk-summary-list__actions a", "href")
	ended := fill(t, b.get(record+"/correct").wants(t, http.StatusOK), "main form", "detention_end", "open_shelter")
	b.post(record+"/correct", ended).wants(t, http.StatusSeeOther)
	b.get(c).In(t, "main", htmlcheck.LacksText("Is being held"))
	b.get(duties).In(t, "main table", htmlcheck.LacksText("Rights of the Child 37"))
	for _, who := range []string{"caseworker@police", "supervisor@ngo"} {
		w.as(who).get(duties).wants(t, http.StatusNotFound)
	}
}
