package convention

import (
	"slices"
	"strings"

	"lindung"
)

// Membership is since when a state is a member of ASEAN.
type Membership struct {
	State lindung.Country
	Since Span // First is zero where only a day by which it was a member is known
	Note  string
	Evidence
}

// Fact is one statement about a state's law, its authorities or its practice.
// Text is empty where nothing was found.
type Fact struct {
	Name       string // one of [Topics]
	Text       string
	Value      string       // a period or another measure
	Law        string       // the law and its article
	Kind       string       // "statutory", "policy", "practice", "unsure"
	Begins     lindung.Date // may be a month or a year
	Ends       lindung.Date
	Paragraphs []string // of the Convention, "14.7" or "11", in our own reading
	Owed       *Owing   // what it asks in one case; nil where it asks nothing there
	Note       string
	Line       int
	Evidence
}

// Convened is the treaty whose paragraphs the facts of a state name: the Convention.
const Convened = "ACTIP"

// Concerns reports whether the fact belongs to a paragraph, in our own reading: it
// names the paragraph, or the whole article.
func (f Fact) Concerns(p Paragraph) bool { return concerns(f.Paragraphs, p) }

// concerns reports whether numbers of paragraphs or articles name a paragraph.
func concerns(numbers []string, p Paragraph) bool {
	if p.Instrument != Convened {
		return false // the numbers are those of the Convention
	}
	number := strings.TrimPrefix(p.ID, p.Instrument+"-")
	article, _, _ := strings.Cut(number, ".")
	return slices.Contains(numbers, number) || slices.Contains(numbers, article)
}

// Topics are what the facts of a state are about, in the order in which a page
// lists them. Its laws, plans, institutions and agreements are each a [Measure].
var Topics = []string{
	"identification_lead", "identification", "referral", "protection_lead", "protection",
	"shelter", "assistance", "information", "legal_aid", "testimony", "child", "confidentiality", "compensation", "debt",
	"fund", "consent", "non_punishment", "reflection_or_stay", "repatriation", "consular", "prevention", "civil_society",
	"cooperation", "finance", "penalty", "deadlines", "practice_warning",
}

// National is what is known of a state's law and authorities.
type National struct {
	State lindung.Country
	All   []Fact
}

// Facts returns everything that is known of the state, in the order of [Topics].
func (n National) Facts() []Fact {
	all := slices.Clone(n.All)
	slices.SortStableFunc(all, func(a, b Fact) int {
		return slices.Index(Topics, a.Name) - slices.Index(Topics, b.Name)
	})
	return all
}

// Of returns the facts of some topics.
func (n National) Of(topics ...string) []Fact {
	var all []Fact
	for _, f := range n.Facts() {
		if slices.Contains(topics, f.Name) {
			all = append(all, f)
		}
	}
	return all
}

// Body is a body of ASEAN, or one outside it that works on the same.
type Body struct {
	ID     string
	Name   string
	Pillar string
	Role   string
	Evidence
}

// Plan is a plan or guideline, none of them binding unless it says so.
type Plan struct {
	ID         string
	Title      string
	Year       string
	Binding    bool
	Areas      []string
	Monitoring string
	Asks       []string
	Software   []string // what software can hold people to, in our own reading
	Evidence
}

// Model is a referral mechanism of another place.
type Model struct {
	ID         string
	Title      string
	Pillars    []string
	Stages     []string
	Extras     []string
	Timings    []Timing
	TestChange string
	FormSource string
	FormFacts  []string
	Evidence
}

// Timing is a period that a model sets.
type Timing struct {
	Step      string
	Value     string
	Certainty Certainty
}

// Stage is one stage of referral, drawn from the models.
type Stage struct {
	Number int
	Name   string
	Who    string
	Output string
	Rule   string
}

// Practice is how referral works elsewhere and the stages drawn from that.
type Practice struct {
	Models []Model
	Stages []Stage
}

// Conflict is a question on which sources disagree, and what we do about it.
// About names what it concerns: "ACTIP", "ACTIP/PH", "MY", "BOHOL-1".
type Conflict struct {
	ID       string
	Question string
	A, B     string
	Handling string
	State    string
	Open     bool
	About    []string
	Checked  lindung.Date
}

// Concerns reports whether the conflict is about a treaty, a state, or a state
// under a treaty; either may be empty.
func (c Conflict) Concerns(instrument string, state lindung.Country) bool {
	return slices.ContainsFunc(c.About, func(about string) bool {
		in, st, both := strings.Cut(about, "/")
		if !both {
			return in == instrument || in == string(state)
		}
		return (instrument == "" || in == instrument) && (state == "" || st == string(state))
	})
}
