package public

import (
	"testing"

	"lindung/convention"
	"lindung/i18n"
)

// A step whose source does not name the treaty is not marked as verified beside words that
// say it was perhaps taken.
func TestStepOfNoTreaty(t *testing.T) {
	s := site(t, Options{})
	v := &visit{speaker: speaker{snap: s.edition().snap, t: i18n.For(i18n.English)}, e: s.edition()}
	x := convention.Step{Group: true, Evidence: convention.Evidence{Certainty: convention.Verified}}
	if got, want := v.step(x).Proof.Certainty.Text, v.label("convention.certainty.open").Text; got != want {
		t.Errorf("it is marked %q, want %q", got, want)
	}
	x.Group = false
	if got, want := v.step(x).Proof.Certainty.Text, v.label("convention.certainty.verified").Text; got != want {
		t.Errorf("a step of the treaty is marked %q, want %q", got, want)
	}
}
