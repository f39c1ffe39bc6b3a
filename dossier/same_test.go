package dossier_test

import (
	"strings"
	"testing"

	"lindung/access"
	"lindung/cases"
	"lindung/dossier"
	"lindung/internal/test/nodetest"
	"lindung/linkage"
	"lindung/person"
)

// A link of two cases is shown while it is there. Once it is undone, nothing that is read
// of either case tells of it, its history least of all; what leaves never has it.
func TestWrongLinkLeavesNoTrace(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		sup := n.As(t, "supervisor@shelter")
		open := func(name string) cases.Case {
			return must(cases.Open(ctx, sup, cases.New{Names: []person.Name{{Text: name, Kind: "official"}}}))
		}
		a, b := open("Siti Samanama"), open("Sity Samanama")
		said := func(c cases.Case) string {
			w := must(dossier.Read(ctx, sup, c.ID))
			var all []string
			for _, l := range w.Same {
				all = append(all, "also "+l.Number)
			}
			for _, e := range must(dossier.History(ctx, sup, c.ID, 100)) {
				if e.Act == string(access.CaseLink) {
					all = append(all, "history")
				}
			}
			return strings.Join(all, ", ")
		}
		none(t, linkage.LinkCases(ctx, sup, a.ID, b.Number, "the same scar", false))
		if got := said(a) + " / " + said(b); got != "also "+b.Number+" / also "+a.Number {
			t.Errorf("while linked: %s", got)
		}
		none(t, linkage.UnlinkCases(ctx, sup, a.ID, b.ID))
		if got := said(a) + said(b); got != "" {
			t.Errorf("once undone: %s", got)
		}
	})
}
