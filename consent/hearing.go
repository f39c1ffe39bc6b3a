package consent

import (
	"slices"
	"strings"

	"lindung/field"
	"lindung/i18n"
)

// A Hearing is how a text reached a person.
type Hearing struct {
	Text        string   // the language of the text, "en"
	Speaks      []string // the languages of the person, as far as known
	Interpreter string
	Understood  string // how the person understood the text, in the worker's words
}

// Check returns a problem if the text is in none of the person's languages, no one
// interpreted, and how the person understood it is not said. Any answer is enough.
func (h Hearing) Check() []field.Problem {
	own := func(code string) bool { return i18n.LanguageCode(code) == i18n.LanguageCode(h.Text) }
	switch {
	case strings.TrimSpace(h.Interpreter) != "", strings.TrimSpace(h.Understood) != "", slices.ContainsFunc(h.Speaks, own):
		return nil
	case len(h.Speaks) == 0:
		return []field.Problem{{Field: "interpreter", Key: "consent.problem.language_unknown"}}
	}
	return []field.Problem{{Field: "interpreter", Key: "consent.problem.language"}}
}
