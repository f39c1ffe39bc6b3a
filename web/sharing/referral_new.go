package sharing

import (
	"errors"
	"lindung/internal/desk"
	"lindung/web/casefile"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/identification"
	"lindung/internal/page"
	"lindung/referral"
)

type previewPage struct {
	page.Base
	Case   casefile.Head
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
	Case casefile.Head
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
func newReferral(v *desk.Visit) error {
	in := url.Values{}
	v.PutDay(in, "due", v.Node.Now().AddDate(0, 0, 2))
	return referralForm(v, in, nil)
}

// recipients are who may receive a referral of the case at this moment: an
// organisation's identifier, or "grant:ID" for a body outside the node.
func recipients(v *desk.Visit, l consent.Ledger) ([]page.Choice, error) {
	names, err := v.OrgNames()
	if err != nil {
		return nil, err
	}
	now := access.At(v.Node.Now())
	var all []page.Choice
	add := func(c page.Choice) {
		if !slices.ContainsFunc(all, func(x page.Choice) bool { return x.Value == c.Value }) {
			all = append(all, c)
		}
	}
	for _, g := range l.Grants {
		hint := &page.Hint{Text: v.Text("referral.recipient.until", "when", v.Day(g.Until.Time()))}
		switch {
		case !g.Live(now):
		case g.Outside:
			add(page.Choice{Value: "grant:" + string(g.ID), Text: v.Text("referral.recipient.outside", "name", g.Detail.Body), Hint: hint})
		default:
			add(page.Choice{Value: string(g.Recipient), Text: names[g.Recipient], Hint: hint})
		}
	}
	for _, b := range l.Bases {
		if b.Live(now) {
			add(page.Choice{Value: string(b.Recipient), Text: names[b.Recipient], Hint: &page.Hint{Text: v.Text("referral.recipient.law", "kind", v.Text("consent.kind."+b.Kind))}})
		}
	}
	return all, nil
}

func caseAndLedger(v *desk.Visit) (cases.Case, consent.Ledger, error) {
	c, err := cases.Read(v.Ctx(), v.Session, casefile.ID(v))
	if err != nil {
		return c, consent.Ledger{}, err
	}
	l, err := consent.Read(v.Ctx(), v.Session, cases.On(c.ID))
	return c, l, err
}

func referralForm(v *desk.Visit, in url.Values, problems []field.Problem) error {
	c, l, err := caseAndLedger(v)
	if err != nil {
		return err
	}
	to, err := recipients(v, l)
	if err != nil {
		return err
	}
	if len(to) == 0 {
		p := needConsentPage{Base: v.Base("page.referral_new"), Case: casefile.HeadOf(v, c)}
		p.Back = &page.BackLink{Text: v.Text("common.back"), Href: p.Case.Href}
		p.Give = page.Button{Text: v.Text("consent.give"), Href: p.Case.Href + "/consent/new"}
		return desk.Show(v, needConsentView, p)
	}
	q := v.Ask("referral", in, problems)
	q.Choose("recipient", to)
	q.Pick("need", desk.PickFrom(v, "need", referral.Needs))
	q.Date("due")
	q.Long("words")
	p := desk.FormPage{Base: v.Base("page.referral_new"), Lead: v.Text("referral.new.lead", "name", casefile.CalledIn(v, c))}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/cases/" + string(c.ID)}
	q.Mark(&p.Base)
	p.Form = page.Form{Action: "/cases/" + string(c.ID) + "/referrals/preview", Rows: q.Rows, Save: page.Button{Text: v.Text("referral.new.preview")}}
	return desk.Show(v, desk.FormView, p)
}

// wanted reads the form. The recipient must be one whom the ledger names.
func wanted(v *desk.Visit, l consent.Ledger) (referral.New, consent.View, []field.Problem) {
	problems := desk.Missing(v.Form(), "recipient", "need")
	n := referral.New{Need: v.Sent("need"), Words: v.Sent("words")}
	due, bad := v.DayOf("due")
	if bad != nil {
		problems = append(problems, *bad)
	} else if n.Due = access.At(due); n.Due <= access.At(v.Node.Now()) {
		problems = append(problems, field.Problem{Field: "due", Key: "referral.problem.due"})
	}
	now := access.At(v.Node.Now())
	id, outside := strings.CutPrefix(v.Sent("recipient"), "grant:")
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
func previewReferral(v *desk.Visit) error {
	c, l, err := caseAndLedger(v)
	if err != nil {
		return err
	}
	n, view, problems := wanted(v, l)
	if len(problems) > 0 {
		return referralForm(v, v.Form(), problems)
	}
	names, err := v.OrgNames()
	if err != nil {
		return err
	}
	to := names[n.To]
	if n.To == "" {
		to = n.Body
	}
	p := previewPage{Base: v.Base("page.referral_preview"), Case: casefile.HeadOf(v, c), To: to}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: p.Case.Href + "/referrals/new"}
	f := v.Facts()
	f.Add("referral.to", to)
	f.Add("referral.need", v.Text("need."+n.Need))
	f.Add("referral.due", v.Day(n.Due.Time()))
	f.Add("referral.words", n.Words)
	p.Facts = f.List
	p.Seen, p.Unseen = previewGroups(v, referral.Preview(v.Session.Forms(), c, view))
	if err := previewScreening(v, &p, c, view); err != nil {
		return err
	}
	for _, b := range l.Bases {
		p.Law = p.Law || b.Recipient == n.To && b.Live(access.At(v.Node.Now()))
	}
	p.Send = page.Form{
		Action: p.Case.Href + "/referrals", Hidden: desk.Carry(v.Form(), "recipient", "need", "due-day", "due-month", "due-year", "words"),
		Save: page.Button{Text: v.Text("referral.send", "name", to)},
	}
	return desk.Show(v, previewView, p)
}

// previewGroups sorts the lines of a preview by group.
func previewGroups(v *desk.Visit, lines []referral.Line) (seen, unseen []previewGroup) {
	for _, l := range lines {
		title, text := v.Text("group."+string(l.Group)), v.Text("referral.preview.names")
		switch {
		case l.Field != nil:
			text = v.Text("field." + l.Field.Name)
		case l.Notes:
			text = v.Text("referral.preview.notes")
		}
		if l.Seen {
			seen = putLine(seen, title, "", text)
		} else {
			unseen = putLine(unseen, title, v.Text(l.Why), text)
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
func sendReferral(v *desk.Visit) error {
	_, l, err := caseAndLedger(v)
	if err != nil {
		return err
	}
	n, _, problems := wanted(v, l)
	if len(problems) > 0 {
		return referralForm(v, v.Form(), problems)
	}
	r, err := referral.Send(v.Ctx(), v.Session, casefile.ID(v), n)
	switch {
	case errors.Is(err, consent.ErrNone):
		return v.Done("/cases/"+string(casefile.ID(v))+"/consent", "referral_no_consent")
	case errors.Is(err, referral.ErrIncomplete):
		return referralForm(v, v.Form(), []field.Problem{{Field: "need", Key: "problem.missing"}})
	case err != nil:
		return err
	}
	return v.Done("/referrals/"+string(r.ID), "referral_sent")
}

// showLetter is the letter to a body outside the node: what was agreed and
// nothing else.
func showLetter(v *desk.Visit) error {
	r, err := referral.Read(v.Ctx(), v.Session, referralID(v))
	if err != nil {
		return err
	}
	if !r.Mine || !r.Outside {
		return lindung.ErrNotFound
	}
	c, err := cases.Read(v.Ctx(), v.Session, r.Case)
	if err != nil {
		return err
	}
	l, err := consent.Read(v.Ctx(), v.Session, cases.On(r.Case))
	if err != nil {
		return err
	}
	p := letterPage{
		Base: v.Base("page.letter"), To: r.Body, From: r.FromName, Date: v.T.Day(r.SentAt.Time()),
		Need: v.Text("need." + r.Need), Words: r.Words,
	}
	p.Print = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/referrals/" + string(r.ID)}
	for _, g := range l.Grants {
		if g.Outside && g.Detail.Body == r.Body && g.Live(access.At(v.Node.Now())) {
			view := consent.View{}
			for _, x := range g.Groups {
				view[x] = append(view[x], g.Purpose)
			}
			p.Until = v.Day(g.Until.Time())
			p.Facts, p.Notes = letterFacts(v, c, view)
		}
	}
	if p.Until == "" { // withdrawn since, or ended: nothing of her leaves on paper
		p.Words = ""
	}
	return desk.Show(v, letterView, p)
}

// letterFacts are the answers and notes that view lets out.
func letterFacts(v *desk.Visit, c cases.Case, view consent.View) ([]page.SummaryList, []string) {
	var lists []page.SummaryList
	if len(view[lindung.Identity]) > 0 && len(c.Names) > 0 {
		f := v.Facts()
		for _, n := range c.Names {
			f.Lines("name_kind."+n.Kind, []string{n.Text})
		}
		lists = append(lists, f.List)
	}
	seen, notes := seenOf(referral.Preview(v.Session.Forms(), c, view))
	for _, form := range v.Session.Forms() {
		part := form.Keep(func(i *field.Info) bool { return seen[i.Name] })
		if len(part.Fields) > 0 {
			list := page.Summary(v.T, part, c.Answers(form), page.Reading{})
			list.Card = &page.Card{Title: page.CardTitle{Text: v.Text("form." + form.Name)}}
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

// previewScreening says of the screenings and decisions of a case whether the
// recipient of a referral will see them.
//
// Source: ACTIP 14.6
func previewScreening(v *desk.Visit, p *previewPage, c cases.Case, view consent.View) error {
	l, err := identification.Of(v.Ctx(), v.Session, c.ID)
	if err != nil {
		return err
	}
	shown := identification.Shown(view, lindung.Screening)
	put := func(there, seen bool, g lindung.Group, line string) {
		title := v.Text("group." + string(g))
		switch {
		case !there:
		case seen:
			p.Seen = putLine(p.Seen, title, "", line)
		case len(view[g]) == 0:
			p.Unseen = putLine(p.Unseen, title, v.Text(referral.NotAgreed), line)
		default:
			p.Unseen = putLine(p.Unseen, title, v.Text(referral.NotPurpose), line)
		}
	}
	recorded := slices.ContainsFunc(l.Decisions, func(d identification.Decision) bool { return !d.FromFile })
	put(len(l.Screenings) > 0, shown, lindung.Screening, v.Text("screening.screenings"))
	put(recorded, shown || identification.Shown(view, lindung.Legal), lindung.Legal, v.Text("screening.preview.decisions"))
	return nil
}
