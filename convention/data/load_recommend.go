package data

import (
	"slices"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/convention"
)

// recommendations reads what was recommended. A correction has the same id and a
// later day in recorded.
func (l *loader) recommendations() {
	for _, w := range l.table("recommendations.csv", "id", "event", "day", "paragraph_of_document", "by", "by_kind", "text", "addressee",
		"paragraphs", "verb", "due", "repeats", "source_url", "read_in", "source_day", "says", "certainty", "note", "working_note", "checked", "recorded") {
		r := convention.Recommendation{
			ID: w.need("id"), Event: w.cells["event"], Day: w.date("day"), Place: w.cells["paragraph_of_document"], By: w.need("by"),
			ByKind: w.need("by_kind"), Text: w.cells["text"], To: strings.Fields(w.cells["addressee"]), Paragraphs: strings.Fields(w.cells["paragraphs"]),
			Verb: w.cells["verb"], Due: w.date("due"), Repeats: strings.Fields(w.cells["repeats"]), Note: w.cells["note"],
			Recorded: w.recorded(), Line: w.line, Evidence: w.evidence(),
		}
		l.again(w, "recommendation", r.ID)
		l.judgeRecommendation(w, r)
		l.c.Recommendations = append(l.c.Recommendations, r)
		if r.Event != "" {
			l.leads(place{w.file, w.line}, "event/"+r.Event, "recommendation/"+r.ID)
		}
	}
	for i, r := range l.c.Recommendations {
		l.recommended[r.ID] = append(l.recommended[r.ID], i)
		for _, id := range r.Repeats {
			if !l.has("recommendation", id) {
				l.add(place{"recommendations.csv", r.Line}, RuleReference, "repeats: %q is not a recommendation", id)
			}
			l.leads(place{"recommendations.csv", r.Line}, "recommendation/"+id, "recommendation/"+r.ID)
		}
	}
	l.judgeRead()
}

// judgeRecommendation says what a recommendation lacks. Its text is there only if
// somebody read it.
//
// Source: ACTIP 24
func (l *loader) judgeRecommendation(w row, r convention.Recommendation) {
	l.judgeAddressees(w, r.To)
	l.judgeParagraphs(w, r.Paragraphs)
	w.oneOf("by_kind", convention.Voices)
	if r.Text != "" || r.Verb != "" {
		w.oneOf("verb", convention.Verbs)
	}
	read := r.Certainty.Counts() && r.ReadIn != ""
	switch {
	case r.Text != "" && !read:
		w.bad(RuleMemory, "text: nobody has read it; leave it empty, and the page says that it was not seen")
	case r.Text == "" && r.Certainty.Counts():
		w.bad(RuleMissing, "text: it is %s but its text is missing; where nobody has read it, it is open", r.Certainty)
	}
	days := convention.On(r.Day)
	if r.Event != "" {
		e, ok := l.eventOf(r.Event)
		switch {
		case !ok:
			w.bad(RuleReference, "event: %q is not an event of events.csv", r.Event)
		case ok && !r.Day.IsZero():
			w.bad(RuleFormat, "day: its event has the day")
		case ok && r.Text != "" && e.Recommended != "whole" && e.Recommended != "in_part":
			w.bad(RuleOrder, "text: it has one, and events.csv does not say in recommends that any of what %s recommended was read", r.Event)
		}
		days = convention.Between(e.First, e.Last)
	}
	if !r.Due.IsZero() && !days.IsZero() && !r.Due.Last().After(days.Last.First()) {
		w.bad(RuleOrder, "due: it is %s, and it was made on %s", r.Due, days.Last)
	}
	w.judgeOlder(convention.Event{Last: days.Last, Evidence: r.Evidence})
}

// judgeAddressees refuses who cannot be asked: it is a state, all states, or a body.
func (l *loader) judgeAddressees(w row, all []string) {
	if len(all) == 0 {
		w.bad(RuleMissing, "addressee: it is empty; a state, %s for all of them, or a body of bodies.json", convention.Everyone)
	}
	for _, to := range all {
		if to != convention.Everyone && !l.named(to) {
			w.bad(RuleReference, "addressee: %q is neither a state, nor %s, nor a body of bodies.json", to, convention.Everyone)
		}
	}
}

// named reports whether a word is the code of a state or the id of a body.
func (l *loader) named(word string) bool {
	return slices.Contains(lindung.States, lindung.Country(word)) || l.has("body", word)
}

// oneOf refuses a word that is not of a list.
func (w row) oneOf(column string, list []string) {
	if v := w.cells[column]; !slices.Contains(list, v) {
		w.bad(RuleFormat, "%s: %q is not one of %s", column, v, strings.Join(list, ", "))
	}
}

// judgeRead refuses an event that says that what it recommended was read, with no
// recommendation in the data.
func (l *loader) judgeRead() {
	read := map[string]bool{}
	for _, r := range l.c.Recommendations {
		read[r.Event] = read[r.Event] || r.Text != ""
	}
	for _, e := range l.c.Events {
		if e.Recommended != "whole" && e.Recommended != "in_part" {
			continue
		}
		if !read[e.ID] {
			l.add(place{"events.csv", l.c.Lines["event/"+e.ID]}, RuleMissing, "recommends: it was read, and recommendations.csv has none of it")
		}
	}
}

func (l *loader) eventOf(id string) (convention.Event, bool) {
	i, ok := l.eventAt[id]
	if !ok {
		return convention.Event{}, false
	}
	return l.c.Events[i], true
}

