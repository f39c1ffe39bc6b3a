package sharing

import (
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/referral"
	"lindung/web/casefile"
)

// showLetter shows the letter to an outside body: only what was agreed, and how to
// reach the person safely above every number.
func showLetter(v *desk.Visit) error {
	var r referral.Referral
	var w dossier.Whole
	var orgs []access.Org
	id := casefile.Referral(v)
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
	return casefile.ShowPaper(v, letterOf(v, r, w, senderOf(v, orgs)), casefile.ReferralPath(r.ID))
}

// senderOf is the actor's organisation among those of the node.
func senderOf(v *desk.Visit, orgs []access.Org) access.Org {
	at := slices.IndexFunc(orgs, func(o access.Org) bool { return o.ID == v.Session.Actor().Org })
	return orgs[max(at, 0)]
}

// letterOf writes a letter: only what its referral opens. How to reach the person safely
// comes first, then what they ask of the recipient.
//
// Source: ACTIP 14.5; ACTIP 14.6
func letterOf(v *desk.Visit, r referral.Referral, w dossier.Whole, from access.Org) casefile.Paper {
	p := casefile.Paper{
		Base: v.Base("page.letter"), Heading: v.Text("letter.subject", "need", v.Text("need."+r.Need)), Sign: []string{v.Text("letter.sign")},
	}
	p.Head = append(casefile.Letterhead(r.FromName, from.Address, from.Telephone), v.DayOn(r.SentAt.Time()), r.ToName)
	rests := r.BasedOn.InForce(access.StoredTime(v.Node.Now()))
	agreed := restsOn(v, rests)
	if !r.Waiting() || len(agreed) == 0 {
		p.Parts = []casefile.PaperPart{{Text: []string{v.Text("letter.no_longer")}}}
		return p
	}
	view := w.Leaving(rests)
	pieces := dossier.SafetyFirst(dossier.Letter(dossier.Pieces(w), view))
	asks := casefile.PaperPart{ID: "asks", Heading: v.Text("referral.asks"), Text: r.Conditions}
	words := casefile.PaperPart{Text: strings.Split(r.Words, "\n")}
	p.Parts = []casefile.PaperPart{{Text: opening(v, r)}}
	for _, part := range []casefile.PaperPart{casefile.PaperSafety(v, w, pieces, view, r.FromName), asks, words, casefile.PaperFacts(v, pieces)} {
		if !part.Empty() {
			p.Parts = append(p.Parts, part)
		}
	}
	p.Parts = append(p.Parts, casefile.PaperPart{Text: []string{v.Text("letter.agreed")}, Items: agreed})
	return p
}

// opening says what is asked, and by when the recipient is asked to answer. Where they
// answer is in the letterhead.
func opening(v *desk.Visit, r referral.Referral) []string {
	lines := []string{v.Text("letter.opening")}
	if what := r.Owed(); what != "" {
		lines = append(lines, v.Text("letter.by."+what, "day", v.DayOn(r.Due.Time())))
	}
	return lines
}
