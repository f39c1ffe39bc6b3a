package office

import (
	"bytes"
	"errors"
	"io"
	"lindung/internal/desk"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/page"
	"lindung/staff"
	"lindung/web/casefile"
)

type filesPage struct {
	page.Base
	In      page.Form
	Out     page.Button
	Batches page.Table
}

type filePreviewPage struct {
	page.Base
	Lead, Next string
	Counts     page.SummaryList
	Found      []page.Table
	With       string      // by which mapping it was read; "" for a file of the standard
	Links      []page.Link // what else can be done with the file
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

// listFiles shows the imports, and asks for a file to import.
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
	in.Password("passphrase", "off")
	in.Mark(&p.Base)
	p.In = page.Form{Action: filesPath + "/preview", Rows: in.Rows, Save: page.Button{Text: v.Text("files.check")}, Upload: true}
	p.Out = page.Button{Text: v.Text("page.export"), Href: exportPath, Classes: "govuk-button--secondary"}
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
	clear, err := unsealed(f.Body, v.Sent("passphrase"))
	switch {
	case errors.Is(err, exchange.ErrPassphrase):
		return pageOfFiles(v, []field.Problem{{Field: "passphrase", Key: "files.problem.passphrase"}})
	case err != nil:
		return err
	case len(clear) > mostImport:
		return &http.MaxBytesError{Limit: mostImport}
	}
	id, err := staff.KeepUpload(v.Ctx(), v.Session, access.ImportRun, v.Session.OrgTarget(), clear)
	if err != nil {
		return err
	}
	return v.GoTo(filesPath + "/uploads/" + id)
}

// unsealed is a file without the passphrase that protects it.
func unsealed(file []byte, passphrase string) ([]byte, error) {
	clear, err := exchange.Unseal(bytes.NewReader(file), func() (string, error) { return passphrase, nil })
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(clear, mostImport+1))
	if err != nil && exchange.IsProtected(file) {
		return nil, exchange.ErrPassphrase // it is damaged
	}
	return b, err
}

// readUpload reads an uploaded file: by the mapping with, as a file of the standard, or
// by the saved mapping that fits it. ok is false if someone must say first what its
// columns mean.
func readUpload(v *desk.Visit, b []byte, with string) (f exchange.File, m exchange.Mapping, ok bool, err error) {
	if with == "" {
		if f, err = exchange.Read(bytes.NewReader(b), v.Session.Forms(), v.Now()); err != nil || f.Known() {
			return f, m, true, err
		}
	}
	all, err := exchange.Mappings(v.Ctx(), v.Session)
	if err != nil {
		return f, m, false, err
	}
	at := slices.IndexFunc(all, func(m exchange.Mapping) bool { return m.ID == with })
	if with == "" {
		s, err := exchange.Suggest(bytes.NewReader(b), v.Session.Forms(), v.Now())
		if err != nil || len(s.Faults) > 0 {
			return f, m, true, err
		}
		if at = slices.IndexFunc(all, s.Fits); at < 0 {
			return f, m, false, nil
		}
	}
	if at < 0 {
		return f, m, false, lindung.ErrNotFound
	}
	f, err = exchange.ReadTable(bytes.NewReader(b), all[at], v.Session.Forms(), v.Now())
	return f, all[at], true, err
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
	f, m, ok, err := readUpload(v, b, v.Query("with"))
	if err != nil {
		return err
	}
	if !ok {
		return v.GoTo(columnsPath(v.ID("upload"), ""))
	}
	return previewOf(v, f, m, v.ID("upload"), nil)
}

func previewOf(v *desk.Visit, f exchange.File, m exchange.Mapping, id string, problems []field.Problem) error {
	r, err := exchange.Preview(v.Ctx(), v.Session, f)
	if err != nil {
		return err
	}
	return filePreview(v, r, m, id, problems)
}

