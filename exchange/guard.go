package exchange

import (
	"regexp"
	"strings"

	"lindung/internal/formula"
)

// e164 is a telephone number, which begins with + and is no formula.
var e164 = regexp.MustCompile(`^\+[0-9]{1,15}$`)

// guard puts an apostrophe before a text that a spreadsheet would run. A text
// that looks guarded already gets one more, so that unguard gives it back.
func guard(text string) string {
	if formula.Runs(strings.TrimLeft(text, "'")) && !e164.MatchString(text) {
		return "'" + text
	}
	return text
}

// unguard takes the apostrophe off again.
func unguard(text string) string {
	if rest := strings.TrimLeft(text, "'"); rest != text && formula.Runs(rest) {
		return text[1:]
	}
	return text
}
