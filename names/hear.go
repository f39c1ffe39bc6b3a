package names

import (
	"math"
	"math/bits"
	"slices"
	"strings"
)

// doubtful are the capital letters of a line: the sounds one may stand for, and
// what it costs when none is there.
var doubtful = map[byte]struct {
	sounds string
	absent int
}{
	'V': {"ao", 2},   // a vowel that is not written
	'A': {"aieu", 1}, // one that is written for several
	'N': {"aeiou", 0}, 'E': {"e", 1}, 'I': {"i", 2}, 'U': {"u", 2}, 'Y': {"yi", 1}, 'H': {"h", 1}, 'T': {"t", 2},
	'O': {"r", 1}, 'Q': {"yr", 5}, 'R': {"rn", 4}, 'C': {"cs", whole}, 'L': {"ln", 8}, 'S': {"std", 8}, 'J': {"jctds", 8}, 'W': {"wuo", 5},
}

// How much two sounds differ, in tenths of two consonants that have nothing in
// common.
const whole = 10

// near are pairs of sounds that romanisations exchange, and the cost.
var near = map[string]int{
	"ao": 2, "ae": 2, "ai": 3, "au": 3, "ei": 2, "eo": 3, "eu": 3, "io": 4, "iu": 3, "ou": 2,
	"iy": 1, "ey": 2, "uw": 1, "ow": 2, "aw": 4, "ay": 4,
	"gk": 2, "dt": 2, "bp": 2, "cj": 2, "cs": 4, "js": 5, "jz": 2, "cz": 4, "sz": 1, "st": 5, "ct": 5, "dj": 4, "dz": 5,
	"fp": 3, "bf": 4, "bw": 5, "fw": 5, "nq": 3, "mn": 5, "gq": 5, "lr": 3, "ln": 6, "nr": 6, "jy": 3, "ny": 6, "hk": 6, "fh": 6, "dl": 6, "dr": 6, "ck": 7, "hr": 7,
}

// absent returns what a sound costs that only one of the two has.
func absent(c byte) int {
	switch {
	case isVowel(c):
		return 4
	case c == 'h':
		return 3
	case c == 'y' || c == 'w':
		return 5
	case c == 'r':
		return 7
	}
	return whole
}

// differ and lack are near, doubtful and absent by pairs of letters.
var differ, lack = costs()

func costs() (differ [128][128]uint8, lack [128]uint8) {
	sounds, gone := make([]string, 128), [128]int{}
	for c := byte('a'); c <= 'z'; c++ {
		sounds[c], gone[c] = string(rune(c)), absent(c)
	}
	for c, d := range doubtful {
		sounds[c], gone[c] = d.sounds, d.absent
	}
	for a := range sounds {
		lack[a] = uint8(gone[a])
		for b := range sounds {
			least := whole
			for _, x := range sounds[a] {
				for _, y := range sounds[b] {
					least = min(least, apartness(x, y))
				}
			}
			differ[a][b] = uint8(least)
		}
	}
	return differ, lack
}

func apartness(x, y rune) int {
	if x == y {
		return 0
	}
	if d, ok := near[string([]rune{min(x, y), max(x, y)})]; ok {
		return d
	}
	return whole
}

// frameOf is the class of consonant of a letter, as a set; 0 for weak sounds. Which
// classes follow each other in a word lets a search pass over most words.
var frameOf = frames()

func frames() (set [128]uint8) {
	for i, class := range []string{"kgq", "cjsz", "td", "pbf", "m", "n", "lr"} {
		for _, c := range class {
			set[c] = 1 << i
		}
	}
	set['q'] |= 1 << 5 // ng and n are often one
	set['f'] |= 1 << 7
	for c, d := range doubtful {
		for _, s := range d.sounds {
			set[c] |= set[s]
		}
	}
	return set
}

// step is the pairs that two consonants of a line may be, as a set.
type step = uint64

// pairsOfSets returns the pairs of a class of a and a class of b.
func pairsOfSets(a, b uint8) (s step) {
	for ; a != 0; a &= a - 1 {
		s |= uint64(b) << (8 * bits.TrailingZeros8(a))
	}
	return s
}

// frame is what the consonants of a reading or of a line so far allow.
type frame struct {
	first, last uint8 // classes it may begin and end with
	inner       step
	thin        bool // it may have no consonant at all
}

// walk returns the steps that words may make.
func walk(words string) []step {
	var steps []step
	var last uint8
	for w := range strings.SplitSeq(words, " ") {
		var f frame
		for s := range strings.SplitSeq(w, ",") {
			r := framesOf(s)
			f = frame{f.first | r.first, f.last | r.last, f.inner | r.inner, f.thin || r.thin}
		}
		steps = append(steps, pairsOfSets(last, f.first), f.inner)
		if f.thin {
			last |= f.last
		} else {
			last = f.last
		}
	}
	return steps
}

