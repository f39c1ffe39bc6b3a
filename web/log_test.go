package web

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

func TestLogInWords(t *testing.T) {
	worlds(t, func(w *world) {
		at := w.personOf("Siti Contoh", false)
		ana, dewi := w.as("caseworker@shelter"), w.as("data_protection@shelter")
		ana.get(at).wants(t, http.StatusOK)
		ana.get("/log").wants(t, http.StatusNotFound)
		ana.get("/log/verify").wants(t, http.StatusNotFound)
		ana.post("/log/verify", url.Values{}).wants(t, http.StatusNotFound)
		ana.post("/log/export", url.Values{}).wants(t, http.StatusNotFound)

		page := dewi.get("/log").wants(t, http.StatusOK)
		page.In(t, "main table", htmlcheck.HasText("read the case"))
		page.In(t, "main table", htmlcheck.HasText("Ana Example (caseworker@shelter)"))
		if strings.Contains(page.body, "Siti") {
			t.Error("the log names a person")
		}
		history := page.Attr(t, "main table a", "href")
		dewi.get(history).wants(t, http.StatusOK)
		dewi.get("/people").wants(t, http.StatusOK)

		if strings.Contains(page.Text(t, "main table"), "list of colleagues") {
			t.Error("everyday reading buries the work")
		}
		dewi.get("/log?only=all").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("list of colleagues"))

		page = dewi.get("/log?only=refused").wants(t, http.StatusOK)
		page.In(t, "main table", htmlcheck.HasText("Refused"))
		if strings.Contains(page.Text(t, "main table"), "Allowed") {
			t.Error("what was allowed stands among what was refused")
		}
		for range 60 {
			ana.get(at)
		}
		next := dewi.get("/log").wants(t, http.StatusOK).Attr(t, ".govuk-pagination__next a", "href")
		dewi.get(next).wants(t, http.StatusOK).In(t, ".govuk-pagination__prev", htmlcheck.HasText("Newest"))
		dewi.get("/log?before=-1").wants(t, http.StatusOK)

		dewi.post("/account/language", url.Values{"language": {"id"}}).wants(t, http.StatusSeeOther)
		dewi.get("/log").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("membaca kasus"))
		dewi.get("/log/verify").wants(t, http.StatusOK)
	})
}

func TestLogIsVerified(t *testing.T) {
	worlds(t, func(w *world) {
		dewi, budi := w.as("data_protection@shelter"), w.as("data_protection@ngo")
		dewi.get("/log/verify").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText(w.PublicKey()))
		good := dewi.asks("/log/verify", url.Values{}).wants(t, http.StatusOK)
		good.In(t, "main .l-flash", htmlcheck.HasText("as they were signed"))
		file := dewi.post("/log/export", url.Values{}).wants(t, http.StatusOK)
		if got := file.header.Get("Content-Disposition"); got != `attachment; filename="lindung-log.txt"` {
			t.Error(got)
		}
		_, head, _ := strings.Cut(good.body, "<pre class=\"l-panel l-secret\">")
		head, _, _ = strings.Cut(head, "</pre>")
		if n, err := audit.VerifyExport(strings.NewReader(file.body), w.PublicKey(), html.UnescapeString(head)); err != nil || n == 0 {
			t.Errorf("the download of %d entries: %v", n, err)
		}

		budi.asks("/log/verify", url.Values{}).wants(t, http.StatusOK)
		budi.get("/log/verify").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("runs the system"))
		budi.post("/log/export", url.Values{}).wants(t, http.StatusNotFound)

		if err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := db.Exec(tx, `UPDATE log_entries SET entry = replace(entry, '"allowed"', '"refused"') WHERE n = 3`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		dewi.asks("/log/verify", url.Values{}).wants(t, http.StatusInternalServerError).In(t, "main", htmlcheck.HasText("not the one that was signed"))
	})
}

