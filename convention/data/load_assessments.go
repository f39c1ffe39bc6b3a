package data

import (
	"regexp"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
)

// assessments reads what assessors say, one line each. Nobody's line is ever
// replaced: who thinks otherwise later says so in a new one.
func (l *loader) assessments() {
	for _, w := range l.table("assessments.csv", "id", "about", "by", "by_kind", "day", "finding", "method", "reply_of", "source_url",
		"read_in", "source_day", "says", "certainty", "note", "working_note", "checked", "recorded") {
		a := convention.Assessment{
			ID: w.need("id"), About: w.need("about"), By: w.cells["by"], Kind: convention.AssessorKind(w.cells["by_kind"]),
			Day: w.date("day"), Finding: w.need("finding"), Method: w.cells["method"], ReplyOf: w.cells["reply_of"],
			Note: w.cells["note"], Recorded: w.recorded(), Line: w.line, Evidence: w.evidence(),
		}
		l.once(w.file, w.line, "assessment", a.ID)
		l.judgeAssessor(w, a)
		l.judgeAbout(w, a)
		l.judgeReply(w, a)
		if a.Day.IsZero() {
			w.bad(RuleMissing, "day: say when it was said; a month or a year will do")
		}
		if !convention.InWords(a.Finding) {
			w.bad(RuleFormat, "finding: %q is no finding in words; a grade or a number is a score", a.Finding)
		}
		l.c.Assessments = append(l.c.Assessments, a)
	}
	l.judgeRelations()
}

// judgeAssessor refuses an assessor without a name or of no kind, and one name under
// two kinds: what a state, a body and an NGO say stays apart.
func (l *loader) judgeAssessor(w row, a convention.Assessment) {
	if !convention.Named(a.By) {
		w.bad(RuleAssessor, "by: %q names nobody; an assessment has one assessor, by name", a.By)
	}
	if !slices.Contains(convention.AssessorKinds, a.Kind) {
		w.bad(RuleReference, "by_kind: %q is not one of %s", a.Kind, words(convention.AssessorKinds))
	}
	if slices.Contains(lindung.States, lindung.Country(a.By)) && a.Kind != convention.OfState {
		w.bad(RuleAssessor, "by_kind: %s is a state, and not %s", a.By, a.Kind)
	}
	for _, b := range l.c.Assessments {
		if b.By == a.By && b.Kind != a.Kind {
			w.bad(RuleAssessor, "by_kind: %s is %s on line %d and cannot be %s too", a.By, b.Kind, b.Line, a.Kind)
			return
		}
	}
	if a.Kind == "asean_body" && !l.has("body", a.By) {
		w.bad(RuleReference, "by: %q is not a body of bodies.json", a.By)
	}
}

// judgeAbout refuses an assessment of nothing: neither a measure nor a state on a
// paragraph.
func (l *loader) judgeAbout(w row, a convention.Assessment) {
	state, number, ok := a.AboutState()
	switch {
	case !ok && !l.has("measure", a.About):
		w.bad(RuleReference, "about: %q is neither a measure nor a state and a paragraph, such as TH/14.7", a.About)
	case ok && !slices.Contains(lindung.States, state):
		w.bad(RuleState, "about: %q is not a member state of ASEAN", state)
	case ok && !l.article(number):
		w.bad(RuleArticle, "about: %q is neither a paragraph nor an article of articles.json", number)
	}
}

// judgeReply refuses a reply to nothing, to another subject, or from before what it
// answers. What a state says of its own is a reply, or its own assessment.
func (l *loader) judgeReply(w row, a convention.Assessment) {
	if a.ReplyOf == "" {
		return
	}
	i := slices.IndexFunc(l.c.Assessments, func(b convention.Assessment) bool { return b.ID == a.ReplyOf })
	if i < 0 {
		w.bad(RuleReference, "reply_of: %q is not an assessment of an earlier line", a.ReplyOf)
		return
	}
	b := l.c.Assessments[i]
	if b.About != a.About {
		w.bad(RuleReference, "reply_of: %s is about %s, and this about %s", b.ID, b.About, a.About)
	}
	if after(b.Day, a.Day) {
		w.bad(RuleOrder, "day: it answers %s, which came later", b.ID)
	}
}

