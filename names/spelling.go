package names

import (
	"strings"
	"unicode/utf8"
)

// slashed are the patronymic particles that are written with a slash.
var slashed = map[string]bool{"a/l": true, "a/p": true, "s/o": true, "d/o": true}

// prefixed are forms of address that are written onto the name in scripts
// without spaces, by Plain (so without tone marks), longer ones first. Burmese
// ko, maung and ma are not here: they begin too many names.
var prefixed = []string{
	"เดกหญิง", "เดกชาย", "นางสาว", "นาง", "นาย",
	"ທາວ", "ນາງ", "ທານ",
	"លោកស្រី", "អ្នកស្រី", "លោក", "កញ្ញា",
	"ဦး", "ဒေါ်",
}

// light are particles and forms of address by Plain. They may be missing on one
// side; they still count when they agree, for some of them are whole names.
var light = wordSet(`
	bin binti bint binte bt bte ibn ben al el a/l a/p s/o d/o van von
	de da do dos das del dela delos di san jr sr ii iii
	mr mrs ms miss dr ir h hj haji hajah hajjah datuk dato datin tun tan sri tengku tunku
	bapak pak ibu bu ustaz ustad ustadz syed sayyid sheikh
	u daw ko maung ma saw naw sai nang salai mai
	i ni wayan
	khun nai
	lok oknha neak
	thi van
	นาย นาง นางสาว เดกชาย เดกหญิง ดช ดญ นส
	ທາວ ນາງ ທານ
	លោក លោកស្រី អ្នកស្រី កញ្ញា
	ဦး ဒေါ် ကို မောင် မ
	先生 女士 小姐
	திரு திருமதி எம் எச் எஸ் ஆர் பி சி டி கே ஜே எல் என் வி ஏ யு ஐ ஓ எப் ஜி
	بن بنت`)

// Light reports whether a word, as Plain returns it, is a particle, a form of
// address or an initial.
func Light(word string) bool {
	return light[word] || utf8.RuneCountInString(word) == 1 && Script(word) != "Hani"
}

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[Plain(w)] = true
	}
	return set
}

// families are spellings of one name that no rule of letters joins. The first
// form of a line replaces the others.
var families = familyTable(`
	muhamad muhammad mohammad mohammed mohamed mohamad muhamed muhammed mohamud mehmed mohammod mohamod mochamad mochammad mokhamad mokhammad mukhamad mukhammad mohd muhd muh moh mhd mohm md
	ahmad ahmed achmad akhmad akhmed achmed ahmat achmat
	nur nor noor nour noer nuur
	abdul abdoel abdoul abdel abd abdool
	yusuf yusof yousef yousuf youssef youssouf yusop yusup yosef joesoef joesoep jusuf jusup
	umar omar oemar
	usman osman oesman uthman usmaan othman
	haji hj
	syed sayed sayyid
	santa sta
	santo sto
	husen hussein husain hussain husein hosain hossain hosein
	ibrahim ebrahim ibraheem
	isa issa iesa
	binti bint binte bt bte a/p d/o
	bin ibn ben a/l s/o
	li ly lee lie
	sok suk
	chay chhay chhai chai`)

func familyTable(lines string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		for _, w := range words {
			all[w] = words[0]
		}
	}
	return all
}

// letters joins spellings letter by letter: old and new Indonesian (oe dj tj j
// nj sj ch), English and Malay (sh sy, ee, oo), aspirates that romanisations of
// Thai, Khmer, Lao and Burmese write or drop, and Lao x and v.
var letters = strings.NewReplacer(
	"oe", "u", "oo", "u", "ou", "u", "ee", "i",
	"dj", "y", "tj", "k", "nj", "ny", "sj", "s", "sy", "s", "sh", "s",
	"ch", "k", "kh", "k", "gh", "g", "ph", "p", "th", "t", "dh", "d", "bh", "b",
	"j", "y", "c", "k", "q", "k", "z", "s", "v", "w", "x", "s",
)

// spell returns the word of Plain in one spelling for all its variants. It
// ends, because every step shortens the word or uses a letter that no step
// removes, and no step changes the first word of a family.
func spell(w string) string {
	for {
		next := spellOnce(w)
		if next == w {
			return w
		}
		w = next
	}
}

func spellOnce(w string) string {
	if f, ok := families[w]; ok {
		return f
	}
	if len(w) < 4 || !latinWord(w) {
		return w
	}
	w = letters.Replace(single(w))
	if rest, ok := strings.CutPrefix(w, "moha"); ok {
		w = "muha" + rest
	}
	if rest, ok := strings.CutPrefix(w, "nor"); ok {
		w = "nur" + rest
	}
	return ending(single(w))
}

// latinWord reports whether w has letters a to z only.
func latinWord(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

// single writes doubled consonants and aa, ii, uu once; ee and oo are another
// sound and have their rule in letters.
func single(w string) string {
	b := make([]byte, 0, len(w))
	for i := range len(w) {
		if i > 0 && w[i] == w[i-1] && w[i] != 'e' && w[i] != 'o' {
			continue
		}
		b = append(b, w[i])
	}
	return string(b)
}

// ending drops a silent h and writes a final y behind a consonant as i.
func ending(w string) string {
	n := len(w)
	if n < 4 {
		return w
	}
	switch before := w[n-2]; {
	case w[n-1] == 'h' && strings.IndexByte("aeiou", before) >= 0:
		return w[:n-1]
	case w[n-1] == 'y' && strings.IndexByte("aeiou", before) < 0:
		return w[:n-1] + "i"
	}
	return w
}
