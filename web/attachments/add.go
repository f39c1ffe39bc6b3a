package attachments

import (
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

func newFile(v *desk.Visit) error {
	in := url.Values{"about": {"person"}}
	for _, name := range []string{"kind", "grant"} { // the page of consent leads here with them
		if v.Query(name) != "" {
			in.Set(name, v.Query(name))
		}
	}
	return form(v, v.Filled(in), nil)
}

// form asks for a file: with a phone it is photographed there and then.
func form(v *desk.Visit, in url.Values, problems []field.Problem) error {
	var given consent.Ledger
	c, err := cases.ReadSome(v.Ctx(), v.Session, casefile.ID(v), cases.Some{}, func(tx *access.Tx, c cases.Case) (err error) {
		if c.Can(access.ConsentRead) {
			given, err = consent.ReadIn(tx, c.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	all := kinds(c)
	if len(all) == 0 {
		return casefile.ClosedOr(v, c)
	}
	if len(given.All()) == 0 {
		all = slices.DeleteFunc(all, func(k string) bool { return k == attachment.ConsentSheet })
	}
	p := casefile.FormPage{Base: v.Base("page.attachment_new"), Case: casefile.HeadOf(v, c), Lead: v.Text("attachment.lead", "n", attachment.MostBytes>>20)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID) + "#" + part}
	q := v.Ask("attachment", in, problems)
	fileInput(q, v, "photo").Capture = "environment"
	fileInput(q, v, "file").Accept = attachment.Accepts()
	q.Choose("kind", choices(v, all))
	if len(given.All()) > 0 {
		q.Pick("grant", grants(v, given))
	}
	q.Input("title", "off")
	q.Choose("about", desk.ChooseFrom(v, "attachment_about", attachment.Abouts))
	q.Mark(&p.Base)
	p.Form = page.Form{
		Action: listPath(c.ID) + "/new", Rows: q.Rows, Save: page.Button{Text: v.Text("attachment.save")}, Upload: true,
		Cancel: &page.Link{Text: v.Text("common.cancel"), Href: casefile.Path(c.ID) + "#" + part},
	}
	return desk.Show(v, casefile.FormView, p)
}

func fileInput(q *desk.Questions, v *desk.Visit, name string) *page.Input {
	i := &page.Input{
		Name: name, Label: page.Label{Text: v.Text("attachment." + name), Classes: "govuk-label--s"}, Hint: q.Hint(name), ErrorMessage: q.WrongAt(name), Accept: "image/*",
	}
	q.Rows = append(q.Rows, page.Row{File: i})
	return i
}

// choices are kinds of files, each with the group in which others may see it.
func choices(v *desk.Visit, kinds []string) []page.Choice {
	all := desk.ChooseFrom(v, "attachment_kind", kinds)
	for i, k := range kinds {
		if g, _ := attachment.GroupOf(k); k != attachment.ConsentSheet {
			all[i].Hint = &page.Hint{Text: v.Text("attachment.shared", "group", desk.LowerFirst(v.Text("group."+string(g))))}
		} else {
			all[i].Hint = &page.Hint{Text: v.Text("attachment.never_shared")}
		}
	}
	return all
}

func grants(v *desk.Visit, given consent.Ledger) []page.Option {
	var all []page.Option
	for _, g := range given.All() {
		all = append(all, page.Option{Value: string(g.ID), Text: grantLine(v, g)})
	}
	return all
}

// grantLine says in one line which consent it is.
func grantLine(v *desk.Visit, g consent.Grant) string {
	return v.Text("attachment.grant_line", "name", g.To, "purpose", desk.LowerFirst(v.Text("purpose."+string(g.Purpose))), "day", v.DayOn(g.From.Time()))
}

func addFile(v *desk.Visit) error {
	f := v.File("photo")
	if f.Name == "" {
		f = v.File("file")
	}
	id := casefile.ID(v)
	_, err := attachment.Add(v.Ctx(), v.Act(casefile.PartDone(id, part, "attachment_added")), id, attachment.New{
		Kind: v.Sent("kind"), Title: v.Sent("title"), About: v.Sent("about"), Grant: lindung.GrantID(v.Sent("grant")),
		File: f.Body, Large: f.Large, Claims: attachment.ClaimOf(f.Media, f.Name),
	})
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return form(v, v.Form(), problems)
	}
	return v.Acted()
}

var asks = desk.Asks{Stem: "attachment", Words: map[string]desk.Say{
	"kind": desk.Code("attachment_kind"), "about": desk.Code("attachment_about"), "grant": sayGrant,
}}

// sayGrant says which consent was chosen.
func sayGrant(v *desk.Visit, value string) (string, error) {
	l, _, err := consent.Read(v.Ctx(), v.Session, casefile.UnderCase(v))
	for _, g := range l.All() {
		if string(g.ID) == value {
			return grantLine(v, g), err
		}
	}
	return "", err
}
