package i18n

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Faults returns what is wrong with a text of a language, by rules that know no grammar:
// they find the slips that a reader of one language would not see in another. The tests
// hold all catalogs to them, and so is what a reader sends back.
func Faults(l Lang, key, text, english string) []string {
	m, err := parse(text)
	if err != nil {
		return []string{err.Error()}
	}
	en, err := parse(english)
	if err != nil {
		return []string{err.Error()}
	}
	b := &book{lang: l, locale: localeOf(l), messages: map[string]message{key: m}}
	out := b.faults(key, &book{lang: English, messages: map[string]message{key: en}})
	return append(out, languageFaults(l, key, m, en)...)
}

// languageFaults names what is wrong with one text; en is the English one.
func languageFaults(l Lang, key string, m, en message) []string {
	var out []string
	text := strings.Join(m.literals(), " ")
	if !norm.NFC.IsNormalString(text) {
		out = append(out, "not in normal form C")
	}
	if !namesItself(key) && scriptShare(l, text) < 0.9 {
		out = append(out, "hardly written in its script: "+text)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsDigit(r) && r > '9' }) {
		out = append(out, "digits that are not Latin")
	}
	if strings.ContainsRune(text, '\u200b') {
		out = append(out, "a space without width")
	}
	if l == "my" && zawgyi().MatchString(text) {
		out = append(out, "the vowel e before its consonant, as Zawgyi writes it")
	}
	out = append(out, forbiddenIn(l, key, text)...)
	if l == English || strings.HasPrefix(key, "lang.") {
		return out
	}
	if got, want := ends(m), endsIn(l, ends(en)); !slices.ContainsFunc(want, func(w []string) bool { return slices.Equal(got, w) }) {
		out = append(out, "ends with "+strings.Join(got, " ")+", English with "+strings.Join(ends(en), " ")+": "+text)
	}
	said := strings.Join(en.literals(), " ")
	if text == said && !sameEverywhere(l, key, text) {
		out = append(out, "the same as English, so not translated: "+text)
	}
	if n, most := utf8.RuneCountInString(text), longest(l, utf8.RuneCountInString(said)); n > most {
		out = append(out, fmt.Sprintf("%d letters, which is much longer than English: at most %d", n, most))
	}
	if lacksNo(l, key, text, said) {
		out = append(out, "says no “not” where English does: "+text)
	}
	return out
}

// pattern compiles an expression when it is first asked for: a node that checks no texts
// compiles none.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// zawgyi finds U+1031 where no consonant and no sign of one is before it.
var zawgyi = pattern(`(^|[^\x{1000}-\x{1021}\x{1027}\x{1029}\x{103B}-\x{103E}\x{1039}\x{1037}\x{103A}\x{1075}-\x{1081}])\x{1031}`)

// longest is how many letters a text may have, where the English one has n; a word may become
// a phrase.
func longest(l Lang, n int) int {
	if scripts[l] == nil || l == "zh" {
		return n*8/5 + 36
	}
	return n*11/5 + 36
}

// Thai and Lao have no full stop and ask without a sign; Burmese ends a question as any
// sentence.
var stopless = map[Lang]bool{"th": true, "lo": true}

