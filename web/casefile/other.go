package casefile

import (
	"slices"
	"strings"

	"lindung/internal/desk"

	"lindung"
	"lindung/consent"
	"lindung/dossier"
	"lindung/internal/page"
)

// otherView says of another organisation's case on whose word it is open, for
// what, until when, and what is not shown.
type otherView struct {
	Lead  string
	Rests []page.SummaryList
	Not   string
	Back  []page.Link // to the referrals that open it
}

// Source: ACTIP 14.6
func viewOfOther(v *desk.Visit, w dossier.Whole) *otherView {
	o := &otherView{Lead: v.Text("case.other.lead", "name", w.OrgName)}
	for _, g := range w.Consent.Grants {
		f := v.Facts()
		f.Add("case.other.rests", v.Text("case.other.consent"))
		f.Add("consent.purpose", v.Text("purpose."+string(g.Purpose)))
		f.Lines("case.other.shown", v.GroupNames(g.Groups))
		f.Add("consent.until", v.When(g.Until.Time()))
		o.Rests = append(o.Rests, f.List)
	}
	for _, b := range w.Consent.Bases {
		f := v.Facts()
		f.Add("case.other.rests", v.Text("case.other.law", "kind", v.Text("consent.kind."+b.Kind), "source", b.Source))
		f.Add("consent.purpose", v.Text("purpose."+string(b.Purpose)))
		f.Lines("case.other.shown", v.GroupNames(b.Groups))
		f.Add("consent.until", v.When(b.Until.Time()))
		o.Rests = append(o.Rests, f.List)
	}
	for _, e := range w.OpenBy.Emergencies {
		f := v.Facts()
		f.Add("case.other.rests", v.Text("case.other.emergency"))
		f.Lines("case.other.shown", v.GroupNames(consent.EmergencyGroups))
		f.Add("consent.until", v.Moment(e.Until().Time()))
		o.Rests = append(o.Rests, f.List)
		o.Back = append(o.Back, page.Link{Text: v.Text("case.other.to_emergency"), Href: "/emergencies/" + e.ID})
	}
	for _, g := range w.Consent.Grants {
		for _, opening := range g.Openings {
			back := page.Link{Text: v.Text("case.other.referral"), Href: ReferralPath(opening.Opener)}
			if opening.Open() && !slices.Contains(o.Back, back) {
				o.Back = append(o.Back, back)
			}
		}
	}
	var not []string
	for _, g := range consent.Groups {
		switch {
		case slices.Contains(w.Groups, g):
		case g == lindung.Safety && slices.Contains(w.Groups, lindung.Contact): // the rules go with every contact
			not = append(not, desk.LowerFirst(v.Text("case.other.safety")))
		default:
			not = append(not, desk.LowerFirst(v.Text("group."+string(g))))
		}
	}
	o.Not = v.Text("case.other.not", "groups", strings.Join(not, v.Text("common.list_separator")))
	if len(not) == 0 {
		o.Not = v.Text("case.other.not_purpose")
	}
	return o
}
