package sharing

import (
	"strings"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/person"
	"lindung/referral"
)

type letterPage struct {
	page.Base
	To, From, Date, Need, Words string
	Sender                      []string           // where the sender is reached
	Safety                      []page.SummaryList // how to reach the person, before anything of them
	Cautions                    []string           // what must be asked before anyone is called
	Asks                        []string           // what the person asks of the recipient
	Facts                       []page.SummaryList
	Agreed                      []string // what for, until when; nothing when it does not hold any more
}

var letterView = page.NewView[letterPage]("letter")

// showLetter shows the letter to an outside body: only what was agreed, and how to
// reach the person safely above every number.
func showLetter(v *desk.Visit) error {
	var r referral.Referral
	var w dossier.Whole
	var orgs []access.Org
	id := referralID(v)
	err := v.Session.See(v.Ctx(), access.ReferralRead, referral.Target(id), func(tx *access.Tx) error {
		var err error
		if r, err = referral.ReadIn(tx, id); err != nil {
			return err
		}
		if !r.Mine || !r.To.Outside() {
			return lindung.ErrNotFound
		}
		if orgs, err = access.OrgsOf(tx); err != nil {
			return err
		}
		w, err = dossier.ReadIn(tx, r.Case)
		return err
	})
	if err != nil {
		return err
	}
	p := letterPage{
		Base: v.Base("page.letter"), To: r.ToName, From: r.FromName, Date: v.DayOn(r.SentAt.Time()), Need: v.Text("need." + r.Need),
	}
	for _, o := range orgs {
		if o.ID == v.Session.Actor().Org {
			p.Sender = strings.Split(strings.Trim(o.Address+"\n"+o.Telephone, "\n"), "\n")
		}
	}
	p.Print = true
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: referralPath(r.ID)}
	if rests := r.BasedOn.InForce(access.StoredTime(v.Node.Now())); r.Waiting() {
		fillLetter(v, &p, w, rests)
		p.Words, p.Asks = r.Words, r.Conditions
	}
	return desk.Show(v, letterView, p)
}

// fillLetter puts into a letter what rests opens. How to reach the person safely comes
// first.
//
// Source: ACTIP 14.5; ACTIP 14.6
func fillLetter(v *desk.Visit, p *letterPage, w dossier.Whole, rests consent.Ledger) {
	view, pieces := w.Leaving(rests), dossier.Pieces(w)
	p.Agreed = restsOn(v, rests)
	if len(view[lindung.Contact]) > 0 && !w.AskedSafety() {
		p.Cautions = append(p.Cautions, v.Text("case.safety.ask_them", "name", p.From))
	}
	for range dossier.Told(pieces, view) {
		p.Cautions = append(p.Cautions, v.Text("case.safety.keep_from", "name", p.From))
	}
	for _, it := range dossier.Letter(pieces, view) {
		if it.Form != nil && it.Form.Name == person.SafeContact.Name {
			p.Safety = append(p.Safety, page.Summary(v.T, it.Form, it.Values, page.Reading{}))
		} else {
			p.Facts = append(p.Facts, pieceCard(v, it, page.Reading{}))
		}
	}
}

// pieceCard shows one piece of a case as its recipient reads it.
func pieceCard(v *desk.Visit, it dossier.Piece, how page.Reading) page.SummaryList {
	var list page.SummaryList
	if it.Form != nil {
		list = page.Summary(v.T, it.Form, it.Values, how)
	} else {
		f := v.Facts()
		if it.At != 0 {
			f.Add("dossier.at", v.DayOn(it.At.Time()))
		}
		for _, l := range it.Lines {
			f.Add(l.Label, lineText(v, l))
		}
		list = f.List
		for i := range list.Rows {
			if how.Masked {
				list.Rows[i].Value.Masked = v.Text("page.show")
			}
		}
	}
	list.Card = &page.Card{Title: page.CardTitle{Text: v.Text(it.Label)}}
	return list
}

// lineText returns the text of a line.
func lineText(v *desk.Visit, l dossier.Line) string {
	switch {
	case l.Key != "":
		return v.Text(l.Key)
	case !l.Day.IsZero():
		return v.T.Date(l.Day)
	case l.Country != "":
		return v.T.Country(l.Country)
	}
	return l.Text
}
