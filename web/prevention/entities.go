package prevention

import (
	"net/url"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/prevention"
	"lindung/web/casefile"
)

func entityPath(id prevention.EntityID) string { return EntitiesPath + "/" + string(id) }

func inCasePath(id lindung.CaseID) string { return casefile.Path(id) + "/entities" }

// listEntities shows the entities of the own organisation.
func listEntities(v *desk.Visit) error {
	all, err := prevention.Entities(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("page.entities"), Lead: v.Text("entities.lead")}
	p.Wide = true
	p.Back = &page.BackLink{Text: v.Text("page.tips"), Href: TipsPath}
	if v.Session.Actor().HasRole(desk.Openers...) {
		p.Buttons = []page.Button{{Text: v.Text("page.entity_ask"), Href: EntitiesPath + "/ask"}}
	}
	p.Buttons = append(p.Buttons, page.Button{Text: v.Text("page.entity_new"), Href: EntitiesPath + "/new", Classes: "govuk-button--secondary"})
	if v.Session.Actor().HasRole(lindung.Supervisor) {
		p.Links = []page.Link{{Text: v.Text("page.entities_asked"), Href: AskedPath}}
	}
	p.Tables = []page.Table{entityTable(v, all)}
	if len(all) == 0 {
		p.Note = v.Text("entities.none")
	}
	return desk.Show(v, listView, p)
}

func entityTable(v *desk.Visit, all []prevention.Entity) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "entities.name", "entity.entity_kind", "field.entity_place")}
	for _, e := range all {
		t.Rows = append(t.Rows, []page.Cell{{Text: e.Title(), Href: entityPath(e.ID)}, {Text: v.Text("entity.kind." + e.Kind)}, {Text: e.Answers.Text(prevention.EntityPlace.Info)}})
	}
	return t
}

// showEntity shows an entity, and in which cases that the actor may read it is named.
func showEntity(v *desk.Visit) error {
	e, err := prevention.ReadEntity(v.Ctx(), v.Session, prevention.EntityID(v.ID("id")))
	if err != nil {
		return err
	}
	p := onePage{Base: v.Base("page.entity")}
	p.Back = &page.BackLink{Text: v.Text("page.entities"), Href: EntitiesPath}
	f := v.Facts()
	f.Add("entity.entity_kind", v.Text("entity.kind."+e.Kind))
	p.Facts = f.List // what it is called is among the answers, and in no title
	p.Facts.Rows = append(p.Facts.Rows, page.Summary(v.T, prevention.EntityForm, e.Answers, page.Reading{}).Rows...)
	p.Table = page.Table{Caption: v.Text("entity.cases"), CaptionClasses: "govuk-table__caption--m", Cards: true, FirstCellIsHeader: true, Head: head(v, "home.mine.number", "entity.entity_role")}
	for _, c := range e.Cases {
		p.Table.Rows = append(p.Table.Rows, []page.Cell{{Text: c.Number, Href: casefile.Path(c.ID)}, {Text: v.Text("entity.role." + c.Role)}})
	}
	p.Buttons = []page.Button{{Text: v.Text("page.entity_change"), Href: entityPath(e.ID) + "/change", Classes: "govuk-button--secondary"}}
	if v.Session.Actor().HasRole(lindung.Supervisor) {
		p.Forms = []desk.ActForm{{Title: v.Text("entity.erase"), Lead: v.Text("entity.erase.lead"), Form: page.Form{
			Action: entityPath(e.ID) + "/erase", Save: page.Button{Text: v.Text("entity.erase.do"), Classes: "govuk-button--warning"},
		}}}
	}
	return desk.Show(v, oneView, p)
}

func newEntity(v *desk.Visit) error {
	return entityForm(v, "page.entity_new", EntitiesPath, prevention.Entity{}, nil)
}

func editEntity(v *desk.Visit) error { return changeEntity(v, nil) }

func changeEntity(v *desk.Visit, problems []field.Problem) error {
	e, err := prevention.ReadEntity(v.Ctx(), v.Session, prevention.EntityID(v.ID("id")))
	if err != nil {
		return err
	}
	return entityForm(v, "page.entity_change", entityPath(e.ID)+"/change", e, problems)
}

// entityForm asks what is known of an entity.
func entityForm(v *desk.Visit, title, action string, e prevention.Entity, problems []field.Problem) error {
	p := desk.FormPage{Base: v.Base(title), Lead: v.Text("entity.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.entities"), Href: EntitiesPath}
	p.Form = page.Form{Action: action, Rows: entityRows(v, &p.Base, e, problems), Save: page.Button{Text: v.Text("common.save")}}
	if e.ID != "" {
		p.Form.Hidden = desk.Version(e.Version)
	}
	return desk.Show(v, desk.FormView, p)
}

