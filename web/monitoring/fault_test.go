package monitoring

import (
	"slices"
	"testing"

	"lindung/convention/data"
	"lindung/i18n"
	"lindung/monitoring"
)

// Each fault that a row can have is said in the words of a question, and says what to do;
// none is named by its column.
func TestFaultsHaveWords(t *testing.T) {
	record, err := monitoring.Base()
	if err != nil {
		t.Fatal(err)
	}
	en := i18n.For(i18n.English)
	rules := []string{
		data.RuleFormat, data.RuleDate, data.RuleCertainty, data.RuleSource, data.RuleChecked, data.RuleInstrument, data.RuleArticle, data.RuleState, data.RuleReference,
		data.RuleDuplicate, data.RuleTwice, data.RuleInterval, data.RuleOrder, data.RuleMemory, data.RuleMissing, data.RuleLimit, data.RuleVerified, data.RuleCircle, data.RuleNote,
		data.RuleEqual, data.RuleAssessor,
	}
	for _, f := range record.Files() {
		for _, column := range append(record.Columns(f), "") {
			for _, rule := range rules {
				for _, cell := range []string{"", "2026-05-04", "words"} {
					row := monitoring.Row{}
					for _, name := range record.Columns(f) {
						row[name] = cell
					}
					said := f.Say(data.Problem{Rule: rule, Column: column}, row)
					if !en.Has(said.Key) || !slices.Contains(record.Columns(f), said.Field) {
						t.Errorf("%s: %s of %q is said as %q at %q", f.Name, rule, column, said.Key, said.Field)
					}
				}
			}
		}
	}
}

// A form asks for each column once, or the program fills it in.
func TestFormsAskForEachColumn(t *testing.T) {
	record, err := monitoring.Base()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range record.Files() {
		a := askings[f.Name]
		asked := slices.Concat([]string{a.own}, a.first, a.few)
		for _, name := range aboutSource {
			if !slices.Contains(a.first, name) {
				asked = append(asked, name)
			}
		}
		slices.Sort(asked)
		want := slices.DeleteFunc(record.Columns(f), func(name string) bool { return name == "recorded" })
		slices.Sort(want)
		if !slices.Equal(asked, want) {
			t.Errorf("%s: asked %q, there are %q", f.Name, asked, want)
		}
		if len(a.first) > 9 {
			t.Errorf("%s: %d questions before what few need", f.Name, len(a.first))
		}
	}
}
