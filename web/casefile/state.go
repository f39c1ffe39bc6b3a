package casefile

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"lindung/internal/desk"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/staff"
)

// caseTeamPage says who works on a case and who answers for it.
type caseTeamPage struct {
	page.Base
	Case  Head
	Team  []memberLine
	Forms []desk.ActForm
	Links []page.Link // to where the case is protected
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
	Case  Head
	Facts page.SummaryList
	Notes []page.Link // what does not end with the case
	Forms []desk.ActForm
}

var (
	caseTeamView  = page.NewView[caseTeamPage]("case_team")
	caseStateView = page.NewView[caseStatePage]("case_state")
)

func showTeam(v *desk.Visit) error { return teamPage(v, nil) }

func teamPage(v *desk.Visit, problems []field.Problem) error {
	c, err := cases.ReadHead(v.Ctx(), v.Session, ID(v))
	if err != nil {
		return err
	}
	if !c.Can(access.CaseTeam) {
		return ClosedOr(v, c)
	}
	members, err := staff.Members(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := caseTeamPage{Base: v.Base("page.case_team"), Case: HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID)}
	action := Path(c.ID) + "/team"
	for _, m := range c.Team {
		line := memberLine{Name: m.Name, Owner: m.ID == c.Responsible}
		if !line.Owner {
			line.Remove = &page.Form{
				Action: action, Hidden: []page.Hidden{{Name: "step", Value: "remove"}, {Name: "actor", Value: string(m.ID)}},
				Save: page.Button{Text: v.Text("case.team.remove", "name", m.Name), Classes: "govuk-button--secondary l-button--quiet"},
			}
		}
		p.Team = append(p.Team, line)
	}
	v.Wrong(&p.Base, problems, "case.team")
	p.Forms = teamForms(v, c, members, problems)
	if c.Protector {
		p.Links = []page.Link{{Text: v.Text("case.protect.link"), Href: Path(c.ID) + "/protect"}}
	}
	return desk.Show(v, caseTeamView, p)
}

