package consent_test

import (
	"slices"
	"strings"
	"testing"

	"lindung"
	"lindung/consent"
	"lindung/field"
	"lindung/i18n"
)

func TestSummary(t *testing.T) {
	terms := consent.Terms{
		To: "Example Hospital", Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Health, lindung.Contact},
		Until: lindung.Date{Year: 2027, Month: 3, Day: 11}, Words: " Only the night nurse. ",
	}
	ids := func(ps []consent.Paragraph) string {
		var all []string
		for _, p := range ps {
			all = append(all, p.ID)
		}
		return strings.Join(all, " ")
	}
	en := consent.Summary(i18n.For("en"), terms)
	if got := ids(en); got != "lead who purpose.assistance groups contact no_more open words until" {
		t.Errorf("says %s", got)
	}
	by := paragraphs(en)
	for id, want := range map[string]string{
		"who":   "Example Hospital may read information about you.",
		"words": "Your condition, in your own words: Only the night nurse.",
		"until": "It ends by itself at the end of 11 March 2027. You can end it earlier: tell any of our workers.",
	} {
		if by[id] != want {
			t.Errorf("%s: %q", id, by[id])
		}
	}
	if got := en[3].Items; !slices.Equal(got, []string{"how to reach you", "your health"}) {
		t.Errorf("groups: %v", got)
	}
	terms.Letter, terms.Words, terms.Groups, terms.Child = true, " ", []lindung.Group{lindung.Health}, true
	id := consent.Summary(i18n.For("id"), terms)
	if got := ids(id); got != "lead who purpose.assistance groups no_more letter until" {
		t.Errorf("says %s", got)
	}
	if got := id[3].Items; !slices.Equal(got, []string{"kesehatanmu"}) {
		t.Errorf("a child’s groups: %v", got)
	}
}

// TestSummaryIsWhole reads every purpose and group to adults and children.
func TestSummaryIsWhole(t *testing.T) {
	for _, lang := range textLangs {
		for _, purpose := range lindung.Purposes {
			for _, child := range []bool{false, true} {
				all := consent.Summary(i18n.For(i18n.Lang(lang)), consent.Terms{
					To: "Contoh", Purpose: purpose, Groups: consent.Groups, Until: lindung.Date{Year: 2027, Month: 1, Day: 2}, Words: "x", Child: child, Carries: true, Meets: true,
				})
				if n := len(all[3].Items); n != len(consent.Groups) {
					t.Errorf("%s: %d groups are named", lang, n)
				}
				for _, p := range all {
					for _, text := range append(p.Items, p.Text) {
						if strings.Contains(text, "consent.summary") || place.MatchString(text) {
							t.Errorf("%s, %s: %q", lang, purpose, text)
						}
						if lang == "id" && (child && strings.Contains(text, "Anda") || !child && kamu.MatchString(text)) {
							t.Errorf("%s, child %v: a child is kamu, everybody else Anda: %q", purpose, child, text)
						}
					}
				}
			}
		}
	}
}

// TestSummaryOfFigures says who counts, and that it opens nothing.
func TestSummaryOfFigures(t *testing.T) {
	for _, lang := range textLangs {
		for _, child := range []bool{false, true} {
			all := consent.Summary(i18n.For(i18n.Lang(lang)), consent.Terms{To: "Rumah Contoh", Counts: true, Groups: consent.Groups, Until: lindung.Date{Year: 2027, Month: 1, Day: 2}, Child: child})
			var ids []string
			for _, p := range all {
				ids = append(ids, p.ID)
				if strings.Contains(p.Text, "consent.summary") || len(p.Items) > 0 || lang == "id" && (child && strings.Contains(p.Text, "Anda") || !child && kamu.MatchString(p.Text)) {
					t.Errorf("%s, child %v: %q", lang, child, p.Text)
				}
			}
			if got := strings.Join(ids, " "); got != "lead counts counts_only until" {
				t.Errorf("%s: says %s", lang, got)
			}
		}
	}
}

func TestHearing(t *testing.T) {
	for _, c := range []struct {
		name    string
		hearing consent.Hearing
		want    string
	}{
		{"their language", consent.Hearing{Text: "id", Speaks: []string{"ind"}}, ""},
		{"one of their languages", consent.Hearing{Text: "en", Speaks: []string{"mya", "eng"}}, ""},
		{"another language", consent.Hearing{Text: "en", Speaks: []string{"mya"}}, "consent.problem.language"},
		{"another language, interpreted", consent.Hearing{Text: "en", Speaks: []string{"mya"}, Interpreter: "Ko Example"}, ""},
		{"another language, understood", consent.Hearing{Text: "en", Speaks: []string{"mya"}, Understood: "speaks English well"}, ""},
		{"another language, blanks", consent.Hearing{Text: "en", Speaks: []string{"mya"}, Interpreter: " ", Understood: "\n"}, "consent.problem.language"},
		{"nobody asked", consent.Hearing{Text: "en"}, "consent.problem.language_unknown"},
		{"nobody asked, interpreted", consent.Hearing{Text: "en", Interpreter: "Ko Example"}, ""},
	} {
		got := c.hearing.Check()
		if c.want == "" && len(got) == 0 {
			continue
		}
		if want := (field.Problem{Field: "interpreter", Key: c.want}); len(got) != 1 || got[0].Field != want.Field || got[0].Key != want.Key {
			t.Errorf("%s: %v", c.name, got)
			continue
		}
		for _, lang := range textLangs {
			if !i18n.For(i18n.Lang(lang)).Has(c.want) {
				t.Errorf("%s has no label", c.want)
			}
		}
	}
}
