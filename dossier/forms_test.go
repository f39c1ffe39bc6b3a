package dossier_test

import (
	"slices"
	"strings"
	"testing"

	"lindung/dossier"
	"lindung/i18n"
	"lindung/person"
)

// The forms of the program pass the checks that an organisation's own questions pass, in
// both languages, and none has a name that an organisation's could have.
func TestFormsPassTheChecks(t *testing.T) {
	const theirs = "own_"                    // questions.Before
	bare := []string{person.Salutation.Name} // of a short list in practice, and in clear since the first forms
	for _, f := range dossier.Forms {
		for _, l := range i18n.Complete() {
			for _, bad := range f.Faults(i18n.For(l).Has) {
				if !slices.Contains(bare, bad.Field) {
					t.Errorf("%s %s %s: %s in %s", f.Name, bad.Field, bad.Code, bad.Key, l)
				}
			}
		}
		for _, i := range f.Fields {
			if strings.HasPrefix(f.Name, theirs) || strings.HasPrefix(i.Name, theirs) {
				t.Errorf("%s %s: named as what an organisation asks", f.Name, i.Name)
			}
		}
	}
}
