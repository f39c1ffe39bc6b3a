package casefile

import (
	"cmp"
	"lindung/internal/desk"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/page"
	"lindung/person"
)

// FormPath returns the address of a form of a case.
func FormPath(id lindung.CaseID, form string) string { return Path(id) + "/forms/" + form }

// caseParts are the sections of the page, without those that are empty and
// stay so for this actor.
func caseParts(v *desk.Visit, w dossier.Whole, panels []Panel) []casePart {
	if w.Refused {
		return []casePart{countedPart(v, w), overview(v, w)}
	}
	var all []casePart
	if w.Own {
		all = append(all, overview(v, w))
	}
	for _, id := range dossier.Sections {
		if part, ok := sectionOf(v, w, panels, id); ok {
			all = append(all, part)
		}
	}
	return all
}

// sectionOf fills a section: from the panel of another wing, the notes, or the
// forms that are declared for it.
func sectionOf(v *desk.Visit, w dossier.Whole, panels []Panel, id string) (casePart, bool) {
	for _, p := range panels {
		if p.ID == id {
			s, shown := p.Show(v, w)
			return casePart{Section: s}, shown
		}
	}
	if id == "notes" {
		return notesPart(v, w)
	}
	return formsPart(v, w, id)
}

// formsPart shows what was answered, each page of answers as a card that leads
// to its form, the latest records of each form that has several, and what has not
// been asked as a list.
func formsPart(v *desk.Visit, w dossier.Whole, id string) (casePart, bool) {
	p := casePart{Section: Section{ID: id, Title: v.Text("case.part." + id)}, MissingLead: v.Text("case.missing")}
	if id == "person" && w.MayRead(lindung.Identity) && len(w.Names) > 0 {
		list := namesCard(v, w.Case)
		markCarried(v, &list, w, w.NamesOrigin, w.NamesVer)
		p.Lists = append(p.Lists, list)
	}
	if id == "person" {
		addRelations(v, &p, w)
	}
	for _, f := range w.Forms().InSection(id) {
		if f.Repeat != nil {
			addRecords(v, &p, w, f)
		} else {
			addForm(v, &p, w, f)
		}
	}
	if id == "safety" {
		addMessages(v, &p, w)
	}
	return p, len(p.Lists)+len(p.Missing)+len(p.More) > 0
}

func addForm(v *desk.Visit, p *casePart, w dossier.Whole, f *field.Form) {
	c := w.Case
	title := v.Text("form." + f.Name)
	if c.Answers(f).Len() == 0 {
		if offered(c, f) {
			p.Missing = append(p.Missing, page.Link{Text: title, Href: FormPath(c.ID, f.Name)})
		}
		return
	}
	list := page.Summary(v.T, f, c.Answers(f), page.Reading{Masked: v.Private()})
	list.Card = &page.Card{Title: page.CardTitle{Text: title, HeadingLevel: 3}}
	markCarried(v, &list, w, c.Sections[f.Name].Origin, c.Sections[f.Name].Version)
	markLost(v, &list, f)
	if c.CanEdit(f.Group()) && len(f.Asked().Fields) > 0 && asks(v, f) {
		list.Card.Actions.Items = []page.Action{{Text: v.Text("page.change"), Href: FormPath(c.ID, f.Name)}}
	}
	p.Lists = append(p.Lists, list)
}

// markCarried says of what was carried over from whom it came, and when.
func markCarried(v *desk.Visit, list *page.SummaryList, w dossier.Whole, origin lindung.ReferralID, version int64) {
	if from := CarriedFrom(v, w.Case, w.OpenedFor.FromName, origin, version); from != "" {
		list.Card.Title.Text = v.Text("case.carried", "what", list.Card.Title.Text, "from", from)
	}
}

// markLost says that the questions of some answers are lost, which show under their codes.
func markLost(v *desk.Visit, list *page.SummaryList, f *field.Form) {
	if f.Lost {
		list.Rows = append(list.Rows, page.SummaryRow{Key: page.SummaryText{Text: v.Text("questions.lost")}, Value: page.SummaryText{Text: v.Text("questions.lost.do")}})
	}
}

// CarriedFrom says from whom something was carried over, and whether it was corrected
// since: until then nobody was asked it here. "" when it was asked here. The sender's
// case may be erased by now, and its name with it.
func CarriedFrom(v *desk.Visit, c cases.Case, name string, origin lindung.ReferralID, version int64) string {
	if origin == "" {
		return ""
	}
	key := "case.carried.from"
	if version > 1 {
		key = "case.carried.corrected"
	}
	return v.Text(key, "name", cmp.Or(name, v.Text("case.carried.unknown")), "day", v.DayOn(c.OpenedAt.Time()))
}

func namesCard(v *desk.Visit, c cases.Case) page.SummaryList {
	list := page.SummaryList{Card: &page.Card{Title: page.CardTitle{Text: v.Text("page.case_names"), HeadingLevel: 3}}}
	for _, n := range c.Names {
		row := page.SummaryRow{Key: page.SummaryText{Text: v.Text("name_kind." + n.Kind)}, Value: page.SummaryText{Text: n.Text}}
		if n.Call {
			row.Value.Lines = []string{v.Text("case.names.called")}
		}
		if v.Private() {
			row.Value.Masked = v.Text("page.show")
		} else if asks := ZawgyiAsks(v, n.Text); asks != "" {
			row.Value.Lines = append(row.Value.Lines, asks)
		}
		list.Rows = append(list.Rows, row)
	}
	if c.CanEdit(lindung.Identity) {
		list.Card.Actions.Items = []page.Action{{Text: v.Text("page.change"), Href: Path(c.ID) + "/names"}}
	}
	return list
}

