package report

import (
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
)

// Measure is what a state or a body has done, as it was on a day.
type Measure struct {
	ID         string                 `json:"id"`
	State      lindung.Country        `json:"state"`
	Body       string                 `json:"body"`
	Kind       convention.MeasureKind `json:"kind"`
	Title      string                 `json:"title"`
	Law        string                 `json:"law"`
	Status     string                 `json:"status"` // on the day of the question
	Begins     *string                `json:"begins"` // null where no source names it
	Ends       *string                `json:"ends"`
	Pending    convention.Pending     `json:"pending"`
	Replaces   []string               `json:"replaces"`
	ReplacedBy []string               `json:"replaced_by"`
	Paragraphs []string               `json:"paragraphs"`
	Relation   convention.Relation    `json:"relation"`
	RelationBy string                 `json:"relation_by"`
	Note       string                 `json:"note"`
	Assessed   []Assessment           `json:"assessments"`
	Evidence
}

// Assessment is what a named assessor says.
type Assessment struct {
	ID      string                  `json:"id"`
	About   string                  `json:"about"`
	By      string                  `json:"by"`
	ByKind  convention.AssessorKind `json:"by_kind"`
	Day     string                  `json:"day"`
	Finding string                  `json:"finding"`
	Method  string                  `json:"method"`
	Replies []Assessment            `json:"replies"`
	Evidence
}

// Measures is what states did on the Convention.
type Measures struct {
	State    lindung.Country `json:"state"`
	Article  string          `json:"article"` // or a paragraph; "" for all
	On       string          `json:"on"`
	Known    string          `json:"known"`
	Measures []Measure       `json:"measures"`
	text     string
}

// Text returns the report for people.
func (r Measures) Text() string { return r.text }

// NewMeasures reports on the measures of a query, those in force on the day first.
func NewMeasures(s *convention.Snapshot, q convention.MeasureQuery, when convention.When, t i18n.T) Measures {
	r := Measures{State: q.State, Article: q.Number, On: when.On.String(), Known: when.Known.String(), Measures: []Measure{}}
	all := s.Ask(q, when)
	var b strings.Builder
	line(&b, t.Text("convention.measures.count", "n", len(all), "state", q.State))
	status := ""
	for _, m := range all {
		x := measureOf(s, m, when, t)
		r.Measures = append(r.Measures, x)
		if x.Status != status {
			status = x.Status
			line(&b, "\n", t.Text("convention.measure.status."+status))
		}
		writeMeasure(&b, x, m, t)
	}
	r.text = b.String()
	return r
}

func measureOf(s *convention.Snapshot, m convention.Measure, when convention.When, t i18n.T) Measure {
	say := func(english string) string {
		text, _ := s.Say(t.Lang(), english)
		return text
	}
	x := Measure{
		ID: m.ID, State: m.State, Body: m.Body, Kind: m.Kind, Title: say(m.Title), Law: say(m.Law), Status: m.On(when.On),
		Begins: dayOrNull(m.Begins), Ends: dayOrNull(m.Ends), Pending: m.Pending, Replaces: append([]string{}, m.Replaces...),
		ReplacedBy: []string{}, Paragraphs: append([]string{}, m.Paragraphs...), Relation: m.Relation, RelationBy: m.RelationBy,
		Note: say(m.Note), Assessed: assessments(s.AssessedMeasure(m.ID, when.Known), say), Evidence: evidence(m.Evidence),
	}
	for _, later := range s.ReplacedBy(m.ID, when.Known) {
		x.ReplacedBy = append(x.ReplacedBy, later.ID)
	}
	return x
}

func assessments(list []convention.Assessed, say func(string) string) []Assessment {
	all := []Assessment{}
	for _, a := range list {
		all = append(all, Assessment{
			ID: a.ID, About: a.About, By: a.By, ByKind: a.Kind, Day: a.Day.String(), Finding: say(a.Finding), Method: say(a.Method),
			Replies: assessments(a.Replies, say), Evidence: evidence(a.Evidence),
		})
	}
	return all
}

func writeMeasure(b *strings.Builder, x Measure, m convention.Measure, t i18n.T) {
	labelled := func(key, value string) {
		if value != "" {
			line(b, "    ", t.Text("common.colon", "label", t.Text(key), "value", value))
		}
	}
	line(b, "  ", x.ID, " (", t.Text("convention.measure.kind."+string(x.Kind)), "; ", t.Text("convention.certainty."+string(x.Certainty)), ")")
	line(b, "    ", x.Title)
	labelled("convention.measure.period", m.Period(t))
	labelled("convention.measure.replaces", strings.Join(x.Replaces, ", "))
	labelled("convention.measure.replaced_by", strings.Join(x.ReplacedBy, ", "))
	labelled("convention.measure.for", strings.Join(x.Paragraphs, ", "))
	for _, a := range x.Assessed {
		labelled("convention.assessor."+string(a.ByKind), a.By+", "+a.Day+": "+a.Finding)
	}
}
