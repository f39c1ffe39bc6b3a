package names

import "strings"

// khmerLetters are the consonants of Khmer after the UN system (UNGEGN 1972) as
// people write it in names, without its dots and breves.
var khmerLetters = soundTable(`
	ក k ខ kh គ k ឃ kh ង ng ច ch ឆ ch ជ ch ឈ ch ញ ny ដ d ឋ th ឌ d ឍ th ណ n ត t ថ th ទ t ធ th ន n
	ប b ផ ph ព p ភ ph ម m យ y រ r ល l វ v ស s ហ h ឡ l អ - ឣ - ឥ ei ឦ ei ឧ u ឩ u ឪ ov ឫ rue ឬ rue ឭ lue ឮ lue ឯ ae ឰ ai ឱ ao ឳ au`)

// khmerVowels are the vowel signs. A vowel has two sounds by its consonant; the
// comparing of vowels is mild enough for one to stand for both.
var khmerVowels = map[rune]string{
	'ា': "eA", 'ិ': "i", 'ី': "i", 'ឹ': "u", 'ឺ': "u", 'ុ': "o", 'ូ': "o", 'ួ': "uo", 'ើ': "oe", 'ឿ': "ue",
	'ៀ': "ie", 'េ': "e", 'ែ': "ae", 'ៃ': "ai", 'ោ': "o", 'ៅ': "ao", 'ំ': "m", 'ះ': "h", 'ៈ': "a",
}

// khmerSecond are the consonants of the second series, whose aa is ea and whose
// unwritten vowel is o.
const khmerSecond = "គឃងជឈញឌឍទធនពភមយរលវ"

// sayKhmer reads a word of Khmer.
func sayKhmer(w string) string {
	rs := []rune(w)
	var b strings.Builder
	open, second := false, false
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		if v, ok := khmerVowels[r]; ok {
			if v = khmerVowel(r, v, second); r == 'ំ' && open {
				v = "m"
			}
			b.WriteString(v)
			open = r != 'ំ' && r != 'ះ'
			continue
		}
		s, ok := khmerLetters[r]
		if !ok {
			if r == 0x17c9 { // changes to the first series; ba becomes pa
				second = false
			} else if r == 0x17ca {
				second = true
			}
			continue
		}
		if r >= 0x17a3 && s != "" {
			b.WriteString(s)
			open = true
			continue
		}
		if r == 'ប' && i+1 < len(rs) && (rs[i+1] == 0x17c9 || rs[i+1] == 0x17ca || rs[i+1] == 0x17d2) {
			s = "p"
		}
		second = strings.ContainsRune(khmerSecond, r)
		ends := open && !khmerHasVowel(rs, i+1) && !khmerLastTwo(rs, i)
		if r == 'រ' && ends {
			s = "R"
		}
		if ends && (r == 'ប' || r == 'ដ') {
			s = map[rune]string{'ប': "p", 'ដ': "t"}[r]
		}
		if ends && r == 'ស' {
			s = "S"
		}
		b.WriteString(s)
		for i+2 < len(rs) && rs[i+1] == 0x17d2 {
			b.WriteString(khmerSubscript(khmerLetters[rs[i+2]], s, i+3 == len(rs)))
			i += 2
		}
		open = false
		if !ends && i+1 < len(rs) && !khmerHasVowel(rs, i+1) {
			b.WriteByte('V')
			open = true
		}
	}
	return sayLatin(b.String())
}

// khmerLastTwo reports whether the consonant at i and one more, with its
// subscripts, end the word: a syllable whose vowel is not written.
func khmerLastTwo(rs []rune, i int) bool {
	next := i + 1
	for ; next+1 < len(rs) && rs[next] == 0x17d2; next += 2 {
	}
	if next >= len(rs) || khmerLetters[rs[next]] == "" {
		return false
	}
	for next++; next+1 < len(rs) && rs[next] == 0x17d2; {
		next += 2
	}
	return next >= len(rs)
}

// khmerSubscript returns the sound of a subscript: a t behind an n is often
// silent, and so is the second of two consonants that end a word.
func khmerSubscript(s, above string, last bool) string {
	switch {
	case strings.HasPrefix(s, "t") && (above == "n" || last):
		return "T"
	case last:
		return ""
	}
	return s
}

// khmerVowel returns the sound of a vowel sign by the series of its consonant.
func khmerVowel(r rune, v string, second bool) string {
	switch {
	case r == 'ា' && !second:
		return "a"
	case r == 'ុ' && second:
		return "u"
	case r == 'ូ' && second:
		return "ou"
	case r == 'ិ' && !second:
		return "e"
	case r == 'ី' && !second:
		return "ei"
	case r == 'ំ':
		return "Vm"
	}
	return v
}

// khmerHasVowel reports whether a vowel sign follows, behind subscripts and
// series marks.
func khmerHasVowel(rs []rune, i int) bool {
	for i < len(rs) {
		switch {
		case rs[i] == 0x17d2:
			i += 2
		case rs[i] == 0x17c9 || rs[i] == 0x17ca:
			i++
		default:
			_, ok := khmerVowels[rs[i]]
			return ok
		}
	}
	return false
}
