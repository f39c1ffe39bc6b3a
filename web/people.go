package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/page"
)

type peoplePage struct {
	page.Base
	Invite string // where an administrator invites; "" for anybody else
	People page.Table
}

type personPage struct {
	page.Base
	Heading string // the name, which a title must not hold
	Facts   page.SummaryList
	Form    []page.Form // to change, for an administrator
	Acts    []personAct
}

// personAct is something that can be done for a colleague's sign-in.
type personAct struct {
	Title, Lead string
	Form        page.Form
}

// handOutPage shows, once, what is handed to a colleague.
type handOutPage struct {
	page.Base
	Lead, Value, Until string
	Link               bool // the value is an address
	Next               page.Button
}

var (
	peopleView  = page.NewView[peoplePage]("people")
	personView  = page.NewView[personPage]("person")
	handOutView = page.NewView[handOutPage]("hand_out")
)

func (v *visit) administers() bool { return v.session.Actor().Has(lindung.Administrator) }

// leads reports whether the actor may be offered to make a shift pass.
func (v *visit) leads() bool {
	return v.session.Actor().Has(lindung.Administrator, lindung.Supervisor, lindung.DutyOfficer)
}

// listPeople shows the people of the actor's organisation.
func listPeople(v *visit) error {
	all, err := access.Members(v.ctx(), v.session)
	if err != nil {
		return err
	}
	p := peoplePage{Base: v.base("page.people")}
	if v.administers() {
		p.Invite = "/people/new"
	}
	p.People = page.Table{
		Caption: v.text("people.count", "n", len(all)), CaptionClasses: "govuk-visually-hidden", FirstCellIsHeader: true, Cards: true,
		Head: []page.Cell{{Text: v.text("people.name")}, {Text: v.text("people.roles")}, {Text: v.text("people.state")}},
	}
	for _, m := range all {
		name := page.Cell{Text: m.Name}
		if v.leads() {
			name.Href = "/people/" + string(m.ID)
		}
		p.People.Rows = append(p.People.Rows, []page.Cell{name, {Text: v.roleNames(m.Roles)}, {Tag: v.stateTag(m.State)}})
	}
	return show(v, peopleView, p)
}

func (v *visit) stateTag(state string) *page.Tag {
	classes := map[string]string{access.Active: "l-tag--done", access.Invited: "l-tag--soon", access.Ended: "l-tag--quiet"}
	return &page.Tag{Text: v.text("people.state." + state), Classes: classes[state]}
}

func newPerson(v *visit) error {
	return v.invitePage(url.Values{"lang": {v.session.Actor().Lang}}, nil)
}

func (v *visit) invitePage(in url.Values, problems []field.Problem) error {
	q := v.ask("people", in, problems)
	v.askPerson(q, true)
	p := formPage{Base: v.base("page.person_new"), Lead: v.text("people.new.lead")}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/people"}
	q.mark(&p.Base)
	p.Form = page.Form{Action: "/people", Rows: q.rows, Save: page.Button{Text: v.text("people.invite")}}
	return show(v, formView, p)
}

func (v *visit) askPerson(q *questions, login bool) {
	q.input("name", "off")
	if login {
		q.input("login", "off").Autocapitalize = "none"
	}
	var roles []page.Choice
	for _, r := range lindung.Roles {
		roles = append(roles, page.Choice{Value: string(r), Text: v.text("role." + string(r)), Hint: &page.Hint{Text: v.text("people.role." + string(r))}})
	}
	q.tick("roles", roles)
	q.choose("lang", v.langChoices())
}

func invitePerson(v *visit) error {
	a, problems := v.newActor("name", "login")
	if len(problems) > 0 {
		return v.invitePage(v.form(), problems)
	}
	a.Org = v.session.Actor().Org
	i, err := access.Invite(v.ctx(), v.session, a)
	if errors.Is(err, access.ErrUsed) {
		return v.invitePage(v.form(), []field.Problem{{Field: "login", Key: "problem.login.taken"}})
	}
	if err != nil {
		return err
	}
	return v.handOutInvite(i, "people.invited.lead", a.Name)
}

// newActor reads who is invited, from the inputs with those names.
func (v *visit) newActor(name, login string) (access.NewActor, []field.Problem) {
	a := access.NewActor{Name: v.sent(name), Login: v.sent(login), Roles: v.sentRoles(), Lang: v.sent("lang")}
	problems := missing(v.form(), name, login)
	if a.Login != "" && !access.GoodLogin(a.Login) {
		problems = append(problems, field.Problem{Field: login, Key: "problem.login"})
	}
	return a, append(problems, v.wrongPerson(a.Name, name, a.Roles)...)
}

// longestName of somebody who works with the program, in bytes.
const longestName = 400

func (v *visit) wrongPerson(name, at string, roles []lindung.Role) []field.Problem {
	var problems []field.Problem
	if len(name) > longestName {
		problems = append(problems, field.Problem{Field: at, Key: "problem.text.long", Args: []any{"max", longestName / 4}})
	}
	if len(roles) == 0 {
		problems = append(problems, field.Problem{Field: "roles", Key: "problem.roles"})
	}
	if !slices.ContainsFunc(v.langChoices(), func(c page.Choice) bool { return c.Value == v.sent("lang") }) {
		problems = append(problems, field.Problem{Field: "lang", Key: "problem.code"})
	}
	return problems
}

// sentRoles returns the posted roles that exist.
func (v *visit) sentRoles() []lindung.Role {
	var roles []lindung.Role
	for _, r := range lindung.Roles {
		if slices.Contains(v.form()["roles"], string(r)) {
			roles = append(roles, r)
		}
	}
	return roles
}