// entityRows are the questions about an entity, and what has to be corrected in them.
func entityRows(v *desk.Visit, b *page.Base, e prevention.Entity, problems []field.Problem) []page.Row {
	a := answers(v, page.Answers{Values: e.Answers, Problems: problems})
	in := url.Values{"entity_kind": {e.Kind}}
	if a.Sent != nil {
		in = a.Sent
	}
	q := v.Ask("entity", in, problems)
	q.Pick("entity_kind", desk.PickFrom(v, "entity.kind", prevention.EntityKinds))
	q.Rows = append(q.Rows, rowsOf(v, prevention.EntityForm, a)...)
	q.Mark(b)
	return q.Rows
}

// sentEntity reads what was typed of an entity.
func sentEntity(v *desk.Visit) (prevention.Entity, []field.Problem) {
	in, problems := prevention.EntityForm.Decode(v.Form(), v.Now())
	return prevention.Entity{Kind: v.Sent("entity_kind"), Answers: in}, problems
}

func addEntity(v *desk.Visit) error {
	e, problems := sentEntity(v)
	if len(problems) == 0 {
		var err error
		_, err = prevention.SaveEntity(v.Ctx(), v.Act(desk.Done(EntitiesPath+"/"+access.MadeID, "entity_saved")), e)
		if problems, err = v.Problems(err); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return entityForm(v, "page.entity_new", EntitiesPath, prevention.Entity{}, problems)
	}
	return v.Acted()
}

func saveEntity(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	e, problems := sentEntity(v)
	e.ID, e.Version = prevention.EntityID(v.ID("id")), version
	if len(problems) == 0 {
		_, err = prevention.SaveEntity(v.Ctx(), v.Act(desk.Done(entityPath(e.ID), "entity_saved")), e)
		if problems, err = v.Problems(err); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return changeEntity(v, problems)
	}
	return v.Acted()
}

func eraseEntity(v *desk.Visit) error {
	if err := prevention.EraseEntity(v.Ctx(), v.Act(desk.Done(EntitiesPath, "entity_erased")), prevention.EntityID(v.ID("id"))); err != nil {
		return err
	}
	return v.Acted()
}

// newAsk asks what is to be looked for.
func newAsk(v *desk.Visit) error { return askForm(v, url.Values{}, nil, nil) }

// askForm asks, below what was answered before; nil for nothing.
func askForm(v *desk.Visit, in url.Values, problems []field.Problem, answer url.Values) error {
	p := onePage{Base: v.Base("page.entity_ask"), Lead: v.Text("entity.ask.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.entities"), Href: EntitiesPath}
	q := v.Ask("entity", in, problems)
	q.Input("entity_text", "off")
	q.Mark(&p.Base)
	title := v.Text("entity.ask.title")
	if answer != nil {
		p.Lead, title = answerText(v, answer), v.Text("entity.ask.again")
		f := v.Facts()
		f.Lines("entity.ask.whom", answer["ask"])
		p.Facts = f.List
		for i, id := range answer["own"] {
			p.Links = append(p.Links, page.Link{Text: answer["title"][i], Href: entityPath(prevention.EntityID(id))})
		}
		if len(answer["ask"]) > 0 {
			p.Links = append(p.Links, page.Link{Text: v.Text("entity.ask.directory"), Href: "/organisations"})
		}
	}
	p.Forms = []desk.ActForm{{Title: title, Form: page.Form{Action: EntitiesPath + "/ask", Rows: q.Rows, Save: page.Button{Text: v.Text("entity.ask.do")}}}}
	return desk.Show(v, oneView, p)
}

// answerText says what was found, without how much.
func answerText(v *desk.Visit, answer url.Values) string {
	switch {
	case answer.Get("spent") != "":
		return v.Text("entity.ask.spent")
	case len(answer["ask"])+len(answer["own"]) == 0:
		return v.Text("entity.ask.none")
	}
	return v.Text("entity.ask.found")
}

// showAnswer says whom to ask.
func showAnswer(v *desk.Visit) error {
	if !v.Held() {
		return v.GoTo(EntitiesPath + "/ask")
	}
	return askForm(v, url.Values{}, nil, v.Form())
}

// askSeen asks whether an organisation knows an entity.
func askSeen(v *desk.Visit) error {
	a, err := prevention.Seen(v.Ctx(), v.Session, v.Entities, v.Finder, v.Sent("entity_text"))
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return askForm(v, v.Form(), problems, nil)
	}
	answer := url.Values{"ask": a.Ask}
	for _, e := range a.Own {
		answer.Add("own", string(e.ID))
		answer.Add("title", e.Title())
	}
	if a.Spent {
		answer.Set("spent", "yes")
	}
	return v.Hold(EntitiesPath+"/answer", answer)
}

