package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lindung"
)

// T speaks one language. It is a small value, safe to copy and to share; the
// zero T speaks English.
type T struct{ b *book }

// For returns the T of l, or of the nearest known language: ms for ms-BN,
// English for a language that is not known.
func For(l Lang) T {
	make := books[l]
	if make == nil {
		make = books[nearest(l)]
	}
	return T{make()}
}

func (t T) book() *book {
	if t.b == nil {
		return books[English]()
	}
	return t.b
}

// Lang returns the language of t.
func (t T) Lang() Lang { return t.book().lang }

// Text returns the message of key with args, pairs of a name and a value, in
// its places. Values are shown by their type: whole numbers as [T.Number],
// dates as [T.Date] and [T.Day], countries by name. A key that no catalog has
// is returned as it is.
func (t T) Text(key string, args ...any) string {
	m, from := t.book().find(key)
	if from == nil {
		return key
	}
	if s, ok := m.literal(); ok {
		return s
	}
	var b strings.Builder
	// An English text inside a page of another language keeps English rules.
	m.write(&b, T{from}, args)
	return b.String()
}

// Has reports whether key has a text, be it in English only.
func (t T) Has(key string) bool {
	_, from := t.book().find(key)
	return from != nil
}

// Fallback reports whether Text gives English for key because the language of t
// has no text of its own. The page then marks it with lang="en".
func (t T) Fallback(key string) bool {
	_, from := t.book().find(key)
	return t.Lang() != English && (from == nil || from.lang == English)
}

// show writes one argument.
func (t T) show(v any) string {
	if n, ok := whole(v); ok {
		return t.Number(n)
	}
	switch v := v.(type) {
	case string:
		return v
	case lindung.Date:
		return t.Date(v)
	case time.Time:
		return t.Day(v)
	case lindung.Country:
		return t.Country(v)
	}
	return fmt.Sprint(v)
}

// Number writes n with Latin digits, in groups from five digits on: a year that
// is passed as a number stays a year.
func (t T) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if len(digits) < 5 {
		return sign + digits
	}
	l := t.book().locale
	out := digits[len(digits)-3:]
	for rest := digits[:len(digits)-3]; rest != ""; {
		i := max(0, len(rest)-l.groupOf)
		out = rest[i:] + l.group + out
		rest = rest[:i]
	}
	return sign + out
}
