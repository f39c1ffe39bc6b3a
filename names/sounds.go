package names

import (
	"math/bits"
	"strings"
)

// sounds holds the distinct words of all lines once, as dictionary holds those
// that are written. A search asks each word how much of the query it is, and
// compares only names whose words are much of it.
type sounds struct {
	numbers map[string]uint32
	text    []string // "" for a free place
	frame   []uint64 // frameMask of the word
	uses    []uint32
	free    []uint32
}

func (d *sounds) intern(w string) uint32 {
	if n, ok := d.numbers[w]; ok {
		d.uses[n]++
		return n
	}
	w = strings.Clone(w)
	if d.numbers == nil {
		d.numbers = map[string]uint32{}
	}
	n := uint32(len(d.text))
	if k := len(d.free); k > 0 {
		n, d.free = d.free[k-1], d.free[:k-1]
	} else {
		d.text, d.frame, d.uses = append(d.text, ""), append(d.frame, 0), append(d.uses, 0)
	}
	d.text[n], d.frame[n], d.uses[n] = w, frameMask(w), 1
	d.numbers[w] = n
	return n
}

func (d *sounds) release(n uint32) {
	if d.uses[n]--; d.uses[n] > 0 {
		return
	}
	delete(d.numbers, d.text[n])
	d.text[n], d.frame[n] = "", 0
	d.free = append(d.free, n)
}

// addLine appends a name's line to flat: a number that begins it, with the mark
// of its script, and the numbers of its words.
func (d *sounds) addLine(flat []uint32, l line) []uint32 {
	if l == "" {
		return append(flat, beginsName)
	}
	flat = append(flat, beginsName|uint32(l[0]))
	for w := range strings.SplitSeq(l[2:], " ") {
		mark := uint32(0)
		if w[0] == lightWord {
			w, mark = w[1:], isLight
		}
		flat = append(flat, d.intern(w)|mark)
	}
	return flat
}

// gains returns for each word how much of the query it may be, in the weight of
// letters; a word that differs by half of itself is none of it.
func (d *sounds) gains(e *ear) []uint16 {
	all := make([]uint16, len(d.text))
	h := &e.orders[0]
	for n, w := range d.text {
		if w == "" || bits.OnesCount64(d.frame[n]&^e.frame) > strangeSteps && !strings.Contains(w, ",") {
			continue
		}
		if g := h.gain(w, e.many); g > 0 {
			all[n] = uint16(g)
		}
	}
	return all
}

// strangeSteps is how many steps a word may have that the query has not.
const strangeSteps = 2

// gain returns how much of the query the word may be.
func (h *heard) gain(w string, many bool) int {
	first, _, _ := strings.Cut(w, ",")
	whole := weight(first)
	if many {
		return whole - 2*inside(h.words, first)
	}
	return whole - 2*place(w, h.text.letters)
}

// place returns the least cost of finding a word of one or more readings
// somewhere in letters.
func place(w, letters string) int {
	best := tooMuch
	n := len(letters)
	for w != "" {
		var s string
		s, w, _ = strings.Cut(w, ",")
		var r row
		for i := range len(s) {
			r.add(s[i]&127, letters)
		}
		best = min(best, int(r.least(n)))
	}
	return best
}

// inside returns the least cost of finding letters somewhere in words of several
// readings.
func inside(words, letters string) int {
	if len(letters) > maxHeard {
		letters = letters[:maxHeard]
	}
	n := len(letters)
	var at row
	for j := range n {
		at[j+1] = at[j] + uint16(lack[letters[j]&127])
	}
	best := int(at[n])
	for words != "" {
		var w string
		w, words, _ = strings.Cut(words, " ")
		start := at
		for j := range n + 1 {
			at[j] = tooMuch
		}
		for w != "" {
			var s string
			s, w, _ = strings.Cut(w, ",")
			reading := start
			for i := range len(s) {
				reading.add(s[i]&127, letters)
				reading[0] = 0
				best = min(best, int(reading[n]))
			}
			for j := range n + 1 {
				at[j] = min(at[j], reading[j])
			}
		}
	}
	return best
}

// hearing compares one query with the names of many persons.
type hearing struct {
	ear    *ear
	sounds *sounds
	gains  []uint16
	need   int
	buf    []byte
}

func (d *sounds) hearing(e *ear) *hearing {
	if e == nil {
		return nil
	}
	return &hearing{ear: e, sounds: d, gains: d.gains(e), need: e.orders[0].weight * enough / 100}
}

// enough is how much of the query's weight the words of a name must be for the
// name to be compared, in percent.
const enough = 45

// best returns the best score of a person's names, from 0 to 100, and its number.
func (h *hearing) best(said []uint32) (score, name int) {
	number := -1
	for i := 0; i < len(said); {
		mark := byte(said[i])
		number++
		j, sum := i+1, 0
		for ; j < len(said) && said[j]&beginsName == 0; j++ {
			sum += int(h.gains[said[j]&wordBits])
		}
		if sum >= h.need && j > i+1 && mark != h.ear.mark {
			if s := h.ear.compare(h.line(said[i+1 : j])); s > score {
				score, name = s, number
			}
		}
		i = j
	}
	return score, name
}

// line puts the words of a name together again, without its mark.
func (h *hearing) line(said []uint32) line {
	h.buf = h.buf[:0]
	for i, n := range said {
		if i > 0 {
			h.buf = append(h.buf, ' ')
		}
		if n&isLight != 0 {
			h.buf = append(h.buf, lightWord)
		}
		h.buf = append(h.buf, h.sounds.text[n&wordBits]...)
	}
	return string(h.buf)
}
