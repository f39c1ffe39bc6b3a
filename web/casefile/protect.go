package casefile

import (
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

var protectAsks = desk.Asks{Stem: "case.protect", Words: map[string]desk.Say{"named": sayMember}}

// MaySee reports whether a colleague can be named for a protected case.
func MaySee(m access.Account) bool {
	return m.State == access.Active && m.HasRole(desk.Workers...) && m.WorksOnCases()
}

func askProtect(v *desk.Visit) error { return protectPage(v, url.Values{}, nil) }

// protectPage asks who shall see a case; of one that is protected, also whether that ends.
func protectPage(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	if !c.Protector {
		return access.ErrDenied
	}
	members, err := staff.Members(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	if in.Get("step") == "" {
		for _, m := range c.Team {
			in.Add("named", string(m.ID))
		}
	}
	q := v.Ask("case.protect", in, problems)
	var all []page.Choice
	for _, m := range members {
		if MaySee(m) {
			all = append(all, page.Choice{Value: string(m.ID), Text: memberText(v, m)})
		}
	}
	q.Tick("named", all)
	p := caseStatePage{Base: v.Base("page.case_protect"), Case: HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "/team"}
	q.Mark(&p.Base)
	step := func(name string, rows []page.Row, classes string) {
		p.Forms = append(p.Forms, desk.ActForm{
			Title: v.Text("case.protect." + name), Lead: v.Text("case.protect." + name + ".lead"),
			Form: page.Form{Action: Path(c.ID) + "/protect", Hidden: []page.Hidden{{Name: "step", Value: name}}, Rows: rows, Save: page.Button{Text: v.Text("case.protect." + name + ".save"), Classes: classes}},
		})
	}
	step("on", q.Rows, "")
	if c.Protected {
		step("off", nil, "govuk-button--secondary")
	}
	return desk.Show(v, caseStateView, p)
}

func protectCase(v *desk.Visit) error {
	id := ID(v)
	var err error
	if v.Sent("step") == "off" {
		err = cases.Unprotect(v.Ctx(), v.Act(desk.Done("/cases", "case_unprotected")), id)
	} else {
		var named []lindung.ActorID
		for _, who := range v.Form()["named"] {
			named = append(named, lindung.ActorID(who))
		}
		err = cases.Protect(v.Ctx(), v.Act(desk.Done("/cases", "case_protected")), id, named)
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return protectPage(v, v.Form(), problems)
	}
	return v.Acted()
}
