package staffdesk

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
)

// rightsPage shows what was given to whom, and what waits for a second person.
type rightsPage struct {
	page.Base
	Waiting []rightCard
	Given   page.Table
	Seen    []page.Form // to say that one has looked at them
}

type rightCard struct {
	Title string
	State page.Tag
	Facts page.SummaryList
	Forms []page.Form
}

var rightsView = page.NewView[rightsPage]("rights")

const rightsPath = "/rights"

// waitsAt is where an act leads that waits for a second person.
var waitsAt = desk.Done(rightsPath, "right_waits")

// mostRights is how many rights the page lists.
const mostRights = 300

// listRights shows the rights of the actor's organisation.
func listRights(v *desk.Visit) error {
	all, err := staff.Rights(v.Ctx(), v.Session, cases.Unseen)
	if err != nil {
		return err
	}
	p := rightsPage{Base: v.Base("page.rights")}
	p.Wide = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/"}
	p.Given = page.Table{
		Caption: v.Text("rights.given"), CaptionClasses: "govuk-table__caption--m", FirstCellIsHeader: true, Cards: true,
		Head: []page.Cell{{Text: v.Text("rights.whom")}, {Text: v.Text("rights.what")}, {Text: v.Text("rights.by")}, {Text: v.Text("rights.at")}},
	}
	unseen := false
	for _, l := range all {
		if !countedRight(v.Query("only"), l) {
			continue
		}
		switch l.State {
		case access.RightWaits, access.RightDue, access.RightAgreed:
			p.Waiting = append(p.Waiting, waitingCard(v, l))
		default:
			if len(p.Given.Rows) < mostRights {
				p.Given.Rows = append(p.Given.Rows, givenRow(v, l))
			}
			unseen = unseen || l.New
		}
	}
	if unseen && v.Session.Actor().HasRole(lindung.Supervisor, lindung.DataProtection) {
		p.Seen = []page.Form{{Action: rightsPath + "/seen", Save: page.Button{Text: v.Text("rights.seen")}}}
	}
	return desk.Show(v, rightsView, p)
}

// countedRight reports whether a right is in the part of the list that was asked for: what
// waits, what was given and not looked at, what was given with the key file; all without one.
func countedRight(only string, l staff.RightLine) bool {
	given := l.New && l.State == access.RightGiven
	switch only {
	case "wait":
		return slices.Contains([]string{access.RightWaits, access.RightDue, access.RightAgreed}, l.State)
	case "new":
		return given && !l.ByProgram()
	case "key":
		return given && l.ByProgram()
	}
	return true
}

// whose says whom a right is about: a colleague, or the organisation.
func whose(l staff.RightLine) string {
	if l.Name == "" {
		return l.OrgName
	}
	return l.Name
}

func waitingCard(v *desk.Visit, l staff.RightLine) rightCard {
	c := rightCard{Title: whose(l), State: page.Tag{Text: v.Text("rights.state." + l.State), Classes: "l-tag--soon"}}
	me := v.Session.Actor()
	f := v.Facts()
	f.Add("rights.what", v.RightText(l.Right))
	if l.Org != me.Org {
		f.Add("rights.organisation", l.OrgName)
	}
	f.Add("rights.asked", v.Text("rights.asked.by", "name", l.Asker, "when", v.When(l.AskedAt.Time())))
	if l.Agree != "" {
		f.Add("rights.agreed", v.Text("rights.asked.by", "name", l.Agree, "when", v.When(l.AgreedAt.Time())))
	}
	if l.State == access.RightWaits {
		f.Add("rights.needs", needs(v, l))
	}
	c.Facts = f.List
	add := func(step, classes string) {
		c.Forms = append(c.Forms, page.Form{Action: rightsPath + "/" + l.ID + "/" + step, Save: page.Button{Text: v.Text("rights." + step), Classes: classes}})
	}
	if l.MayAgree {
		add("agree", "")
	}
	if l.AskedBy == me.ID && l.State != access.RightWaits {
		add("give", "")
	}
	add("stop", "govuk-button--secondary")
	return c
}

// needs says who can agree, and until when it waits.
func needs(v *desk.Visit, l staff.RightLine) string {
	switch {
	case l.Keeper != "":
		return v.Text("rights.needs.keeper", "when", v.When(l.Due.Time()))
	case l.Due != 0:
		return v.Text("rights.needs.days", "when", v.When(l.Due.Time()))
	}
	return v.Text("rights.needs.second")
}

func givenRow(v *desk.Visit, l staff.RightLine) []page.Cell {
	by := l.Asker
	if by == "" {
		by = v.Text("rights.by.key")
	}
	if l.Agree != "" {
		by = v.Text("rights.by.two", "asker", by, "second", l.Agree)
	}
	at, moment := v.Text("rights.state."+l.State), l.GivenAt
	if moment == 0 {
		moment = max(l.EndedAt, l.AskedAt)
	}
	cell := page.Cell{Text: v.When(moment.Time())}
	if l.State != access.RightGiven {
		cell.Note = at
	} else if l.New {
		cell.Note = v.Text("rights.new")
	}
	return []page.Cell{{Text: whose(l)}, {Text: v.RightText(l.Right)}, {Text: by}, cell}
}

