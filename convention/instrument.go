package convention

import (
	"strings"

	"lindung"
)

// Instrument is a treaty. Start is its general entry into force, zero where it
// has none or none is known, and StartProof says how sure that day is.
type Instrument struct {
	ID         string
	Title      string
	Kind       string
	Place      string
	Adopted    lindung.Date
	Start      lindung.Date
	StartProof Evidence // of the day in Start; the [Evidence] of a treaty is of its adoption
	Depositary string
	RuleText   string
	Note       string
	Asean      bool // only members of ASEAN can be a party
	Rules      []Rule
	Recorded   lindung.Date // the day from which we knew it
	Evidence
}

// Rule is one reading of when a treaty begins to bind: after the deposit that
// completes the first group, or for a later party after its own. A rule may
// instead name the days between which all were bound.
type Rule struct {
	First     bool
	Reading   string // "a", "b": readings of the same clause, all of them shown
	Deposits  int
	Wait      int
	Unit      string // "day", "month", "month_start"
	Inclusive bool   // the day of the deposit is the first of the days that are counted
	Named     Span
	Article   string
	Note      string
	Evidence
}

// after returns the day on which the rule lets a treaty bind after a deposit. It
// returns no day for none.
//
// Source: ACTIP 29.1
func (r Rule) after(deposit lindung.Date) lindung.Date {
	if deposit.IsZero() {
		return deposit
	}
	switch r.Unit {
	case "month":
		return addMonths(deposit, r.Wait)
	case "month_start":
		d := addMonths(deposit, r.Wait)
		if d.Day == 1 {
			return d
		}
		return addMonths(lindung.Date{Year: d.Year, Month: d.Month, Day: 1}, 1)
	}
	if r.Inclusive {
		return addDays(deposit, r.Wait-1)
	}
	return addDays(deposit, r.Wait)
}

// Strength is how hard a paragraph asks.
type Strength string

// The strengths, from the hardest to none: a plain duty, a prohibition, a duty
// with a softener, a duty of effort, a duty to weigh with free outcome, a power,
// and text that asks nothing.
const (
	Shall         Strength = "shall"
	ShallNot      Strength = "shall_not"
	ShallSoftened Strength = "shall_softened"
	Endeavour     Strength = "endeavour"
	Consider      Strength = "consider"
	May           Strength = "may"
	None          Strength = "none"
)

// Binds reports whether a paragraph of this strength is a duty of a state.
func (s Strength) Binds() bool { return s != May && s != None && s != "" }

// StrengthOf returns the strength that the words of the articles file mean, or ""
// for words that it does not know.
func StrengthOf(words string) Strength { return strengths[words] }

// strengths maps the words of the articles file. A word that is not here is an
// error of the file, so that no strength is added without deciding what it
// means.
var strengths = map[string]Strength{
	"shall":                           Shall,
	"shall not":                       ShallNot,
	"shall (as appropriate)":          ShallSoftened,
	"shall (qualified)":               ShallSoftened,
	"shall (where applicable)":        ShallSoftened,
	"shall (where appropriate)":       ShallSoftened,
	"shall (if appropriate)":          ShallSoftened,
	"shall (subject to domestic law)": ShallSoftened,
	"shall (to the extent permitted)": ShallSoftened,
	"shall endeavour / shall":         ShallSoftened,
	"shall endeavour":                 Endeavour,
	"shall (best effort)":             Endeavour,
	"shall (form not seen)":           ShallSoftened,
	"shall consider":                  Consider,
	"may":                             May,
	"saving":                          None,
	"final":                           None,
	"scope":                           None,
	"definition":                      None,
	"declaratory":                     None,
	"shall (to the greatest extent possible)":    ShallSoftened,
	"shall (subject to domestic law / treaty)":   ShallSoftened,
	"shall (consistent with domestic systems)":   ShallSoftened,
	"shall / shall consider (strength not seen)": ShallSoftened,
}

// Paragraph is one paragraph of a treaty, or an article that has none, in our
// own words. ID is as in the data, "ACTIP-14.3".
type Paragraph struct {
	ID         string
	Instrument string
	Article    int
	Number     int // 0 for an article without paragraphs
	Title      string
	Pillar     string
	Addressee  string
	Bearer     string
	Strength   Strength
	Words      string // the strength in the words of the data
	Softeners  []string
	TimeLimit  string
	Summary    string
	Items      []string
	Triggered  string // "yes", "no", "indirect": whether one case can trigger it
	Event      string
	Record     string
	Plain      string // a sentence that asks plainly, in a paragraph that otherwise does not
	Note       string // what is known of the text itself, for readers
	Evidence
}

// Strengths returns how hard the paragraph asks, sentence by sentence: its own
// strength, and that of a sentence that is a plain duty.
//
// Source: ACTIP 14.4
func (p Paragraph) Strengths() []Strength {
	if p.Plain == "" {
		return []Strength{p.Strength}
	}
	return []Strength{p.Strength, Shall}
}

// Unread reports whether no one has read the paragraph in any copy of the text: its
// number, its words and its strength are from memory.
func (p Paragraph) Unread() bool { return !p.Certainty.Counts() }

// Ref returns the paragraph as the law and our code cite it: "ACTIP 14.3".
func (p Paragraph) Ref() string {
	return p.Instrument + " " + strings.TrimPrefix(p.ID, p.Instrument+"-")
}

// ToParties reports whether the paragraph speaks to the parties, and not to a
// body of ASEAN, a signatory or the treaty itself.
func (p Paragraph) ToParties() bool {
	return p.Bearer != "ASEAN body" && !strings.HasPrefix(p.Addressee, "the Convention") &&
		!strings.Contains(p.Addressee, "Secretary-General")
}
