// Package figures holds the pages that count cases: indicators that are ready, free tables,
// and the same as files. Its routes are in [Wing].
package figures

import (
	"cmp"
	"embed"
	"net/url"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/internal/desk"
	"lindung/internal/page"
	"lindung/stats"
)

//go:embed templates/*.html
var templates embed.FS

// The addresses of the pages. They hold codes only.
const (
	path     = "/figures"
	together = "/figures/together"
	take     = "/figures/file"
)

// Wing declares the routes, views and templates of this package.
var Wing = desk.Wing{Name: "figures", Templates: templates, Views: []desk.View{figuresView}, Routes: []desk.Route{
	{Pattern: "GET " + path, Who: desk.Actors, Action: access.FiguresRead, On: desk.OwnOrg, Do: show(path, stats.Look)},
	{Pattern: "GET " + together, Who: desk.Actors, Action: access.FiguresTogether, On: desk.OwnOrg, Do: show(together, stats.Together)},
	{Pattern: "GET " + take, Who: desk.Actors, Action: access.FiguresTake, On: desk.OwnOrg, Do: takeFile},
}}

type figuresPage struct {
	page.Base
	Lead    []string
	Links   []page.Link
	Action  string
	Choose  choice
	Free    []figure // the table that was asked for, or none
	Numbers page.Table
	Ready   []figure
	Files   []page.Link // the same as files
}

// choice asks what is counted. It is sent as an address.
type choice struct {
	Hidden []page.Hidden
	Lists  []page.Select
	Apply  page.Button
	Clear  *page.Link
	Open   bool
}

// A figure is a table with its bars.
type figure struct {
	Title, Note string
	Head        []string
	Lines       []line
	Wide        page.Table // a table of two dimensions, which has no bars
}

// A line is one code: how many in the period, drawn as a bar, and before.
type line struct {
	Name, Now, Before string
	Bar               int // of 100
}

var figuresView = page.NewView[figuresPage]("figures")

// asked reads what the address asks for.
func asked(v *desk.Visit) stats.Query {
	q := stats.Query{View: v.Query("view"), Period: v.Query("period"), Against: v.Query("against"), Only: v.Query("only"), Code: v.Query("code")}
	for _, name := range []string{v.Query("by"), v.Query("with")} {
		if name != "" {
			q.By = append(q.By, name)
		}
	}
	if q.Code == "" || len(q.By) == 0 {
		q.Only = "" // the answers are asked for on the next page
	}
	return q
}

// address is that of a page with what was asked for.
func address(path string, q stats.Query, format string) string {
	in := url.Values{}
	for i, name := range q.By {
		in.Set([]string{"by", "with"}[i], name)
	}
	for name, value := range map[string]string{"view": q.View, "period": q.Period, "against": q.Against, "only": q.Only, "code": q.Code, "format": format} {
		if value != "" {
			in.Set(name, value)
		}
	}
	if len(in) == 0 {
		return path
	}
	return path + "?" + in.Encode()
}

// show returns the handler of a page of figures.
func show(at string, look looking) func(*desk.Visit) error {
	return func(v *desk.Visit) error {
		q := asked(v)
		seen, err := look(v.Ctx(), v.Session, q)
		problems, err := v.Problems(err)
		if err != nil {
			return err
		}
		if len(problems) > 0 { // what cannot be counted is said, with the rest of the page
			if seen, err = look(v.Ctx(), v.Session, stats.Query{}); err != nil {
				return err
			}
		}
		title := "page.figures"
		if at == together {
			title = "page.figures_together"
		}
		p := figuresPage{Base: v.Base(title), Action: at, Choose: chooseFrom(v, at, q, seen)}
		p.Wide = true
		v.Wrong(&p.Base, problems, "figures")
		p.Lead, p.Links = lead(v, at, seen), links(v, at, q)
		if q.View == stats.Law {
			p.Lead = append(p.Lead, v.Text("figures.law_lead"))
		}
		if len(seen.Free.Now.Of) > 0 {
			f := figureOf(v, seen.Free, seen)
			if only, ok := seen.Dimension(q.Only); ok {
				f.Note = strings.TrimSpace(v.Text("figures.only_said", "question", nameOf(v, only), "answer", codeOf(v, only, q.Code)) + " " + f.Note)
			}
			p.Free = []figure{f}
		}
		if len(p.Free) == 0 {
			p.Numbers = numbersOf(v, seen)
			for _, pair := range seen.Ready {
				p.Ready = append(p.Ready, figureOf(v, pair, seen))
			}
		}
		if at == path {
			p.Files = files(v, q, seen)
		}
		return desk.Show(v, figuresView, p)
	}
}

