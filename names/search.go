package names

import (
	"math/bits"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"
)

// Hit is a person whose name may be the one that was searched for.
type Hit struct {
	ID    string
	Score int // 100 to 699, comparable within one search only
	Name  int // which of the names given to Put, from 0
}

// How well a word of the query meets a word of a name. The values are the
// hundreds of a score.
const (
	piece   = 1 // the name's word is a part of the query's
	part    = 2 // the query's word is inside the name's
	typo    = 3
	prefix  = 4
	spelled = 5 // equal but for the spelling
	equal   = 6
)

// A name that only sounds like the query scores from soundsAt on, and above a
// typing error if it sounds just so.
const (
	soundsAt  = 150
	soundsFor = 490
)

const (
	lanes    = 8 // words of a query that count; further ones are ignored
	laneBits = 4
	within   = 1 // the level of a name that is whole inside a longer query
)

// Search returns at most limit persons, best first, for whom may is true. All
// words of the query must be met, in any order; particles and forms of address
// need not be. A name that is wholly contained in a longer query comes last.
// May is asked best first, without a lock held, until there is enough.
func (x *Index) Search(query string, limit int, may func(id string) bool) []Hit {
	return x.SearchIn(query, limit, nil, nil, may)
}

// SearchIn is Search among the persons whose tag is in tags, or all if tags is
// nil, and those whose id is in also. A caller with a row scope should use it: it does not ask may about
// others, so the time of a search does not show that they exist. What still
// shows is a few nanoseconds for each word of the index.
func (x *Index) SearchIn(query string, limit int, tags map[uint32]bool, also []string, may func(id string) bool) []Hit {
	q := x.parse(query)
	if len(q.words) == 0 || limit <= 0 {
		return nil
	}
	for n := 8 * limit; ; n *= 16 {
		found := x.find(q, n, tags, also)
		var hits []Hit
		for _, h := range found {
			if may == nil || may(h.ID) {
				hits = append(hits, h)
			}
			if len(hits) == limit {
				return hits
			}
		}
		if len(found) < n {
			return hits
		}
	}
}

// question is a query made ready.
type question struct {
	words   []asked
	heavy   bool   // some word is not light; else all count
	scripts uint16 // of its words, as bits
	ear     *ear   // nil for a query without sounds
}

// asked is one word of a query in all its forms.
type asked struct {
	forms []form
	size  int // characters of the written form
	light bool
	open  bool // of a script without spaces
}

type form struct {
	text  string
	mask  uint64
	pairs uint64
	size  int
	kind  Kind
	han   bool
}

func (x *Index) parse(query string) question {
	keys := x.keys
	if keys == nil {
		keys = Keys
	}
	var q question
	for _, k := range keys(query) {
		if k.Kind == Written {
			if len(q.words) == lanes {
				break
			}
			q.words = append(q.words, asked{size: utf8.RuneCountInString(k.Text), light: k.Light})
			q.heavy = q.heavy || !k.Light
		}
		script := Script(k.Text)
		q.scripts |= writtenIn(k.Text)
		w := &q.words[len(q.words)-1]
		w.open = spaceless(script)
		w.forms = append(w.forms, form{
			text: k.Text, mask: maskOf(k.Text), pairs: pairsOf(k.Text), size: utf8.RuneCountInString(k.Text),
			kind: k.Kind, han: script == "Hani",
		})
	}
	q.ear = listen(query)
	return q
}

// match returns how well the form meets a form of a name that its mask and size
// did not rule out, or 0.
func (f *form) match(text string, size int, mask uint64, written bool) int {
	switch {
	case f.text == text:
		if written && f.kind == Written {
			return equal
		}
		return spelled
	case size > f.size && f.mask&^mask == 0 && f.inside(text):
		if strings.HasPrefix(text, f.text) {
			return prefix
		}
		return part
	case max(size, f.size) >= 4 && !far(f.mask, mask) && OneTypo(f.text, text):
		return typo
	case size < f.size && f.holds(text, size):
		return piece
	}
	return 0
}

// possible reports whether masks and pairs leave it open that one of the two is
// inside the other or that they are one edit apart.
func (f *form) possible(mask, pairs uint64) bool {
	return f.mask&^mask == 0 && f.pairs&^pairs == 0 ||
		mask&^f.mask == 0 && pairs&^f.pairs == 0 ||
		!far(f.mask, mask) && bits.OnesCount64(f.pairs^pairs) <= 6
}

// inside reports whether the form is a part of text and long enough to tell.
func (f *form) inside(text string) bool {
	return (f.size >= 2 || f.han) && strings.Contains(text, f.text)
}

// holds reports whether text, a word of a name, is a part of the form.
func (f *form) holds(text string, size int) bool {
	return (size >= 2 || f.han) && strings.Contains(f.text, text)
}

