package web

import (
	"slices"
	"strings"

	"lindung"
	"lindung/internal/page"
)

// otherView says of another organisation's case on whose word it is open, for
// what, until when, and what is not shown.
type otherView struct {
	Lead  string
	Rests []page.SummaryList
	Not   string
}

// Source: ACTIP 14.6
func (v *visit) otherView(w wholeCase) *otherView {
	o := &otherView{Lead: v.text("case.other.lead", "name", w.OrgName)}
	for _, g := range w.ledger.Grants {
		f := v.facts()
		f.add("case.other.rests", v.text("case.other.consent"))
		f.add("consent.purpose", v.text("purpose."+string(g.Purpose)))
		f.lines("case.other.shown", v.groupNames(g.Groups))
		f.add("consent.until", v.when(g.Until.Time()))
		o.Rests = append(o.Rests, f.list)
	}
	for _, b := range w.ledger.Bases {
		f := v.facts()
		f.add("case.other.rests", v.text("case.other.law", "kind", v.text("consent.kind."+b.Kind), "source", b.Source))
		f.add("consent.purpose", v.text("purpose."+string(b.Purpose)))
		f.lines("case.other.shown", v.groupNames(b.Groups))
		f.add("consent.until", v.when(b.Until.Time()))
		o.Rests = append(o.Rests, f.list)
	}
	var not []string
	for _, g := range lindung.Groups {
		if !slices.Contains(w.Groups, g) {
			not = append(not, lowerFirst(v.text("group."+string(g))))
		}
	}
	o.Not = v.text("case.other.not", "groups", strings.Join(not, v.text("common.list_separator")))
	if len(not) == 0 {
		o.Not = v.text("case.other.not_purpose")
	}
	return o
}
