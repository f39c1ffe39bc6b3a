package web

import (
	"net/http"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
	"lindung/survivor"
)

// TestHomeSaysGuesses: who leads an organisation is told that someone may be guessing the
// codes of persons; and a complaint that waits leads to the list of complaints.
func TestHomeSaysGuesses(t *testing.T) {
	n := 0
	w := one(t, desk.Options{Guessed: func() int { return n }})
	b := w.as("supervisor@shelter")
	b.get("/").wants(t, http.StatusOK).In(t, "main", htmlcheck.LacksText("do not exist"))
	n = 412
	b.get("/").wants(t, http.StatusOK).In(t, ".l-panel--now", htmlcheck.HasText("412 codes that do not exist were tried"))
	w.papered(survivor.KindComplaint)
	b.get("/").In(t, "main a[href=/complaints]", htmlcheck.HasText("complaint"))
	b.get("/complaints").In(t, "main table", htmlcheck.HasText("KH-"))
	w.as("caseworker@shelter").get("/").In(t, "main", htmlcheck.LacksText("do not exist"))
}