// TestLogPageSaysMore: the page has the head as a line for paper, what the log
// witness says, and an entry whose columns were changed says so where it is found.
func TestLogPageSaysMore(t *testing.T) {
	seen := desk.Watched{Witness: "lindung-witness-example", Entries: 7, At: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)}
	alone := one(t, desk.Options{})
	alone.as("data_protection@shelter").get("/log").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("No machine outside"))
	w := newWorld(t, alone.Node, desk.Options{Watched: func() desk.Watched { return seen }})
	dewi, sri := w.as("data_protection@shelter"), w.as("supervisor@shelter")
	page := dewi.get("/log").wants(t, http.StatusOK)
	page.In(t, "main", htmlcheck.HasText("has confirmed the first 7 entries"))
	line := page.Text(t, "main code")
	if _, err := audit.Verify(t.Context(), w.DB, w.PublicKey(), line); err != nil {
		t.Errorf("%q: %v", line, err)
	}
	for fault, want := range map[string]string{"away": "has not answered since", "refuses": "refused to confirm", "ahead": "has seen 99 entries"} {
		seen.Fault, seen.Seen, seen.Failed = fault, 99, seen.At
		for _, b := range []*browser{dewi, sri} {
			b.get("/").wants(t, http.StatusOK).In(t, "main .l-panel--now", htmlcheck.HasText(want))
		}
		dewi.get("/log").wants(t, http.StatusOK).In(t, "main .l-panel--now", htmlcheck.HasText(want))
	}
	err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(tx, `UPDATE log_entries SET everyday = NOT everyday WHERE n = (SELECT max(n) FROM log_entries)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	dewi.get("/log?only=all").wants(t, http.StatusOK).In(t, "main table", htmlcheck.HasText("changed from outside"))
}

// TestLogStopsPages: while the log is not the one that was there, nothing is shown
// or saved, and the page says why; what was typed stays on it.
func TestLogStopsPages(t *testing.T) {
	w := one(t, desk.Options{})
	b := w.as("administrator@shelter")
	b.get("/people").wants(t, http.StatusOK)
	if err := w.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := db.Exec(tx, `UPDATE log_head SET size = size - 1`); return err }); err != nil {
		t.Fatal(err)
	}
	b.get("/people").wants(t, http.StatusServiceUnavailable).In(t, "main", htmlcheck.HasText("not the one that was there before"))
	a := b.post("/administration/organisation", url.Values{"name": {"Example House"}}).wants(t, http.StatusServiceUnavailable)
	a.In(t, "main", htmlcheck.HasText("not the one that was there before"))
	if form := fill(t, a, "main form"); form.Get("name") != "Example House" {
		t.Errorf("on the page: %v", form)
	}
}

// TestFindInLog: who watches over what is read asks for one colleague, one case and
// one day, and no address holds a name or a number.
func TestFindInLog(t *testing.T) {
	worlds(t, func(w *world) {
		ana, dewi := w.as("caseworker@shelter"), w.as("data_protection@shelter")
		at, other := ana.opens("Sok Example"), ana.opens("Other Example")
		ana.get(at).wants(w.t, http.StatusOK)
		ana.get(other).wants(w.t, http.StatusOK)
		head := ana.get(at).wants(w.t, http.StatusOK).Text(w.t, ".l-head__line p")
		number, _, _ := strings.Cut(head, " ")
		form := fill(w.t, dewi.get("/log").wants(w.t, http.StatusOK), "main form", "only", "all", "number", strings.ToLower(number),
			"who", string(w.ID("caseworker@shelter")), "day-day", "24", "day-month", "11", "day-year", "2026")
		found := dewi.post("/log/find", form)
		if strings.Contains(found.to, number) || !strings.Contains(found.to, "on=2026-11-24") {
			w.t.Errorf("it leads to %q", found.to)
		}
		page := dewi.get(found.to).wants(w.t, http.StatusOK)
		page.In(w.t, "main table", htmlcheck.HasText(number), htmlcheck.HasText("opened"), htmlcheck.LacksText("listed"))
		for _, row := range page.Attrs(w.t, "main table a", "href") {
			if row != at+"/history" {
				w.t.Errorf("an entry about %s is found", row)
			}
		}
		form.Set("day-day", "23")
		dewi.get(dewi.post("/log/find", form).to).wants(w.t, http.StatusOK).Not(w.t, "main table")
	})
}
