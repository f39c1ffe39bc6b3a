package sharing

import (
	"lindung"
	"lindung/cases"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

type pausedPage struct {
	page.Base
	Lead  string
	Cases []pausedCase
	More  string // cases that are not on this page; "" for none
	All   *page.Form
}

// pausedCase is what was shared of one case.
type pausedCase struct {
	Number, Href string
	Cards        []grantCard
	Again        page.Form
}

// Everything returns the form that ends the pause of all cases; none if there is no case.
func (p pausedPage) Everything() []page.Form {
	if p.All == nil {
		return nil
	}
	return []page.Form{*p.All}
}

var pausedView = page.NewView[pausedPage]("paused")

// PauseText says that sharing is paused, and since which moment the database is not
// known; "" if it is not.
func PauseText(v *desk.Visit) (string, error) {
	since, err := v.Node.PausedSince(v.Ctx())
	if err != nil || since == 0 {
		return "", err
	}
	return v.Text("paused.notice", "moment", v.When(since.Time())), nil
}

// listPaused shows a supervisor what was shared before an older database was put back.
func listPaused(v *desk.Visit) error {
	all, n, err := cases.ListPaused(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := pausedPage{Base: v.Base("page.paused"), Lead: v.Text("paused.none")}
	for _, c := range all {
		p.Lead = v.Text("paused.lead.stopped", "moment", v.When(c.Since.Time()))
		if c.Backup != 0 {
			p.Lead = v.Text("paused.lead", "moment", v.When(c.Backup.Time()))
		}
		one := pausedCase{Number: c.Number, Href: casefile.Path(c.Case) + "/consent"}
		for _, g := range c.Ledger.Grants {
			card := grantCard{T: v.T, Withdraw: casefile.Path(g.Case) + "/consent/" + string(g.ID) + "/withdraw"}
			card.Facts = sharedFacts(v, g.To, g.Purpose, g.Groups, v.Day(g.Until.Time()))
			card.State = page.Tag{Text: v.Text("consent.state.paused"), Classes: "l-tag--soon"}
			one.Cards = append(one.Cards, card)
		}
		for _, g := range c.Ledger.Counted {
			card := grantCard{T: v.T, Withdraw: casefile.Path(g.Case) + "/consent/" + string(g.ID) + "/withdraw"}
			facts := v.Facts()
			facts.Add("consent.purpose", v.Text("purpose."+string(g.Purpose)))
			facts.Add("consent.until", v.Day(g.Until.Time()))
			card.Facts, card.State = facts.List, page.Tag{Text: v.Text("consent.state.paused"), Classes: "l-tag--soon"}
			one.Cards = append(one.Cards, card)
		}
		for _, b := range c.Ledger.Bases {
			one.Cards = append(one.Cards, basisCard(v, b, page.SummaryList{}))
		}
		one.Again = page.Form{Action: "/paused", Hidden: []page.Hidden{{Name: "case", Value: string(c.Case)}},
			Save: page.Button{Text: v.Text("paused.again", "number", c.Number), Classes: "govuk-button--secondary"}}
		p.Cases = append(p.Cases, one)
	}
	if n > len(all) {
		p.More = v.Text("paused.more", "n", n-len(all))
	}
	if n > 0 {
		p.All = &page.Form{Action: "/paused", Save: page.Button{Text: v.Text("paused.all", "n", n), Classes: "govuk-button--warning"}}
	}
	return desk.Show(v, pausedView, p)
}

// sharedFacts says who reads what, for what and until when.
func sharedFacts(v *desk.Visit, to string, purpose lindung.Purpose, groups []lindung.Group, until string) page.SummaryList {
	facts := v.Facts()
	facts.Add("consent.recipient", to)
	facts.Add("consent.purpose", v.Text("purpose."+string(purpose)))
	facts.Lines("consent.groups", v.GroupNames(groups))
	facts.Add("consent.until", until)
	return facts.List
}

// confirmSharing ends the pause of the case that was gone through, or of all.
func confirmSharing(v *desk.Visit) error {
	var ids []lindung.CaseID
	if id := v.Sent("case"); id != "" {
		ids = append(ids, lindung.CaseID(id))
	}
	if _, err := cases.ConfirmSharing(v.Ctx(), v.Act(desk.Done("/paused", "sharing_confirmed")), ids...); err != nil {
		return err
	}
	return v.Acted()
}
