package exchange

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// formulaSigns begin a cell that spreadsheets run as a formula, or skip
// it and run what follows. Some take signs of full width for the others.
const formulaSigns = "=+-@\t\r＝＋－＠"

// e164 is a telephone number, which begins with + and is no formula.
var e164 = regexp.MustCompile(`^\+[0-9]{1,15}$`)

// guard puts an apostrophe before a text that a spreadsheet would run. A text
// that looks guarded already gets one more, so that unguard gives it back.
func guard(text string) string {
	if runs(strings.TrimLeft(text, "'")) && !e164.MatchString(text) {
		return "'" + text
	}
	return text
}

// unguard takes the apostrophe off again.
func unguard(text string) string {
	if rest := strings.TrimLeft(text, "'"); rest != text && runs(rest) {
		return text[1:]
	}
	return text
}

func runs(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune(formulaSigns, first)
}
