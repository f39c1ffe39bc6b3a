package public

import (
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type statesPage struct {
	frame
	Sentence words
	Map      tileMap
	Table    grid
}

var statesView = page.NewView[statesPage]("states")

func listStates(v *visit) (document, error) {
	st, err := convention.StatusOf(v.snap, convened, v.e.now())
	if err != nil {
		return document{}, err
	}
	table := v.standingGrid(st, v.href("s"))
	return show(v, statesView, statesPage{v.frame("public.states.title"), v.boundSentence(st), v.tileMap(st), table}, table), nil
}

type statePage struct {
	frame
	Sentence  words
	Why       []words
	Class     string
	Bond      *proof
	Member    words
	MemberOf  *proof
	Help      item
	Treaties  grid
	Law       grid
	Conflicts []conflict
	Articles  []item
	Others    []item
	Questions words
	OpenHref  string
}

var stateView = page.NewView[statePage]("state")

func showState(v *visit) (document, error) {
	state, err := v.state("state")
	if err != nil {
		return document{}, err
	}
	st, err := convention.StatusOf(v.snap, convened, v.e.now())
	if err != nil {
		return document{}, err
	}
	at := v.position(st, state)
	treaties, err := v.treatiesOf(state)
	if err != nil {
		return document{}, err
	}
	law := v.lawOf(state)
	member := v.snap.Membership(state)
	p := statePage{
		frame: v.titled(v.name(state)), Sentence: v.stands(st.Instrument, at), Class: "l-stand l-stand--" + at.Code,
		Bond:   v.proof(standingRowEvidence(at.Bond), "ratifications.csv "+convened+"/"+string(state)),
		Member: v.label("public.member", "since", v.span(member.Since).Text), MemberOf: v.proof(member.Evidence, "states.csv "+string(state)),
		Help: item{words: v.label("public.help.in", "state", state), Href: v.href("help", string(state))}, Treaties: treaties, Law: law,
		Conflicts: v.conflictsOn("", state), Questions: v.label("public.state.questions", "n", v.questionsOf(state)),
		OpenHref: v.href("open"),
	}
	for _, o := range at.Open {
		p.Why = append(p.Why, v.why(o, st.Known))
	}
	p.Description, p.Feed = p.Sentence.Text, p.Path+"/feed.xml"
	for _, ps := range v.articles(convened) {
		n := ps[0].Article
		p.Articles = append(p.Articles, item{words: v.label("public.article.short", "n", n, "title", v.articleTitle(ps).Text), Href: v.href("s", string(state), convened, strconv.Itoa(n))})
	}
	for _, other := range lindung.States {
		if other != state {
			a, b := ordered(state, other)
			p.Others = append(p.Others, item{words: v.name(other), Href: v.href("compare", string(a), string(b))})
		}
	}
	doc := show(v, stateView, p, treaties, law)
	doc.feed = v.feedOf("", state, v.label("public.feed.state", "state", state))
	return doc, nil
}

func standingRowEvidence(b convention.Bond) convention.Evidence {
	if !b.Recorded {
		return convention.Evidence{Certainty: convention.NotEstablished}
	}
	return b.Act.Evidence
}

// stands says in a sentence what the Convention is to a state.
func (v *visit) stands(instrument string, at position) words {
	return v.label("public.stands."+at.Code, "instrument", instrument, "since", v.span(at.Bond.Force).Text)
}

func (v *visit) questionsOf(state lindung.Country) int {
	n := 0
	for _, q := range convention.Questions(v.snap, v.e.today) {
		if q.State == state {
			n++
		}
	}
	return n
}

// treatiesOf is the table of what a state is to every treaty.
func (v *visit) treatiesOf(state lindung.Country) (grid, error) {
	g := grid{
		Address: v.href("s", string(state)), Caption: v.label("public.treaties.caption", "state", state, "day", v.e.today),
		Columns: []column{
			v.shown("instrument", "public.col.instrument"), filed("title"), v.shown("position", "public.col.position"),
			v.shown("signed", "public.col.signed"), v.shown("deposit", "public.col.deposit"),
			v.shown("in_force", "public.col.in_force"), filed("in_force_basis"), filed("reservation"), v.shown("note", "public.col.note"),
		},
	}
	for _, in := range v.snap.Instruments() {
		st, err := convention.StatusOf(v.snap, in.ID, v.e.now())
		if err != nil {
			return grid{}, err
		}
		g.Rows = append(g.Rows, v.treatyRow(in, v.position(st, state), st.Known))
	}
	return v.finish(g), nil
}

func (v *visit) treatyRow(in convention.Instrument, at position, known lindung.Date) row {
	b, from := at.Bond, standingRowEvidence(at.Bond)
	position := cell{words: at.Text, Value: at.Code, Own: true, Class: "l-pos l-pos--" + at.Code}
	for _, o := range at.Open {
		position.Notes = append(position.Notes, v.why(o, known))
	}
	signed := cell{}
	if !b.Act.Signed.IsZero() {
		signed = value(v.date(b.Act.Signed), b.Act.Signed.String())
	}
	basis := ""
	if !b.Force.IsZero() {
		basis = map[bool]string{true: "stated", false: "computed"}[b.Stated]
	}
	title := v.say(in.Title)
	note := v.noteCell(b)
	if !b.Act.Ratified.IsZero() && b.Act.Ratified != b.Act.Deposited {
		note.Notes = append(note.Notes, v.label("public.domestic", "day", b.Act.Ratified))
	}
	return row{
		ID: in.ID, From: from, Page: v.href("i", in.ID), Proof: v.proof(from, "ratifications.csv "+in.ID+"/"+string(at.State)),
		Cells: []cell{
			{words: words{Text: in.ID}, Href: v.href("i", in.ID), Notes: []words{title}}, plain(title.Text), position, signed,
			v.spanCell(b.Deposit), v.forceCell(b), plain(basis), plain(b.Act.Reservation), note,
		},
	}
}

// lawOf is the table of what is known of a state's law and authorities.
func (v *visit) lawOf(state lindung.Country) grid {
	g := grid{
		Address: v.href("s", string(state), "law"), Caption: v.label("public.law.caption", "state", state),
		Columns: []column{
			v.shown("topic", "public.col.topic"), v.shown("fact", "public.col.fact"), v.shown("note", "public.col.note"),
			filed("value"), filed("law"), filed("kind"), filed("begins"), filed("ends"), filed("paragraphs"),
		},
	}
	n, _ := v.snap.National(state)
	for _, f := range n.Facts() {
		g.Rows = append(g.Rows, v.lawRow(state, f))
	}
	return v.finish(g)
}

func (v *visit) lawRow(state lindung.Country, f convention.Fact) row {
	fact := v.factCell(f)
	return row{
		From: f.Evidence, Page: v.href("s", string(state)) + "#law", Proof: v.proof(f.Evidence, "national.csv "+string(state)+"/"+f.Name),
		Cells: []cell{
			value(v.label("convention.topic."+f.Name), f.Name), fact, text(v.say(f.Note)), plain(f.Value), plain(f.Law), plain(f.Kind),
			plain(f.Begins.String()), plain(f.Ends.String()), plain(strings.Join(f.Paragraphs, " ")),
		},
	}
}

// factCell is the text of a fact, with the period and the law that it names.
func (v *visit) factCell(f convention.Fact) cell {
	if f.Text == "" {
		return value(v.label("convention.span.none"), "")
	}
	c := text(v.say(f.Text))
	for _, more := range []string{f.Value, f.Law} {
		if more != "" {
			c.Notes = append(c.Notes, v.say(more))
		}
	}
	return c
}

// showStateLaw leads to the part of the state's page; the files beside it are
// the table's own.
func showStateLaw(v *visit) (document, error) {
	state, err := v.state("state")
	if err != nil {
		return document{}, err
	}
	return document{table: "law", grids: []grid{v.lawOf(state)}}, nil
}

func (e *edition) allStates() [][]string {
	var all [][]string
	for _, state := range lindung.States {
		all = append(all, []string{string(state)})
	}
	return all
}

type stateArticlePage struct {
	frame
	State      item
	Article    item
	Sentence   words
	Class      string
	Why        []words
	Bond       *proof
	Warning    words
	Paragraphs []paragraph
	Facts      grid
	Nothing    bool
}

var stateArticleView = page.NewView[stateArticlePage]("state_article")

// showStateArticle shows an article in a state: whether it binds it, what it
// asks, and what is known of the state's law for it.
func showStateArticle(v *visit) (document, error) {
	state, err := v.state("state")
	if err != nil {
		return document{}, err
	}
	in, ps, err := v.article()
	if err != nil {
		return document{}, err
	}
	st, err := convention.StatusOf(v.snap, in.ID, v.e.now())
	if err != nil {
		return document{}, err
	}
	at := v.position(st, state)
	n := ps[0].Article
	title := v.articleTitle(ps)
	p := stateArticlePage{
		frame:    v.frame("public.state_article.title", "n", n, "state", state),
		State:    item{words: v.name(state), Href: v.href("s", string(state))},
		Article:  item{words: words{v.t.Text("public.article.title", "n", n, "title", title.Text), title.Lang}, Href: v.href("i", in.ID, strconv.Itoa(n))},
		Sentence: v.stands(st.Instrument, at), Class: "l-stand l-stand--" + at.Code, Bond: v.proof(standingRowEvidence(at.Bond), "ratifications.csv "+in.ID+"/"+string(state)),
		Warning: v.warning(ps), Paragraphs: v.paragraphs(ps), Facts: v.lawFor(state, ps),
	}
	p.Nothing = len(p.Facts.Rows) == 0
	for _, o := range at.Open {
		p.Why = append(p.Why, v.why(o, st.Known))
	}
	return show(v, stateArticleView, p, p.Facts), nil
}

// lawFor is what is known of a state's law for an article, in our own reading
// of which belongs where.
func (v *visit) lawFor(state lindung.Country, ps []convention.Paragraph) grid {
	n, _ := v.snap.National(state)
	g := grid{
		Address: v.path(), Caption: v.label("public.state_article.caption", "state", state, "n", ps[0].Article),
		Columns: []column{
			v.shown("paragraph", "public.col.paragraph"), v.shown("topic", "public.col.topic"), v.shown("fact", "public.col.fact"),
			v.shown("note", "public.col.note"),
			filed("value"), filed("law"), filed("kind"), filed("begins"), filed("ends"), filed("paragraphs"),
		},
	}
	listed := map[int]bool{} // by its line: what belongs to the whole article is shown once
	for _, p := range ps {
		for _, f := range n.Facts() {
			if !f.Concerns(p) || listed[f.Line] {
				continue
			}
			listed[f.Line] = true
			r := v.lawRow(state, f)
			r.Cells = append([]cell{{words: words{Text: p.Ref()}, Href: v.paragraphHref(p)}}, r.Cells...)
			g.Rows = append(g.Rows, r)
		}
	}
	return v.finish(g)
}

func (e *edition) allStateArticles() [][]string {
	var all [][]string
	for _, state := range lindung.States {
		for _, parts := range e.allArticles() {
			all = append(all, append([]string{string(state)}, parts...))
		}
	}
	return all
}
