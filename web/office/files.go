package office

import (
	"bytes"
	"errors"
	"lindung/internal/desk"
	"net/http"
	"net/url"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/page"
	"lindung/staff"
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

// mostImport is how long a file may be that is imported.
const mostImport = 33 << 20

// listFiles shows the imports, and asks for a file to import or an export.
func listFiles(v *desk.Visit) error { return pageOfFiles(v, nil) }

func pageOfFiles(v *desk.Visit, problems []field.Problem) error {
	batches, err := exchange.Batches(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	who, err := v.Colleagues()
	if err != nil {
		return err
	}
	p := filesPage{Base: v.Base("nav.files")}
	p.Wide = true
	in := v.Ask("files", v.Form(), problems)
	in.Rows = append(in.Rows, page.Row{File: &page.Input{
		Name: "file", Label: page.Label{Text: v.Text("files.file"), Classes: "govuk-label--s"}, Hint: in.Hint("file"), ErrorMessage: in.WrongAt("file"),
	}})
	in.Mark(&p.Base)
	p.In = page.Form{Action: filesPath + "/preview", Rows: in.Rows, Save: page.Button{Text: v.Text("files.check")}, Upload: true}
	out := v.Ask("files", v.Form(), problems)
	if out.In.Get("format") == "" {
		out.In = map[string][]string{"format": {"csv"}}
	}
	out.Choose("format", desk.ChooseFrom(v, "files.format", []string{"csv", "json"}))
	p.Out = page.Form{Action: filesPath + "/export", Rows: out.Rows, Save: page.Button{Text: v.Text("files.export"), Classes: "govuk-button--secondary"}}
	p.Batches = batchTable(v, batches, who)
	return desk.Show(v, filesView, p)
}

func batchTable(v *desk.Visit, all []exchange.Batch, who map[lindung.ActorID]string) page.Table {
	t := page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"when", "by", "stored", "state"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text("files." + h)})
	}
	for _, b := range all {
		state := batchTag(v, b)
		t.Rows = append(t.Rows, []page.Cell{
			{Text: v.When(b.At.Time()), Href: filesPath + "/batches/" + string(b.ID), Note: v.Text("files.file_of", "format", b.Format)},
			{Text: v.Colleague(who, b.By)}, {Text: v.Text("files.stored_of", "n", b.Accepted, "rows", b.Rows)}, {Tag: &state},
		})
	}
	return t
}

func batchTag(v *desk.Visit, b exchange.Batch) page.Tag {
	if b.Undone != 0 {
		return page.Tag{Text: v.Text("files.state.undone"), Classes: "l-tag--quiet"}
	}
	return page.Tag{Text: v.Text("files.state.stands"), Classes: "l-tag--done"}
}

// previewFile stores an uploaded file, sealed, for an hour, and shows what it would do.
func previewFile(v *desk.Visit) error {
	f := v.File("file")
	if f.Large {
		return &http.MaxBytesError{Limit: mostImport}
	}
	if len(f.Body) == 0 {
		return pageOfFiles(v, []field.Problem{{Field: "file", Key: "files.problem.none"}})
	}
	id, err := staff.KeepUpload(v.Ctx(), v.Session, access.ImportRun, v.Session.OrgTarget(), f.Body)
	if err != nil {
		return err
	}
	return v.GoTo(filesPath + "/uploads/" + id)
}

// showPreview says what an import would do with each row of a file. It stores nothing.
func showPreview(v *desk.Visit) error {
	b, err := staff.TakeUpload(v.Ctx(), v.Session, v.ID("upload"))
	if errors.Is(err, lindung.ErrNotFound) {
		return v.Done(filesPath, "file_gone")
	}
	if err != nil {
		return err
	}
	f, err := exchange.Read(bytes.NewReader(b), v.Session.Forms(), v.Now())
	if err != nil {
		return err
	}
	r, err := exchange.Preview(v.Ctx(), v.Session, f)
	if err != nil {
		return err
	}
	return filePreview(v, r, v.ID("upload"))
}

