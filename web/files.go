package web

import (
	"bytes"
	"errors"
	"net/http"

	"lindung"
	"lindung/access"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/page"
)

type filesPage struct {
	page.Base
	In, Out page.Form
	Batches page.Table
}

type filePreviewPage struct {
	page.Base
	Lead, Next string
	Counts     page.SummaryList
	Found      []page.Table
	Store      []page.Form // at most one: nothing is stored before it is sent
	Again      page.Link
}

var (
	filesView       = page.NewView[filesPage]("files")
	filePreviewView = page.NewView[filePreviewPage]("file_preview")
)

const filesPath = "/files"

// listFiles shows what came in, and asks for what is to come in or go out.
func listFiles(v *visit) error { return v.filesPage(nil) }

func (v *visit) filesPage(problems []field.Problem) error {
	batches, err := exchange.Batches(v.ctx(), v.session)
	if err != nil {
		return err
	}
	who, err := v.colleagues()
	if err != nil {
		return err
	}
	p := filesPage{Base: v.base("nav.files")}
	in := v.ask("files", v.form(), problems)
	in.rows = append(in.rows, page.Row{File: &page.Input{
		Name: "file", Label: page.Label{Text: v.text("files.file"), Classes: "govuk-label--s"}, Hint: in.hint("file"), ErrorMessage: in.wrongAt("file"),
	}})
	in.mark(&p.Base)
	p.In = page.Form{Action: filesPath + "/preview", Rows: in.rows, Save: page.Button{Text: v.text("files.check")}, Upload: true}
	out := v.ask("files", v.form(), problems)
	if out.in.Get("format") == "" {
		out.in = map[string][]string{"format": {"csv"}}
	}
	out.choose("format", choices(v, "files.format", []string{"csv", "json"}))
	p.Out = page.Form{Action: filesPath + "/export", Rows: out.rows, Save: page.Button{Text: v.text("files.export"), Classes: "govuk-button--secondary"}}
	p.Batches = v.batchTable(batches, who)
	return show(v, filesView, p)
}

func (v *visit) batchTable(all []exchange.Batch, who map[lindung.ActorID]string) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"when", "by", "stored", "state"} {
		t.Head = append(t.Head, page.Cell{Text: v.text("files." + h)})
	}
	for _, b := range all {
		state := v.batchTag(b)
		t.Rows = append(t.Rows, []page.Cell{
			{Text: v.when(b.At.Time()), Href: filesPath + "/batches/" + string(b.ID), Note: v.text("files.file_of", "format", b.Format)},
			{Text: v.colleague(who, b.By)}, {Text: v.text("files.stored_of", "n", b.Accepted, "rows", b.Rows)}, {Tag: &state},
		})
	}
	return t
}

func (v *visit) batchTag(b exchange.Batch) page.Tag {
	if b.Undone != 0 {
		return page.Tag{Text: v.text("files.state.undone"), Classes: "l-tag--quiet"}
	}
	return page.Tag{Text: v.text("files.state.stands"), Classes: "l-tag--done"}
}

// previewFile says what would become of each row of a file. Nothing of it is
// stored; a file of which something can be is kept, sealed, for an hour.
func previewFile(v *visit) error {
	b, err := v.file("file")
	if err != nil {
		return err
	}
	if len(b) == 0 {
		return v.filesPage([]field.Problem{{Field: "file", Key: "files.problem.none"}})
	}
	f, err := exchange.Read(bytes.NewReader(b), v.node.Now())
	if err != nil {
		return err
	}
	r, err := exchange.Preview(v.ctx(), v.session, f)
	if err != nil {
		return err
	}
	id := ""
	if r.Accepted > 0 {
		if id, err = access.KeepUpload(v.ctx(), v.session, b); err != nil {
			return err
		}
	}
	return v.filePreview(r, id)
}

// filePreview shows what a file would do. id is under which it is kept, "" if
// nothing of it can be stored.
func (v *visit) filePreview(r exchange.Report, id string) error {
	found := r.Findings()
	p := filePreviewPage{Base: v.base("page.file_preview"), Found: v.findings(found)}
	if r.Rows > 0 {
		p.Counts = v.fileCounts(r)
	}
	p.Back, p.Wide = &page.BackLink{Text: v.text("nav.files"), Href: filesPath}, true
	p.Again = page.Link{Text: v.text("files.again"), Href: filesPath}
	form := page.Form{Action: filesPath + "/import", Hidden: []page.Hidden{{Name: "upload", Value: id}}, Save: page.Button{Text: v.text("files.store", "n", r.Accepted)}}
	switch {
	case r.Accepted == 0 && (len(found) == 0 || found[0].Action != exchange.Refused):
		p.Lead, p.Next = v.text("files.lead.nothing_new"), v.text("files.next.nothing_new")
	case r.Accepted == 0:
		p.Status = http.StatusUnprocessableEntity
		p.Lead, p.Next = v.text("files.lead.refused"), v.text("files.next.refused")
	case r.Refused > 0:
		p.Status = http.StatusUnprocessableEntity
		p.Lead, p.Next = v.text("files.lead.partly", "n", r.Refused), v.text("files.next.partly", "refused", r.Refused)
		form.Hidden = append(form.Hidden, page.Hidden{Name: "partial", Value: "yes"})
		form.Save = page.Button{Text: v.text("files.store_part", "n", r.Accepted, "refused", r.Refused), Classes: "govuk-button--secondary"}
		p.Store = []page.Form{form}
	default:
		p.Lead, p.Next = v.text("files.lead.good"), v.text("files.next.good")
		p.Store = []page.Form{form}
	}
	return show(v, filePreviewView, p)
}

// importFile stores a file that was looked at: all of it, or what is right of
// it when that was chosen.
func importFile(v *visit) error {
	b, err := access.TakeUpload(v.ctx(), v.session, v.sent("upload"))
	if errors.Is(err, lindung.ErrNotFound) {
		return v.filesPage([]field.Problem{{Field: "file", Key: "files.problem.gone"}})
	}
	if err != nil {
		return err
	}
	f, err := exchange.Read(bytes.NewReader(b), v.node.Now())
	if err != nil {
		return err
	}
	r, err := exchange.Import(v.ctx(), v.session, f, v.sent("partial") == "yes")
	if errors.Is(err, exchange.ErrRefused) {
		if r, err = exchange.Preview(v.ctx(), v.session, f); err != nil {
			return err
		}
		return v.filePreview(r, v.sent("upload"))
	}
	if err != nil {
		return err
	}
	// What the file held is stored: that it is kept a little longer harms nobody.
	if err := access.DropUpload(v.ctx(), v.session, v.sent("upload")); err != nil {
		v.Logger.Error("upload stays", "err", err)
	}
	if r.Batch == "" {
		return v.done(filesPath, "file_nothing_new")
	}
	return v.done(filesPath+"/batches/"+string(r.Batch), "file_stored")
}

// exportFile sends the cases of the organisation as a file. Who must first show
// again who he is comes back to the page of files: a download leaves a browser
// where it was, and that must not be the page that asked for the proof.
func exportFile(v *visit) error {
	format := v.sent("format")
	d := &download{v: v, name: "htcds-" + v.local(v.node.Now()).Format("2006-01-02") + "." + format}
	_, err := exchange.Export(v.ctx(), v.session, format, d)
	switch {
	case errors.Is(err, access.ErrStepUp):
		return v.stepUpPage(filesPath+"?done=file_proof", nil, "")
	case errors.Is(err, exchange.ErrFormat):
		return v.filesPage([]field.Problem{{Field: "format", Key: "problem.missing"}})
	}
	return d.end(err)
}
