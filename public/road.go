package public

import (
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
)

// road is the way of a state to the Convention, as a section of its page: who
// holds the pen, what was done, what remains, and how long it took the others.
type road struct {
	PenHead, StepsHead, OthersHead, SheetsHead words

	Pen     []penLine
	NoPen   words
	Legs    []leg
	Remains words
	Lapses  []words
	Table   grid
	Kit     *item // for a state that is not bound yet
	Sheets  []item
}

// penLine is one line of who holds the pen.
type penLine struct {
	Body, Does, Law, Note words
	Proof                 *proof
}

// leg is one kind of step, with a word for where it stands: the colour says
// nothing that the word does not.
type leg struct {
	Kind  words
	Mark  words
	Class string
	Steps []stepLine
}

type stepLine struct {
	ID       string
	When     words
	By       words
	Document words
	Note     words
	Group    words // the source does not name the Convention
	Proof    *proof
}

// road makes the section; nil where there is too little of its kind to show.
func (v *visit) road(at position) *road {
	if v.e.unripe()["s/road"] {
		return nil
	}
	in, ok := v.snap.Instrument(convened)
	if !ok {
		return nil
	}
	way := convention.RoadOf(v.snap, in, at.State, v.e.now())
	r := &road{Pen: v.pen(way.Pen), Legs: v.legs(way.Legs), Remains: v.remains(way), Lapses: v.lapses(in, at.State), Table: v.stepsOf(in, at.State), Sheets: v.sheets(at.State)}
	r.PenHead, r.StepsHead = v.label("convention.road.pen"), v.label("convention.road.steps")
	r.OthersHead, r.SheetsHead = v.label("convention.road.others"), v.label("public.road.sheets")
	if len(r.Pen) == 0 {
		r.NoPen = v.label("convention.road.no_pen")
	}
	if at.Code != posBound {
		r.Kit = &item{words: v.label("public.kit.link", "state", at.State), Href: v.href("s", string(at.State), "kit")}
	}
	return r
}

func (v *visit) pen(all []convention.Procedure) []penLine {
	lines := make([]penLine, len(all))
	for i, p := range all {
		about := "routes.csv " + string(p.State) + "/" + strconv.Itoa(p.Number)
		lines[i] = penLine{v.say(p.Body), v.say(p.Does), v.say(p.Law), v.say(p.Note), v.proof(p.Evidence, about)}
	}
	return lines
}

func (v *visit) legs(all []convention.Leg) []leg {
	out := make([]leg, len(all))
	for i, g := range all {
		out[i] = leg{Kind: v.label("convention.step." + string(g.Kind)), Mark: v.label("convention.road.mark." + string(g.Mark)), Class: "l-road__leg l-road__leg--" + string(g.Mark)}
		for _, x := range g.Steps {
			out[i].Steps = append(out[i].Steps, v.step(x))
		}
	}
	return out
}

func (v *visit) step(x convention.Step) stepLine {
	l := stepLine{ID: stepID(x), When: v.span(x.Days), By: v.say(x.Body), Document: v.say(x.Document), Note: v.say(x.Note), Proof: v.proof(x.Evidence, aboutStep(x))}
	if x.Group { // its source is sure of an event, and says nothing of this treaty
		l.Group = v.label("convention.road.group")
		open := convention.NotEstablished
		l.Proof.Certainty, l.Proof.Class = v.label("convention.certainty."+string(open)), "l-doubt l-doubt--"+string(open)
	}
	return l
}

// stepID names a step for ever.
func stepID(x convention.Step) string {
	if x.ID == "" {
		return "step-" + string(x.State) + "-" + string(x.Kind)
	}
	return "step-" + x.ID
}

// aboutStep names the fact behind a step as the files do.
func aboutStep(x convention.Step) string {
	switch {
	case x.Event != "":
		return "events.csv " + x.Event
	case x.FromAct:
		return "ratifications.csv " + x.Instrument + "/" + string(x.State)
	}
	return "steps.csv " + x.ID
}

// remains says what a state has not been seen to do.
func (v *visit) remains(way convention.Road) words {
	var kinds []string
	for _, g := range way.Remains() {
		kinds = append(kinds, v.t.Text("convention.step."+string(g.Kind)))
	}
	return v.label("public.road.remains", "n", len(kinds), "steps", strings.Join(kinds, v.t.Text("common.list_separator")))
}

func (v *visit) lapses(in convention.Instrument, but lindung.Country) []words {
	var all []words
	for _, l := range convention.Lapses(v.snap, in, but, v.e.now()) {
		for _, text := range l.Texts(v.t) {
			all = append(all, v.marked("convention.road.lapse", text))
		}
	}
	return all
}

