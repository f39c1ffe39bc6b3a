package web

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/page"
	"lindung/referral"
)

type previewPage struct {
	page.Base
	Case   caseHead
	To     string
	Facts  page.SummaryList
	Seen   []previewGroup
	Unseen []previewGroup
	Law    bool // something rests on law instead of consent
	Send   page.Form
}

// previewGroup is what of one field group will be seen, or not and why.
type previewGroup struct {
	Title string
	Lines []string
	Why   string
}

type needConsentPage struct {
	page.Base
	Case caseHead
	Give page.Button
}

type letterPage struct {
	page.Base
	To, From, Date, Need, Words string
	Facts                       []page.SummaryList
	Notes                       []string
	Until                       string
}

var (
	previewView     = page.NewView[previewPage]("referral_preview")
	needConsentView = page.NewView[needConsentPage]("referral_need_consent")
	letterView      = page.NewView[letterPage]("letter")
)

// newReferral asks to whom, what for, until when. Only those whom the person
// agreed to, or a legal basis names, can be chosen.
func newReferral(v *visit) error {
	in := url.Values{}
	v.putDay(in, "due", v.node.Now().AddDate(0, 0, 2))
	return v.referralForm(in, nil)
}

// recipients are who may receive a referral of the case at this moment: an
// organisation's identifier, or "grant:ID" for a body outside the node.
func (v *visit) recipients(l consent.Ledger) ([]page.Choice, error) {
	names, err := v.orgNames()
	if err != nil {
		return nil, err
	}
	now := access.At(v.node.Now())
	var all []page.Choice
	add := func(c page.Choice) {
		if !slices.ContainsFunc(all, func(x page.Choice) bool { return x.Value == c.Value }) {
			all = append(all, c)
		}
	}
	for _, g := range l.Grants {
		hint := &page.Hint{Text: v.text("referral.recipient.until", "when", v.day(g.Until.Time()))}
		switch {
		case !g.Live(now):
		case g.Outside:
			add(page.Choice{Value: "grant:" + string(g.ID), Text: v.text("referral.recipient.outside", "name", g.Detail.Body), Hint: hint})
		default:
			add(page.Choice{Value: string(g.Recipient), Text: names[g.Recipient], Hint: hint})
		}
	}
	for _, b := range l.Bases {
		if b.Live(now) {
			add(page.Choice{Value: string(b.Recipient), Text: names[b.Recipient], Hint: &page.Hint{Text: v.text("referral.recipient.law", "kind", v.text("consent.kind."+b.Kind))}})
		}
	}
	return all, nil
}

func (v *visit) caseAndLedger() (cases.Case, consent.Ledger, error) {
	c, err := cases.Read(v.ctx(), v.session, v.caseID())
	if err != nil {
		return c, consent.Ledger{}, err
	}
	l, err := consent.Read(v.ctx(), v.session, cases.On(c.ID))
	return c, l, err
}

func (v *visit) referralForm(in url.Values, problems []field.Problem) error {
	c, l, err := v.caseAndLedger()
	if err != nil {
		return err
	}
	to, err := v.recipients(l)
	if err != nil {
		return err
	}
	if len(to) == 0 {
		p := needConsentPage{Base: v.base("page.referral_new"), Case: v.head(c)}
		p.Back = &page.BackLink{Text: v.text("common.back"), Href: p.Case.Href}
		p.Give = page.Button{Text: v.text("consent.give"), Href: p.Case.Href + "/consent/new"}
		return show(v, needConsentView, p)
	}
	q := v.ask("referral", in, problems)
	q.choose("recipient", to)
	q.pick("need", options(v, "need", referral.Needs))
	q.date("due")
	q.long("words")
	p := formPage{Base: v.base("page.referral_new"), Lead: v.text("referral.new.lead", "name", v.calledIn(c))}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/cases/" + string(c.ID)}
	q.mark(&p.Base)
	p.Form = page.Form{Action: "/cases/" + string(c.ID) + "/referrals/preview", Rows: q.rows, Save: page.Button{Text: v.text("referral.new.preview")}}
	return show(v, formView, p)
}

// wanted reads the form. The recipient must be one whom the ledger names.
func (v *visit) wanted(l consent.Ledger) (referral.New, consent.View, []field.Problem) {
	problems := missing(v.form(), "recipient", "need")
	n := referral.New{Need: v.sent("need"), Words: v.sent("words")}
	due, bad := v.dayOf("due")
	if bad != nil {
		problems = append(problems, *bad)
	} else if n.Due = access.At(due); n.Due <= access.At(v.node.Now()) {
		problems = append(problems, field.Problem{Field: "due", Key: "referral.problem.due"})
	}
	now := access.At(v.node.Now())
	id, outside := strings.CutPrefix(v.sent("recipient"), "grant:")
	if !outside {
		n.To = lindung.OrgID(id)
		return n, l.Would(n.To, now), problems
	}
	for _, g := range l.Grants {
		if string(g.ID) == id && g.Outside && g.Live(now) {
			n.Body = g.Detail.Body
			view := consent.View{}
			for _, x := range g.Groups {
				view[x] = append(view[x], g.Purpose)
			}
			return n, view, problems
		}
	}
	return n, nil, append(problems, field.Problem{Field: "recipient", Key: "consent.problem.recipient"})
}

