package names

import (
	"strings"
	"unicode/utf8"
)

// tamilLetters are the consonants of Tamil with the sound that most names give
// them; hard and soft sounds of one letter meet when sounds are compared.
var tamilLetters = soundTable(`
	க k ங ng ச s ஞ ny ட t ண n த th ந n ப p ம m ய y ர r ல l வ v ழ l ள l ற r ன n ஜ j ஷ sh ஸ s ஹ h ஶ s`)

// tamilVowels are whole vowels and vowel signs.
var tamilVowels = soundTable(`
	அ a ஆ a இ i ஈ i உ u ஊ u எ e ஏ e ஐ ai ஒ o ஓ o ஔ au
	ா a ி i ீ i ு u ூ u ெ e ே e ை ai ொ o ோ o ௌ au ் -`)

// tamilPairs writes doubled letters once, and the nasals before a stop as n.
var tamilPairs = strings.NewReplacer(
	"க்க", "க", "ச்ச", "ச", "ட்ட", "ட", "த்த", "த", "ப்ப", "ப", "ற்ற", "ட", "ங்க", "ங", "ஞ்ச", "ன்ஜ",
)

// sayTamil reads a word of Tamil: a consonant without a sign has an a.
func sayTamil(w string) string {
	var b strings.Builder
	bare := false
	for _, r := range tamilPairs.Replace(w) {
		if v, ok := tamilVowels[r]; ok {
			b.WriteString(v)
			bare = false
			continue
		}
		if bare {
			b.WriteByte('a')
		}
		c, ok := tamilLetters[r]
		b.WriteString(c)
		bare = ok
	}
	if bare {
		b.WriteByte('a')
	}
	return sayLatin(b.String())
}

// arabicLetters are the letters of Arabic, Persian, Urdu and Jawi as names of the
// region are written in Latin. Jawi: Dewan Bahasa dan Pustaka, Pedoman Ejaan Jawi.
var arabicLetters = soundTable(`
	ا a ب b پ p ت t ث th ج j چ ch ح h خ kh د d ذ z ر r ز z ژ z س s ش sh ص s ض d ط t ظ z ع A غ gh ڠ ng ف f ڤ p
	ق k ك k گ g ݢ g ل l م m ن n ں n ڽ ny ه H ھ h و W ۏ v ي Y ے e ٹ t ڈ d ڑ r`)

// arabicNg is how Arabic, Persian and Urdu write the ng that Jawi has a letter for.
var arabicNg = strings.NewReplacer("نگ", "ڠ", "نغ", "ڠ", "نق", "ڠ")

// sayArabic reads a word in Arabic letters. Between consonants it says the
// doubtful N, because short vowels are not written.
func sayArabic(w string) string {
	if w == "عبد" {
		return "abd,abdul"
	}
	if rest, ok := strings.CutPrefix(w, "ال"); ok && utf8.RuneCountInString(rest) > 2 {
		w = rest // the article
	}
	w = arabicNg.Replace(w)
	var b strings.Builder
	bare := false
	for _, r := range w {
		s, ok := arabicLetters[r]
		if !ok {
			continue
		}
		vowel := strings.Contains("aAWYe", s)
		if bare && !vowel {
			b.WriteByte('N')
		}
		if r == 'ا' && b.Len() == 0 {
			s = "A"
		}
		b.WriteString(s)
		bare = !vowel
	}
	return sayLatin(b.String())
}

// hanifiLetters are the letters of Hanifi Rohingya by their names in Unicode
// (block U+10D00).
var hanifiLetters = map[rune]string{
	0x10d00: "", 0x10d01: "b", 0x10d02: "p", 0x10d03: "t", 0x10d04: "t", 0x10d05: "j", 0x10d06: "ch", 0x10d07: "h",
	0x10d08: "kh", 0x10d09: "f", 0x10d0a: "d", 0x10d0b: "d", 0x10d0c: "r", 0x10d0d: "r", 0x10d0e: "z", 0x10d0f: "s",
	0x10d10: "sh", 0x10d11: "k", 0x10d12: "g", 0x10d13: "l", 0x10d14: "m", 0x10d15: "n", 0x10d16: "w", 0x10d17: "w",
	0x10d18: "y", 0x10d19: "y", 0x10d1a: "ng", 0x10d1b: "ny", 0x10d1c: "v",
	0x10d1d: "a", 0x10d1e: "i", 0x10d1f: "u", 0x10d20: "e", 0x10d21: "o", 0x10d23: "n",
}

// sayHanifi reads a word of Hanifi Rohingya.
func sayHanifi(w string) string { return letterByLetter(w, hanifiLetters) }
