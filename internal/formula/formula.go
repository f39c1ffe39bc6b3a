// Package formula knows which texts a spreadsheet would run.
package formula

import (
	"strings"
	"unicode/utf8"
)

// Runs reports whether a spreadsheet takes a cell with this text for a formula, or skips
// its first sign and takes the rest for one. Some take signs of full width for the others.
// See OWASP on CSV injection.
func Runs(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", first)
}
