package names

import (
	"cmp"
	"strings"
)

// thaiLetters are the consonants of Thai at the beginning of a syllable, after
// the Royal Thai General System of Transcription (Royal Institute, 1999).
// Lao is read by the same table, because
// its letters stand 128 places behind those of Thai.
var thaiLetters = soundTable(`
	ก k ข kh ฃ kh ค kh ฅ kh ฆ kh ง ng จ ch ฉ ch ช ch ซ s ฌ ch ญ y ฎ d ฏ t ฐ th ฑ th ฒ th ณ n ด d ต t ถ th ท th ธ th น n
	บ b ป p ผ ph ฝ f พ ph ฟ f ภ ph ม m ย y ร r ฤ ru ล l ฬ l ว w ศ s ษ s ส s ห h อ - ฮ h`)

// thaiFinals are letters that sound otherwise at the end of a syllable, and that
// many people write as they stand: Sakun and Sakul, Phon and Phorn.
var thaiFinals = map[rune]string{
	'ร': "R", 'ล': "L", 'ฬ': "L", 'จ': "J", 'ช': "J", 'ฌ': "J", 'ซ': "S", 'ศ': "S", 'ษ': "S", 'ส': "S",
	'ญ': "n", 'ข': "k", 'ค': "k", 'ฆ': "k", 'ฐ': "t", 'ฑ': "t", 'ฒ': "t", 'ถ': "t", 'ท': "t", 'ธ': "t", 'พ': "p", 'ภ': "p", 'ด': "t", 'ฎ': "t", 'บ': "p", 'ฟ': "p", 'ฝ': "p", 'ย': "y", 'ว': "w",
}

// thaiVowels are the vowel signs behind, above and below a consonant; the last
// three are of Lao.
var thaiVowels = map[rune]string{
	'ะ': "a", 'ั': "a", 'า': "a", 'ิ': "i", 'ี': "i", 'ึ': "u", 'ื': "u", 'ุ': "u", 'ู': "u", 'ํ': "",
	0x0e3b: "o", 0x0e3d: "ia",
}

// thaiLeading are the vowel signs written before their consonant.
var thaiLeading = map[rune]string{'เ': "e", 'แ': "ae", 'โ': "o", 'ใ': "ai", 'ไ': "ai"}

// thaiOfLao returns the letter of Thai that a letter of Lao stands behind.
func thaiOfLao(r rune) rune {
	switch {
	case r == 0x0ebc:
		return 'ล'
	case r >= 0x0e80 && r <= 0x0eff:
		return r - 0x80
	}
	return r
}

// thaiSilent leaves out letters that parts of names write and nobody says.
var thaiSilent = strings.NewReplacer(
	"พรหม", "พรม", "เศรษฐ", "เสด", "เพชร", "เพด", "ทธ", "ท", "ตถ", "ถ", "ตต", "ต", "ษฐ", "ฐ", "ฤทธ", "ริท", "ฤทท", "ริท",
)

// sayThai reads a word of Thai. It does not look words up: where a vowel is not
// written it says the doubtful V.
func sayThai(w string) string {
	if strings.HasSuffix(w, "ักษ") {
		w = strings.TrimSuffix(w, "ษ")
	}
	p := thaiReader{rs: []rune(thaiSilent.Replace(w))}
	for p.at < len(p.rs) {
		p.syllable()
	}
	return sayLatin(p.out.String())
}

type thaiReader struct {
	rs   []rune
	at   int
	out  strings.Builder
	open bool // the last sound is a vowel
}

// peek returns the letter n places ahead, or 0.
func (p *thaiReader) peek(n int) rune {
	if p.at+n < len(p.rs) {
		return p.rs[p.at+n]
	}
	return 0
}

func (p *thaiReader) consonant(n int) bool { _, ok := thaiLetters[p.peek(n)]; return ok }

func (p *thaiReader) say(s string, open bool) { p.out.WriteString(s); p.open = open }

// syllable reads one letter with what belongs to it.
func (p *thaiReader) syllable() {
	r := p.peek(0)
	if v, ok := thaiLeading[r]; ok {
		p.at++
		p.leading(r, v)
		return
	}
	if v, ok := thaiVowels[r]; ok {
		p.vowel(v)
		return
	}
	if !p.consonant(0) {
		p.at++
		return
	}
	if r == 'ร' && p.peek(1) == 'ร' {
		p.at += 2
		p.say("a", true)
		if !p.consonant(0) || p.begins(1) {
			p.say("n", false)
		}
		return
	}
	if r == 'ฤ' {
		p.at++
		p.say("ri", true)
		return
	}
	if p.silentR(r) {
		p.at += 2
		p.say(cmp.Or(thaiFinals[r], thaiLetters[r])+"OA", false)
		return
	}
	if p.open && !p.begins(1) && !p.lastTwo() {
		p.final(r)
		return
	}
	p.initial(r)
}

