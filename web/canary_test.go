package web

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lindung/audit"
	"lindung/internal/db"
	"lindung/internal/desk"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
)

// Every value that is typed below holds this word, and nothing else does.
const canary = "kanarivogel"

// title finds what a browser writes into its history.
var title = regexp.MustCompile(`(?s)<title.*?</title>`)

// seen fails the test if a value got to where it must not be.
func (a answer) seen(t *testing.T, where string) {
	t.Helper()
	for _, text := range []string{title.FindString(a.body), a.to, a.header.Get("Content-Disposition")} {
		if strings.Contains(strings.ToLower(text), canary) {
			t.Errorf("%s: %s", where, text)
		}
	}
}

// A name, a contact, a note, words and reasons are nowhere but on the pages of
// those who may read them: not in the log of the program, the log of acts, a
// title, an address, a page of others, or on the disk, which is not encrypted
// here.
func TestCanary(t *testing.T) {
	clock, path := &dbtest.Clock{}, filepath.Join(t.TempDir(), "plain.db")
	clock.Set(time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC))
	d, err := db.Open(context.Background(), path, db.Options{Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	w := newWorld(t, nodetest.New(t, d, clock), desk.Options{})
	var said bytes.Buffer
	w.server.Logger = slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug}))

	at := w.sing()
	for _, who := range []string{"caseworker@shelter", "supervisor@shelter", "caseworker@ngo", "investigator@police", "administrator@shelter", "data_protection@shelter"} {
		w.listen(who, at, who == "caseworker@shelter" || who == "supervisor@shelter")
	}

	var acts bytes.Buffer
	if _, err := audit.Export(t.Context(), d, &acts); err != nil {
		t.Fatal(err)
	}
	places := map[string][]byte{"the log of the program": said.Bytes(), "the log of acts": acts.Bytes()}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if places[filepath.Base(f)], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	for place, text := range places {
		if bytes.Contains(bytes.ToLower(text), []byte(canary)) {
			t.Errorf("%s holds a value", place)
		}
	}
	if said.Len() == 0 || acts.Len() == 0 {
		t.Error("nothing was logged, so nothing was shown")
	}
}

// sing types the word wherever a worker types, right and wrong, and returns the
// address of the case.
func (w *world) sing() string {
	w.t.Helper()
	w.open().post("/sign-in", url.Values{"login": {canary}, "password": {canary}, "code": {"123456"}}).seen(w.t, "a wrong sign-in")
	b := w.as("caseworker@shelter")
	at := b.opens("Kanarivogel Contoh", "contact_hours", canary, "contact_never_say", canary)
	hospital := w.to("hospital")
	b.agree(at, "recipient", hospital, "purpose", "assistance")
	asked := url.Values{"recipient": {hospital}, "need": {"health"}, "words": {canary}, "due-day": {"30"}, "due-month": {"11"}, "due-year": {"2026"}}
	preview := b.asks(at+"/referrals/preview", asked).wants(w.t, http.StatusOK)
	for _, x := range []struct {
		path   string
		form   url.Values
		status int
	}{
		{at + "/notes", url.Values{"kind": {"general"}, "text": {canary}}, http.StatusSeeOther},
		{at + "/notes", url.Values{"kind": {canary}, "text": {canary}}, 0},
		{at + "/names", url.Values{"name": {canary + strings.Repeat("x", 400)}, "kind": {canary}, "version": {canary}}, 0},
		{"/search", url.Values{"find": {canary}}, http.StatusSeeOther},
		{at + "/referrals", preview.Posted(w.t, "main form"), http.StatusSeeOther},
		{at + "/basis/new", url.Values{"recipient": {hospital}, "kind": {"court_order"}, "source": {canary}, "reason": {canary},
			"purpose": {"assistance"}, "groups": {"identity"}, "until-day": {"1"}, "until-month": {"12"}, "until-year": {"2026"}}, http.StatusSeeOther},
		{at + "/forms/situation_wishes", url.Values{"situation": {canary}, "version": {"0"}}, http.StatusSeeOther},
		{at + "/forms/contact_safety", url.Values{"phone": {canary}, "email": {canary}}, 0},
		{at + "/records/need/new", url.Values{"need_area": {"health"}, "need_what": {canary}, "version": {"0"}}, http.StatusSeeOther},
		{at + "/records/task/new", url.Values{"task": {canary}, "version": {"0"}}, http.StatusSeeOther},
		{at + "/records/interview/new", url.Values{"interview_by": {canary}, "interview_on-year": {"2026"}, "version": {"0"}}, http.StatusSeeOther},
		{at + "/records/interview/new", url.Values{"interview_by": {canary}, "interview_again": {canary}, "version": {"0"}}, 0},
		{at + "/records/statement/new", url.Values{"statement_text": {canary}, "version": {"0"}}, http.StatusSeeOther},
		{at + "/records/interpreter/new", url.Values{"interpreter_who": {canary}, "version": {"0"}}, http.StatusSeeOther},
		{at + "/records/visit/new", url.Values{"visit_kind": {"doctor"}, "visit_with": {canary}, "visit_note": {canary}, "version": {"0"}}, http.StatusSeeOther},
		{at + "/records/paper/new", url.Values{"paper_kind": {"passport"}, "paper_number": {canary}, "version": {"0"}}, 0},
		{at + "/relations", url.Values{"number": {canary}, "kind": {canary}}, http.StatusUnprocessableEntity},
		{at + "/relations", url.Values{"drop": {canary}}, 0},
		{at + "/join", url.Values{"number": {canary}, "event_kind": {"boat"}, "event_place": {canary}, "event_text": {canary}}, http.StatusUnprocessableEntity},
		{at + "/notes", url.Values{"corrects": {canary}, "text": {canary}}, 0},
		{at + "/screening/new", url.Values{"instrument": {canary}, "again": {canary}}, 0},
		{"/" + canary, url.Values{canary: {canary}}, 0},
		{"/privacy", url.Values{"to": {"//" + canary + ".example/"}}, http.StatusSeeOther},
	} {
		a := b.post(x.path, x.form)
		if strings.HasPrefix(a.to, desk.StepUpPath) {
			a = b.follow(a)
			proof := fill(w.t, a, "main form", "code", w.code())
			a = b.post("/step-up", proof)
		}
		if a.code >= 500 || x.status != 0 && a.code != x.status {
			w.t.Errorf("%s is %d", x.path, a.code)
		}
		a.seen(w.t, x.path)
	}
	w.overheard(at)
	w.Clock.Add(40 * time.Minute)
	b.post(at+"/notes", url.Values{"kind": {"general"}, "text": {canary}}).seen(w.t, "a form that came too late")
	return at
}

