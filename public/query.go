package public

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"lindung"
	"lindung/i18n"
	"lindung/names"
)

// former are names of the states besides those of the tables: older ones, and
// ways to write them.
var former = map[lindung.Country][]string{
	"BN": {"Brunei Darussalam"}, "KH": {"Kampuchea", "Cambodge"}, "LA": {"Lao PDR", "Lao People's Democratic Republic", "Laos"},
	"MM": {"Burma", "Birma", "ភូមា"}, "PH": {"Pilipinas", "Filipina"}, "TH": {"Siam"}, "TL": {"East Timor", "Timor Timur", "Timor Lorosae"},
	"VN": {"Viet Nam", "Vietnam"},
}

// namesOf are all names of a state, in every language and from other times.
func namesOf(state lindung.Country) []string {
	all := slices.Clone(former[state])
	for _, l := range i18n.Langs() {
		all = append(all, i18n.For(l).Country(state))
	}
	return all
}

// stateNamed finds the state that a text names.
func stateNamed(text string) (lindung.Country, bool) {
	state, ok := stateNames()[names.Plain(text)]
	return state, ok
}

var stateNames = sync.OnceValue(func() map[string]lindung.Country {
	all := map[string]lindung.Country{}
	for _, state := range lindung.States {
		all[strings.ToLower(string(state))] = state
		for _, name := range namesOf(state) {
			all[names.Plain(name)] = state
		}
	}
	return all
})

// citing are the words around a number of an article, as names.Plain writes them.
var citing = strings.Fields(names.Plain("article articles art arts paragraph paragraphs para pasal ayat មាត្រា កថាខណ្ឌ actip convention konvensi of the"))

// cited reads a query that names an article or a paragraph of it: "14.7",
// "Article 14", "pasal 14 ayat (10)".
func cited(query string) (article, paragraph int, ok bool) {
	var numbers []int
	for _, w := range strings.Fields(names.Plain(query)) {
		if n, err := strconv.Atoi(w); err == nil {
			numbers = append(numbers, n)
		} else if !slices.Contains(citing, w) {
			return 0, 0, false
		}
	}
	switch len(numbers) {
	case 1:
		return numbers[0], 0, true
	case 2:
		return numbers[0], numbers[1], true
	}
	return 0, 0, false
}

// idle are words of a question that say nothing about its subject.
var idle = strings.Fields("a an and are as at be been by can did do does for from has have how in is it its of on or that the their there to was were what when where which who whom why will with " +
	"ada adalah apa apakah bagaimana berapa dan dari dengan di dalam ini itu kapan ke mana oleh pada sejak siapa untuk yang")

// wordsOf are the words of a query that can find something; all of them, if all
// are idle.
func wordsOf(query string) []string {
	all := strings.Fields(names.Plain(query))
	var asked []string
	for _, w := range all {
		if !slices.Contains(idle, w) {
			asked = append(asked, w)
		}
	}
	if len(asked) == 0 {
		return all
	}
	return asked
}

// leastRoot is the shortest root of a word that is compared.
const leastRoot = 4

// ends are what may stand at the end of a word, and what is there in its root:
// Indonesian first, then English.
var ends = []struct{ cut, put string }{
	{"kannya", ""}, {"annya", ""}, {"nya", ""}, {"kan", ""}, {"an", ""}, {"i", ""},
	{"ification", "ify"}, {"ies", "y"}, {"ied", "y"}, {"ations", ""}, {"ation", ""}, {"ings", ""}, {"ing", ""}, {"ers", ""}, {"er", ""}, {"ed", ""}, {"es", ""}, {"s", ""},
}

// heads are what may stand before an Indonesian root, and the sound of the root
// that it swallows.
var heads = []struct{ cut, put string }{
	{"memper", ""}, {"diper", ""}, {"meny", "s"}, {"peny", "s"}, {"meng", ""}, {"meng", "k"}, {"peng", ""}, {"peng", "k"}, {"mem", ""}, {"mem", "p"}, {"pem", ""},
	{"pem", "p"}, {"men", ""}, {"men", "t"}, {"pen", ""}, {"pen", "t"}, {"ber", ""}, {"ter", ""}, {"per", ""}, {"me", ""}, {"pe", ""}, {"di", ""}, {"ke", ""}, {"se", ""},
}

