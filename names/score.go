package names

import (
	"slices"
	"strings"
)

// scorer judges the names of one person after another.
type scorer struct {
	q       question
	dict    *dictionary
	grades  []uint32
	hearing *hearing // nil for a query without sounds
	least   int      // how alike a name must sound to be offered: see leastHeard
}

// mostParts is how many words of a name may be written as one in a query.
const mostParts = 6

// meeting is what is known of one name so far.
type meeting struct {
	best   [lanes]int               // the best grade of each word of the query
	parts  [lanes][mostParts]uint32 // words of the name that are a part of it
	count  [lanes]int               // how many of them there are
	any    bool
	light  bool // the name has light words that the query does not have
	turned bool // the words are in another order than in the query
	last   int  // the place in the query that the word before met
	words  int  // of the name, without light ones
	met    int  // of those, also in part
	firm   int  // of those, enough for the name to be a part of the query
}

// best returns the score of the person's best name and its number; 0 for none.
func (s *scorer) best(words []uint32) (score, name int) {
	number := -1
	var m meeting
	judge := func() {
		if !m.any {
			return
		}
		if v := s.score(&m); v > score {
			score, name = v, number
		}
	}
	for _, w := range words {
		if w&beginsName != 0 {
			judge()
			number++
			if m.any || m.words > 0 {
				m = meeting{}
			}
		}
		heavy := w&isLight == 0
		if heavy {
			m.words++
		}
		if g := s.grades[w&wordBits]; g != 0 {
			s.meet(&m, w&wordBits, g, heavy)
		} else if !heavy {
			m.light = true
		}
	}
	judge()
	return score, name
}

// meet enters the grades of one word of the name.
func (s *scorer) meet(m *meeting, word, grades uint32, heavy bool) {
	m.any = true
	met, firm, at, high := false, false, 0, 0
	for i := 0; grades != 0; i, grades = i+1, grades>>laneBits {
		g := int(grades & 15)
		m.best[i] = max(m.best[i], g)
		if g > high {
			at, high = i, g
		}
		if g == piece {
			if m.count[i] < mostParts {
				m.parts[i][m.count[i]] = word
				m.count[i]++
			}
		}
		met = met || g > 0
		firm = firm || g >= spelled || g == piece && s.q.words[i].open && 3*s.size(word) >= s.q.words[i].size
	}
	m.turned = m.turned || at < m.last
	m.last = at
	if met && heavy {
		m.met++
	}
	if firm && heavy {
		m.firm++
	}
}

// size returns how many characters a word of a name has as it was written.
func (s *scorer) size(word uint32) int { return int(s.dict.size[s.dict.words[word].first]) }

// score returns the hundreds for the worst-met word of the query, the tens for
// how well all are met, and the ones for how little of the name is
// left over and that the order is the same.
func (s *scorer) score(m *meeting) int {
	level, sum, all := equal, 0, true
	for i, w := range s.q.words {
		b := m.best[i]
		if b == piece { // several words of the name make up one of the query
			b = 0
			if s.joined(w, m.parts[i][:m.count[i]]) {
				b = part
			}
		}
		sum += b
		if w.light && s.q.heavy {
			continue
		}
		all = all && b > 0
		level = min(level, b)
	}
	if !all {
		if m.words < 1 || m.firm < m.words {
			return 0
		}
		level = within
	}
	over := 2 * (m.words - m.met)
	if m.light || m.turned {
		over++
	}
	return level*100 + min(9, sum*9/(equal*len(s.q.words)))*10 + 9 - min(9, over)
}

// joined reports whether a word of the query is words of the name written as one, in any
// order and nothing besides.
func (s *scorer) joined(w asked, words []uint32) bool {
	return slices.ContainsFunc(w.forms, func(f form) bool { return s.tile(f.text, words, 0) })
}

// tile reports whether text is made of words that are not used yet.
func (s *scorer) tile(text string, words []uint32, used uint) bool {
	if text == "" {
		return true
	}
	for i, w := range words {
		if used>>i&1 != 0 {
			continue
		}
		for f := s.dict.words[w].first; f != none; f = s.dict.next[f] {
			rest, ok := strings.CutPrefix(text, s.dict.text[f])
			if ok && s.tile(rest, words, used|1<<i) {
				return true
			}
		}
	}
	return false
}
