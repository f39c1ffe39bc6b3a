package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lindung/cases"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// roster is the list of a raid day: people of one event in a form of its own.
func roster(people int) []byte {
	var b strings.Builder
	b.WriteString("Operasi Contoh (invented);;;;\nNo;Nama;JK;Tgl Lahir;Ruang\n")
	for n := range people {
		fmt.Fprintf(&b, "%d;Samanama %s;%s;%02d/%02d/%d;A\n", n+1, strings.Repeat("i", n%7+1)+fmt.Sprint(n), "LP"[n%2:n%2+1], n%12+1, n%11+1, 1980+n%25)
	}
	return []byte(b.String())
}

// A roster of 200 persons of one event comes in over four pages after the sign-in: the
// file, what its columns mean, what it would do with the event, what was stored. The
// next one with the same columns needs one page less.
func TestRosterInTheBrowser(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("supervisor@shelter")
	pages := 0
	show := func(a answer, status int) answer {
		t.Helper()
		pages++
		for a.to != "" {
			a = b.follow(a)
		}
		return a.wants(t, status)
	}
	show(b.get("/files"), http.StatusOK)
	columns := show(b.upload("/files/preview", "roster.csv", string(roster(200))), http.StatusOK)
	columns.In(t, "main", htmlcheck.HasText("Tgl Lahir"))
	form := columns.Posted(t, "main form")
	if got := [4]string{form.Get("col-0"), form.Get("col-1"), form.Get("col-2"), form.Get("col-3")}; got != [4]string{"", "prs_FirstName", "prs_Gender", "prs_Birthdate"} {
		t.Errorf("suggested: %v", got)
	}
	at := columns.Attr(t, "main form", "action")
	b.post(at, form).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#name"))
	form.Set("name", "Raid roster")
	form.Set("order-3", "day")
	preview := show(b.post(at, form), http.StatusOK)
	preview.In(t, "main", htmlcheck.HasText("Store 200 cases"))
	preview.In(t, "main", htmlcheck.HasText("Raid roster"))
	store := preview.Posted(t, "main form")
	store.Set("event_place", "House of an example")
	b.post("/files/import", store).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#event_kind"))
	store.Set("event_kind", "raid")
	show(b.post("/files/import", store), http.StatusOK).In(t, "main .govuk-summary-list", htmlcheck.HasText("200"))
	if pages != 4 {
		t.Errorf("%d pages", pages)
	}
	rows, _, err := cases.List(t.Context(), w.As(t, "supervisor@shelter"), cases.Filter{Limit: 300})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d cases, %v", len(rows), err)
	}
	if n := strings.Count(w.tables()["cases"], "\n") + 1; n != 200 {
		t.Errorf("%d cases", n)
	}
	if n := strings.Count(w.tables()["events"], "\n") + 1; n != 1 {
		t.Errorf("the event was recorded %d times", n)
	}
	for _, r := range rows {
		if e, err := cases.ReadEvent(t.Context(), w.As(t, "supervisor@shelter"), r.ID); err != nil || e.Kind != "raid" || e.Place != "House of an example" {
			t.Fatalf("%v, %v", e.Kind, err)
		}
	}
	// The next list with the same columns is read at once.
	b.sendFile("/files/preview", "next.csv", roster(201)).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Store 1 case"))
}

// What a list calls its answers is asked about once; the refused rows come back and,
// mended, come in.
func TestWordsOfAList(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("supervisor@shelter")
	file := "Nama,Keadaan\nSamanama Satu,Selesai\nSamanama Dua,Active\n"
	a := b.sendFile("/files/preview", "list.csv", []byte(file)).wants(t, http.StatusOK)
	form := a.Posted(t, "main form")
	form.Set("col-1", "cas_Status")
	form.Set("name", "List")
	preview := b.post(a.Attr(t, "main form", "action"), form)
	for preview.to != "" {
		preview = b.follow(preview)
	}
	preview.wants(t, http.StatusUnprocessableEntity)
	refused := b.get(preview.Attr(t, `main a[href*="/refused"]`, "href")).wants(t, http.StatusOK)
	if text := refused.body; !strings.Contains(text, "Samanama Satu") || strings.Contains(text, "Samanama Dua") || !strings.Contains(text, "lindung_refused") {
		t.Errorf("%q", text)
	}
	again := b.get(preview.Attr(t, `main a[href*="/columns"]`, "href")).wants(t, http.StatusOK)
	form = again.Posted(t, "main form")
	form.Set("word-1-0", "Closed")
	good := b.post(again.Attr(t, "main form", "action"), form)
	for good.to != "" {
		good = b.follow(good)
	}
	good.wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Store 2 cases"))
	// What a list of another day does not show is kept.
	b.sendFile("/files/preview", "more.csv", []byte("Nama,Keadaan\nSamanama Tiga,Berjalan\n")).wants(t, http.StatusUnprocessableEntity)
	more := b.sendFile("/files/preview", "more.csv", []byte("Nama,Keadaan,Ruang\nSamanama Tiga,Selesai,A\nSamanama Empat,Active,B\n")).wants(t, http.StatusOK)
	form = more.Posted(t, "main form")
	form.Set("name", "List")
	form.Set("col-1", "cas_Status")
	kept := b.post(more.Attr(t, "main form", "action"), form)
	for kept.to != "" {
		kept = b.follow(kept)
	}
	kept.wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Store 2 cases"))
	b.get("/files/uploads/none/columns").leads(t, "/files?done=file_gone")
	b.get("/files/uploads/none/refused").leads(t, "/files?done=file_gone")
}

// A list of people of an event that is recorded already comes in under that event, and
// nothing is recorded twice.
func TestRosterOfAKnownEvent(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("supervisor@shelter")
	at := b.opens("Siti Contoh")
	b.post(at+"/another", fill(t, b.get(at+"/another"), "main form", "name", "Rusdi Kosong", "event_kind", "raid", "event_place", "House of an example", "step", "open"))
	const upload = "prs_FirstName\nSamanama Satu\nSamanama Dua\n"
	preview := b.follow(b.upload("/files/preview", "list.csv", upload))
	preview = b.get(preview.Attr(t, `main a[href$="event=yes"]`, "href")).wants(t, http.StatusOK)
	preview.In(t, "#event_known", htmlcheck.HasText("House of an example"))
	event := preview.Attr(t, "#event_known option:nth-child(2)", "value")
	both := fill(t, preview, "main form", "event_known", event, "event_kind", "boat", "event_place", "a pier")
	b.post("/files/import", both).wants(t, http.StatusUnprocessableEntity).In(t, ".govuk-error-summary a", htmlcheck.HasAttr("href", "#event_known"))
	b.post("/files/import", fill(t, preview, "main form", "event_known", event)).wants(t, http.StatusSeeOther)
	if n := strings.Count(w.tables()["events"], "\n") + 1; n != 1 {
		t.Errorf("%d events are recorded", n)
	}
	b.get(at+"/event").In(t, "main table", htmlcheck.HasText("Samanama Satu"), htmlcheck.HasText("Samanama Dua"))

	// An event of which they may see no case is not offered, and is none for them.
	other := w.as("supervisor@hospital")
	preview = other.follow(other.upload("/files/preview", "list.csv", upload))
	preview = other.get(preview.Attr(t, `main a[href$="event=yes"]`, "href"))
	preview.Not(t, "#event_known")
	form := fill(t, preview, "main form")
	form.Set("event_known", event)
	other.post("/files/import", form).wants(t, http.StatusNotFound)
}
