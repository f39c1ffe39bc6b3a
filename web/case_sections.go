package web

import (
	"cmp"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
)

// caseForms are the parts of the page that are answers to forms, in the order
// of the work: who she is, how to reach her, what she needs, and only then what
// happened.
var caseForms = []struct {
	id    string
	forms []string
}{
	{"person", []string{"identity_birth", "identity_language", "identity_origin", "family_home", "family_guardian"}},
	{"safety", []string{"safety_contact", "safety_people", "contact_phone", "contact_address"}},
	{"needs", []string{"situation_wishes", "health_needs"}},
	{"story", []string{
		"situation_journey", "situation_recruitment", "situation_exploitation", "situation_control", "situation_event", "situation_event_place",
	}},
	{"law", []string{"legal_needs", "immigration_status", "documents_papers"}},
	{"reported", []string{"reported_status", "reported_htcds", "reported_incoming", "reported_outgoing", "reported_earlier"}},
}

// partOf returns the part of the page that a form belongs to.
func partOf(form string) string {
	for _, p := range caseForms {
		if slices.Contains(p.forms, form) {
			return p.id
		}
	}
	return ""
}

func formAt(id lindung.CaseID, form string) string { return caseAt(id) + "/forms/" + form }

// caseParts are the sections of the page, without those that are empty and
// stay so for this actor.
func (v *visit) caseParts(w wholeCase) []casePart {
	if w.Refused {
		return []casePart{v.countedPart(w), v.overview(w)}
	}
	var all []casePart
	if w.Own {
		all = append(all, v.overview(w))
	}
	for _, id := range []string{"person", "safety", "consent", "screening", "needs", "referrals", "story", "law", "notes", "reported"} {
		if part, ok := v.casePart(w, id); ok {
			all = append(all, part)
		}
	}
	return all
}

func (v *visit) casePart(w wholeCase, id string) (casePart, bool) {
	switch id {
	case "consent":
		return casePart{caseSection: v.consentSection(w)}, w.Own && w.Can(access.ConsentRead)
	case "referrals":
		return casePart{caseSection: v.referralSection(w)}, w.Own && w.Can(access.ConsentRead)
	case "screening":
		return casePart{caseSection: w.screening}, w.screening.ID != ""
	case "notes":
		return v.notesPart(w)
	}
	return v.formsPart(w, id)
}

// formsPart shows what was answered, each page of answers as a card that leads
// to its form, and what has not been asked as a list.
func (v *visit) formsPart(w wholeCase, id string) (casePart, bool) {
	p := casePart{caseSection: caseSection{ID: id, Title: v.text("case.part." + id)}, MissingLead: v.text("case.missing")}
	if id == "person" && w.May(lindung.Identity) && len(w.Names) > 0 {
		p.Lists = append(p.Lists, v.namesCard(w.Case))
	}
	for _, part := range caseForms {
		if part.id != id {
			continue
		}
		for _, name := range part.forms {
			f, _ := cases.FormNamed(name)
			v.addForm(&p, w.Case, f)
		}
	}
	return p, len(p.Lists)+len(p.Missing) > 0
}

func (v *visit) addForm(p *casePart, c cases.Case, f *field.Form) {
	g := cases.GroupOf(f)
	title := v.text("form." + f.Name)
	edits := c.CanEdit(g) && len(f.Asked().Fields) > 0
	if c.Answers(f).Len() == 0 {
		if edits && p.ID != "reported" && (f.Name != "family_guardian" || c.Child) {
			p.Missing = append(p.Missing, page.Link{Text: title, Href: formAt(c.ID, f.Name)})
		}
		return
	}
	list := page.Summary(v.t, f, c.Answers(f), page.Reading{Masked: v.private()})
	list.Card = &page.Card{Title: page.CardTitle{Text: title, HeadingLevel: 3}}
	if edits {
		list.Card.Actions.Items = []page.Action{{Text: v.text("page.change"), Href: formAt(c.ID, f.Name)}}
	}
	p.Lists = append(p.Lists, list)
}

func (v *visit) namesCard(c cases.Case) page.SummaryList {
	list := page.SummaryList{Card: &page.Card{Title: page.CardTitle{Text: v.text("page.case_names"), HeadingLevel: 3}}}
	for _, n := range c.Names {
		row := page.SummaryRow{Key: page.SummaryText{Text: v.text("name_kind." + n.Kind)}, Value: page.SummaryText{Text: n.Text}}
		if n.Call {
			row.Value.Lines = []string{v.text("case.names.called")}
		}
		if v.private() {
			row.Value.Masked = v.text("page.show")
		}
		list.Rows = append(list.Rows, row)
	}
	if c.CanEdit(lindung.Identity) {
		list.Card.Actions.Items = []page.Action{{Text: v.text("page.change"), Href: caseAt(c.ID) + "/names"}}
	}
	return list
}

