package casefile

import (
	"cmp"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
)

// recordsPage are the records of one form of a case.
type recordsPage struct {
	page.Base
	Case  Head
	Lead  string
	List  page.SummaryList
	Pages page.Pagination
	Add   *page.Button
}

// Buttons returns what adds a record, for those who may.
func (p recordsPage) Buttons() []page.Button {
	if p.Add == nil {
		return nil
	}
	return []page.Button{*p.Add}
}

// recordPage is one record with what it said before.
type recordPage struct {
	page.Base
	Case    Head
	State   page.Tag
	Answers page.SummaryList
	About   page.SummaryList // who wrote it and when
	Acts    []page.Button
	Earlier []page.SummaryList
}

var (
	recordsView = page.NewView[recordsPage]("case_records")
	recordView  = page.NewView[recordPage]("case_record")
)

// DuePath returns the address where what falls due is seen to.
func DuePath(d dossier.Due) string {
	switch {
	case d.Many > 0:
		return "/referrals/" + d.ID + "/together"
	case d.Part == "tips":
		return "/tips/" + d.ID
	case d.Part == "desk":
		return "/desk/due"
	case d.Part == "referrals":
		return "/referrals/" + d.ID
	case d.Part == "duties":
		return DutiesPath(d.Case)
	case d.Form == "":
		return Path(d.Case) + "/consent"
	case d.Again:
		return RecordPath(d.Case, d.Form, "") + "/new"
	case d.ID == "":
		return FormPath(d.Case, d.Form)
	}
	return RecordPath(d.Case, d.Form, lindung.RecordID(d.ID))
}

// DutiesPath returns the address of what the law asks in a case.
func DutiesPath(id lindung.CaseID) string { return Path(id) + "/duties" }

// RecordPath returns the address of a record of a case, without a record that of
// all of its form.
func RecordPath(id lindung.CaseID, form string, record lindung.RecordID) string {
	at := Path(id) + "/records/" + form
	if record != "" {
		at += "/" + string(record)
	}
	return at
}

// mostRecords is how many records of a form stand on the page of a case.
const mostRecords = 5

// addRecords shows the latest records of a form as a card that leads to all.
func addRecords(v *desk.Visit, p *casePart, w dossier.Whole, f *field.Form) {
	c := w.Case
	all, n := c.Records(f), c.Count(f)
	edits := c.CanEdit(f.Group())
	at := RecordPath(c.ID, f.Name, "")
	elsewhere := toldElsewhere(v, w, f)
	if len(all)+len(elsewhere) == 0 {
		if edits && asks(v, f) {
			p.Missing = append(p.Missing, page.Link{Text: v.Text("form." + f.Name), Href: at + "/new"})
		}
		return
	}
	all = all[:min(len(all), mostRecords)]
	list := recordList(v, c, all)
	for at, r := range all {
		if from := CarriedFrom(v, c, w.OpenedFor.FromName, r.Origin, r.Version); from != "" {
			list.Rows[at].Value.Lines = append(list.Rows[at].Value.Lines, from)
		}
	}
	list.Rows = append(list.Rows, elsewhere...)
	markLost(v, &list, f)
	list.Card = &page.Card{Title: page.CardTitle{Text: v.Text("form." + f.Name), HeadingLevel: 3}}
	if edits && asks(v, f) {
		list.Card.Actions.Items = append(list.Card.Actions.Items, page.Action{Text: v.Text("case.record.add"), Href: at + "/new"})
	}
	if n > mostRecords || !edits {
		list.Card.Actions.Items = append(list.Card.Actions.Items, page.Action{Text: v.Text("case.record.all", "n", n), Href: at})
	}
	p.Lists = append(p.Lists, list)
}

// asks reports whether the actor's organisation asks a form: of its own it may have ended
// it, and one that another organisation has asked is read only.
func asks(v *desk.Visit, f *field.Form) bool {
	g, ok := v.Session.Forms().Named(f.Name)
	return ok && len(g.Asked().Fields) > 0
}

