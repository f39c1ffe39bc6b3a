package staffdesk

import (
	"errors"
	"lindung/internal/desk"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/page"
	"lindung/staff"
)

type administrationPage struct {
	page.Base
	Lead  string
	Links []adminLink
	// Upkeep says how old backups, the copy and drills are; nil for who does not run the node.
	Upkeep []string
}

type adminLink struct{ Text, Lead, Href string }

var administrationView = page.NewView[administrationPage]("administration")

// addsOrgs reports whether the actor may be offered to add an organisation.
func addsOrgs(v *desk.Visit) bool { return administers(v) && access.KeepsNode(v.Ctx(), v.Session) }

func newOrg(v *desk.Visit) error { return askOrg(v, url.Values{"lang": {v.Session.Actor().Lang}}, nil) }

// askOrg asks for an organisation and for its first administrator.
func askOrg(v *desk.Visit, in url.Values, problems []field.Problem) error {
	q := v.Ask("org", in, problems)
	q.Input("name", "off")
	q.Pick("sector", sectorOptions(v))
	q.Pick("country", v.CountryOptions())
	q.Choose("lang", langChoices(v))
	q.Rows = append(q.Rows, page.Row{Heading: v.Text("org.first"), Intro: v.Text("org.first.intro")})
	q.Input("first_name", "off")
	q.Input("first_login", "off").Autocapitalize = "none"
	p := desk.FormPage{Base: v.Base("page.organisation_new"), Lead: v.Text("org.new.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/organisations"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: "/organisations", Rows: q.Rows, Save: page.Button{Text: v.Text("org.add")}}
	return desk.Show(v, desk.FormView, p)
}

func sectorOptions(v *desk.Visit) []page.Option {
	var all []page.Option
	for _, s := range lindung.Sectors {
		all = append(all, page.Option{Value: string(s), Text: v.Text("sector." + string(s))})
	}
	return all
}

func addOrg(v *desk.Visit) error {
	o := access.Org{
		Name: v.Sent("name"), Sector: lindung.Sector(v.Sent("sector")), Country: lindung.Country(v.Sent("country")), Lang: v.Sent("lang"),
	}
	v.Request.PostForm["roles"] = []string{string(lindung.Administrator)}
	first, problems := newActor(v, "first_name", "first_login")
	problems = append(desk.Missing(v.Form(), "name"), problems...)
	if len(o.Name) > longestName {
		problems = append(problems, field.Problem{Field: "name", Key: "problem.text.long", Args: []any{"max", longestName / 4}})
	}
	if !slices.Contains(lindung.Sectors, o.Sector) {
		problems = append(problems, field.Problem{Field: "sector", Key: "problem.code"})
	}
	if !slices.ContainsFunc(v.CountryOptions(), func(c page.Option) bool { return c.Value == string(o.Country) }) {
		problems = append(problems, field.Problem{Field: "country", Key: "problem.country"})
	}
	if len(problems) > 0 {
		return askOrg(v, v.Form(), problems)
	}
	to := desk.Next(handed)
	i, err := staff.AddOrgWith(v.Ctx(), v.Act(to), o, first)
	if errors.Is(err, staff.ErrUsed) {
		return askOrg(v, v.Form(), []field.Problem{{Field: "first_login", Key: "problem.login.taken"}})
	}
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return askOrg(v, v.Form(), problems)
	}
	return handOver(v, to, i, first.Name)
}

// showAdministration leads to what an administrator looks after.
func showAdministration(v *desk.Visit) error {
	p := administrationPage{Base: v.Base("page.administration")}
	for _, l := range []struct{ what, href string }{
		{"people", "/people"}, {"organisation", "/administration/organisation"}, {"reach", reachPath}, {"organisations", "/organisations"}, {"rights", rightsPath}, {"settings", settingsPath},
	} {
		p.Links = append(p.Links, adminLink{v.Text("administration." + l.what), v.Text("administration." + l.what + ".lead"), l.href})
	}
	var err error
	if p.Upkeep, _, err = v.Upkeep(); err != nil {
		return err
	}
	return desk.Show(v, administrationView, p)
}

func editOrg(v *desk.Visit) error {
	o, err := ownOrg(v)
	if err != nil {
		return err
	}
	return ownOrgPage(v, o, v.Filled(url.Values{"name": {o.Name}, "lang": {o.Lang}, "duty": {o.Duty}}), nil)
}

func ownOrgPage(v *desk.Visit, o access.Org, in url.Values, problems []field.Problem) error {
	q := v.Ask("org", in, problems)
	q.Input("name", "off")
	q.Choose("lang", langChoices(v))
	q.Input("duty", "off")
	p := desk.FormPage{Base: v.Base("page.organisation_own"), Lead: v.Text("org.own.lead", "sector", v.Text("sector."+string(o.Sector)), "country", v.T.Country(o.Country))}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/administration"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: "/administration/organisation", Hidden: desk.Version(o.Version), Rows: q.Rows, Save: page.Button{Text: v.Text("common.save")}}
	return desk.Show(v, desk.FormView, p)
}

func saveOrg(v *desk.Visit) error {
	o, err := ownOrg(v)
	if err != nil {
		return err
	}
	problems := desk.Missing(v.Form(), "name")
	for _, name := range []string{"name", "duty"} {
		if len(v.Sent(name)) > longestName {
			problems = append(problems, field.Problem{Field: name, Key: "problem.text.long", Args: []any{"max", longestName / 4}})
		}
	}
	if len(problems) > 0 {
		return ownOrgPage(v, o, v.Form(), problems)
	}
	if o.Version, err = v.SentVersion(); err != nil {
		return err
	}
	o.Name, o.Duty = v.Sent("name"), strings.Join(strings.Fields(v.Sent("duty")), " ")
	if lang := v.Sent("lang"); slices.ContainsFunc(langChoices(v), func(c page.Choice) bool { return c.Value == lang }) {
		o.Lang = lang
	}
	err = staff.EditOrg(v.Ctx(), v.Act(desk.Done("/administration", "organisation_saved")), o)
	if problems, err = v.Problems(err); err != nil {
		return err
	}
	if len(problems) > 0 {
		return ownOrgPage(v, o, v.Form(), problems)
	}
	return v.Acted()
}

var orgAsks = desk.Asks{Stem: "org", Words: map[string]desk.Say{
	"sector": desk.Code("sector"), "country": desk.SayCountry, "lang": desk.Code("lang"),
}}
