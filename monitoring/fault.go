package monitoring

import (
	"cmp"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/convention/data"
	"lindung/field"
)

// faults says what is wrong with the row of a proposal itself, each fault at its column and
// in words that say what to do. What only waits for another row is none: an event that was
// read has its recommendations in rows of their own.
func faults(tx *access.Tx, p Proposal) (field.Problems, error) {
	found, err := judge(tx, p)
	var all field.Problems
	for _, f := range found {
		if !f.Here || f.Rule == data.RuleMissing && f.Column == "recommends" {
			continue
		}
		said := p.file().Say(f.Problem, p.Row)
		if !slices.ContainsFunc(all, func(o field.Problem) bool { return o.Field == said.Field }) {
			all = append(all, said)
		}
	}
	return all, err
}

// leads are the columns that lead on to other rows, by file: where they close a circle.
var leads = map[string]string{"recommendations": "repeats", "followups": "refers_to", "events": "follows", "measures": "replaces"}

// Say says a fault of a row for who has written it: the column, and what to do there.
func (f File) Say(p data.Problem, row Row) field.Problem {
	column := p.Column
	switch _, days := row["not_after"]; {
	case p.Rule == data.RuleCircle:
		column = leads[f.Name]
	case p.Rule == data.RuleInterval && column == "" && days:
		column = "not_after"
	}
	if _, has := row[column]; !has {
		column = f.Key[0]
	}
	if row[column] == "" {
		return field.Problem{Field: column, Key: "problem.missing"}
	}
	return field.Problem{Field: column, Key: "fault." + f.fault(p.Rule, column, row[column])}
}

// ruleFaults are the faults that read the same in every column.
var ruleFaults = map[string]string{
	data.RuleOrder: "order", data.RuleInterval: "order", data.RuleEqual: "order", data.RuleLimit: "order", data.RuleVerified: "verified",
	data.RuleMemory: "memory", data.RuleNote: "note", data.RuleCircle: "circle", data.RuleTwice: "twice", data.RuleDuplicate: "twice",
	data.RuleCertainty: "choice", data.RuleSource: "source", data.RuleArticle: "paragraphs", data.RuleState: "state",
}

// columnFaults are those of a column, whatever the rule.
var columnFaults = map[string]string{
	"id": "id", "kind": "choice", "verb": "choice", "by_kind": "choice", "pending": "choice", "strength": "choice", "recommends": "choice", "scope": "choice",
	"relation": "relation", "relation_by": "relation", "addressee": "addressee", "bodies": "addressee", "names": "names", "says": "names", "finding": "finding",
	"contact": "contact", "agenda_url": "address", "outcome_url": "address", "present": "present", "about": "about", "text": "text",
}

// fault is what the words of a fault are called.
func (f File) fault(rule, column, cell string) string {
	_, err := lindung.ParseDate(cell)
	switch {
	case rule == data.RuleDate && err != nil:
		return "day"
	case rule == data.RuleDate:
		return "order"
	case column == "text" && rule == data.RuleOrder:
		return "event_unread"
	case column == "text" && rule == data.RuleMemory:
		return "text"
	case column == "day" && rule == data.RuleFormat:
		return "event_has_day"
	case column == "by" && rule == data.RuleAssessor:
		return "assessor"
	case column == "by":
		return "by"
	case column == "by_kind" && rule == data.RuleAssessor:
		return "kinds"
	case column == "names", column == "says" && rule == data.RuleSource:
		return "names"
	}
	return cmp.Or(ruleFaults[rule], columnFaults[column], "reference")
}
