package days

import (
	"slices"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
	"lindung/web/casefile"
)

type workloadPage struct {
	page.Base
	Lead       string
	Escalated  *page.Link // to what is long overdue; nil when nothing is
	Team       page.Link  // to who has what today and this week
	Recipients page.Table // what is overdue, by recipient
	Asked      page.Link  // to who asked about someone similar
	People     page.Table
}

type handOverPage struct {
	page.Base
	Lead string
	Days page.Link // what the colleague is asked to see to
	Form page.Form // without rows when there is nothing to hand over
}

var (
	workloadView = page.NewView[workloadPage]("workload")
	handOverView = page.NewView[handOverPage]("hand_over")
	handOverAsks = desk.Asks{Stem: "hand_over", Words: map[string]desk.Say{"to": sayColleague, "cases": sayCase}}
)

// showWorkload shows what each colleague carries, those who carry most first, and
// which cases nobody is responsible for.
func showWorkload(v *desk.Visit) error {
	all, err := cases.Workloads(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	members, err := staff.Members(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	of := map[lindung.ActorID]access.Account{}
	for _, m := range members {
		of[m.ID] = m
	}
	slices.SortFunc(all, func(a, b cases.Workload) int { return b.Open - a.Open })
	open := 0
	p := workloadPage{Base: v.Base("page.workload"), Team: page.Link{Text: v.Text("page.team_days"), Href: TeamPath}, Asked: page.Link{Text: v.Text("page.similar"), Href: casefile.AskedPath}}
	p.People = page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("workload.caption"), CaptionClasses: "govuk-visually-hidden"}
	for _, h := range []string{"who", "open", "untouched", "oldest"} {
		p.People.Head = append(p.People.Head, page.Cell{Text: v.Text("workload." + h)})
	}
	for _, w := range all {
		open += w.Open
		who := page.Cell{Text: of[w.Actor].Name, Href: "/workload/" + string(w.Actor)}
		if of[w.Actor].State != access.Active {
			who.Note = v.Text("workload.gone")
		}
		carried, untouched := page.Cell{Text: strconv.Itoa(w.Open)}, page.Cell{Text: strconv.Itoa(w.Untouched)}
		if w.Actor == "" {
			who = page.Cell{Text: v.Text("workload.nobody")}
		} else {
			carried.Href = casesOf(w.Actor, "")
			if w.Untouched > 0 {
				untouched.Href = casesOf(w.Actor, "&only=untouched")
			}
		}
		p.People.Rows = append(p.People.Rows, []page.Cell{who, carried, untouched, {Text: v.Near(w.Oldest.Time())}})
	}
	p.Lead = v.Text("workload.lead", "n", open)
	late, err := dossier.ReadEscalated(v.Ctx(), v.Session, v.Node.Now(), cases.MostDue)
	if err != nil {
		return err
	}
	if p.Recipients, err = recipientTable(v); err != nil {
		return err
	}
	if n := len(late.Due); n > 0 {
		p.Escalated = &page.Link{Text: v.Text(OrMore("escalated.link", late), "n", n), Href: EscalatedPath}
	}
	return desk.Show(v, workloadView, p)
}

func casesOf(a lindung.ActorID, more string) string { return "/cases?of=" + string(a) + more }

// askHandOver asks which cases of a colleague another one takes.
func askHandOver(v *desk.Visit) error { return handOverForm(v, nil) }

func handOverForm(v *desk.Visit, problems []field.Problem) error {
	from := lindung.ActorID(v.ID("actor"))
	members, err := staff.Members(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(members, func(m access.Account) bool { return m.ID == from })
	if at < 0 {
		return lindung.ErrNotFound
	}
	rows, _, err := cases.List(v.Ctx(), v.Session, cases.Filter{Responsible: from, Limit: 200})
	if err != nil {
		return err
	}
	p := handOverPage{Base: v.Base("page.hand_over"), Lead: v.Text("hand_over.lead", "n", len(rows), "name", members[at].Name)}
	p.Back = &page.BackLink{Text: v.Text("page.workload"), Href: "/workload"}
	p.Days = page.Link{Text: v.Text("hand_over.days", "name", members[at].Name), Href: Path(string(from))}
	if len(rows) > 0 {
		p.Form = handOverRows(v, from, members, rows, problems)
	}
	v.Wrong(&p.Base, problems, "hand_over")
	return desk.Show(v, handOverView, p)
}

func handOverRows(v *desk.Visit, from lindung.ActorID, members []access.Account, rows []cases.Row, problems []field.Problem) page.Form {
	var to []page.Option
	for _, m := range members {
		if m.ID != from && m.State == access.Active && m.HasRole(desk.Openers...) && !m.HasRole(lindung.Administrator) {
			to = append(to, page.Option{Value: string(m.ID), Text: m.Name})
		}
	}
	sent := v.Filled(v.Form())
	var which []page.Choice
	for _, r := range rows {
		name := r.Name
		if name == "" || v.Private() {
			name = r.Number
		}
		checked := len(sent) == 0 || slices.Contains(sent["cases"], string(r.ID))
		which = append(which, page.Choice{Value: string(r.ID), Text: name, Hint: &page.Hint{Text: v.Text("hand_over.case", "number", r.Number, "near", v.Near(r.ChangedAt.Time()))}, Checked: checked})
	}
	q := v.Ask("hand_over", sent, problems)
	q.Pick("to", to)
	q.Long("note")
	q.Tick("cases", which)
	return page.Form{Action: "/workload/" + string(from), Rows: q.Rows, Save: page.Button{Text: v.Text("hand_over.save")}}
}

// handOver hands the ticked cases to the colleague that was chosen.
func handOver(v *desk.Visit) error {
	h := cases.HandingOver{From: lindung.ActorID(v.ID("actor")), To: lindung.ActorID(v.Sent("to")), Note: v.Sent("note")}
	for _, id := range v.Form()["cases"] {
		h.Cases = append(h.Cases, lindung.CaseID(id))
	}
	err := cases.HandOver(v.Ctx(), v.Act(desk.Done("/workload", "handed_over")), h)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return handOverForm(v, problems)
	}
	return v.Acted()
}

func sayColleague(v *desk.Visit, value string) (string, error) {
	names, err := v.Colleagues()
	return names[lindung.ActorID(value)], err
}

func sayCase(v *desk.Visit, value string) (string, error) {
	c, err := cases.ReadHead(v.Ctx(), v.Session, lindung.CaseID(value))
	return casefile.CalledIn(v, c), err
}
