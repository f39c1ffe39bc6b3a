package data

import (
	"io/fs"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
)

// loader is a reader with what it has read so far.
type loader struct {
	reader
	c        convention.Contents
	lost     map[string]bool         // kinds whose file could not be read: nothing is said of what refers to them
	checked  map[string]lindung.Date // the day on which a JSON file was checked
	convened string                  // the treaty of articles.json
	chain    []link                  // what leads to what among events and recommendations

	eventAt     map[string]int   // where an event is among all, by its id
	recommended map[string][]int // where the lines of a recommendation are
}

// read reads and judges everything. The files come in the order in which they
// refer to each other.
func read(fsys fs.FS) (convention.Contents, Problems) {
	l := &loader{
		reader: reader{fsys: fsys},
		c: convention.Contents{
			Members:  map[lindung.Country]convention.Membership{},
			National: map[lindung.Country]convention.National{},
			Texts:    map[i18n.Lang]*convention.Translation{},
			Lines:    map[string]int{},
		},
		lost:    map[string]bool{},
		checked: map[string]lindung.Date{},
		eventAt: map[string]int{}, recommended: map[string][]int{},
	}
	for _, step := range []func(){
		l.days, l.instruments, l.articles, l.rules, l.states, l.acts, l.national, l.bodies, l.plans,
		l.practice, l.contacts, l.conflicts, l.events, l.steps, l.procedures, l.measures, l.assessments, l.focals, l.planLines,
		l.recommendations, l.followUps, l.judgeChain, l.entries, l.translations,
	} {
		step()
	}
	return l.c, l.problems
}

// once reports whether an id of its kind is new, and says so if it is not.
func (l *loader) once(file string, line int, kind, id string) {
	if first, ok := l.c.Lines[kind+"/"+id]; ok {
		l.add(place{file, line}, RuleDuplicate, "%s %q is already on line %d", kind, id, first)
		return
	}
	l.c.Lines[kind+"/"+id] = line
}

func (l *loader) has(kind, id string) bool {
	_, ok := l.c.Lines[kind+"/"+id]
	return ok || l.lost[kind]
}

// state returns a state, which must be one of the eleven.
func (w row) state() lindung.Country {
	c := lindung.Country(w.cells["state"])
	if !slices.Contains(lindung.States, c) {
		w.bad(RuleState, "%q is not a member state of ASEAN", c)
	}
	return c
}

func (l *loader) instrument(w row) string {
	id := w.cells["instrument"]
	if !l.has("instrument", id) {
		w.bad(RuleInstrument, "%q is not an instrument of instruments.csv", id)
	}
	return id
}

func (l *loader) days() {
	for _, w := range l.table("checked.csv", "file", "checked") {
		file := w.need("file")
		l.once(w.file, w.line, "file", file)
		l.checked[file] = w.day("checked")
	}
}

func (l *loader) instruments() {
	const file = "instruments.csv"
	for _, w := range l.table(file, "instrument", "title", "kind", "adopted_or_signed_at", "adopted_or_signed_on",
		"general_entry_into_force", "depositary", "entry_into_force_rule", "note", "working_note", "source_url", "read_in",
		"source_day", "says", "certainty", "start_source_url", "start_read_in", "start_source_day", "start_says",
		"start_certainty", "parties", "checked", "recorded") {
		in := convention.Instrument{
			ID: w.need("instrument"), Title: w.need("title"), Kind: w.need("kind"),
			Place: w.cells["adopted_or_signed_at"], Adopted: w.day("adopted_or_signed_on"),
			Start: w.day("general_entry_into_force"), StartProof: w.evidenceOf("start_"),
			Depositary: w.cells["depositary"], RuleText: w.need("entry_into_force_rule"), Note: w.cells["note"],
			Asean: w.cells["parties"] == "asean", Recorded: w.day("recorded"), Evidence: w.evidence(),
		}
		l.once(file, w.line, "instrument", in.ID)
		l.judgeInstrument(w, in)
		l.c.Instruments = append(l.c.Instruments, in)
	}
}

func (l *loader) judgeInstrument(w row, in convention.Instrument) {
	if in.Adopted.IsZero() {
		w.bad(RuleMissing, "the day of adoption is missing")
	}
	if !in.Start.IsZero() && later(in.Adopted, in.Start) {
		w.bad(RuleAdoption, "in force on %s, before it was adopted on %s", in.Start, in.Adopted)
	}
	if in.Start.IsZero() && in.StartProof.Certainty.Counts() {
		w.bad(RuleMissing, "the general entry into force is %s but no day is given", in.StartProof.Certainty)
	}
	w.judgeWords(convention.On(in.Adopted), in.Evidence)
	w.judgeWords(convention.On(in.Start), in.StartProof)
	if p := w.cells["parties"]; p != "" && p != "asean" {
		w.bad(RuleFormat, "parties: %q is not asean or empty", p)
	}
}

func (l *loader) rules() {
	for _, w := range l.table("rules.csv", "instrument", "group", "reading", "deposits", "wait", "unit",
		"count", "not_before", "not_after", "article", "source_url", "read_in", "source_day", "says", "certainty", "note", "checked") {
		id := l.instrument(w)
		r := convention.Rule{
			First: w.cells["group"] == "first", Reading: w.need("reading"), Deposits: w.count("deposits"),
			Wait: w.count("wait"), Unit: w.cells["unit"], Inclusive: w.cells["count"] == "inclusive",
			Named: w.span("not_before", "not_after"), Article: w.cells["article"], Note: w.need("note"), Evidence: w.evidence(),
		}
		l.judgeRule(w, id, r)
		for i := range l.c.Instruments {
			if l.c.Instruments[i].ID == id {
				l.c.Instruments[i].Rules = append(l.c.Instruments[i].Rules, r)
			}
		}
	}
	for _, in := range l.c.Instruments {
		if !slices.ContainsFunc(in.Rules, func(r convention.Rule) bool { return !r.First }) {
			l.add(place{"instruments.csv", l.c.Lines["instrument/"+in.ID]}, RuleMissing, "no rule for later parties in rules.csv")
		}
	}
}

