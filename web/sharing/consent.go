package sharing

import (
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/attachments"
	"lindung/web/casefile"
)

type consentPage struct {
	page.Base
	Case   casefile.Head
	Live   []grantCard
	Ended  []grantCard
	Unread []grantCard // that are damaged
	// Figures says whether the person is counted in figures, and Count where that is asked.
	Figures string
	Count   page.Link
	Bases   []grantCard
	Counted []grantCard
	Give    page.Button
	Basis   page.Button
	Texts   []page.Link
	Change  bool // the actor may give and change
}

// grantCard is one grant or legal basis.
type grantCard struct {
	T        i18n.T
	Facts    page.SummaryList
	State    page.Tag
	Withdraw string // where it can be withdrawn; "" when it has ended
	Change   string
	Sheet    string
	Signed   []page.Link // the sheets that were signed for it
	AddSheet string      // where one is added; "" for who cannot
	Tell     []page.Link // to letters of which no one has said what became of them since it was withdrawn
	Agree    page.Form
	CanAgree bool
	End      page.Form
	CanEnd   bool
}

var consentView = page.NewView[consentPage]("consent")

// showConsent shows what a person has agreed to, and what has ended.
func showConsent(v *desk.Visit) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	p := consentPage{Base: v.Base("page.consent"), Case: casefile.HeadOf(v, a.Case), Change: a.Can(access.ConsentGive)}
	p.Back = &page.BackLink{Text: v.Text("consent.back", "number", a.Number), Href: p.Case.Href}
	if a.broken {
		p.Back.Text = v.Text("common.back")
	}
	p.Give = page.Button{Text: v.Text("consent.give"), Href: p.Case.Href + "/consent/new"}
	p.Basis = page.Button{Text: v.Text("consent.basis.propose"), Href: p.Case.Href + "/basis/new", Classes: "govuk-button--secondary"}
	now := access.StoredTime(v.Node.Now())
	for _, g := range a.Consent.Grants {
		card := cardOfGrant(v, a, g)
		if g.InForce(now) || g.WithdrawnAt == 0 && (g.From > now || g.Paused && g.Until > now) {
			p.Live = append(p.Live, card)
		} else {
			p.Ended = append(p.Ended, card)
		}
	}
	p.Figures, p.Count = a.figures(v), page.Link{Text: v.Text("consent.counted.ask"), Href: countedPath(a.ID)}
	for _, g := range a.Consent.Counted {
		card := cardOfCounted(v, a, g)
		if card.Withdraw == "" {
			p.Ended = append(p.Ended, card)
		} else {
			p.Counted = append(p.Counted, card)
		}
	}
	for _, b := range a.unopened() {
		p.Unread = append(p.Unread, cardOfBare(v, a, b))
	}
	for _, b := range a.Consent.Bases {
		p.Bases = append(p.Bases, basisCard(v, b, a.use(v, b.ID, b.Recipient, b.Openings)))
	}
	for _, t := range consent.Texts() {
		p.Texts = append(p.Texts, page.Link{Text: v.T.Text("lang." + t.Lang), Href: "/consent/text/" + t.Lang})
	}
	return desk.Show(v, consentView, p)
}

// cardOfGrant shows what was agreed, how, and how it was used.
func cardOfGrant(v *desk.Visit, a agreed, g consent.Grant) grantCard {
	now := access.StoredTime(v.Node.Now())
	base := casefile.Path(g.Case) + "/consent/" + string(g.ID)
	card := grantCard{T: v.T, Sheet: base + "/sheet"}
	facts := v.Facts()
	facts.Add("consent.recipient", g.To)
	facts.Add("consent.called_now", g.CalledNow())
	facts.Add("consent.body_phone", g.Body.Phone)
	facts.Add("consent.purpose", v.Text("purpose."+string(g.Purpose)))
	facts.Lines("consent.groups", v.GroupNames(g.Groups))
	if g.Carries {
		facts.Add("consent.carries", v.Text("consent.carries.yes"))
	}
	if g.Meets {
		facts.Add("consent.meets", v.Text("consent.meets.yes"))
	}
	if g.Moves() {
		facts.Add("consent.moves", v.Text("consent.moves.yes"))
	}
	facts.Add("consent.since", v.Day(g.From.Time()))
	facts.Add("consent.until", v.Day(g.Until.Time()))
	facts.Lines("consent.conditions", conditionsFor(g, consent.ForRecipient))
	facts.Lines("consent.conditions_us", conditionsFor(g, consent.ForUs))
	facts.List.Rows = append(facts.List.Rows, explained(v, g).Rows...)
	switch {
	case g.WithdrawnAt != 0:
		card.State = page.Tag{Text: v.Text("consent.state.withdrawn"), Classes: "l-tag--quiet"}
		facts.Add("consent.withdrawn_at", v.When(g.WithdrawnAt.Time()))
	case g.Until <= now:
		card.State = page.Tag{Text: v.Text("consent.state.over"), Classes: "l-tag--quiet"}
	default:
		card.State = page.Tag{Text: v.Text("consent.state.live"), Classes: "l-tag--done"}
		if g.Paused {
			card.State = page.Tag{Text: v.Text("consent.state.paused"), Classes: "l-tag--soon"}
		}
		card.Withdraw = base + "/withdraw"
		if a.Can(access.ConsentGive) {
			card.Change = base + "/change"
		}
	}
	facts.List.Rows = append(facts.List.Rows, a.use(v, string(g.ID), g.Recipient, g.Openings).Rows...)
	card.Facts = facts.List
	a.sign(v, &card, g)
	for _, r := range a.Referrals {
		named := slices.ContainsFunc(g.Openings, func(o consent.Opening) bool { return o.Opener == r.ID })
		if named && r.AwaitsEnd() && r.WeAnswer() {
			card.Tell = append(card.Tell, page.Link{Text: v.Text("consent.tell", "name", r.ToName), Href: casefile.ReferralPath(r.ID)})
		}
	}
	return card
}

