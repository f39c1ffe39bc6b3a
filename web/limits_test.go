package web

import (
	"net/http"
	"strings"
	"testing"

	"lindung/internal/desk"
	"lindung/internal/test/htmlcheck"
)

// TestLimitsAreSaid: what the person said must stop is in the safety line of their case and
// where a contact is changed, before anything else.
//
// Source: ACTIP 14.5
func TestLimitsAreSaid(t *testing.T) {
	w := one(t, desk.Options{})
	own, _ := w.papered("limit")
	at := strings.TrimSuffix(own, "/own")
	b := w.as("caseworker@shelter")
	for _, page := range []string{at, at + "/forms/contact_phone"} {
		b.get(page).wants(t, http.StatusOK).In(t, ".l-safety", htmlcheck.HasText("The person says: “Do not call me”."))
	}
}
