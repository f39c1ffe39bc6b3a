package consent

import (
	"slices"
	"strings"

	"lindung"
	"lindung/i18n"
)

// Terms are what a person has just agreed to, as a summary says it.
type Terms struct {
	To      string // name of the recipient
	Letter  bool   // the recipient does not use the program and gets a letter
	Purpose lindung.Purpose
	Groups  []lindung.Group
	Carries bool         // the recipient may take it over into a record of its own
	Meets   bool         // the recipient may take part in a case conference
	Moves   bool         // the whole case may move to the recipient
	Counts  bool         // the recipient counts the person in its figures, and reads nothing
	Until   lindung.Date // the last day
	Words   string       // the person's own conditions
	Child   bool
}

// Summary says in the language of t what was agreed: who, what for, what they may
// read, until when, on which conditions. It is read aloud after the text and printed
// on the consent sheet. Days are written out, because paper is read later.
func Summary(t i18n.T, a Terms) []Paragraph {
	say := func(id string, args ...any) Paragraph {
		key := "consent.summary." + id
		if a.Child && t.Has(key+".child") {
			key += ".child"
		}
		return Paragraph{ID: id, Text: t.Text(key, args...)}
	}
	words := strings.TrimSpace(a.Words)
	if a.Moves {
		all := []Paragraph{say("lead"), say("moves", "name", a.To), say("purpose." + string(a.Purpose))}
		if words != "" {
			all = append(all, say("words", "words", words))
		}
		return append(all, say("until", "day", a.Until))
	}
	if a.Counts {
		return []Paragraph{say("lead"), say("counts", "name", a.To), say("counts_only"), say("until", "day", a.Until)}
	}
	groups := say("groups")
	for _, g := range lindung.Groups {
		if slices.Contains(a.Groups, g) {
			groups.Items = append(groups.Items, say("group."+string(g)).Text)
		}
	}
	all := []Paragraph{say("lead"), say("who", "name", a.To), say("purpose." + string(a.Purpose)), groups}
	if slices.Contains(a.Groups, lindung.Contact) {
		all = append(all, say("contact"))
	}
	all = append(all, say("no_more"))
	if a.Letter {
		all = append(all, say("letter"))
	} else {
		all = append(all, say("open"))
	}
	if a.Carries {
		all = append(all, say("carries"))
	}
	if a.Meets {
		all = append(all, say("meets"))
	}
	if words != "" {
		all = append(all, say("words", "words", words))
	}
	return append(all, say("until", "day", a.Until))
}
