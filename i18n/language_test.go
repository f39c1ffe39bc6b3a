package i18n

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
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

// languageFaults names what is wrong with one text; en is the English one.
func languageFaults(l Lang, key string, m, en message) []string {
	var out []string
	text := strings.Join(m.literals(), " ")
	if !norm.NFC.IsNormalString(text) {
		out = append(out, "not in normal form C")
	}
	if !strings.HasPrefix(key, "lang.") && scriptShare(l, text) < 0.9 { // a language names itself
		out = append(out, "hardly written in its script: "+text)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsDigit(r) && r > '9' }) {
		out = append(out, "digits that are not Latin")
	}
	out = append(out, forbiddenIn(l, key, text)...)
	if l == English {
		return out
	}
	if got, want := ends(m), ends(en); !slices.Equal(got, want) {
		out = append(out, "ends with "+strings.Join(got, " ")+", English with "+strings.Join(want, " ")+": "+text)
	}
	if text == strings.Join(en.literals(), " ") && !sameEverywhere(l, key, text) {
		out = append(out, "the same as English, so not translated: "+text)
	}
	return out
}

// scripts are the letters of the languages that are not written in Latin ones.
var scripts = map[Lang]*unicode.RangeTable{
	"th": unicode.Thai, "km": unicode.Khmer, "lo": unicode.Lao, "my": unicode.Myanmar, "zh": unicode.Han, "ta": unicode.Tamil,
}

// notWords are names, file endings and short signs that every script keeps in
// Latin letters.
var notWords = regexp.MustCompile(`\b(Lindung|ASEAN|ACTIP|HTCDS|UNHCR|IOM|ILO|CSV|JSON|UTF-8|Atom|A|B)\b|[./]\w+`)

// scriptShare returns which share of the letters belongs to the language.
func scriptShare(l Lang, text string) float64 {
	script := scripts[l]
	if script == nil {
		script = unicode.Latin
	} else {
		text = notWords.ReplaceAllString(text, "")
	}
	letters, own := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if unicode.Is(script, r) {
				own++
			}
		}
	}
	if letters == 0 {
		return 1
	}
	return float64(own) / float64(letters)
}

// marks are the last characters of a text, as what they say.
var marks = map[rune]string{
	'.': "a full stop", '។': "a full stop", '。': "a full stop", '။': "a full stop",
	'?': "a question mark", '？': "a question mark",
	':': "a colon", '៖': "a colon", '：': "a colon",
}

// ends returns what the branches of a text end with, each once.
func ends(m message) []string {
	if len(m) == 0 {
		return []string{"nothing"}
	}
	last := m[len(m)-1]
	if len(last.choices) > 0 {
		var all []string
		for _, c := range last.choices {
			all = append(all, ends(c.then)...)
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	if last.arg == "" {
		runes := []rune(strings.TrimSpace(last.text))
		if len(runes) > 0 && marks[runes[len(runes)-1]] != "" {
			return []string{marks[runes[len(runes)-1]]}
		}
	}
	return []string{"no mark"}
}

// sameWords are English words that another language writes alike.
var sameWords = map[Lang][]string{
	"id": {
		"4Sale", "Administrator", "CSV", "Data", "Facebook", "Facebook Messenger", "Instagram", "JSON", "Line", "Lindung",
		"Menu", "PIN", "QQ", "QZone", "Snapchat", "Status", "Telegram", "TikTok", "Total", "Viber", "WeChat", "WhatsApp", "X (Twitter)",
	},
	"km": {"Lindung"},
}

// sameEverywhere reports whether a text may be the same as in English: the name
// that a language has for itself, a text without letters, a word of the list.
func sameEverywhere(l Lang, key, text string) bool {
	return strings.HasPrefix(key, "lang.") || !strings.ContainsFunc(text, unicode.IsLetter) || slices.Contains(sameWords[l], text)
}

// A ban is what the texts of a language do not say, and where they may.
type ban struct {
	lang   Lang
	words  *regexp.Regexp
	reason string
	except []string // prefixes of keys
}

// statusKeys are the texts that speak of a status in law, or of the Convention.
var statusKeys = []string{"public.", "convention.", "identification.", "code.trafficking_status.", "code.immigration_status.stay_as_victim", "consent.summary.purpose.identification", "duties."}

var bans = []ban{
	{"en", regexp.MustCompile(`(?i)\b(he|she|him|her|hers|his|himself|herself)\b`), "everyone is they", nil},
	{"en", regexp.MustCompile(`(?i)\bvictims?\b`), "a person is a victim once an authority says so", statusKeys},
	{"id", regexp.MustCompile(`(?i)\bkorban\b`), "seseorang menjadi korban setelah pihak berwenang menyatakannya", statusKeys},
	{"en", regexp.MustCompile(`(?i)\b(client|beneficiary|minor|illegal (migrants?|aliens?)|runaways?|rescued|prostitutes?|perpetrator)\b`), "a word that judges, see doc/words.md", nil},
	{"id", regexp.MustCompile(`(?i)\b(klien|pekerja seks|PSK|di bawah umur|orang gelap|imigran gelap|dia)\b`), "kata yang menghakimi atau dingin, lihat doc/words.md", nil},
	{"en", regexp.MustCompile(`(?i)\b(stands?|rests? on|bears? on|came of it|somebody|nobody|anybody|everybody|whomever)\b`), "mannered, see doc/words.md", nil},
	{"en", regexp.MustCompile(`(?i)\b(nodes?|seal(ing)?|dossier|user interface|login|log in|submit|oops|please note|successfully)\b`), "not a word of doc/words.md", nil},
	{"id", regexp.MustCompile(`(?i)\b(simpul|kalau|bila|supaya|dulu|silakan|draf|kotak masuk|giliran kerja|jeratan utang)\b`), "satu kata untuk satu hal, lihat doc/words.md", nil},
	{"id", regexp.MustCompile(`(?i)\bpelindungan\b [^d]|\bpelindungan$`), "pelindungan hanya untuk data, selebihnya perlindungan", nil},
	{"id", regexp.MustCompile(`(?i)\bpenapisan\b`), "skrining", []string{"page.screenings"}},
	{"km", regexp.MustCompile(`;|ការសង្ស័យ|ការអាន|នៅចំហ|ការជួញដូរមនុស្ស`), "not a word of the law, or a Latin sign", nil},
}

func forbiddenIn(l Lang, key, text string) []string {
	var out []string
	for _, b := range bans {
		if b.lang != l || slices.ContainsFunc(b.except, func(p string) bool { return strings.HasPrefix(key, p) }) {
			continue
		}
		if found := b.words.FindString(text); found != "" {
			out = append(out, found+": "+b.reason)
		}
	}
	return out
}

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