func framesOf(s string) frame {
	f := frame{thin: true}
	for i := range len(s) {
		set := frameOf[s[i]&127]
		if set == 0 {
			continue
		}
		if f.thin {
			f.first |= set
		}
		f.inner |= pairsOfSets(f.last, set)
		if weak[s[i]&127] {
			f.last |= set
		} else {
			f.last, f.thin = set, false
		}
	}
	return f
}

// weak are the letters with a class that may be absent or a weak sound.
var weak = func() (set [128]bool) {
	for c, d := range doubtful {
		set[c] = d.absent < whole/2 || strings.ContainsAny(d.sounds, "aeiouwyh")
	}
	return set
}()

// frameMask returns all steps of words as one set.
func frameMask(words string) (mask uint64) {
	for _, s := range walk(words) {
		mask |= s
	}
	return mask
}

// ear compares one query with the lines of many names.
type ear struct {
	mark    byte
	heard   uint16     // the scripts of names that the query is compared with; see bitOf
	many    bool       // the query has words of several readings
	words   string     // without marks
	letters string     // the first reading of each word
	frame   uint64     // the steps of the words
	weight  int        // of the words as they were typed
	cheap   [128]uint8 // the least that a letter costs, whatever of the query stands for it
	asked   []asking

	tolerance, misheard int // percent of weights; see the constants
}

// bitOf is the bit of the script with a mark; 0 for none.
func bitOf(mark byte) uint16 {
	if mark < latinMark {
		return 0
	}
	return 1 << (mark - latinMark)
}

// hears reports whether names of the query's script and of another are compared
// by sound: Latin with any other, Thai with Lao. For other two there is no public
// file that would show how many are found.
func (e *ear) hears(mark byte) bool {
	switch {
	case mark == e.mark:
		return false
	case mark == latinMark || e.mark == latinMark:
		return true
	}
	return mark == thaiMark && e.mark == laoMark || mark == laoMark && e.mark == thaiMark
}

// cheapest returns the least that each letter costs beside some words: what the letter of
// them costs that is most like it, or being left out.
func cheapest(words string) (cheap [128]uint8) {
	cheap = lack
	for _, c := range words {
		if c == ' ' || c == ',' {
			continue
		}
		for x := range cheap {
			cheap[x] = min(cheap[x], differ[c&127][x])
		}
	}
	return cheap
}

// hopeless reports whether a word costs too much, wherever in the query it stands; else it
// returns what it may cost.
func (e *ear) hopeless(s string) (bool, uint16) {
	least, all := 0, 0
	for i := range len(s) {
		c := s[i] & 127
		least, all = least+int(e.cheap[c]), all+int(lack[c])
	}
	limit := all * e.misheard / 100
	return least > limit, uint16(limit)
}

// What sounds a little like a short query is found by chance where there are very many
// people: of whom few could know the query from nonsense. Up to fewPeople there is no bound.
const (
	fewPeople   = 10_000
	manyPeople  = 200_000
	plainWeight = 80 // of a query that is long enough to be told from nonsense
	shortWeight = 30 // shorter ones are judged like this
)

// least returns how alike a name must sound to be offered among so many people. It was
// fitted to 3,000 invented strings, most of which sound 10 to 30 like somebody.
func (e *ear) least(people int) int {
	if e == nil || people <= fewPeople {
		return 0
	}
	crowded := math.Log(float64(people)/fewPeople) / math.Log(manyPeople/fewPeople)
	short := max(0, plainWeight-max(shortWeight, e.weight))
	return int(0.65*crowded*float64(short)) + int(9*min(1, crowded)*float64(min(1, short)))
}

// asking is a choice of the query's words in the orders they may have.
type asking struct {
	parts  []askedPart
	orders []heard
	near   []nearest // by letter of the words; none where words have several readings
}

// nearest are the letters that may stand for one of the query, as sets, by what that costs
// at least: nothing, 1, 3, or else rest.
type nearest struct {
	same, close, akin uint64
	rest              uint8
	lack              uint8 // what it costs when nothing stands for it
}

// setOf returns the letters of a line as a set.
func setOf(letters string) (set uint64) {
	for i := range len(letters) {
		set |= letterBit(letters[i] & 127)
	}
	return set
}

func letterBit(c byte) uint64 {
	switch {
	case c >= 'a' && c <= 'z':
		return 1 << (c - 'a')
	case c >= 'A' && c <= 'Z':
		return 1 << (c - 'A' + 26)
	}
	return 0
}

