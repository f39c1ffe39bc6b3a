package office

import (
	"errors"
	"lindung/internal/desk"
	"net/http"
	"strconv"
	"strings"

	"lindung"
	"lindung/exchange"
	"lindung/internal/page"
)

type batchPage struct {
	page.Base
	State page.Tag
	Facts page.SummaryList
	Found []page.Table
	Like  string // how many of its persons are like someone known here, and whom to ask
	Undo  string // where it can be undone; "" when it was
}

type batchUndoPage struct {
	page.Base
	Lead    string
	Worked  bool     // someone has worked on its cases
	Touched []string // their numbers, as far as the actor may know of them
	Undo    []page.Form
	Keep    page.Link
}

var (
	batchView     = page.NewView[batchPage]("batch")
	batchUndoView = page.NewView[batchUndoPage]("batch_undo")
)

func batchAt(v *desk.Visit) string { return filesPath + "/batches/" + v.ID("id") }

// showBatch shows what an import did with each row of its file.
func showBatch(v *desk.Visit) error {
	in, err := exchange.ReadBatch(v.Ctx(), v.Session, lindung.BatchID(v.ID("id")))
	if err != nil {
		return err
	}
	who, err := v.Colleagues()
	if err != nil {
		return err
	}
	p := batchPage{Base: v.Base("page.batch", "when", v.Moment(in.At.Time())), State: batchTag(v, in.Batch)}
	p.Back, p.Wide = &page.BackLink{Text: v.Text("nav.files"), Href: filesPath}, true
	f := v.Facts()
	f.Add("files.by", v.Colleague(who, in.By))
	f.Add("files.format", v.Text("files.file_of", "format", in.Format))
	if in.Undone != 0 {
		f.Add("files.undone_at", v.When(in.Undone.Time()))
	} else {
		p.Undo = batchAt(v) + "/undo"
	}
	counts := fileCounts(v, exchange.Report{
		Rows: in.Rows, Accepted: in.Accepted, Mapped: in.Mapped, Refused: in.Refused, Duplicates: in.Duplicates,
	})
	f.List.Rows = append(f.List.Rows, counts.Rows...)
	p.Like = likeText(v)
	p.Facts, p.Found = f.List, findings(v, in.Findings)
	return desk.Show(v, batchView, p)
}

// likeText says, after an import, how many of its persons are like someone known here.
func likeText(v *desk.Visit) string {
	if v.Held() && v.Sent("spent") == "yes" {
		return v.Text(exchange.SimilarSpent)
	}
	n, err := strconv.Atoi(v.Sent("similar"))
	if err != nil || !v.Held() {
		return ""
	}
	of, err := strconv.Atoi(v.Sent("of"))
	if err != nil {
		return ""
	}
	l := exchange.SimilarLine(n, of, strings.Join(v.Form()["ask"], v.Text("common.list_separator")))
	return v.Text(l.Rule, l.Args...)
}

// askUndo says what undoing an import would do, and what prevents it.
func askUndo(v *desk.Visit) error { return undoPage(v, 0) }

func undoPage(v *desk.Visit, status int) error {
	in, err := exchange.ReadBatch(v.Ctx(), v.Session, lindung.BatchID(v.ID("id")))
	if err != nil {
		return err
	}
	if in.Undone != 0 {
		return v.Done(batchAt(v), "file_undone_before")
	}
	p := batchUndoPage{Base: v.Base("page.batch_undo"), Worked: in.Worked, Touched: in.Touched, Lead: v.Text("files.undo.lead", "n", in.Accepted)}
	p.Status = status
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: batchAt(v)}
	p.Keep = page.Link{Text: v.Text("files.undo.keep"), Href: batchAt(v)}
	if in.Worked {
		p.Lead = v.Text("files.undo.touched", "n", len(in.Touched))
		return desk.Show(v, batchUndoView, p)
	}
	p.Undo = []page.Form{{
		Action: batchAt(v) + "/undo", Save: page.Button{Text: v.Text("files.undo.save", "n", in.Accepted), Classes: "govuk-button--warning"}, Cancel: &p.Keep,
	}}
	return desk.Show(v, batchUndoView, p)
}

// undoBatch undoes an import, unless someone has worked on its cases.
func undoBatch(v *desk.Visit) error {
	to := desk.Done(batchAt(v), "file_undone")
	_, err := exchange.Undo(v.Ctx(), v.Act(to), lindung.BatchID(v.ID("id")))
	switch {
	case errors.Is(err, exchange.ErrTouched):
		return undoPage(v, http.StatusConflict)
	case errors.Is(err, exchange.ErrUndone):
		return v.Done(batchAt(v), "file_undone_before")
	case err != nil:
		return err
	}
	return v.Acted()
}
