package days

import (
	"cmp"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
	"lindung/web/casefile"
)

type escalatedPage struct {
	page.Base
	Lead  string
	Late  page.Table
	Pages page.Pagination
}

var escalatedView = page.NewView[escalatedPage]("escalated")

const (
	// EscalatedPath is where a supervisor sees what is long overdue.
	EscalatedPath = "/workload/overdue"
	// onePage is how many things a page of what is long overdue lists.
	onePage = 50
)

// showEscalated shows what is long overdue in the organisation, and who is asked.
func showEscalated(v *desk.Visit) error {
	e, err := dossier.ReadEscalated(v.Ctx(), v.Session, v.Node.Now(), cases.MostDue)
	if err != nil {
		return err
	}
	members, err := staff.Members(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := escalatedPage{Base: v.Base("page.escalated"), Lead: v.Text(OrMore("escalated.lead", e), "n", len(e.Due), "days", e.After)}
	p.Back = &page.BackLink{Text: v.Text("page.workload"), Href: "/workload"}
	p.Wide = true
	at := casefile.PageAsked(v)
	if (at-1)*onePage >= len(e.Due) {
		at = 1 // what stood on a later page was done meanwhile
	}
	shown := e.Due[(at-1)*onePage : min(at*onePage, len(e.Due))]
	if err := dossier.Tell(v.Ctx(), v.Session, shown); err != nil {
		return err
	}
	p.Pages, p.Late = casefile.Pages(v, EscalatedPath, at, onePage, len(e.Due)), Table(v, "", shown, nil)
	p.Late.Head = append(p.Late.Head, page.Cell{Text: v.Text("escalated.who")})
	of := map[lindung.ActorID]access.Account{}
	for _, m := range members {
		of[m.ID] = m
	}
	for i, d := range shown {
		p.Late.Rows[i] = append(p.Late.Rows[i], asked(v, of, d))
	}
	return desk.Show(v, escalatedView, p)
}

// OrMore is the label that says that there may be more.
func OrMore(label string, e dossier.Escalation) string {
	if e.More {
		return label + ".more"
	}
	return label
}

// asked says who is asked to see to something, or is responsible for the case, and leads
// to what else they carry. Who does not work here any more is still named, because nobody
// else will see to it.
func asked(v *desk.Visit, of map[lindung.ActorID]access.Account, d dossier.Due) page.Cell {
	m, ok := of[cmp.Or(d.For, d.Responsible)]
	if !ok {
		return page.Cell{Text: v.Text("escalated.nobody")}
	}
	who := page.Cell{Text: m.Name, Href: "/workload/" + string(m.ID)}
	if m.State != access.Active {
		who.Note = v.Text("escalated.gone")
	}
	return who
}
