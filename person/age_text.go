package person

import (
	"lindung"
	"lindung/field"
)

// Text is a label key with the arguments of its message, pairs of a name and a value.
type Text struct {
	Key  string
	Args []any
}

// AgeTexts say how old the person is on a day, each source for itself; an
// estimate always with the day on which it was made.
func AgeTexts(on lindung.Date, answers ...field.Values) []Text {
	var all []Text
	if b, ok := find(BirthDate, answers); ok {
		key := "age.years"
		if b.Day == 0 {
			key = "age.about"
		}
		all = append(all, Text{key, []any{"n", Age(b, on)}})
	}
	precision, _ := find(AgePrecision, answers)
	if e, ok := EstimateOf(answers...); ok {
		all = append(all, e.text(on))
	} else if precision == unsure {
		all = append(all, Text{Key: "code.age_precision." + unsure})
	}
	if len(all) == 0 {
		all = append(all, Text{Key: "age.unknown"})
	}
	return all
}

func (e Estimate) text(on lindung.Date) Text {
	args := []any{"n", e.Years, "precision", e.Precision}
	if e.On.IsZero() {
		return Text{"age.estimated.undated", args}
	}
	now, later := e.AgeOn(on), "no"
	if now > e.Years {
		later = "yes"
	}
	return Text{"age.estimated", append(args, "day", e.On, "later", later, "now", now)}
}

// Label says in a word what the mark is.
func (m Mark) Label() Text { return Text{Key: "age.is." + string(m.Is)} }

// Reasons say why, and from which day on the person counts as an adult.
func (m Mark) Reasons() []Text {
	var all []Text
	for _, r := range m.Why {
		all = append(all, Text{Key: "age.why." + string(r)})
	}
	if !m.Adult.IsZero() {
		all = append(all, Text{"age.adult_from", []any{"day", m.Adult}})
	}
	return all
}
