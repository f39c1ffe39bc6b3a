package names

import "strings"

// burmeseLetters are the consonants and whole vowels of Burmese as people write
// them in their names (BGN/PCGN 1970 without its apostrophes).
var burmeseLetters = soundTable(`
	က k ခ kh ဂ g ဃ g င ng စ s ဆ hs ဇ z ဈ z ဉ ny ည ny ဋ t ဌ ht ဍ d ဎ d ဏ n တ t ထ ht ဒ d ဓ d န n
	ပ p ဖ hp ဗ b ဘ b မ m ယ y ရ Q လ l ဝ w သ th ဟ h ဠ l အ - ဿ th
	ဣ i ဤ i ဥ u ဦ u ဧ EY ဩ aw ဪ aw`)

// burmeseRhymes are the vowel signs with the killed consonant behind them. A
// comma parts spellings in use.
var burmeseRhymes = map[string]string{
	"": "a", "ာ": "ar", "ိ": "i", "ီ": "i", "ု": "u", "ူ": "u", "ေ": "EY", "ဲ": "e", "ော": "aw", "ော်": "aw", "ို": "oE", "ံ": "an",
	"ုံ": "on", "ိံ": "ein",
	"က်": "et", "င်": "in", "စ်": "it", "ဉ်": "in", "ည်": "i,EY", "တ်": "at", "န်": "an", "ပ်": "at", "မ်": "an", "ယ်": "EY",
	"ိတ်": "eik", "ိန်": "ein", "ိပ်": "eik", "ိမ်": "ein", "ုတ်": "ok", "ုန်": "on", "ုပ်": "ok", "ုမ်": "on",
	"ောက်": "auk", "ောင်": "aung", "ိုက်": "aik", "ိုင်": "aing,ine", "ိုယ်": "oE", "ိုလ်": "o", "ိုဟ်": "o", "ာန်": "an", "ာဏ်": "an", "ာတ်": "at", "ဏ်": "an",
	"ဇ်": "it", "ဒ်": "at", "သ်": "at", "ရ်": "a", "လ်": "al", "ဂ်": "et", "ဓ်": "at", "ဗ်": "at", "ုဏ်": "on", "ုဒ်": "ok", "ိဒ်": "eik",
	"ွ": "wa", "ွာ": "war", "ွေ": "wEY", "ွဲ": "we", "ွယ်": "wEY", "ွတ်": "ut", "ွဋ်": "ut", "ဋ်": "at", "ွန်": "un", "ွပ်": "ut", "ွမ်": "un", "ွက်": "wet", "ွင်": "win", "ွံ": "un",
	"ွီ": "wi", "ွိ": "wi", "ွား": "wa", "ွိုင်": "woing", "ွှ": "wa", "ွည်": "wEY", "ွါ": "wa",
}

// burmeseWords are syllables of names that people spell in their own way.
var burmeseWords = map[string]string{"စိုင်း": "sai,saiq", "ကြီး": "gyi,kyi", "အုန်း": "ohn"}

// sayBurmese reads a word of Burmese, a word for each syllable.
func sayBurmese(w string) string {
	rs := []rune(w)
	var words []string
	for i := 0; i < len(rs); {
		letter, ok := burmeseLetters[rs[i]]
		if !ok {
			i++
			continue
		}
		whole := rs[i] >= 0x1023 && rs[i] <= 0x102a
		j := i + 1
		for j < len(rs) && !burmeseBegins(rs, j) {
			j++
		}
		s, ok := burmeseWords[string(rs[i:j])]
		if !ok {
			s = burmeseSyllable(letter, rs[i+1:j], whole)
		}
		words = append(words, s)
		i = j
	}
	return strings.Join(words, " ")
}

// burmeseBegins reports whether a syllable begins at i: a letter that is neither
// killed nor stacked, below another or above one.
func burmeseBegins(rs []rune, i int) bool {
	if _, ok := burmeseLetters[rs[i]]; !ok {
		return false
	}
	if rs[i-1] == 0x1039 { // below another: it begins a syllable of its own
		return true
	}
	for k := i + 1; k < len(rs); k++ {
		switch rs[k] {
		case 0x103a, 0x1039:
			return false
		case 0x1037: // the dot may stand before the killer
		default:
			return true
		}
	}
	return true
}

// burmeseSyllable says a letter with its medials, vowels and final.
func burmeseSyllable(letter string, marks []rune, whole bool) string {
	onset, rhyme, dot := letter, "", false
	for _, r := range marks {
		switch r {
		case 0x103b, 0x103c:
			onset = burmeseY(letter, onset, r)
		case 0x103e:
			if onset == "y" || onset == "Q" || strings.HasPrefix(onset, "sh") {
				onset = "sh"
			} else {
				onset = "H" + onset
			}
		case 0x1037:
			dot = true
		case 0x1038:
		case 0x1039:
			if !strings.HasSuffix(rhyme, "\u103a") {
				rhyme += "\u103a"
			}
		case 0x102b:
			rhyme += "ာ"
		default:
			rhyme += string(r)
		}
	}
	if whole && (rhyme == "" || letter != "u") {
		return sayLatin(letter)
	}
	if whole {
		onset, rhyme = "", "\u102f"+rhyme
		if rhyme == "\u102fန်" || rhyme == "\u102fမ်" {
			return "ohn"
		}
	}
	said, ok := burmeseRhymes[burmeseRhymeOrder(rhyme)]
	if !ok {
		said = letterByLetter(rhyme, burmeseLetters)
	}
	var all []string
	for s := range strings.SplitSeq(said, ",") {
		if dot && strings.HasSuffix(s, "n") {
			s += "T"
		}
		all = append(all, sayLatin(onset+s))
	}
	return strings.Join(all, ",")
}

// burmeseRhymeOrder puts the medial w first, where the table has it.
func burmeseRhymeOrder(rhyme string) string {
	if i := strings.Index(rhyme, "\u103d"); i > 0 {
		return "\u103d" + rhyme[:i] + rhyme[i+3:]
	}
	return rhyme
}

// burmeseY joins the medial y or r to a letter: k becomes ky, kh becomes ch.
func burmeseY(letter, onset string, medial rune) string {
	switch letter {
	case "kh":
		return "ch"
	case "ng":
		return "ny"
	case "th", "l":
		if letter == "l" && medial == 0x103b {
			return "ly"
		}
		return onset + "y"
	}
	return onset + "y"
}
