package web

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/page"
)

type orgsPage struct {
	page.Base
	Add  string // where an organisation is added; "" for who is not offered it
	Orgs page.Table
}

type administrationPage struct {
	page.Base
	Links []adminLink
}

type adminLink struct{ Text, Lead, Href string }

var (
	orgsView           = page.NewView[orgsPage]("organisations")
	administrationView = page.NewView[administrationPage]("administration")
)

// listOrgs is the directory: whom a person can be referred to.
func listOrgs(v *visit) error {
	all, err := access.Orgs(v.ctx(), v.session)
	if err != nil {
		return err
	}
	p := orgsPage{Base: v.base("page.organisations")}
	if v.administers() && access.Keeps(v.ctx(), v.session) {
		p.Add = "/organisations/new"
	}
	p.Orgs = page.Table{
		Caption: v.text("org.count", "n", len(all)), CaptionClasses: "govuk-visually-hidden", FirstCellIsHeader: true, Cards: true,
		Head: []page.Cell{{Text: v.text("org.name")}, {Text: v.text("org.sector")}, {Text: v.text("org.country")}, {Text: v.text("org.duty")}},
	}
	for _, o := range all {
		duty := o.Duty
		if duty == "" {
			duty = v.text("org.duty.none")
		}
		p.Orgs.Rows = append(p.Orgs.Rows, []page.Cell{
			{Text: o.Name}, {Text: v.text("sector." + string(o.Sector))}, {Text: v.t.Country(o.Country)}, {Text: duty},
		})
	}
	return show(v, orgsView, p)
}

func newOrg(v *visit) error { return v.orgPage(url.Values{"lang": {v.session.Actor().Lang}}, nil) }

// orgPage asks for an organisation and for who looks after its people.
func (v *visit) orgPage(in url.Values, problems []field.Problem) error {
	q := v.ask("org", in, problems)
	q.input("name", "off")
	q.pick("sector", v.sectorOptions())
	q.pick("country", v.countryOptions())
	q.choose("lang", v.langChoices())
	q.rows = append(q.rows, page.Row{Heading: v.text("org.first"), Intro: v.text("org.first.intro")})
	q.input("first_name", "off")
	q.input("first_login", "off").Autocapitalize = "none"
	p := formPage{Base: v.base("page.organisation_new"), Lead: v.text("org.new.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/organisations"}
	q.mark(&p.Base)
	p.Form = page.Form{Action: "/organisations", Rows: q.rows, Save: page.Button{Text: v.text("org.add")}}
	return show(v, formView, p)
}

func (v *visit) sectorOptions() []page.Option {
	var all []page.Option
	for _, s := range lindung.Sectors {
		all = append(all, page.Option{Value: string(s), Text: v.text("sector." + string(s))})
	}
	return all
}

// countryOptions are the states of the region first, then all others.
func (v *visit) countryOptions() []page.Option {
	var near, far []page.Option
	for _, c := range v.t.Countries() {
		o := page.Option{Value: c.Code, Text: c.Name}
		if slices.Contains(lindung.States, lindung.Country(c.Code)) {
			near = append(near, o)
		} else {
			far = append(far, o)
		}
	}
	return append(near, far...)
}

func addOrg(v *visit) error {
	o := access.Org{
		Name: v.sent("name"), Sector: lindung.Sector(v.sent("sector")), Country: lindung.Country(v.sent("country")), Lang: v.sent("lang"),
	}
	v.r.PostForm["roles"] = []string{string(lindung.Administrator)}
	first, problems := v.newActor("first_name", "first_login")
	problems = append(missing(v.form(), "name"), problems...)
	if !slices.Contains(lindung.Sectors, o.Sector) {
		problems = append(problems, field.Problem{Field: "sector", Key: "problem.code"})
	}
	if !slices.ContainsFunc(v.countryOptions(), func(c page.Option) bool { return c.Value == string(o.Country) }) {
		problems = append(problems, field.Problem{Field: "country", Key: "problem.country"})
	}
	if len(problems) > 0 {
		return v.orgPage(v.form(), problems)
	}
	i, err := access.AddOrgWith(v.ctx(), v.session, o, first)
	if errors.Is(err, access.ErrUsed) {
		return v.orgPage(v.form(), []field.Problem{{Field: "first_login", Key: "problem.login.taken"}})
	}
	if err != nil {
		return err
	}
	return v.handOutInvite(i, "people.invited.lead", first.Name)
}

// showAdministration leads to what an administrator looks after.
func showAdministration(v *visit) error {
	p := administrationPage{Base: v.base("page.administration")}
	for _, l := range []struct{ what, href string }{
		{"people", "/people"}, {"organisation", "/administration/organisation"}, {"organisations", "/organisations"},
	} {
		p.Links = append(p.Links, adminLink{v.text("administration." + l.what), v.text("administration." + l.what + ".lead"), l.href})
	}
	return show(v, administrationView, p)
}

func editOrg(v *visit) error {
	o, err := access.OrgFor(v.ctx(), v.session, v.session.Actor().Org)
	if err != nil {
		return err
	}
	return v.ownOrgPage(o, url.Values{"name": {o.Name}, "lang": {o.Lang}, "duty": {o.Duty}}, nil)
}

func (v *visit) ownOrgPage(o access.Org, in url.Values, problems []field.Problem) error {
	q := v.ask("org", in, problems)
	q.input("name", "off")
	q.choose("lang", v.langChoices())
	q.input("duty", "off")
	p := formPage{Base: v.base("page.organisation_own"), Lead: v.text("org.own.lead", "sector", v.text("sector."+string(o.Sector)), "country", v.t.Country(o.Country))}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/administration"}
	q.mark(&p.Base)
	p.Form = page.Form{Action: "/administration/organisation", Hidden: version(o.Version), Rows: q.rows, Save: page.Button{Text: v.text("common.save")}}
	return show(v, formView, p)
}

func saveOrg(v *visit) error {
	o, err := access.OrgFor(v.ctx(), v.session, v.session.Actor().Org)
	if err != nil {
		return err
	}
	problems := missing(v.form(), "name")
	for _, name := range []string{"name", "duty"} {
		if len(v.sent(name)) > longestName {
			problems = append(problems, field.Problem{Field: name, Key: "problem.text.long", Args: []any{"max", longestName / 4}})
		}
	}
	if len(problems) > 0 {
		return v.ownOrgPage(o, v.form(), problems)
	}
	if o.Version, err = v.sentVersion(); err != nil {
		return err
	}
	o.Name, o.Duty = v.sent("name"), strings.Join(strings.Fields(v.sent("duty")), " ")
	if lang := v.sent("lang"); slices.ContainsFunc(v.langChoices(), func(c page.Choice) bool { return c.Value == lang }) {
		o.Lang = lang
	}
	if err := access.EditOrg(v.ctx(), v.session, o); err != nil {
		return err
	}
	return v.done("/administration", "organisation_saved")
}