// overheard types the word where only those type who lead, look after people or watch
// over the log.
func (w *world) overheard(at string) {
	w.t.Helper()
	for _, x := range []struct {
		who, path string
		form      url.Values
	}{
		{"supervisor@shelter", at + "/erase", url.Values{"erase_reason": {canary}}},
		{"supervisor@shelter", at + "/hold", url.Values{"step": {"place"}, "hold_reason": {canary}}},
		{"supervisor@shelter", "/workload/" + string(w.ID("caseworker@shelter")), url.Values{"cases": {canary}, "to": {canary}, "note": {canary}}},
		{"supervisor@shelter", "/workload/" + canary, url.Values{"cases": {canary}, "to": {canary}, "note": {canary}}},
		{"supervisor@shelter", "/paused", url.Values{"case": {canary}}},
		{"data_protection@shelter", "/log/find", url.Values{"only": {canary}, "who": {canary}, "number": {canary}}},
		{"data_protection@shelter", "/log/find", url.Values{"only": {canary}, "who": {canary}}},
		{"data_protection@shelter", "/log/find", url.Values{"only": {"work"}, "day-day": {canary}, "day-month": {canary}, "day-year": {canary}}},
		{"administrator@shelter", "/administration/settings/new_hands", url.Values{"new_hands": {canary}}},
	} {
		a := w.as(x.who).post(x.path, x.form)
		if a.code >= 500 {
			w.t.Errorf("%s is %d", x.path, a.code)
		}
		a.seen(w.t, x.path)
	}
}

// listen opens every page as who.
func (w *world) listen(who, at string, may bool) {
	w.t.Helper()
	b := w.as(who)
	id := strings.TrimPrefix(at, "/cases/")
	heard := false
	for _, r := range allRoutes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if method != "GET" || r.Pattern == "/" {
			continue
		}
		path = strings.Replace(path, "/cases/{id}", "/cases/"+id, 1)
		a := b.get(address(path))
		a.seen(w.t, who+" at "+r.Pattern)
		in := strings.Contains(strings.ToLower(a.body), canary)
		heard = heard || in
		// The second person reads what was agreed, and on what law a disclosure rests.
		asked := who == "data_protection@shelter" && (r.Pattern == "GET /bases" || r.Pattern == "GET /cases/{id}/consent")
		if in && !may && !asked {
			w.t.Errorf("%s reads a value at %s", who, r.Pattern)
		}
	}
	if may && !heard {
		w.t.Errorf("%s reads nothing: the test is deaf", who)
	}
}
