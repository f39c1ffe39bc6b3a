package names

import (
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"
)

// Index finds persons by name in memory. The zero Index is empty and ready, and
// uses [Keys]. All methods may be called at the same time.
//
// It holds each distinct word once, and per person the numbers of the words. A
// search compares every word with the query, which is cheap because a mask of
// the word's characters rules out nearly all, and then walks once over the
// numbers. So there is no list of pieces or edits to keep, and the order of the
// words, parts of words and one typing error cost the same.
type Index struct {
	mu      sync.RWMutex
	keys    Keyer
	places  map[string]uint32 // person's id -> place in persons
	ids     []string          // "" for a free place
	persons []person
	free    []uint32 // places in persons
	flat    []uint32 // the words of all persons; see word marks below
	dead    int      // numbers in flat that no id uses
	dict    dictionary
	sounds  sounds
}

// person is one id with its stretch of flat. A search looks at all of them, so they are
// small, and say at once whether there is anything to compare.
type person struct {
	tag     uint32
	start   uint32
	length  uint16
	said    uint16 // how many numbers behind those of the words are of sounds
	written uint16 // the scripts of the words; see writtenIn
	heard   uint16 // the scripts of the lines; see bitOf
}

// A number in flat is a word of the dictionary with two marks.
const (
	beginsName = 1 << 31 // the word is the first of a name
	isLight    = 1 << 30
	wordBits   = isLight - 1
)

// NewIndex returns an empty index that makes its keys with k.
func NewIndex(k Keyer) *Index { return &Index{keys: k} }

// Put makes id findable by each of fulls, its whole names, in place of what it
// was findable by before. Tag is the caller's key of the row scope: [Index.SearchIn]
// leaves out tags without asking about each person.
func (x *Index) Put(id string, tag uint32, fulls []string) {
	keys := x.keys
	if keys == nil {
		keys = Keys
	}
	fulls = fulls[:min(len(fulls), mostNames)]
	made := make([][]Key, len(fulls))
	lines := make([]line, len(fulls))
	for i, full := range fulls {
		made[i], lines[i] = keys(full), sound(full)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
	p := person{tag: tag, start: uint32(len(x.flat))}
	for _, ks := range made {
		x.addName(ks)
		for _, k := range ks {
			p.written |= writtenIn(k.Text)
		}
	}
	p.length = uint16(len(x.flat) - int(p.start))
	for _, l := range lines {
		x.flat = x.sounds.addLine(x.flat, l)
		if l != "" {
			p.heard |= bitOf(l[0])
		}
	}
	p.said = uint16(len(x.flat) - int(p.start) - int(p.length))
	if x.places == nil {
		x.places = map[string]uint32{}
	}
	x.places[id] = x.place(id, p)
}

// mostNames is how many names of one person are indexed.
const mostNames = 1000

// addName appends the words of one name to flat. A name without words keeps its
// place, so that the number of a hit is the number that Put was given.
func (x *Index) addName(keys []Key) {
	mark := uint32(beginsName)
	if len(keys) == 0 {
		x.flat = append(x.flat, mark|x.dict.intern(nil))
	}
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j].Kind != Written {
			j++
		}
		n := x.dict.intern(keys[i:j]) | mark
		if keys[i].Light {
			n |= isLight
		}
		x.flat = append(x.flat, n)
		mark, i = 0, j
	}
}

// place stores p in a free place or a new one.
func (x *Index) place(id string, p person) uint32 {
	if n := len(x.free); n > 0 {
		at := x.free[n-1]
		x.free = x.free[:n-1]
		x.persons[at], x.ids[at] = p, id
		return at
	}
	x.persons, x.ids = append(x.persons, p), append(x.ids, id)
	return uint32(len(x.persons) - 1)
}

// Delete forgets id, and every word that no other id has.
func (x *Index) Delete(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
}

func (x *Index) remove(id string) {
	at, ok := x.places[id]
	if !ok {
		return
	}
	p := x.persons[at]
	words, said := x.of(p)
	for i, w := range words {
		x.dict.release(w & wordBits)
		words[i] = 0
	}
	for i, w := range said {
		if w&beginsName == 0 {
			x.sounds.release(w & wordBits)
		}
		said[i] = 0
	}
	x.dead += int(p.length) + int(p.said)
	x.persons[at], x.ids[at] = person{}, ""
	x.free = append(x.free, at)
	delete(x.places, id)
	if x.dead > 4096 && x.dead > len(x.flat)/2 {
		x.compact()
	}
}

