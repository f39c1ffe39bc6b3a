package attachments

import (
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/consent"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

// listPage are the files of a case.
type listPage struct {
	page.Base
	Case  casefile.Head
	Lead  string
	Files page.Table
	Pages page.Pagination
	Add   []page.Button // at most one
}

// filePage is one file.
type filePage struct {
	page.Base
	Case    casefile.Head
	State   []page.Tag // struck out; at most one
	About   page.SummaryList
	Picture string // the address of what can be shown
	Alt     string
	Notice  string // what has to be known before the file is opened
	Acts    []page.Button
}

var (
	listView = page.NewView[listPage]("attachments")
	fileView = page.NewView[filePage]("attachment")
)

// aPage is how many files a page of them shows.
const aPage = 50

func listFiles(v *desk.Visit) error {
	var all []attachment.Attachment
	c, err := cases.ReadSome(v.Ctx(), v.Session, casefile.ID(v), cases.Some{}, func(tx *access.Tx, c cases.Case) (err error) {
		if all, err = attachment.ReadIn(tx, c); err != nil || !c.Own {
			return err
		}
		return attachment.NameAdders(tx, c, all)
	})
	if err != nil {
		return err
	}
	at := casefile.PageAsked(v)
	from := min((at-1)*aPage, len(all))
	if from == len(all) && at > 1 {
		return lindung.ErrNotFound
	}
	shown := all[from:min(from+aPage, len(all))]
	p := listPage{Base: v.Base("case.part.attachments"), Case: casefile.HeadOf(v, c), Files: table(v, c, shown)}
	p.Wide = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID) + "#" + part}
	if len(all) == 0 {
		p.Lead = v.Text("attachment.none")
	}
	p.Pages = casefile.Pages(v, listPath(c.ID), at, aPage, len(all))
	if len(kinds(c)) > 0 {
		p.Add = []page.Button{{Text: v.Text("page.attachment_new"), Href: listPath(c.ID) + "/new", Classes: "govuk-button--secondary"}}
	}
	return desk.Show(v, listView, p)
}

// oneFile is a file of a case as a page shows it.
type oneFile struct {
	attachment.Attachment
	c     cases.Case
	grant string // the consent that it proves
	from  string // the organisation from which it was carried over
}

// read returns the file that the address names.
func read(v *desk.Visit) (oneFile, error) {
	f := oneFile{}
	var err error
	f.c, err = cases.ReadSome(v.Ctx(), v.Session, casefile.ID(v), cases.Some{}, func(tx *access.Tx, c cases.Case) (err error) {
		if f.Attachment, err = attachment.OneIn(tx, c, v.ID("attachment")); err != nil || !c.Own {
			return err
		}
		if f.from, err = dossier.CarriedFrom(tx, c); err != nil {
			return err
		}
		if f.Grant != "" && c.Can(access.ConsentRead) {
			l, err := consent.ReadIn(tx, c.ID)
			if err != nil {
				return err
			}
			for _, g := range l.All() {
				if g.ID == f.Grant {
					f.grant = grantLine(v, g)
				}
			}
		}
		return attachment.NameAdders(tx, c, []attachment.Attachment{f.Attachment})
	})
	return f, err
}

// showFile shows a file: a picture that this program has written itself, of any other
// what it is and how it is taken out.
func showFile(v *desk.Visit) error {
	f, err := read(v)
	if err != nil {
		return err
	}
	at := Path(f.c.ID, f.ID)
	p := filePage{Base: v.Base("attachment_kind." + f.Kind), Case: casefile.HeadOf(v, f.c), Alt: v.Text("attachment_kind." + f.Kind)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(f.c.ID) + "#" + part}
	p.About = about(v, f)
	if f.Struck {
		p.State = []page.Tag{{Text: v.Text("case.record.struck"), Classes: "l-tag--quiet"}}
	}
	switch {
	case !f.Format.Clean():
		p.Notice = v.Text("attachment.closed." + string(f.Format.Kind()))
		p.Acts = append(p.Acts, page.Button{Text: v.Text("attachment.take", "format", v.Text("attachment_format."+string(f.Format))), Href: at + "/file", Classes: "govuk-button--secondary"})
	case v.Private() || f.Struck:
		p.Acts = append(p.Acts, page.Button{Text: v.Text("attachment.show"), Href: at + "/file", Classes: "govuk-button--secondary"})
	default:
		p.Picture = at + "/file"
	}
	if !f.Struck && f.c.CanEdit(f.Group) {
		p.Acts = append(p.Acts, page.Button{Text: v.Text("case.record.strike"), Href: at + "/strike", Classes: "govuk-button--secondary"})
	}
	return desk.Show(v, fileView, p)
}

func about(v *desk.Visit, f oneFile) page.SummaryList {
	facts := v.Facts()
	facts.Add("attachment.title", f.Title)
	if v.Private() {
		facts.List.Rows[0].Value.Masked = v.Text("page.show")
	}
	facts.Add("attachment.about", v.Text("attachment_about."+f.About))
	facts.Add("attachment.grant", f.grant)
	facts.Add("attachment.format", sizeOf(v, f.Attachment))
	switch {
	case !f.c.Own:
		return facts.List
	case f.Kind == attachment.ConsentSheet:
		facts.Add("attachment.group", v.Text("attachment.never_shared"))
	default:
		facts.Add("attachment.group", v.Text("group."+string(f.Group)))
	}
	facts.Add("case.record.origin", casefile.CarriedFrom(v, f.c, f.from, f.Origin, 1))
	facts.Add("case.record.written", v.Text("case.opened_by", "day", v.Moment(f.At.Time()), "name", f.c.Who[f.By]))
	facts.Add("field.struck_why", f.Why)
	return facts.List
}

// giveFile hands a file out: a picture that is shown, or something to save.
func giveFile(v *desk.Visit) error {
	var a attachment.Attachment
	var b []byte
	_, err := cases.ReadSome(v.Ctx(), v.Session, casefile.ID(v), cases.Some{}, func(tx *access.Tx, c cases.Case) (err error) {
		a, b, err = attachment.FileIn(tx, c, v.ID("attachment"))
		return err
	})
	if err != nil {
		return err
	}
	return v.Give(desk.Given{Name: "file-" + a.ID[:8] + a.Format.End(), Media: a.Format.Media(), Body: b, Shown: a.Format.Clean()})
}

func askStrike(v *desk.Visit) error { return strikeForm(v, v.Filled(url.Values{}), nil) }

func strikeForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	f, err := read(v)
	if err != nil {
		return err
	}
	if f.Struck || !f.c.CanEdit(f.Group) {
		return casefile.ClosedOr(v, f.c)
	}
	at := Path(f.c.ID, f.ID)
	p := casefile.FormPage{Base: v.Base("page.attachment_strike"), Case: casefile.HeadOf(v, f.c), Lead: v.Text("attachment.strike.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: at}
	q := v.Ask("attachment", in, problems)
	q.Input("why", "off")
	q.Mark(&p.Base)
	p.Form = page.Form{Action: at + "/strike", Rows: q.Rows, Save: page.Button{Text: v.Text("case.record.strike")}, Cancel: &page.Link{Text: v.Text("common.cancel"), Href: at}}
	return desk.Show(v, casefile.FormView, p)
}

func strikeFile(v *desk.Visit) error {
	id := casefile.ID(v)
	err := attachment.Strike(v.Ctx(), v.Act(casefile.PartDone(id, part, "record_struck")), id, v.ID("attachment"), v.Sent("why"))
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return strikeForm(v, v.Form(), problems)
	}
	return v.Acted()
}
