package demo

import (
	"testing"

	"lindung/dossier"
)

// TestEveryForm wants someone in the demo to have answered each form that is
// asked: a page that no one can look at is a page that no one has looked at.
func TestEveryForm(t *testing.T) {
	all, err := stories()
	if err != nil {
		t.Fatal(err)
	}
	answered := map[string]bool{}
	note := func(answers map[string]string) {
		for name := range answers {
			form, _, err := asked(name)
			if err != nil {
				t.Error(err)
				continue
			}
			answered[form.Name] = true
		}
	}
	for _, s := range all {
		note(s.Answers)
		for _, p := range s.Persons {
			note(p.Answers)
			for _, a := range p.Acts {
				note(a.Answers)
			}
		}
	}
	for _, f := range dossier.Forms {
		reported := f.Name == "reported_htcds" || f.Name == "reported_death" || f.Name == "reported_outgoing" // come with files
		if len(f.Asked().Fields) > 0 && !answered[f.Name] && !reported && f.Name != "reported_earlier" {
			t.Errorf("nobody has answered %s", f.Name)
		}
	}
}

// TestOrder wants the acts of a person in the order in which they were done.
func TestOrder(t *testing.T) {
	all, err := stories()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		for _, p := range s.Persons {
			last := p.Opened
			for _, a := range p.Acts {
				if a.At > last {
					t.Errorf("%s: %s %v days ago comes after something %v days ago", p.Key, a.Do, a.At, last)
				}
				last = a.At
			}
		}
	}
}
