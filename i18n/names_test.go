package i18n

import (
	"slices"
	"testing"

	"lindung"
)

func TestCountry(t *testing.T) {
	for _, c := range []struct {
		lang Lang
		code lindung.Country
		want string
	}{
		{"en", "KH", "Cambodia"}, {"id", "KH", "Kamboja"}, {"km", "KH", "កម្ពុជា"}, {"th", "LA", "ลาว"},
		{"en", "TL", "Timor-Leste"}, {"tet", "TL", "Timor-Leste"}, {"en", "MM", "Myanmar"}, {"zh", "VN", "越南"},
		{"en", "TR", "Türkiye"}, {"en", "HK", "Hong Kong"}, {"id", "DE", "Jerman"},
		{"tet", "SA", "Arábia Saudita"}, {"tet", "BD", "Bangladéx"},
		{"id", "TL", "Timor-Leste"}, {"th", "MM", "เมียนมา"}, {"ms", "TL", "Timor-Leste"},
		{"km", "AW", "Aruba"}, // not one of those with a name in every language
		{"en", "XX", "XX"},
	} {
		if got := For(c.lang).Country(c.code); got != c.want {
			t.Errorf("%s: %s is %q, want %q", c.lang, c.code, got, c.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		lang Lang
		code string
		want string
	}{
		{"en", "khm", "Khmer"}, {"en", "km", "Khmer"}, {"id", "khm", "Khmer"}, {"en", "bur", "Burmese"},
		{"id", "mya", "Burma"}, {"en", "ksw", "Karen (S'gaw)"}, {"en", "rhg", "Rohingya"}, {"tet", "tet", "Tetun"},
		{"en", "eus", "Basque"}, {"th", "tha", "ไทย"}, {"en", "mnw", "Mon"}, {"id", "mis", "Bahasa lain"},
		{"en", "zzz", "zzz"}, {"en", "", ""}, {"en", "=", "="},
	} {
		if got := For(c.lang).Language(c.code); got != c.want {
			t.Errorf("%s: %s is %q, want %q", c.lang, c.code, got, c.want)
		}
	}
}

func TestLists(t *testing.T) {
	for _, l := range langs {
		tt := For(l)
		countries, languages := tt.Countries(), tt.Languages()
		if len(countries) != 249 {
			t.Errorf("%s: %d countries", l, len(countries))
		}
		for _, n := range slices.Concat(countries, languages) {
			if n.Name == "" || n.Name == n.Code {
				t.Errorf("%s: %s has no name", l, n.Code)
			}
		}
		for _, state := range lindung.States {
			if locales[l].countries == "" || tt.Country(state) == string(state) {
				t.Errorf("%s: %s has no name", l, state)
			}
		}
	}
	// Leading vowels of Thai are written before the consonant that they follow
	// in the dictionary: bytes would put เกาหลีเหนือ behind ฮ่องกง.
	thai := For("th").Countries()
	at := func(code string) int {
		return slices.IndexFunc(thai, func(n Name) bool { return n.Code == code })
	}
	if at("KP") > at("TH") {
		t.Error("Thai is not in the order of its dictionary")
	}
	countries := For("en").Countries()
	countries[0].Name = "changed"
	if For("en").Countries()[0].Name == "changed" {
		t.Error("a caller can change the list of all")
	}
}

func TestOrder(t *testing.T) {
	got := []string{"đa", "Dara", "ana", "Zoe", "Ána"}
	slices.SortFunc(got, For("vi").Order())
	want := []string{"ana", "Ána", "Dara", "đa", "Zoe"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func BenchmarkNames(b *testing.B) {
	for b.Loop() {
		(&book{lang: "zh", locale: locales["zh"]}).named()
	}
}
