package staffdesk

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

type peoplePage struct {
	page.Base
	Invite string // where an administrator invites; "" for anyone else
	Stops  bool   // the actor can end all sessions
	People page.Table
}

type personPage struct {
	page.Base
	Heading string // the name, which a title must not hold
	Facts   page.SummaryList
	Form    []page.Form // to change name and language, for an administrator
	Roles   []page.Form // to change the roles, for an administrator, not their own
	Acts    []personAct
}

// personAct is something that the actor can do for a colleague's sign-in.
type personAct struct {
	Title, Lead string
	Form        page.Form
}

// handOutPage shows, once, what is handed to a colleague.
type handOutPage struct {
	page.Base
	Lead, Value, Until string
	Advice             string
	Next               page.Button
}

var (
	peopleView  = page.NewView[peoplePage]("people")
	personView  = page.NewView[personPage]("person")
	handOutView = page.NewView[handOutPage]("hand_out")
)

func administers(v *desk.Visit) bool { return v.Session.Actor().HasRole(lindung.Administrator) }

// colleague is On for acts on the actor that the address names.
func colleague(v *desk.Visit) access.Target { return access.AccountTarget(lindung.ActorID(v.ID("id"))) }

// leads reports whether the actor may be offered to make a shift pass.
func leads(v *desk.Visit) bool {
	return v.Session.Actor().HasRole(lindung.Administrator, lindung.Supervisor, lindung.DutyOfficer)
}

