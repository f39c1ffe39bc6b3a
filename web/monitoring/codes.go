package monitoring

import (
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

// coded is a column that holds one of a few codes, and with what the labels of these begin.
type coded struct {
	stem  string
	codes []string
}

func codes[C ~string](stem string, all ...C) coded {
	c := coded{stem: stem}
	for _, code := range all {
		c.codes = append(c.codes, string(code))
	}
	return c
}

// codedColumns are those columns, by file and column, or by the column alone where it is the
// same in every file. Who fills in a row chooses there, and types no code.
var codedColumns = map[string]coded{
	"certainty":               codes("convention.certainty.", convention.Verified, convention.Partly, convention.Memory, convention.NotEstablished),
	"state":                   codes("", lindung.States...),
	"followups/kind":          codes("convention.followup.", convention.FollowUpKinds...),
	"followups/strength":      codes("convention.tie.", convention.Strengths...),
	"measures/kind":           codes("convention.measure.kind.", convention.MeasureKinds...),
	"measures/pending":        codes("convention.measure.pending.", convention.Pendings...),
	"measures/relation":       codes("convention.relation.", convention.Relations...),
	"steps/kind":              codes("convention.step.", convention.StepKinds...),
	"recommendations/verb":    codes("convention.verb.", convention.Verbs...),
	"assessments/by_kind":     codes("convention.assessor.", convention.AssessorKinds...),
	"events/kind":             codes("convention.kind.", "meeting", "consultation", "document", "guideline", "plan", "body", "step"),
	"events/recommends":       codes("public.consultation.read.", convention.Readings...),
	"steps/scope":             codes("row.scope.", "group"),
	"recommendations/by_kind": codes("row.by_kind.", convention.Voices...),
}

// valueOf is what a cell holds: a code in words, and else what was written, in English.
func valueOf(v *desk.Visit, f monitoring.File, column, value string) page.Cell {
	for _, o := range optionsOf(v, f, column, "") {
		if o.Value == value {
			return page.Cell{Text: o.Text}
		}
	}
	return page.Cell{Text: value, Lang: "en"}
}

// rowWords are how the answers to the questions about columns read: the codes in words.
func rowWords() map[string]desk.Say {
	all := map[string]desk.Say{"": nil}
	for name := range codedColumns {
		column := name[strings.Index(name, "/")+1:]
		all[cell(column)] = func(v *desk.Visit, value string) (string, error) { return sayCode(v, column, value) }
	}
	return all
}

// sayCode says a code of the file whose row is asked for.
func sayCode(v *desk.Visit, column, value string) (string, error) {
	name := v.Request.PathValue("file")
	if _, everywhere := codedColumns[column]; !everywhere && name == "" {
		p, err := monitoring.Read(v.Ctx(), v.Session, idOf(v))
		if err != nil {
			return value, err
		}
		name = p.File
	}
	f, _ := monitoring.FileNamed(name)
	return valueOf(v, f, column, value).Text, nil
}

// optionsOf are what can be chosen in a column; nil where it is typed. A code that the row
// has and that is in no list can stay.
func optionsOf(v *desk.Visit, f monitoring.File, column, has string) []page.Option {
	c, ok := codedColumns[f.Name+"/"+column]
	if !ok {
		if c, ok = codedColumns[column]; !ok {
			return nil
		}
	}
	all := c.codes
	if has != "" && !slices.Contains(all, has) {
		all = append(slices.Clone(all), has)
	}
	options := make([]page.Option, len(all))
	for i, code := range all {
		text := code
		if c.stem == "" {
			text = v.T.Country(lindung.Country(code))
		} else if v.T.Has(c.stem + code) {
			text = v.Text(c.stem + code)
		}
		options[i] = page.Option{Value: code, Text: strings.TrimSuffix(text, ".")}
	}
	return options
}