// of returns the words and the sounds of a person.
func (x *Index) of(p person) (words, said []uint32) {
	end := p.start + uint32(p.length)
	return x.flat[p.start:end:end], x.flat[end : end+uint32(p.said)]
}

// compact closes the gaps in flat.
func (x *Index) compact() {
	flat := make([]uint32, 0, len(x.flat)-x.dead)
	for i := range x.persons {
		p := &x.persons[i]
		words, said := x.of(*p)
		p.start = uint32(len(flat))
		flat = append(append(flat, words...), said...)
	}
	x.flat, x.dead = flat, 0
}

// Len returns how many persons the index holds.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.places)
}

// String says how much the index holds and nothing of what, so that printing
// one does not print names.
func (x *Index) String() string { return "names.Index" }

// GoString is String.
func (x *Index) GoString() string { return x.String() }

// dictionary holds the distinct words and their forms. The slices of forms are
// apart because a search reads the mask of all, and text of few.
type dictionary struct {
	numbers map[string]uint32 // written form -> number of the word
	words   []entry
	free    []uint32 // numbers of words
	mask    []uint64
	pairs   []uint64
	size    []uint8 // in characters; 0 for a free form
	text    []string
	word    []uint32 // the form's word
	next    []uint32 // the next form of the same word; see none
	freed   []uint32 // free forms
}

// entry is one word: how often it is used, and its written form.
type entry struct{ uses, first uint32 }

// none is the number of a form that does not exist.
const none = ^uint32(0)

// intern returns the number of the word with these keys and counts the use.
func (d *dictionary) intern(keys []Key) uint32 {
	written := ""
	if len(keys) > 0 {
		written = keys[0].Text
	}
	if n, ok := d.numbers[written]; ok {
		d.words[n].uses++
		return n
	}
	n := uint32(len(d.words))
	if k := len(d.free); k > 0 {
		n, d.free = d.free[k-1], d.free[:k-1]
	} else {
		d.words = append(d.words, entry{})
	}
	first := none
	for i := len(keys) - 1; i >= 0; i-- {
		first = d.form(n, strings.Clone(keys[i].Text), first) // a clone: no longer text stays behind it
	}
	if first != none {
		written = d.text[first]
	}
	d.words[n] = entry{1, first}
	if d.numbers == nil {
		d.numbers = map[string]uint32{}
	}
	d.numbers[written] = n
	return n
}

func (d *dictionary) form(word uint32, text string, next uint32) uint32 {
	size := uint8(min(utf8.RuneCountInString(text), 255))
	if k := len(d.freed); k > 0 {
		f := d.freed[k-1]
		d.freed = d.freed[:k-1]
		d.mask[f], d.pairs[f], d.size[f], d.text[f], d.word[f], d.next[f] = maskOf(text), pairsOf(text), size, text, word, next
		return f
	}
	d.mask = append(d.mask, maskOf(text))
	d.pairs = append(d.pairs, pairsOf(text))
	d.size = append(d.size, size)
	d.text = append(d.text, text)
	d.word = append(d.word, word)
	d.next = append(d.next, next)
	return uint32(len(d.text) - 1)
}

// release takes back one use of a word and forgets an unused one.
func (d *dictionary) release(n uint32) {
	e := &d.words[n]
	e.uses--
	if e.uses > 0 {
		return
	}
	written := ""
	if e.first != none {
		written = d.text[e.first]
	}
	for f := e.first; f != none; f = d.next[f] {
		d.mask[f], d.size[f], d.text[f] = 0, 0, ""
		d.freed = append(d.freed, f)
	}
	delete(d.numbers, written)
	*e = entry{}
	d.free = append(d.free, n)
}

// maskOf returns a set of the characters of s. Two words that are one edit apart
// differ in at most two of its bits; a part has no bit that the whole lacks.
func maskOf(s string) (mask uint64) {
	for _, r := range s {
		mask |= 1 << ((uint32(r) * 0x9e3779b1) >> 26)
	}
	return mask
}

// pairsOf returns a set of the pairs of neighbours in s. Two words that are one
// edit apart differ in at most six of its bits, which is when two neighbours have
// changed places; a part has no bit that the whole lacks.
func pairsOf(s string) (mask uint64) {
	last := rune(-1)
	for _, r := range s {
		if last >= 0 {
			mask |= 1 << ((uint32(last)*31 + uint32(r)) * 0x9e3779b1 >> 26)
		}
		last = r
	}
	return mask
}

// far reports whether the masks of two words rule out that they are one edit apart.
func far(a, b uint64) bool { return bits.OnesCount64(a^b) > 2 }
