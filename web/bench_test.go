package web

import (
	"bytes"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"lindung/attachment"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/staff"
)

// BenchmarkPages measures whole pages through the real handler, without the
// network: reading, policy, log, seals and HTML.
func BenchmarkPages(b *testing.B) {
	clock := &dbtest.Clock{}
	n := nodetest.New(b, dbtest.SQLite(b, clock), clock)
	s := n.As(b, "supervisor@shelter")
	f, _ := person.Forms.Named("health_needs")
	v, _ := f.Decode(url.Values{"medicines": {"an example"}}, n.Now())
	at := ""
	for range 60 {
		c, err := cases.Open(b.Context(), s, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})
		if err != nil {
			b.Fatal(err)
		}
		if err := cases.SaveForm(b.Context(), s, c.ID, f, 0, v); err != nil {
			b.Fatal(err)
		}
		at = "/cases/" + string(c.ID)
	}
	open := benchBrowser(b, n)
	for _, p := range []struct{ name, path string }{
		{"home", "/"}, {"list", "/cases"}, {"case", at}, {"form", at + "/forms/health_needs"},
	} {
		b.Run(p.name, func(b *testing.B) {
			for b.Loop() {
				open(b, p.path)
			}
		})
	}
}

// BenchmarkHome measures the first page of a supervisor of 5,000 open cases, in each of which
// a task is long overdue.
func BenchmarkHome(b *testing.B) {
	clock := &dbtest.Clock{}
	n := nodetest.New(b, dbtest.SQLite(b, clock), clock)
	s := n.As(b, "caseworker@shelter")
	task, _ := dossier.Forms.Named("task")
	v, _ := task.Decode(url.Values{"task": {"an example"}, "task_day": {n.Now().AddDate(0, 0, 1).Format("2006-01-02")}}, n.Now())
	for range 5000 {
		c, err := cases.Open(b.Context(), s, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})
		if err == nil {
			_, err = cases.AddRecord(b.Context(), s, c.ID, cases.Record{Form: task, Values: v, For: s.Actor().ID})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	clock.Add(20 * 24 * time.Hour)
	open := benchBrowser(b, n)
	for b.Loop() {
		open(b, "/")
	}
}

// benchBrowser signs in as the supervisor of the shelter and returns what opens a page.
func benchBrowser(b *testing.B, n *nodetest.Node) func(b *testing.B, path string) {
	pages, err := New(n.Node, desk.Options{Door: n.Door, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	code, err := staff.TOTPCode(nodetest.Secret, n.Now())
	if err != nil {
		b.Fatal(err)
	}
	form := url.Values{"login": {nodetest.Login("supervisor@shelter")}, "password": {nodetest.Password}, "code": {code}}
	r := httptest.NewRequest("POST", "/sign-in", nil)
	r.PostForm, r.Form = form, form
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, r)
	cookies := w.Result().Cookies()
	return func(b *testing.B, path string) {
		r := httptest.NewRequest("GET", path, nil)
		for _, c := range cookies {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(path, w.Code)
		}
	}
}

// BenchmarkLargeCase measures the pages of a case with 5,000 notes and 200 files.
func BenchmarkLargeCase(b *testing.B) {
	clock := &dbtest.Clock{}
	n := nodetest.New(b, dbtest.SQLite(b, clock), clock)
	s := n.As(b, "supervisor@shelter")
	c, err := cases.Open(b.Context(), s, cases.New{Names: []person.Name{{Text: "Sok Example", Kind: "official"}}})
	for i := 0; err == nil && i < 5000; i++ {
		err = cases.AddNote(b.Context(), s, c.ID, "general", "An example of what was said.")
	}
	var file bytes.Buffer
	if err == nil {
		err = png.Encode(&file, image.NewGray(image.Rect(0, 0, 64, 64)))
	}
	for i := 0; err == nil && i < 200; i++ {
		_, err = attachment.Add(b.Context(), s, c.ID, attachment.New{Kind: "letter", Title: "Example", About: "person", File: file.Bytes()})
	}
	if err != nil {
		b.Fatal(err)
	}
	at, open := "/cases/"+string(c.ID), benchBrowser(b, n)
	for _, p := range []struct{ name, path string }{
		{"case", at}, {"first notes", at + "/notes/all"}, {"last notes", at + "/notes/all?page=100"}, {"files", at + "/attachments"},
	} {
		b.Run(p.name, func(b *testing.B) {
			for b.Loop() {
				open(b, p.path)
			}
		})
	}
}
