package data

import (
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
)

// national reads what is known of each state's law and authorities, one fact a
// line.
func (l *loader) national() {
	for _, w := range l.table("national.csv", "state", "topic", "text", "value", "law", "kind", "begins", "ends", "paragraphs",
		"owed_when", "strength", "within", "runs_from", "source_url", "read_in", "source_day", "says", "certainty", "note", "working_note", "checked") {
		f := convention.Fact{
			Name: w.need("topic"), Text: w.cells["text"], Value: w.cells["value"], Law: w.cells["law"], Kind: w.cells["kind"],
			Begins: w.date("begins"), Ends: w.date("ends"), Paragraphs: strings.Fields(w.cells["paragraphs"]),
			Owed: l.owing(w), Note: w.cells["note"], Line: w.line, Evidence: w.evidence(),
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
	if slices.Contains([]string{"laws", "plan", "coordination", "measure"}, f.Name) {
		w.bad(RuleTwice, "topic: laws, plans, institutions and other measures are lines of measures.csv")
	} else if !slices.Contains(convention.Topics, f.Name) {
		w.bad(RuleReference, "topic: %q is not one of %s", f.Name, strings.Join(convention.Topics, ", "))
	}
	if f.Text == "" && f.Certainty.Counts() {
		w.bad(RuleMissing, "a fact that is %s needs its text", f.Certainty)
	}
	if !slices.Contains([]string{"", "statutory", "policy", "practice", "unsure"}, f.Kind) {
		w.bad(RuleFormat, "kind: %q is not statutory, policy, practice or unsure", f.Kind)
	}
	if !f.Begins.IsZero() && !f.Ends.IsZero() && after(f.Begins, f.Ends) {
		w.bad(RuleInterval, "ends: it begins on %s and ends on %s", f.Begins, f.Ends)
	}
	if f.Certainty == convention.Memory {
		w.bad(RuleMemory, "law from memory is no fact: open its source, or say that it is open")
	}
	if f.Owed != nil && (f.Kind != "statutory" || !f.Certainty.Counts() || f.Law == "") {
		w.bad(RuleMemory, "only law that was read is owed: kind statutory, its law and article, and a source")
	}
	l.judgeParagraphs(w, f.Paragraphs)
}

// owing reads what a law asks in one case; nil where the columns are empty.
func (l *loader) owing(w row) *convention.Owing {
	o := convention.Owing{When: strings.Fields(w.cells["owed_when"]), Strength: convention.StrengthOf(w.cells["strength"]), From: w.cells["runs_from"]}
	if len(o.When) == 0 {
		if w.cells["strength"]+w.cells["within"]+o.From != "" {
			w.bad(RuleMissing, "owed_when: say in which case it is owed")
		}
		return nil
	}
	for _, c := range o.When {
		if !slices.Contains(convention.Conditions, c) {
			w.bad(RuleReference, "owed_when: %q is not one of %s", c, strings.Join(convention.Conditions, ", "))
		}
	}
	if !o.Strength.Binds() {
		w.bad(RuleFormat, "strength: %q is not how hard a law asks, such as shall", w.cells["strength"])
	}
	if within := w.cells["within"]; within != "" || o.From != "" {
		n, unit, _ := strings.Cut(within, " ")
		o.Within, _ = strconv.Atoi(n)
		o.Unit = strings.TrimSuffix(unit, "s")
		if o.Within < 1 || o.Unit != "hour" && o.Unit != "day" {
			w.bad(RuleFormat, "within: %q is not a period, such as 7 days or 24 hours", within)
		}
		if !slices.Contains(convention.Starts, o.From) {
			w.bad(RuleReference, "runs_from: %q is not one of %s", o.From, strings.Join(convention.Starts, ", "))
		}
	}
	return &o
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
