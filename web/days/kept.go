package days

import (
	"lindung"
	"lindung/cases"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/web/casefile"
)

type keptPage struct {
	page.Base
	Lead  string
	Cases page.Table
	Set   string // that an administrator sets for how long cases are kept
}

var keptView = page.NewView[keptPage]("kept")

// showKept lists the cases that were kept long enough, with the way to erase each.
func showKept(v *desk.Visit) error {
	all, err := cases.KeptLongEnough(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := keptPage{Base: v.Base("page.kept"), Lead: v.Text("kept.lead", "n", len(all)), Set: v.Text("kept.set")}
	p.Back = &page.BackLink{Text: v.Text("common.back"), Href: "/"}
	if len(all) == cases.MostKept {
		p.Lead = v.Text("kept.most", "n", len(all))
	}
	p.Cases = page.Table{Cards: true, FirstCellIsHeader: true, Caption: p.Title, CaptionClasses: "govuk-visually-hidden"}
	for _, h := range []string{"number", "class", "last", "due", "hold"} {
		p.Cases.Head = append(p.Cases.Head, page.Cell{Text: v.Text("kept." + h)})
	}
	for _, k := range all {
		number := page.Cell{Text: k.Number}
		if v.Session.Actor().HasRole(lindung.Supervisor) {
			number.Href = casefile.Path(k.ID) + "/erase"
		}
		p.Cases.Rows = append(p.Cases.Rows, []page.Cell{
			number, {Text: v.Text("kept.class." + k.Class().Key)}, {Text: v.Day(k.Last.Time())}, {Text: v.Day(k.Due.Time())}, {Text: casefile.HoldText(v, k.Held)},
		})
	}
	return desk.Show(v, keptView, p)
}
