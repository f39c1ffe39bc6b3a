package sharing

import (
	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/person"
	"lindung/referral"
)

type letterPage struct {
	page.Base
	To, From, Date, Need, Words string
	Safety                      []page.SummaryList // how to reach the person, before anything of them
	Cautions                    []string           // what must be asked before anybody is called
	Asks                        []string           // what the person asks of the recipient
	Facts                       []page.SummaryList
	Notes                       []string
	Agreed                      []string // what for, until when; nothing when it does not hold any more
}

var letterView = page.NewView[letterPage]("letter")

// showLetter is the letter to a body outside the node: what was agreed and
// nothing else, and how to reach the person above every number.
func showLetter(v *desk.Visit) error {
	var r referral.Referral
	var c cases.Case
	id := referralID(v)
	err := v.Session.See(v.Ctx(), access.ReferralRead, referral.On(id), func(tx *access.Tx) error {
		var err error
		if r, err = referral.Of(tx, id); err != nil {
			return err
		}
		if !r.Mine || !r.To.Outside() {
			return lindung.ErrNotFound
		}
		tx.Also(string(r.Case))
		c, err = cases.Of(tx, r.Case)
		return err
	})
	if err != nil {
		return err
	}
	p := letterPage{
		Base: v.Base("page.letter"), To: r.ToName, From: r.FromName, Date: v.DayOn(r.SentAt.Time()), Need: v.Text("need." + r.Need),
	}
	p.Print = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: referralPath(r.ID)}
	if rests := r.RestsOn.Live(access.At(v.Node.Now())); r.Waiting() {
		fillLetter(v, &p, c, rests)
		p.Words, p.Asks = r.Words, r.Conditions
	}
	return desk.Show(v, letterView, p)
}

// fillLetter puts into a letter what rests lets out.
//
// Source: ACTIP 14.5; ACTIP 14.6
func fillLetter(v *desk.Visit, p *letterPage, c cases.Case, rests consent.Ledger) {
	view := rests.View()
	p.Agreed = restsOn(v, rests)
	p.Facts, p.Notes = letterFacts(v, c, view)
	if len(view[lindung.Contact]) == 0 {
		return
	}
	if !c.AskedSafety() {
		p.Cautions = append(p.Cautions, v.Text("case.safety.ask_them", "name", p.From))
	}
	for _, f := range v.Session.Forms() {
		for _, i := range f.Fields {
			if i.OnlyTold(view) && c.Answers(f).Text(i) != "" {
				p.Cautions = append(p.Cautions, v.Text("case.safety.keep_from", "name", p.From))
			}
		}
	}
	if part := person.SafeContact.Shared(view); c.Answers(part).Len() > 0 {
		p.Safety = append(p.Safety, page.Summary(v.T, part, c.Answers(part), page.Reading{}))
	}
}

// letterFacts are the answers and notes that view lets out, without how to reach the
// person safely, which stands above them.
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
		part := form.Keep(func(i *field.Info) bool { return seen[i.Name] && form.Name != person.SafeContact.Name })
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
