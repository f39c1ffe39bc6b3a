package i18n

import (
	"errors"
	"strings"
	"testing"
)

func mustParse(t *testing.T, s string) message {
	t.Helper()
	m, err := parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func say(t *testing.T, l Lang, text string, args ...any) string {
	t.Helper()
	var b strings.Builder
	mustParse(t, text).write(&b, For(l), args)
	return b.String()
}

func TestMessage(t *testing.T) {
	const files = "{n, plural, =0 {nothing} one {# file} other {# files}} for {name}"
	for _, c := range []struct {
		lang Lang
		text string
		args []any
		want string
	}{
		{"en", "don't ask", nil, "don't ask"},
		{"en", "Send to {name}", []any{"name", "Example Shelter"}, "Send to Example Shelter"},
		{"en", "Send to {name}", nil, "Send to {name}"},
		{"en", "Send to {name}", []any{"name"}, "Send to {name}"},
		{"en", files, []any{"n", 0, "name", "Ana"}, "nothing for Ana"},
		{"en", files, []any{"name", "Ana", "n", 1}, "1 file for Ana"},
		{"en", files, []any{"n", int64(20000), "name", "Ana"}, "20,000 files for Ana"},
		{"id", "{n, plural, other {# berkas}}", []any{"n", 20000}, "20.000 berkas"},
		{"id", files, []any{"n", 1, "name", "Ana"}, "1 files for Ana"},
		{"en", "{n, plural, other {#}}", nil, "{n}"},
		{"en", "# {n}", []any{"n", 2}, "# 2"},
		{"en", "{who, select, child {the child} other {the person}}", []any{"who", "child"}, "the child"},
		{"en", "{who, select, child {the child} other {the person}}", []any{"who", Lang("x")}, "the person"},
		{"en", "{a,select,x{{n,plural,one{one}other{#}}}other{}}", []any{"a", "x", "n", 3}, "3"},
		{"en", "'{'{n}'}'", []any{"n", 1}, "{1}"},
		{"en", "{n, plural, one {other {x}} other {y}}", []any{"n", 1, "x", "z"}, "other z"},
	} {
		if got := say(t, c.lang, c.text, c.args...); got != c.want {
			t.Errorf("%s %q %v: got %q, want %q", c.lang, c.text, c.args, got, c.want)
		}
	}
}

func TestMessageRefused(t *testing.T) {
	for _, s := range []string{
		"{", "}", "a}", "{}", "{n", "{n,}", "{n, number}", "{n, plural}", "{n, plural,", "{n, plural, one {a}}",
		"{n, plural, other {a}", "{n, plural, other a}", "{n, plural, {a}}", "{n m}", "{n, select, other {{}}}",
		strings.Repeat("{n,select,other{", 9) + strings.Repeat("}}", 9),
	} {
		if _, err := parse(s); !errors.Is(err, errMessage) {
			t.Errorf("%q: got %v", s, err)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("{n, plural, =0 {nothing} one {# file} other {# files}} for {name}")
	f.Add("{a,select,x{'{'}other{}}")
	f.Add("#'}'{n}")
	f.Fuzz(func(t *testing.T, s string) {
		m, err := parse(s)
		if err != nil {
			return
		}
		var b strings.Builder
		m.write(&b, For("fil"), []any{"n", 4, "name", s})
		if !strings.ContainsAny(s, "{}") && b.String() != s {
			t.Errorf("%q became %q", s, b.String())
		}
		m.pluralFaults(localeOf("pt"))
		m.places()
	})
}
