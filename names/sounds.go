package names

import (
	"math/bits"
	"strings"
)

// sounds holds the distinct words of all lines once, as dictionary holds those
// that are written. A search asks each word which part of the query it is, and
// compares only names whose words are most of it.
type sounds struct {
	numbers map[string]uint32
	text    []string // "" for a free place
	frame   []uint64 // frameMask of the word
	several []bool   // the word has several readings
	letters []uint64 // of all readings; see setOf
	marks   []uint16 // the scripts of the names that have or had it; see ear.heard
	uses    []uint32
	free    []uint32
}

func (d *sounds) intern(w string, mark byte) uint32 {
	if n, ok := d.numbers[w]; ok {
		d.uses[n]++
		d.marks[n] |= bitOf(mark)
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
		d.text, d.frame, d.uses, d.several, d.marks = append(d.text, ""), append(d.frame, 0), append(d.uses, 0), append(d.several, false), append(d.marks, 0)
		d.letters = append(d.letters, 0)
	}
	d.text[n], d.frame[n], d.uses[n], d.several[n], d.marks[n] = w, frameMask(w), 1, strings.Contains(w, ","), bitOf(mark)
	d.letters[n] = setOf(w)
	d.numbers[w] = n
	return n
}

func (d *sounds) release(n uint32) {
	if d.uses[n]--; d.uses[n] > 0 {
		return
	}
	delete(d.numbers, d.text[n])
	d.text[n], d.frame[n], d.marks[n] = "", 0, 0
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
		flat = append(flat, d.intern(w, l[0])|mark)
	}
	return flat
}

// covers returns for each word the letters of the query that it may be, as a set;
// of a query with words of several readings its words. Words that only names have with
// which the query is not compared are none.
func (d *sounds) covers(e *ear, parts int) []uint64 {
	all := make([]uint64, len(d.text))
	inParts(parts, len(all), func(_, from, to int) {
		for n := from; n < to; n++ {
			if d.marks[n]&e.heard != 0 {
				all[n] = d.cover(e, n)
			}
		}
	})
	return all
}

func (d *sounds) cover(e *ear, n int) (set uint64) {
	w, several := d.text[n], d.several[n]
	switch {
	case several && !e.many:
		for s := range strings.SplitSeq(w, ",") {
			set |= e.lettersOf(s)
		}
		return set
	case several || bits.OnesCount64(d.frame[n]&^e.frame) > strangeSteps:
		return 0
	case e.many:
		return e.wordsWith(w)
	}
	return e.lettersOf(w)
}

// strangeSteps is how many steps a word may have that the query has not.
const strangeSteps = 2

// misheard is how much of a word may differ, in percent of its weight, for it to
// be a part of the query.
const misheard = 34

// lettersOf returns the letters of the query where one reading of a word may stand.
func (e *ear) lettersOf(s string) (set uint64) {
	hopeless, limit := e.hopeless(s)
	if hopeless {
		return 0
	}
	var r row
	for i := range len(s) {
		if r.add(s[i]&127, e.letters) > limit {
			return 0
		}
	}
	for j := range len(e.letters) {
		if r[j+1] <= limit {
			set |= span(j+1, len(s))
		}
	}
	return set
}

// span is the set of n letters that end at end.
func span(end, n int) uint64 {
	return (1<<end - 1) &^ (1<<max(0, end-n) - 1)
}

// wordsWith returns the words of the query, each of several readings, where the
// letters of a word may stand.
func (e *ear) wordsWith(letters string) (set uint64) {
	words := e.words
	if len(letters) > maxHeard {
		letters = letters[:maxHeard]
	}
	n := len(letters)
	hopeless, limit := e.hopeless(letters)
	if hopeless {
		return 0
	}
	var at row
	for j := range n {
		at[j+1] = at[j] + uint16(lack[letters[j]&127])
	}
	for k := 0; words != "" && k < 48; k++ {
		var w string
		w, words, _ = strings.Cut(words, " ")
		start, longest := at, 0
		for j := range n + 1 {
			at[j] = tooMuch
		}
		for w != "" {
			var s string
			s, w, _ = strings.Cut(w, ",")
			longest = max(longest, len(s))
			reading := start
			for i := range len(s) {
				reading.add(s[i]&127, letters)
				reading[0] = 0
				if reading[n] <= limit {
					set |= span(k+1, 1+min(1, n/(longest+2)))
				}
			}
			for j := range n + 1 {
				at[j] = min(at[j], reading[j])
			}
		}
	}
	return set
}

// hearing compares one query with the names of many persons.
type hearing struct {
	ear    *ear
	sounds *sounds
	covers []uint64
	any    bitset   // the words that cover anything
	line   []string // the words of one name that may be a part of the query
	left   int      // what leaving out its other words costs
}

func (d *sounds) hearing(e *ear, parts int) *hearing {
	if e == nil {
		return nil
	}
	covers := d.covers(e, parts)
	return &hearing{ear: e, sounds: d, covers: covers, any: marked(covers)}
}

// again returns a hearing for another part of the persons.
func (h *hearing) again() *hearing {
	if h == nil {
		return nil
	}
	return &hearing{ear: h.ear, sounds: h.sounds, covers: h.covers, any: h.any}
}

// enough is how much of each word of the query the words of a name must be for the
// name to be compared, in percent of its letters.
const enough = 60

// best returns the best score of a person's names, from 0 to 100, and its number.
func (h *hearing) best(said []uint32) (score, name int) {
	number := -1
	for i := 0; i < len(said); {
		hears := h.ear.heard&bitOf(byte(said[i])) != 0
		number++
		j, set := i+1, uint64(0)
		for ; j < len(said) && said[j]&beginsName == 0; j++ {
			if w := said[j] & wordBits; hears && h.any[w/64]>>(w%64)&1 != 0 {
				set |= h.covers[w]
			}
		}
		if set != 0 {
			if s := h.score(set, said[i+1:j]); s > score {
				score, name = s, number
			}
		}
		i = j
	}
	return score, name
}

// score compares the query with a name whose words may be the parts of it in set.
func (h *hearing) score(set uint64, said []uint32) (score int) {
	h.line = h.line[:0]
	var letters uint64
	for i := range h.ear.asked {
		q := &h.ear.asked[i]
		if !q.met(set) {
			continue
		}
		if letters == 0 {
			for _, n := range said {
				if h.covers[n&wordBits] != 0 {
					letters |= h.sounds.letters[n&wordBits]
				}
			}
		}
		if o := &q.orders[0]; q.tooFar(letters, o.weight*h.ear.tolerance/100-o.malus) {
			continue
		}
		if len(h.line) == 0 {
			h.spell(said)
		}
		score = max(score, h.ear.compare(q, h.line, h.left))
	}
	return score
}

// spell puts the words of a name into line; a light one begins with lightWord.
func (h *hearing) spell(said []uint32) {
	h.left = 0
	for _, n := range said {
		w := h.sounds.text[n&wordBits]
		switch light := n&isLight != 0; {
		case h.covers[n&wordBits] == 0 && light:
			h.left += skipLight
			continue
		case h.covers[n&wordBits] == 0:
			h.left += skipWord
			continue
		case light:
			w = string(lightWord) + w
		}
		h.line = append(h.line, w)
	}
}

// met reports whether a name has enough of each word.
func (q *asking) met(set uint64) bool {
	for _, p := range q.parts {
		if bits.OnesCount64(set&p.set) < p.need {
			return false
		}
	}
	return true
}