// grade returns for each word of the dictionary how well it meets each word of
// the query, four bits for each.
func (d *dictionary) grade(q question) []uint32 {
	grades := make([]uint32, len(d.words))
	for lane, w := range q.words {
		shift := lane * laneBits
		for k := range w.forms {
			f := &w.forms[k]
			for i, mask := range d.mask {
				if !f.possible(mask, d.pairs[i]) {
					continue
				}
				size := int(d.size[i])
				if size == 0 {
					continue // a free form
				}
				m := uint32(f.match(d.text[i], size, mask, d.words[d.word[i]].first == uint32(i)))
				g := &grades[d.word[i]]
				if m > *g>>shift&15 {
					*g = *g&^(15<<shift) | m<<shift
				}
			}
		}
	}
	return grades
}

// find returns the n best persons, best first.
func (x *Index) find(q question, n int, tags map[uint32]bool, also []string) []Hit {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.findIn(processorsFor(len(x.persons)), q, n, tags, also)
}

// findIn is find in so many parts of the persons at once. What is found does not depend on
// how many they are.
func (x *Index) findIn(parts int, q question, n int, tags map[uint32]bool, also []string) []Hit {
	beside := make([]uint64, (len(x.persons)+63)/64)
	for _, id := range also {
		if at, ok := x.places[id]; ok {
			beside[at/64] |= 1 << (at % 64)
		}
	}
	in := scope(tags)
	grades := x.dict.grade(q)
	met := marked(grades)
	hearing := x.sounds.hearing(q.ear, parts)
	hears := uint16(0)
	if hearing != nil {
		hears = q.ear.heard
	}
	ranks := make([]ranking, parts)
	inParts(parts, len(x.persons), func(part, from, to int) {
		s := scorer{q: q, dict: &x.dict, grades: grades, hearing: hearing.again(), least: q.ear.least(len(x.places))}
		for at := from; at < to; at++ {
			p := &x.persons[at]
			if p.written&q.scripts|p.heard&hears == 0 || tags != nil && !in.has(p.tag) && beside[at/64]>>(at%64)&1 == 0 {
				continue
			}
			score, name := 0, 0
			words, said := x.of(*p)
			if p.written&q.scripts != 0 && meets(words, met) {
				score, name = s.best(words)
			}
			if p.heard&hears != 0 {
				if heard, n := s.heard(said); heard > score {
					score, name = heard, n
				}
			}
			if score > 0 {
				ranks[part].add(score, uint32(at), name)
			}
		}
	})
	var hits []Hit
	for score := maxScore; score > 0; score-- {
		for i := range ranks {
			for _, f := range ranks[i].by[score] {
				if len(hits) == n {
					return hits
				}
				hits = append(hits, Hit{ID: x.ids[f.at], Score: score, Name: int(f.name)})
			}
		}
	}
	return hits
}

// leastPart is how many persons or words are worth a part of their own.
const leastPart = 16_384

// processorsFor is in how many parts a search looks at so many: one for each processor, if there
// are enough.
func processorsFor(n int) int { return max(1, min(runtime.GOMAXPROCS(0), n/leastPart)) }

// inParts has parts of n worked on at once, and waits for all.
func inParts(parts, n int, work func(part, from, to int)) {
	var all sync.WaitGroup
	for i := range parts - 1 {
		all.Go(func() { work(i, i*n/parts, (i+1)*n/parts) })
	}
	work(parts-1, (parts-1)*n/parts, n)
	all.Wait()
}

// scope are the tags of a search as bits.
func scope(tags map[uint32]bool) bitset {
	var in bitset
	for tag, yes := range tags {
		if !yes {
			continue
		}
		for int(tag/64) >= len(in) {
			in = append(in, 0)
		}
		in[tag/64] |= 1 << (tag % 64)
	}
	return in
}

type bitset []uint64

func (b bitset) has(n uint32) bool { return int(n/64) < len(b) && b[n/64]>>(n%64)&1 != 0 }

// heard returns the score of a person's names by sound; 0 where none is like the query.
func (s *scorer) heard(said []uint32) (score, name int) {
	heard, name := s.hearing.best(said)
	if heard == 0 || heard < s.least {
		return 0, 0
	}
	return soundsAt + heard*soundsFor/100, name
}

// marked returns a bit for each word that has a grade, or that covers something: they fit
// where the processor reads fastest, and a search asks about the words of every person.
func marked[N uint32 | uint64](grades []N) bitset {
	met := make(bitset, (len(grades)+63)/64)
	for w, g := range grades {
		if g != 0 {
			met[w/64] |= 1 << (w % 64)
		}
	}
	return met
}

// meets reports whether the query has anything to do with these words.
func meets(words []uint32, met bitset) bool {
	for _, w := range words {
		w &= wordBits
		if met[w/64]>>(w%64)&1 != 0 {
			return true
		}
	}
	return false
}

const maxScore = 699

// ranking keeps what was found by score, which spares sorting it.
type ranking struct {
	by [maxScore + 1][]found
}

type found struct {
	at   uint32
	name uint32
}

func (r *ranking) add(score int, at uint32, name int) {
	r.by[score] = append(r.by[score], found{at, uint32(name)})
}
