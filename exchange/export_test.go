package exchange

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"lindung/access"
	"lindung/cases"
	"lindung/person"
)

// Again writes what was read of a file as an export, without any database, and
// reads that: every row must come back as the same, and as it stands.
func (f File) Again(now time.Time) error {
	s, p := newSpread(standard(person.Forms), writeText), newProfile(access.Org{}, standard(person.Forms))
	want := []string{}
	for _, r := range f.records {
		if r.refused {
			if len(r.lines) == 0 || r.answers != nil || r.names != nil {
				return fmt.Errorf("row %d is refused without a reason, or only in part", r.line)
			}
			continue
		}
		o := r.outgoing()
		if err := s.add(o); err != nil {
			return err
		}
		if err := p.add(o); err != nil {
			return err
		}
		want = append(want, r.equal)
	}
	var b bytes.Buffer
	if err := p.write(&b); err != nil {
		return err
	}
	b.Reset()
	if err := s.write(&b); err != nil {
		return err
	}
	again, err := Read(&b, person.Forms, now)
	if err != nil {
		return err
	}
	got := []string{}
	for _, r := range again.records {
		if r.refused || r.changed {
			return fmt.Errorf("row %d comes back as %+v", r.line, r.lines)
		}
		got = append(got, r.equal)
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("rows come back as %q, not as %q", got, want)
	}
	return nil
}

func (r record) outgoing() *outgoing {
	o := outgoing{Case: cases.Case{Names: r.names, Batch: "b", Status: r.status, Sections: map[string]cases.Record{}}, forms: standard(person.Forms).formNames()}
	for form, v := range r.answers {
		o.Sections[form] = cases.Record{Values: v}
	}
	if o.Status == "" {
		o.Status = cases.StatusActive
	}
	o.names, o.texts = nameParts(r.names), map[string]string{}
	o.status()
	return &o
}

// Guarded and Unguarded are the guard of formulas.
func Guarded(text string) string   { return guard(text) }
func Unguarded(text string) string { return unguard(text) }

// Faults returns why the file is refused as a whole.
func (f File) Faults() []Line { return f.faults }
