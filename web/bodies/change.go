package bodies

import (
	"errors"
	"net/url"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/directory"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
)

type bodyChangePage struct {
	page.Base
	Lead    string
	Form    page.Form
	History page.Table
}

var bodyChangeView = page.NewView[bodyChangePage]("body_change")

// changePath is where what a body is called and how it is reached is changed.
func changePath(id lindung.BodyID) string { return pathOf(consent.ToBody(id)) + "/body" }

// editBody asks what a registered body is called now, and shows what it was before.
func editBody(v *desk.Visit) error {
	b, err := directory.ReadBody(v.Ctx(), v.Session, lindung.BodyID(v.ID("id")))
	if err != nil {
		return err
	}
	in := url.Values{"body_name": {b.Name}, "body_phone": {b.Phone}, "body_country": {string(b.Country)}, "body_sector": {string(b.Sector)}, "version": {strconv.FormatInt(b.Version(), 10)}}
	return changePage(v, b, v.Filled(in), nil)
}

// changePage asks for what can change. Country and kind are not asked once someone has
// agreed to the body.
func changePage(v *desk.Visit, b consent.BodyRecord, in url.Values, problems []field.Problem) error {
	p := bodyChangePage{Base: v.Base("page.body_change", "name", b.Name), Lead: v.Text("body.change.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: pathOf(consent.ToBody(b.ID))}
	hidden := []page.Hidden{{Name: "version", Value: in.Get("version")}}
	if b.Agreed {
		p.Lead = v.Text("body.change.lead_agreed")
		for i := range problems {
			if problems[i].Field == "body_country" || problems[i].Field == "body_sector" {
				problems[i].Field = "" // they are not asked here
			}
		}
		hidden = append(hidden, page.Hidden{Name: "body_country", Value: string(b.Country)}, page.Hidden{Name: "body_sector", Value: string(b.Sector)})
	}
	q := v.Ask("consent", in, problems)
	q.Input("body_name", "off")
	q.Input("body_phone", "off").Inputmode = "tel"
	if !b.Agreed {
		q.Pick("body_country", v.CountryOptions())
		q.Pick("body_sector", desk.PickFrom(v, "sector", lindung.Sectors))
	}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: changePath(b.ID), Hidden: hidden, Rows: q.Rows, Save: page.Button{Text: v.Text("common.save")}}
	var err error
	p.History, err = bodyHistory(v, b)
	if err != nil {
		return err
	}
	return desk.Show(v, bodyChangeView, p)
}

// bodyHistory says who changed what of a body and when, newest first. Of a telephone it says
// only that it changed: nobody should call a number that is no longer theirs.
func bodyHistory(v *desk.Visit, b consent.BodyRecord) (page.Table, error) {
	if len(b.Was) == 0 {
		return page.Table{}, nil
	}
	names, err := v.Colleagues()
	if err != nil && !errors.Is(err, access.ErrDenied) {
		return page.Table{}, err
	}
	t := page.Table{Cards: true, Caption: v.Text("body.history"), CaptionClasses: "govuk-table__caption--m"}
	for _, h := range []string{"when", "who", "what"} {
		t.Head = append(t.Head, page.Cell{Text: v.Text("body.history." + h)})
	}
	after := consent.BodyWas{Name: b.Name, Phone: b.Phone, Country: b.Country, Sector: b.Sector}
	for i := len(b.Was) - 1; i >= 0; i-- {
		was := b.Was[i]
		say := func(differs bool, what string, args ...any) {
			if differs {
				t.Rows = append(t.Rows, []page.Cell{{Text: v.When(was.Until.Time())}, {Text: v.Colleague(names, was.By)}, {Text: v.Text("body.changed."+what, args...)}})
			}
		}
		say(was.Name != after.Name, "name", "before", was.Name, "after", after.Name)
		say(was.Phone != after.Phone, "phone")
		say(was.Country != after.Country, "country", "before", v.T.Country(was.Country), "after", v.T.Country(after.Country))
		say(was.Sector != after.Sector, "sector", "before", kindOf(v, was.Sector), "after", kindOf(v, after.Sector))
		after = was
	}
	return t, nil
}

// saveBody changes a body.
func saveBody(v *desk.Visit) error {
	id := lindung.BodyID(v.ID("id"))
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	err = directory.ChangeBody(v.Ctx(), v.Act(desk.Done(pathOf(consent.ToBody(id)), "body_changed")), id, version, sentBody(v))
	conflict := errors.Is(err, lindung.ErrConflict)
	if conflict {
		err = nil
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) == 0 && !conflict {
		return v.Acted()
	}
	b, err := directory.ReadBody(v.Ctx(), v.Session, id)
	if err != nil {
		return err
	}
	in := v.Form()
	if conflict {
		in.Set("version", strconv.FormatInt(b.Version(), 10))
		problems = []field.Problem{{Field: "body_name", Key: "body.conflict", Args: []any{"name", b.Name}}}
	}
	return changePage(v, b, in, problems)
}

// sentBody is the body of a posted form.
func sentBody(v *desk.Visit) consent.Body {
	return consent.Body{Name: v.Sent("body_name"), Phone: v.Sent("body_phone"), Country: lindung.Country(v.Sent("body_country")), Sector: lindung.Sector(v.Sent("body_sector"))}
}
