package public

import (
	"lindung/convention"
	"lindung/i18n"
	"lindung/internal/page"
)

type homePage struct {
	frame
	Sentence words   // how many states are bound
	Since    words   // by what, and since when
	Doubts   []words // states of which it is not established
	Map      tileMap
	States   []item
	Promises []promise
	Table    grid
	Treaty   *proof
	HelpHref string
	Further  []item
}

var homeView = page.NewView[homePage]("home")

// promise is one thing that the Convention promises a victim.
type promise struct {
	words          // in plain words
	Strength words // how hard it asks
	Ref      words
	Href     string // of the paragraph
	Doubt    words  // how sure the summary is
	Class    string // of the doubt
}

// promised are the paragraphs that promise something to a victim, in the order
// in which a person meets them.
//
// Source: ACTIP 14.9
// Source: ACTIP 14.10
// Source: ACTIP 14.6
// Source: ACTIP 14.7
// Source: ACTIP 14.8
// Source: ACTIP 14.3
// Source: ACTIP 14.13
// Source: ACTIP 15.1
// Source: ACTIP 1.2
var promised = []string{"14.9", "14.10", "14.5", "14.6", "14.7", "14.8", "14.3", "14.4", "14.13", "15.1", "1.2"}

func showHome(v *visit) (document, error) {
	st, err := convention.StatusOf(v.snap, convened, v.e.now())
	if err != nil {
		return document{}, err
	}
	in, _ := v.snap.Instrument(convened)
	table := v.standingGrid(st, v.href("s"))
	p := homePage{
		frame:    v.frame("public.home.title"),
		Sentence: v.boundSentence(st), Since: v.label("public.home.since", "title", v.say(in.Title).Text, "day", st.InForce),
		Map: v.tileMap(st), Promises: v.promises(), Table: table,
		Treaty: v.proof(in.StartProof, "instruments.csv "+in.ID), HelpHref: v.href("help"),
	}
	p.Description = v.t.Text("public.home.description")
	p.Heading = p.Sentence
	for _, to := range []string{"i/ACTIP", "on", "timeline", "compare", "changes", "open"} {
		p.Further = append(p.Further, item{words: v.label("public.home.to." + dotted(to)), Href: v.href(to)})
	}
	for _, o := range st.Open {
		p.Doubts = append(p.Doubts, v.label("public.home.doubt", "state", o.State, "why", v.why(o, st.Known).Text))
	}
	return show(v, homeView, p), nil
}

// boundSentence says how many states a treaty binds.
func (v *visit) boundSentence(st convention.Status) words {
	return v.label("public.home.bound", "n", len(st.Bound), "total", len(v.positions(st)), "instrument", st.Instrument)
}

// promises are what the Convention promises a victim, each with its doubt.
func (v *visit) promises() []promise {
	var all []promise
	for _, number := range promised {
		p, ok := v.snap.Paragraph(convened + "-" + number)
		if !ok {
			continue
		}
		all = append(all, promise{
			words: v.label("public.promise." + number), Strength: v.label("convention.strength." + string(p.Strength)),
			Ref: v.label("public.ref", "number", number), Href: v.paragraphHref(p),
			Doubt: v.label("convention.certainty." + string(p.Certainty)), Class: "l-doubt l-doubt--" + string(p.Certainty),
		})
	}
	return all
}

type choicePage struct {
	frame
	Choices []choice
}

// choice is one language that the first page offers.
type choice struct {
	Lang, Name, Href string
	State            words // how far the language is
}

var choiceView = page.NewView[choicePage]("choice")

// choice is the first page of all: the languages of the site.
func (e *edition) choice() *answer {
	if a := e.pages.get("/"); a != nil {
		return a
	}
	v := &visit{speaker: speaker{i18n.For(i18n.English), e.snap}, e: e, lang: i18n.English}
	p := choicePage{frame: v.frame("public.choice.title")}
	p.Languages, p.Path, p.Home = nil, "/", "/"
	for _, l := range v.languages() {
		lang := i18n.Lang(l.Lang)
		c := choice{Lang: l.Lang, Name: l.Name, Href: l.Href}
		switch t := i18n.For(lang); {
		case lang.Draft():
			c.State = words{t.Text("public.choice.draft"), l.Lang}
		case t.Fallback("public.draft"):
			c.State = words{v.t.Text("public.choice.names"), string(i18n.English)}
		}
		p.Choices = append(p.Choices, c)
	}
	body, err := choiceView.HTML(e.site.pages, p)
	if err != nil {
		e.site.o.Logger.Error("page not shown", "path", "/", "err", err)
		body = nil
	}
	a := &answer{kind: kinds[""], lang: i18n.English, body: body}
	a.finish(false)
	e.pages.put("/", a)
	return a
}
