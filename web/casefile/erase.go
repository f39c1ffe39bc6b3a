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

// askErasure lets a supervisor ask a second one to erase a case.
func askErasure(v *desk.Visit) error { return erasePage(v, url.Values{}, nil) }

func erasePage(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	if !v.Session.Actor().HasRole(lindung.Supervisor) {
		return lindung.ErrNotFound
	}
	if c.Held != "" {
		return v.GoTo(Path(c.ID) + "/hold")
	}
	q := v.Ask("case.erase", v.Filled(in), problems)
	q.Choose("erase_reason", desk.ChooseFrom(v, "case.erase.reason", access.EraseReasons))
	p := desk.FormPage{Base: v.Base("page.case_erase", "number", c.Number), Lead: v.Text("case.erase.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "/state"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: Path(c.ID) + "/erase", Rows: q.Rows, Save: page.Button{Text: v.Text("case.erase.save"), Classes: "govuk-button--warning"}}
	return desk.Show(v, desk.FormView, p)
}

// eraseAsks shows what was typed while who sends it shows again who they are.
var eraseAsks = desk.Asks{Stem: "case.erase", Words: map[string]desk.Say{"erase_reason": desk.Code("case.erase.reason")}}

func sendErasure(v *desk.Visit) error {
	err := dossier.AskErasure(v.Ctx(), v.Act(desk.Done("/rights", "right_waits")), ID(v), v.Sent("erase_reason"))
	if errors.Is(err, lindung.ErrConflict) {
		return v.Done("/rights", "right_waits")
	}
	if errors.Is(err, cases.ErrHeld) {
		return v.Done(Path(ID(v))+"/hold", "case_is_held")
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return erasePage(v, v.Form(), problems)
	}
	return v.Acted()
}