// listAsked shows which organisations asked about the entities of the own one.
func listAsked(v *desk.Visit) error {
	all, err := prevention.AskedOfOurs(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("page.entities_asked"), Lead: v.Text("entities.asked.lead", "n", len(all))}
	p.Wide = true
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "similar.when", "entities.asked.who", "entities.asked.what")}
	for _, a := range all {
		what := page.Cell{Text: v.Text("entities.asked.one")}
		if a.Title != "" {
			what = page.Cell{Text: a.Title, Href: entityPath(a.Entity)}
		}
		t.Rows = append(t.Rows, []page.Cell{{Text: v.When(a.At.Time())}, {Text: a.Name}, what})
	}
	p.Tables = []page.Table{t}
	return desk.Show(v, listView, p)
}

// entitiesPart says in the page of an own case what it names.
func entitiesPart(v *desk.Visit, w dossier.Whole) (casefile.Section, bool) {
	if !w.Own || w.Refused || !w.CanEdit(lindung.Situation) && len(w.Entities) == 0 {
		return casefile.Section{}, false
	}
	s := casefile.Section{ID: "entities", Title: v.Text("case.part.entities"), Lead: v.Text("entity.in_case.none")}
	s.Table = page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "entities.name", "entity.entity_kind", "entity.entity_role")}
	for _, e := range w.Entities {
		s.Lead = ""
		s.Table.Rows = append(s.Table.Rows, []page.Cell{{Text: e.Title(), Href: entityPath(e.ID)}, {Text: v.Text("entity.kind." + e.Kind)}, {Text: v.Text("entity.role." + e.Role)}})
	}
	if w.CanEdit(lindung.Situation) {
		s.Do = &page.Button{Text: v.Text("page.entity_in_case"), Href: inCasePath(w.ID), Classes: "govuk-button--secondary"}
	}
	return s, true
}

// nameInCase asks who or what did something in a case.
func nameInCase(v *desk.Visit) error { return inCaseForm(v, nil) }

func inCaseForm(v *desk.Visit, problems []field.Problem) error {
	var named []prevention.Named
	c, err := cases.ReadWith(v.Ctx(), v.Session, casefile.ID(v), func(tx *access.Tx, c cases.Case) (err error) {
		named, err = prevention.NamedIn(tx, c)
		return err
	})
	if err != nil {
		return err
	}
	if !c.CanEdit(lindung.Situation) {
		return casefile.ClosedOr(v, c)
	}
	p := onePage{Base: v.Base("page.entity_in_case"), Lead: v.Text("entity.in_case.lead", "number", c.Number)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID) + "#entities"}
	rows := entityRows(v, &p.Base, prevention.Entity{}, problems)
	in := v.Filled(url.Values{})
	if len(problems) > 0 {
		in = v.Form()
	}
	q := v.Ask("entity", in, problems)
	q.Pick("entity_role", desk.PickFrom(v, "entity.role", prevention.EntityRoles))
	rows = append(rows, q.Rows...)
	p.Forms = []desk.ActForm{{Title: v.Text("entity.in_case.title"), Form: page.Form{Action: inCasePath(c.ID), Rows: rows, Save: page.Button{Text: v.Text("common.save")}}}}
	for _, e := range named {
		p.Forms = append(p.Forms, desk.ActForm{Title: v.Text("entity.in_case.one", "name", e.Title(), "role", v.Text("entity.role."+e.Role)), Form: page.Form{
			Action: inCasePath(c.ID) + "/" + string(e.ID) + "/out", Save: page.Button{Text: v.Text("entity.in_case.out"), Classes: "govuk-button--secondary"},
		}})
	}
	return desk.Show(v, oneView, p)
}

func saveInCase(v *desk.Visit) error {
	e, problems := sentEntity(v)
	id := casefile.ID(v)
	if len(problems) == 0 {
		var err error
		problems, err = v.Problems(prevention.NameInCase(v.Ctx(), v.Act(casefile.PartDone(id, "entities", "entity_in_case")), id, e, v.Sent("entity_role")))
		if err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return inCaseForm(v, problems)
	}
	return v.Acted()
}

func leaveOut(v *desk.Visit) error {
	id := casefile.ID(v)
	if err := prevention.LeaveOut(v.Ctx(), v.Act(casefile.PartDone(id, "entities", "entity_out")), id, prevention.EntityID(v.ID("entity"))); err != nil {
		return err
	}
	return v.Acted()
}

func sentNumber(v *desk.Visit, name string) int {
	if v.Sent(name) == "" {
		return 0
	}
	n, err := strconv.Atoi(lindung.Digits(v.Sent(name)))
	if err != nil {
		return -1
	}
	return n
}
