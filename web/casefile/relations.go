package casefile

import (
	"errors"
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
)

type relationsPage struct {
	page.Base
	Case Head
	List []relationLine
	Add  page.Form
}

// relationLine is a relation that can be taken back.
type relationLine struct {
	Text string
	With *page.Link // nil for a case that the actor may not read
	Drop []page.Form
}

var relationsView = page.NewView[relationsPage]("case_relations")

// relationText says what the person of the case is to the other, or the other to them.
func relationText(v *desk.Visit, r cases.Related) string {
	if r.Mine {
		return v.Text("relation." + r.Kind + ".of")
	}
	return v.Text("relation." + r.Kind)
}

// relationsCard shows how the person is related to the persons of other cases.
func relationsCard(v *desk.Visit, w dossier.Whole) page.SummaryList {
	list := page.SummaryList{Card: &page.Card{Title: page.CardTitle{Text: v.Text("case.relations"), HeadingLevel: 3}}}
	for _, r := range w.Relations {
		row := page.SummaryRow{Key: page.SummaryText{Text: relationText(v, r)}, Value: page.SummaryText{Text: r.Number}}
		if r.With == "" {
			row.Value.Text = v.Text("case.relation.hidden")
		} else {
			row.Actions.Items = []page.Action{{Text: v.Text("case.record.see"), Href: Path(r.With), VisuallyHiddenText: r.Number}}
		}
		list.Rows = append(list.Rows, row)
	}
	if w.CanEdit(lindung.Family) {
		list.Card.Actions.Items = []page.Action{{Text: v.Text("page.change"), Href: Path(w.ID) + "/relations"}}
	}
	return list
}

// addRelations shows the relations of a case, or leads to where they are said.
func addRelations(v *desk.Visit, p *casePart, w dossier.Whole) {
	switch {
	case len(w.Relations) > 0:
		p.Lists = append(p.Lists, relationsCard(v, w))
	case w.CanEdit(lindung.Family):
		p.Missing = append(p.Missing, page.Link{Text: v.Text("case.relations"), Href: Path(w.ID) + "/relations"})
	}
}

func editRelations(v *desk.Visit) error { return relationsForm(v, v.Filled(url.Values{}), nil) }

// relationsForm shows the relations of a case and asks for another.
func relationsForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	var related []cases.Related
	c, err := cases.ReadSome(v.Ctx(), v.Session, ID(v), cases.Some{}, func(tx *access.Tx, c cases.Case) (err error) {
		related, err = cases.RelationsIn(tx, c)
		return err
	})
	if err != nil {
		return err
	}
	if !c.CanEdit(lindung.Family) {
		return ClosedOr(v, c)
	}
	at := Path(c.ID) + "/relations"
	p := relationsPage{Base: v.Base("page.case_relations"), Case: HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "#person"}
	for _, r := range related {
		line := relationLine{Text: relationText(v, r)}
		if r.With != "" {
			line.With = &page.Link{Text: r.Number, Href: Path(r.With)}
			line.Drop = []page.Form{{
				Action: at, Hidden: []page.Hidden{{Name: "drop", Value: string(r.With)}},
				Save: page.Button{Text: v.Text("case.relation.drop"), Classes: "govuk-button--secondary l-button--quiet"},
			}}
		}
		p.List = append(p.List, line)
	}
	q := v.Ask("case.relation", in, problems)
	q.Input("number", "off")
	q.Choose("kind", desk.ChooseFrom(v, "relation", cases.RelationKinds))
	q.Mark(&p.Base)
	p.Add = page.Form{Action: at, Rows: q.Rows, Save: page.Button{Text: v.Text("case.relation.save")}, Cancel: CancelTo(v, c.ID, "person")}
	return desk.Show(v, relationsView, p)
}

func saveRelation(v *desk.Visit) error {
	id, s := ID(v), v.Act(PartDone(ID(v), "person", "case_saved"))
	if other := v.Sent("drop"); other != "" {
		if err := cases.Unrelate(v.Ctx(), s, id, lindung.CaseID(other)); err != nil {
			return err
		}
		return v.Acted()
	}
	problems, err := v.Problems(cases.Relate(v.Ctx(), s, id, v.Sent("number"), v.Sent("kind")))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return relationsForm(v, v.Form(), problems)
	}
	return v.Acted()
}

func askJoin(v *desk.Visit) error { return joinForm(v, v.Filled(url.Values{}), nil) }

// joinForm asks with which existing case this one shares an event, and what happened if
// no event is recorded yet.
func joinForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	if !c.CanEdit(lindung.Situation) {
		return ClosedOr(v, c)
	}
	p := FormPage{Base: v.Base("page.case_join"), Case: HeadOf(v, c), Lead: v.Text("case.join.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID)}
	q := v.Ask("case.join", in, problems)
	q.Input("number", "off")
	rows := q.Rows
	if c.Event == "" {
		rows = append(rows, page.Row{Heading: v.Text("case.event.heading"), Intro: v.Text("case.join.event")})
		rows = append(rows, EventRows(v, in, problems)...)
	}
	v.Wrong(&p.Base, problems, "case.join", "case.event")
	p.Form = page.Form{Action: Path(c.ID) + "/join", Rows: rows, Save: page.Button{Text: v.Text("case.join.save")}, Cancel: CancelTo(v, c.ID, "overview")}
	return desk.Show(v, FormView, p)
}

func joinCase(v *desk.Visit) error {
	e, problems := SentEvent(v)
	at := Path(ID(v)) + "/event"
	err := cases.JoinEvent(v.Ctx(), v.Act(desk.Done(at, "case_saved")), ID(v), v.Sent("number"), e)
	var wrong field.Problems
	switch {
	case errors.As(err, &wrong) && wrong[0].Field != "number":
		return joinForm(v, v.Form(), problems)
	case errors.As(err, &wrong):
		return joinForm(v, v.Form(), wrong)
	case err != nil:
		return err
	}
	return v.Acted()
}

var (
	relationAsks = desk.Asks{Stem: "case.relation", Words: map[string]desk.Say{"kind": desk.Code("relation")}}
	joinAsks     = desk.Asks{Stem: "case.join"}
)
