package casefile

import (
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/desk"
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
func showHistory(v *desk.Visit) error {
	entries, err := cases.History(v.Ctx(), v.Session, ID(v), longestHistory)
	if err != nil {
		return err
	}
	t, err := v.Teller()
	if err != nil {
		return err
	}
	p := caseHistoryPage{Base: v.Base("page.case_history"), Days: days(t, entries)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(ID(v))}
	return desk.Show(v, caseHistoryView, p)
}

// days joins what one person did over and over into one line.
func days(t desk.Teller, entries []audit.Entry) []historyDay {
	var all []historyDay
	var last audit.Entry
	times := 0
	for _, e := range entries {
		day := t.DayOn(e.Time())
		if len(all) == 0 || all[len(all)-1].Day != day {
			all = append(all, historyDay{Day: day})
			last = audit.Entry{}
		}
		d := &all[len(all)-1]
		if e.Actor == last.Actor && e.Act == last.Act && e.Decision == last.Decision {
			times++
			d.Lines[len(d.Lines)-1].What = t.Text("history.times", "what", t.Did(e), "n", times)
			continue
		}
		last, times = e, 1
		d.Lines = append(d.Lines, historyLine{
			When: t.Local(e.Time()).Format("15:04"), Who: t.Who(e), What: t.Did(e), Refused: e.Decision == audit.Refused,
		})
	}
	return all
}
