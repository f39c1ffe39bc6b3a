package names

import "slices"

// How much two whole names are like each other, for [Likeness].
const (
	Unlike = iota
	Within // one is a part of the other, or only some of it is written like it
	Alike  // they differ in spelling or script, or by one typing error
	Same   // the same words, in any order
)

// Likeness returns how much two whole names are like each other, however the two are
// written. It says nothing of persons: many people have one name.
func Likeness(a, b string) int {
	x, y := heavy(a), heavy(b)
	if len(x) > 0 && slices.Equal(x, y) {
		return Same
	}
	score := max(met(a, b), met(b, a))
	switch {
	case score == 0:
		return Unlike
	case score >= typo*100 && (len(x) == len(y) || Script(a) != Script(b)):
		return Alike
	}
	return Within
}

// met is how well b is met by a search for a.
func met(a, b string) int {
	x := NewIndex(Keys)
	x.Put("b", 0, []string{b})
	if hits := x.Search(a, 1, nil); len(hits) > 0 {
		return hits[0].Score
	}
	return 0
}

// heavy returns the sorted words of a name that are not light.
func heavy(name string) []string {
	var all []string
	for _, k := range Keys(name) {
		if k.Kind == Written && !k.Light {
			all = append(all, k.Text)
		}
	}
	slices.Sort(all)
	return all
}
