package web

import (
	"lindung/access"
	"lindung/internal/page"
)

// A caseSection is a part of the case page that another resource fills.
type caseSection struct {
	ID, Title string
	Lead      string       // one line that says how it stands
	Table     page.Table   // what there is; may be empty
	More      []page.Link  // where it goes on
	Do        *page.Button // the next thing to do
}

// Buttons returns the next thing to do, if there is one.
func (s caseSection) Buttons() []page.Button {
	if s.Do == nil {
		return nil
	}
	return []page.Button{*s.Do}
}

// consentSection says in one line what the person has agreed to and until when.
// It is for the owner's actors only.
func (v *visit) consentSection(w wholeCase) caseSection {
	s := caseSection{ID: "consent", Title: v.text("page.consent"), Lead: v.text("consent.none")}
	now := access.At(v.node.Now())
	s.Table = page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"consent.recipient", "consent.purpose", "consent.until"} {
		s.Table.Head = append(s.Table.Head, page.Cell{Text: v.text(h)})
	}
	add := func(to, purpose, until string) {
		s.Table.Rows = append(s.Table.Rows, []page.Cell{{Text: to}, {Text: purpose}, {Text: until}})
	}
	for _, g := range w.ledger.Grants {
		if g.Live(now) {
			to := w.orgs[g.Recipient]
			if g.Outside {
				to = g.Detail.Body
			}
			add(to, v.text("purpose."+string(g.Purpose)), v.day(g.Until.Time()))
		}
	}
	for _, b := range w.ledger.Bases {
		if b.Live(now) {
			add(w.orgs[b.Recipient], v.text("consent.kind."+b.Kind), v.day(b.Until.Time()))
		}
	}
	if n := len(s.Table.Rows); n > 0 {
		s.Lead = v.text("consent.in_force", "n", n)
	}
	href := caseAt(w.ID) + "/consent"
	s.More = []page.Link{{Text: v.text("consent.see_all"), Href: href}}
	if w.Can(access.ConsentGive) {
		s.Do = &page.Button{Text: v.text("consent.give"), Href: href + "/new", Classes: "govuk-button--secondary"}
	}
	return s
}

// referralSection lists what was asked of others for this person, and what
// became of it.
//
// Source: ACTIP 14.10
func (v *visit) referralSection(w wholeCase) caseSection {
	s := caseSection{ID: "referrals", Title: v.text("referral.title"), Lead: v.text("referral.none")}
	if len(w.referrals) > 0 {
		s.Lead = ""
		s.Table = v.referralTable("queue.out", w.referrals)
		s.Table.Caption = ""
	}
	if w.Can(access.ReferralSend) {
		s.Do = &page.Button{Text: v.text("page.referral_new"), Href: caseAt(w.ID) + "/referrals/new", Classes: "govuk-button--secondary"}
	}
	return s
}
