package prevention

import (
	"strings"
	"unicode"

	"lindung"
)

// A number has at least fewestDigits digits to be looked for; of a longer one the last
// keptDigits are compared first, so that it is found with and without its country code.
const (
	fewestDigits = 6
	keptDigits   = 8
)

// markOf returns a number or a handle as it is looked for, so that two ways to write one
// agree; "" for what is neither, such as a name of several words.
func markOf(text string) string {
	if n := digitsOf(text); n != "" {
		return n[max(0, len(n)-keptDigits):]
	}
	return handleOf(text)
}

// digitsOf returns the digits of a number without what is written between them and without
// zeros before it; "" for what is no number.
func digitsOf(text string) string {
	var b strings.Builder
	for _, r := range lindung.Digits(text) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" +-.()/‐–", r):
			return ""
		}
	}
	n := strings.TrimLeft(b.String(), "0")
	if len(n) < fewestDigits {
		return ""
	}
	return n
}

// handleOf returns the name of an account without its mark or its address.
func handleOf(text string) string {
	t := strings.ToLower(strings.TrimSpace(text))
	marked := strings.HasPrefix(t, "@")
	if _, rest, ok := strings.Cut(t, "://"); ok {
		t, marked = rest, true
	}
	t = strings.Trim(strings.TrimPrefix(strings.TrimPrefix(t, "www."), "@"), "/")
	if at := strings.LastIndex(t, "/"); at >= 0 {
		t, marked = strings.TrimPrefix(t[at+1:], "@"), true
	}
	special := strings.ContainsAny(t, "._-@") || strings.ContainsFunc(t, unicode.IsDigit)
	if len(t) < 4 || strings.ContainsFunc(t, unicode.IsSpace) || !marked && !special {
		return ""
	}
	return "@" + t
}

// sameMark reports whether two texts are one number or one handle.
func sameMark(a, b string) bool {
	m := markOf(a)
	if m == "" || m != markOf(b) {
		return false
	}
	x, y := digitsOf(a), digitsOf(b)
	return strings.HasSuffix(x, y) || strings.HasSuffix(y, x)
}