// judgeRelations refuses a relation that nobody who is named stands for: it is what
// one assessment says of its measure.
func (l *loader) judgeRelations() {
	for _, m := range l.c.Measures {
		at := place{"measures.csv", m.Line}
		if m.Relation != "" && !slices.Contains(convention.Relations, m.Relation) {
			l.add(at, RuleReference, "relation: %q is not one of %s", m.Relation, words(convention.Relations))
		}
		said := slices.ContainsFunc(l.c.Assessments, func(a convention.Assessment) bool { return a.ID == m.RelationBy && a.About == m.ID })
		switch {
		case m.Relation != "" && m.RelationBy == "":
			l.add(at, RuleAssessor, "relation: %s needs relation_by, the assessment of a named assessor that says so", m.Relation)
		case m.RelationBy != "" && (m.Relation == "" || !said):
			l.add(at, RuleReference, "relation_by: %q is not an assessment of this measure, or there is no relation", m.RelationBy)
		}
	}
}

// focals reads the offices that a state has named.
func (l *loader) focals() {
	for _, w := range l.table("focal.csv", "state", "body", "office", "contact", "begins", "ends", "source_url", "read_in", "source_day",
		"says", "certainty", "note", "working_note", "checked", "recorded") {
		f := convention.Focal{
			State: lindung.Country(w.cells["state"]), Body: w.cells["body"], Office: w.need("office"), Contact: w.cells["contact"],
			Begins: w.date("begins"), Ends: w.date("ends"), Note: w.cells["note"], Recorded: w.recorded(), Line: w.line, Evidence: w.evidence(),
		}
		if f.State == "" && f.Body == "" {
			w.bad(RuleState, "state: say the state that has named it, or the body whose office it is")
		}
		if f.State != "" {
			w.state()
		}
		if f.Body != "" && !l.has("body", f.Body) {
			w.bad(RuleReference, "body: %q is not a body of bodies.json", f.Body)
		}
		if !f.Begins.IsZero() && !f.Ends.IsZero() && after(f.Begins, f.Ends) {
			w.bad(RuleInterval, "ends: it begins on %s and ends on %s", f.Begins, f.Ends)
		}
		if f.Contact != "" && !strings.HasPrefix(f.Contact, "https://") && !office.MatchString(f.Contact) {
			w.bad(RuleFormat, "contact: say a page or an e-mail address of the office; a telephone of a person is not for everyone")
		}
		l.once(w.file, w.line, "focal", strings.Join([]string{w.cells["state"], f.Body, f.Office, f.Recorded.String()}, " "))
		l.c.Focals = append(l.c.Focals, f)
	}
}

// office is an e-mail address.
var office = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[a-z]+$`)

// planLines reads the lines of the region's plans, in their own columns.
func (l *loader) planLines() {
	for _, w := range l.table("plan_lines.csv", "id", "plan", "provision", "area", "activity", "output", "lead", "co_operating", "status",
		"as_of", "source_url", "read_in", "source_day", "says", "certainty", "note", "working_note", "checked") {
		p := convention.PlanLine{
			ID: w.need("id"), Plan: w.need("plan"), Provision: w.cells["provision"], Area: w.cells["area"], Activity: w.need("activity"),
			Output: w.cells["output"], Lead: w.cells["lead"], CoOperating: w.cells["co_operating"], Status: w.cells["status"],
			AsOf: w.date("as_of"), Note: w.cells["note"], Line: w.line, Evidence: w.evidence(),
		}
		l.once(w.file, w.line, "plan line", p.ID)
		if !l.has("plan", p.Plan) {
			w.bad(RuleReference, "plan: %q is not a plan of plans.json", p.Plan)
		}
		if (p.Status == "") != p.AsOf.IsZero() {
			w.bad(RuleMissing, "as_of: status and as_of need each other: a status is that of a day")
		}
		l.c.PlanLines = append(l.c.PlanLines, p)
	}
}
