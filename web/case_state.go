package web

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/page"
)

// caseTeamPage says who works on a case and who answers for it.
type caseTeamPage struct {
	page.Base
	Case  caseHead
	Team  []memberLine
	Forms []actForm
}

type memberLine struct {
	Name   string
	Owner  bool
	Remove *page.Form
}

// Forms returns the form that takes the member from the team, if there is one.
func (m memberLine) Forms() []page.Form {
	if m.Remove == nil {
		return nil
	}
	return []page.Form{*m.Remove}
}

type caseStatePage struct {
	page.Base
	Case  caseHead
	Facts page.SummaryList
	Note  string
	Forms []actForm
}

var (
	caseTeamView  = page.NewView[caseTeamPage]("case_team")
	caseStateView = page.NewView[caseStatePage]("case_state")
)

func showTeam(v *visit) error { return v.teamPage(nil) }

func (v *visit) teamPage(problems []field.Problem) error {
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return err
	}
	if !c.Can(access.CaseTeam) {
		return v.closedOr(c)
	}
	members, err := access.Members(v.ctx(), v.session)
	if err != nil {
		return err
	}
	p := caseTeamPage{Base: v.base("page.case_team"), Case: v.head(c)}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: caseAt(c.ID)}
	action := caseAt(c.ID) + "/team"
	for _, m := range c.Team {
		line := memberLine{Name: m.Name, Owner: m.ID == c.Owner}
		if !line.Owner {
			line.Remove = &page.Form{
				Action: action, Hidden: []page.Hidden{{Name: "step", Value: "remove"}, {Name: "actor", Value: string(m.ID)}},
				Save: page.Button{Text: v.text("case.team.remove", "name", m.Name), Classes: "govuk-button--secondary l-button--quiet"},
			}
		}
		p.Team = append(p.Team, line)
	}
	v.wrongAt(&p.Base, problems)
	p.Forms = v.teamForms(c, members, problems)
	return show(v, caseTeamView, p)
}

func (v *visit) teamForms(c cases.Case, members []access.Member, problems []field.Problem) []actForm {
	var others, owners []page.Option
	for _, m := range members {
		if m.State != access.Active || !m.Has(desk...) || m.Has(lindung.Administrator) {
			continue
		}
		o := page.Option{Value: string(m.ID), Text: v.text("case.team.line", "name", m.Name, "roles", v.roleNames(m.Roles))}
		if !slices.ContainsFunc(c.Team, func(t cases.Member) bool { return t.ID == m.ID }) {
			others = append(others, o)
		}
		if m.ID != c.Owner {
			owners = append(owners, o)
		}
	}
	var all []actForm
	form := func(step string, from []page.Option) {
		q := v.ask("case.team", v.form(), problems)
		q.pick(step, from)
		all = append(all, actForm{
			Title: v.text("case.team." + step + ".title"), Lead: v.text("case.team." + step + ".lead"),
			Form: page.Form{Action: caseAt(c.ID) + "/team", Hidden: []page.Hidden{{Name: "step", Value: step}}, Rows: q.rows, Save: page.Button{Text: v.text("case.team." + step + ".save")}},
		})
	}
	if len(others) > 0 {
		form("add", others)
	}
	if c.Can(access.CaseAssign) && len(owners) > 0 {
		form("assign", owners)
	}
	return all
}

// teamActs are what can be done to the team of a case.
var teamActs = map[string]func(context.Context, access.Session, lindung.CaseID, lindung.ActorID) error{
	"remove": cases.RemoveMember, "add": cases.AddMember, "assign": cases.Assign,
}

