package public

import (
	"fmt"
	"slices"
	"strconv"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type instrumentsPage struct {
	frame
	Lead  words
	Tiles []treatyTile
	Table grid
}

var instrumentsView = page.NewView[instrumentsPage]("instruments")

// listInstruments lists the treaties with how many states each binds today.
func listInstruments(v *visit) (document, error) {
	g := grid{
		Address: "i", Caption: v.label("public.instruments.caption", "day", v.e.today),
		Columns: []column{
			v.shown("instrument", "public.col.instrument"), v.shown("title", "public.col.title"), v.shown("adopted", "public.col.adopted"),
			v.shown("in_force", "public.col.treaty_force"), v.count("bound", "public.col.bound"), filed("bound_states"),
			v.count("open", "public.col.open"), filed("open_states"), filed("depositary"),
		},
	}
	var tiles []treatyTile
	for _, in := range v.snap.Instruments() {
		st, err := convention.StatusOf(v.snap, in.ID, v.e.now())
		if err != nil {
			return document{}, err
		}
		open := openStates(st)
		start := value(v.label("convention.span.none"), "")
		if !st.InForce.IsZero() {
			start = value(v.date(st.InForce), st.InForce.String())
		} else if !in.Start.IsZero() {
			start.Notes = append(start.Notes, v.label("public.from_memory", "day", in.Start))
		}
		start.Value = st.InForce.String()
		g.Rows = append(g.Rows, row{
			ID: in.ID, From: in.Evidence, Page: v.href("i", in.ID), Proof: v.proof(in.Evidence, "instruments.csv "+in.ID),
			Cells: []cell{
				{words: words{Text: in.ID}, Href: v.href("i", in.ID)}, text(v.say(in.Title)), value(v.date(in.Adopted), in.Adopted.String()),
				start, plain(strconv.Itoa(len(st.Bound))), plain(codes(st.Bound)), plain(strconv.Itoa(len(open))), plain(codes(open)),
				plain(in.Depositary),
			},
		})
		tiles = append(tiles, v.boundTile(in, st))
	}
	g = v.finish(g)
	p := instrumentsPage{v.frame("public.instruments.title"), v.label("public.instruments.lead", "n", len(g.Rows)), tiles, g}
	return show(v, instrumentsView, p, g), nil
}

// boundTile is a treaty as a tile with how many states it binds.
func (v *visit) boundTile(in convention.Instrument, st convention.Status) treatyTile {
	total := len(v.positions(st))
	return treatyTile{
		item: item{words: v.say(in.Title), Href: v.href("i", in.ID)}, ID: in.ID, Class: "l-tile", When: fmt.Sprintf("%d/%d", len(st.Bound), total),
		Is: v.label("public.tile.bound", "n", len(st.Bound), "total", total),
	}
}

// openStates are the states of which something under a treaty is open.
func openStates(st convention.Status) []lindung.Country {
	var all []lindung.Country
	for _, o := range st.Open {
		if o.State != "" && !slices.Contains(all, o.State) {
			all = append(all, o.State)
		}
	}
	return all
}

type instrumentPage struct {
	frame
	Full      words
	Sentence  words
	Facts     []fact
	Proof     *proof
	Rules     []ruleLine
	Rule      words
	Note      words
	Conflicts []conflict
	Table     grid
	Strip     *strip
	Articles  []articleLine
	Warning   words     // how the articles were read
	Doubts    []meaning // the marks of the articles, each once
	Days      []item
	Events    []happening
}

var instrumentView = page.NewView[instrumentPage]("instrument")

// fact is a short fact with its name.
type fact struct{ Name, Value words }

// ruleLine is one reading of when a treaty begins to bind.
type ruleLine struct {
	words
	Class string
	Doubt words
}

// articleLine is a line of the table of contents of a treaty.
type articleLine struct {
	Number int
	Title  words
	Href   string
	Class  string
	Doubt  words
}

func showInstrument(v *visit) (document, error) {
	in, err := v.instrument()
	if err != nil {
		return document{}, err
	}
	st, err := convention.StatusOf(v.snap, in.ID, v.e.now())
	if err != nil {
		return document{}, err
	}
	title := v.say(in.Title)
	table := v.standingGrid(st, "i/"+in.ID)
	p := instrumentPage{
		frame: v.titled(words{Text: in.ID}), Full: title, Sentence: v.boundSentence(st), Facts: v.instrumentFacts(in, st),
		Proof: v.proof(in.Evidence, "instruments.csv "+in.ID), Rule: v.say(in.RuleText), Note: v.say(in.Note), Rules: v.rules(in),
		Conflicts: v.conflictsOn(in.ID, ""), Table: table, Strip: v.strip(st, in), Articles: v.contents(in.ID),
		Warning: v.warning(v.snap.Paragraphs(in.ID)),
	}
	for _, a := range p.Articles {
		m := meaning{Mark: a.Doubt, Class: a.Class}
		if !slices.Contains(p.Doubts, m) {
			p.Doubts = append(p.Doubts, m)
		}
	}
	p.Base.Title = in.ID + ": " + title.Text
	p.Description = p.Sentence.Text
	p.Feed = p.Path + "/feed.xml"
	p.Linked = v.linked("Legislation", title, "legislationIdentifier", in.ID, "legislationDate", in.Adopted.String())
	p.Days = v.daysOf(in.ID)
	for _, e := range convention.Timeline(v.snap, v.e.today) {
		if e.Instrument == in.ID && e.Event != "" {
			p.Events = append(p.Events, v.happening(e))
		}
	}
	doc := show(v, instrumentView, p, table)
	doc.drawn = p.Strip.drawn(v)
	doc.feed = v.feedOf(in.ID, "", v.label("public.feed.instrument", "instrument", in.ID))
	return doc, nil
}

// daysOf lead to the days on which something changed under a treaty. The folder
// has those of the Convention, on the pages of all treaties.
func (v *visit) daysOf(instrument string) []item {
	var all []item
	for _, d := range v.e.days()[instrument] {
		switch {
		case !v.e.static:
			all = append(all, item{words: v.date(d), Href: v.href("on", d.String(), instrument)})
		case instrument == convened:
			all = append(all, item{words: v.date(d), Href: v.href("on", d.String())})
		}
	}
	return all
}

func (v *visit) instrumentFacts(in convention.Instrument, st convention.Status) []fact {
	force := v.label("convention.span.none")
	if !st.InForce.IsZero() {
		force = v.date(st.InForce)
	} else if !in.Start.IsZero() {
		force = v.label("public.from_memory", "day", in.Start)
	}
	adopted := v.label("public.adopted_at", "place", in.Place, "day", in.Adopted)
	return []fact{
		{v.label("public.col.adopted"), adopted},
		{v.label("public.col.treaty_force"), force},
		{v.label("public.col.depositary"), v.say(in.Depositary)},
		{v.label("public.col.may_join"), v.label("public.may_join." + map[bool]string{true: "asean", false: "all"}[in.Asean])},
	}
}

// rules are all readings of when a treaty begins to bind.
func (v *visit) rules(in convention.Instrument) []ruleLine {
	var all []ruleLine
	for _, r := range in.Rules {
		group := "later"
		if r.First {
			group = "first"
		}
		w := v.say(r.Note)
		if w.empty() {
			w = v.label("public.rule.wait", "n", r.Wait, "unit", r.Unit)
		}
		all = append(all, ruleLine{
			words: words{v.t.Text("public.rule."+group, "reading", r.Reading, "text", w.Text), w.Lang},
			Class: "l-doubt l-doubt--" + string(r.Certainty), Doubt: v.label("convention.certainty." + string(r.Certainty)),
		})
	}
	return all
}

// contents are the articles of a treaty.
func (v *visit) contents(instrument string) []articleLine {
	var all []articleLine
	for _, ps := range v.articles(instrument) {
		sure := make([]convention.Certainty, len(ps))
		for i, p := range ps {
			sure[i] = p.Certainty
		}
		c := weakest(sure...)
		all = append(all, articleLine{
			Number: ps[0].Article, Title: v.articleTitle(ps), Href: v.href("i", instrument, strconv.Itoa(ps[0].Article)),
			Class: "l-doubt l-doubt--" + string(c), Doubt: v.label("convention.certainty." + string(c)),
		})
	}
	return all
}

// articles are the paragraphs of a treaty, by article.
func (v *visit) articles(instrument string) [][]convention.Paragraph {
	return v.e.articles(instrument)
}

func (e *edition) articles(instrument string) [][]convention.Paragraph {
	var all [][]convention.Paragraph
	for _, p := range e.snap.Paragraphs(instrument) {
		if n := len(all); n > 0 && all[n-1][0].Article == p.Article {
			all[n-1] = append(all[n-1], p)
		} else {
			all = append(all, []convention.Paragraph{p})
		}
	}
	return all
}

func (e *edition) allInstruments() [][]string {
	var all [][]string
	for _, in := range e.snap.Instruments() {
		all = append(all, []string{in.ID})
	}
	return all
}

func (e *edition) allArticles() [][]string {
	var all [][]string
	for _, in := range e.snap.Instruments() {
		for _, ps := range e.articles(in.ID) {
			all = append(all, []string{in.ID, strconv.Itoa(ps[0].Article)})
		}
	}
	return all
}

func (e *edition) allParagraphs() [][]string {
	var all [][]string
	for _, in := range e.snap.Instruments() {
		for _, p := range e.snap.Paragraphs(in.ID) {
			if p.Number > 0 {
				all = append(all, []string{in.ID, strconv.Itoa(p.Article), strconv.Itoa(p.Number)})
			}
		}
	}
	return all
}
