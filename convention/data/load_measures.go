package data

import (
	"regexp"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
)

// measures reads what states and bodies have done on the Convention, one measure a
// line. A line that corrects another has the same id and its own day in recorded.
func (l *loader) measures() {
	for _, w := range l.table("measures.csv", "id", "state", "body", "kind", "title", "law", "begins", "ends", "pending", "replaces",
		"paragraphs", "plan", "relation", "relation_by", "source_url", "read_in", "source_day", "says", "certainty", "note",
		"working_note", "checked", "recorded") {
		m := convention.Measure{
			ID: w.need("id"), Kind: convention.MeasureKind(w.cells["kind"]), Title: w.need("title"), Law: w.cells["law"],
			Begins: w.date("begins"), Ends: w.date("ends"), Pending: convention.Pending(w.cells["pending"]),
			Replaces: strings.Fields(w.cells["replaces"]), Paragraphs: strings.Fields(w.cells["paragraphs"]), Plan: w.cells["plan"],
			Relation: convention.Relation(w.cells["relation"]), RelationBy: w.cells["relation_by"], Note: w.cells["note"],
			Recorded: w.recorded(), Line: w.line, Evidence: w.evidence(),
		}
		m.State, m.Body = l.owner(w)
		l.again(w, "measure", m.ID)
		l.judgeMeasure(w, m)
		l.c.Measures = append(l.c.Measures, m)
	}
	l.judgeReplaces()
}

// recorded is the day from which a line was known: that on which it was checked,
// where it names none.
func (w row) recorded() lindung.Date {
	if d := w.day("recorded"); !d.IsZero() {
		return d
	}
	d, _ := lindung.ParseDate(w.cells["checked"])
	return d
}

// again is once for lines that may be corrected: an id may come back on another day.
func (l *loader) again(w row, kind, id string) {
	l.once(w.file, w.line, kind, id+" "+w.recorded().String())
	if _, ok := l.c.Lines[kind+"/"+id]; !ok {
		l.c.Lines[kind+"/"+id] = w.line
	}
}

// owner returns whose line it is: of a state or of a body, never of both.
func (l *loader) owner(w row) (state lindung.Country, body string) {
	state, body = lindung.Country(w.cells["state"]), w.cells["body"]
	switch {
	case state == "" && body == "", state != "" && body != "":
		w.bad(RuleState, "state: say the state or the body whose it is, and not both")
	case state != "":
		w.state()
	case !l.has("body", body):
		w.bad(RuleReference, "body: %q is not a body of bodies.json", body)
	}
	return state, body
}

// measureID is the form of an id: whose it is, and words that last.
var measureID = regexp.MustCompile(`^[A-Z]+(-[A-Z0-9]+)+$`)

func (l *loader) judgeMeasure(w row, m convention.Measure) {
	if !measureID.MatchString(m.ID) || m.State != "" && !strings.HasPrefix(m.ID, string(m.State)+"-") {
		w.bad(RuleFormat, "id: %q is not the state and words that last, such as TH-2022-NRM", m.ID)
	}
	if !slices.Contains(convention.MeasureKinds, m.Kind) {
		w.bad(RuleReference, "kind: %q is not one of %s", m.Kind, words(convention.MeasureKinds))
	}
	if m.Pending != "" && !slices.Contains(convention.Pendings, m.Pending) {
		w.bad(RuleReference, "pending: %q is not one of %s, or empty for what was taken", m.Pending, words(convention.Pendings))
	}
	if m.Pending != "" && !m.Begins.IsZero() {
		w.bad(RuleOrder, "pending: it begins on %s and is only %s: take one of the two out", m.Begins, m.Pending)
	}
	if !m.Begins.IsZero() && !m.Ends.IsZero() && after(m.Begins, m.Ends) {
		w.bad(RuleInterval, "ends: it begins on %s and ends on %s", m.Begins, m.Ends)
	}
	if m.Certainty == convention.Verified && !m.SourceDay.IsZero() && !m.Begins.IsZero() && m.SourceDay.Last().Before(m.Begins.First()) {
		w.bad(RuleVerified, "the source of %s is older than %s and cannot state it", m.SourceDay, m.Begins)
	}
	if m.Certainty == convention.Memory {
		w.bad(RuleMemory, "a measure from memory is no fact: open its source, or say that it is open")
	}
	if m.Plan != "" && !l.has("plan", m.Plan) {
		w.bad(RuleReference, "plan: %q is not a plan of plans.json", m.Plan)
	}
	l.judgeParagraphs(w, m.Paragraphs)
}

// words are codes in one line.
func words[S ~string](codes []S) string {
	all := make([]string, len(codes))
	for i, c := range codes {
		all[i] = string(c)
	}
	return strings.Join(all, ", ")
}

// judgeReplaces refuses a measure that replaces one that the data lacks, or, step by
// step, itself.
func (l *loader) judgeReplaces() {
	next := map[string][]string{}
	for _, m := range l.c.Measures {
		next[m.ID] = append(next[m.ID], m.Replaces...)
	}
	for _, m := range l.c.Measures {
		for _, id := range m.Replaces {
			if !l.has("measure", id) {
				l.add(place{"measures.csv", m.Line}, RuleReference, "replaces: %q is not a measure", id)
			}
		}
		if leadsTo(next, m.ID, m.ID) {
			l.add(place{"measures.csv", m.Line}, RuleCircle, "replaces: %s replaces itself, step by step", m.ID)
		}
	}
}

// leadsTo reports whether the steps from an id come to another one.
func leadsTo(next map[string][]string, from, to string) bool {
	seen := map[string]bool{}
	var walk func(string) bool
	walk = func(id string) bool {
		for _, n := range next[id] {
			if n == to {
				return true
			}
			if !seen[n] {
				seen[n] = true
				if walk(n) {
					return true
				}
			}
		}
		return false
	}
	return walk(from)
}
