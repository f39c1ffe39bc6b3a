package bodies

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"

	"lindung"
	"lindung/consent"
	"lindung/directory"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
)

type bodyNewPage struct {
	page.Base
	Lead   string
	One    page.Form
	File   page.Form
	Faults page.Table
}

var bodyNewView = page.NewView[bodyNewPage]("body_new")

// editOffer asks what an organisation, or a body that it has registered, offers.
func editOffer(v *desk.Visit) error {
	l, err := listedOf(v)
	if err != nil {
		return err
	}
	if !l.To.Outside() && l.To != consent.ToOrg(v.Session.Actor().Org) {
		return lindung.ErrNotFound
	}
	in := page.Answers{Values: l.Answers}
	if sent := v.Filled(nil); len(sent) > 0 {
		in = page.Answers{Sent: sent}
	}
	return offerPage(v, l, l.Version, in)
}

func offerPage(v *desk.Visit, l directory.Listed, version int64, in page.Answers) error {
	p := desk.FormPage{Base: v.Base("page.offer", "name", l.Name), Lead: v.Text("offer.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: pathOf(l.To)}
	v.Wrong(&p.Base, in.Problems, "offer")
	p.Form = page.Form{Action: pathOf(l.To) + "/offer", Hidden: desk.Version(version), Rows: offerRows(v, in), Save: page.Button{Text: v.Text("common.save")}}
	return desk.Show(v, desk.FormView, p)
}

// offerRows are the questions of an offer; a body is not asked as a person is.
func offerRows(v *desk.Visit, in page.Answers) []page.Row {
	rows := v.Rows(directory.OfferForm, in)
	for i := range rows {
		rows[i].Absent = nil
	}
	return rows
}

func saveOffer(v *desk.Visit) error {
	l, err := listedOf(v)
	if err != nil {
		return err
	}
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	answers, problems := directory.OfferForm.Decode(v.Form(), v.Now())
	if len(problems) > 0 {
		return offerPage(v, l, version, page.Answers{Sent: v.Form(), Problems: problems})
	}
	if err := directory.Save(v.Ctx(), v.Act(desk.Done(pathOf(l.To), "offer_saved")), l.To, version, answers); err != nil {
		return err
	}
	return v.Acted()
}

// newBody asks for an outside body, or for a file with several.
func newBody(v *desk.Visit) error { return bodyPage(v, v.Filled(url.Values{}), nil, nil) }

func bodyPage(v *desk.Visit, in url.Values, problems []field.Problem, faults []exchange.Line) error {
	p := bodyNewPage{Base: v.Base("page.body_new"), Lead: v.Text("body.lead")}
	p.Back = &page.BackLink{Text: v.Text("page.organisations"), Href: Path}
	q := v.Ask("consent", in, problems)
	q.Input("body_name", "off")
	q.Input("body_phone", "off").Inputmode = "tel"
	q.Pick("body_country", v.CountryOptions())
	q.Pick("body_sector", desk.PickFrom(v, "sector", lindung.Sectors))
	q.Rows = append(q.Rows, offerRows(v, page.Answers{Sent: in, Problems: problems})...)
	q.Mark(&p.Base)
	p.One = page.Form{Action: "/bodies", Rows: q.Rows, Save: page.Button{Text: v.Text("body.add")}}
	file := v.Ask("body", nil, problems)
	p.File = page.Form{Action: "/bodies/file", Upload: true, Save: page.Button{Text: v.Text("body.add_file"), Classes: "govuk-button--secondary"}, Rows: []page.Row{{File: &page.Input{
		Name: "file", Label: page.Label{Text: v.Text("files.file"), Classes: "govuk-label--s"}, Hint: file.Hint("file"), ErrorMessage: file.WrongAt("file"),
	}}}}
	if len(faults) > 0 {
		p.Faults = page.Table{Cards: true, Caption: v.Text("body.file.faults", "n", len(faults)), CaptionClasses: "govuk-table__caption--m", Head: []page.Cell{{Text: v.Text("body.file.line")}, {Text: v.Text("body.file.column")}, {Text: v.Text("body.file.what")}}}
		for _, f := range faults {
			p.Faults.Rows = append(p.Faults.Rows, []page.Cell{{Text: strconv.Itoa(f.Row)}, {Text: f.Column}, {Text: v.Text(f.Rule, f.Args...)}})
		}
	}
	return desk.Show(v, bodyNewView, p)
}

// addBody registers one outside body.
func addBody(v *desk.Visit) error {
	answers, problems := directory.OfferForm.Decode(v.Form(), v.Now())
	r := directory.Registered{Answers: answers, Body: sentBody(v)}
	if len(problems) > 0 {
		return bodyPage(v, v.Form(), append(r.Check(v.Now()), problems...), nil)
	}
	err := directory.Register(v.Ctx(), v.Act(desk.Done(Path, "body_added")), []directory.Registered{r})
	problems, err = v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return bodyPage(v, v.Form(), problems, nil)
	}
	return v.Acted()
}

// addBodies registers the outside bodies of a file. Nothing is stored unless every row
// is good; those that are not are named by their line.
func addBodies(v *desk.Visit) error {
	f := v.File("file")
	if f.Large {
		return &http.MaxBytesError{Limit: mostFile}
	}
	if len(f.Body) == 0 {
		return bodyPage(v, nil, []field.Problem{{Field: "file", Key: "files.problem.none"}}, nil)
	}
	all, faults, err := exchange.ReadDirectory(bytes.NewReader(f.Body), v.Now())
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return bodyPage(v, nil, []field.Problem{{Field: "file", Key: "body.file.refused"}}, faults)
	}
	if err := directory.Register(v.Ctx(), v.Act(desk.Done(Path, "bodies_added")), all); err != nil {
		return err
	}
	return v.Acted()
}
