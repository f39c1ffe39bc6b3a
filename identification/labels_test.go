package identification

import (
	"strings"
	"testing"

	"lindung/i18n"
)

// TestLabels wants every question, result and name of this package in both
// complete languages, each result to say that it is not a decision, and no
// label but that of a status to call a person a victim.
func TestLabels(t *testing.T) {
	all, err := Instruments()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	add := func(kind, name string) { keys = append(keys, "identification."+kind+"."+name) }
	for _, in := range all {
		add("instrument", in.ID)
		add("instrument", in.ID+".about")
		for _, d := range in.Dimensions {
			add("dimension", d.ID)
			add("dimension", d.ID+".about")
			add("element", string(d.Element))
		}
		for _, i := range in.Indicators {
			add("indicator", i.ID)
			add("ask", i.ID)
		}
	}
	for _, p := range Patterns {
		add("pattern", string(p))
	}
	for _, s := range Statuses {
		add("status", string(s))
	}
	for _, b := range Bodies {
		add("body", string(b))
	}
	for _, a := range AnswerList {
		add("answer", string(a))
	}
	for _, s := range []Strength{Strong, Medium, Weak} {
		add("strength", string(s))
	}
	for _, p := range []string{"status", "kind", "name", "country", "law", "on", "answer"} {
		add("problem", p)
	}
	for _, lang := range i18n.Complete() {
		labels := i18n.For(lang)
		for _, key := range keys {
			if !labels.Has(key) {
				t.Errorf("%s: %s is missing", lang, key)
				continue
			}
			text := strings.ToLower(labels.Text(key))
			if strings.Contains(key, ".pattern.") && !strings.Contains(text, "not a decision") && !strings.Contains(text, "bukan keputusan") {
				t.Errorf("%s: %s does not say that it is not a decision", lang, key)
			}
			if strings.Contains(key, ".ask.") && !strings.HasSuffix(text, "?") {
				t.Errorf("%s: %s does not ask", lang, key)
			}
			if !strings.Contains(key, ".status.") && (strings.Contains(text, "victim") || strings.Contains(text, "korban")) {
				t.Errorf("%s: %s calls a person a victim", lang, key)
			}
		}
	}
}