// stepColumns are the columns of a step.
func (v *visit) stepColumns() []column {
	return []column{
		v.shown("kind", "public.col.step"), v.seen("public.col.when"), dated("not_before"), dated("not_after"), v.shown("mark", "public.col.position"), v.shown("body", "public.col.body"),
		filed("document"), {Key: "names_treaty", Type: typeBoolean}, filed("note"), filed("id"),
	}
}

// stepsOf is the table of the steps of a state.
func (v *visit) stepsOf(in convention.Instrument, state lindung.Country) grid {
	g := grid{Address: "s/" + string(state) + "/road", Caption: v.label("public.road.caption", "state", state, "instrument", in.ID), Columns: v.stepColumns()}
	for _, x := range v.snap.Steps(in, state, v.e.today) {
		mark := x.Mark(v.e.today)
		g.Rows = append(g.Rows, row{
			From: x.Evidence, Page: v.href("s", string(state)) + "#road", Proof: v.proof(x.Evidence, aboutStep(x)),
			Cells: []cell{
				value(v.label("convention.step."+string(x.Kind)), string(x.Kind)), text(v.span(x.Days)), plain(x.Days.First.String()), plain(x.Days.Last.String()),
				value(v.label("convention.road.mark."+string(mark)), string(mark)), text(v.say(x.Body)), text(v.say(x.Document)), plain(strconv.FormatBool(!x.Group)),
				moreOf(v.say(x.Note)), plain(stepID(x)),
			},
		})
	}
	return v.finish(g)
}

// showStateRoad leads to the part of the state's page; the files beside it are the
// table's own.
func showStateRoad(v *visit) (document, error) {
	state, err := v.state("state")
	if err != nil {
		return document{}, err
	}
	in, ok := v.snap.Instrument(convened)
	if !ok {
		return document{}, lindung.ErrNotFound
	}
	return document{moved: v.href("s", string(state)) + "#road", grids: []grid{v.stepsOf(in, state)}}, nil
}

// listSteps is every step of every state towards the Convention.
func listSteps(v *visit) (document, error) {
	g := grid{Address: "steps", Caption: v.label("public.set.steps")}
	in, ok := v.snap.Instrument(convened)
	if !ok {
		return document{}, lindung.ErrNotFound
	}
	for _, state := range lindung.States {
		one := v.stepsOf(in, state)
		g.Columns = append([]column{v.shown("state", "public.col.state"), filed("instrument")}, one.Columns...)
		for _, r := range one.Rows {
			r.Cells = append([]cell{value(v.name(state), string(state)), plain(in.ID)}, r.Cells...)
			g.Rows = append(g.Rows, r)
		}
	}
	return v.tableOnly(g), nil
}

// listProcedures is who holds the pen in every state.
func listProcedures(v *visit) (document, error) {
	g := grid{
		Address: "procedures", Caption: v.label("public.set.procedures"),
		Columns: []column{
			v.shown("state", "public.col.state"), {Key: "n", Type: typeWhole}, v.shown("step", "public.col.step"), v.shown("body", "public.col.body"), filed("does"), filed("law"), filed("note"),
		},
	}
	for _, state := range lindung.States {
		for _, p := range v.snap.Procedures(state, v.e.today) {
			g.Rows = append(g.Rows, row{
				From: p.Evidence, Page: v.href("s", string(state)) + "#road",
				Cells: []cell{
					value(v.name(state), string(state)), plain(strconv.Itoa(p.Number)), value(v.label("convention.step."+string(p.Kind)), string(p.Kind)), text(v.say(p.Body)), text(v.say(p.Does)), text(v.say(p.Law)), text(v.say(p.Note)),
				},
			})
		}
	}
	return v.tableOnly(g), nil
}

// roadLines say how far the states had come on a day that had not yet ratified: the
// last step that is recorded of each.
func (v *visit) roadLines(st convention.Status) []openLine {
	in, _ := v.snap.Instrument(st.Instrument)
	var all []openLine
	for _, p := range v.positions(st) {
		if p.Code == posBound || p.Code == posRatified {
			continue
		}
		last, ok := convention.RoadOf(v.snap, in, p.State, st.When).Last()
		if !ok || last.Kind == convention.StepSigned {
			continue
		}
		x := last.Steps[len(last.Steps)-1]
		subject := v.t.Text("common.colon", "label", v.name(p.State).Text, "value", v.t.Text("convention.step."+string(last.Kind)))
		why := v.label("public.road.line", "days", v.span(x.Days).Text, "mark", v.t.Text("convention.road.mark."+string(last.Mark)))
		all = append(all, openLine{v.marked("convention.step."+string(last.Kind), subject), why, v.proof(x.Evidence, aboutStep(x))})
	}
	return all
}