// overview begins with what would help most now.
func (v *visit) overview(w wholeCase) casePart {
	p := casePart{caseSection: caseSection{ID: "overview", Title: v.text("case.part.overview")}}
	p.Steps, p.StepsTitle = v.nextSteps(w), v.text("case.steps")
	f := v.facts()
	f.add("case.owner", w.Who[w.Owner])
	f.add("case.team", strings.Join(v.teamNames(w.Case), v.text("common.list_separator")))
	f.add("case.opened", v.text("case.opened_by", "day", v.dayOn(w.OpenedAt.Time()), "name", cmp.Or(w.Who[w.OpenedBy], v.text("history.program"))))
	if len(f.list.Rows) > 0 && w.Can(access.CaseTeam) {
		f.list.Rows[0].Actions.Items = []page.Action{{
			Text: v.text("page.change"), Href: caseAt(w.ID) + "/team", VisuallyHiddenText: v.text("case.team"),
		}}
	}
	p.Lists = []page.SummaryList{f.list}
	if w.Event != "" && w.May(lindung.Situation) {
		p.More = append(p.More, page.Link{Text: v.text("case.event_of"), Href: caseAt(w.ID) + "/event"})
	}
	if w.Can(access.CaseSibling) && !w.Refused {
		p.More = append(p.More, page.Link{Text: v.text("page.case_another"), Href: caseAt(w.ID) + "/another"})
	}
	if w.Can(access.CaseClose) || w.Can(access.CaseReopen) {
		p.More = append(p.More, page.Link{Text: v.text(stateTitle(w.Case)), Href: caseAt(w.ID) + "/state"})
	}
	p.Hidden = v.hiddenGroups(w.Case)
	return p
}

func (v *visit) teamNames(c cases.Case) []string {
	var all []string
	for _, m := range c.Team {
		if m.ID != c.Owner {
			all = append(all, m.Name)
		}
	}
	return all
}

// hiddenGroups names what the actor's role does not see, so that nobody takes
// it for not written down.
func (v *visit) hiddenGroups(c cases.Case) string {
	var all []string
	for _, g := range lindung.Groups {
		if !c.May(g) {
			all = append(all, lowerFirst(v.text("group."+string(g))))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return v.text("case.hidden_groups", "groups", strings.Join(all, v.text("common.list_separator")))
}

const mostSteps = 3

// nextSteps are the first things that nobody has asked yet, the most pressing
// first.
func (v *visit) nextSteps(w wholeCase) []page.Task {
	var all []page.Task
	open := func(form string, fields ...*field.Info) bool {
		f, _ := cases.FormNamed(form)
		in := w.Answers(f)
		return w.CanEdit(cases.GroupOf(f)) && !slices.ContainsFunc(fields, in.Has)
	}
	add := func(offered bool, key, href string) {
		if offered && len(all) < mostSteps {
			all = append(all, page.Task{
				Title: page.SummaryText{Text: v.text("case.step." + key)}, Href: href, Hint: &page.Hint{Text: v.text("case.step." + key + ".why")},
			})
		}
	}
	add(open("health_needs", cases.HealthUrgent.Info), "health", formAt(w.ID, "health_needs"))
	add(open("safety_contact", cases.ContactChannels.Info), "safety", formAt(w.ID, "safety_contact"))
	add(open("identity_birth", cases.BirthDate.Info, cases.EstimatedAge.Info, cases.AgePrecision.Info), "age", formAt(w.ID, "identity_birth"))
	add(open("identity_language", cases.PrimaryLanguage.Info), "language", formAt(w.ID, "identity_language"))
	add(open("situation_wishes", cases.Wishes.Info), "wishes", formAt(w.ID, "situation_wishes"))
	add(w.Can(access.ConsentGive) && len(w.ledger.Grants) == 0, "consent", caseAt(w.ID)+"/consent/new")
	return all
}

// countedPart is all that is kept of an adult who wanted no record.
func (v *visit) countedPart(w wholeCase) casePart {
	p := casePart{caseSection: caseSection{ID: "counted", Title: v.text("case.part.counted"), Lead: v.text("case.counted.lead")}}
	list := page.Summary(v.t, cases.Counted, w.Answers(cases.Counted), page.Reading{Unasked: true})
	p.Lists = []page.SummaryList{list}
	return p
}
