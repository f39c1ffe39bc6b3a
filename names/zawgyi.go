package names

import (
	_ "embed" // the model and the rules
	"encoding/binary"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// zawgyiModel is the Markov model of google/myanmar-tools 1.2.0, Apache-2.0.
//
//go:embed zawgyi.model
var zawgyiModel []byte

// zawgyiRules turn Zawgyi into Unicode, phase by phase.
//
//go:embed zawgyi.rules
var zawgyiRules string

// Zawgyi says how likely it is that text is written in Zawgyi, the old encoding
// of Burmese, from 0 to 1, and how it reads in Unicode then. Texts of a few
// letters are often undecided, and sometimes judged wrongly: whoever shows the
// reading asks a person, and nothing is converted without their word. Text
// without Burmese letters has likelihood 0.
func Zawgyi(text string) (unicode string, likely float64) {
	if seaScripts(text)&burmese == 0 {
		return text, 0
	}
	likely = zawgyiDetector().likelihood(text)
	if likely < surelyUnicode {
		return text, likely
	}
	unicode = text
	for _, phase := range zawgyiPhases() {
		unicode = runPhase(phase, unicode)
	}
	return unicode, likely
}

const (
	surelyUnicode = 0.05
	maybeZawgyi   = 0.5
	surelyZawgyi  = 0.95
)

// MaybeZawgyi returns how text reads in Unicode if it is more likely than not
// that it is Zawgyi, for a question to whoever typed or reads it.
func MaybeZawgyi(text string) (unicode string, ask bool) {
	unicode, likely := Zawgyi(text)
	return unicode, likely > maybeZawgyi && unicode != text
}

// unicodeOf returns text as it is compared: what is more likely Zawgyi in Unicode.
func unicodeOf(text string) string {
	if u, likely := Zawgyi(text); likely > surelyZawgyi {
		return u
	}
	return text
}

// zawgyiWords returns the words of a name as they read if it is Zawgyi, nil if that
// is out of the question. A search finds both readings of either.
func zawgyiWords(name string, words []string) []string {
	u, likely := Zawgyi(name)
	if likely < surelyUnicode {
		return nil
	}
	read := strings.Fields(Plain(u))
	if len(read) != len(words) {
		return nil
	}
	return read
}

// zawgyiMarkov has the difference of the logarithms of how likely one character
// follows another in Zawgyi and in Unicode.
type zawgyiMarkov struct {
	spaces bool // the model knows spaces
	delta  [][]float32
}

var zawgyiDetector = sync.OnceValue(func() zawgyiMarkov {
	b := zawgyiModel[8:] // the name of the format
	take := func(n int) []byte { part := b[:n]; b = b[n:]; return part }
	m := zawgyiMarkov{spaces: true}
	if version := binary.BigEndian.Uint32(take(4)); version == 2 {
		m.spaces = binary.BigEndian.Uint32(take(4)) == 0
	}
	take(12) // name and version of the table
	size := int(binary.BigEndian.Uint16(take(2)))
	for range size {
		row := make([]float32, size)
		if n := binary.BigEndian.Uint16(take(2)); n > 0 {
			rest := math.Float32frombits(binary.BigEndian.Uint32(take(4)))
			for i := range row {
				row[i] = rest
			}
			for range n {
				i := binary.BigEndian.Uint16(take(2))
				row[i] = math.Float32frombits(binary.BigEndian.Uint32(take(4)))
			}
		}
		m.delta = append(m.delta, row)
	}
	return m
})

// state returns the number of a character in the model, 0 for other scripts.
func (m *zawgyiMarkov) state(r rune) int {
	n := 1
	for _, s := range []struct{ from, to rune }{{0x1000, 0x103f}, {0x104a, 0x109f}, {0xaa60, 0xaa7f}, {0xa9e0, 0xa9ff}, {0x2000, 0x200b}} {
		if r >= s.from && r <= s.to && (m.spaces || r > 0x200b) {
			return n + int(r-s.from)
		}
		n += int(s.to-s.from) + 1
	}
	return 0
}

func (m zawgyiMarkov) likelihood(text string) float64 {
	last, sum, seen := 0, 0.0, false
	for _, r := range text + "\x00" {
		now := m.state(r)
		if last != 0 || now != 0 {
			sum += float64(m.delta[last][now])
			seen = true
		}
		last = now
	}
	if !seen {
		return 0
	}
	return 1 / (1 + math.Exp(sum))
}

// zawgyiRule replaces what stands at one place of the text.
type zawgyiRule struct {
	what  *regexp.Regexp
	by    string
	start bool // at the beginning of the text only
	again bool // what it wrote is read again
}

var zawgyiPhases = sync.OnceValue(func() (phases [][]zawgyiRule) {
	for l := range strings.Lines(zawgyiRules) {
		l = strings.TrimSuffix(l, "\n")
		if strings.HasPrefix(l, "#") {
			continue
		}
		if l == "phase" {
			phases = append(phases, nil)
			continue
		}
		f := append(strings.Split(l, "\t"), "", "")
		rule := zawgyiRule{
			what:  regexp.MustCompile("^(?:" + unescaped(f[0]) + ")"),
			by:    groups.Replace(unescaped(f[1])),
			start: f[2] == "start" || f[2] == "start again", again: strings.HasSuffix(f[2], "again"),
		}
		last := &phases[len(phases)-1]
		*last = append(*last, rule)
	}
	return phases
})

// groups writes the groups of a replacement so that no letter behind joins them.
var groups = strings.NewReplacer("$1", "${1}", "$2", "${2}", "$3", "${3}")

// unescaped puts characters for their \u numbers.
func unescaped(s string) string {
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:], 16, 32)
		if err != nil {
			return e
		}
		return string(rune(n))
	})
}

var escape = regexp.MustCompile(`\\u[0-9A-Fa-f]{4}`)

// runPhase goes through text once. At each place every rule of the phase that fits
// acts in turn, on what the ones before it left.
func runPhase(rules []zawgyiRule, text string) string {
	var out strings.Builder
	for start := true; text != ""; start = false {
		fits := false
		for _, r := range rules {
			if r.start && !start {
				continue
			}
			m := r.what.FindStringSubmatchIndex(text)
			if m == nil {
				continue
			}
			fits = true
			by := string(r.what.ExpandString(nil, r.by, text, m))
			if r.again && by+text[m[1]:] != text {
				text = by + text[m[1]:]
				continue
			}
			out.WriteString(by)
			text = text[m[1]:]
		}
		if !fits && text != "" {
			_, n := utf8.DecodeRuneInString(text)
			out.WriteString(text[:n])
			text = text[n:]
		}
	}
	return out.String()
}
