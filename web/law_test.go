package web

import (
	"net/http"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestDutiesOfACase: what is answered of a person leads to what is owed; what was done is
// recorded there, and a detention raises the case until it has ended.
func TestDutiesOfACase(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("caseworker@shelter")
	c := b.opens("Samanama Satu")
	duties := c + "/duties"
	if text := b.get(duties).wants(t, http.StatusOK).Text(t, "main"); !strings.Contains(text, "mungkin anak") {
		t.Errorf("nothing is known of the age, and the person is not protected as a child: %s", text)
	}
	origin := b.get(c+"/forms/identity_origin").wants(t, http.StatusOK)
	b.post(c+"/forms/identity_origin", fill(t, origin, "main form", "citizenships", "PH")).wants(t, http.StatusSeeOther)
	held := b.get(c+"/records/hold/new").wants(t, http.StatusOK)
	b.follow(b.post(c+"/records/hold/new", fill(t, held, "main form", "hold_place", "police_station")).wants(t, http.StatusSeeOther)).wants(t, http.StatusOK)
	b.get(c).In(t, "main", htmlcheck.HasText("Sedang ditahan"))
	page := b.get(duties).wants(t, http.StatusOK)
	page.In(t, "main table", htmlcheck.HasText("CRC 37"))
	page.In(t, "main a[href='"+c+"/records/hold']", htmlcheck.HasText("Terbuka sejak"))
	for _, who := range []string{"caseworker@police", "supervisor@ngo"} {
		w.as(who).get(duties).wants(t, http.StatusNotFound)
	}
}
