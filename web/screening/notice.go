package screening

import (
	"cmp"
	"errors"
	"net/url"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

// noticePage is the page on which an authority says that it has told the state of a person,
// or learns what stops it.
type noticePage struct {
	page.Base
	Lead  string
	Stop  string    // why the state may not be told
	Next  string    // what can be done about that
	Ask   page.Link // where the person's answer is written down, or asked for
	Given []page.SummaryList
	Known page.SummaryList // whether the person objects
	Form  page.Form
	May   bool
}

var noticeView = page.NewView[noticePage]("notice")

func noticePath(id lindung.CaseID) string { return casefile.Path(id) + "/notice" }

func referralNoticePath(id lindung.ReferralID) string { return casefile.ReferralPath(id) + "/notice" }

func referralID(v *desk.Visit) lindung.ReferralID { return lindung.ReferralID(v.ID("id")) }

// onReferral is the target of acts on the referral that the address names.
func onReferral(v *desk.Visit) access.Target { return referral.Target(referralID(v)) }

// askNotice shows it for an own case.
func askNotice(v *desk.Visit) error { return ownNotice(v, v.Filled(url.Values{}), nil) }

func ownNotice(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, n, err := dossier.ReadOwnNotice(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return err
	}
	if !c.Own {
		return lindung.ErrNotFound
	}
	p := noticePage{Base: v.Base("page.notice"), Lead: v.Text("notice.lead"), May: c.Can(access.NoticeGive) && isAuthority(v)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: screeningAt(c.ID)}
	p.Ask = page.Link{Text: v.Text("notice.ask"), Href: casefile.FormPath(c.ID, identification.AskedNotice.Name)}
	return showNotice(v, p, noticePath(c.ID), n, in, problems)
}

// askNoticeFor shows it for a referral that asks for a notice.
func askNoticeFor(v *desk.Visit) error { return noticeFor(v, v.Filled(url.Values{}), nil) }

func noticeFor(v *desk.Visit, in url.Values, problems []field.Problem) error {
	r, n, err := dossier.ReadNotice(v.Ctx(), v.Session, referralID(v))
	if err != nil {
		return err
	}
	at := casefile.ReferralPath(r.ID)
	if !r.AsksNotice() || r.Mine || r.State != referral.Accepted || r.Over() {
		return v.GoTo(at)
	}
	p := noticePage{Base: v.Base("page.notice"), Lead: v.Text("notice.lead"), May: isAuthority(v)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: at}
	p.Ask = page.Link{Text: v.Text("notice.ask_them", "name", r.FromName), Href: at}
	return showNotice(v, p, referralNoticePath(r.ID), n, in, problems)
}

// showNotice shows what stops a notice, or the form to say that it was given.
func showNotice(v *desk.Visit, p noticePage, action string, n dossier.NoticeAsked, in url.Values, problems []field.Problem) error {
	for _, g := range n.Given {
		f := v.Facts()
		f.Add("notice.state", v.T.Country(g.State))
		f.Add("notice.authority", g.Authority)
		f.Add("notice.by", g.OrgName)
		f.Add("notice.on", v.T.Date(g.On))
		f.Add("notice.words", g.Words)
		p.Given = append(p.Given, f.List)
	}
	f := v.Facts()
	f.Add("notice.objects", v.Text("notice.objects."+cmp.Or(string(n.May.Said.ObjectsToNotice()), "unknown")))
	p.Known = f.List
	why := n.May.Stops()
	if !isAuthority(v) { // which states may be told depends on who tells them
		why = cmp.Or(n.May.Said.Stops(), "no_authority")
	}
	if why != "" {
		p.Stop, p.Next, p.May = v.Text("notice.stop."+why), v.Text("notice.next."+why), false
		if why == "not_identified" || why == "no_state" || why == "asylum" || why == "objects" || why == "no_authority" {
			p.Ask = page.Link{}
		}
		return desk.Show(v, noticeView, p)
	}
	p.Ask = page.Link{}
	if !p.May {
		p.Stop, p.Next = v.Text("notice.stop.not_yours"), v.Text("notice.next.not_yours")
		return desk.Show(v, noticeView, p)
	}
	q := v.Ask("notice", in, problems)
	var states []page.Choice
	for _, c := range n.May.States {
		states = append(states, page.Choice{Value: string(c), Text: v.T.Country(c)})
	}
	q.Choose("state", states)
	q.Input("authority", "off")
	q.Date("on")
	q.Long("words")
	q.Mark(&p.Base)
	p.Form = page.Form{Action: action, Rows: q.Rows, Save: page.Button{Text: v.Text("notice.save")}}
	return desk.Show(v, noticeView, p)
}

// giveNotice records a notice in an own case.
func giveNotice(v *desk.Visit) error {
	n, bad := noticeSent(v)
	if len(bad) > 0 {
		return ownNotice(v, v.Form(), bad)
	}
	id := casefile.ID(v)
	err := dossier.GiveNotice(v.Ctx(), v.Act(desk.Done(noticePath(id), "notice_given")), id, "", n)
	return noticeDone(v, err, ownNotice)
}

// giveNoticeFor records a notice for a referral.
func giveNoticeFor(v *desk.Visit) error {
	n, bad := noticeSent(v)
	if len(bad) > 0 {
		return noticeFor(v, v.Form(), bad)
	}
	r, err := referral.Read(v.Ctx(), v.Session, referralID(v))
	if err != nil {
		return err
	}
	err = dossier.GiveNotice(v.Ctx(), v.Act(desk.Done(referralNoticePath(r.ID), "notice_given")), r.Case, r.ID, n)
	return noticeDone(v, err, noticeFor)
}

func noticeSent(v *desk.Visit) (identification.Notice, []field.Problem) {
	n := identification.Notice{State: lindung.Country(v.Sent("state")), Authority: v.Sent("authority"), Words: v.Sent("words")}
	on, bad := v.DateOf("on")
	if bad != nil {
		return n, []field.Problem{*bad}
	}
	n.On = on
	return n, nil
}

// noticeDone leads on after an act; what stops it in the meantime is on the page again.
func noticeDone(v *desk.Visit, err error, again func(*desk.Visit, url.Values, []field.Problem) error) error {
	if stopped := (*identification.StoppedError)(nil); errors.As(err, &stopped) {
		return again(v, v.Form(), nil)
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return again(v, v.Form(), problems)
	}
	return v.Acted()
}

var noticeAsks = desk.Asks{Stem: "notice", Words: map[string]desk.Say{"state": desk.SayCountry}}
