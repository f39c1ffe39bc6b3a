package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestRescue: while the log is stopped consent can be withdrawn, and in rescue mode
// the team of a case reads it. Each is noted before, and no one else reads anything.
func TestRescue(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.personOf("Siti Contoh", false)
	ana, second, sri := w.as("caseworker@shelter"), w.as("second@shelter"), w.as("supervisor@shelter")
	ana.agree(at, "recipient", w.to("hospital"), "purpose", "assistance")
	withdraw := ana.get(at+"/consent").Attr(t, "main .l-strong", "href")
	ana.get(at).wants(t, http.StatusOK)
	harm := func(text string) {
		t.Helper()
		if err := w.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := db.Exec(tx, text); return err }); err != nil {
			t.Fatal(err)
		}
	}
	var noted []audit.Entry
	full := false
	journal := func(all []audit.Entry) error {
		if full {
			return db.ErrStorage
		}
		noted = append(noted, all...)
		return nil
	}
	w.Rescue(journal, false)
	harm(`UPDATE log_head SET size = size - 1`)
	ana.get(at).wants(t, http.StatusServiceUnavailable)
	if len(noted) != 0 {
		t.Fatalf("noted %+v", noted)
	}
	ana.get(withdraw).wants(t, http.StatusOK)
	ana.post(withdraw, url.Values{}).wants(t, http.StatusSeeOther)
	if len(noted) != 2 || noted[1].Act != "consent.withdraw" || noted[1].Noted == "" {
		t.Fatalf("noted %+v", noted)
	}

	w.Rescue(journal, true)
	noted = nil
	ana.get("/").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("rescue mode"))
	ana.get(at).wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Siti Contoh"))
	ana.get("/cases").wants(t, http.StatusOK).In(t, "main", htmlcheck.HasText("Siti Contoh"))
	if last := noted[len(noted)-1]; last.Act != "case.list" || last.Noted == "" {
		t.Errorf("noted %+v", last)
	}
	w.as("duty_officer@shelter").get("/").wants(t, http.StatusOK) // who signs in only now
	before := len(noted)
	sri.get(at).wants(t, http.StatusServiceUnavailable)
	ana.post(at+"/notes", url.Values{"kind": {"general"}, "text": {"x"}}).wants(t, http.StatusServiceUnavailable)
	if len(noted) != before {
		t.Errorf("noted %+v", noted[before:])
	}
	if page := second.get("/cases").wants(t, http.StatusOK); strings.Contains(page.body, "Siti") {
		t.Error("someone outside the team reads in rescue mode")
	}
	full = true
	ana.get(at).wants(t, http.StatusServiceUnavailable)
	full = false

	w.Rescue(journal, false)
	harm(`UPDATE log_head SET size = size + 1`)
	if err := w.EnterJournal(t.Context(), noted); err != nil {
		t.Fatal(err)
	}
	ana.get(at).wants(t, http.StatusOK)
	if _, err := audit.Verify(t.Context(), w.DB, w.PublicKey(), ""); err != nil {
		t.Error(err)
	}
}