// sign hangs the signed sheets at the consent that they prove.
func (a agreed) sign(v *desk.Visit, card *grantCard, g consent.Grant) {
	for _, f := range a.Attachments {
		if f.Grant == g.ID && !f.Struck {
			card.Signed = append(card.Signed, page.Link{Text: v.Text("consent.sheet_signed", "day", v.DayOn(f.At.Time())), Href: attachments.Path(g.Case, f.ID)})
		}
	}
	if a.CanEdit(lindung.Identity) {
		card.AddSheet = attachments.SheetPath(g.Case, g.ID)
	}
}

// cardOfBare shows a grant that does not open, to be withdrawn.
func cardOfBare(v *desk.Visit, a agreed, b consent.Bare) grantCard {
	facts := v.Facts()
	facts.Add("consent.recipient", a.named(v, b.Recipient))
	facts.Add("consent.until", v.Day(b.Until.Time()))
	return grantCard{
		T: v.T, Facts: facts.List, Withdraw: casefile.Path(a.ID) + "/consent/" + string(b.ID) + "/withdraw",
		State: page.Tag{Text: v.Text("consent.state.damaged"), Classes: "l-tag--soon"},
	}
}

// conditionsFor returns what the person asks of one of the sides.
func conditionsFor(g consent.Grant, who string) []string {
	var all []string
	for _, c := range g.Detail.Conditions {
		if c.For == who {
			all = append(all, strings.Split(c.Text, "\n")...)
		}
	}
	return all
}

// use says for which referrals a grant or basis was named, when it was open, and how
// often the recipient read the case in that time.
//
// Source: ACTIP 14.6
func (a agreed) use(v *desk.Visit, id string, to consent.Recipient, named []consent.Opening) page.SummaryList {
	facts := v.Facts()
	var of []string
	for _, r := range a.Referrals {
		for _, o := range named {
			if o.Opener == r.ID {
				of = append(of, v.Text("consent.referral_line", "need", v.Text("need."+r.Need), "day", v.DayOn(r.SentAt.Time()), "state", desk.LowerFirst(v.Text(stateLabel(r)))))
			}
		}
	}
	facts.Lines("consent.referrals", of)
	if to.Outside() {
		return facts.List
	}
	u := a.Used[id]
	var lines []string
	for _, s := range u.Spans {
		if s.To == 0 {
			lines = append(lines, v.Text("consent.open_since", "when", v.Moment(s.From.Time())))
		} else {
			lines = append(lines, v.Text("consent.was_open", "from", v.Moment(s.From.Time()), "to", v.Moment(s.To.Time())))
		}
	}
	switch {
	case u.More:
		lines = append(lines, v.Text("consent.reads_more", "n", u.Reads))
	case len(lines) > 0:
		lines = append(lines, v.Text("consent.reads", "n", u.Reads))
	default:
		lines = []string{v.Text("consent.not_open")}
	}
	facts.Lines("consent.open", lines)
	return facts.List
}

// askWithdraw says what withdrawing does and what it cannot undo.
func askWithdraw(v *desk.Visit) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	g, err := a.grant(v)
	for _, b := range a.unopened() {
		if string(b.ID) == v.ID("grant") {
			g, err = consent.Grant{To: a.named(v, b.Recipient)}, nil // nothing may block it
		}
	}
	if err != nil {
		return err
	}
	p := desk.FormPage{Base: v.Base("page.consent_withdraw"), Lead: v.Text("consent.withdraw.lead", "name", g.To)}
	switch {
	case g.Counts():
		p.Lead = v.Text("consent.withdraw.lead_counted")
	case g.Recipient.Outside():
		p.Lead = v.Text("consent.withdraw.lead_outside", "name", g.To, "phone", g.Body.Phone)
	}
	back := casefile.Path(a.ID) + "/consent"
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: back}
	p.Form = page.Form{
		Action: v.Request.URL.Path, Save: page.Button{Text: v.Text("consent.withdraw.now"), Classes: "govuk-button--warning"},
		Cancel: &page.Link{Text: v.Text("consent.withdraw.not"), Href: back},
	}
	if g.Counts() {
		p.Form.Hidden = []page.Hidden{{Name: "counted", Value: "yes"}}
	}
	return desk.Show(v, desk.FormView, p)
}

// withdrawConsent ends a grant now. Nothing can block it.
func withdrawConsent(v *desk.Visit) error {
	id := casefile.ID(v)
	to := desk.Done(casefile.Path(id)+"/consent", "consent_withdrawn")
	if v.Sent("counted") != "" {
		to = desk.Done(casefile.Path(id)+"/consent", "consent_uncounted")
	}
	if err := consent.Withdraw(v.Ctx(), v.Act(to), cases.Target(id), lindung.GrantID(v.ID("grant"))); err != nil {
		return err
	}
	return v.Acted()
}

// stateLabel returns the label of a referral's state.
func stateLabel(r referral.Referral) string {
	switch {
	case r.Over() && r.Backing.Withdrawn:
		return "referral.state.withdrawn"
	case r.Over():
		return "referral.state.lapsed"
	}
	return "referral.state." + string(r.State)
}
