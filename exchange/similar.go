package exchange

import (
	"context"

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
