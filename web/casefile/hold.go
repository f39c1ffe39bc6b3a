package casefile

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
)

// showHold shows a supervisor why a case must not be erased, to place a legal hold and
// to lift it.
func showHold(v *desk.Visit) error { return holdPage(v, url.Values{}, nil) }

func holdPage(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	if !v.Session.Actor().HasRole(lindung.Supervisor) || !c.Own {
		return lindung.ErrNotFound
	}
	p := caseStatePage{Base: v.Base("page.case_hold"), Case: HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "/state"}
	f := v.Facts()
	f.Add("case.hold", HoldText(v, c.Held))
	p.Facts = f.List
	v.Wrong(&p.Base, problems, "case.hold")
	form := func(step, title string, form page.Form) {
		form.Action = Path(c.ID) + "/hold"
		form.Hidden = append(form.Hidden, page.Hidden{Name: "step", Value: step})
		p.Forms = append(p.Forms, desk.ActForm{Title: title, Lead: v.Text("case.hold." + step + ".lead"), Form: form})
	}
	held := c.Held.Reasons()
	if left := slices.DeleteFunc(slices.Clone(cases.HoldReasons), func(r string) bool { return slices.Contains(held, r) }); len(left) > 0 {
		q := v.Ask("case.hold", v.Filled(in), problems)
		q.Choose("hold_reason", desk.ChooseFrom(v, "case.hold.reason", left))
		form("place", v.Text("case.hold.place"), page.Form{Rows: q.Rows, Save: page.Button{Text: v.Text("case.hold.place.save")}})
	}
	for _, r := range held {
		form("lift", v.Text("case.hold.lift", "reason", desk.LowerFirst(v.Text("case.hold.reason."+r))), page.Form{
			Hidden: []page.Hidden{{Name: "hold_reason", Value: r}},
			Save:   page.Button{Text: v.Text("case.hold.lift.save"), Classes: "govuk-button--warning"},
		})
	}
	return desk.Show(v, caseStateView, p)
}

// HoldText says why a case must not be erased.
func HoldText(v *desk.Visit, h cases.Holds) string {
	if h == "" {
		return v.Text("case.hold.none")
	}
	var all []string
	for _, r := range h.Reasons() {
		all = append(all, v.Text("case.hold.reason."+r))
	}
	return strings.Join(all, "; ")
}

// holdActs are what can be done about a hold.
var holdActs = map[string]func(context.Context, access.Session, lindung.CaseID, string) error{"place": cases.Hold, "lift": cases.Lift}

var holdAsks = desk.Asks{Stem: "case.hold", Words: map[string]desk.Say{"hold_reason": desk.Code("case.hold.reason")}}

func saveHold(v *desk.Visit) error {
	id, step := ID(v), v.Sent("step")
	act, known := holdActs[step]
	if !known {
		return unknownStep(v)
	}
	problems, err := v.Problems(act(v.Ctx(), v.Act(desk.Done(Path(id)+"/hold", "case_hold_"+step)), id, v.Sent("hold_reason")))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return holdPage(v, v.Form(), problems)
	}
	return v.Acted()
}
