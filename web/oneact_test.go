package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/desk"
)

// Every page is one act: whoever opens it leaves one entry in the log, whatever is
// on the page.
func TestOneEntryAPage(t *testing.T) {
	w := one(t, desk.Options{})
	at := w.sing()
	for _, who := range []string{"caseworker@shelter", "supervisor@shelter", "administrator@shelter", "data_protection@shelter", "analyst@shelter"} {
		b := w.as(who)
		for _, r := range allRoutes() {
			method, path, _ := strings.Cut(r.Pattern, " ")
			if method != "GET" || r.Pattern == "/" || r.Who != desk.Actors {
				continue
			}
			path = address(strings.Replace(path, "/cases/{id}", at, 1))
			before := w.logSize()
			a := b.get(path)
			n := w.logSize() - before
			want := []string{}
			switch {
			case r.Action != "" && a.code == http.StatusNotFound:
				want = []string{string(r.Action) + " refused"}
			case r.Action != "":
				want = []string{string(r.Action) + " allowed"}
			}
			if got := w.lastActs(n); !slices.Equal(got, want) {
				t.Errorf("%s: %s (%d) leaves %v, want %v", who, r.Pattern, a.code, got, want)
			}
		}
	}
}

// Asking for the preview of a referral and sending it are one act each, whatever
// the pages do that they lead to.
func TestOneEntryAReferral(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := w.personOf("Siti Contoh", false)
		b.agree(at, "recipient", w.to("hospital"), "purpose", "assistance")
		form := fill(w.t, b.get(at+"/referrals/new"), "main form", "recipient", w.to("hospital"), "need", "health")
		before := w.logSize()
		asked := b.post(at+"/referrals/preview", form).wants(w.t, http.StatusSeeOther)
		if got := w.lastActs(w.logSize() - before); !slices.Equal(got, []string{"consent.read allowed"}) {
			w.t.Errorf("asking for the preview leaves %v", got)
		}
		form = fill(w.t, b.follow(asked), "form[action="+at+"/referrals]")
		before = w.logSize()
		b.post(at+"/referrals", form).wants(w.t, http.StatusSeeOther)
		if got := w.lastActs(w.logSize() - before); !slices.Equal(got, []string{"referral.send allowed"}) {
			w.t.Errorf("sending leaves %v", got)
		}
	})
}

// logSize counts the entries of the log.
func (w *world) logSize() int {
	w.t.Helper()
	n := 0
	err := w.DB.Read(context.Background(), func(tx *db.Tx) error {
		var err error
		n, err = db.One(tx, db.Value[int], `SELECT count(*) FROM log_entries`)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// lastActs are the acts of the last n entries.
func (w *world) lastActs(n int) []string {
	w.t.Helper()
	acts := []string{}
	if n == 0 {
		return acts
	}
	err := w.DB.Read(context.Background(), func(tx *db.Tx) error {
		all, err := audit.ByOrg(tx, w.Orgs["shelter"].ID, 0, n)
		for _, e := range all {
			acts = append(acts, e.Act+" "+e.Decision)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return acts
}