func teamForms(v *desk.Visit, c cases.Case, members []access.Account, problems []field.Problem) []desk.ActForm {
	var others, owners []page.Option
	for _, m := range members {
		if m.State != access.Active || !m.HasRole(desk.Workers...) || m.HasRole(lindung.Administrator) {
			continue
		}
		o := page.Option{Value: string(m.ID), Text: memberText(v, m)}
		if !slices.ContainsFunc(c.Team, func(t cases.Member) bool { return t.ID == m.ID }) {
			others = append(others, o)
		}
		if m.ID != c.Responsible {
			owners = append(owners, o)
		}
	}
	var all []desk.ActForm
	form := func(step string, from []page.Option) {
		q := v.Ask("case.team", v.Form(), problems)
		q.Pick(step, from)
		all = append(all, desk.ActForm{
			Title: v.Text("case.team." + step + ".title"), Lead: v.Text("case.team." + step + ".lead"),
			Form: page.Form{Action: Path(c.ID) + "/team", Hidden: []page.Hidden{{Name: "step", Value: step}}, Rows: q.Rows, Save: page.Button{Text: v.Text("case.team." + step + ".save")}},
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

func memberText(v *desk.Visit, m access.Account) string {
	return v.Text("case.team.line", "name", m.Name, "roles", v.RoleNames(m.Roles))
}

// sayMember names who is put on a team.
func sayMember(v *desk.Visit, value string) (string, error) {
	members, err := staff.Members(v.Ctx(), v.Session)
	for _, m := range members {
		if string(m.ID) == value {
			return memberText(v, m), err
		}
	}
	return value, err
}

// teamActs are what can be done to the team of a case.
var teamActs = map[string]func(context.Context, access.Session, lindung.CaseID, lindung.ActorID) error{
	"remove": cases.RemoveMember, "add": cases.AddMember, "assign": cases.Assign,
}

func saveTeam(v *desk.Visit) error {
	step, id := v.Sent("step"), ID(v)
	who := lindung.ActorID(v.Sent(step))
	if step == "remove" {
		who = lindung.ActorID(v.Sent("actor"))
	}
	act, known := teamActs[step]
	switch {
	case !known:
		return unknownStep(v)
	case who == "":
		return teamPage(v, []field.Problem{{Field: step, Key: "problem.missing"}})
	}
	to := desk.Done(Path(id)+"/team", "team_changed")
	switch {
	case step == "assign":
		to = desk.Done(Path(id)+"/team", "case_assigned")
	case step == "remove" && who == v.Session.Actor().ID:
		to = desk.Done("/cases", "team_changed") // the case may be closed to them now
	}
	err := act(v.Ctx(), v.Act(to), id, who)
	if errors.Is(err, access.ErrClosed) {
		return v.Done(Path(id), "case_is_closed")
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return teamPage(v, problems)
	}
	return v.Acted()
}

func showState(v *desk.Visit) error { return statePage(v, url.Values{}, nil) }

// statePage closes a case, opens it again, or lets it rest in follow-up.
func statePage(v *desk.Visit, in url.Values, problems []field.Problem) error {
	var notes []page.Link
	c, err := cases.ReadWith(v.Ctx(), v.Session, ID(v), func(tx *access.Tx, c cases.Case) error {
		l, err := consent.ReadIn(tx, c.ID)
		if err != nil {
			return err
		}
		sent, err := referral.CaseReferrals(tx, c.ID)
		notes = notEnded(v, c, l, sent)
		return err
	})
	if err != nil {
		return err
	}
	if !c.Can(access.CaseClose) && !c.Can(access.CaseReopen) {
		return lindung.ErrNotFound
	}
	p := caseStatePage{Base: v.Base(stateTitle(c)), Case: HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: Path(c.ID)}
	f := v.Facts()
	f.Add("common.status", v.Text("code.case_status."+string(c.Status)))
	if c.Status.Closed() && c.CloseReason != "" {
		f.Add("case.close.reason", v.Text("close_reason."+c.CloseReason))
	}
	if c.Held != "" {
		f.Add("case.hold", HoldText(v, c.Held))
	}
	p.Facts = f.List
	p.Notes = notes
	if v.Session.Actor().HasRole(lindung.Supervisor) {
		p.Notes = append(p.Notes, page.Link{Text: v.Text("case.hold.link"), Href: Path(c.ID) + "/hold"})
		p.Notes = append(p.Notes, page.Link{Text: v.Text("case.erase.link"), Href: Path(c.ID) + "/erase"})
	}
	p.Forms = stateForms(v, c, in, problems)
	v.Wrong(&p.Base, problems, "case.close")
	return desk.Show(v, caseStateView, p)
}

// notEnded says what does not end when a case is closed, each with where it is seen
// to: what must not wait, the consents that are in force, and what others have taken on or not answered.
func notEnded(v *desk.Visit, c cases.Case, l consent.Ledger, sent []referral.Referral) []page.Link {
	var notes []page.Link
	for _, u := range c.Urgent() {
		text := v.Text("case.close.urgent", "what", desk.LowerFirst(v.Text("case.urgent."+u.Name)))
		notes = append(notes, page.Link{Text: text, Href: urgentPath(c.ID, u)})
	}
	live := 0
	for _, g := range l.Grants {
		if g.InForce(access.StoredTime(v.Node.Now())) {
			live++
		}
	}
	if live > 0 {
		notes = append(notes, page.Link{Text: v.Text("case.close.consent", "n", live), Href: Path(c.ID) + "/consent"})
	}
	for _, r := range sent {
		if owed := r.Owed(); owed != "" {
			text := v.Text("case.close.referral."+owed, "need", v.Text("need."+r.Need), "name", r.ToName)
			notes = append(notes, page.Link{Text: text, Href: ReferralPath(r.ID)})
		}
	}
	return notes
}

// stateTitle is the label of what can be done with a case as it stands.
func stateTitle(c cases.Case) string {
	if c.Status.Closed() {
		return "page.case_state_closed"
	}
	return "page.case_state"
}

func stateForms(v *desk.Visit, c cases.Case, in url.Values, problems []field.Problem) []desk.ActForm {
	at := Path(c.ID) + "/state"
	act := func(step string, rows []page.Row, classes string) desk.ActForm {
		return desk.ActForm{
			Title: v.Text("case." + step + ".title"), Lead: v.Text("case." + step + ".lead"),
			Form: page.Form{Action: at, Hidden: []page.Hidden{{Name: "step", Value: step}}, Rows: rows, Save: page.Button{Text: v.Text("case." + step + ".save"), Classes: classes}},
		}
	}
	if c.Status.Closed() {
		if !c.Can(access.CaseReopen) {
			return nil
		}
		return []desk.ActForm{act("reopen", nil, "")}
	}
	var all []desk.ActForm
	if c.Can(access.CaseEdit) {
		step := "follow_up"
		if c.Status == cases.StatusFollowUp {
			step = "active"
		}
		all = append(all, act(step, nil, "govuk-button--secondary"))
	}
	if c.Can(access.CaseClose) {
		q := v.Ask("case.close", in, problems)
		q.Choose("reason", desk.ChooseFrom(v, "close_reason", cases.CloseReasons))
		all = append(all, act("close", q.Rows, ""))
	}
	return all
}

// unknownStep refuses a form that no page makes. Whoever may not read the case is told
// nothing but that, and the log keeps it.
func unknownStep(v *desk.Visit) error {
	if _, err := cases.ReadHead(v.Ctx(), v.Session, ID(v)); err != nil {
		return err
	}
	return desk.ErrBad
}

func saveState(v *desk.Visit) error {
	id, step := ID(v), v.Sent("step")
	s := v.Act(desk.Done(Path(id), "case_"+step))
	var err error
	switch step {
	case "close":
		err = cases.Close(v.Ctx(), s, id, v.Sent("reason"))
	case "reopen":
		err = cases.Reopen(v.Ctx(), s, id)
	case "follow_up", "active":
		err = cases.FollowUp(v.Ctx(), s, id, step == "follow_up")
	default:
		return unknownStep(v)
	}
	if errors.Is(err, cases.ErrClosed) || errors.Is(err, access.ErrClosed) {
		return v.Done(Path(id), "case_other_state")
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return statePage(v, v.Form(), problems)
	}
	return v.Acted()
}

// The questions of the team and of the status of a case.
var (
	teamAsks  = desk.Asks{Stem: "case.team", Words: map[string]desk.Say{"": sayMember}}
	closeAsks = desk.Asks{Stem: "case.close", Words: map[string]desk.Say{"reason": desk.Code("close_reason")}}
)
