package office

import (
	"errors"
	"lindung/internal/desk"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/page"
)

type logPage struct {
	page.Base
	Lead  string
	Line  string // the head of the log in one line, for paper
	Watch string // what the log witness says
	Alarm bool   // and whether it must be looked at
	Find  page.Form
	Found string // what is looked for; "" for everything
	Days  []page.Table
	Pages page.Pagination
}

type logVerifyPage struct {
	page.Base
	Said, Said2       string // what the check found
	Bad               bool
	Key, Head         string
	Command, NewCheck string // what is typed outside
	Verify            page.Form
	Export            []page.Form // for the organisation that keeps the node
}

var (
	logView       = page.NewView[logPage]("log")
	logVerifyView = page.NewView[logVerifyPage]("log_verify")
)

const logLines = 50

// showLog shows what the people of the organisation did, newest first.
//
// Source: ACTIP 14.6
func showLog(v *desk.Visit) error { return logOf(v, url.Values{}, nil) }

// logOf is the page of the log with its filter, and what is wrong with that.
func logOf(v *desk.Visit, in url.Values, problems []field.Problem) error {
	before, err := strconv.ParseInt(v.Query("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	f, search := logFilter(v), logSearch(v)
	var numbers map[string]string
	var head string
	var hidden bool
	all, err := access.FindInLog(v.Ctx(), v.Session, search, before, f, logLines+1, func(tx *access.Tx, all []audit.Entry) error {
		unseen, err := cases.Unseen(tx, search.Case)
		if err != nil {
			return err
		}
		if hidden = unseen[search.Case]; hidden {
			all = nil
			tx.SetCount(0, "found")
		}
		ids := []string{string(search.Case)}
		for _, e := range all {
			ids = append(ids, e.Object)
		}
		if numbers, err = cases.NumbersInHistory(tx, ids); err != nil {
			return err
		}
		head, err = audit.Head(tx)
		return err
	})
	if err != nil {
		return err
	}
	if hidden { // as for a case that does not exist
		all = nil
	}
	t, err := v.Teller()
	if err != nil {
		return err
	}
	p := logPage{Base: v.Base("page.log"), Pages: logPages(v, &all, before, f)}
	p.Wide = true
	p.Lead = v.Text("log.lead", "n", len(all))
	if !in.Has("only") {
		in.Set("only", logFilters[f])
		in.Set("who", string(search.Actor))
		in.Set("number", numbers[string(search.Case)])
		if !search.From.IsZero() {
			v.PutDay(in, "day", search.From)
		}
	}
	q := v.Ask("log", in, problems)
	q.Choose("only", desk.ChooseFrom(v, "log.only", []string{"work", "refused", "all"}))
	q.Pick("who", colleagues(t))
	q.Input("number", "off")
	q.Date("day")
	q.Mark(&p.Base)
	p.Find = page.Form{Action: "/log/find", Rows: q.Rows, Save: page.Button{Text: v.Text("common.apply"), Classes: "govuk-button--secondary"}}
	if search != (access.LogSearch{}) {
		p.Found = v.Text("log.found")
		p.Find.Cancel = &page.Link{Text: v.Text("log.found.all"), Href: "/log"}
	}
	p.Days = logDays(t, all, numbers)
	p.Line = audit.Line(head)
	p.Watch, p.Alarm = v.WatchedLog()
	return desk.Show(v, logView, p)
}

// colleagues are the choices of whose entries are read.
func colleagues(t desk.Teller) []page.Option {
	var all []page.Option
	for id, name := range t.Names {
		all = append(all, page.Option{Value: string(id), Text: name})
	}
	slices.SortFunc(all, func(a, b page.Option) int { return strings.Compare(a.Text+a.Value, b.Text+b.Value) })
	return all
}

// logSearch reads the address. It names a colleague and a case by what identifies
// them, never by name or number.
func logSearch(v *desk.Visit) access.LogSearch {
	var s access.LogSearch
	if id := v.Query("who"); lindung.IsID(id) {
		s.Actor = lindung.ActorID(id)
	}
	if id := v.Query("case"); lindung.IsID(id) {
		s.Case = lindung.CaseID(id)
	}
	if day, err := time.ParseInLocation(time.DateOnly, v.Query("on"), v.Now().Location()); err == nil {
		s.From, s.To = day, day.AddDate(0, 0, 1)
	}
	return s
}

// findInLog takes the filter and leads to the entries.
func findInLog(v *desk.Visit) error {
	to := url.Values{"only": {logFilters[filterNamed(v.Sent("only"))]}}
	var problems []field.Problem
	if number := v.Sent("number"); number != "" {
		err := v.Session.See(v.Ctx(), access.LogRead, v.Session.OrgTarget(), func(tx *access.Tx) error {
			id, err := cases.NumberedInHistory(tx, number)
			to.Set("case", string(id))
			return err
		})
		switch {
		case errors.Is(err, lindung.ErrNotFound):
			problems = append(problems, field.Problem{Field: "number", Key: "log.problem.number"})
		case err != nil:
			return err
		}
	}
	if id := v.Sent("who"); lindung.IsID(id) {
		to.Set("who", id)
	}
	if v.Sent("day-day")+v.Sent("day-month")+v.Sent("day-year") != "" {
		day, bad := v.DayOf("day")
		if bad != nil {
			problems = append(problems, *bad)
		}
		to.Set("on", v.Local(day).Format(time.DateOnly))
	}
	if len(problems) > 0 {
		return logOf(v, v.Form(), problems)
	}
	return v.GoTo("/log?" + to.Encode())
}

// logFilters are the filters as addresses have them.
var logFilters = map[access.LogFilter]string{access.LogWork: "work", access.LogRefused: "refused", access.LogAll: "all"}

// logFilter reads the address. Everyday reading is left out unless all is asked
// for: it would bury the work.
func logFilter(v *desk.Visit) access.LogFilter { return filterNamed(v.Query("only")) }

// filterNamed returns the filter of a name that a browser has sent.
func filterNamed(sent string) access.LogFilter {
	for f, name := range logFilters {
		if sent == name {
			return f
		}
	}
	return access.LogWork
}

// logPages removes the extra entry that shows that there are more, and links to the
// older entries and back.
func logPages(v *desk.Visit, all *[]audit.Entry, before int64, f access.LogFilter) page.Pagination {
	p := page.Pagination{LandmarkLabel: v.Text("log.pages")}
	q := v.Request.URL.Query()
	q.Del("before")
	q.Set("only", logFilters[f])
	if before > 0 {
		p.Previous = &page.PageLink{Text: v.Text("log.newest"), Href: "/log?" + q.Encode()}
	}
	if len(*all) > logLines {
		*all = (*all)[:logLines]
		q.Set("before", strconv.FormatInt((*all)[logLines-1].N, 10))
		p.Next = &page.PageLink{Text: v.Text("log.older"), Href: "/log?" + q.Encode()}
	}
	return p
}

// logDays are lines of the log in words, a table for each day.
func logDays(t desk.Teller, all []audit.Entry, numbers map[string]string) []page.Table {
	var days []page.Table
	for _, e := range all {
		day := t.DayOn(e.Time())
		if len(days) == 0 || days[len(days)-1].Caption != day {
			table := page.Table{Cards: true, Classes: "l-log", Caption: day, CaptionClasses: "govuk-table__caption--m", FirstCellIsHeader: true}
			for _, h := range []string{"when", "who", "what", "on", "decision"} {
				table.Head = append(table.Head, page.Cell{Text: t.Text("log." + h)})
			}
			days = append(days, table)
		}
		table := &days[len(days)-1]
		what := page.Cell{Text: t.Acted(e)}
		if e.Count > 1 {
			what.Text = t.Text("log.counted", "what", what.Text, "n", e.Count)
		}
		if key := "purpose." + e.Purpose; numbers[e.Object] != "" && t.T.Has(key) {
			what.Note = t.Text("log.purpose", "purpose", t.Text(key))
		}
		if r, ok := access.RightSaid(e.Filter); ok {
			what.Note = t.RightText(r)
		}
		table.Rows = append(table.Rows, []page.Cell{
			{Text: t.Hour(e.Time()), Note: t.Text("log.nth", "n", strconv.FormatInt(e.N, 10))},
			{Text: t.Who(e)}, what, on(t, e, numbers), {Tag: decision(t, e)},
		})
	}
	return days
}

// on names the object of an entry: a case by its number, if the actor may know it; a
// colleague or an organisation by name.
func on(t desk.Teller, e audit.Entry, numbers map[string]string) page.Cell {
	if number := numbers[e.Object]; number != "" {
		return page.Cell{Text: number, Href: "/cases/" + e.Object + "/history"}
	}
	if name := t.Names[lindung.ActorID(e.Object)]; name != "" {
		return page.Cell{Text: name}
	}
	if name := t.Orgs[lindung.OrgID(e.Object)]; name != "" {
		return page.Cell{Text: name}
	}
	if e.Object == t.Node.ID {
		return page.Cell{Text: t.Text("log.node")}
	}
	kind, _, _ := strings.Cut(e.Act, ".")
	if key := "log.on." + kind; e.Object != "" && t.T.Has(key) {
		return page.Cell{Text: t.Text(key)}
	}
	return page.Cell{Text: t.Text("log.unnamed"), Classes: "l-quiet"}
}

func decision(t desk.Teller, e audit.Entry) *page.Tag {
	if e.Decision == audit.Refused {
		return &page.Tag{Text: t.Text("log.refused"), Classes: "l-tag--now"}
	}
	return &page.Tag{Text: t.Text("log.allowed"), Classes: "l-tag--quiet"}
}

// newVerify says how anyone can check that nothing in the log was changed.
func newVerify(v *desk.Visit) error {
	head, err := access.LogHead(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	return verifyPage(v, logVerifyPage{Base: v.Base("page.log_verify"), Head: head})
}

// verifyLog checks the whole log now.
func verifyLog(v *desk.Visit) error {
	n, head, err := access.VerifyLog(v.Ctx(), v.Session)
	found := url.Values{"head": {head}}
	switch {
	case errors.Is(err, audit.ErrTampered):
		v.Logger.Error("the log does not verify", "reference", v.Reference, "err", err)
		found.Set("reference", v.Reference)
	case err != nil:
		return err
	default:
		found.Set("entries", strconv.FormatInt(n, 10))
	}
	return v.Hold("/log/verified", found)
}

// showVerified says what the check found.
func showVerified(v *desk.Visit) error {
	if !v.Held() {
		return v.GoTo("/log/verify")
	}
	p := logVerifyPage{Base: v.Base("page.log_verify"), Head: v.Form().Get("head")}
	if n, err := strconv.Atoi(v.Sent("entries")); err == nil {
		p.Said, p.Said2 = v.Text("log.verify.good", "n", n), v.Text("log.verify.good.next")
		return verifyPage(v, p)
	}
	p.Status, p.Bad = http.StatusInternalServerError, true
	p.Said, p.Said2 = v.Text("log.verify.bad"), v.Text("log.verify.bad.next", "reference", v.Sent("reference"))
	return verifyPage(v, p)
}

func verifyPage(v *desk.Visit, p logVerifyPage) error {
	p.Back = &page.BackLink{Text: v.Text("page.log"), Href: "/log"}
	p.Key = v.Node.PublicKey()
	p.Command = "lindung audit verify --file lindung-log.txt --key " + p.Key
	p.NewCheck = p.Command + " --since HEAD"
	p.Verify = page.Form{Action: "/log/verify", Save: page.Button{Text: v.Text("log.verify.now")}}
	if access.KeepsNode(v.Ctx(), v.Session) {
		p.Export = []page.Form{{Action: "/log/export", Save: page.Button{Text: v.Text("log.export"), Classes: "govuk-button--secondary"}}}
	}
	return desk.Show(v, logVerifyView, p)
}

// exportLog sends the log of the whole node as a file that can be checked
// outside.
func exportLog(v *desk.Visit) error {
	d := &desk.Download{V: v, Name: "lindung-log.txt"}
	_, err := access.ExportLog(v.Ctx(), v.Session, d)
	return d.End(err)
}