func agreeRight(v *desk.Visit) error {
	err := staff.AgreeRight(v.Ctx(), v.Act(desk.Done(rightsPath, "right_agreed")), v.ID("id"), dossier.EraseFor)
	if errors.Is(err, cases.ErrHeld) {
		return v.Done(rightsPath, "right_held")
	}
	if err != nil {
		return err
	}
	return v.Acted()
}

func stopRight(v *desk.Visit) error {
	if err := staff.StopRight(v.Ctx(), v.Act(desk.Done(rightsPath, "right_stopped")), v.ID("id")); err != nil {
		return err
	}
	return v.Acted()
}

// giveRight gives what was agreed to, and shows what is handed out.
func giveRight(v *desk.Visit) error {
	all, err := staff.Rights(v.Ctx(), v.Session, cases.Unseen)
	if err != nil {
		return err
	}
	to, name := desk.Done(rightsPath, "right_given"), ""
	for _, l := range all {
		if l.ID == v.ID("id") && l.HandsOut() {
			to, name = desk.Next(handed), l.Name
		}
	}
	i, err := staff.GiveRight(v.Ctx(), v.Act(to), v.ID("id"))
	if err != nil {
		return err
	}
	return handOver(v, to, i, name)
}

func seeRights(v *desk.Visit) error {
	if err := staff.SeeRights(v.Ctx(), v.Act(desk.Done(rightsPath, "rights_seen"))); err != nil {
		return err
	}
	return v.Acted()
}

// handOver leads to what is handed to a colleague, or to where it waits.
func handOver(v *desk.Visit, to string, i staff.Invitation, name string) error {
	if i.Token == "" {
		return v.Acted()
	}
	held := url.Values{"lead": {v.Text("hand_out."+i.Kind, "name", name)}, "value": {i.Token}, "until": {v.When(i.Until.Time())}}
	if i.Kind != access.RightPass {
		held.Set("value", v.Address+"/enrol/"+i.Token)
		held.Set("link", map[bool]string{true: "path", false: "yes"}[v.Address == ""])
	}
	return v.Hold(to, held)
}

const settingsPath = "/administration/settings"

// showSettings shows what the organisation has set. Each setting is changed alone: a
// change may wait for a second person.
func showSettings(v *desk.Visit) error {
	all, err := staff.SettingsOf(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := administrationPage{Base: v.Base("page.settings"), Lead: v.Text("settings.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/administration"}
	for _, s := range access.Settings {
		p.Links = append(p.Links, adminLink{v.Text("setting." + s.Key), v.SettingText(s, all[s.Key]), settingsPath + "/" + s.Key})
	}
	return desk.Show(v, administrationView, p)
}

// settingAsked returns the setting that the address names.
func settingAsked(v *desk.Visit) (access.Setting, error) {
	s, known := access.SettingNamed(v.Request.PathValue("setting"))
	if !known {
		return s, lindung.ErrNotFound
	}
	return s, nil
}

func editSetting(v *desk.Visit) error {
	s, err := settingAsked(v)
	if err != nil {
		return err
	}
	all, err := staff.SettingsOf(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	return settingPage(v, s, url.Values{s.Key: {strconv.Itoa(all[s.Key])}}, nil)
}

func settingPage(v *desk.Visit, s access.Setting, in url.Values, problems []field.Problem) error {
	q := v.Ask("setting", in, problems)
	if all := choicesOf(v, s); len(all) > 0 {
		q.Choose(s.Key, all)
	} else {
		if s.None && in.Get(s.Key) == "0" {
			in.Del(s.Key)
		}
		q.Input(s.Key, "off").Inputmode = "numeric"
	}
	p := desk.FormPage{Base: v.Base("page.settings"), Lead: v.Text("settings.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: settingsPath}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: settingsPath + "/" + s.Key, Rows: q.Rows, Save: page.Button{Text: v.Text("common.save")}}
	return desk.Show(v, desk.FormView, p)
}

// choicesOf are the values of a setting that is chosen and not typed, what protects most
// last.
func choicesOf(v *desk.Visit, s access.Setting) []page.Choice {
	if !s.YesNo() && !s.Worded {
		return nil
	}
	var all []page.Choice
	for n := range s.High + 1 {
		if s.Fits(n) {
			all = append(all, page.Choice{Value: strconv.Itoa(n), Text: v.SettingText(s, n)})
		}
	}
	if s.YesNo() {
		slices.Reverse(all) // yes comes first
	}
	return all
}

// saveSetting asks for another value of a setting.
func saveSetting(v *desk.Visit) error {
	s, err := settingAsked(v)
	if err != nil {
		return err
	}
	now, err := staff.SettingsOf(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(v.Sent(s.Key))
	if s.None && typed == "" {
		typed = "0"
	}
	n, err := strconv.Atoi(typed)
	if err != nil || !s.Fits(n) {
		return settingPage(v, s, v.Form(), []field.Problem{{Field: s.Key, Key: "problem.setting", Args: []any{"low", s.Low, "high", s.High}}})
	}
	saved := desk.Done(settingsPath, "setting_saved")
	if n == now[s.Key] {
		return v.GoTo(saved)
	}
	if _, err := staff.ChangeSetting(v.Ctx(), v.ActOr(saved, waitsAt), s, n); err != nil {
		return err
	}
	return v.Acted()
}

var settingAsks = desk.Asks{Stem: "setting"}