// lead says what is counted, and what is hidden.
func lead(v *desk.Visit, at string, seen stats.View) []string {
	counted := count(v, seen.Counted, seen)
	all := []string{v.Text("figures.lead", "n", counted, "period", periodOf(v, seen.Period))}
	switch {
	case seen.Orgs > 0 && at == together:
		all[0] = v.Text("figures.lead_together", "n", counted, "period", periodOf(v, seen.Period), "orgs", seen.Orgs)
	case at == together:
		all[0] = v.Text("figures.nobody_agreed")
	}
	if seen.Guarded && !seen.Counted.Hidden && seen.Counted.N == 0 && seen.Orgs > 0 {
		return append(all, v.Text("figures.none_yet"))
	}
	if seen.Guarded {
		return append(all, v.Text("figures.guarded", "bound", seen.Bound))
	}
	all = append(all, v.Text("figures.open"))
	if seen.NotAsked > 0 {
		all = append(all, v.Text("figures.not_agreed", "n", seen.NotAsked))
	}
	return all
}

// links leads to the other views, and to the other pages of figures that the actor has.
func links(v *desk.Visit, at string, q stats.Query) []page.Link {
	var all []page.Link
	for _, view := range []string{stats.Work, stats.Rights, stats.Law} {
		if view != q.View {
			all = append(all, page.Link{Text: v.Text("figures.view." + cmp.Or(view, "work")), Href: address(at, stats.Query{View: view, Period: q.Period, Against: q.Against}, "")})
		}
	}
	switch {
	case !v.Session.Actor().HasRole(lindung.FocalPoint):
		return all
	case at == together:
		return append(all, page.Link{Text: v.Text("page.figures"), Href: path})
	}
	return append(all, page.Link{Text: v.Text("page.figures_together"), Href: together})
}

// chooseFrom asks for the period and for a free table.
func chooseFrom(v *desk.Visit, at string, q stats.Query, seen stats.View) choice {
	list := func(name, value string, items []page.Option) page.Select {
		return page.Select{Name: name, Value: value, Items: items, Label: page.Label{Text: v.Text("figures." + name), Classes: "govuk-label--s"}}
	}
	var periods []page.Option
	for _, p := range seen.Periods {
		periods = append(periods, page.Option{Value: p.Code, Text: periodOf(v, p)})
	}
	against := append([]page.Option{{Text: v.Text("figures.against.before")}}, periods...)
	dims := []page.Option{{Text: v.Text("figures.none")}}
	narrow := slices.Clone(dims)
	for _, d := range seen.Open {
		o := page.Option{Value: d.Name, Text: nameOf(v, d)}
		dims = append(dims, o)
		if len(d.Codes()) > 0 {
			narrow = append(narrow, o)
		}
	}
	only := v.Query("only")
	c := choice{
		Lists: []page.Select{list("period", seen.Period.Code, periods), list("against", v.Query("against"), against), list("by", v.Query("by"), dims), list("with", v.Query("with"), dims), list("only", only, narrow)},
		Apply: page.Button{Text: v.Text("figures.count"), Classes: "govuk-button--secondary"},
		Open:  v.Query("by") != "" || only != "" || v.Query("against") != "",
	}
	if d, ok := seen.Dimension(only); ok {
		var codes []page.Option
		for _, code := range d.Codes() {
			codes = append(codes, page.Option{Value: code, Text: codeOf(v, d, code)})
		}
		c.Lists = append(c.Lists, list("code", q.Code, codes))
	}
	if q.View != stats.Work {
		c.Hidden = []page.Hidden{{Name: "view", Value: q.View}}
	}
	if c.Open {
		c.Clear = &page.Link{Text: v.Text("common.filter_clear"), Href: at}
	}
	return c
}

// numbersOf is the table of single counts.
func numbersOf(v *desk.Visit, seen stats.View) page.Table {
	t := page.Table{FirstCellIsHeader: true, Cards: true, Caption: v.Text("figures.numbers"), CaptionClasses: "govuk-table__caption--m"}
	t.Head = []page.Cell{{Text: v.Text("figures.what")}, {Text: periodOf(v, seen.Period), Format: "numeric"}, {Text: periodOf(v, seen.Before), Format: "numeric"}}
	for _, n := range seen.Numbers {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: v.Text("figures.number." + n.Name)}, {Text: count(v, n.Now, seen), Format: "numeric"}, {Text: count(v, n.Before, seen), Format: "numeric"},
		})
	}
	if seen.Places.Said > 0 {
		t.Rows = append(t.Rows, []page.Cell{
			{Text: v.Text("figures.places", "orgs", seen.Places.Said)}, {Text: v.T.Number(seen.Places.Free), Format: "numeric"}, {Format: "numeric"},
		})
	}
	return t
}
