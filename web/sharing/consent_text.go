package sharing

import (
	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/staff"
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
	Text       consent.Text
	Paragraphs []consent.Paragraph
	Summary    []consent.Paragraph // of what was agreed to, on a sheet
	Facts      page.SummaryList    // how it was explained
	Lines      []string            // to be signed
	Sheet      bool
}

var consentTextView = page.NewView[consentTextPage]("consent_text")

// textOwner names the organisation of the actor in the text that it reads out.
func textOwner(v *desk.Visit) consent.Owner {
	a := v.Session.Actor()
	return consent.Owner{Name: a.OrgName, Sector: a.Sector}
}

// showConsentText is the text to read to the person, in their language, for a
// recipient that is not known yet.
func showConsentText(v *desk.Visit) error {
	for _, t := range consent.Texts() {
		if t.Lang == v.Request.PathValue("lang") {
			p := consentTextPage{Base: v.Base("page.consent_text"), Text: t}
			p.Paragraphs = t.Compose(consent.Reading{Owner: textOwner(v)})
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
	to, err := recipient(v, g)
	if err != nil {
		return err
	}
	v.T = i18n.For(i18n.Lang(g.Lang))
	p := consentTextPage{Base: v.Base("page.consent_sheet"), Text: text, Sheet: true}
	p.Paragraphs = text.Compose(consent.Reading{Owner: textOwner(v), Recipient: to.Sector, Child: g.Child})
	p.Summary = consent.Summary(v.T, consent.Terms{
		To: to.Name, Letter: g.Outside, Purpose: g.Purpose, Groups: g.Groups,
		Until: lindung.DateOf(v.Local(g.Until.Time())), Words: g.Detail.Words, Child: g.Child,
	})
	p.Print = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/cases/" + string(c.ID) + "/consent"}
	p.Facts = explained(v, g)
	for _, who := range []string{"person", "guardian", "interpreter", "witness", "worker"} {
		if who != "guardian" || g.Child {
			p.Lines = append(p.Lines, v.Text("consent.sign."+who))
		}
	}
	return desk.Show(v, consentTextView, p)
}

// recipient returns the organisation that a grant names; of a body outside only
// its name is known.
func recipient(v *desk.Visit, g consent.Grant) (access.Org, error) {
	if g.Outside {
		return access.Org{Name: g.Detail.Body}, nil
	}
	return staff.OrgFor(v.Ctx(), v.Session, g.Recipient)
}

// explained says how a text was explained, and who was there.
func explained(v *desk.Visit, g consent.Grant) page.SummaryList {
	facts := v.Facts()
	facts.Add("consent.read_in", v.Text("consent.read_in_text", "language", v.Text("lang."+g.Lang), "version", g.TextVersion))
	facts.Add("consent.explained_by", g.Detail.ExplainedBy)
	facts.Add("consent.interpreter", g.Detail.Interpreter)
	facts.Add("consent.witness", g.Detail.Witness)
	facts.Add("consent.guardian", g.Detail.Guardian)
	facts.Add("consent.no_guardian", g.Detail.NoGuardian)
	return facts.List
}
