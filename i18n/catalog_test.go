package i18n

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestCatalogs is the gate for every text: it fails with a line for each fault.
func TestCatalogs(t *testing.T) {
	for _, fault := range Check() {
		t.Error(fault)
	}
	if err := Load(); err != nil {
		t.Error(err)
	}
}

func TestLanguagesNameThemselves(t *testing.T) {
	for _, l := range langs {
		en := For(English).Text("lang." + string(l))
		for _, c := range complete {
			if got := For(c).Text("lang." + string(l)); got != en || strings.HasPrefix(got, "lang.") {
				t.Errorf("%s calls %s %q, want %q", c, l, got, en)
			}
		}
	}
}

func fake(t *testing.T, texts map[string]string) (fstest.MapFS, map[Lang]func() *book) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range texts {
		fsys["catalog/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys, shelf(fsys)
}

func TestFallback(t *testing.T) {
	_, books := fake(t, map[string]string{
		"en/a.json": `{"both": "both", "one": "{n, plural, one {# person} other {# persons}}"}`,
		"en/b.json": `{"more": "more"}`,
		"km/a.json": `{"both": "ទាំងពីរ"}`,
	})
	km, en := T{b: books["km"]()}, T{b: books["en"]()}
	for _, c := range []struct {
		t        T
		key      string
		want     string
		fallback bool
	}{
		{km, "both", "ទាំងពីរ", false},
		{km, "more", "more", true},
		{km, "one", "20,000 persons", true},
		{km, "missing", "missing", true},
		{en, "more", "more", false},
		{en, "missing", "missing", false},
	} {
		if got := c.t.Text(c.key, "n", 20000); got != c.want {
			t.Errorf("%s in %s: got %q, want %q", c.key, c.t.Lang(), got, c.want)
		}
		if got := c.t.Fallback(c.key); got != c.fallback {
			t.Errorf("%s in %s: fallback %v", c.key, c.t.Lang(), got)
		}
		if got := c.t.Has(c.key); got != (c.key != "missing") {
			t.Errorf("%s in %s: has %v", c.key, c.t.Lang(), got)
		}
	}
}

func TestCheckFinds(t *testing.T) {
	fsys, books := fake(t, map[string]string{
		"en/a.json":  `{"a": "A", "b": "{n, plural, other {#}}", "c": "{x}", "gone": "gone"}`,
		"en/b.json":  `{"a": "again", "z": "Oops!", "y": "y", "y2": " "}`,
		"id/a.json":  `{"a": "A", "b": "{n, plural, few {#} other {#}}", "c": "{y}", "extra": "x", "z": "<b>", "y": "{", "y2": "x"}`,
		"id/b.json":  `{"a": `,
		"vi/c.json":  `["a"]`,
		"tet/c.json": `{"c": "{x} {x}"}`,
	})
	got := check(fsys, books)
	for _, want := range []string{
		" is in catalog/en/",
		"en: b: no form for one n",
		"en: z: an exclamation mark",
		"en: y2: empty",
		"catalog/en/b.json: y stands after z",
		"id: b: no number takes the form few",
		"id: c: places [y], in English [x]",
		"id: extra: English does not have it",
		"id: gone: missing",
		"id: z: markup",
		"y: not a message",
		"catalog/id/b.json: unexpected end of JSON input",
		"catalog/vi/c.json: json: cannot unmarshal array",
	} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("does not say %q", want)
		}
	}
	for _, line := range got {
		if strings.HasPrefix(line, "tet: ") {
			t.Errorf("says %q", line)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		parsed(textsOf(files, English))
	}
}

func BenchmarkText(b *testing.B) {
	t := For("id")
	for b.Loop() {
		t.Text("common.continue")
	}
}

func BenchmarkTextPlural(b *testing.B) {
	t := For("en")
	for b.Loop() {
		t.Text("common.persons", "n", 12)
	}
}
