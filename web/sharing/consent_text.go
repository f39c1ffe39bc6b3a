package sharing

import (
	"strings"

	"lindung"
	"lindung/consent"
	"lindung/i18n"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/internal/recordings"
	"lindung/web/casefile"
)

type consentTextPage struct {
	page.Base
	Text  consent.Text
	Draft string // says in the language of the text that it is one
	Parts []textPart
}

var consentTextView = page.NewView[consentTextPage]("consent_text")

// textPart is what is under one heading of the text to read aloud.
type textPart struct {
	Heading    string
	Paragraphs []consent.Paragraph
	Spoken     map[string]page.Spoken // the recordings of paragraphs, by their ID
}

// headings are the passages above which there is a heading, so that whoever reads
// aloud finds the place again.
var headings = map[string]string{
	"child.you": "consent.part.child", "who": "consent.part.who", "counted": "consent.part.counted", "share": "consent.part.share", "no": "consent.part.choice", "kept": "consent.part.kept",
}

// partsOf puts headings into a text that was composed, in its language.
func partsOf(t i18n.T, text []consent.Paragraph) []textPart {
	var all []textPart
	for _, p := range text {
		key := headings[strings.TrimSuffix(p.ID, ".unknown")]
		if kind, own, of := strings.Cut(p.ID, "."); of && key == "" && kind != "child" {
			key = headings[own] // in the words of one kind of body
		}
		if key != "" || len(all) == 0 {
			part := textPart{}
			if key != "" {
				part.Heading = t.Text(key)
			}
			all = append(all, part)
		}
		last := &all[len(all)-1]
		last.Paragraphs = append(last.Paragraphs, p)
	}
	return all
}

// spoken adds the recordings that there are of the paragraphs of a text in a language.
func spoken(v *desk.Visit, lang string, parts []textPart) []textPart {
	n := 0
	for i, part := range parts {
		parts[i].Spoken = map[string]page.Spoken{}
		for _, p := range part.Paragraphs {
			n++
			parts[i].Spoken[p.ID] = v.Spoken(n, recordings.Sentence{Lang: lang, Key: p.Key(), Text: p.Text})
		}
	}
	return parts
}

// missing says what the text cannot say of the organisation that reads it out, and
// who can enter it; "" when it lacks nothing.
func missing(v *desk.Visit, o consent.Owner, administrators []string) string {
	what := make([]string, len(o.Lacks()))
	for i, name := range o.Lacks() {
		what[i] = desk.LowerFirst(v.Text("field." + name))
	}
	comma := v.Text("common.list_separator")
	switch {
	case len(what) == 0:
		return ""
	case len(administrators) == 0:
		return v.Text("consent.lacks.nobody", "what", strings.Join(what, comma))
	}
	return v.Text("consent.lacks", "what", strings.Join(what, comma), "names", strings.Join(administrators, comma))
}

// showConsentText shows the text to read to the person, in their language, for a
// recipient that is not known yet.
func showConsentText(v *desk.Visit) error {
	owner, err := consent.OwnOwner(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	for _, t := range consent.Texts() {
		if t.Lang == v.Request.PathValue("lang") {
			p := consentTextPage{Base: v.Base("page.consent_text"), Text: t}
			if t.Draft() {
				p.Draft = i18n.For(i18n.Lang(t.Lang)).Text("public.draft")
			}
			p.Parts = spoken(v, t.Lang, partsOf(i18n.For(i18n.Lang(t.Lang)), t.Compose(consent.Reading{Owner: owner})))
			return desk.Show(v, consentTextView, p)
		}
	}
	return lindung.ErrNotFound
}

// showConsentSheet is a grant on paper, in the language in which it was read,
// with what it said of the organisation on that day, and with lines for the names
// of those who sign.
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
	if text.Draft() {
		v.T.GaveDraft()
	}
	p := casefile.Paper{Base: v.Base("page.consent_sheet"), Heading: text.Title}
	if g.Corrected() {
		p.Parts = paperParts("", []consent.Paragraph{{Text: v.Text("consent.sheet.corrected")}})
	}
	read := text.Compose(readingOf(g, g.Detail.Owner, sector))
	for _, part := range partsOf(v.T, read) {
		p.Parts = append(p.Parts, paperParts(part.Heading, part.Paragraphs)...)
	}
	p.Parts = append(p.Parts, paperParts(v.Text("consent.sheet.agreed"), consent.Summary(v.T, termsOf(v, g, name)))...)
	p.Parts = append(p.Parts, casefile.PaperPart{Lists: []page.SummaryList{explained(v, g)}}, casefile.PaperPart{Text: []string{v.Text("consent.sheet.statement"), v.Text("consent.sheet.number", "number", a.Number)}})
	for _, who := range []string{"person", "guardian", "interpreter", "witness", "worker"} {
		if who != "guardian" || g.Child {
			p.Sign = append(p.Sign, v.Text("consent.sign."+who))
		}
	}
	return casefile.ShowPaper(v, p, casefile.Path(a.ID)+"/consent")
}

// paperParts are the paragraphs under one heading of a paper.
func paperParts(heading string, text []consent.Paragraph) []casefile.PaperPart {
	all := []casefile.PaperPart{{Heading: heading}}
	for _, p := range text {
		all = append(all, casefile.PaperPart{Text: []string{p.Text}, Items: p.Items})
	}
	return all
}

// explained says how a text was explained, and who was there.
func explained(v *desk.Visit, g consent.Grant) page.SummaryList {
	facts := v.Facts()
	facts.Add("consent.read_in", v.Text("consent.read_in_text", "language", v.Text("lang."+g.Lang), "version", g.TextVersion))
	facts.Add("consent.explained_by", g.Detail.ExplainedBy)
	facts.Add("consent.interpreter", g.Detail.Interpreter)
	facts.Add("consent.checked_by", g.Detail.CheckedBy)
	facts.Add("consent.understood", g.Detail.Understood)
	facts.Add("consent.witness", g.Detail.Witness)
	if g.Detail.Assent {
		facts.Add("consent.assent", v.Text("consent.assent.yes"))
	}
	facts.Add("consent.guardian", g.Detail.Guardian)
	facts.Add("consent.no_guardian", g.Detail.NoGuardian)
	return facts.List
}
