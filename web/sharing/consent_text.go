package sharing

import (
	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

// askWithdraw says what withdrawing does and what it cannot undo.
func askWithdraw(v *desk.Visit) error {
	g, c, err := grant(v)
	if err != nil {
		return err
	}
	names, err := v.OrgNames()
	if err != nil {
		return err
	}
	to := names[g.Recipient]
	if g.Outside {
		to = g.Detail.Body
	}
	p := desk.FormPage{Base: v.Base("page.consent_withdraw"), Lead: v.Text("consent.withdraw.lead", "name", to)}
	if g.Outside {
		p.Lead = v.Text("consent.withdraw.lead_outside", "name", to)
	}
	back := "/cases/" + string(c.ID) + "/consent"
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: back}
	p.Form = page.Form{
		Action: v.Request.URL.Path, Save: page.Button{Text: v.Text("consent.withdraw.now"), Classes: "govuk-button--warning"},
		Cancel: &page.Link{Text: v.Text("consent.withdraw.not"), Href: back},
	}
	return desk.Show(v, desk.FormView, p)
}

// withdrawConsent ends a grant now. It is never blocked by anything.
func withdrawConsent(v *desk.Visit) error {
	if err := consent.Withdraw(v.Ctx(), v.Session, cases.On(casefile.ID(v)), lindung.GrantID(v.ID("grant"))); err != nil {
		return err
	}
	return v.Done("/cases/"+string(casefile.ID(v))+"/consent", "consent_withdrawn")
}

type consentTextPage struct {
	page.Base
	Text  consent.Text
	Facts page.SummaryList // of the grant on a sheet
	Lines []string         // to be signed
	Sheet bool
}

var consentTextView = page.NewView[consentTextPage]("consent_text")

// showConsentText is the text to read to the person, in her language.
func showConsentText(v *desk.Visit) error {
	for _, t := range consent.Texts() {
		if t.Lang == v.Request.PathValue("lang") {
			p := consentTextPage{Base: v.Base("page.consent_text"), Text: t}
			return desk.Show(v, consentTextView, p)
		}
	}
	return lindung.ErrNotFound
}

// showConsentSheet is a grant on paper, in the language in which it was read,
// with lines for the names of those who sign.
func showConsentSheet(v *desk.Visit) error {
	g, c, err := grant(v)
	if err != nil {
		return err
	}
	text, ok := consent.TextVersion(g.Lang, g.TextVersion)
	if !ok {
		return lindung.ErrNotFound
	}
	names, err := v.OrgNames()
	if err != nil {
		return err
	}
	v.T = i18n.For(i18n.Lang(g.Lang))
	p := consentTextPage{Base: v.Base("page.consent_sheet"), Text: text, Sheet: true}
	p.Print = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/cases/" + string(c.ID) + "/consent"}
	p.Facts = cardOfGrant(v, g, names).Facts
	for _, who := range []string{"person", "guardian", "interpreter", "witness", "worker"} {
		if who != "guardian" || c.Child {
			p.Lines = append(p.Lines, v.Text("consent.sign."+who))
		}
	}
	return desk.Show(v, consentTextView, p)
}