// recordList tells each record in a line: its day, what it says in short, and how
// it stands.
func recordList(v *desk.Visit, c cases.Case, all []cases.Record) page.SummaryList {
	var list page.SummaryList
	for _, r := range all {
		row := page.SummaryRow{Key: page.SummaryText{Text: recordDay(v, r)}, Value: page.SummaryText{Text: inShort(v, r, everyField)}}
		if v.Private() {
			row.Value.Masked = v.Text("page.show")
		}
		if status := recordStatus(v, r); status != "" {
			row.Value.Lines = []string{status}
		}
		row.Actions.Items = []page.Action{{
			Text: v.Text("case.record.see"), Href: RecordPath(c.ID, r.Form.Name, r.ID), VisuallyHiddenText: row.Key.Text,
		}}
		list.Rows = append(list.Rows, row)
	}
	return list
}

func recordDay(v *desk.Visit, r cases.Record) string {
	switch {
	case r.Status == cases.RecordStruck:
		return v.Text("case.record.struck")
	case !r.Day.IsZero():
		return v.T.Date(r.Day)
	case r.Status == cases.RecordOpen:
		return v.Text("case.record.to_come")
	}
	return v.Text("case.record.no_day")
}

// recordStatus says what is still owed of a record; "" when nothing is.
func recordStatus(v *desk.Visit, r cases.Record) string {
	switch {
	case r.Status != cases.RecordOpen:
		return ""
	case r.Due.IsZero() && r.Form.Repeat.Says == "ends":
		return ""
	case r.Due.IsZero():
		return v.Text("case.record.open")
	}
	return v.Text("case.record.due."+r.Form.Repeat.Says, "day", v.T.Date(r.Due), "near", v.Near(r.Due.Last()))
}

func everyField(*field.Info) bool { return true }

// inShort is what a record says in one line: the short answers but its days, of the fields
// for which says is true.
func inShort(v *desk.Visit, r cases.Record, says func(*field.Info) bool) string {
	f, repeat := r.Form, r.Form.Repeat
	if r.Status == cases.RecordStruck {
		f = cases.Struck
	}
	var words []string
	for _, i := range f.Fields {
		if r.Values.Text(i) != "" && i.Kind != field.KindLong && i != repeat.Day.Info && i != repeat.Due.Info && says(i) {
			words = append(words, answerText(v, i, r.Values))
		}
	}
	return strings.Join(words, v.Text("common.list_separator"))
}

// askedMany is the form that the address names, which is answered many times, and
// the case with some of its records of it; more is read in the same act.
func askedMany(v *desk.Visit, some cases.Some, more func(*access.Tx, cases.Case, *field.Form) error) (answering, error) {
	var f *field.Form
	some.Form = v.Request.PathValue("form")
	c, err := cases.ReadSome(v.Ctx(), v.Session, ID(v), some, func(tx *access.Tx, c cases.Case) error {
		var ok bool
		if f, ok = c.Forms().Named(some.Form); !ok || f.Repeat == nil || !c.MayRead(f.Group()) {
			return lindung.ErrNotFound
		}
		return more(tx, c, f)
	})
	return answering{c: c, form: f, path: RecordPath(ID(v), some.Form, "")}, err
}

func nothingMore(*access.Tx, cases.Case, *field.Form) error { return nil }

// newRecord is a record that is not there yet, with what was told already where it says
// that the person is asked again.
func newRecord(v *desk.Visit) (answering, error) {
	var before *Told
	a, err := askedMany(v, cases.Some{}, func(tx *access.Tx, c cases.Case, f *field.Form) error {
		if f.Repeat.Again == nil {
			return nil
		}
		w, err := dossier.ReadIn(tx, c.ID)
		if err == nil {
			before = ToldBefore(v, w)
		}
		return err
	})
	if err == nil && !asks(v, a.form) {
		return a, lindung.ErrNotFound
	}
	a.path += "/new"
	if a.told = before; err == nil && before == nil && a.form.Repeat.Again != nil {
		a.form = a.form.Keep(func(i *field.Info) bool { return i != a.form.Repeat.Again.Declared() })
	}
	return a, err
}

