package web

import (
	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/i18n"
	"lindung/internal/page"
)

// askWithdraw says what withdrawing does and what it cannot undo.
func askWithdraw(v *visit) error {
	g, c, err := v.grant()
	if err != nil {
		return err
	}
	names, err := v.orgNames()
	if err != nil {
		return err
	}
	to := names[g.Recipient]
	if g.Outside {
		to = g.Detail.Body
	}
	p := formPage{Base: v.base("page.consent_withdraw"), Lead: v.text("consent.withdraw.lead", "name", to)}
	if g.Outside {
		p.Lead = v.text("consent.withdraw.lead_outside", "name", to)
	}
	back := "/cases/" + string(c.ID) + "/consent"
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: back}
	p.Form = page.Form{
		Action: v.r.URL.Path, Save: page.Button{Text: v.text("consent.withdraw.now"), Classes: "govuk-button--warning"},
		Cancel: &page.Link{Text: v.text("consent.withdraw.not"), Href: back},
	}
	return show(v, formView, p)
}

// withdrawConsent ends a grant now. It is never blocked by anything.
func withdrawConsent(v *visit) error {
	if err := consent.Withdraw(v.ctx(), v.session, cases.On(v.caseID()), lindung.GrantID(v.id("grant"))); err != nil {
		return err
	}
	return v.done("/cases/"+string(v.caseID())+"/consent", "consent_withdrawn")
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
func showConsentText(v *visit) error {
	for _, t := range consent.Texts() {
		if t.Lang == v.r.PathValue("lang") {
			p := consentTextPage{Base: v.base("page.consent_text"), Text: t}
			return show(v, consentTextView, p)
		}
	}
	return lindung.ErrNotFound
}

// showConsentSheet is a grant on paper, in the language in which it was read,
// with lines for the names of those who sign.
func showConsentSheet(v *visit) error {
	g, c, err := v.grant()
	if err != nil {
		return err
	}
	text, ok := consent.TextVersion(g.Lang, g.TextVersion)
	if !ok {
		return lindung.ErrNotFound
	}
	names, err := v.orgNames()
	if err != nil {
		return err
	}
	v.t = i18n.For(i18n.Lang(g.Lang))
	p := consentTextPage{Base: v.base("page.consent_sheet"), Text: text, Sheet: true}
	p.Print = true
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/cases/" + string(c.ID) + "/consent"}
	p.Facts = v.grantCard(g, names).Facts
	for _, who := range []string{"person", "guardian", "interpreter", "witness", "worker"} {
		if who != "guardian" || c.Child {
			p.Lines = append(p.Lines, v.text("consent.sign."+who))
		}
	}
	return show(v, consentTextView, p)
}
