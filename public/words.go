package public

import (
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
)

// words are a text and the language it is in, where that is not the language of
// the page: what a language lacks is shown in English and marked as English.
type words struct{ Text, Lang string }

// speaker says labels and content in the language of a page.
type speaker struct {
	t    i18n.T
	snap *convention.Snapshot
}

// label is a text of the catalog.
func (s speaker) label(key string, args ...any) words {
	return s.marked(key, s.t.Text(key, args...))
}

// marked is a text that was made with the label of key.
func (s speaker) marked(key, text string) words {
	if text != "" && s.t.Fallback(key) {
		return words{text, string(i18n.English)}
	}
	return words{Text: text}
}

// say is a text of the data.
func (s speaker) say(english string) words {
	text, own := s.snap.Say(s.t.Lang(), english)
	if !own {
		return words{text, string(i18n.English)}
	}
	if s.snap.Draft(s.t.Lang(), english) {
		s.t.GaveDraft()
	}
	return words{Text: text}
}

// sayAll is a list of texts of the data.
func (s speaker) sayAll(english []string) []words {
	all := make([]words, len(english))
	for i, e := range english {
		all[i] = s.say(e)
	}
	return all
}

// name is the name of a state.
func (s speaker) name(state lindung.Country) words { return words{Text: s.t.Country(state)} }

// names returns the names of states in one line; "none" if there are none.
func (s speaker) names(states []lindung.Country) words {
	if len(states) == 0 {
		return s.label("convention.status.nobody")
	}
	names := make([]string, len(states))
	for i, c := range states {
		names[i] = s.t.Country(c)
	}
	if len(names) == 1 {
		return words{Text: names[0]}
	}
	last, key := len(names)-1, "public.list"
	if last == 1 {
		key = "common.and"
	}
	return words{Text: s.t.Text(key, "first", strings.Join(names[:last], s.t.Text("common.list_separator")), "last", names[last])}
}

// date is a day in words.
func (s speaker) date(d lindung.Date) words { return words{Text: s.t.Date(d)} }

// span is the days between which something lies, in words.
func (s speaker) span(days convention.Span) words {
	text := days.Text(s.t)
	if days.Exact() {
		return words{Text: text}
	}
	return s.marked("convention.span.between", text)
}

// why says why a fact is open.
func (s speaker) why(o convention.OpenFact, known lindung.Date) words {
	return s.marked("convention.reason.open", o.Why(s.t, known))
}

// L is label for templates.
func (s speaker) L(key string, args ...any) words { return s.label(key, args...) }

// codes are states as they are written in files.
func codes(states []lindung.Country) string {
	all := make([]string, len(states))
	for i, c := range states {
		all[i] = string(c)
	}
	return strings.Join(all, " ")
}

// Words returns w, for the templates of what embeds words.
func (w words) Words() words { return w }

// empty reports whether there is nothing to say.
func (w words) empty() bool { return w.Text == "" }
