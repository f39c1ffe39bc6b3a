package days

import (
	"lindung"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
	"lindung/web/casefile"
)

// UnnamedPath is where a supervisor names new people for protected cases that nobody who
// was named works on any more.
const UnnamedPath = "/workload/protected"

var unnamedAsks = desk.Asks{Stem: "unnamed", Words: map[string]desk.Say{"named": sayColleague, "named_too": sayColleague, "cases": sayUnnamed}}

// sayUnnamed says the number of such a case; of one that is named again what the actor may
// read of it.
func sayUnnamed(v *desk.Visit, id string) (string, error) {
	all, err := cases.Unnamed(v.Ctx(), v.Session)
	for _, c := range all {
		if string(c.ID) == id {
			return c.Number, err
		}
	}
	if err != nil {
		return "", err
	}
	c, err := cases.ReadHead(v.Ctx(), v.Session, lindung.CaseID(id))
	return c.Number, err
}

func askNames(v *desk.Visit) error { return unnamedForm(v, nil) }

// unnamedForm shows the numbers of such cases, and nothing else of them.
func unnamedForm(v *desk.Visit, problems []field.Problem) error {
	all, err := cases.Unnamed(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return v.GoTo("/workload")
	}
	members, err := staff.Members(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	var which []page.Choice
	var who []page.Option
	for _, c := range all {
		which = append(which, page.Choice{Value: string(c.ID), Text: c.Number})
	}
	for _, m := range members {
		if casefile.MaySee(m) {
			who = append(who, page.Option{Value: string(m.ID), Text: m.Name})
		}
	}
	q := v.Ask("unnamed", v.Filled(v.Form()), problems)
	q.Tick("cases", which)
	q.Pick("named", who)
	q.Pick("named_too", who)
	p := desk.FormPage{Base: v.Base("page.unnamed"), Lead: v.Text("unnamed.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.workload"), Href: "/workload"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: UnnamedPath, Rows: q.Rows, Save: page.Button{Text: v.Text("unnamed.save")}}
	return desk.Show(v, desk.FormView, p)
}

// nameAnew names the people who were chosen for the cases that were.
func nameAnew(v *desk.Visit) error {
	var ids []lindung.CaseID
	for _, id := range v.Form()["cases"] {
		ids = append(ids, lindung.CaseID(id))
	}
	var named []lindung.ActorID
	for _, at := range []string{"named", "named_too"} {
		if who := v.Sent(at); who != "" {
			named = append(named, lindung.ActorID(who))
		}
	}
	err := cases.NameAnew(v.Ctx(), v.Act(desk.Done("/workload", "case_named")), ids, named)
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return unnamedForm(v, problems)
	}
	return v.Acted()
}
