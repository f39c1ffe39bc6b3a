package formula_test

import (
	"testing"

	"lindung/internal/formula"
)

func TestRuns(t *testing.T) {
	for text, want := range map[string]bool{"": false, "Contoh": false, "a=1": false, "=1": true, "+1": true, "-1": true, "@a": true, "\tx": true, "\r=1": true, "＝1": true} {
		if formula.Runs(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
