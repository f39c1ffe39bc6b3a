package convention

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"lindung"
)

// Difference is one fact that is not the same in two snapshots.
type Difference struct {
	Change string // one of [Differences]
	Kind   string // the kind of fact: "act", "event", "recommendation"
	ID     string
	Parts  []Part // of a corrected fact: what of it changed
}

// Part is what was said before and is said now; either is empty where there was, or
// is, nothing.
type Part struct{ Name, Old, New string }

// Differences are what can have happened to a fact.
var Differences = []string{"added", "corrected", "removed"}

// Diff returns what facts of one snapshot are not those of another, by kind and id.
// Where facts are on other lines, or in another order, nothing differs.
func Diff(old, fresh Contents) []Difference {
	before, after := factsOf(old), factsOf(fresh)
	var all []Difference
	for _, key := range slices.Sorted(maps.Keys(joined(before, after))) {
		a, b := apart(before[key], after[key])
		for i := range max(len(a), len(b)) {
			d := Difference{Kind: key.kind(), ID: key.id()}
			switch {
			case i >= len(a):
				d.Change = "added"
			case i >= len(b):
				d.Change = "removed"
			default:
				d.Change, d.Parts = "corrected", partsOf(a[i], b[i])
			}
			all = append(all, d)
		}
	}
	return all
}

// factKey is the kind and the id of a fact. Several facts may share one: they are
// then told apart by what they say.
type factKey string

func (k factKey) kind() string { kind, _, _ := strings.Cut(string(k), "/"); return kind }
func (k factKey) id() string   { _, id, _ := strings.Cut(string(k), "/"); return id }

// part is one thing that a fact says.
type part struct{ name, text string }

// factsOf returns every fact of contents, taken apart.
func factsOf(c Contents) map[factKey][][]part {
	all := map[factKey][][]part{}
	add := func(kind, id string, fact any) {
		key := factKey(kind + "/" + id)
		all[key] = append(all[key], flat(fact))
	}
	for _, x := range c.Instruments {
		add("instrument", x.ID, x)
	}
	for _, x := range c.Paragraphs {
		add("paragraph", x.ID, x)
	}
	for _, x := range latestOf(c.Acts, ever, func(f ActFact) (string, lindung.Date) {
		return f.Instrument + "/" + string(f.State) + "/" + f.Fact, f.Recorded
	}) {
		add("act", x.Instrument+"/"+string(x.State)+"/"+x.Fact, x)
	}
	for state, x := range c.Members {
		add("membership", string(state), x)
	}
	for state, n := range c.National {
		for _, x := range n.All {
			add("national", string(state)+"/"+x.Name, x)
		}
	}
	for _, x := range c.Bodies {
		add("body", x.ID, x)
	}
	for _, x := range c.Plans {
		add("plan", x.ID, x)
	}
	for _, x := range c.Practice.Models {
		add("model", x.ID, x)
	}
	for _, x := range c.Contacts {
		add("contact", string(x.State)+"/"+x.Number, x)
	}
	for _, x := range c.Conflicts {
		add("conflict", x.ID, x)
	}
	for _, x := range c.Events {
		add("event", x.ID, x)
	}
	for _, x := range latestOf(c.Recommendations, ever, func(r Recommendation) (string, lindung.Date) { return r.ID, r.Recorded }) {
		add("recommendation", x.ID, x)
	}
	for _, x := range latestOf(c.FollowUps, ever, keyOfFollowUp) {
		add("followup", strings.TrimSpace(x.Recommendation+"/"+x.Kind+"/"+cmp.Or(x.Refers, strings.Join(x.By, "+"))), x)
	}
	taken(c, add)
	return all
}