// nearestTo returns those of each letter.
func nearestTo(letters string) []nearest {
	all := make([]nearest, len(letters))
	for i := range letters {
		x := letters[i] & 127
		n := nearest{lack: lack[x], rest: min(lack[x], 6)}
		for c := byte('A'); c <= 'z'; c++ {
			switch d := differ[c][x]; {
			case d == 0:
				n.same |= letterBit(c)
			case d <= 2:
				n.close |= letterBit(c)
			case d <= 5:
				n.akin |= letterBit(c)
			}
		}
		all[i] = n
	}
	return all
}

// tooFar reports whether a name that has these letters costs more than limit, in whatever
// order they stand: most names are passed over by that alone.
func (q *asking) tooFar(letters uint64, limit int) bool {
	cost := 0
	for i := range q.near {
		switch n := &q.near[i]; {
		case letters&n.same != 0:
		case letters&n.close != 0:
			cost += int(min(1, n.lack))
		case letters&n.akin != 0:
			cost += int(min(3, n.lack))
		default:
			cost += int(n.rest)
		}
	}
	return cost > limit
}

// askedPart is one word of a query.
type askedPart struct {
	set  uint64 // its letters, or the word itself if words have several readings
	need int    // how many of them a name must have to be compared
}

// heard is a choice of words in one order.
type heard struct {
	words  []string
	text   text
	weight int
	malus  int // for an order or a shortness that was not typed
}

// maxOrders is how many words a query may have that is turned round or shortened.
const maxOrders = 4

// listen makes an ear for a query, or nil if it has no sounds.
func listen(query string) *ear {
	l := sound(query)
	if len(l) < 4 {
		return nil
	}
	e := &ear{mark: l[0], many: strings.Contains(l, ","), tolerance: tolerance, misheard: misheard}
	if e.many && e.mark == marksOfScripts["Hani"] {
		e.tolerance, e.misheard = readings, readings
	}
	for _, mark := range marksOfScripts {
		if e.hears(mark) {
			e.heard |= bitOf(mark)
		}
	}
	var all, heavy []int
	words := strings.Split(l[2:], " ")
	for i, w := range words {
		if w[0] != lightWord {
			heavy = append(heavy, i)
		}
		all = append(all, i)
		words[i] = strings.TrimPrefix(w, string(lightWord))
	}
	e.words = strings.Join(words, " ")
	e.letters = cut(plainLetters(e.words), maxHeard)
	e.cheap = cheapest(e.words)
	e.ask(words, all, 0)
	e.weight = e.asked[0].orders[0].weight
	if len(heavy) < len(all) && len(heavy) > 0 {
		e.ask(words, heavy, skipLight)
	}
	if n := len(heavy); n >= 3 && n <= maxOrders { // a given name of another language stands first
		e.ask(words, heavy[1:], oneWord)
	}
	return e
}

// ask adds a choice of the words as they are, with the last of them first, and
// with the first last: names are written family first or last.
func (e *ear) ask(words []string, choice []int, malus int) {
	chosen := make([]string, len(choice))
	q := asking{}
	for i, n := range choice {
		chosen[i] = words[n]
		if set := e.spanOf(words, n); set != 0 { // 0 beyond maxHeard
			q.parts = append(q.parts, askedPart{set, (bits.OnesCount64(set)*enough + 99) / 100})
		}
	}
	q.orders = append(q.orders, hear(chosen, malus))
	if n := len(chosen); n > 1 && n <= maxOrders {
		q.orders = append(q.orders, hear(slices.Concat(chosen[n-1:], chosen[:n-1]), malus+otherOrder))
		if n > 2 {
			q.orders = append(q.orders, hear(slices.Concat(chosen[1:], chosen[:1]), malus+otherOrder))
		}
	}
	if !e.many {
		q.near = nearestTo(q.orders[0].text.letters)
	}
	for _, h := range q.orders {
		e.frame |= frameMask(strings.Join(h.words, " "))
	}
	e.asked = append(e.asked, q)
}

// spanOf returns the letters of a word of the query as a set, or the word if its
// words have several readings.
func (e *ear) spanOf(words []string, n int) uint64 {
	if e.many {
		return 1 << min(n, maxHeard-1)
	}
	end := len(plainLetters(strings.Join(words[:n+1], " ")))
	return span(min(end, maxHeard), min(end, maxHeard)-min(end-len(words[n]), maxHeard))
}

func hear(words []string, malus int) heard {
	h := heard{words: words, malus: malus}
	h.text.letters = cut(plainLetters(strings.Join(words, " ")), maxHeard)
	h.weight = weight(h.text.letters)
	return h
}

func weight(letters string) (sum int) {
	for i := range len(letters) {
		sum += int(lack[letters[i]&127])
	}
	return sum
}

