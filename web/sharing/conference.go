package sharing

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

// conferencesPage are the conferences on a case.
type conferencesPage struct {
	page.Base
	Case casefile.Head
	Lead string
	List page.Table
	New  []page.Button // at most one
}

// conferencePage is one conference, as far as who looks at it may see it.
type conferencePage struct {
	page.Base
	Case    casefile.Head
	Off     string // that it was called off
	Facts   page.SummaryList
	Remarks []stepLine
	Forms   []desk.ActForm
}

var (
	conferencesView = page.NewView[conferencesPage]("conferences")
	conferenceView  = page.NewView[conferencePage]("conference")
)

func conferencesPath(id lindung.CaseID) string { return casefile.Path(id) + "/conferences" }

func conferencePath(c referral.Conference) string { return conferencesPath(c.Case) + "/" + c.ID }

func listConferences(v *desk.Visit) error {
	c, all, may, err := dossier.ReadConferences(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	p := conferencesPage{Base: v.Base("page.conferences"), Case: casefile.HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(c.ID) + "#referrals"}
	if len(all) == 0 {
		p.Lead = v.Text("conference.none")
	}
	p.List = page.Table{Cards: true, FirstCellIsHeader: true, Caption: v.Text("page.conferences"), CaptionClasses: "govuk-visually-hidden"}
	for _, h := range []string{"conference.at", "conference.place", "conference.who"} {
		p.List.Head = append(p.List.Head, page.Cell{Text: v.Text(h)})
	}
	for _, one := range all {
		when := page.Cell{Text: v.When(one.At.Time()), Href: conferencePath(one)}
		if one.CalledOff {
			when.Note = v.Text("conference.off")
		}
		p.List.Rows = append(p.List.Rows, []page.Cell{when, {Text: one.Place}, {Text: strings.Join(who(v, one), v.Text("common.list_separator"))}})
	}
	switch {
	case !c.Own || !c.Can(access.ReferralSend):
	case len(may) == 0:
		p.Lead = strings.TrimSpace(p.Lead + " " + v.Text("conference.nobody"))
	default:
		p.New = []page.Button{{Text: v.Text("page.conference_new"), Href: conferencesPath(c.ID) + "/new", Classes: "govuk-button--secondary"}}
	}
	return desk.Show(v, conferencesView, p)
}

// who names the bodies of a conference and what each has answered.
func who(v *desk.Visit, c referral.Conference) []string {
	var all []string
	for _, m := range c.Members {
		line := v.Text("conference."+string(m.Answer), "name", m.Name)
		if m.Holds != "" {
			line = v.Text("conference.member_holds", "member", line, "what", desk.LowerFirst(v.Text("conference.holds."+m.Holds)), "day", v.DayOn(m.HeldAt.Time()))
		}
		all = append(all, line)
	}
	return all
}

func askConference(v *desk.Visit) error { return conferenceForm(v, v.Filled(url.Values{}), nil) }

func conferenceForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, _, may, err := dossier.ReadConferences(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	if !c.Own || !c.Can(access.ReferralSend) {
		return casefile.ClosedOr(v, c)
	}
	if len(may) == 0 {
		return needConsent(v, c, "page.conference_new", "conference.need_consent")
	}
	p := casefile.FormPage{Base: v.Base("page.conference_new"), Case: casefile.HeadOf(v, c), Lead: v.Text("conference.lead")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: conferencesPath(c.ID)}
	q := v.Ask("conference", in, problems)
	q.Moment("at")
	q.Input("place", "off")
	q.Long("agenda")
	var bodies []page.Choice
	for _, r := range may {
		bodies = append(bodies, page.Choice{Value: string(r.ID), Text: r.ToName, Hint: &page.Hint{Text: v.Text("need." + r.Need)}})
	}
	q.Tick("invite", bodies)
	q.Mark(&p.Base)
	p.Form = page.Form{Action: conferencesPath(c.ID) + "/new", Rows: q.Rows, Save: page.Button{Text: v.Text("conference.invite.do")}}
	return desk.Show(v, casefile.FormView, p)
}

func planConference(v *desk.Visit) error {
	at, bad := v.MomentOf("at")
	n := referral.NewConference{Place: v.Sent("place"), Agenda: v.Sent("agenda")}
	if !at.IsZero() {
		n.At = access.StoredTime(at)
	}
	for _, id := range v.Form()["invite"] {
		n.Invite = append(n.Invite, lindung.ReferralID(id))
	}
	id := casefile.ID(v)
	_, err := referral.Plan(v.Ctx(), v.Act(desk.Done(conferencesPath(id)+"/"+access.MadeID, "conference_planned")), id, n)
	return sentOn(v, err, casefile.Path(id)+"/consent", func(problems field.Problems) error {
		return conferenceForm(v, v.Form(), instead(problems, bad))
	})
}

// readConference returns the conference that the address names, and its case.
func readConference(v *desk.Visit, id lindung.CaseID) (cases.Case, referral.Conference, error) {
	c, all, _, err := dossier.ReadConferences(v.Ctx(), v.Session, id)
	at := slices.IndexFunc(all, func(one referral.Conference) bool { return one.ID == v.ID("conference") })
	if err == nil && at < 0 {
		err = lindung.ErrNotFound
	}
	if err != nil {
		return c, referral.Conference{}, err
	}
	return c, all[at], nil
}

func showConference(v *desk.Visit) error { return conferenceOf(v, casefile.ID(v), nil) }

func conferenceOf(v *desk.Visit, id lindung.CaseID, wrong []field.Problem) error {
	c, one, err := readConference(v, id)
	if err != nil {
		return err
	}
	p := conferencePage{Base: v.Base("page.conference"), Case: casefile.HeadOf(v, c)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: conferencesPath(c.ID)}
	if one.CalledOff {
		p.Off = v.Text("conference.off")
	}
	f := v.Facts()
	f.Add("conference.at", v.When(one.At.Time()))
	f.Add("conference.place", one.Place)
	f.Add("conference.agenda", one.Agenda)
	f.Lines("conference.who", who(v, one))
	p.Facts = f.List
	for _, r := range one.Remarks {
		l := stepLine{When: v.Moment(r.At.Time()), Words: r.Words, Title: v.Text("conference.said", "name", r.Name, "group", v.Text("group."+string(r.Group)))}
		if r.Part == referral.Decided {
			l.Title = v.Text("conference.decided", "name", r.Doer, "day", v.T.Date(r.Due))
		}
		p.Remarks = append(p.Remarks, l)
	}
	if !one.CalledOff {
		p.Forms = conferenceForms(v, c, one, wrong)
	}
	v.Wrong(&p.Base, wrong, "conference")
	return desk.Show(v, conferenceView, p)
}

// conferenceForms are what who looks at a conference can do in it.
func conferenceForms(v *desk.Visit, c cases.Case, one referral.Conference, wrong []field.Problem) []desk.ActForm {
	form := func(path, label string, rows []page.Row, classes string) desk.ActForm {
		return desk.ActForm{Title: v.Text("conference.do." + label), Form: page.Form{
			Action: path, Rows: rows, Save: page.Button{Text: v.Text("conference.do." + label + ".button"), Classes: classes},
		}}
	}
	groups := c.Groups
	if one.Own {
		groups = editable(c)
	}
	q := v.Ask("conference", v.Form(), wrong)
	q.Choose("group", desk.ChooseFrom(v, "group", groups))
	q.Long("words")
	if !one.Own {
		m := v.Ask("conference", v.Form(), wrong)
		m.Choose("part", desk.ChooseFrom(v, "conference.part", []referral.Part{referral.Coming, referral.Said, referral.Position, referral.Left}))
		m.Choose("holds", desk.ChooseFrom(v, "conference.holds", referral.Positions))
		return []desk.ActForm{form(casefile.ReferralPath(one.Mine.Referral)+"/conferences/"+one.ID, "say", append(m.Rows, q.Rows...), "")}
	}
	if !c.Can(access.ReferralSend) {
		return nil
	}
	off := form(conferencePath(one)+"/off", "off", nil, "govuk-button--secondary")
	off.Folded = true
	member := form(conferencePath(one)+"/member", "member", memberRows(v, c, one, wrong), "govuk-button--secondary")
	member.Folded, member.Open = true, at(wrong, "of", "holds")
	if len(groups) == 0 {
		return []desk.ActForm{member, off}
	}
	doers := []page.Choice{{Value: "", Text: v.Text("conference.for.none")}, {Value: string(c.Org), Text: c.OrgName}}
	for _, m := range one.Members {
		if m.Answer != referral.Left && m.Org != "" && m.Org != c.Org {
			doers = append(doers, page.Choice{Value: string(m.Org), Text: m.Name})
		}
	}
	q.Choose("for", doers)
	q.Date("due")
	return []desk.ActForm{form(conferencePath(one)+"/remark", "note", q.Rows, ""), member, off}
}

// memberRows ask, of the owner of the case, what it holds itself on the status of the
// person, and what a body outside the node answers.
func memberRows(v *desk.Visit, c cases.Case, one referral.Conference, wrong []field.Problem) []page.Row {
	q := v.Ask("conference", v.Form(), wrong)
	of := []page.Choice{{Value: ownMember, Text: c.OrgName}}
	for _, m := range one.Members {
		if m.Org == "" && m.Answer != referral.Left {
			of = append(of, page.Choice{Value: string(m.Referral), Text: m.Name})
		}
	}
	q.Choose("of", of)
	q.Choose("part", desk.ChooseFrom(v, "conference.part", []referral.Part{referral.Position, referral.Coming, referral.Left}))
	q.Choose("holds", desk.ChooseFrom(v, "conference.holds", referral.Positions))
	return q.Rows
}

// ownMember is the owner of the case among the members.
const ownMember = "own"

// noteMember notes what the owner holds, or what a body outside answers.
func noteMember(v *desk.Visit) error {
	_, one, err := readConference(v, casefile.ID(v))
	if err != nil {
		return err
	}
	if missing := desk.Missing(v.Form(), "of"); len(missing) > 0 {
		return conferenceOf(v, one.Case, missing)
	}
	of := lindung.ReferralID(v.Sent("of"))
	if of == ownMember {
		of = ""
	}
	n := referral.Remark{Part: referral.Part(v.Sent("part")), Holds: v.Sent("holds")}
	return conferenceDone(v, one.Case, one.NoteMember(v.Ctx(), v.Act(desk.Done(conferencePath(one), "conference_added")), of, n), nil)
}

// editable returns the groups of a case that the actor may change.
func editable(c cases.Case) []lindung.Group {
	return slices.DeleteFunc(slices.Clone(c.Groups), func(g lindung.Group) bool { return !c.CanEdit(g) })
}

// remarkOf reads what was said, or what was decided where someone has to do it.
func remarkOf(v *desk.Visit) (referral.Remark, *field.Problem) {
	n := referral.Remark{
		Part: referral.Part(v.Sent("part")), Group: lindung.Group(v.Sent("group")), Words: v.Sent("words"), For: lindung.OrgID(v.Sent("for")), Holds: v.Sent("holds"),
	}
	if n.Part == "" {
		n.Part = referral.Said
		if n.For != "" {
			n.Part = referral.Decided
		}
	}
	if n.Part != referral.Decided {
		return n, nil
	}
	due, bad := v.DayOf("due")
	if bad == nil {
		n.Due = lindung.DateOf(v.Local(due))
	}
	return n, bad
}

// conferenceDone leads on after an act in a conference.
func conferenceDone(v *desk.Visit, id lindung.CaseID, err error, bad *field.Problem) error {
	return sentOn(v, err, casefile.Path(id)+"/consent", func(problems field.Problems) error {
		return conferenceOf(v, id, instead(problems, bad))
	})
}

func remarkConference(v *desk.Visit) error {
	c, one, err := readConference(v, casefile.ID(v))
	if err != nil {
		return err
	}
	if len(editable(c)) == 0 {
		return casefile.ClosedOr(v, c)
	}
	n, bad := remarkOf(v)
	return conferenceDone(v, one.Case, dossier.Remark(v.Ctx(), v.Act(desk.Done(conferencePath(one), "conference_added")), one, n), bad)
}

func callOffConference(v *desk.Visit) error {
	_, one, err := readConference(v, casefile.ID(v))
	if err != nil {
		return err
	}
	return conferenceDone(v, one.Case, one.CallOff(v.Ctx(), v.Act(desk.Done(conferencePath(one), "conference_off"))), nil)
}

// takePart says for an invited body that it comes, leaves, or what it has to say. Who has
// left is led back to the referral: there is no conference any more.
func takePart(v *desk.Visit) error {
	n, bad := remarkOf(v)
	to := desk.Done(casefile.ReferralPath(casefile.Referral(v)), "conference_"+partDone(n.Part))
	err := referral.TakePart(v.Ctx(), v.Act(to), casefile.Referral(v), v.ID("conference"), n)
	if errors.Is(err, referral.ErrStep) { // it was called off meanwhile
		return v.Done(casefile.ReferralPath(casefile.Referral(v)), "referral_other_step")
	}
	if !errors.As(err, new(field.Problems)) {
		return conferenceDone(v, "", err, bad)
	}
	r, readErr := referral.Read(v.Ctx(), v.Session, casefile.Referral(v))
	if readErr != nil {
		return readErr
	}
	return conferenceDone(v, r.Case, err, bad)
}

func partDone(p referral.Part) string {
	switch p {
	case referral.Left:
		return "over"
	case referral.Coming:
		return "answer"
	}
	return "added"
}
