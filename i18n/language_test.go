package i18n

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestTextsOfALanguage checks every text of every catalog against the rules below. They
// know no grammar: they find the slips that a reader of one language would not
// see in another.
func TestTextsOfALanguage(t *testing.T) {
	english := books[English]()
	for _, l := range langs {
		b := books[l]()
		for _, key := range slices.Sorted(maps.Keys(b.messages)) {
			for _, fault := range languageFaults(l, key, b.messages[key], english.messages[key]) {
				t.Errorf("%s: %s: %s", l, key, fault)
			}
		}
	}
}

// TestOneTextForOneText: where two English texts are the same, their translations are,
// the words for a child apart.
func TestOneTextForOneText(t *testing.T) {
	english, _ := textsOf(files, English)
	for _, l := range langs {
		if l == English || l == "id" { // Indonesian tells more apart than English
			continue
		}
		texts, _ := textsOf(files, l)
		first := map[string]string{}
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			en := english[key]
			if !strings.Contains(en, " ") || strings.Contains(key, ".child") || slices.Contains(twoMeanings[l], en) {
				continue
			}
			if was := first[en]; was != "" && texts[was] != texts[key] {
				t.Errorf("%s: %s and %s are the same in English: %s", l, was, key, en)
			}
			first[en] = key
		}
	}
}

// twoMeanings are English texts that a language rightly writes in two ways.
var twoMeanings = map[Lang][]string{"km": {"Not established", "In force"}}

func TestTextsOfALanguageFinds(t *testing.T) {
	for _, c := range []struct {
		lang     Lang
		key      string
		text, en string
		want     string
	}{
		{"km", "a", "ភាសា", "Language", ""},
		{"km", "a", "Language ភាសា", "Language", "hardly written in its script"},
		{"km", "a", "{n} ភាសា", "{n} languages", ""},
		{"km", "a", "ឆ្នាំ ២០២៦", "Year 2026", "digits that are not Latin"},
		{"id", "a", "cafe\u0301", "Coffee", "not in normal form C"},
		{"id", "a", "Sudah disimpan", "Saved.", "ends with no mark, English with a full stop"},
		{"km", "a", "បានរក្សាទុក។", "Saved.", ""},
		{"id", "a", "{n, plural, =0 {Tidak ada} other {{n} kasus.}}", "{n, plural, =0 {None.} one {# case.} other {# cases.}}", "ends with a full stop no mark"},
		{"id", "a", "Organisation", "Organisation", "the same as English"},
		{"id", "a", "Menu", "Menu", ""},
		{"en", "case.a", "She may see it", "", "She: everyone is they"},
		{"en", "case.a", "Help the victim", "", "victim: "},
		{"en", "public.a", "Help the victim", "", ""},
		{"id", "case.a", "Jika anak, simpul ini", "If a child, this system", "simpul: "},
		{"id", "a", "Petugas pelindungan data", "Data-protection officer", ""},
		{"id", "a", "Pelindungan anak", "Protection of a child", "Pelindungan a: "},
		{"th", "a", "บันทึกแล้ว", "Saved.", ""},
		{"th", "a", "บันทึกแล้ว។", "Saved.", "ends with a full stop, English with a full stop"},
		{"lo", "a", "ພາສາ", "Language:", "ends with no mark, English with a colon"},
		{"my", "a", "ဘာသာစကား ဘာလဲ။", "Which language?", ""},
		{"my", "a", "ေစာင့်ပါ", "Wait", "the vowel e before its consonant"},
		{"my", "a", "စောင့်ပါ", "Wait", ""},
		{"th", "a", "ภาษา\u200bไทย", "Thai", "a space without width"},
		{"vi", "a", "Một câu dài hơn câu tiếng Anh rất nhiều lần, dài", "Yes", "48 letters, which is much longer than English"},
		{"vi", "a", "Bạn phải trả lời.", "You do not have to answer.", "says no “not” where English does"},
		{"vi", "a", "Bạn không phải trả lời.", "You do not have to answer.", ""},
		{"zh", "case.a", "受害人的语言", "The person’s language", "受害人: "},
		{"zh", "public.a", "受害人的语言", "The victim’s language", ""},
		{"fil", "a", "Shelter", "Shelter", ""},
		{"km", "code.platform.Line", "Line", "Line", ""},
		{"km", "code.channel.line", "Line", "Line", "hardly written in its script"},
	} {
		m, err := parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		en, err := parse(c.en)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(languageFaults(c.lang, c.key, m, en), "; ")
		if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s %q: %q, want %q", c.lang, c.text, got, c.want)
		}
	}
}
