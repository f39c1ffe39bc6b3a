package public

import (
	"strings"

	"lindung/convention"
	"lindung/internal/page"
)

type aboutPage struct {
	frame
	Doubts    []meaning
	Positions []meaning
	Report    string // where to say that something is wrong
	Cite      words
}

// meaning explains a mark of the pages.
type meaning struct {
	Mark  words
	Class string
	Means words
}

// certainties in the order in which they are explained.
var certainties = []convention.Certainty{convention.Verified, convention.Partly, convention.Memory, convention.NotEstablished}

var aboutView = page.NewView[aboutPage]("about")

func showAbout(v *visit) (document, error) {
	p := aboutPage{frame: v.frame("public.about.title"), Report: reportAddress(v.e.site.o.Report)}
	for _, c := range certainties {
		p.Doubts = append(p.Doubts, meaning{v.label("convention.certainty." + string(c)), "l-doubt l-doubt--" + string(c), v.label("convention.certainty." + string(c) + ".means")})
	}
	for _, c := range []string{posBound, posOpen, posRatified, posSigned, posNot, posNone} {
		p.Positions = append(p.Positions, meaning{v.label("public.position." + c), "l-pos l-pos--" + c, v.label("public.position." + c + ".means")})
	}
	p.Cite = v.label("public.cite", "title", v.t.Text("page.program"), "day", v.e.today, "address", v.e.absolute(v.href("")))
	return show(v, aboutView, p), nil
}

// reportAddress is the report address as a link.
func reportAddress(to string) string {
	if to == "" || strings.Contains(to, ":") {
		return to
	}
	return "mailto:" + to
}

type dataPage struct {
	frame
	Address string
	JSON    string
	Sets    []dataSet
}

// dataSet is a table that the site offers as files.
type dataSet struct {
	Title     words
	CSV, JSON string
}

var dataView = page.NewView[dataPage]("data")

// sets are the tables that are offered as a whole; others are beside their
// pages.
var sets = []string{"s", "i", "i/" + convened, "timeline", "open", "conflicts", "plans", "bodies"}

// listData lists the files of the site, also as a file: with the licence of
// each, for machines.
func listData(v *visit) (document, error) {
	p := dataPage{frame: v.frame("public.data.title"), Address: licenceAddress, JSON: v.href("data") + ".json"}

	g := grid{
		Address: v.href("data"), Caption: v.label("public.data.title"),
		Columns: []column{v.shown("title", "public.col.title"), filed("csv"), filed("json"), filed("licence"), filed("licence_address")},
	}
	for _, path := range sets {
		set := dataSet{v.label("public.nav." + dotted(path)), v.href(path) + ".csv", v.href(path) + ".json"}
		p.Sets = append(p.Sets, set)
		g.Rows = append(g.Rows, row{
			Page:  v.href(path),
			Cells: []cell{text(set.Title), plain(v.e.absolute(set.CSV)), plain(v.e.absolute(set.JSON)), plain(licence), plain(licenceAddress)},
		})
	}
	return show(v, dataView, p, v.finish(g)), nil
}
