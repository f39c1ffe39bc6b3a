package convention

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

//go:generate go run ./gen

// Citation is a place of this program that cites a paragraph or an article in a
// "Source:" line, because it serves that duty.
type Citation struct {
	Ref  string // "ACTIP 14.3" or "ACTIP 14"
	File string // from the root of the repository
	Name string // the function, type or variable; "" outside Go
	Says string // the first sentence of its comment
}

// cited splits "ACTIP 14.3(a)" into instrument, article, paragraph and item.
var cited = regexp.MustCompile(`^([A-Z][A-Z0-9-]*) ([0-9]+)(?:\.([0-9]+))?(?:\([a-z]\))?$`)

// Cites returns the places that cite a paragraph by its own number, "ACTIP 14.3",
// or an article as a whole, "ACTIP 14".
func Cites(ref string) []Citation {
	var all []Citation
	for _, c := range citations {
		if c.Ref == ref {
			all = append(all, c)
		}
	}
	return all
}

// CitesArticle returns the places that cite an article or one of its paragraphs.
func CitesArticle(instrument string, article int) []Citation {
	whole := instrument + " " + strconv.Itoa(article)
	var all []Citation
	for _, c := range citations {
		if c.Ref == whole || strings.HasPrefix(c.Ref, whole+".") {
			all = append(all, c)
		}
	}
	return all
}

// CertaintyOf returns how sure the least sure of the paragraphs is that a
// "Source:" line cites: code may serve a paragraph that no one has read, and then
// its page says so.
func (s *Snapshot) CertaintyOf(ref string) Certainty {
	order := []Certainty{Verified, Partly, Memory, NotEstablished}
	weakest := 0
	found := false
	for _, p := range s.c.Paragraphs {
		if p.Ref() == ref || strings.HasPrefix(p.Ref(), ref+".") {
			found = true
			weakest = max(weakest, slices.Index(order, p.Certainty))
		}
	}
	if !found {
		return NotEstablished
	}
	return order[weakest]
}

// Has reports whether the data has what a "Source:" line cites: a paragraph
// ("ACTIP 14.3"), an article ("ACTIP 14"), or, of a treaty whose text is not in
// the data, any article at all.
func (s *Snapshot) Has(ref string) bool {
	m := cited.FindStringSubmatch(ref)
	if m == nil {
		return false
	}
	if _, ok := s.Instrument(m[1]); !ok {
		return false
	}
	paragraphs := s.Paragraphs(m[1])
	for _, p := range paragraphs {
		if strconv.Itoa(p.Article) == m[2] && (m[3] == "" || strconv.Itoa(p.Number) == m[3]) {
			return true
		}
	}
	return len(paragraphs) == 0
}
