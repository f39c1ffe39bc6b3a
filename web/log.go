package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/page"
)

type logPage struct {
	page.Base
	Lead  string
	Only  page.Radios
	Apply page.Button
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

// showLog tells what the people of the organisation did, the newest first.
//
// Source: ACTIP 14.6
func showLog(v *visit) error {
	before, err := strconv.ParseInt(v.query("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	f := v.logFilter()
	var numbers map[string]string
	all, err := access.Log(v.ctx(), v.session, before, f, logLines+1, func(tx *access.Tx, all []audit.Entry) error {
		ids := make([]string, len(all))
		for i, e := range all {
			ids[i] = e.Object
		}
		var err error
		numbers, err = cases.Numbers(tx, ids)
		return err
	})
	if err != nil {
		return err
	}
	t, err := v.teller()
	if err != nil {
		return err
	}
	p := logPage{Base: v.base("page.log"), Pages: v.logPages(&all, before, f)}
	p.Wide = true
	p.Lead = v.text("log.lead", "n", len(all))
	p.Only = page.Radios{
		Name: "only", Value: logFilters[f], Items: choices(v, "log.only", []string{"work", "refused", "all"}), Classes: "govuk-radios--inline govuk-radios--small",
		Fieldset: &page.Fieldset{Legend: &page.Legend{Text: v.text("log.only"), Classes: "govuk-fieldset__legend--s"}},
	}
	p.Apply = page.Button{Text: v.text("common.apply"), Classes: "govuk-button--secondary"}
	p.Days = t.logDays(all, numbers)
	return show(v, logView, p)
}

// logFilters are the filters as addresses have them.
var logFilters = map[access.LogFilter]string{access.LogWork: "work", access.LogRefused: "refused", access.LogAll: "all"}

// logFilter reads the address. Everyday reading is left out unless all is asked
// for: it would bury the work.
func (v *visit) logFilter() access.LogFilter {
	for f, name := range logFilters {
		if v.query("only") == name {
			return f
		}
	}
	return access.LogWork
}

// logPages cuts the entry that tells whether there are more off all, and leads
// to the older ones and back.
func (v *visit) logPages(all *[]audit.Entry, before int64, f access.LogFilter) page.Pagination {
	p := page.Pagination{LandmarkLabel: v.text("log.pages")}
	q := url.Values{"only": {logFilters[f]}}
	if before > 0 {
		p.Previous = &page.PageLink{Text: v.text("log.newest"), Href: "/log?" + q.Encode()}
	}
	if len(*all) > logLines {
		*all = (*all)[:logLines]
		q.Set("before", strconv.FormatInt((*all)[logLines-1].N, 10))
		p.Next = &page.PageLink{Text: v.text("log.older"), Href: "/log?" + q.Encode()}
	}
	return p
}

// logDays are lines of the log in words, a table for each day.
func (t teller) logDays(all []audit.Entry, numbers map[string]string) []page.Table {
	var days []page.Table
	for _, e := range all {
		day := t.dayOn(e.Time())
		if len(days) == 0 || days[len(days)-1].Caption != day {
			table := page.Table{Cards: true, Caption: day, CaptionClasses: "govuk-table__caption--m", FirstCellIsHeader: true}
			for _, h := range []string{"when", "who", "what", "on", "decision"} {
				table.Head = append(table.Head, page.Cell{Text: t.text("log." + h)})
			}
			days = append(days, table)
		}
		table := &days[len(days)-1]
		what := page.Cell{Text: t.acted(e)}
		if e.Count > 1 {
			what.Text = t.text("log.counted", "what", what.Text, "n", e.Count)
		}
		if key := "purpose." + e.Purpose; numbers[e.Object] != "" && t.t.Has(key) {
			what.Note = t.text("log.purpose", "purpose", t.text(key))
		}
		table.Rows = append(table.Rows, []page.Cell{
			{Text: t.local(e.Time()).Format("15:04"), Note: t.text("log.nth", "n", strconv.FormatInt(e.N, 10))},
			{Text: t.who(e)}, what, t.on(e, numbers), {Tag: t.decision(e)},
		})
	}
	return days
}

// on says what an act was done to: a case by its number, if the actor may know
// it; a colleague or an organisation by name.
func (t teller) on(e audit.Entry, numbers map[string]string) page.Cell {
	if number := numbers[e.Object]; number != "" {
		return page.Cell{Text: number, Href: "/cases/" + e.Object + "/history"}
	}
	if name := t.names[lindung.ActorID(e.Object)]; name != "" {
		return page.Cell{Text: name}
	}
	if name := t.orgs[lindung.OrgID(e.Object)]; name != "" {
		return page.Cell{Text: name}
	}
	if e.Object == t.node.ID {
		return page.Cell{Text: t.text("log.node")}
	}
	kind, _, _ := strings.Cut(e.Act, ".")
	if key := "log.on." + kind; e.Object != "" && t.t.Has(key) {
		return page.Cell{Text: t.text(key)}
	}
	return page.Cell{Text: t.text("log.unnamed"), Classes: "l-quiet"}
}

func (t teller) decision(e audit.Entry) *page.Tag {
	if e.Decision == audit.Refused {
		return &page.Tag{Text: t.text("log.refused"), Classes: "l-tag--now"}
	}
	return &page.Tag{Text: t.text("log.allowed"), Classes: "l-tag--quiet"}
}

// newVerify says how anybody can check that nothing in the log was changed.
func newVerify(v *visit) error {
	head, err := access.LogHead(v.ctx(), v.session)
	if err != nil {
		return err
	}
	return v.verifyPage(logVerifyPage{Base: v.base("page.log_verify"), Head: head})
}

// verifyLog checks the whole log now.
func verifyLog(v *visit) error {
	n, head, err := access.VerifyLog(v.ctx(), v.session)
	p := logVerifyPage{Base: v.base("page.log_verify"), Head: head}
	switch {
	case errors.Is(err, audit.ErrTampered):
		v.Logger.Error("the log does not verify", "reference", v.reference, "err", err)
		p.Status, p.Bad = http.StatusInternalServerError, true
		p.Said, p.Said2 = v.text("log.verify.bad"), v.text("log.verify.bad.next", "reference", v.reference)
	case err != nil:
		return err
	default:
		p.Said, p.Said2 = v.text("log.verify.good", "n", int(n)), v.text("log.verify.good.next")
	}
	return v.verifyPage(p)
}

func (v *visit) verifyPage(p logVerifyPage) error {
	p.Back = &page.BackLink{Text: v.text("page.log"), Href: "/log"}
	p.Key = v.node.PublicKey()
	p.Command = "lindung audit verify --file lindung-log.txt --key " + p.Key
	p.NewCheck = p.Command + " --since HEAD"
	p.Verify = page.Form{Action: "/log/verify", Save: page.Button{Text: v.text("log.verify.now")}}
	if access.Keeps(v.ctx(), v.session) {
		p.Export = []page.Form{{Action: "/log/export", Save: page.Button{Text: v.text("log.export"), Classes: "govuk-button--secondary"}}}
	}
	return show(v, logVerifyView, p)
}

// exportLog sends the log of the whole node as a file that can be checked
// outside.
func exportLog(v *visit) error {
	d := &download{v: v, name: "lindung-log.txt"}
	_, err := access.ExportLog(v.ctx(), v.session, d)
	return d.end(err)
}