// followUps reads what came after recommendations.
func (l *loader) followUps() {
	for _, w := range l.table("followups.csv", "recommendation", "kind", "by", "day", "refers_to", "strength", "text", "names", "source_url",
		"read_in", "source_day", "says", "certainty", "note", "working_note", "checked", "recorded") {
		f := convention.FollowUp{
			Recommendation: w.need("recommendation"), Kind: w.cells["kind"], By: strings.Fields(w.cells["by"]), Day: w.date("day"),
			Refers: w.cells["refers_to"], Strength: w.cells["strength"], Text: w.cells["text"], Names: splitNames(w.cells["names"]),
			Note: w.cells["note"], Recorded: w.recorded(), Line: w.line, Evidence: w.evidence(),
		}
		l.once(w.file, w.line, "followup", strings.Join([]string{f.Recommendation, f.Kind, w.cells["by"], f.Refers, f.Recorded.String()}, " "))
		w.oneOf("kind", convention.FollowUpKinds)
		if !l.has("recommendation", f.Recommendation) {
			w.bad(RuleReference, "recommendation: %q is not one of recommendations.csv", f.Recommendation)
		}
		l.judgeRefers(w, f)
		l.judgeBy(w, f)
		w.judgeStrength(f)
		l.c.FollowUps = append(l.c.FollowUps, f)
		if f.Kind == convention.ByEvent || f.Kind == convention.ByDocument {
			l.leads(place{w.file, w.line}, "recommendation/"+f.Recommendation, "event/"+f.Refers)
		}
	}
}

// splitNames splits the names of a cell at semicolons.
func splitNames(cell string) []string {
	var all []string
	for name := range strings.SplitSeq(cell, ";") {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, name)
		}
	}
	return all
}

// judgeRefers refuses what came after that the data lacks, or that came before.
func (l *loader) judgeRefers(w row, f convention.FollowUp) {
	of := map[string][]string{
		convention.ByEvent: {"event"}, convention.ByDocument: {"event", "plan"}, convention.ByMeasure: {"measure"}, convention.FoundNone: {},
	}
	kinds, must := of[f.Kind]
	if !must { // an answer may refer to where it was given
		kinds = []string{"event", "plan", "measure"}
	}
	known := slices.ContainsFunc(kinds, func(kind string) bool { return l.has(kind, f.Refers) })
	switch {
	case f.Refers != "" && !known:
		w.bad(RuleReference, "refers_to: %q is not what a line of kind %q can refer to", f.Refers, f.Kind)
	case f.Refers == "" && must && f.Kind != convention.FoundNone:
		w.bad(RuleMissing, "refers_to: say which %s", f.Kind)
	}
	day := f.Day
	if e, ok := l.eventOf(f.Refers); ok && day.IsZero() {
		day = e.Last
	}
	for _, i := range l.recommended[f.Recommendation] {
		r := l.c.Recommendations[i]
		made := r.Day
		if e, ok := l.eventOf(r.Event); ok {
			made = e.First
		}
		if !day.IsZero() && !made.IsZero() && day.Last().Before(made.First()) {
			w.bad(RuleOrder, "day: it was on %s, before the recommendation of %s", day, made)
			return
		}
	}
}

// judgeBy refuses an answer of nobody, or of one who was not asked, an answer
// without its day, and a search without its day.
func (l *loader) judgeBy(w row, f convention.FollowUp) {
	for _, by := range f.By {
		if !l.named(by) {
			w.bad(RuleReference, "by: %q is neither a state nor a body of bodies.json", by)
		}
	}
	switch {
	case f.Kind == convention.FoundNone && !whole(f.Day):
		w.bad(RuleMissing, "day: none_found needs the day on which someone looked")
	case f.Kind == convention.FoundNone && !f.Checked.IsZero() && after(f.Day, f.Checked):
		w.bad(RuleDate, "day: someone looked on %s, after it was checked", f.Day)
	case f.IsAnswer() && len(f.By) == 0:
		w.bad(RuleMissing, "by: an answer needs who gave it")
	case f.IsAnswer() && f.Day.IsZero():
		w.bad(RuleMissing, "day: an answer needs its day")
	}
	if !f.IsAnswer() {
		return
	}
	for _, i := range l.recommended[f.Recommendation] {
		r := l.c.Recommendations[i]
		for _, by := range f.By {
			state := slices.Contains(lindung.States, lindung.Country(by))
			if !r.Asks(by) && !(state && r.Asks(convention.Everyone)) {
				w.bad(RuleReference, "by: %q was not asked by %s", by, r.ID)
			}
		}
	}
}

// judgeStrength refuses a tie that no source makes: cites needs a source that names
// both, the recommendation and what came after.
//
// Source: ACTIP 24
func (w row) judgeStrength(f convention.FollowUp) {
	if f.Kind == convention.FoundNone {
		if f.Strength != "" {
			w.bad(RuleFormat, "strength: nothing was found that could be tied to it")
		}
		return
	}
	w.oneOf("strength", convention.Strengths)
	if f.Strength != convention.CitesIt {
		return
	}
	if !f.Certainty.Counts() || !hasAddress(f.Sources) || f.ReadIn == "" {
		w.bad(RuleSource, "source_url: cites needs a source that was read and names both")
	}
	if len(f.Names) != 2 || f.Names[0] == f.Names[1] {
		w.bad(RuleSource, "names: cites needs how the source names the recommendation, and what came after: two names, a semicolon between them")
		return
	}
	for _, name := range f.Names {
		if utf8.RuneCountInString(name) < 3 {
			w.bad(RuleSource, "names: %q is too short to name anything; write the words of the source", name)
		}
		if !strings.Contains(f.Says, name) {
			w.bad(RuleSource, "says: cites needs a source that names both: it does not name %q", name)
		}
	}
}
