package web

import (
	"cmp"
	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/page"
)

type caseHistoryPage struct {
	page.Base
	Days []historyDay
}

// historyDay is what was done on one day.
type historyDay struct {
	Day   string
	Lines []historyLine
}

type historyLine struct {
	When, Who, What string
	Refused         bool
}

var caseHistoryView = page.NewView[caseHistoryPage]("case_history")

const longestHistory = 300

// showHistory tells in words what was done to a case, by whom and when. The log
// holds no values, and so does this page.
func showHistory(v *visit) error {
	entries, err := cases.History(v.ctx(), v.session, v.caseID(), longestHistory)
	if err != nil {
		return err
	}
	members, err := access.Members(v.ctx(), v.session)
	if err != nil {
		return err
	}
	orgs, err := v.orgNames()
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, m := range members {
		names[string(m.ID)] = m.Name
	}
	who := func(e audit.Entry) string {
		if name := names[e.Actor]; name != "" {
			return name
		}
		if e.Org == string(v.session.Actor().Org) {
			return v.text("history.program")
		}
		return v.text("history.other", "name", cmp.Or(orgs[lindung.OrgID(e.Org)], v.text("history.someone")))
	}
	p := caseHistoryPage{Base: v.base("page.case_history"), Days: v.historyDays(entries, who)}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: caseAt(v.caseID())}
	return show(v, caseHistoryView, p)
}

// historyDays joins what one person did over and over into one line.
func (v *visit) historyDays(entries []audit.Entry, who func(audit.Entry) string) []historyDay {
	var all []historyDay
	var last audit.Entry
	times := 0
	for _, e := range entries {
		day := v.dayOn(e.Time())
		if len(all) == 0 || all[len(all)-1].Day != day {
			all = append(all, historyDay{Day: day})
			last = audit.Entry{}
		}
		d := &all[len(all)-1]
		if e.Actor == last.Actor && e.Act == last.Act && e.Decision == last.Decision {
			times++
			d.Lines[len(d.Lines)-1].What = v.text("history.times", "what", v.actText(e), "n", times)
			continue
		}
		last, times = e, 1
		d.Lines = append(d.Lines, historyLine{
			When: v.local(e.Time()).Format("15:04"), Who: who(e), What: v.actText(e), Refused: e.Decision == audit.Refused,
		})
	}
	return all
}

func (v *visit) actText(e audit.Entry) string {
	key := "act." + e.Act
	if !v.t.Has(key) {
		return v.text("history.act", "act", e.Act)
	}
	return v.text(key)
}
