package data

import (
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
)

// national reads what is known of each state's law and authorities, one fact a
// line.
func (l *loader) national() {
	for _, w := range l.table("national.csv", "state", "topic", "text", "value", "law", "kind", "begins", "ends", "paragraphs",
		"source_url", "read_in", "source_day", "says", "certainty", "note", "working_note", "checked") {
		f := convention.Fact{
			Name: w.need("topic"), Text: w.cells["text"], Value: w.cells["value"], Law: w.cells["law"], Kind: w.cells["kind"],
			Begins: w.date("begins"), Ends: w.date("ends"), Paragraphs: strings.Fields(w.cells["paragraphs"]),
			Note: w.cells["note"], Line: w.line, Evidence: w.evidence(),
		}
		state := w.state()
		l.once(w.file, w.line, "national", strings.Join([]string{string(state), f.Name, f.Text, f.Law}, " "))
		l.judgeNational(w, f)
		n := l.c.National[state]
		n.State, n.All = state, append(n.All, f)
		l.c.National[state] = n
	}
	for _, state := range lindung.States {
		if _, ok := l.c.National[state]; !ok {
			l.add(place{"national.csv", 0}, RuleMissing, "nothing about %s", state)
		}
	}
}

func (l *loader) judgeNational(w row, f convention.Fact) {
	if !slices.Contains(convention.Topics, f.Name) {
		w.bad(RuleReference, "topic: %q is not one of %s", f.Name, strings.Join(convention.Topics, ", "))
	}
	if f.Text == "" && f.Certainty.Counts() {
		w.bad(RuleMissing, "a fact that is %s needs its text", f.Certainty)
	}
	if !slices.Contains([]string{"", "statutory", "policy", "practice", "unsure"}, f.Kind) {
		w.bad(RuleFormat, "kind: %q is not statutory, policy, practice or unsure", f.Kind)
	}
	if !f.Begins.IsZero() && !f.Ends.IsZero() && later(f.Begins, f.Ends) {
		w.bad(RuleInterval, "it begins on %s and ends on %s", f.Begins, f.Ends)
	}
	l.judgeParagraphs(w, f.Paragraphs)
}

// judgeParagraphs refuses a paragraph or an article that the data lacks, "14.7"
// or "11".
func (l *loader) judgeParagraphs(w row, all []string) {
	for _, number := range all {
		if !l.article(number) {
			w.bad(RuleArticle, "paragraphs: %q is neither a paragraph nor an article of articles.json", number)
		}
	}
}

func (l *loader) article(number string) bool {
	id := l.convened + "-" + number
	return l.has("paragraph", id) || slices.ContainsFunc(l.c.Paragraphs, func(p convention.Paragraph) bool {
		return strings.HasPrefix(p.ID, id+".")
	})
}
