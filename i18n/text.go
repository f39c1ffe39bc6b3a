package i18n

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lindung"
)

// T speaks one language. It is a small value, safe to copy and to share; the
// zero T speaks English. It notes whether it or a copy of it has given out a draft or
// an English text in the place of one that is missing, so that a page that was made with
// it can say so: a page takes a T of its own from [For].
type T struct {
	b *book
	n *notes
}

// notes are what a T has given out.
type notes struct {
	draft   atomic.Bool
	mu      sync.Mutex
	english map[string]bool
}

// mostEnglish is how many English texts are noted; no page shows as many.
const mostEnglish = 2000

// given notes that the text of key was given out of the book from.
func (t T) given(from *book, key, text string) {
	switch {
	case t.n == nil || t.b.lang == English:
	case from.lang != English:
		if !t.n.draft.Load() && from.draft(key) {
			t.n.draft.Store(true)
		}
	case !strings.HasPrefix(key, "lang."):
		t.n.mu.Lock()
		defer t.n.mu.Unlock()
		if t.n.english == nil {
			t.n.english = map[string]bool{}
		}
		if len(t.n.english) < mostEnglish {
			t.n.english[text] = true
		}
	}
}

// GaveDraft notes that a draft is shown that is no text of a catalog.
func (t T) GaveDraft() {
	if t.n != nil && t.b.lang != English {
		t.n.draft.Store(true)
	}
}

// Drafted reports whether t or a copy of it has given out a draft.
func (t T) Drafted() bool { return t.n != nil && t.n.draft.Load() }

// InEnglish returns the English texts that t and its copies have given out because their
// language has none of its own.
func (t T) InEnglish() []string {
	if t.n == nil {
		return nil
	}
	t.n.mu.Lock()
	defer t.n.mu.Unlock()
	return slices.Collect(maps.Keys(t.n.english))
}

// For returns the T of l, or of the nearest known language: ms for ms-BN,
// English for a language that is not known.
func For(l Lang) T {
	make := books[l]
	if make == nil {
		make = books[nearest(l)]
	}
	return T{make(), &notes{}}
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
// is returned as it is; of what an organisation asked of its own, whose words are lost, the
// code.
func (t T) Text(key string, args ...any) string {
	m, from := t.book().find(key)
	if from == nil {
		if _, code, own := strings.Cut(key, ".own_"); own {
			return code
		}
		return key
	}
	s, ok := m.literal()
	if !ok {
		var b strings.Builder
		// An English text inside a page of another language keeps English rules.
		m.write(&b, T{b: from}, args)
		s = b.String()
	}
	t.given(from, key, s)
	return s
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
