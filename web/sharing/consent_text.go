package sharing

import (
	"lindung"
	"lindung/consent"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

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

// textOwner returns the actor's organisation, as the text names it.
func textOwner(v *desk.Visit) consent.Owner {
	a := v.Session.Actor()
	return consent.Owner{Name: a.OrgName, Sector: a.Sector}
}

// showConsentText shows the text to read to the person, in their language, for a
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

// showConsentSheet shows a grant for paper, in the language in which it was read, with
// lines to sign.
func showConsentSheet(v *desk.Visit) error {
	a, err := readAgreed(v)
	if err != nil {
		return err
	}
	g, err := a.grant(v)
	if err != nil {
		return err
	}
	text, ok := consent.TextVersion(g.Lang, g.TextVersion)
	if !ok {
		return lindung.ErrNotFound
	}
	name, sector := a.addressee(g)
	v.T = i18n.For(i18n.Lang(g.Lang))
	p := consentTextPage{Base: v.Base("page.consent_sheet"), Text: text, Sheet: true}
	p.Paragraphs = text.Compose(consent.Reading{Owner: textOwner(v), Recipient: sector, Child: g.Child})
	p.Summary = consent.Summary(v.T, termsOf(v, g, name))
	p.Print = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: casefile.Path(a.ID) + "/consent"}
	p.Facts = explained(v, g)
	for _, who := range []string{"person", "guardian", "interpreter", "witness", "worker"} {
		if who != "guardian" || g.Child {
			p.Lines = append(p.Lines, v.Text("consent.sign."+who))
		}
	}
	return desk.Show(v, consentTextView, p)
}

// explained says how a text was explained, and who was there.
func explained(v *desk.Visit, g consent.Grant) page.SummaryList {
	facts := v.Facts()
	facts.Add("consent.read_in", v.Text("consent.read_in_text", "language", v.Text("lang."+g.Lang), "version", g.TextVersion))
	facts.Add("consent.explained_by", g.Detail.ExplainedBy)
	facts.Add("consent.interpreter", g.Detail.Interpreter)
	facts.Add("consent.understood", g.Detail.Understood)
	facts.Add("consent.witness", g.Detail.Witness)
	facts.Add("consent.guardian", g.Detail.Guardian)
	facts.Add("consent.no_guardian", g.Detail.NoGuardian)
	return facts.List
}