func (l *loader) judgeRule(w row, id string, r convention.Rule) {
	l.once(w.file, w.line, "rule", id+" "+w.cells["group"]+" "+r.Reading)
	if g := w.cells["group"]; g != "first" && g != "later" {
		w.bad(RuleFormat, "group: %q is not first or later", g)
	}
	if r.First && r.Deposits == 0 {
		w.bad(RuleFormat, "the first group needs the number of deposits")
	}
	if r.Named.IsZero() && !slices.Contains([]string{"day", "month", "month_start"}, r.Unit) {
		w.bad(RuleFormat, "unit: %q is not day, month or month_start", r.Unit)
	}
	switch count := w.cells["count"]; {
	case count != "" && count != "inclusive":
		w.bad(RuleFormat, "count: %q is not inclusive, or empty for the days after the deposit", count)
	case r.Inclusive && (r.Unit != "day" || r.Wait == 0):
		w.bad(RuleFormat, "count: only a number of days can be counted inclusively")
	}
	if r.Article != "" && !l.has("paragraph", r.Article) {
		w.bad(RuleArticle, "%q is not a paragraph of articles.json", r.Article)
	}
}

// span reads an interval and judges it: both days or none, the first not after
// the last.
func (w row) span(first, last string) convention.Span {
	s := convention.Between(w.day(first), w.day(last))
	w.judgeSpan(s)
	return s
}

// judgeLimits refuses an interval that ends on the day of checking or after it:
// nothing became law because someone looked. Only a source that names the day
// itself can end an interval there.
//
// Source: ACTIP 29.1
func (w row) judgeLimits(s convention.Span, e convention.Evidence) {
	if after(s.First, s.Last) && !s.Last.IsZero() {
		w.bad(RuleInterval, "%s is after %s: the interval is upside down", s.First, s.Last)
	}
	if s.Last.IsZero() || s.Exact() || e.Checked.IsZero() || later(e.Checked, s.Last) || e.SourceDay == s.Last {
		return
	}
	w.bad(RuleLimit, "%s is the day of checking, or after it, and no source names it: leave the end of the interval empty", s.Last)
}

// judgeWords says which mark of a day its source cannot carry: verified is what a
// source says, with a day of its own that is not before what it speaks of.
func (w row) judgeWords(days convention.Span, e convention.Evidence) {
	if e.Certainty != convention.Verified || days.IsZero() {
		return
	}
	if e.Says == "" {
		w.bad(RuleVerified, "marked verified, and nothing tells what the source says of this day")
	}
	if end := days.Last; !e.SourceDay.IsZero() && e.SourceDay.Last().Before(end.First()) {
		w.bad(RuleVerified, "the source of %s is older than %s and cannot state it", e.SourceDay, end)
	}
}

func (w row) judgeSpan(s convention.Span) {
	switch {
	case s.First.IsZero() != s.Last.IsZero():
		w.bad(RuleInterval, "an interval needs both of its days")
	case after(s.First, s.Last):
		w.bad(RuleInterval, "%s is after %s: the interval is upside down", s.First, s.Last)
	}
}

func (l *loader) states() {
	for _, w := range l.table("states.csv", "state", "member_not_before", "member_not_after", "note",
		"source_url", "read_in", "source_day", "says", "certainty", "checked") {
		m := convention.Membership{
			State: w.state(), Since: convention.Between(w.day("member_not_before"), w.day("member_not_after")),
			Note: w.cells["note"], Evidence: w.evidence(),
		}
		if later(m.Since.First, m.Since.Last) {
			w.bad(RuleInterval, "%s is after %s: the interval is upside down", m.Since.First, m.Since.Last)
		}
		w.judgeLimits(m.Since, m.Evidence)
		w.judgeWords(m.Since, m.Evidence)
		l.once(w.file, w.line, "state", string(m.State))
		l.c.Members[m.State] = m
	}
}

func (l *loader) conflicts() {
	for _, w := range l.table("conflicts.csv", "id", "question", "reading_a", "reading_b", "handling", "state", "about", "working_note", "checked") {
		c := convention.Conflict{
			ID: w.need("id"), Question: w.need("question"), A: w.need("reading_a"), B: w.need("reading_b"),
			Handling: w.need("handling"), State: w.need("state"), Open: w.cells["state"] == "open",
			About: strings.Fields(w.need("about")), Checked: w.day("checked"),
		}
		l.once(w.file, w.line, "conflict", c.ID)
		if c.Checked.IsZero() {
			w.bad(RuleChecked, "the day on which it was checked is missing")
		}
		for _, about := range c.About {
			for part := range strings.SplitSeq(about, "/") {
				if !l.has("instrument", part) && !l.has("state", part) && !l.has("plan", part) {
					w.bad(RuleReference, "about: %q is not an instrument, a state or a plan", part)
				}
			}
		}
		l.c.Conflicts = append(l.c.Conflicts, c)
	}
}