// oneRecord is the record that the address names.
func oneRecord(v *desk.Visit, more func(*access.Tx, cases.Case, *field.Form, lindung.RecordID) error) (answering, error) {
	id := lindung.RecordID(v.ID("record"))
	a, err := askedMany(v, cases.Some{ID: id}, func(tx *access.Tx, c cases.Case, f *field.Form) error { return more(tx, c, f, id) })
	if err != nil {
		return a, err
	}
	a.path += "/" + string(id)
	a.saved, err = a.c.Record(a.form, id)
	return a, err
}

func justRecord(v *desk.Visit) (answering, error) {
	return oneRecord(v, func(*access.Tx, cases.Case, *field.Form, lindung.RecordID) error { return nil })
}

// oldRecord is a record that is corrected.
func oldRecord(v *desk.Visit) (answering, error) {
	a, err := justRecord(v)
	a.path += "/correct"
	return a, err
}

func listRecords(v *desk.Visit) error {
	at := PageAsked(v)
	a, err := askedMany(v, cases.Some{Skip: (at - 1) * recordsAPage, Most: recordsAPage}, nothingMore)
	if err != nil {
		return err
	}
	c, f := a.c, a.form
	all, n := c.Records(f), c.Count(f)
	if !c.Own { // of which all were read
		from := min((at-1)*recordsAPage, len(all))
		all = all[from:min(from+recordsAPage, len(all))]
	}
	if len(all) == 0 && at > 1 {
		return lindung.ErrNotFound
	}
	p := recordsPage{Base: v.Base("form." + f.Name), Case: HeadOf(v, c), List: recordList(v, c, all)}
	p.Pages = Pages(v, RecordPath(c.ID, f.Name, ""), at, recordsAPage, n)
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID) + "#" + f.Section}
	if len(p.List.Rows) == 0 {
		p.Lead = v.Text("case.record.none")
	}
	if c.CanEdit(f.Group()) && asks(v, f) {
		p.Add = &page.Button{Text: v.Text("case.record.add"), Href: RecordPath(c.ID, f.Name, "") + "/new", Classes: "govuk-button--secondary"}
	}
	return desk.Show(v, recordsView, p)
}

// recordsAPage is how many records a page of them shows.
const recordsAPage = 50

// PageAsked returns which page of a list the address asks for: the first when it does not
// say one.
func PageAsked(v *desk.Visit) int {
	const mostPages = 1_000_000
	at, _ := strconv.Atoi(v.Query("page"))
	return min(max(at, 1), mostPages)
}

// Pages leads from a page of a list to the page before and the page after; size is how
// much a page shows, n how much there is.
func Pages(v *desk.Visit, path string, at, size, n int) page.Pagination {
	p := page.Pagination{LandmarkLabel: v.Text("case.record.pages")}
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	link := func(key string, to int) *page.PageLink {
		return &page.PageLink{Text: v.Text(key), Href: path + join + "page=" + strconv.Itoa(to)}
	}
	if at > 1 {
		p.Previous = link("common.previous_page", at-1)
	}
	if at*size < n {
		p.Next = link("common.next_page", at+1)
	}
	return p
}

// showRecord shows a record, and to its own organisation what it said before.
func showRecord(v *desk.Visit) error {
	var before []cases.Record
	var from string
	a, err := oneRecord(v, func(tx *access.Tx, c cases.Case, f *field.Form, id lindung.RecordID) (err error) {
		if from, err = dossier.CarriedFrom(tx, c); err != nil {
			return err
		}
		before, err = cases.EarlierVersions(tx, c, f, id)
		return err
	})
	if err != nil {
		return err
	}
	p := recordPage{Base: v.Base("form." + a.form.Name), Case: HeadOf(v, a.c), State: recordTag(v, a.saved), Answers: recordAnswers(v, a.saved)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(a.c.ID) + "#" + a.form.Section}
	p.About = recordAbout(v, a.c, a.saved, from)
	if a.saved.Status != cases.RecordStruck && a.c.CanEdit(a.form.Group()) {
		p.Acts = []page.Button{
			{Text: v.Text("case.record.correct"), Href: a.path + "/correct", Classes: "govuk-button--secondary"},
			{Text: v.Text("case.record.strike"), Href: a.path + "/strike", Classes: "govuk-button--secondary"},
		}
	}
	for _, r := range before {
		list := recordAnswers(v, r)
		list.Card = &page.Card{Title: page.CardTitle{Text: v.Moment(r.At.Time()), HeadingLevel: 3}}
		p.Earlier = append(p.Earlier, list)
	}
	return desk.Show(v, recordView, p)
}

