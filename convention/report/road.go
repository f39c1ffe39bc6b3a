package report

import (
	"fmt"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
)

// Road is the way of a state to a treaty on a day, as known on another.
type Road struct {
	Instrument string          `json:"instrument"`
	State      lindung.Country `json:"state"`
	On         string          `json:"on"`
	Known      string          `json:"known"`
	Pen        []Pen           `json:"procedure"`
	Legs       []Leg           `json:"legs"`
	Remains    []string        `json:"remains"` // the legs after the last one that is done
	Others     []Lapse         `json:"others"`
	text       string
}

// Pen is one line of who holds the pen in a state.
type Pen struct {
	Kind convention.StepKind `json:"kind"`
	Body string              `json:"body"`
	Does string              `json:"does"`
	Law  string              `json:"law"`
	Note string              `json:"note"`
	Evidence
}

// Leg is one kind of step of a state, and where it stands.
type Leg struct {
	Kind  convention.StepKind `json:"kind"`
	Mark  convention.Mark     `json:"mark"`
	Steps []Step              `json:"steps"`
}

// Step is one step. Days is null where none is known.
type Step struct {
	ID       string `json:"id"`
	Days     *Days  `json:"days"`
	Body     string `json:"body"`
	Document string `json:"document"`
	Group    bool   `json:"group"` // the source does not name the treaty
	Note     string `json:"note"`
	Evidence
}

// Lapse is how long it took other states from one step to another. Median, Least
// and Most are of the states whose days are both established; null without any.
type Lapse struct {
	From   convention.StepKind `json:"from"`
	To     convention.StepKind `json:"to"`
	States int                 `json:"states"`
	Median *int                `json:"median"`
	Least  *int                `json:"least"`
	Most   *int                `json:"most"`
	Each   []DaysOf            `json:"each"`
}

// DaysOf is how many days it took one state; Most is null where no source sets an
// end.
type DaysOf struct {
	State lindung.Country `json:"state"`
	Least int             `json:"least"`
	Most  *int            `json:"most"`
}

// Text returns the report for people.
func (r Road) Text() string { return r.text }

// NewRoad reports on the road of a state, beside how long it took the others.
func NewRoad(s *convention.Snapshot, road convention.Road, others []convention.Lapse, t i18n.T) Road {
	r := Road{Instrument: road.Instrument, State: road.State, On: road.On.String(), Known: road.Known.String(),
		Pen: []Pen{}, Legs: []Leg{}, Remains: []string{}, Others: []Lapse{}}
	say := func(english string) string {
		text, _ := s.Say(t.Lang(), english)
		return text
	}
	for _, p := range road.Pen {
		r.Pen = append(r.Pen, Pen{p.Kind, say(p.Body), say(p.Does), say(p.Law), say(p.Note), evidence(p.Evidence)})
	}
	for _, g := range road.Legs {
		leg := Leg{g.Kind, g.Mark, []Step{}}
		for _, x := range g.Steps {
			step := Step{ID: x.ID, Body: say(x.Body), Document: say(x.Document), Group: x.Group, Note: say(x.Note), Evidence: evidence(x.Evidence)}
			if !x.Days.IsZero() {
				step.Days = &Days{x.Days.First.String(), x.Days.Last.String()}
			}
			leg.Steps = append(leg.Steps, step)
		}
		r.Legs = append(r.Legs, leg)
	}
	for _, g := range road.Remains() {
		r.Remains = append(r.Remains, string(g.Kind))
	}
	for _, l := range others {
		r.Others = append(r.Others, lapse(l))
	}
	r.text = r.write(road, others, t)
	return r
}

func lapse(l convention.Lapse) Lapse {
	x := Lapse{From: l.From, To: l.To, States: len(l.Sure), Each: []DaysOf{}}
	if len(l.Sure) > 0 {
		median := l.Median()
		least, most := l.Range()
		x.Median, x.Least, x.Most = &median, &least, &most
	}
	for _, d := range append(l.Sure[:len(l.Sure):len(l.Sure)], l.Loose...) {
		of := DaysOf{State: d.State, Least: d.Least}
		if !d.Open {
			of.Most = &d.Most
		}
		x.Each = append(x.Each, of)
	}
	return x
}

func (r Road) write(road convention.Road, others []convention.Lapse, t i18n.T) string {
	var b strings.Builder
	line(&b, t.Text("convention.road.title", "state", r.State, "instrument", r.Instrument, "on", road.On, "known", road.Known))
	line(&b, "\n", t.Text("convention.road.pen"))
	for _, p := range r.Pen {
		line(&b, "  ", p.Body, ": ", p.Does, inBrackets(p.Law), "; ", t.Text("convention.certainty."+string(p.Certainty)))
	}
	if len(r.Pen) == 0 {
		line(&b, "  ", t.Text("convention.road.no_pen"))
	}
	line(&b, "\n", t.Text("convention.road.steps"))
	for i, g := range road.Legs {
		line(&b, "  ", t.Text("convention.step."+string(g.Kind)), ": ", t.Text("convention.road.mark."+string(g.Mark)))
		for j, x := range g.Steps {
			said := r.Legs[i].Steps[j]
			line(&b, "    ", x.Days.Text(t), inBrackets(joined(said.Body, said.Document)), "; ", t.Text("convention.certainty."+string(x.Certainty)))
			if x.Group {
				line(&b, "    ", t.Text("convention.road.group"))
			}
		}
	}
	if len(others) > 0 {
		line(&b, "\n", t.Text("convention.road.others"))
	}
	for _, l := range others {
		for _, text := range l.Texts(t) {
			line(&b, "  ", text)
		}
	}
	return b.String()
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", text)
}

// joined puts a comma between what is there.
func joined(parts ...string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, ", ")
}