// filePreview shows what the uploaded file id would do.
func filePreview(v *desk.Visit, r exchange.Report, id string) error {
	found := r.Findings()
	p := filePreviewPage{Base: v.Base("page.file_preview"), Found: findings(v, found)}
	if r.Rows > 0 {
		p.Counts = fileCounts(v, r)
	}
	p.Back, p.Wide = &page.BackLink{Text: v.Text("nav.files"), Href: filesPath}, true
	p.Again = page.Link{Text: v.Text("files.again"), Href: filesPath}
	form := page.Form{Action: filesPath + "/import", Hidden: []page.Hidden{{Name: "upload", Value: id}}, Save: page.Button{Text: v.Text("files.store", "n", r.Accepted)}}
	switch {
	case r.Accepted == 0 && (len(found) == 0 || found[0].Action != exchange.Refused):
		p.Lead, p.Next = v.Text("files.lead.nothing_new"), v.Text("files.next.nothing_new")
	case r.Accepted == 0:
		p.Status = http.StatusUnprocessableEntity
		p.Lead, p.Next = v.Text("files.lead.refused"), v.Text("files.next.refused")
	case r.Refused > 0:
		p.Status = http.StatusUnprocessableEntity
		p.Lead, p.Next = v.Text("files.lead.partly", "n", r.Refused), v.Text("files.next.partly", "refused", r.Refused)
		form.Hidden = append(form.Hidden, page.Hidden{Name: "partial", Value: "yes"})
		form.Save = page.Button{Text: v.Text("files.store_part", "n", r.Accepted, "refused", r.Refused), Classes: "govuk-button--secondary"}
		p.Store = []page.Form{form}
	default:
		p.Lead, p.Next = v.Text("files.lead.good"), v.Text("files.next.good")
		p.Store = []page.Form{form}
	}
	return desk.Show(v, filePreviewView, p)
}

// importFile imports a previewed file: all of it, or only the good rows if that was
// chosen.
func importFile(v *desk.Visit) error {
	b, err := staff.TakeUpload(v.Ctx(), v.Session, v.Sent("upload"))
	if errors.Is(err, lindung.ErrNotFound) {
		return pageOfFiles(v, []field.Problem{{Field: "file", Key: "files.problem.gone"}})
	}
	if err != nil {
		return err
	}
	f, err := exchange.Read(bytes.NewReader(b), v.Session.Forms(), v.Now())
	if err != nil {
		return err
	}
	act := v.ActOr(desk.Done(filesPath+"/batches/"+access.MadeID, "file_stored"), desk.Done(filesPath, "file_nothing_new"))
	r, err := exchange.Import(v.Ctx(), act, f, v.Sent("partial") == "yes")
	if errors.Is(err, exchange.ErrUnderWay) {
		return pageOfFiles(v, []field.Problem{{Field: "file", Key: "files.problem.under_way"}})
	}
	if errors.Is(err, exchange.ErrRefused) {
		return v.GoTo(filesPath + "/uploads/" + v.Sent("upload"))
	}
	if err != nil {
		return err
	}
	// The import is done; the upload goes with its hour.
	if err := staff.DropUpload(v.Ctx(), v.Session, v.Sent("upload")); err != nil {
		v.Logger.Error("upload stays", "err", err)
	}
	similar, err := exchange.Similar(v.Ctx(), v.Session, v.Finder, f, r)
	if err != nil {
		return err
	}
	if similar.Rows == 0 {
		return v.Acted()
	}
	return v.Hold(v.ActedAt(), url.Values{"similar": {strconv.Itoa(similar.Rows)}, "ask": similar.Ask})
}

// exportFile sends the cases of the organisation as a file. After a fresh proof it
// leads back to the page of files, because a download leaves the browser on the page
// where it was.
func exportFile(v *desk.Visit) error {
	format := v.Sent("format")
	d := &desk.Download{V: v, Name: "htcds-" + v.Today().String() + "." + format}
	_, err := exchange.Export(v.Ctx(), v.Session, format, d)
	switch {
	case errors.Is(err, access.ErrStepUp):
		return v.GoTo(desk.StepUpPath + "?to=" + url.QueryEscape(desk.Done(filesPath, "file_proof")))
	case errors.Is(err, exchange.ErrFormat):
		return pageOfFiles(v, []field.Problem{{Field: "format", Key: "problem.missing"}})
	}
	return d.End(err)
}