// filePreview shows what the uploaded file id would do.
func filePreview(v *desk.Visit, r exchange.Report, m exchange.Mapping, id string, problems []field.Problem) error {
	found := r.Findings()
	p := filePreviewPage{Base: v.Base("page.file_preview"), Found: findings(v, found)}
	if r.Rows > 0 {
		p.Counts = fileCounts(v, r)
	}
	p.Back, p.Wide = &page.BackLink{Text: v.Text("nav.files"), Href: filesPath}, true
	p.Again = page.Link{Text: v.Text("files.again"), Href: filesPath}
	form := page.Form{Action: filesPath + "/import", Hidden: []page.Hidden{{Name: "upload", Value: id}}, Save: page.Button{Text: v.Text("files.store", "n", r.Accepted)}}
	if m.ID != "" {
		p.With = v.Text("files.with", "name", m.Name)
		p.Links = append(p.Links, page.Link{Text: v.Text("files.columns.correct"), Href: columnsPath(id, m.ID)})
		form.Hidden = append(form.Hidden, page.Hidden{Name: "with", Value: m.ID})
	}
	if r.Refused > 0 && (r.Accepted > 0 || len(found) > 0 && found[0].Rows[0] != (exchange.Span{})) {
		p.Links = append(p.Links, page.Link{Text: v.Text("files.refused.get"), Href: refusedPath(id, m.ID)})
	}
	switch asks := m.ID != "" || len(problems) > 0 || v.Query("event") == "yes"; {
	case r.Accepted > 1 && !asks:
		p.Links = append(p.Links, page.Link{Text: v.Text("files.event.describe"), Href: filesPath + "/uploads/" + id + "?event=yes"})
	case r.Accepted > 1:
		rows, err := eventRows(v, problems)
		if err != nil {
			return err
		}
		form.Rows = rows
		v.Wrong(&p.Base, problems, "files", "case.event")
	}
	refused := len(found) > 0 && found[0].Action == exchange.Refused && (r.Refused > 0 || r.Rows == 0)
	switch {
	case r.Accepted == 0 && !refused:
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

// eventRows ask whether the persons of a file went through one event: one that is recorded
// already, or a new one.
func eventRows(v *desk.Visit, problems []field.Problem) ([]page.Row, error) {
	rows := []page.Row{{Heading: v.Text("files.event"), Intro: v.Text("files.event.lead")}}
	events, err := cases.RecentEvents(v.Ctx(), v.Session)
	if err != nil {
		return nil, err
	}
	if len(events) > 0 {
		pick := &page.Select{
			ID: "event_known", Name: "event_known", Value: v.Sent("event_known"), Label: page.Label{Text: v.Text("files.event_known"), Classes: "govuk-label--s"},
			Hint: &page.Hint{Text: v.Text("files.event_known.hint")}, ErrorMessage: v.WrongAt("event_known", problems),
			Items: []page.Option{{Text: v.Text("files.event_known.none")}},
		}
		for _, e := range events {
			pick.Items = append(pick.Items, page.Option{Value: string(e.ID), Text: eventName(v, e)})
		}
		rows = append(rows, page.Row{Select: pick})
	}
	return append(rows, casefile.EventRows(v, v.Form(), problems)...), nil
}

// eventName tells events apart: the kind, the day, the place.
func eventName(v *desk.Visit, e cases.Event) string {
	parts := []string{v.Text("event_kind." + e.Kind)}
	if d, err := lindung.ParseDate(e.Date); err == nil && e.Date != "" {
		parts = append(parts, v.T.Date(d))
	}
	if e.Place != "" {
		parts = append(parts, e.Place)
	}
	return strings.Join(parts, v.Text("common.list_separator"))
}

// refusedPath is where the refused rows of an uploaded file are.
func refusedPath(id, with string) string {
	return withMapping(filesPath+"/uploads/"+id+"/refused", with)
}

// withMapping adds to a path by which mapping the file is read.
func withMapping(path, with string) string {
	if with == "" {
		return path
	}
	return path + "?with=" + url.QueryEscape(with)
}

// sendRefused sends the refused rows of an uploaded file with the reasons, to be mended
// and imported again.
func sendRefused(v *desk.Visit) error {
	b, err := staff.TakeUpload(v.Ctx(), v.Session, v.ID("upload"))
	if errors.Is(err, lindung.ErrNotFound) {
		return v.Done(filesPath, "file_gone")
	}
	if err != nil {
		return err
	}
	f, _, ok, err := readUpload(v, b, v.Query("with"))
	if err != nil || !ok || !f.Refused() {
		return errors.Join(err, lindung.ErrNotFound)
	}
	labels := columnLabels(v)
	d := &desk.Download{V: v, Name: "refused-" + v.Today().String() + ".csv"}
	return d.End(f.WriteRefused(d, func(l exchange.Line) string {
		text := v.Text(l.Rule, l.Args...)
		if key := labels[l.Column]; key != "" {
			return v.Text("page.problem_line", "label", v.Text(key), "problem", text)
		}
		return text
	}))
}

// importFile imports a previewed file: all of it, or only the good rows if that was
// chosen; in one event, if one is described.
func importFile(v *desk.Visit) error {
	b, err := staff.TakeUpload(v.Ctx(), v.Session, v.Sent("upload"))
	if errors.Is(err, lindung.ErrNotFound) {
		return pageOfFiles(v, []field.Problem{{Field: "file", Key: "files.problem.gone"}})
	}
	if err != nil {
		return err
	}
	f, m, ok, err := readUpload(v, b, v.Sent("with"))
	if err != nil {
		return err
	}
	if !ok {
		return v.GoTo(columnsPath(v.Sent("upload"), ""))
	}
	known := lindung.EventID(v.Sent("event_known"))
	if known != "" {
		f = f.InEventOf(known)
	}
	if describesEvent(v) {
		e, problems := casefile.SentEvent(v)
		if known != "" {
			problems = []field.Problem{{Field: "event_known", Key: "files.problem.two_events"}}
		}
		if len(problems) > 0 {
			return previewOf(v, f, m, v.Sent("upload"), problems)
		}
		f = f.InEvent(e)
	}
	act := v.ActOr(desk.Next(desk.Done(filesPath+"/batches/"+access.MadeID, "file_stored")), desk.Done(filesPath, "file_nothing_new"))
	r, err := exchange.Import(v.Ctx(), act, f, v.Sent("partial") == "yes")
	if errors.Is(err, exchange.ErrUnderWay) {
		return pageOfFiles(v, []field.Problem{{Field: "file", Key: "files.problem.under_way"}})
	}
	if errors.Is(err, exchange.ErrRefused) {
		return v.GoTo(withMapping(filesPath+"/uploads/"+v.Sent("upload"), m.ID))
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
	if similar.Spent {
		return v.Hold(v.ActedAt(), url.Values{"spent": {"yes"}})
	}
	if similar.Rows == 0 {
		return v.Acted()
	}
	return v.Hold(v.ActedAt(), url.Values{"similar": {strconv.Itoa(similar.Rows)}, "of": {strconv.Itoa(similar.Of)}, "ask": similar.Ask})
}

// describesEvent reports whether anything of an event was typed.
func describesEvent(v *desk.Visit) bool {
	return slices.ContainsFunc([]string{"event_kind", "event_place", "event_text", "event_day-day", "event_day-month", "event_day-year"},
		func(name string) bool { return strings.TrimSpace(v.Sent(name)) != "" })
}
