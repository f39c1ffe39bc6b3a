package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/page"
)

type logPage struct {
	page.Base
	Lead    string
	Only    page.Checkboxes
	Apply   page.Button
	Entries page.Table
	Pages   page.Pagination
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
	refused := v.query("only") == "refused"
	var numbers map[string]string
	all, err := access.Log(v.ctx(), v.session, before, refused, logLines+1, func(tx *access.Tx, all []audit.Entry) error {
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
	p := logPage{Base: v.base("page.log"), Pages: v.logPages(&all, before, refused)}
	p.Wide = true
	p.Lead = v.text("log.lead", "n", len(all))
	p.Only = page.Checkboxes{Name: "only", Items: []page.Choice{{Value: "refused", Text: v.text("log.only_refused"), Checked: refused}}}
	p.Apply = page.Button{Text: v.text("common.apply"), Classes: "govuk-button--secondary"}
	p.Entries = t.entries(all, numbers)
	return show(v, logView, p)
}

// logPages cuts the entry that tells whether there are more off all, and leads
// to the older ones and back.
func (v *visit) logPages(all *[]audit.Entry, before int64, refused bool) page.Pagination {
	p := page.Pagination{LandmarkLabel: v.text("log.pages")}
	q := url.Values{}
	if refused {
		q.Set("only", "refused")
	}
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

// entries are lines of the log in words.
func (t teller) entries(all []audit.Entry, numbers map[string]string) page.Table {
	table := page.Table{Cards: true, Caption: t.text("page.log"), CaptionClasses: "govuk-visually-hidden", FirstCellIsHeader: true}
	for _, h := range []string{"when", "who", "what", "on", "decision"} {
		table.Head = append(table.Head, page.Cell{Text: t.text("log." + h)})
	}
	for _, e := range all {
		what := page.Cell{Text: t.acted(e)}
		if e.Count > 1 {
			what.Text = t.text("log.counted", "what", what.Text, "n", e.Count)
		}
		if key := "purpose." + e.Purpose; e.Purpose != "" && t.t.Has(key) {
			what.Note = t.text("log.purpose", "purpose", t.text(key))
		}
		table.Rows = append(table.Rows, []page.Cell{
			{Text: t.t.Moment(t.local(e.Time())), Note: t.text("log.nth", "n", strconv.FormatInt(e.N, 10))},
			{Text: t.who(e)}, what, t.on(e, numbers), {Tag: t.decision(e)},
		})
	}
	return table
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
