package casefile

import (
	"slices"
	"strings"

	"lindung"
	"lindung/audit"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
)

type caseHistoryPage struct {
	page.Base
	Other page.Link // to all of it, or to what changed alone
	Days  []historyDay
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
	entries, words, err := dossier.HistoryInWords(v.Ctx(), v.Session, ID(v), longestHistory)
	if err != nil {
		return err
	}
	t, err := v.Teller()
	if err != nil {
		return err
	}
	p := caseHistoryPage{Base: v.Base("page.case_history")}
	p.Other = page.Link{Text: v.Text("history.only_changes"), Href: v.Request.URL.Path + "?only=changes"}
	if v.Query("only") == "changes" {
		entries = slices.DeleteFunc(entries, reading)
		p.Other = page.Link{Text: v.Text("history.with_reading"), Href: v.Request.URL.Path}
	}
	p.Days = days(t, ID(v), entries, words)
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(ID(v))}
	return desk.Show(v, caseHistoryView, p)
}

// days tells what was done on each day. Reading, and seeing the case in a list, is
// one line for each person and day; other acts that follow each other are joined. words are
// what people wrote of an entry, by its number.
func days(t desk.Teller, id lindung.CaseID, entries []audit.Entry, words map[int64]string) []historyDay {
	var all []historyDay
	var line map[string]int // what may be told again -> its line of the day
	var times map[string]int
	for _, e := range entries {
		day := t.DayOn(e.Time())
		if len(all) == 0 || all[len(all)-1].Day != day {
			all = append(all, historyDay{Day: day})
			line, times = map[string]int{}, map[string]int{}
		}
		d := &all[len(all)-1]
		what := told(t, id, e)
		if why := words[e.N]; why != "" {
			what = t.Text("history.why", "what", what, "why", why)
		}
		key := e.Actor + "|" + what + "|" + e.Decision
		if at, known := line[key]; known && (reading(e) || at == len(d.Lines)-1) {
			times[key]++
			d.Lines[at].What = t.Text("history.times", "what", what, "n", times[key])
			continue
		}
		line[key], times[key] = len(d.Lines), 1
		d.Lines = append(d.Lines, historyLine{
			When: t.Hour(e.Time()), Who: t.Who(e), What: what, Refused: e.Decision == audit.Refused,
		})
	}
	return all
}

// told says what an entry did to the case: what has another object only listed it, or
// also did something with it.
func told(t desk.Teller, id lindung.CaseID, e audit.Entry) string {
	if !e.Misfit && slices.Contains(e.Listed, string(id)) && e.Object != string(id) {
		if also := "history.listed." + e.Filter; t.T.Has(also) {
			return t.Text(also)
		}
		return t.Text("history.listed")
	}
	return t.Did(e)
}

// reading reports whether e is an act that changed nothing.
func reading(e audit.Entry) bool {
	return len(e.Listed) > 0 || strings.HasSuffix(e.Act, ".read") || strings.HasSuffix(e.Act, ".history")
}
