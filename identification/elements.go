package identification

import (
	"slices"

	"lindung/field"
)

// Act is the element of the definition that no instrument here asks for: that someone
// recruited, moved, housed or received the person.
const Act Element = "act"

// Acts, MeansList and Ends are the closed lists of what a decision can find: the acts, the
// means and the purposes of exploitation, in the words of the definition, which the
// Protocol of Palermo has in its article 3. The purposes there are the least; "other" is
// one that a national law adds, and the law of the decision names it.
//
// Source: ACTIP 2
var (
	Acts      = []string{"recruitment", "transportation", "transfer", "harbouring", "receipt"}
	MeansList = []string{"force", "coercion", "abduction", "fraud", "deception", "abuse_of_power", "abuse_of_vulnerability", "payments_to_control"}
	Ends      = []string{"prostitution_of_others", "sexual_exploitation", "forced_labour", "slavery", "like_slavery", "servitude", "organs", "other"}
)

// Elements are the grounds of a decision by the definition of trafficking.
type Elements struct {
	Acts  []string `json:",omitempty"`
	Means []string `json:",omitempty"`
	Ends  []string `json:",omitempty"`
}

// Lacks returns the elements of trafficking that were not found. For a child no means is
// needed: what was done with the child for exploitation is trafficking without any.
//
// Source: ACTIP 2
func (e Elements) Lacks(child bool) []Element {
	var all []Element
	if len(e.Acts) == 0 {
		all = append(all, Act)
	}
	if len(e.Means) == 0 && !child {
		all = append(all, Means)
	}
	if len(e.Ends) == 0 {
		all = append(all, Purpose)
	}
	return all
}

// Unfit returns where the elements do not fit a status: who is a victim has all of them,
// and who is not lacks one.
//
// Source: ACTIP 2
func (e Elements) Unfit(s Status, child bool) field.Problems {
	var ps field.Problems
	lacks := e.Lacks(child)
	switch s {
	case Actual:
		for _, one := range lacks {
			ps = append(ps, field.Problem{Field: fieldOf[one], Key: "identification.problem.lacks." + string(one)})
		}
	case NotVictim:
		if len(lacks) == 0 {
			key := "identification.problem.all_found"
			if child {
				key += ".child"
			}
			ps = append(ps, field.Problem{Field: "status", Key: key})
		}
	}
	return ps
}

// fieldOf is the field that asks for an element.
var fieldOf = map[Element]string{Act: "acts", Means: "means", Purpose: "ends"}

// problems returns what is in no list.
func (e Elements) problems() field.Problems {
	var ps field.Problems
	for _, x := range []struct {
		field      string
		said, list []string
	}{{"acts", e.Acts, Acts}, {"means", e.Means, MeansList}, {"ends", e.Ends, Ends}} {
		unknown := func(code string) bool { return !slices.Contains(x.list, code) }
		ps.Need(!slices.ContainsFunc(x.said, unknown), x.field, "identification.problem.element")
	}
	return ps
}

// String returns a fixed word, so that printing shows no ground.
func (e Elements) String() string { return "identification.Elements" }

// GoString is String.
func (e Elements) GoString() string { return e.String() }
