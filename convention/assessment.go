package convention

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lindung"
)

// Assessment is what somebody who is named says of a measure, or of what a state
// does on a paragraph. It holds words and no score: nobody is ranked.
type Assessment struct {
	ID       string
	About    string // the id of a measure, or a state and a number of the Convention: "TH/14.7", "TH/14"
	By       string // who says it, by name
	Kind     AssessorKind
	Day      lindung.Date // when they said it
	Finding  string
	Method   string // how they came to it
	ReplyOf  string // the id of the assessment that it answers
	Note     string
	Recorded lindung.Date
	Line     int
	Evidence
}

// AssessorKind is what sort of body an assessor is. What two kinds say is never
// put together.
type AssessorKind string

// AssessorKinds are the kinds, in the order of a page. A state replies for itself.
var AssessorKinds = []AssessorKind{"asean_body", "un", "ngo", "research", "other_state", "state"}

// OfState is the kind of an assessor that speaks for the state itself.
const OfState AssessorKind = "state"

// AboutState splits what an assessment is about into a state and a number of the
// Convention; ok is false where it is about a measure.
func (a Assessment) AboutState() (state lindung.Country, number string, ok bool) {
	s, number, ok := strings.Cut(a.About, "/")
	return lindung.Country(s), number, ok
}

// nobody are words that name no assessor, also with an article before them.
var nobody = []string{"ngo", "ngos", "cso", "csos", "lsm", "ong", "organisation", "organization", "organisations", "organizations", "institution", "institutions",
	"agency", "group", "civil society", "civil society organisation", "civil society organization", "international organisation", "international organization",
	"local ngo", "local organisation", "researcher", "researchers", "lawyer", "lawyers", "journalist", "journalists", "press", "media", "state", "government", "authority",
	"authorities", "person", "people", "many", "they", "we", "source", "expert", "observer", "lembaga", "organisasi", "peneliti", "pemerintah", "ahli", "para ahli", "pengamat", "anonymous", "unknown", "unnamed", "not named", "various", "several", "others", "sources", "experts", "observers", "somebody",
	"someone", "none", "nobody", "n/a", "na", "tbd", "anonim", "tidak diketahui"}

// Named reports whether a text names an assessor: words say who stands for them.
func Named(by string) bool {
	words := strings.FieldsFunc(strings.ToLower(by), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '/'
	})
	for len(words) > 1 && slices.Contains(articles, words[0]) {
		words = words[1:]
	}
	plain := strings.Join(words, " ")
	return strings.ContainsFunc(plain, unicode.IsLetter) && utf8.RuneCountInString(plain) > 1 && !slices.Contains(nobody, plain) && !strings.Contains(by, ";")
}

// articles are the words before a noun that do not make it a name.
var articles = []string{"a", "an", "the", "one", "some", "several", "various", "many", "local", "sebuah", "seorang", "suatu", "beberapa"}

// InWords reports whether a finding is said in words: a number, a grade or a tier
// alone is a score.
func InWords(finding string) bool {
	count := 0
	for _, w := range strings.Fields(finding) {
		if len([]rune(strings.Trim(w, ".,;:()"))) > 1 && !strings.ContainsAny(w, "0123456789%") {
			count++
		}
	}
	return count > 2
}

// Assessments returns what was known on a day of what assessors said, the earliest
// first.
func (s *Snapshot) Assessments(known lindung.Date) []Assessment {
	all := slices.DeleteFunc(slices.Clone(s.c.Assessments), func(a Assessment) bool { return later(a.Recorded, known) })
	slices.SortStableFunc(all, func(a, b Assessment) int { return compare(a.Day, b.Day) })
	return all
}

// Assessed is an assessment with the replies to it.
type Assessed struct {
	Assessment
	Replies []Assessed
}

// Assessed returns the assessments that an ask holds for, each with its replies.
func (s *Snapshot) Assessed(known lindung.Date, ask func(Assessment) bool) []Assessed {
	all := s.Assessments(known)
	var of func(string) []Assessed
	of = func(id string) []Assessed {
		var replies []Assessed
		for _, a := range all {
			if a.ReplyOf == id && (id != "" || ask(a)) {
				replies = append(replies, Assessed{a, of(a.ID)})
			}
		}
		return replies
	}
	return of("")
}

// AssessedMeasure returns what was said of one measure.
func (s *Snapshot) AssessedMeasure(id string, known lindung.Date) []Assessed {
	return s.Assessed(known, func(a Assessment) bool { return a.About == id })
}

// AssessedState returns what was said of a state on a number of the Convention, and of
// the state's measures for it.
func (s *Snapshot) AssessedState(state lindung.Country, number string, known lindung.Date) []Assessed {
	return s.Assessed(known, func(a Assessment) bool {
		if of, n, ok := a.AboutState(); ok {
			return of == state && within([]string{n}, number)
		}
		m, ok := s.Measure(a.About, known)
		return ok && m.State == state && m.For(number)
	})
}

// Assessors names those who speak in assessments, each once and without the replies
// of the state itself.
func Assessors(all []Assessed) []string {
	var names []string
	for _, a := range all {
		if a.Kind != OfState && !slices.Contains(names, a.By) {
			names = append(names, a.By)
		}
	}
	return names
}
