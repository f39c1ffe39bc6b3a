package public

import (
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