func saveTeam(v *visit) error {
	step, id := v.sent("step"), v.caseID()
	who := lindung.ActorID(v.sent(step))
	if step == "remove" {
		who = lindung.ActorID(v.sent("actor"))
	}
	act, known := teamActs[step]
	switch {
	case !known:
		return errBad
	case who == "":
		return v.teamPage([]field.Problem{{Field: step, Key: "problem.missing"}})
	}
	done := "team_changed"
	if step == "assign" {
		done = "case_assigned"
	}
	switch err := act(v.ctx(), v.session, id, who); {
	case errors.Is(err, cases.ErrIncomplete):
		return v.teamPage([]field.Problem{{Field: step, Key: "case.team.problem"}})
	case errors.Is(err, access.ErrClosed):
		return v.done(caseAt(id), "case_is_closed")
	case err != nil:
		return err
	}
	if step == "remove" && v.sent("actor") == string(v.session.Actor().ID) {
		return v.done("/cases", done) // the case may be closed to him now
	}
	return v.done(caseAt(id)+"/team", done)
}

func showState(v *visit) error { return v.statePage(url.Values{}, nil) }

// statePage closes a case, opens it again, or lets it rest in follow-up.
func (v *visit) statePage(in url.Values, problems []field.Problem) error {
	var live int
	c, err := cases.ReadWith(v.ctx(), v.session, v.caseID(), func(tx *access.Tx, c cases.Case) error {
		l, err := consent.Of(tx, c.ID)
		live = 0
		for _, g := range l.Grants {
			if g.Live(tx.Now) {
				live++
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if !c.Can(access.CaseClose) && !c.Can(access.CaseReopen) {
		return lindung.ErrNotFound
	}
	p := caseStatePage{Base: v.base(stateTitle(c)), Case: v.head(c)}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: caseAt(c.ID)}
	f := v.facts()
	f.add("common.status", v.text("code.case_status."+string(c.Status)))
	if c.Status.Closed() && c.CloseReason != "" {
		f.add("case.close.reason", v.text("close_reason."+c.CloseReason))
	}
	p.Facts = f.list
	if live > 0 {
		p.Note = v.text("case.close.consent", "n", live)
	}
	p.Forms = v.stateForms(c, in, problems)
	v.wrongAt(&p.Base, problems)
	return show(v, caseStateView, p)
}

// stateTitle is the label of what can be done with a case as it stands.
func stateTitle(c cases.Case) string {
	if c.Status.Closed() {
		return "page.case_state_closed"
	}
	return "page.case_state"
}

func (v *visit) stateForms(c cases.Case, in url.Values, problems []field.Problem) []actForm {
	at := caseAt(c.ID) + "/state"
	act := func(step string, rows []page.Row, classes string) actForm {
		return actForm{
			Title: v.text("case." + step + ".title"), Lead: v.text("case." + step + ".lead"),
			Form: page.Form{Action: at, Hidden: []page.Hidden{{Name: "step", Value: step}}, Rows: rows, Save: page.Button{Text: v.text("case." + step + ".save"), Classes: classes}},
		}
	}
	if c.Status.Closed() {
		if !c.Can(access.CaseReopen) {
			return nil
		}
		return []actForm{act("reopen", nil, "")}
	}
	var all []actForm
	if c.Can(access.CaseEdit) {
		step := "follow_up"
		if c.Status == cases.StatusFollowUp {
			step = "active"
		}
		all = append(all, act(step, nil, "govuk-button--secondary"))
	}
	if c.Can(access.CaseClose) {
		q := v.ask("case.close", in, problems)
		q.choose("reason", choices(v, "close_reason", cases.CloseReasons))
		all = append(all, act("close", q.rows, ""))
	}
	return all
}

func saveState(v *visit) error {
	id := v.caseID()
	var err error
	done := "case_" + v.sent("step")
	switch v.sent("step") {
	case "close":
		err = cases.Close(v.ctx(), v.session, id, v.sent("reason"))
	case "reopen":
		err = cases.Reopen(v.ctx(), v.session, id)
	case "follow_up", "active":
		err = cases.FollowUp(v.ctx(), v.session, id, v.sent("step") == "follow_up")
	default:
		return errBad
	}
	switch {
	case errors.Is(err, cases.ErrIncomplete):
		return v.statePage(v.form(), []field.Problem{{Field: "reason", Key: "problem.missing"}})
	case errors.Is(err, cases.ErrClosed), errors.Is(err, access.ErrClosed):
		return v.done(caseAt(id), "case_other_state")
	case err != nil:
		return err
	}
	return v.done(caseAt(id), done)
}
