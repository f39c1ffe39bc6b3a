package i18n

import "testing"

// What an organisation wrote is found before the catalogs, in the reader's language and else
// in English, which is marked as such; it has no places and is no draft.
func TestWords(t *testing.T) {
	words := NewWords(map[string]map[Lang]string{
		"field.own_rice":   {"en": "Rice, {really}?", "id": "Nasi, {sungguh}?"},
		"field.own_garden": {"en": "The garden"},
		"field.own_km":     {"en": "Song", "km": "ចម្រៀង"},
	})
	for _, c := range []struct {
		lang     Lang
		key      string
		want     string
		fallback bool
	}{
		{"en", "field.own_rice", "Rice, {really}?", false},
		{"id", "field.own_rice", "Nasi, {sungguh}?", false},
		{"id", "field.own_garden", "The garden", true},
		{"th", "field.own_rice", "Rice, {really}?", true},
		{"km", "field.own_km", "ចម្រៀង", false},
		{"id", "page.yes", "Ya", false},
		{"id", "field.own_none", "none", true},
	} {
		plain := For(c.lang)
		tt := plain.With(words)
		if got := tt.Text(c.key); got != c.want || tt.Fallback(c.key) != c.fallback {
			t.Errorf("%s %s: %q, fallback %v; want %q, %v", c.lang, c.key, got, tt.Fallback(c.key), c.want, c.fallback)
		}
		if tt.Lang() != c.lang || tt.Country("ID") != plain.Country("ID") {
			t.Errorf("%s: speaks %s, %s", c.lang, tt.Lang(), tt.Country("ID"))
		}
	}
	tt := For("km").With(words)
	tt.Text("field.own_km")
	if tt.Drafted() {
		t.Error("the words of an organisation were taken for a draft")
	}
	tt.Text("field.own_garden")
	if got := tt.InEnglish(); len(got) != 1 || got[0] != "The garden" {
		t.Errorf("in English: %q", got)
	}
	if For("id").With(nil).Text("page.yes") != "Ya" || tt.Fixed("page.")["page.yes"] == "" {
		t.Error("without words, or behind them, the catalog is lost")
	}
}