// taken adds the facts of what states have done.
func taken(c Contents, add func(kind, id string, fact any)) {
	for _, x := range latestOf(c.Steps, ever, func(s Step) (string, lindung.Date) { return s.ID, s.Recorded }) {
		add("step", x.ID, x)
	}
	for _, x := range latestOf(c.Procedures, ever, func(p Procedure) (string, lindung.Date) { return fmt.Sprintf("%s/%d", p.State, p.Number), p.Recorded }) {
		add("procedure", fmt.Sprintf("%s/%d", x.State, x.Number), x)
	}
	for _, x := range latestOf(c.Measures, ever, func(m Measure) (string, lindung.Date) { return m.ID, m.Recorded }) {
		add("measure", x.ID, x)
	}
	for _, x := range latestOf(c.Assessments, ever, func(a Assessment) (string, lindung.Date) { return a.ID, a.Recorded }) {
		add("assessment", x.ID, x)
	}
	for _, x := range c.Focals {
		add("focal", strings.Trim(string(x.State)+"/"+x.Body, "/"), x)
	}
	for _, x := range c.PlanLines {
		add("plan_line", x.ID, x)
	}
}

// flat takes a fact apart into what it says, but where it stands. It goes by the
// names that JSON gives to its fields, so that a new field is compared too.
func flat(fact any) []part {
	raw, err := json.Marshal(fact)
	var value any
	if err == nil {
		err = json.Unmarshal(raw, &value)
	}
	if err != nil {
		return []part{{"", fmt.Sprint(fact)}} // facts hold texts, days and lists of them
	}
	var all []part
	flatten("", value, &all)
	return all
}

// flatten adds what a value says under a name; a list of texts is one text.
func flatten(name string, value any, all *[]part) {
	switch v := value.(type) {
	case map[string]any:
		if d, ok := dateIn(v); ok {
			*all = append(*all, part{name, d.String()})
			return
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if key != "Line" {
				flatten(strings.TrimSpace(name+" "+plainName(key)), v[key], all)
			}
		}
	case []any:
		var texts []string
		for i, one := range v {
			text, ok := one.(string)
			if !ok {
				flatten(fmt.Sprintf("%s %d", name, i+1), one, all)
			}
			texts = append(texts, text)
		}
		if text := strings.Join(texts, "; "); strings.Trim(text, "; ") != "" {
			*all = append(*all, part{name, text})
		}
	case nil:
	default:
		*all = append(*all, part{name, fmt.Sprint(v)})
	}
}

// dateIn reads a day that stands as JSON writes a [lindung.Date].
func dateIn(v map[string]any) (lindung.Date, bool) {
	year, hasYear := v["Year"].(float64)
	month, hasMonth := v["Month"].(float64)
	day, hasDay := v["Day"].(float64)
	return lindung.Date{Year: int(year), Month: int(month), Day: int(day)}, hasYear && hasMonth && hasDay
}

// plainName writes the name of a field as words: "source day".
func plainName(field string) string {
	var b strings.Builder
	for i, r := range field {
		if i > 0 && unicode.IsUpper(r) && !unicode.IsUpper(rune(field[i-1])) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// joined is what either of two maps has.
func joined(a, b map[factKey][][]part) map[factKey][][]part {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// apart takes away what two lists have in common.
func apart(a, b [][]part) (onlyA, onlyB [][]part) {
	onlyB = slices.Clone(b)
	for _, fact := range a {
		i := slices.IndexFunc(onlyB, func(other []part) bool { return slices.Equal(fact, other) })
		if i < 0 {
			onlyA = append(onlyA, fact)
			continue
		}
		onlyB = slices.Delete(onlyB, i, i+1)
	}
	return onlyA, onlyB
}

// partsOf returns what differs between two versions of a fact.
func partsOf(old, fresh []part) []Part {
	var all []Part
	text := func(list []part, name string) string {
		i := slices.IndexFunc(list, func(p part) bool { return p.name == name })
		if i < 0 {
			return ""
		}
		return list[i].text
	}
	for _, p := range fresh {
		if was := text(old, p.name); was != p.text {
			all = append(all, Part{p.name, was, p.text})
		}
	}
	for _, p := range old {
		if p.text != "" && text(fresh, p.name) == "" && !slices.ContainsFunc(all, func(x Part) bool { return x.Name == p.name }) {
			all = append(all, Part{p.name, p.text, ""})
		}
	}
	return all
}
