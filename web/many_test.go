package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/assistance"
	"lindung/cases"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestManyRecords: of very many records the page of a case shows the latest and
// what is owed, their own pages show each once, and what leaves holds all.
func TestManyRecords(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Siti Contoh", false)
	id, ana := lindung.CaseID(strings.TrimPrefix(at, "/cases/")), w.As(t, "caseworker@shelter")
	add := func(n int, day, due string) {
		in := url.Values{"service": {"medical"}, "service_by": {fmt.Sprintf("Example Clinic %03d", n)}, "service_on": {day}, "service_due": {due}}
		if due == "" {
			in.Set("service_result", "given")
		}
		v, problems := assistance.Service.Decode(in, w.Now())
		if problems != nil {
			t.Fatal(problems)
		}
		if _, err := cases.AddRecord(t.Context(), ana, id, cases.Record{Form: assistance.Service, Values: v}); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 119 {
		add(n, fmt.Sprintf("2025-%02d-%02d", 1+n/28, 1+n%28), "")
	}
	add(119, "2024-01-01", "2031-02-03") // the oldest, and owed

	b := w.as("caseworker@shelter")
	shown := b.get(at).wants(t, http.StatusOK)
	shown.In(t, "#care", htmlcheck.HasText("Example Clinic 118"), htmlcheck.LacksText("Example Clinic 113"), htmlcheck.HasText("120"))
	shown.In(t, ".l-head__due", htmlcheck.HasText("3 February 2031"))

	var all, sizes []string
	for next := at + "/records/service"; next != ""; {
		page := b.get(next).wants(t, http.StatusOK)
		rows := page.Attrs(t, "main .govuk-summary-list__actions a", "href")
		sizes, all = append(sizes, fmt.Sprint(len(rows))), append(all, rows...)
		next = ""
		if strings.Contains(page.body, `rel="next"`) {
			next = page.Attr(t, "main a[rel=next]", "href")
		}
	}
	if !slices.Equal(sizes, []string{"50", "50", "20"}) {
		t.Errorf("pages of %v", sizes)
	}
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != 120 {
		t.Errorf("%d records are listed", n)
	}
	b.get(at+"/records/service?page=2").In(t, "main a[rel=prev]", htmlcheck.HasAttr("href", at+"/records/service?page=1"))
	b.get(at+"/records/service?page=4").wants(t, http.StatusNotFound)
	b.get(all[0]).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Example Clinic"))
	b.get(all[0]+"/correct").wants(t, http.StatusOK).In(t, "#service_by", htmlcheck.HasAttr("name", "service_by"))

	first := fill(t, b.get(at+"/consent/new"), "main form", "body_name", "Example Doctor", "body_phone", "+66 2 000 0001", "body_country", "TH",
		"purpose", "assistance", "step", "how")
	first["groups"] = []string{"support_notes"}
	second := fill(t, b.asks(at+"/consent/new", first), "main form", "step", "store", "understood", "speaks English")
	b.post(at+"/consent/new", second).leads(t, at+"/consent?done=consent_given")
	letter := b.get(b.refers(at)+"/letter").wants(t, http.StatusOK)
	for n := range 120 {
		if by := fmt.Sprintf("Example Clinic %03d", n); strings.Count(letter.body, by) != 1 {
			t.Fatalf("%s does not stand in the letter once", by)
		}
	}
}