const (
	oneWord    = 6 // for a word of a longer query that the name does not have
	otherOrder = 2 // for words in another order
	skipLight  = 1
	joined     = 1  // for a word of the name more than the query has: two in one
	skipWord   = 3  // for a word of the name that the query does not have
	tolerance  = 20 // percent of the weight that may differ
	readings   = 20 // the same for words of several readings, one of which should fit
	maxHeard   = 48 // letters of a query that are compared
)

// compare returns how alike a choice of the query's words and the words of a
// name sound, from 0 to 100; 0 if they differ too much.
// Left is what the words cost that the name has besides.
func (e *ear) compare(q *asking, l []string, left int) (score int) {
	var t text
	if e.many { // the side with readings is the pattern
		t = textOf(l)
	}
	for i := range q.orders {
		h := &q.orders[i]
		malus := h.malus + left
		if !e.many {
			malus += joined * max(0, len(l)-len(h.words))
		}
		limit := h.weight*e.tolerance/100 - malus
		if limit < 0 {
			continue
		}
		cost := 0
		if e.many {
			cost = compare(h.words, t, limit, 0)
		} else {
			cost = compare(l, h.text, limit, skipWord)
		}
		if cost <= limit {
			score = max(score, 100-90*(cost+malus)/max(limit+malus, 1))
		}
	}
	return score
}

// plainLetters returns the first reading of each word, without spaces.
func plainLetters(l line) string {
	var b strings.Builder
	for w := range strings.SplitSeq(l, " ") {
		first, _, _ := strings.Cut(w, ",")
		b.WriteString(strings.TrimPrefix(first, string(lightWord)))
	}
	return b.String()
}

// text is the side of a comparison that has one reading.
type text struct {
	letters string
	ends    []uint8 // where its words end, if they may be skipped
	light   uint32  // which of them are light
}

// textOf makes a text of words that may be skipped.
func textOf(words []string) text {
	b := make([]byte, 0, maxHeard)
	t := text{ends: make([]uint8, 0, 8)}
	for _, w := range words {
		first, _, _ := strings.Cut(w, ",")
		if first[0] == lightWord {
			t.light |= 1 << len(t.ends)
			first = first[1:]
		}
		if len(b)+len(first) > maxHeard || len(t.ends) == 32 {
			break
		}
		b = append(b, first...)
		t.ends = append(t.ends, uint8(len(b)))
	}
	t.letters = string(b)
	return t
}

// jump lets words of the text be skipped.
func (r *row) jump(t text) {
	start := uint8(0)
	for i, end := range t.ends {
		skip := uint16(skipWord)
		if t.light>>i&1 != 0 {
			skip = skipLight
		}
		r[end] = min(r[end], r[start]+skip)
		start = end
	}
}

type row [maxHeard + 1]uint16

// compare returns the least cost of making the text from the pattern, or more
// than limit. Words of the pattern cost skip to leave out, or cannot be if it is 0.
func compare(pattern []string, t text, limit int, skip uint16) int {
	var at, reading, next row
	letters := t.letters
	n := len(letters)
	for j := range n {
		at[j+1] = at[j] + uint16(lack[letters[j]&127])
	}
	at.jump(t)
	for _, w := range pattern {
		leave := skip
		if w[0] == lightWord {
			w, leave = w[1:], skipLight
		}
		for j := range n + 1 {
			next[j] = at[j] + leave
			if leave == 0 {
				next[j] = tooMuch
			}
		}
		for w != "" {
			var s string
			s, w, _ = strings.Cut(w, ",")
			reading = at
			if reading.spelled(s, letters, uint16(limit)) > uint16(limit) {
				continue
			}
			for j := range n + 1 {
				next[j] = min(next[j], reading[j])
			}
		}
		at = next
		at.jump(t)
		if at.least(n) > uint16(limit) {
			return tooMuch
		}
	}
	return int(at[n])
}

const tooMuch = 10_000

// least returns the lowest of the first n+1 costs.
func (r *row) least(n int) uint16 { return slices.Min(r[:n+1]) }

// spelled goes on by all letters of a reading, as long as the lowest cost is at most limit.
func (r *row) spelled(reading, letters string, limit uint16) (least uint16) {
	for i := range len(reading) {
		if least = r.add(reading[i]&127, letters); least > limit {
			return least
		}
	}
	return least
}

// add goes one letter of the pattern further, and returns the lowest cost then.
func (r *row) add(c byte, letters string) (least uint16) {
	d, gone := &differ[c], uint16(lack[c])
	left := r[0]
	r[0] += gone
	least = r[0]
	for j := range len(letters) {
		x := letters[j] & 127
		best := min(left+uint16(d[x]), r[j+1]+gone, r[j]+uint16(lack[x]))
		left = r[j+1]
		r[j+1] = best
		least = min(least, best)
	}
	return least
}