func recordAnswers(v *desk.Visit, r cases.Record) page.SummaryList {
	f := r.Form
	if r.Status == cases.RecordStruck {
		f = cases.Struck
	}
	return page.Summary(v.T, f, r.Values, page.Reading{Masked: v.Private()})
}

func recordTag(v *desk.Visit, r cases.Record) page.Tag {
	classes := map[cases.RecordStatus]string{cases.RecordOpen: "l-tag--soon", cases.RecordDone: "l-tag--done", cases.RecordStruck: "l-tag--quiet"}
	return page.Tag{Text: v.Text("case.record.status." + string(r.Status)), Classes: classes[r.Status]}
}

// recordAbout says of an own record who wrote it, who changed it last, and who is
// asked to see to it.
func recordAbout(v *desk.Visit, c cases.Case, r cases.Record, from string) page.SummaryList {
	f := v.Facts()
	if !c.Own {
		return f.List
	}
	by := func(id lindung.ActorID, at string) string {
		return v.Text("case.opened_by", "day", at, "name", cmp.Or(c.Who[id], v.Text("history.program")))
	}
	f.Add("case.record.for", c.Who[r.For])
	f.Add("case.record.origin", CarriedFrom(v, c, from, r.Origin, r.Version))
	f.Add("case.record.written", by(r.CreatedBy, v.Moment(r.CreatedAt.Time())))
	if r.Version > 1 {
		f.Add("case.record.changed", by(r.By, v.Moment(r.At.Time())))
	}
	return f.List
}

// askStrike asks why a record is struck out.
func askStrike(v *desk.Visit) error {
	return strikeForm(v, page.Answers{Sent: v.Filled(nil)})
}

func strikeForm(v *desk.Visit, in page.Answers) error {
	a, err := justRecord(v)
	if err != nil {
		return err
	}
	if a.saved.Status == cases.RecordStruck || !a.c.CanEdit(a.form.Group()) {
		return ClosedOr(v, a.c)
	}
	version, err := shownVersion(v, a.saved)
	if err != nil {
		return err
	}
	p := FormPage{Base: v.Base("page.case_record_strike"), Case: HeadOf(v, a.c), Lead: v.Text("case.record.strike.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: a.path}
	v.Wrong(&p.Base, in.Problems)
	p.Form = page.Form{
		Action: a.path + "/strike", Hidden: desk.Version(version), Rows: v.Rows(cases.Struck, in),
		Save: page.Button{Text: v.Text("case.record.strike")}, Cancel: &page.Link{Text: v.Text("common.cancel"), Href: a.path},
	}
	return desk.Show(v, FormView, p)
}

func strikeRecord(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	f, ok := v.Session.Forms().Named(v.Request.PathValue("form"))
	if !ok { // what another organisation has asked, or a form whose questions are lost
		a, err := justRecord(v)
		if err != nil {
			return err
		}
		f = a.form
	}
	if f.Repeat == nil {
		return lindung.ErrNotFound
	}
	why, problems := cases.Struck.Decode(v.Form(), v.Now())
	if len(problems) > 0 {
		return strikeForm(v, page.Answers{Sent: v.Form(), Problems: problems})
	}
	r := cases.Record{Form: f, ID: lindung.RecordID(v.ID("record")), Version: version, Values: why}
	err = cases.StrikeRecord(v.Ctx(), v.Act(PartDone(ID(v), f.Section, "record_struck")), ID(v), r)
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return strikeForm(v, page.Answers{Sent: v.Form(), Problems: problems})
	}
	return v.Acted()
}