// roots are the forms that a word may be made from, itself among them: penahanan
// and ditahan both have tahan, ratified and ratification ratify. It guesses: a
// form that is no word finds nothing.
func roots(word string) []string {
	all := []string{word}
	add := func(from []string, cut, put string, prefix bool) {
		for _, w := range from {
			rest, ok := strings.CutSuffix(w, cut)
			form := rest + put
			if prefix {
				rest, ok = strings.CutPrefix(w, cut)
				form = put + rest
			}
			if ok && len(form) >= leastRoot && !slices.Contains(all, form) {
				all = append(all, form)
			}
		}
	}
	if !latin(word) || len(word) <= leastRoot {
		return all
	}
	for _, e := range ends {
		add([]string{word}, e.cut, e.put, false)
	}
	whole := slices.Clone(all)
	for _, h := range heads {
		add(whole, h.cut, h.put, true)
	}
	return all
}

func latin(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxASCII })
}

// The weight of where a word is found.
const (
	inText  = 1
	byRoot  = 0.7
	inTitle = 3
	atStart = 4
	isTitle = 8
)

// worth is how well one word of a query is met.
func (f *findable) worth(w string, forms []string) float64 {
	start := w
	if latin(w) {
		start = " " + w // at the beginning of a word; other scripts do not part words
	}
	switch {
	case f.title == " "+w:
		return isTitle
	case strings.HasPrefix(f.title, " "+w):
		return atStart
	case strings.Contains(f.title, start):
		return inTitle
	case strings.Contains(f.all, start):
		return inText
	}
	for _, form := range forms {
		if f.roots[form] {
			return byRoot
		}
	}
	return 0
}

// mostFound is how many results a page shows.
const mostFound = 40

// find returns what holds words of a query: what holds most of them first, rare
// words before common ones, titles before texts. What holds less than half as
// much as the best is left out.
func (x *index) find(query string) []findable {
	asked := wordsOf(query)
	found := x.named(query)
	worths := make([][]float64, len(asked))
	for i, w := range asked {
		forms, common := roots(w), 0
		worths[i] = make([]float64, len(x.found))
		for at := range x.found {
			if worths[i][at] = x.found[at].worth(w, forms); worths[i][at] > 0 {
				common++
			}
		}
		rare := math.Log(1 + float64(len(x.found))/float64(max(common, 1)))
		for at := range worths[i] {
			worths[i][at] *= rare
		}
	}
	type hit struct {
		at    int
		met   int
		score float64
	}
	var hits []hit
	for at := range x.found {
		h := hit{at: at}
		for i := range asked {
			if worths[i][at] > 0 {
				h.met++
				h.score += worths[i][at]
			}
		}
		if h.met > 0 {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.met, a.met), cmp.Compare(b.score, a.score))
	})
	for _, h := range hits {
		if len(found) == mostFound || 2*h.met < hits[0].met {
			break
		}
		if f := x.found[h.at]; !slices.ContainsFunc(found, func(g findable) bool { return g.Href == f.Href && g.Title == f.Title }) {
			found = append(found, f)
		}
	}
	return found
}

// named is what a query names outright: an article, or a day.
func (x *index) named(query string) []findable {
	var all []findable
	if article, paragraph, ok := cited(query); ok {
		base := x.visit.href("i", convened, strconv.Itoa(article))
		for _, f := range x.found {
			if f.Href == base+"/"+strconv.Itoa(paragraph) || f.Href == base {
				all = append(all, f)
			}
		}
		slices.Reverse(all) // the paragraph before its article
	}
	if d, err := readDay(query); err == nil && strings.Contains(lindung.Digits(query), strconv.Itoa(d.Year)) {
		all = append(all, findable{Kind: x.visit.label("public.found.page"), Title: x.visit.label("public.day.title", "day", d), Href: x.visit.href("on", d.String())})
	}
	return all
}
