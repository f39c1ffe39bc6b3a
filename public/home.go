package public

import (
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
	"lindung/internal/page"
)

type homePage struct {
	frame
	Sentence  words // how many states are bound
	Since     words // by what, and since when
	Then      words // how it was in the autumn of 2016
	ThenHref  string
	Doubts    []words // states of which it is not established
	Map       tileMap
	States    []item
	Promises  []promise
	More      []promise // folded
	MoreLabel words
	Warning   words  // how the paragraphs were read
	Bound     *proof // that so many are bound
	Table     grid
	Treaty    *proof
	HelpHref  string
	Further   []item
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
	strength convention.Strength
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
	table := v.standingGrid(st, "s")
	p := homePage{
		frame:    v.frame("public.home.title"),
		Sentence: v.boundSentence(st), Since: v.label("public.home.since", "title", v.say(in.Title).Text, "day", st.InForce),
		Map: v.tileMap(st), Table: table, Bound: v.boundProof(st),
		Treaty: v.proof(in.StartProof, "instruments.csv "+in.ID), HelpHref: v.href("help"),
	}
	if p.Then, err = v.then(asked2016); err != nil {
		return document{}, err
	}
	all := v.promises()
	p.Promises, p.More = all[:promisesShown], all[promisesShown:]
	p.MoreLabel = v.label("public.home.promise_rest", "n", len(p.More))
	p.Warning = v.warning(v.promised())
	p.Sentence = v.quotable(st)
	p.ThenHref = v.href("on", asked2016.String())
	p.Description = v.t.Text("public.home.description")
	p.Heading = p.Sentence
	for _, to := range asked {
		if v.e.unripe()[to] {
			continue
		}
		p.Further = append(p.Further, item{words: v.label("public.home.to." + dotted(to)), Href: v.href(to)})
	}
	for _, o := range st.Open {
		p.Doubts = append(p.Doubts, v.label("public.home.doubt", "state", o.State, "why", v.why(o, st.Known).Text))
	}
	p.Feed = p.Path + "feed.xml"
	if p.Canonical != "" {
		p.Linked = v.dataset()
	}
	draw := v.card(&p.frame, card{Over: v.say(in.Title).Text, Title: p.Sentence.Text, Tiles: p.Map.Tiles})
	doc := show(v, homeView, p)
	doc.card = draw
	doc.drawn = p.Map.drawn(v)
	doc.feed = v.feedOf(convened, "", v.label("public.feed.site"))
	return doc, nil
}

// asked are the pages that the first page leads to with the question they answer.
var asked = []string{"i/ACTIP", "m", "compare", "changes", "open"}

// asked2016 is the day that shows that the site can be asked about any: three had
// ratified, and no one was bound yet.
var asked2016 = lindung.Date{Year: 2016, Month: 10, Day: 1}

// then says how it was on an earlier day.
func (v *visit) then(on lindung.Date) (words, error) {
	st, err := convention.StatusOf(v.snap, convened, convention.When{On: on, Known: v.e.today})
	return v.label("public.home.then", "day", on, "n", len(st.Ratified), "bound", len(st.Bound)), err
}

// quotable says in one sentence what is true today: how many states are bound,
// and of which it is not established.
func (v *visit) quotable(st convention.Status) words {
	open := openStates(st)
	if len(open) == 0 {
		return v.boundSentence(st)
	}
	return v.label("public.home.quote", "n", len(st.Bound), "total", len(v.positions(st)), "states", v.names(open).Text)
}

// boundSentence says how many states a treaty binds.
func (v *visit) boundSentence(st convention.Status) words {
	if st.Instrument == convened {
		return v.label("public.home.bound", "n", len(st.Bound), "total", len(v.positions(st)))
	}
	return v.label("public.instrument.bound", "n", len(st.Bound), "total", len(v.positions(st)), "instrument", st.Instrument)
}

// promisesShown is how many promises the first page shows at once.
const promisesShown = 6

// promised are the paragraphs that promise something to a victim.
func (v *visit) promised() []convention.Paragraph {
	var all []convention.Paragraph
	for _, number := range promised {
		if p, ok := v.snap.Paragraph(convened + "-" + number); ok {
			all = append(all, p)
		}
	}
	return all
}

// boundProof says where it comes from that so many states are bound: as sure as
// the least sure of their acts, each named with its own source.
func (v *visit) boundProof(st convention.Status) *proof {
	var sure []convention.Certainty
	var lines []words
	var sources []source
	for _, p := range v.positions(st) {
		if p.Code != posBound {
			continue
		}
		e := forceEvidence(p.Bond)
		sure = append(sure, e.Certainty)
		text := v.t.Text("public.bound_line", "state", p.State, "days", v.span(p.Bond.Force).Text, "certainty", v.t.Text("convention.certainty."+string(e.Certainty)))
		lines = append(lines, v.marked("public.bound_line", text))
		for _, s := range e.Sources[:min(len(e.Sources), 1)] {
			from := sourceOf(s)
			from.Text = string(p.State) + ": " + from.Text
			sources = append(sources, from)
		}
	}
	p := v.proof(convention.Evidence{Certainty: weakest(sure...)}, "ratifications.csv "+st.Instrument)
	p.NoSource, p.Lines, p.Sources = words{}, lines, sources
	p.More = v.label("public.bound_more", "n", len(lines))
	return p
}

// promises are what the Convention promises a victim, each with its doubt.
func (v *visit) promises() []promise {
	var all []promise
	for _, p := range v.promised() {
		number := strings.TrimPrefix(p.ID, convened+"-")
		all = append(all, promise{
			words: v.label("public.promise." + number), Strength: v.label("convention.strength." + string(p.Strength)),
			Ref: v.label("public.ref", "number", number), Href: v.paragraphHref(p),
			Doubt: v.label("convention.certainty." + string(p.Certainty)), Class: "l-doubt l-doubt--" + string(p.Certainty), strength: p.Strength,
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
	v := e.visitor(i18n.English)
	p := choicePage{frame: v.frame("public.choice.title")}
	p.Languages, p.Path, p.Home = nil, "/", "/"
	for _, lang := range i18n.Langs() {
		c := choice{Lang: string(lang), Name: v.t.Text("lang." + string(lang)), Href: "/" + string(lang) + "/"}
		switch {
		case speaks(lang, ""):
		case speaks(lang, "help"):
			c.Href += "help"
			c.State = words{i18n.For(lang).Text("public.help.choose"), c.Lang}
		default:
			continue
		}
		if lang.Draft() {
			draft := i18n.For(lang).Text("public.choice.draft")
			if c.State.Text != "" {
				draft = c.State.Text + " · " + draft
			}
			c.State = words{draft, c.Lang}
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
