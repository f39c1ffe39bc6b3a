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

// Fact is one statement about a state's law or authorities. Text is empty where
// nothing was found.
type Fact struct {
	Name string // the part of [National] it is, as topics.csv names it
	Text string
	Note string
	Line int
	Evidence
}

// Law is one law of a state.
type Law struct {
	Name string
	Year int
	Note string
	Line int
	Evidence
}

// Deadline is a period that a law or a practice of a state sets.
type Deadline struct {
	Rule  string
	Value string
	Law   string
	Kind  string // "statutory", "practice", "unsure"
	Line  int
	Evidence
}

// National is what is known of a state's law and authorities.
type National struct {
	State          lindung.Country
	Name           string
	Laws           []Law
	Coordination   Fact
	Identification Fact
	Protection     Fact
	Hotline        Fact
	Stay           Fact // a period to reflect, or leave to stay
	Deadlines      []Deadline
	Fund           Fact // these three have no text where nothing was found
	NonPunishment  Fact
	Warning        Fact // what its practice makes a reader of this page watch for
}

// Facts returns everything that is known of the state as facts of one shape: the
// laws, the authorities, the number to call, the periods.
func (n National) Facts() []Fact {
	var all []Fact
	for _, l := range n.Laws {
		all = append(all, Fact{"laws", l.Name, l.Note, l.Line, l.Evidence})
	}
	all = append(all, n.Coordination, n.Identification, n.Protection, n.Hotline, n.Stay)
	for _, f := range []Fact{n.Fund, n.NonPunishment, n.Warning} {
		if f.Text != "" {
			all = append(all, f)
		}
	}
	for _, d := range n.Deadlines {
		all = append(all, Fact{"deadlines", d.Rule, d.Value, d.Line, d.Evidence})
	}
	return all
}

// Call returns the number to call and the day it was checked. It returns false
// unless the number is verified: a wrong number can put a person in danger.
func (n National) Call() (number string, fact Fact, ok bool) {
	if n.Hotline.Text == "" || n.Hotline.Certainty != Verified {
		return "", Fact{}, false
	}
	return n.Hotline.Text, n.Hotline, true
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

// Topic says that a part of [National] belongs to an article, in our own reading.
type Topic struct{ Name, Article, Note string }
