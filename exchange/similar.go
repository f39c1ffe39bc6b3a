package exchange

import (
	"context"
	"strings"

	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/linkage"
)

// Similar answers, once an import is carried out, whether persons of the file are like
// someone whom a colleague knows: how many, and whom to ask. It is an act of its own, and
// no preview does it.
func Similar(ctx context.Context, s access.Session, finder *cases.Finder, f File, r Report) (linkage.Answer, error) {
	if r.Batch == "" {
		return linkage.Answer{}, nil
	}
	var all []linkage.Person
	for _, rec := range f.records {
		var called []string
		for _, n := range rec.names {
			called = append(called, n.Text)
		}
		var answers []field.Values
		for _, v := range rec.answers {
			answers = append(answers, v)
		}
		if !rec.refused && len(called) > 0 {
			all = append(all, linkage.PersonOf(called, answers...))
		}
	}
	return linkage.AskOfFile(ctx, s, finder, all, r.Batch)
}

// Tell adds to the report of an import what Similar answered: one line for the whole file.
func (r *Report) Tell(a linkage.Answer) {
	if a.Spent {
		r.Lines = append(r.Lines, note(0, "", SimilarSpent))
	}
	if a.Rows == 0 {
		return
	}
	r.Similar = &Known{Rows: a.Rows, Ask: append([]string{}, a.Ask...)}
	l := SimilarLine(a.Rows, a.Of, strings.Join(a.Ask, ", "))
	r.Lines = append(r.Lines, l)
}

// SimilarSpent is the rule of a report that says that there are no more answers today.
const SimilarSpent = "exchange.similar_person.spent"

// SimilarLine is the line of a report that says how many of so many persons are like
// someone known here, and whom to ask: the names of colleagues, or "" for a supervisor.
func SimilarLine(n, of int, names string) Line {
	l := note(0, "", "exchange.similar_person")
	if names == "" {
		l.Rule += ".supervisor"
	}
	return *l.with("n", n, "of", of, "names", names)
}
