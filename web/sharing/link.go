package sharing

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung/access"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

// linkPath is under the address of a referral where its link is.
const linkPath = "/link"

// replyPath is where the holder of a link types the codes, under the address of the persons'
// pages; package web/link serves it.
const replyPath = "/reply"

// linkPage is the link of a referral to a body outside.
type linkPage struct {
	page.Base
	Lead   string
	Notice string
	Facts  page.SummaryList
	Forms  []desk.ActForm
}

// linkCodesPage shows the two codes of a link, once, each on a sheet of its own. Neither names
// the person; what stands on one of them opens nothing without the other.
type linkCodesPage struct {
	page.Base
	Lead         string
	Address      string // "" where the node has none
	Code, Second string
	Next         page.Button
}

var (
	linkView      = page.NewView[linkPage]("referral_link")
	linkCodesView = page.NewView[linkCodesPage]("referral_link_codes")
	linkAsks      = desk.Asks{Stem: "link", Words: map[string]desk.Say{"days": sayDays}}
)

func showLink(v *desk.Visit) error { return linkWith(v, nil) }

// linkWith is showLink with what has to be corrected.
func linkWith(v *desk.Visit, problems []field.Problem) error {
	r, l, err := referral.ReadLink(v.Ctx(), v.Session, casefile.Referral(v))
	if err != nil {
		return err
	}
	at := casefile.ReferralPath(r.ID)
	p := linkPage{Base: v.Base("page.referral_link"), Lead: v.Text("link.make.lead", "name", r.ToName)}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: at}
	now := access.StoredTime(v.Node.Now())
	f := v.Facts()
	f.Add("referral.to", r.ToName)
	f.Add("link.state", linkState(v, l))
	if l.ID != "" {
		f.Add("link.made", v.When(l.MadeAt.Time()))
		if l.UsedAt != 0 {
			f.Add("link.used", v.When(l.UsedAt.Time()))
		}
	}
	p.Facts = f.List
	if l.EndedAt == 0 && l.Tried() {
		p.Notice = v.Text("link.tried", "n", l.Wrong)
	}
	if v.PersonAddress == "" && p.Notice == "" {
		p.Notice = v.Text("link.nowhere")
	}
	if r.MayLink() {
		q := v.Ask("link", v.Form(), problems)
		q.Choose("days", linkDays(v, v.Node.Now()))
		q.Mark(&p.Base)
		p.Forms = append(p.Forms, desk.ActForm{Title: v.Text("link.make"), Form: page.Form{Action: at + linkPath, Rows: q.Rows, Save: page.Button{Text: v.Text("link.make.save")}}})
	}
	if l.Opens(now) || l.ID != "" && l.EndedAt == 0 {
		p.Forms = append(p.Forms, desk.ActForm{Title: v.Text("link.end"), Lead: v.Text("link.end.lead"), Form: page.Form{Action: at + linkPath + "/end", Save: page.Button{Text: v.Text("link.end.save"), Classes: "govuk-button--warning"}}})
	}
	return desk.Show(v, linkView, p)
}

// linkState says whether the link of a referral opens it.
func linkState(v *desk.Visit, l referral.Link) string {
	switch {
	case l.ID == "":
		return v.Text("link.state.none")
	case l.EndedAt != 0:
		return v.Text("link.state.ended", "day", v.DayOn(l.EndedAt.Time()))
	case l.Rests():
		return v.Text("link.state.rests")
	case !l.Opens(access.StoredTime(v.Node.Now())):
		return v.Text("link.state.over", "day", v.DayOn(l.Until.Time()))
	}
	return v.Text("link.state.open", "when", v.Moment(l.Until.Time()))
}

// linkDays are for how long a link can be made.
func linkDays(v *desk.Visit, now time.Time) []page.Choice {
	var all []page.Choice
	for _, n := range []int{1, 3, 7, referral.LongestLink} {
		all = append(all, page.Choice{Value: strconv.Itoa(n), Text: v.Text("link.days.until", "n", n, "day", v.DayOn(now.AddDate(0, 0, n)))})
	}
	return all
}

// sayDays says for how long, as the page does.
func sayDays(v *desk.Visit, value string) (string, error) {
	n, err := strconv.Atoi(value)
	if err != nil {
		return value, nil
	}
	return v.Text("link.days.until", "n", n, "day", v.DayOn(v.Node.Now().AddDate(0, 0, n))), nil
}

// makeLink makes it, and shows its codes once.
func makeLink(v *desk.Visit) error {
	id := casefile.Referral(v)
	days, err := strconv.Atoi(v.Sent("days"))
	if err != nil {
		return linkWith(v, field.Problems{{Field: "days", Key: "problem.missing"}})
	}
	to := desk.Next(casefile.ReferralPath(id) + linkPath + "/codes")
	_, c, err := referral.MakeLink(v.Ctx(), v.Act(to), id, days)
	if errors.Is(err, referral.ErrStep) {
		return v.Done(casefile.ReferralPath(id), "referral_other_step")
	}
	problems, err := v.Problems(err)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return linkWith(v, problems)
	}
	return v.Hold(to, url.Values{"shown": {c.Code, c.Second}})
}

// linkShownFor is how long the codes are shown again in the browser that made them.
const linkShownFor = 10 * time.Minute

func showLinkCodes(v *desk.Visit) error {
	back := casefile.ReferralPath(casefile.Referral(v)) + linkPath
	shown := v.Form()["shown"]
	if !v.HeldFor(linkShownFor) || len(shown) != 2 {
		return v.GoTo(back)
	}
	p := linkCodesPage{Base: v.Base("page.referral_link_codes"), Lead: v.Text("link.codes.lead"), Code: shown[0], Second: shown[1], Next: page.Button{Text: v.Text("common.continue"), Href: back}}
	if v.PersonAddress != "" {
		p.Address = strings.TrimSuffix(v.PersonAddress, "/") + replyPath
	}
	p.Print = true
	return desk.Show(v, linkCodesView, p)
}

func endLink(v *desk.Visit) error {
	id := casefile.Referral(v)
	if err := referral.EndLink(v.Ctx(), v.Act(desk.Done(casefile.ReferralPath(id)+linkPath, "link_ended")), id); err != nil {
		return err
	}
	return v.Acted()
}

// linkOf leads to the link of a referral, where it can have one or has one.
func linkOf(r referral.Referral) string {
	byLink := slices.ContainsFunc(r.Steps, referral.Step.ByLink)
	if r.MayLink() || r.Mine && (r.HasLink || byLink) {
		return casefile.ReferralPath(r.ID) + linkPath
	}
	return ""
}