// previewReferral shows, before anything leaves, what will be seen and what
// not, and why.
func previewReferral(v *visit) error {
	c, l, err := v.caseAndLedger()
	if err != nil {
		return err
	}
	n, view, problems := v.wanted(l)
	if len(problems) > 0 {
		return v.referralForm(v.form(), problems)
	}
	names, err := v.orgNames()
	if err != nil {
		return err
	}
	to := names[n.To]
	if n.To == "" {
		to = n.Body
	}
	p := previewPage{Base: v.base("page.referral_preview"), Case: v.head(c), To: to}
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: p.Case.Href + "/referrals/new"}
	f := v.facts()
	f.add("referral.to", to)
	f.add("referral.need", v.text("need."+n.Need))
	f.add("referral.due", v.day(n.Due.Time()))
	f.add("referral.words", n.Words)
	p.Facts = f.list
	p.Seen, p.Unseen = v.previewGroups(referral.Preview(c, view))
	if err := v.previewScreening(&p, c, view); err != nil {
		return err
	}
	for _, b := range l.Bases {
		p.Law = p.Law || b.Recipient == n.To && b.Live(access.At(v.node.Now()))
	}
	p.Send = page.Form{
		Action: p.Case.Href + "/referrals", Hidden: carry(v.form(), "recipient", "need", "due-day", "due-month", "due-year", "words"),
		Save: page.Button{Text: v.text("referral.send", "name", to)},
	}
	return show(v, previewView, p)
}

// previewGroups sorts the lines of a preview by group.
func (v *visit) previewGroups(lines []referral.Line) (seen, unseen []previewGroup) {
	for _, l := range lines {
		title, text := v.text("group."+string(l.Group)), v.text("referral.preview.names")
		switch {
		case l.Field != nil:
			text = v.text("field." + l.Field.Name)
		case l.Notes:
			text = v.text("referral.preview.notes")
		}
		if l.Seen {
			seen = putLine(seen, title, "", text)
		} else {
			unseen = putLine(unseen, title, v.text(l.Why), text)
		}
	}
	return seen, unseen
}

// putLine adds a line to its group.
func putLine(all []previewGroup, title, why, line string) []previewGroup {
	for i := range all {
		if all[i].Title == title && all[i].Why == why {
			all[i].Lines = append(all[i].Lines, line)
			return all
		}
	}
	return append(all, previewGroup{title, []string{line}, why})
}

// sendReferral sends. If the person has withdrawn while the page was read,
// nothing leaves.
func sendReferral(v *visit) error {
	_, l, err := v.caseAndLedger()
	if err != nil {
		return err
	}
	n, _, problems := v.wanted(l)
	if len(problems) > 0 {
		return v.referralForm(v.form(), problems)
	}
	r, err := referral.Send(v.ctx(), v.session, v.caseID(), n)
	switch {
	case errors.Is(err, consent.ErrNone):
		return v.done("/cases/"+string(v.caseID())+"/consent", "referral_no_consent")
	case errors.Is(err, referral.ErrIncomplete):
		return v.referralForm(v.form(), []field.Problem{{Field: "need", Key: "problem.missing"}})
	case err != nil:
		return err
	}
	return v.done("/referrals/"+string(r.ID), "referral_sent")
}

// showLetter is the letter to a body outside the node: what was agreed and
// nothing else.
func showLetter(v *visit) error {
	r, err := referral.Read(v.ctx(), v.session, v.referralID())
	if err != nil {
		return err
	}
	if !r.Mine || !r.Outside {
		return lindung.ErrNotFound
	}
	c, err := cases.Read(v.ctx(), v.session, r.Case)
	if err != nil {
		return err
	}
	l, err := consent.Read(v.ctx(), v.session, cases.On(r.Case))
	if err != nil {
		return err
	}
	p := letterPage{
		Base: v.base("page.letter"), To: r.Body, From: r.FromName, Date: v.t.Day(r.SentAt.Time()),
		Need: v.text("need." + r.Need), Words: r.Words,
	}
	p.Print = true
	p.Back = &page.BackLink{Text: v.text("common.back"), Href: "/referrals/" + string(r.ID)}
	for _, g := range l.Grants {
		if g.Outside && g.Detail.Body == r.Body && g.Live(access.At(v.node.Now())) {
			view := consent.View{}
			for _, x := range g.Groups {
				view[x] = append(view[x], g.Purpose)
			}
			p.Until = v.day(g.Until.Time())
			p.Facts, p.Notes = v.letterFacts(c, view)
		}
	}
	if p.Until == "" { // withdrawn since, or ended: nothing of her leaves on paper
		p.Words = ""
	}
	return show(v, letterView, p)
}

// letterFacts are the answers and notes that view lets out.
func (v *visit) letterFacts(c cases.Case, view consent.View) ([]page.SummaryList, []string) {
	var lists []page.SummaryList
	if len(view[lindung.Identity]) > 0 && len(c.Names) > 0 {
		f := v.facts()
		for _, n := range c.Names {
			f.lines("name_kind."+n.Kind, []string{n.Text})
		}
		lists = append(lists, f.list)
	}
	seen, notes := seenOf(referral.Preview(c, view))
	for _, form := range cases.Forms {
		part := form.Keep(func(i *field.Info) bool { return seen[i.Name] })
		if len(part.Fields) > 0 {
			list := page.Summary(v.t, part, c.Answers(form), page.Reading{})
			list.Card = &page.Card{Title: page.CardTitle{Text: v.text("form." + form.Name)}}
			lists = append(lists, list)
		}
	}
	var texts []string
	for _, n := range c.Notes {
		if g, ok := cases.NoteGroup(n.Kind); ok && notes[g] {
			texts = append(texts, n.Text)
		}
	}
	return lists, texts
}

// seenOf returns the names of the fields and the groups of notes that are seen.
func seenOf(lines []referral.Line) (fields map[string]bool, notes map[lindung.Group]bool) {
	fields, notes = map[string]bool{}, map[lindung.Group]bool{}
	for _, l := range lines {
		switch {
		case !l.Seen:
		case l.Field != nil:
			fields[l.Field.Name] = true
		case l.Notes:
			notes[l.Group] = true
		}
	}
	return fields, notes
}
