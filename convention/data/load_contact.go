package data

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
)

func (l *loader) contacts() {
	for _, w := range l.table("contacts.csv", "state", "kind", "number", "answers", "police", "hours", "cost", "languages",
		"recorded", "for", "abroad", "source_url", "read_in", "source_day", "says", "certainty", "called_on", "note",
		"working_note", "checked") {
		c := w.contact()
		c.Evidence = w.evidence()
		if c.Certainty.Counts() {
			w.need("number")
		}
		l.once(w.file, w.line, "contact", string(c.State)+" "+string(c.Kind)+" "+c.Number)
		l.c.Contacts = append(l.c.Contacts, c)
	}
}

// contact reads what every contact has, ours or the operator's.
func (w row) contact() convention.Contact {
	c := convention.Contact{
		State: w.state(), Kind: convention.ContactKind(w.cells["kind"]), Number: w.cells["number"], Answers: w.cells["answers"],
		Police: w.cells["police"], Hours: w.cells["hours"], Cost: w.cells["cost"], Languages: w.cells["languages"],
		Recorded: w.cells["recorded"], For: w.cells["for"], Abroad: w.cells["abroad"], CalledOn: w.day("called_on"),
		Note: w.cells["note"], Line: w.line,
	}
	if !slices.Contains(convention.ContactKinds, c.Kind) {
		w.bad(RuleReference, "kind: %q is not hotline, emergency, police, labour, messages or web", c.Kind)
	}
	if c.Number != "" && !callable(c) {
		w.bad(RuleFormat, "number: %q is not a number to dial; a page begins with https://", c.Number)
	}
	if !slices.Contains([]string{"", "yes", "no", "passes_on"}, c.Police) {
		w.bad(RuleFormat, "police: %q is not yes, no or passes_on", c.Police)
	}
	if !slices.Contains([]string{"", "yes", "no"}, c.Abroad) {
		w.bad(RuleFormat, "abroad: %q is not yes or no", c.Abroad)
	}
	return c
}

// dialled is a number as people write it: digits, and between them blanks,
// hyphens and brackets.
var dialled = regexp.MustCompile(`^\+?[0-9(][0-9 ()-]*[0-9]$`)

// callable reports whether a contact can be used as it is: a page by its
// address, anything else by its number.
func callable(c convention.Contact) bool {
	if c.Kind == convention.WebPage {
		return strings.HasPrefix(c.Number, "https://")
	}
	digits := strings.Count(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, c.Number), "0")
	return dialled.MatchString(c.Number) && digits >= 3 && digits <= 15
}

// OwnContacts reads the contacts that the operator of a site answers for. A line
// needs the day on which they called: what no one called does not come first.
// The error is [Problems] when a line is wrong, and nothing is then used.
func OwnContacts(path string, today lindung.Date) ([]convention.Contact, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("contacts: %w", err)
	}
	own, problems := ownContacts(os.DirFS(filepath.Dir(path)), filepath.Base(path), today)
	if len(problems) > 0 {
		return nil, problems
	}
	return own, nil
}

func ownContacts(fsys fs.FS, name string, today lindung.Date) ([]convention.Contact, Problems) {
	r := reader{fsys: fsys}
	var own []convention.Contact
	for _, w := range r.table(name, "state", "kind", "number", "answers", "police", "hours", "cost", "languages",
		"recorded", "for", "abroad", "called_on", "note") {
		c := w.contact()
		c.Own, c.Certainty, c.Checked = true, convention.Verified, c.CalledOn
		w.need("number")
		w.need("answers")
		switch {
		case c.CalledOn.IsZero():
			w.bad(RuleChecked, "called_on: say the day on which you called; a number that no one called does not come first")
		case later(c.CalledOn, today):
			w.bad(RuleDate, "called_on: %s is still to come", c.CalledOn)
		}
		own = append(own, c)
	}
	return own, r.problems
}
