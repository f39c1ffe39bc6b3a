package sharing

import (
	"lindung/access"
	"lindung/dossier"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/referral"
	"lindung/web/casefile"
)

// consentSection says in one line what the person has agreed to and until when.
// It is for the owner's actors only.
func consentSection(v *desk.Visit, w dossier.Whole) (casefile.Section, bool) {
	if !w.Own || !w.Can(access.ConsentRead) {
		return casefile.Section{}, false
	}
	s := casefile.Section{ID: "consent", Title: v.Text("page.consent"), Lead: v.Text("consent.none")}
	now := access.StoredTime(v.Node.Now())
	s.Table = page.Table{Cards: true, FirstCellIsHeader: true}
	for _, h := range []string{"consent.recipient", "consent.purpose", "consent.until"} {
		s.Table.Head = append(s.Table.Head, page.Cell{Text: v.Text(h)})
	}
	add := func(to, purpose, until string) {
		s.Table.Rows = append(s.Table.Rows, []page.Cell{{Text: to}, {Text: purpose}, {Text: until}})
	}
	for _, g := range w.Consent.Grants {
		if g.InForce(now) {
			what := v.Text("purpose." + string(g.Purpose))
			if g.Moves() {
				what = v.Text("need." + referral.WholeCase)
			}
			add(g.To, what, v.Day(g.Until.Time()))
		}
	}
	for _, b := range w.Consent.Bases {
		if b.InForce(now) {
			add(b.To, v.Text("consent.kind."+b.Kind), v.Day(b.Until.Time()))
		}
	}
	if n := len(s.Table.Rows); n > 0 {
		s.Lead = v.Text("consent.in_force", "n", n)
	}
	href := casefile.Path(w.ID) + "/consent"
	s.More = []page.Link{{Text: v.Text("consent.see_all"), Href: href}}
	if w.Can(access.ConsentGive) {
		s.Do = &page.Button{Text: v.Text("consent.give"), Href: href + "/new", Classes: "govuk-button--secondary"}
	}
	return s, true
}

// referralSection lists the referrals for this person, with their outcomes.
//
// Source: ACTIP 14.10
func referralSection(v *desk.Visit, w dossier.Whole) (casefile.Section, bool) {
	if !w.Own || !w.Can(access.ConsentRead) {
		return casefile.Section{}, false
	}
	s := casefile.Section{ID: "referrals", Title: v.Text("referral.title"), Lead: v.Text("referral.none")}
	if len(w.Referrals) > 0 {
		s.Lead = ""
		s.Table = ReferralTable(v, "queue.pile.out", w.Referrals)
		s.Table.Caption = ""
	}
	if w.Can(access.ReferralSend) {
		s.More = []page.Link{{Text: v.Text("page.transfer"), Href: transferPath(w.ID)}, {Text: v.Text("page.conferences"), Href: conferencesPath(w.ID)}}
		s.Do = &page.Button{Text: v.Text("page.referral_new"), Href: casefile.Path(w.ID) + "/referrals/new", Classes: "govuk-button--secondary"}
	}
	return s, true
}

// Panels are the sections of this wing on the page of a case.
var Panels = []casefile.Panel{{ID: "consent", Show: consentSection}, {ID: "referrals", Show: referralSection}}