func (v *visit) handOutInvite(i access.Invitation, lead, name string) error {
	scheme := "http"
	if v.secure() {
		scheme = "https"
	}
	return show(v, handOutView, handOutPage{
		Base: v.base("page.hand_out"), Lead: v.text(lead, "name", name), Link: true,
		Value: scheme + "://" + v.r.Host + "/enrol/" + i.Token, Until: v.when(i.Until.Time()),
		Next: page.Button{Text: v.text("common.continue"), Href: "/people"},
	})
}

// person returns a colleague by the address.
func (v *visit) person() (access.Member, bool, error) {
	all, err := access.Members(v.ctx(), v.session)
	if err != nil {
		return access.Member{}, false, err
	}
	i := slices.IndexFunc(all, func(m access.Member) bool { return string(m.ID) == v.id("id") })
	if i < 0 {
		return access.Member{}, false, lindung.ErrNotFound
	}
	last := all[i].Administers() && !slices.ContainsFunc(all, func(m access.Member) bool { return m.ID != all[i].ID && m.Administers() })
	return all[i], last, nil
}

func showPerson(v *visit) error {
	m, last, err := v.person()
	if err != nil {
		return err
	}
	in := url.Values{"name": {m.Name}, "lang": {m.Lang}}
	for _, r := range m.Roles {
		in.Add("roles", string(r))
	}
	return v.personPage(m, last, in, nil)
}

func (v *visit) personPage(m access.Member, last bool, in url.Values, problems []field.Problem) error {
	p := personPage{Base: v.base("page.person"), Heading: m.Name}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/people"}
	fact := func(label, value string) {
		p.Facts.Rows = append(p.Facts.Rows, page.SummaryRow{Key: page.SummaryText{Text: v.text(label)}, Value: page.SummaryText{Text: value}})
	}
	fact("people.login", m.Login)
	fact("people.roles", v.roleNames(m.Roles))
	fact("people.state", v.text("people.state."+m.State))
	fact("people.since", v.t.Day(m.Created.Time()))
	if v.administers() && m.State != access.Ended {
		q := v.ask("people", in, problems)
		v.askPerson(q, false)
		q.mark(&p.Base)
		p.Form = []page.Form{{Action: "/people/" + string(m.ID), Hidden: version(m.Version), Rows: q.rows, Save: page.Button{Text: v.text("common.save")}}}
	}
	p.Acts = v.personActs(m, last)
	return show(v, personView, p)
}

func version(n int64) []page.Hidden {
	return []page.Hidden{{Name: "version", Value: strconv.FormatInt(n, 10)}}
}

// personActs are what the actor is offered to do for the sign-in of m.
func (v *visit) personActs(m access.Member, last bool) []personAct {
	var acts []personAct
	add := func(what string, hidden []page.Hidden, classes string) {
		acts = append(acts, personAct{
			Title: v.text("people." + what + ".title"), Lead: v.text("people." + what + ".lead"),
			Form: page.Form{Action: "/people/" + string(m.ID) + "/" + what, Hidden: hidden, Save: page.Button{Text: v.text("people." + what), Classes: classes}},
		})
	}
	own := m.ID == v.session.Actor().ID
	if v.leads() && !own && m.State == access.Active {
		add("pass", nil, "govuk-button--secondary")
	}
	if v.administers() && m.State != access.Ended {
		add("reset", nil, "govuk-button--secondary")
	}
	if v.administers() && m.State != access.Ended && !last {
		add("end", version(m.Version), "govuk-button--warning")
	}
	return acts
}

// sentVersion returns the version of what was shown when it was changed.
func (v *visit) sentVersion() (int64, error) {
	n, err := strconv.ParseInt(v.sent("version"), 10, 64)
	if err != nil {
		return 0, errBad
	}
	return n, nil
}

func savePerson(v *visit) error {
	m, last, err := v.person()
	if err != nil {
		return err
	}
	name, roles := v.sent("name"), v.sentRoles()
	problems := append(missing(v.form(), "name"), v.wrongPerson(name, "name", roles)...)
	if last && !slices.Contains(roles, lindung.Administrator) {
		problems = append(problems, field.Problem{Field: "roles", Key: "problem.last_administrator"})
	}
	if len(problems) > 0 {
		return v.personPage(m, last, v.form(), problems)
	}
	if m.Version, err = v.sentVersion(); err != nil {
		return err
	}
	m.Name, m.Roles, m.Lang = name, roles, v.sent("lang")
	if err := access.EditActor(v.ctx(), v.session, m); err != nil {
		return err
	}
	return v.done("/people", "person_saved")
}

func endPerson(v *visit) error {
	n, err := v.sentVersion()
	if err != nil {
		return err
	}
	if err := access.EndActor(v.ctx(), v.session, lindung.ActorID(v.id("id")), n); err != nil {
		return err
	}
	return v.done("/people", "person_ended")
}

func resetPerson(v *visit) error {
	m, _, err := v.person()
	if err != nil {
		return err
	}
	i, err := access.Reset(v.ctx(), v.session, m.ID)
	if err != nil {
		return err
	}
	return v.handOutInvite(i, "people.reset.done", m.Name)
}

func makePass(v *visit) error {
	m, _, err := v.person()
	if err != nil {
		return err
	}
	pass, err := access.MakePass(v.ctx(), v.session, m.ID)
	if err != nil {
		return err
	}
	return show(v, handOutView, handOutPage{
		Base: v.base("page.hand_out"), Lead: v.text("people.pass.done", "name", m.Name), Value: pass.Code,
		Until: v.when(pass.Until.Time()), Next: page.Button{Text: v.text("common.continue"), Href: "/people"},
	})
}
