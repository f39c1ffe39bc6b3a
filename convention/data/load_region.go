package data

import (
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
)

func (l *loader) bodies() {
	const file = "bodies.json"
	var f struct {
		Note   string `json:"note"`
		Bodies []struct {
			ID     string `json:"id"`
			Name   string `json:"name"`
			Pillar string `json:"pillar"`
			Role   string `json:"role"`
			claim
		} `json:"bodies"`
	}
	at, ok := l.jsonFile(file, &f)
	if !ok {
		l.lost["body"] = true
		return
	}
	l.c.BodiesNote = f.Note
	for i, b := range f.Bodies {
		line := at[fmt.Sprintf("bodies[%d]", i)]
		l.once(file, line, "body", b.ID)
		l.c.Bodies = append(l.c.Bodies, convention.Body{
			ID: b.ID, Name: b.Name, Pillar: b.Pillar, Role: b.Role, Evidence: l.evidence(file, line, b.claim),
		})
	}
}

func (l *loader) plans() {
	const file = "plans.json"
	var f struct {
		Note  string `json:"note"`
		Plans []struct {
			ID          string   `json:"id"`
			Title       string   `json:"title"`
			Year        string   `json:"year"`
			Binding     bool     `json:"binding"`
			Areas       []string `json:"areas"`
			Monitoring  string   `json:"monitoring"`
			Asks        []string `json:"asks"`
			Enforceable []string `json:"enforceable"`
			claim
		} `json:"plans"`
	}
	at, ok := l.jsonFile(file, &f)
	if !ok {
		l.lost["plan"] = true
		return
	}
	l.c.PlansNote = f.Note
	for i, p := range f.Plans {
		line := at[fmt.Sprintf("plans[%d]", i)]
		l.once(file, line, "plan", p.ID)
		l.c.Plans = append(l.c.Plans, convention.Plan{
			ID: p.ID, Title: p.Title, Year: p.Year, Binding: p.Binding, Areas: p.Areas, Monitoring: p.Monitoring,
			Asks: p.Asks, Software: p.Enforceable, Evidence: l.evidence(file, line, p.claim),
		})
	}
}

type practiceFile struct {
	Models []struct {
		ID      string   `json:"id"`
		Title   string   `json:"title"`
		Pillars []string `json:"pillars"`
		Stages  []string `json:"stages"`
		Extras  []string `json:"extras"`
		Timings []struct {
			Step      string               `json:"step"`
			Value     string               `json:"value"`
			Certainty convention.Certainty `json:"certainty"`
		} `json:"timings"`
		TestChange string `json:"test_change"`
		Form       struct {
			Source string   `json:"source"`
			Facts  []string `json:"facts"`
		} `json:"form"`
		claim
	} `json:"models"`
	Stages []struct {
		N      int    `json:"n"`
		Stage  string `json:"stage"`
		Who    string `json:"who"`
		Output string `json:"output"`
		Rule   string `json:"rule"`
	} `json:"stages"`
}

func (l *loader) practice() {
	const file = "referral_practice.json"
	var f practiceFile
	at, ok := l.jsonFile(file, &f)
	if !ok {
		return
	}
	for i, m := range f.Models {
		line := at[fmt.Sprintf("models[%d]", i)]
		l.once(file, line, "model", m.ID)
		model := convention.Model{ID: m.ID, Title: m.Title, Pillars: m.Pillars, Stages: m.Stages, Extras: m.Extras,
			TestChange: m.TestChange, FormSource: m.Form.Source, FormFacts: m.Form.Facts,
			Evidence: l.evidence(file, line, m.claim)}
		for j, t := range m.Timings {
			if !t.Certainty.Known() {
				l.add(place{file, at[fmt.Sprintf("models[%d].timings[%d]", i, j)]}, RuleCertainty, "certainty %q is not known", t.Certainty)
			}
			model.Timings = append(model.Timings, convention.Timing{Step: t.Step, Value: t.Value, Certainty: t.Certainty})
		}
		l.c.Practice.Models = append(l.c.Practice.Models, model)
	}
	for _, s := range f.Stages {
		l.c.Practice.Stages = append(l.c.Practice.Stages, convention.Stage{Number: s.N, Name: s.Stage, Who: s.Who, Output: s.Output, Rule: s.Rule})
	}
}

