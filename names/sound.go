package names

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A line is how a name sounds, written so that names in different scripts can be
// compared: the mark of its script, then its words, each with a space before.
// A word of several readings has commas between them; one
// that may be absent begins with lightWord. Small letters are sounds,
// capital letters are the doubtful sounds in doubtful.
//
// A script without spaces gives a word for each syllable (Burmese, Chinese), so
// that it can meet the words of Latin.
type line = string

// sound returns the line of a name, or "" if no word of it can be read aloud.
// Particles and forms of address are left out where other words remain.
func sound(name string) line {
	words := strings.Fields(Plain(silenced(cut(unicodeOf(name), maxRunes))))
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	var b strings.Builder
	script := Script(strings.Join(words, ""))
	mark, ok := marksOfScripts[script]
	if !ok {
		return ""
	}
	b.WriteByte(mark)
	heavy := slices.ContainsFunc(words, func(w string) bool { return !Light(w) })
	for _, w := range words {
		if script == "Hani" && !hanKnown(w) {
			return "" // half a name is another name
		}
		for said := range strings.FieldsSeq(say(script, cut(w, maxWord))) {
			b.WriteByte(' ')
			if heavy && Light(w) {
				b.WriteByte(lightWord)
			}
			b.WriteString(said)
		}
	}
	if b.Len() == 1 {
		return ""
	}
	return b.String()
}

// marksOfScripts are the scripts whose words can be said. Names of one script
// are compared as they are written, not by sound.
var marksOfScripts = map[string]byte{
	"Latn": latinMark, "Thai": thaiMark, "Laoo": laoMark, "Khmr": 'D', "Mymr": 'E', "Hani": 'F', "Taml": 'G', "Arab": 'H', "Rohg": 'I',
}

const (
	latinMark = 'A'
	thaiMark  = 'B'
	laoMark   = 'C'
)

// lightWord stands before a word that may be absent without harm.
const lightWord = '\''

// say returns the sounds of one word.
func say(script, w string) string {
	switch script {
	case "Latn":
		return sayLatin(w)
	case "Thai":
		return sayThai(w)
	case "Laoo":
		return sayThai(strings.Map(thaiOfLao, w))
	case "Khmr":
		return sayKhmer(w)
	case "Mymr":
		return sayBurmese(w)
	case "Hani":
		return sayHan(w)
	case "Taml":
		return sayTamil(w)
	case "Arab":
		return sayArabic(w)
	case "Rohg":
		return sayHanifi(w)
	}
	return ""
}

// silenced leaves out letters that carry a silencer (Thai thanthakhat with the
// vowel before it, Lao and Khmer the same), which Plain would leave standing.
func silenced(name string) string {
	if !strings.ContainsAny(name, "\u0e4c\u0ecc\u17cd") {
		return name
	}
	rs := []rune(norm.NFC.String(name))
	out := rs[:0]
	for _, r := range rs {
		if r != 0x0e4c && r != 0x0ecc && r != 0x17cd {
			out = append(out, r)
			continue
		}
		if n := len(out); n > 1 && (out[n-1] == 0x0e34 || out[n-1] == 0x0e38) {
			out = out[:n-1] // the vowel between: ธิ์
		}
		if n := len(out); n > 1 {
			out = out[:n-1]
		}
	}
	return string(out)
}

// latinSounds joins the letters that romanisations use for one sound. The order
// matters: longer ones first. A capital letter never changes.
var latinSounds = strings.NewReplacer(
	"tch", "c", "ngh", "q", "ng", "q",
	"kh", "kH", "gh", "gH", "ph", "pH", "bh", "bH", "th", "tH", "dh", "dH", "hk", "kH", "hp", "pH", "ht", "tH", "hs", "sH",
	"sh", "sH", "sy", "sH", "sj", "sH", "ch", "c", "ce", "Ce", "ci", "Ci", "cy", "Ci", "tj", "c", "dj", "j", "ck", "k", "zh", "j",
	"oo", "u", "ou", "u", "ee", "i", "aa", "a", "ii", "i", "uu", "u",
	"c", "k", "qu", "kw", "q", "k", "x", "s", "v", "w", "kk", "k", "tt", "t", "pp", "p", "ss", "s", "nn", "n", "mm", "m",
	"ll", "l", "rr", "r", "bb", "b", "dd", "d", "gg", "g", "jj", "j", "yy", "y", "zz", "z", "ff", "f",
)

// sayLatin returns the sounds of a word of Plain in Latin letters. All
// romanisations of this package pass through it too.
func sayLatin(w string) string {
	if f, ok := families[w]; ok {
		w = f
	}
	w = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, w)
	if len(w) > 2 && (w[:2] == "ts" || w[:2] == "tz") {
		w = "ch" + w[2:]
	}
	if strings.HasPrefix(w, "qi") {
		w = "ch" + w[1:]
	}
	w = latinSounds.Replace(w)
	w = codaR(strings.ReplaceAll(w, "aye", "eY"))
	n := len(w)
	if n > 2 && w[n-1] == 'h' && isVowel(w[n-2]) {
		w = w[:n-1]
	}
	if n = len(w); n > 1 && w[n-1] == 'y' {
		w = w[:n-1] + "i"
	}
	return w
}

// codaR writes an r that no vowel follows as the doubtful O: Burmese, Thai and
// Khmer names write it for a long vowel.
func codaR(w string) string {
	if strings.IndexByte(w, 'r') < 0 {
		return w
	}
	b := []byte(w)
	for i, c := range b {
		if c == 'r' && i > 0 && (i+1 == len(b) || !strings.ContainsRune("aeiouyVAEYW", rune(b[i+1]))) {
			b[i] = 'O'
		}
	}
	return string(b)
}

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// letterByLetter says a word by a table; what the table lacks is left out.
func letterByLetter(w string, table map[rune]string) string {
	var b strings.Builder
	for _, r := range w {
		b.WriteString(table[r])
	}
	return sayLatin(b.String())
}

// soundTable makes a table from "letter sound" pairs.
func soundTable(pairs string) map[rune]string {
	table := map[rune]string{}
	fields := strings.Fields(pairs)
	for i := 0; i+1 < len(fields); i += 2 {
		r, _ := utf8.DecodeRuneInString(fields[i])
		if fields[i+1] != "-" {
			table[r] = fields[i+1]
		} else {
			table[r] = ""
		}
	}
	return table
}
