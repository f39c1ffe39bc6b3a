package monitoring

import (
	"net/url"
	"slices"

	"lindung"
	"lindung/field"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/monitoring"
)

// listPlaces shows which organisation has which desk.
func listPlaces(v *desk.Visit) error {
	all, err := monitoring.Places(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	p := listPage{Base: v.Base("desk.title.places"), Lead: v.Text("desk.places.lead")}
	t := page.Table{Cards: true, FirstCellIsHeader: true, Head: head(v, "desk.org", "desk.desk_kind")}
	for _, o := range all {
		t.Rows = append(t.Rows, []page.Cell{{Text: o.Name, Href: PlacesPath + "/" + string(o.ID)}, {Text: deskText(v, o.Desk)}})
	}
	p.Tables = []page.Table{t}
	return desk.Show(v, listView, p)
}

// showPlace asks which desk an organisation is to have.
func showPlace(v *desk.Visit) error { return placePage(v, nil) }

func placePage(v *desk.Visit, problems []field.Problem) error {
	all, err := monitoring.Places(v.Ctx(), v.Session)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o monitoring.Place) bool { return string(o.ID) == v.ID("org") })
	if i < 0 {
		return lindung.ErrNotFound
	}
	record, err := monitoring.Base()
	if err != nil {
		return err
	}
	o := all[i]
	p := desk.FormPage{Base: v.Base("desk.title.place", "name", o.Name), Lead: v.Text("desk.place.lead")}
	p.Back = &page.BackLink{Text: v.Text("desk.title.places"), Href: PlacesPath}
	in := url.Values{"desk_kind": {string(o.Desk.Kind)}, "desk_voice": {o.Desk.Voice}}
	if o.Desk.Kind == "" {
		in.Set("desk_kind", noDesk)
	}
	if len(problems) > 0 {
		in = v.Form()
	}
	q := v.Ask("desk", in, problems)
	q.Choose("desk_kind", append(desk.ChooseFrom(v, "desk.kind", monitoring.Kinds), page.Choice{Value: noDesk, Text: v.Text("desk.kind.none")}))
	var bodies []page.Option
	for _, b := range record.Bodies() {
		bodies = append(bodies, page.Option{Value: b, Text: b})
	}
	q.Pick("desk_voice", bodies)
	q.Mark(&p.Base)
	p.Form = page.Form{Action: PlacesPath + "/" + string(o.ID), Hidden: desk.Version(o.Desk.Version), Rows: q.Rows, Save: page.Button{Text: v.Text("common.save")}}
	return desk.Show(v, desk.FormView, p)
}

// noDesk is the choice of no desk.
const noDesk = "none"

func givePlace(v *desk.Visit) error {
	version, err := v.SentVersion()
	if err != nil {
		return err
	}
	record, err := monitoring.Base()
	if err != nil {
		return err
	}
	d := monitoring.Desk{Org: lindung.OrgID(v.ID("org")), Kind: monitoring.Kind(v.Sent("desk_kind")), Voice: v.Sent("desk_voice"), Version: version}
	switch d.Kind {
	case noDesk:
		d.Kind = ""
	case "":
		return placePage(v, []field.Problem{{Field: "desk_kind", Key: "problem.missing"}})
	}
	problems, err := v.Problems(monitoring.GiveDesk(v.Ctx(), v.Act(desk.Done(PlacesPath, "desk_given")), record, d))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return placePage(v, problems)
	}
	return v.Acted()
}
