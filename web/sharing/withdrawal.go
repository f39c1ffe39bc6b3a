package sharing

import (
	"errors"
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

func askWithdrawal(v *desk.Visit) error { return withdrawalPage(v, url.Values{}, nil) }

// withdrawalPage asks for the number of the case whose person withdraws everything.
func withdrawalPage(v *desk.Visit, in url.Values, problems []field.Problem) error {
	q := v.Ask("withdrawal", in, problems)
	q.Input("number", "off").Autocapitalize = "characters"
	p := desk.FormPage{Base: v.Base("page.withdrawal"), Lead: v.Text("withdrawal.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/search"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: casefile.WithdrawalPath, Rows: q.Rows, Save: page.Button{Text: v.Text("withdrawal.now"), Classes: "govuk-button--warning"}}
	return desk.Show(v, desk.FormView, p)
}

// withdrawAll ends all that the person of a case agreed to. It says nothing of the case.
//
// Source: ACTIP 14.6
func withdrawAll(v *desk.Visit) error {
	err := consent.WithdrawAll(v.Ctx(), v.Act(desk.Done(casefile.WithdrawalPath, "all_withdrawn")), cases.NumberTarget(v.Sent("number")))
	if errors.Is(err, lindung.ErrNotFound) || errors.Is(err, access.ErrDenied) {
		return withdrawalPage(v, v.Form(), []field.Problem{{Field: "number", Key: "withdrawal.problem"}})
	}
	if err != nil {
		return err
	}
	return v.Acted()
}

var withdrawalAsks = desk.Asks{Stem: "withdrawal"}
