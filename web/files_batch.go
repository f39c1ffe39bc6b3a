package web

import (
	"errors"
	"net/http"

	"lindung"
	"lindung/exchange"
	"lindung/internal/page"
)

type batchPage struct {
	page.Base
	State page.Tag
	Facts page.SummaryList
	Found []page.Table
	Undo  string // where it can be taken back; "" when it was
}

type batchUndoPage struct {
	page.Base
	Lead    string
	Touched []string // numbers of the cases that stand against it
	Undo    []page.Form
	Keep    page.Link
}

var (
	batchView     = page.NewView[batchPage]("batch")
	batchUndoView = page.NewView[batchUndoPage]("batch_undo")
)

func (v *visit) batchAt() string { return filesPath + "/batches/" + v.id("id") }

// showBatch shows what became of each row of a file that was brought in.
func showBatch(v *visit) error {
	in, err := exchange.ReadBatch(v.ctx(), v.session, lindung.BatchID(v.id("id")))
	if err != nil {
		return err
	}
	who, err := v.colleagues()
	if err != nil {
		return err
	}
	p := batchPage{Base: v.base("page.batch", "when", v.t.Moment(v.local(in.At.Time()))), State: v.batchTag(in.Batch)}
	p.Back, p.Wide = &page.BackLink{Text: v.text("nav.files"), Href: filesPath}, true
	f := v.facts()
	f.add("files.by", v.colleague(who, in.By))
	f.add("files.format", v.text("files.file_of", "format", in.Format))
	if in.Undone != 0 {
		f.add("files.undone_at", v.when(in.Undone.Time()))
	} else {
		p.Undo = v.batchAt() + "/undo"
	}
	counts := v.fileCounts(exchange.Report{
		Rows: in.Rows, Accepted: in.Accepted, Mapped: in.Mapped, Refused: in.Refused, Duplicates: in.Duplicates,
	})
	f.list.Rows = append(f.list.Rows, counts.Rows...)
	p.Facts, p.Found = f.list, v.findings(in.Findings)
	return show(v, batchView, p)
}

// askUndo says what taking an import back would do, and what stands against it.
func askUndo(v *visit) error { return v.undoPage(0) }

func (v *visit) undoPage(status int) error {
	in, err := exchange.ReadBatch(v.ctx(), v.session, lindung.BatchID(v.id("id")))
	if err != nil {
		return err
	}
	if in.Undone != 0 {
		return v.done(v.batchAt(), "file_undone_before")
	}
	p := batchUndoPage{Base: v.base("page.batch_undo"), Touched: in.Touched, Lead: v.text("files.undo.lead", "n", in.Accepted)}
	p.Status = status
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: v.batchAt()}
	p.Keep = page.Link{Text: v.text("files.undo.keep"), Href: v.batchAt()}
	if len(in.Touched) > 0 {
		p.Lead = v.text("files.undo.touched", "n", len(in.Touched))
		return show(v, batchUndoView, p)
	}
	p.Undo = []page.Form{{
		Action: v.batchAt() + "/undo", Save: page.Button{Text: v.text("files.undo.save", "n", in.Accepted), Classes: "govuk-button--warning"}, Cancel: &p.Keep,
	}}
	return show(v, batchUndoView, p)
}

// undoBatch takes an import back, unless somebody has worked on its cases.
func undoBatch(v *visit) error {
	_, err := exchange.Undo(v.ctx(), v.session, lindung.BatchID(v.id("id")))
	switch {
	case errors.Is(err, exchange.ErrTouched):
		return v.undoPage(http.StatusConflict)
	case errors.Is(err, exchange.ErrUndone):
		return v.done(v.batchAt(), "file_undone_before")
	case err != nil:
		return err
	}
	return v.done(v.batchAt(), "file_undone")
}