// listPeople shows the people of the actor's organisation.
func listPeople(v *desk.Visit) error {
	all, err := staff.Members(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := peoplePage{Base: v.Base("page.people")}
	p.Wide = true
	if administers(v) {
		p.Invite = "/people/new"
	}
	p.Stops = stops(v)
	p.People = page.Table{
		Caption: v.Text("people.count", "n", len(all)), CaptionClasses: "govuk-visually-hidden", FirstCellIsHeader: true, Cards: true,
		Head: []page.Cell{{Text: v.Text("people.name")}, {Text: v.Text("people.roles")}, {Text: v.Text("people.state")}},
	}
	for _, m := range all {
		name := page.Cell{Text: m.Name}
		if leads(v) {
			name.Href = "/people/" + string(m.ID)
		}
		p.People.Rows = append(p.People.Rows, []page.Cell{name, {Text: v.RoleNames(m.Roles)}, stateCell(v, m)})
	}
	return desk.Show(v, peopleView, p)
}

// stateCell says where an account is in its life, and to who looks after colleagues
// whether the undertaking is missing.
func stateCell(v *desk.Visit, a access.Account) page.Cell {
	if leads(v) && lacksUndertaking(v, a) {
		return page.Cell{Tag: &page.Tag{Text: v.Text("people.no_undertaking"), Classes: "l-tag--soon"}}
	}
	return page.Cell{Tag: stateTag(v, a.State)}
}

// lacksUndertaking reports whether no case opens to a colleague until they give the
// undertaking.
func lacksUndertaking(v *desk.Visit, a access.Account) bool {
	return a.State == access.Active && access.Undertakes(a.Roles) && !a.Undertaking.InForce(access.StoredTime(v.Node.Now()))
}

func stateTag(v *desk.Visit, state string) *page.Tag {
	classes := map[string]string{access.Active: "l-tag--done", access.Invited: "l-tag--soon", access.Ended: "l-tag--quiet"}
	return &page.Tag{Text: v.Text("people.state." + state), Classes: classes[state]}
}

func newPerson(v *desk.Visit) error {
	return invitePage(v, url.Values{"lang": {v.Session.Actor().Lang}}, nil)
}

func invitePage(v *desk.Visit, in url.Values, problems []field.Problem) error {
	q := v.Ask("people", in, problems)
	askPerson(v, q)
	p := desk.FormPage{Base: v.Base("page.person_new"), Lead: v.Text("people.new.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/people"}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: "/people", Rows: q.Rows, Save: page.Button{Text: v.Text("people.invite")}}
	return desk.Show(v, desk.FormView, p)
}

func askPerson(v *desk.Visit, q *desk.Questions) {
	q.Input("name", "off")
	q.Input("login", "off").Autocapitalize = "none"
	q.Tick("roles", roleChoices(v))
	q.Choose("lang", langChoices(v))
}

func roleChoices(v *desk.Visit) []page.Choice {
	var roles []page.Choice
	for _, r := range v.Node.Roles() {
		roles = append(roles, page.Choice{Value: string(r), Text: v.Text("role." + string(r)), Hint: &page.Hint{Text: v.Text("people.role." + string(r))}})
	}
	return roles
}

func invitePerson(v *desk.Visit) error {
	a, problems := newActor(v, "name", "login")
	if len(problems) > 0 {
		return invitePage(v, v.Form(), problems)
	}
	a.Org = v.Session.Actor().Org
	to := desk.Next(handed)
	i, err := staff.Invite(v.Ctx(), v.ActOr(to, waitsAt), a)
	if errors.Is(err, staff.ErrUsed) {
		return invitePage(v, v.Form(), []field.Problem{{Field: "login", Key: "problem.login.taken"}})
	}
	if err != nil {
		return err
	}
	return handOver(v, to, i, a.Name)
}

// newActor reads who is invited, from the inputs with those names.
func newActor(v *desk.Visit, name, login string) (staff.NewActor, []field.Problem) {
	a := staff.NewActor{Name: v.Sent(name), Login: v.Sent(login), Roles: sentRoles(v), Lang: v.Sent("lang")}
	problems := desk.Missing(v.Form(), name, login)
	if a.Login != "" && !staff.GoodLogin(a.Login) {
		problems = append(problems, field.Problem{Field: login, Key: "problem.login"})
	}
	if len(a.Roles) == 0 {
		problems = append(problems, field.Problem{Field: "roles", Key: "problem.roles"})
	}
	return a, append(problems, wrongPerson(v, a.Name, name)...)
}

// longestName of someone who works with the program, in bytes.
const longestName = 400

func wrongPerson(v *desk.Visit, name, at string) []field.Problem {
	var problems []field.Problem
	if len(name) > longestName {
		problems = append(problems, field.Problem{Field: at, Key: "problem.text.long", Args: []any{"max", longestName / 4}})
	}
	if !slices.ContainsFunc(langChoices(v), func(c page.Choice) bool { return c.Value == v.Sent("lang") }) {
		problems = append(problems, field.Problem{Field: "lang", Key: "problem.code"})
	}
	return problems
}

// sentRoles returns the posted roles that exist.
func sentRoles(v *desk.Visit) []lindung.Role {
	var roles []lindung.Role
	for _, r := range v.Node.Roles() {
		if slices.Contains(v.Form()["roles"], string(r)) {
			roles = append(roles, r)
		}
	}
	return roles
}

// handed shows what is handed to a colleague, for a while and in the browser that
// made it.
const (
	handed   = "/people/handed"
	shownFor = 10 * time.Minute
)

// advice says what to do with what is handed out: a code, an address, or the part of
// one after the name of the system.
var advice = map[string]string{"": "hand_out.code", "yes": "hand_out.link", "path": "hand_out.path"}

func showHandOut(v *desk.Visit) error {
	if !v.HeldFor(shownFor) {
		return v.Done("/people", "handed_out")
	}
	return desk.Show(v, handOutView, handOutPage{
		Base: v.Base("page.hand_out"), Lead: v.Sent("lead"), Value: v.Sent("value"), Until: v.Sent("until"), Advice: v.Text(advice[v.Sent("link")]),
		Next: page.Button{Text: v.Text("common.continue"), Href: "/people"},
	})
}

// personNamed returns the colleague that the address names.
func personNamed(v *desk.Visit) (access.Account, bool, error) {
	all, err := staff.Members(v.Ctx(), v.Session)
	if err != nil {
		return access.Account{}, false, err
	}
	i := slices.IndexFunc(all, func(m access.Account) bool { return string(m.ID) == v.ID("id") })
	if i < 0 {
		return access.Account{}, false, lindung.ErrNotFound
	}
	last := all[i].Administers() && !slices.ContainsFunc(all, func(m access.Account) bool { return m.ID != all[i].ID && m.Administers() })
	return all[i], last, nil
}

func showPerson(v *desk.Visit) error {
	m, last, err := personNamed(v)
	if err != nil {
		return err
	}
	return pageOfPerson(v, m, last, filledPerson(m), filledPerson(m), nil)
}

// filledPerson is what the forms about a colleague hold.
func filledPerson(m access.Account) url.Values {
	in := url.Values{"name": {m.Name}, "lang": {m.Lang}}
	for _, r := range m.Roles {
		in.Add("roles", string(r))
	}
	return in
}

// pageOfPerson shows a colleague, with the forms to change the person and the roles.
func pageOfPerson(v *desk.Visit, m access.Account, last bool, person, roles url.Values, problems []field.Problem) error {
	p := personPage{Base: v.Base("page.person"), Heading: m.Name}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/people"}
	fact := func(label, value string) {
		p.Facts.Rows = append(p.Facts.Rows, page.SummaryRow{Key: page.SummaryText{Text: v.Text(label)}, Value: page.SummaryText{Text: value}})
	}
	fact("people.login", m.Login)
	fact("people.roles", v.RoleNames(m.Roles))
	fact("people.state", v.Text("people.state."+m.State))
	fact("people.since", v.DayOn(m.Created.Time()))
	if administers(v) && m.State != access.Ended {
		q := v.Ask("people", person, problems)
		q.Input("name", "off")
		q.Choose("lang", langChoices(v))
		path := "/people/" + string(m.ID)
		p.Form = []page.Form{{Action: path, Hidden: desk.Version(m.Version), Rows: q.Rows, Save: page.Button{Text: v.Text("common.save")}}}
		if m.ID != v.Session.Actor().ID {
			r := v.Ask("people", roles, problems)
			r.Tick("roles", roleChoices(v))
			p.Roles = []page.Form{{Action: path + "/roles", Hidden: desk.Version(m.Version), Rows: r.Rows, Save: page.Button{Text: v.Text("people.roles.save")}}}
		}
		q.Mark(&p.Base)
	}
	p.Acts = personActs(v, m, last, problems)
	return desk.Show(v, personView, p)
}

// personActs are what the actor is offered to do for the sign-in of m.
func personActs(v *desk.Visit, m access.Account, last bool, problems []field.Problem) []personAct {
	var acts []personAct
	add := func(what string, hidden []page.Hidden, classes string, rows ...page.Row) {
		acts = append(acts, personAct{
			Title: v.Text("people." + what + ".title"), Lead: v.Text("people." + what + ".lead"),
			Form: page.Form{Action: "/people/" + string(m.ID) + "/" + what, Hidden: hidden, Rows: rows, Save: page.Button{Text: v.Text("people." + what), Classes: classes}},
		})
	}
	own := m.ID == v.Session.Actor().ID
	if leads(v) && !own && m.State == access.Active {
		add("pass", nil, "govuk-button--secondary")
	}
	if administers(v) && m.State != access.Ended {
		add("reset", nil, "govuk-button--secondary")
	}
	if administers(v) && m.State != access.Ended && !last {
		q := v.Ask("people", v.Form(), problems)
		q.Tick("now", []page.Choice{{Value: "yes", Text: v.Text("people.now.yes")}})
		add("end", desk.Version(m.Version), "govuk-button--warning", q.Rows...)
	}
	return acts
}

func savePerson(v *desk.Visit) error {
	m, last, err := personNamed(v)
	if err != nil {
		return err
	}
	name := v.Sent("name")
	problems := append(desk.Missing(v.Form(), "name"), wrongPerson(v, name, "name")...)
	if len(problems) > 0 {
		return pageOfPerson(v, m, last, v.Form(), filledPerson(m), problems)
	}
	if m.Version, err = v.SentVersion(); err != nil {
		return err
	}
	m.Name, m.Lang = name, v.Sent("lang")
	if err := staff.EditActor(v.Ctx(), v.Act(desk.Done("/people", "person_saved")), m); err != nil {
		return err
	}
	return v.Acted()
}

func endPerson(v *desk.Visit) error {
	n, err := v.SentVersion()
	if err != nil {
		return err
	}
	carries := cases.Carries
	if v.Sent("now") == "yes" {
		carries = nil
	}
	err = staff.EndActor(v.Ctx(), v.Act(desk.Done("/people", "person_ended")), lindung.ActorID(v.ID("id")), n, carries)
	if errors.Is(err, staff.ErrCarries) {
		m, last, err := personNamed(v)
		if err != nil {
			return err
		}
		return pageOfPerson(v, m, last, filledPerson(m), filledPerson(m), []field.Problem{{Field: "now", Key: "people.problem.carries"}})
	}
	if err != nil {
		return err
	}
	return v.Acted()
}

func resetPerson(v *desk.Visit) error { return askFor(v, staff.ResetSignIn) }

func makePass(v *desk.Visit) error { return askFor(v, staff.MakePass) }

// askFor asks for what is handed to a colleague.
func askFor(v *desk.Visit, what func(context.Context, access.Session, lindung.ActorID) (staff.Invitation, error)) error {
	m, _, err := personNamed(v)
	if err != nil {
		return err
	}
	to := desk.Next(handed)
	i, err := what(v.Ctx(), v.ActOr(to, waitsAt), m.ID)
	if err != nil {
		return err
	}
	return handOver(v, to, i, m.Name)
}

// saveRoles asks for other roles of a colleague.
func saveRoles(v *desk.Visit) error {
	m, last, err := personNamed(v)
	if err != nil {
		return err
	}
	roles := sentRoles(v)
	if len(roles) == 0 {
		problems := []field.Problem{{Field: "roles", Key: "problem.roles"}}
		return pageOfPerson(v, m, last, filledPerson(m), v.Form(), problems)
	}
	n, err := v.SentVersion()
	if err != nil {
		return err
	}
	if _, err := staff.ChangeRoles(v.Ctx(), v.ActOr(desk.Done("/people", "person_saved"), waitsAt), m.ID, roles, n); err != nil {
		return err
	}
	return v.Acted()
}

var peopleAsks = desk.Asks{Stem: "people", Words: map[string]desk.Say{"roles": desk.Code("role"), "lang": desk.Code("lang")}}