// silentR reports whether the word ends in this consonant and an r that most
// people leave out: บุตร, จักร, ฉัตร.
func (p *thaiReader) silentR(r rune) bool {
	return p.at > 0 && p.at+2 == len(p.rs) && p.peek(1) == 'ร' && strings.ContainsRune("ตทกค", r) && strings.ContainsRune("ัิุ", p.rs[p.at-1])
}

// lastTwo reports whether this consonant and one more end the word, as the sound
// C-o-C that writes no vowel.
func (p *thaiReader) lastTwo() bool {
	return p.at+2 == len(p.rs) && p.consonant(1) && p.peek(1) != 'อ' && p.peek(1) != 'ว' && p.peek(1) != 'ย'
}

// begins reports whether the letter n places ahead is a vowel sign, so that the
// letter before it begins a syllable.
func (p *thaiReader) begins(n int) bool {
	r := p.peek(n)
	if _, ok := thaiVowels[r]; ok {
		return true
	}
	return r == 'อ' && n > 0 && !p.hasVowel(n+1) || r == 'ร' && p.peek(n+1) == 'ร'
}

func (p *thaiReader) hasVowel(n int) bool { _, ok := thaiVowels[p.peek(n)]; return ok }

// initial says a consonant that begins a syllable, and its unwritten vowel.
func (p *thaiReader) initial(r rune) {
	p.at++
	if r == 'ห' && p.consonant(0) && strings.ContainsRune("งญนมยรลว", p.peek(0)) && p.begins(1) {
		return // a silent h before a sonorant
	}
	p.say(thaiLetters[r], false)
	switch next := p.peek(0); {
	case p.begins(0):
	case next == 'อ' && !p.hasVowel(1):
		p.at++
		p.say("o", true)
	case next == 'ว' && p.consonant(1) && !p.begins(1):
		p.at++
		p.say("ua", true)
	case next == 'ร' && p.begins(1), next == 'ล' && p.begins(1), next == 'ว' && p.begins(1):
		p.say("V", false)
	case p.at < len(p.rs):
		p.say("V", true)
	}
}

// final says a consonant that ends a syllable.
func (p *thaiReader) final(r rune) {
	p.at++
	if s, ok := thaiFinals[r]; ok {
		p.say(s, false)
		return
	}
	p.say(thaiLetters[r], false)
}

// vowel says a vowel sign behind its consonant, with what follows it.
func (p *thaiReader) vowel(v string) {
	r := p.peek(0)
	p.at++
	switch {
	case (r == 'ั' || r == 0x0e3b) && p.peek(0) == 'ว':
		p.at++
		v = "ua"
	case r == 'ํ' && p.peek(0) == 'า':
		p.at++
		p.say("am", false)
		return
	case r == 'ํ':
		v = "o"
	case r == 'ื' && p.peek(0) == 'อ':
		p.at++
	case p.at == len(p.rs) && p.at > 2 && (r == 'ิ' || r == 'ุ'):
		v = strings.ToUpper(v) // often silent: วุฒิ
	}
	p.say(v, true)
}

// leading reads the consonants under a vowel sign written before them, and the
// signs that make another vowel of it.
func (p *thaiReader) leading(sign rune, v string) {
	if !p.consonant(0) {
		return
	}
	r := p.peek(0)
	p.at++
	silent := r == 'ห' && strings.ContainsRune("งญนมยรลว", p.peek(0)) && p.consonant(0)
	if !silent {
		p.say(thaiLetters[r], false)
	}
	if next := p.peek(0); silent || (next == 'ร' || next == 'ล') && strings.ContainsRune("กขคตปผพทศส", r) {
		p.at++
		p.say(thaiLetters[next], false)
	}
	if sign != 'เ' {
		p.say(v, true)
		if sign == 'ไ' && p.peek(0) == 'ย' {
			p.at++
		}
		return
	}
	switch a, b := p.peek(0), p.peek(1); {
	case a == 'ี' && b == 'ย', a == 0x0e3d:
		p.skip(a, "ia")
	case a == 'ื' && b == 'อ', a == 'ึ' && b == 'อ':
		p.at += 2
		p.say("ua", true)
	case a == 'ิ', a == 'ี', a == 'อ' && !p.hasVowel(1), a == 'ื', a == 'ึ':
		p.at++
		p.say("oE", true)
	case a == 'า':
		p.at++
		p.say("ao", true)
	case a == 'ั', a == 0x0e3b: // Lao short vowels
		p.at++
		p.say("e", true)
	case a == 'ย' && !p.hasVowel(1):
		p.at++
		p.say("oei", true)
	default:
		p.say(v, true)
	}
}

func (p *thaiReader) skip(a rune, v string) {
	p.at++
	if a == 'ี' {
		p.at++
	}
	p.say(v, true)
}