func (l *loader) events() {
	for _, w := range l.table("events.csv", "id", "kind", "not_before", "not_after", "title", "place", "bodies", "attended",
		"present", "agenda_url", "outcome", "outcome_url", "recommends", "follows", "paragraphs", "plan", "instrument", "source_url", "read_in", "source_day", "says", "certainty",
		"note", "working_note", "checked") {
		e := convention.Event{
			ID: w.need("id"), Kind: w.need("kind"), First: w.date("not_before"), Last: w.date("not_after"),
			Title: w.need("title"), Place: w.cells["place"], Bodies: strings.Fields(w.cells["bodies"]),
			Attended: w.cells["attended"], Present: l.guests(w), Agenda: w.address("agenda_url"), Outcome: w.cells["outcome"],
			OutcomeAt: w.address("outcome_url"), Recommended: w.cells["recommends"], Follows: strings.Fields(w.cells["follows"]),
			Paragraphs: strings.Fields(w.cells["paragraphs"]),
			Plan:       w.cells["plan"], Instrument: w.cells["instrument"], Note: w.cells["note"], Evidence: w.evidence(),
		}
		l.once(w.file, w.line, "event", e.ID)
		w.judgeSpan(convention.Between(e.First, e.Last))
		w.judgeLimits(convention.Between(e.First, e.Last), e.Evidence)
		w.judgeOlder(e)
		l.judgeParagraphs(w, e.Paragraphs)
		w.judgeRecommends(e)
		if e.First.IsZero() {
			w.bad(RuleMissing, "not_before: an event needs its day, month or year")
		}
		for _, b := range e.Bodies {
			if !l.has("body", b) {
				w.bad(RuleReference, "bodies: %q is not a body of bodies.json", b)
			}
		}
		if e.Plan != "" && !l.has("plan", e.Plan) {
			w.bad(RuleReference, "plan: %q is not a plan of plans.json", e.Plan)
		}
		if e.Instrument != "" {
			l.instrument(w)
		}
		if _, twice := l.eventAt[e.ID]; !twice {
			l.eventAt[e.ID] = len(l.c.Events)
		}
		l.c.Events = append(l.c.Events, e)
	}
	l.judgeFollows()
}

// judgeOlder refuses an event that is verified by a source from before it.
func (w row) judgeOlder(e convention.Event) {
	if e.Certainty == convention.Verified && !e.SourceDay.IsZero() && e.SourceDay.Last().Before(e.Last.First()) {
		w.bad(RuleVerified, "the source of %s is older than %s and cannot state it", e.SourceDay, e.Last)
	}
}

// judgeFollows refuses an event that follows one that the data lacks, a later one,
// or itself by way of others: events follow each other in one direction.
func (l *loader) judgeFollows() {
	for _, e := range l.c.Events {
		at := place{"events.csv", l.c.Lines["event/"+e.ID]}
		for _, id := range e.Follows {
			before, ok := l.eventOf(id)
			switch {
			case !ok:
				l.add(at, RuleReference, "follows: %q is not an event", id)
				continue
			case after(before.First, e.Last):
				l.add(at, RuleOrder, "follows: %s came later", id)
			}
			l.leads(at, "event/"+id, "event/"+e.ID)
		}
	}
}

// judgeRecommends refuses a consultation of which nobody says how much of what it
// recommended was read.
func (w row) judgeRecommends(e convention.Event) {
	if e.Recommended != "" || e.Kind == "consultation" {
		w.oneOf("recommends", convention.Readings)
	}
}

// guests reads who else took part: bodies, states, and others as "NGO: Name".
func (l *loader) guests(w row) []convention.Guest {
	var all []convention.Guest
	for _, text := range splitNames(w.cells["present"]) {
		kind, name, _ := strings.Cut(text, ":")
		g := convention.Guest{Kind: kind, Name: strings.TrimSpace(name)}
		switch {
		case slices.Contains(convention.GuestKinds, kind):
		case slices.Contains(lindung.States, lindung.Country(text)):
			g = convention.Guest{Kind: "state", Name: text}
		case l.has("body", text):
			g = convention.Guest{Kind: "body", Name: text}
		default:
			w.bad(RuleReference, "present: %q is neither a body of bodies.json, nor a state, nor one of %s with a name", text, strings.Join(convention.GuestKinds, ", "))
		}
		all = append(all, g)
	}
	return all
}

// address returns a cell that is the address of a page, or empty.
func (w row) address(column string) string {
	v := w.cells[column]
	if v != "" && !hasAddress([]string{v}) {
		w.bad(RuleFormat, "%s: %q is not an address", column, v)
	}
	return v
}