// endsIn returns what a text of a language may end with, where English ends with en.
func endsIn(l Lang, en []string) [][]string {
	as := func(from map[string]string) []string {
		var all []string
		for _, e := range en {
			if to, ok := from[e]; ok {
				e = to
			}
			all = append(all, e)
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	switch {
	case stopless[l]:
		return [][]string{as(map[string]string{"a full stop": "no mark", "a question mark": "no mark"}), as(map[string]string{"a full stop": "no mark"})}
	case l == "my":
		return [][]string{en, as(map[string]string{"a question mark": "a full stop"})}
	}
	return [][]string{en}
}

// denies finds where English denies.
var denies = pattern(`(?i)\b(not|no|never|cannot)\b|n’t\b`)

// denials are what a language denies with, as parts of words.
var denials = map[Lang][]string{
	"id":  {"tidak", "bukan", "belum", "tanpa", "jangan", "dilarang", "terlarang", "kecuali"},
	"ms":  {"tidak", "bukan", "belum", "tanpa", "jangan", "tiada", "dilarang", "kecuali"},
	"th":  {"ไม่", "ห้าม", "อย่า", "มิ", "ไร้"},
	"vi":  {"không", "chưa", "đừng", "chẳng"},
	"km":  {"មិន", "ពុំ", "គ្មាន", "កុំ", "ទេ", "ឡើយ", "លែង", "ហាម"},
	"lo":  {"ບໍ່", "ຢ່າ", "ຫ້າມ"},
	"my":  {"မ"},
	"fil": {"hindi", "wala", "huwag", "di ", "bawal", "ayaw"},
	"pt":  {"não", "nunca", "nenhum", "nada", "sem ", "nem", "ninguém"},
	"tet": {"la ", "lae", "seidauk", "keta", "laiha", "lakohi", "lalika", "labele", "la’ós"},
	"zh":  {"不", "没", "未", "无", "勿", "别", "非", "失", "否", "除了"},
	"ta":  {"இல்லை", "வேண்டாம்", "கூடாது", "ாது", "ாத", "வில்லை", "மாட்ட", "ான்று", "அல்ல", "இல்லா", "தில்லை", "லாகாது", "க்கூடாது", "ல்ல", "ாம"},
}

// otherwise are the texts that say without a “not” what English says with one: “must not
// wait” is urgent.
var otherwise = map[Lang][]string{
	"id": {
		"cases.only.urgent", "cases.urgent", "code.interpreter_sex.no_matter", "code.safeguard_kind.no_contact", "entity.problem.many", "exchange.date.mixed",
		"field.allergies", "field.org_complaint.hint", "files.problem.none", "form.order.intro", "home.count.urgent", "page.error.503.next",
		"page.error.503.read.next", "public.promise.14.3", "sign_in.help", "undertaking.1.4",
	},
	"th": {"public.help.before.3"}, "vi": {"dossier.due.ends.late", "home.count.paused", "public.help.before.3"}, "lo": {"public.help.before.3"},
	"fil": {"consent.state.no", "public.promise.14.3"}, "tet": {"consent.for_child.intro"},
}

// lacksNo reports whether English denies something and the text does not.
func lacksNo(l Lang, key, text, english string) bool {
	if denials[l] == nil || slices.Contains(otherwise[l], key) || !denies().MatchString(english) {
		return false
	}
	text = strings.ToLower(text)
	return !slices.ContainsFunc(denials[l], func(d string) bool { return strings.Contains(text, d) })
}

// scripts are the letters of the languages that are not written in Latin ones.
var scripts = map[Lang]*unicode.RangeTable{
	"th": unicode.Thai, "km": unicode.Khmer, "lo": unicode.Lao, "my": unicode.Myanmar, "zh": unicode.Han, "ta": unicode.Tamil,
}

// notWords are names, signs of formats, addresses and numbers of cases that every script
// keeps in Latin letters.
var notWords = pattern(`\b(Lindung|ASEAN|ACTIP|HTCDS|UNHCR|IOM|ILO|CSV|JSON|UTF-8|Atom|PIN|PDF|JPEG|PNG|WebP|HEIC|AMR|M4A|MP3|OGG|WAV|DOCX|kB|Zawgyi|Unicode|` +
	`Android|iPhone|iPad|Linux|Mac|Windows|Aegis|FreeOTP|Google Authenticator|SMS|WhatsApp|A|B)\b|\b[A-Z]{2}-\d\d-\w+|\w+@[\w.]+|[./]\w+`)

// scriptShare returns which share of the letters belongs to the language.
func scriptShare(l Lang, text string) float64 {
	script := scripts[l]
	if script == nil {
		script = unicode.Latin
	} else {
		text = notWords().ReplaceAllString(text, "")
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
	"id": {"Administrator", "CSV", "Data", "Facebook", "JSON", "Line", "Lindung", "Menu", "PIN", "Status", "Total", "WhatsApp"},
	"ms": {"Data", "Lindung", "Log", "Menu", "PDF", "PIN", "Status", "kB"},
	"th": {"Lindung", "PDF", "PIN"}, "vi": {"Lindung", "PDF", "kB"}, "km": {"Lindung"}, "lo": {"Lindung"}, "my": {"Lindung", "PDF", "PIN"},
	"fil": {"Code", "Filter", "Interpreter", "Lindung", "Menu", "PIN", "Reference:", "Referral", "Referral:", "Shelter", "Timeline"},
	"pt":  {"Lindung", "Menu", "PIN"}, "tet": {"Lindung", "Menu", "PIN"}, "zh": {"Lindung"}, "ta": {"Lindung", "PIN"},
}

// namesItself reports whether a text is the name that a language or a service has for itself,
// which no other language writes in its own letters.
func namesItself(key string) bool {
	return strings.HasPrefix(key, "lang.") || strings.HasPrefix(key, "code.platform.")
}

// sameEverywhere reports whether a text may be the same as in English: a name, a text without
// letters, a word of the list.
func sameEverywhere(l Lang, key, text string) bool {
	return namesItself(key) || !strings.ContainsFunc(text, unicode.IsLetter) || slices.Contains(sameWords[l], strings.Trim(text, " ,"))
}

// A ban is what the texts of a language do not say, and where they may.
type ban struct {
	lang   Lang
	words  func() *regexp.Regexp
	reason string
	except []string // prefixes of keys
}

// statusKeys are the texts that speak of a status in law, or of the Convention.
var statusKeys = []string{"public.", "convention.", "identification.", "code.trafficking_status.", "code.immigration_status.stay_as_victim", "consent.summary.purpose.identification", "duties."}

// notOf are the texts that speak of what others do or of the law.
var notOf = []string{"public.", "convention.", "identification.", "code.", "exchange."}

var bans = []ban{
	{"en", pattern(`(?i)\b(he|she|him|her|hers|his|himself|herself)\b`), "everyone is they", nil},
	{"en", pattern(`(?i)\bvictims?\b`), "a person is a victim once an authority says so", statusKeys},
	{"id", pattern(`(?i)\bkorban\b`), "seseorang menjadi korban setelah pihak berwenang menyatakannya", statusKeys},
	{"en", pattern(`(?i)\b(client|beneficiary|minor|illegal (migrants?|aliens?)|runaways?|rescued|prostitutes?|perpetrator)\b`), "a word that judges, see doc/words.md", nil},
	{"id", pattern(`(?i)\b(klien|pekerja seks|PSK|di bawah umur|orang gelap|imigran gelap|dia)\b`), "kata yang menghakimi atau dingin, lihat doc/words.md", nil},
	{"en", pattern(`(?i)\b(stands?|rests? on|bears? on|came of it|somebody|nobody|anybody|everybody|whomever)\b`), "mannered, see doc/words.md", nil},
	{"en", pattern(`(?i)\b(nodes?|seal(ing)?|dossier|user interface|login|log in|submit|oops|please note|successfully)\b`), "not a word of doc/words.md", nil},
	{"id", pattern(`(?i)\b(simpul|kalau|bila|supaya|dulu|silakan|draf|kotak masuk|giliran kerja|jeratan utang)\b`), "satu kata untuk satu hal, lihat doc/words.md", nil},
	{"id", pattern(`(?i)\bpelindungan\b [^d]|\bpelindungan$`), "pelindungan hanya untuk data, selebihnya perlindungan", nil},
	{"id", pattern(`(?i)\bpenapisan\b`), "skrining", []string{"page.screenings"}},
	{"km", pattern(`;|ការសង្ស័យ|នៅចំហ|ការជួញដូរមនុស្ស`), "not a word of the law, or a Latin sign", []string{"problem.countries"}},
	{"km", pattern(`ការអាន`), "ការបកស្រាយ is what an interpretation is", []string{"case.hold.", "home.count.readings", "undertaking."}},
	{"vi", pattern(`(?i)nạn nhân`), "a person is a victim once an authority says so", statusKeys},
	{"vi", pattern(`(?i)\b(trẻ em|gái mại dâm|bất hợp pháp|nhập cư lậu)\b`), "a child here is người dưới 18 tuổi; and words that judge", notOf},
	{"th", pattern(`เหยื่อ|โสเภณี|ผิดกฎหมาย|หลบหนีเข้าเมือง`), "a word that judges", notOf},
	{"lo", pattern(`ໂສເພນີ|ຜິດກົດໝາຍ`), "a word that judges", notOf},
	{"my", pattern(`ပြည့်တန်ဆာ|တရားမဝင်`), "a word that judges", notOf},
	{"ms", pattern(`(?i)\b(mangsa)\b`), "a person is a victim once an authority says so", statusKeys},
	{"ms", pattern(`(?i)\b(pelacur|pendatang haram|PATI|klien|lari dari rumah)\b`), "a word that judges", notOf},
	{"fil", pattern(`(?i)\b(biktima)\b`), "a person is a victim once an authority says so", statusKeys},
	{"fil", pattern(`(?i)\b(prostitute|ilegal|kliyente|TNT)\b`), "a word that judges", notOf},
	{"pt", pattern(`(?i)\bvítimas?\b`), "a person is a victim once an authority says so", statusKeys},
	{"pt", pattern(`(?i)\b(prostituta|ilegal|ilegais|cliente|fugitiv[oa])\b`), "a word that judges", notOf},
	{"tet", pattern(`(?i)\bv[ií]tima\b`), "a person is a victim once an authority says so", statusKeys},
	{"tet", pattern(`(?i)\b(ilegál|ilegal|prostituta|kliente)\b`), "a word that judges", notOf},
	{"zh", pattern(`受害人|受害者|被害人`), "a person is a victim once an authority says so", statusKeys},
	{"zh", pattern(`妓女|卖淫|非法移民|偷渡`), "a word that judges", notOf},
	{"ta", pattern(`விபச்சாரி|சட்டவிரோத`), "a word that judges", notOf},
}

func forbiddenIn(l Lang, key, text string) []string {
	var out []string
	for _, b := range bans {
		if b.lang != l || slices.ContainsFunc(b.except, func(p string) bool { return strings.HasPrefix(key, p) }) {
			continue
		}
		if found := b.words().FindString(text); found != "" {
			out = append(out, found+": "+b.reason)
		}
	}
	return out
}
