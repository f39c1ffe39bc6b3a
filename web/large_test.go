package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lindung"
	"lindung/attachment"
	"lindung/cases"
	"lindung/internal/test/htmlcheck"
)

// large adds to a case so many notes, and files of so many bytes.
func (w *world) large(at string, notes, files, size int) {
	w.t.Helper()
	id := lindung.CaseID(strings.TrimPrefix(at, "/cases/"))
	s := w.As(w.t, "caseworker@shelter")
	for i := range notes {
		if err := cases.AddNote(w.t.Context(), s, id, "general", fmt.Sprintf("note %d of Contoh, as long as a note is: what was said, what was done, and what comes next", i)); err != nil {
			w.t.Fatal(err)
		}
	}
	pdf := []byte("%PDF-1.7\n" + strings.Repeat("x", size) + "%%EOF\n")
	for i := range files {
		if _, err := attachment.Add(w.t.Context(), s, id, attachment.New{Kind: "letter", Title: fmt.Sprint("letter ", i), About: "person", File: pdf}); err != nil {
			w.t.Fatal(err)
		}
	}
}

// The page of a case shows the newest notes and files and how many there are; the others
// are on pages of their own, all of them once.
func TestLargeCase(t *testing.T) {
	worlds(t, func(w *world) {
		b := w.as("caseworker@shelter")
		at := b.opens("Sok Example")
		w.large(at, 60, 7, 10)
		page := b.get(at).wants(w.t, http.StatusOK)
		page.In(w.t, "#notes", htmlcheck.HasText("See all 60"))
		page.In(w.t, "#attachments", htmlcheck.HasText("See all 7"))
		seen := map[string]int{}
		for _, path := range []string{at + "/notes/all", at + "/notes/all?page=2"} {
			for _, line := range strings.Split(b.get(path).wants(w.t, http.StatusOK).body, "note ") {
				if n, _, ok := strings.Cut(line, " of Contoh"); ok {
					seen[n]++
				}
			}
		}
		if len(seen) != 60 {
			w.t.Errorf("%d notes are on the pages", len(seen))
		}
		b.get(at+"/notes/all?page=3").wants(w.t, http.StatusNotFound)
		b.get(at+"/attachments").wants(w.t, http.StatusOK).In(w.t, "main table", htmlcheck.HasText("letter 0"))
	})
}