// overview begins with what would help most now.
func overview(v *desk.Visit, w dossier.Whole) casePart {
	p := casePart{Section: Section{ID: "overview", Title: v.Text("case.part.overview")}}
	p.Steps, p.StepsTitle = nextSteps(v, w), v.Text("case.steps")
	f := v.Facts()
	f.Add("case.owner", w.Who[w.Responsible])
	f.Add("case.team", strings.Join(teamNames(v, w.Case), v.Text("common.list_separator")))
	f.Add("case.opened", v.Text("case.opened_by", "day", v.DayOn(w.OpenedAt.Time()), "name", cmp.Or(w.Who[w.OpenedBy], v.Text("history.program"))))
	if len(f.List.Rows) > 0 && w.Can(access.CaseTeam) {
		f.List.Rows[0].Actions.Items = []page.Action{{
			Text: v.Text("page.change"), Href: Path(w.ID) + "/team", VisuallyHiddenText: v.Text("case.team"),
		}}
	}
	p.Lists = []page.SummaryList{f.List}
	if w.Event != "" && w.MayRead(lindung.Situation) {
		p.More = append(p.More, page.Link{Text: v.Text("case.event_of"), Href: Path(w.ID) + "/event"})
	}
	if w.Can(access.CaseSibling) && !w.Refused {
		p.More = append(p.More, page.Link{Text: v.Text("page.case_another"), Href: Path(w.ID) + "/another"})
	}
	if !w.Refused && w.CanEdit(lindung.Situation) {
		p.More = append(p.More, page.Link{Text: v.Text("page.case_join"), Href: Path(w.ID) + "/join"})
	}
	if w.Can(access.CaseLink) && !w.Refused {
		p.More = append(p.More, page.Link{Text: v.Text("page.case_same"), Href: Path(w.ID) + "/same"})
	}
	if papered(w.Case) {
		p.More = append(p.More, page.Link{Text: v.Text("page.documents"), Href: documentsPath(w.ID)})
	}
	if w.Can(access.CaseClose) || w.Can(access.CaseReopen) {
		p.More = append(p.More, page.Link{Text: v.Text(stateTitle(w.Case)), Href: Path(w.ID) + "/state"})
	}
	p.Hidden = hiddenGroups(v, w.Case)
	return p
}

func teamNames(v *desk.Visit, c cases.Case) []string {
	var all []string
	for _, m := range c.Team {
		if m.ID != c.Responsible {
			all = append(all, m.Name)
		}
	}
	return all
}

// hiddenGroups names what the actor's role does not see, so that no one takes
// it for not written down.
func hiddenGroups(v *desk.Visit, c cases.Case) string {
	var all []string
	for _, g := range consent.Groups { // an investigation is no part of a file of care
		if !c.MayRead(g) {
			all = append(all, desk.LowerFirst(v.Text("group."+string(g))))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return v.Text("case.hidden_groups", "groups", strings.Join(all, v.Text("common.list_separator")))
}

const mostSteps = 3

// nextSteps are what must not wait, then the first things that no one has asked
// yet, the most pressing first.
func nextSteps(v *desk.Visit, w dossier.Whole) []page.Task {
	var all []page.Task
	for _, u := range dossier.Urgent(w) {
		all = append(all, page.Task{
			Title: page.SummaryText{Text: v.Text("case.urgent." + u.Name)}, Href: urgentPath(w.ID, u),
			Hint: &page.Hint{Text: v.Text("case.urgent." + u.Name + ".why")},
		})
	}
	most := max(mostSteps, len(all))
	open := func(form string, fields ...*field.Info) bool {
		f, _ := w.Forms().Named(form)
		in := w.Answers(f)
		return w.CanEdit(f.Group()) && !slices.ContainsFunc(fields, in.Has)
	}
	add := func(offered bool, key, href string) {
		if offered && len(all) < most {
			all = append(all, page.Task{
				Title: page.SummaryText{Text: v.Text("case.step." + key)}, Href: href, Hint: &page.Hint{Text: v.Text("case.step." + key + ".why")},
			})
		}
	}
	add(w.Mark.Is == person.AgeUnknown && w.CanEdit(lindung.Identity), "age", FormPath(w.ID, person.Birth.Name))
	add(open("health_needs", person.HealthUrgent.Info), "health", FormPath(w.ID, "health_needs"))
	add(open("safety_contact", person.ContactChannels.Info), "safety", FormPath(w.ID, "safety_contact"))
	add(open("identity_language", person.PrimaryLanguage.Info), "language", FormPath(w.ID, "identity_language"))
	add(open("situation_wishes", person.Wishes.Info), "wishes", FormPath(w.ID, "situation_wishes"))
	add(w.Can(access.ConsentGive) && len(w.Consent.Grants) == 0, "consent", Path(w.ID)+"/consent/new")
	return all
}

// countedPart is all that is kept of an adult who wanted no record.
func countedPart(v *desk.Visit, w dossier.Whole) casePart {
	p := casePart{Section: Section{ID: "counted", Title: v.Text("case.part.counted"), Lead: v.Text("case.counted.lead")}}
	list := page.Summary(v.T, person.Counted, w.Answers(person.Counted), page.Reading{Unasked: true})
	p.Lists = []page.SummaryList{list}
	return p
}
