package public

import (
	"slices"
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
	table := v.standingGrid(st, "s")
	tiles := v.tileMap(st)
	doc := show(v, statesView, statesPage{v.frame("public.states.title"), v.boundSentence(st), tiles, table}, table)
	doc.drawn = tiles.drawn(v)
	return doc, nil
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
	Count     words // how many treaties bind it
	Tiles     []treatyTile
	Treaties  grid
	Road      *road
	Law       grid
	Measures  []measureGroup
	Monitor   item
	Focals    []focal
	Topics    []topic
	Conflicts []conflict
	Advice    []advice // what it was asked by name
	ForAll    item     // leads to what it was asked as one of all
	Articles  []item
	Others    []item
	Questions words
	OpenHref  string
}

// treatyTile is a treaty as a tile on the page of a state.
type treatyTile struct {
	item
	ID    string
	When  string
	Class string
	Is    words // what the treaty is to the state
}

// topic is what is known of a state's law on one subject.
type topic struct {
	Title words
	Count words
	Facts []lawFact
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
	done := v.snap.Ask(convention.MeasureQuery{State: state}, v.e.now())
	member := v.snap.Membership(state)
	p := statePage{
		frame: v.titled(v.name(state)), Sentence: v.stands(st.Instrument, at), Class: "l-stand l-stand--" + at.Code,
		Bond:   v.standProof(at),
		Member: v.label("public.member", "since", v.span(member.Since).Text), MemberOf: v.proof(member.Evidence, "states.csv "+string(state)),
		Help: item{words: v.label("public.help.in", "state", state), Href: v.href("help", string(state))}, Treaties: treaties, Law: law, Topics: v.topicsOf(state),
		Conflicts: v.conflictsOn("", state), Questions: v.label("public.state.questions", "n", v.questionsOf(state)),
		OpenHref: v.href("open"), Measures: v.byKind(done), Focals: v.focals(state, ""),
		Monitor: item{words: v.label("public.monitor.report"), Href: v.href("monitor", string(state))},
	}
	p.Tiles, p.Count = v.treatyTiles(treaties, state)
	if member.Since.First.IsZero() {
		p.Member, p.MemberOf = words{}, nil // since when is not what a reader asks of an old member
	}
	for _, o := range at.Open {
		p.Why = append(p.Why, v.why(o, st.Known))
	}
	p.Description, p.Feed = p.Sentence.Text, p.Path+"/feed.xml"
	p.Advice, p.ForAll = v.askedOf(state)
	for _, ps := range v.articles(convened) {
		n := ps[0].Article
		if !v.e.knows(state, ps) {
			continue
		}
		p.Articles = append(p.Articles, item{words: v.label("public.article.short", "n", n, "title", v.articleTitle(ps).Text), Href: v.href("s", string(state), convened, strconv.Itoa(n))})
	}
	for _, other := range lindung.States {
		if other != state {
			a, b := ordered(state, other)
			p.Others = append(p.Others, item{words: v.name(other), Href: v.href("compare", string(a), string(b))})
		}
	}
	grids := []grid{treaties, law}
	if p.Road = v.road(at); p.Road != nil {
		grids = append(grids, p.Road.Table)
	}
	draw := v.card(&p.frame, v.stateCard(st, state, p.Sentence))
	doc := show(v, stateView, p, grids...)
	doc.card = draw
	doc.feed = v.feedOf("", state, v.label("public.feed.state", "state", state))
	return doc, nil
}

// stateCard is the card of a state: its tile of the map, and where it stands.
func (v *visit) stateCard(st convention.Status, state lindung.Country, sentence words) card {
	in, _ := v.snap.Instrument(st.Instrument)
	tiles := slices.DeleteFunc(v.tileMap(st).Tiles, func(t tile) bool { return t.Code != string(state) })
	return card{Over: v.say(in.Title).Text, Title: v.name(state).Text, Under: sentence.Text, Tiles: tiles}
}

// treatyTiles are the treaties of a table as tiles, and how many bind the state.
func (v *visit) treatyTiles(g grid, state lindung.Country) ([]treatyTile, words) {
	var all []treatyTile
	bound := 0
	for _, r := range g.Rows {
		name, is := r.Cells[0], r.Cells[2]
		t := treatyTile{item: item{words: name.Notes[0], Href: name.Href}, ID: name.Text, Is: is.words, Class: "l-tile l-tile--" + is.Value, When: r.Short}
		if is.Value == posBound {
			bound++
		}
		all = append(all, t)
	}
	return all, v.label("public.treaties.count", "n", bound, "total", len(all), "state", state)
}

// topicsOf is what is known of a state's law, by subject in the order of the data.
func (v *visit) topicsOf(state lindung.Country) []topic {
	n, _ := v.snap.National(state)
	var all topics
	for _, f := range n.Facts() {
		all.add(v, state, f, v.label("convention.topic."+f.Name))
	}
	return all
}

// topicsFor is what is known of a state's law for the paragraphs of an article.
func (v *visit) topicsFor(state lindung.Country, ps []convention.Paragraph) []topic {
	n, _ := v.snap.National(state)
	var all topics
	for _, x := range v.e.factsFor(n, ps) {
		name := v.label("convention.topic." + x.fact.Name)
		all.add(v, state, x.fact, words{x.paragraph.Ref() + " · " + name.Text, name.Lang})
	}
	return all
}

// topics are facts under their titles, in the order of the data.
type topics []topic

// add puts a fact of a state's law under a title.
func (all *topics) add(v *visit, state lindung.Country, f convention.Fact, title words) {
	i := slices.IndexFunc(*all, func(t topic) bool { return t.Title == title })
	if i < 0 {
		i = len(*all)
		*all = append(*all, topic{Title: title})
	}
	t, r := &(*all)[i], v.lawRow(state, f)
	t.Facts = append(t.Facts, lawFact{r.Cells[1], v.say(f.Note), r.Proof})
	t.Count = v.label("public.facts", "n", len(t.Facts))
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
		Address: "s/" + string(state), Caption: v.label("public.treaties.caption", "state", state, "day", v.e.today),
		Columns: []column{
			v.shown("instrument", "public.col.instrument"), filed("title"), v.shown("position", "public.col.position"),
			v.shown("signed", "public.col.signed"), v.seen("public.col.deposit"), dated("deposit_not_before"), dated("deposit_not_after"),
			v.seen("public.col.in_force"), dated("in_force_not_before"), dated("in_force_not_after"), filed("in_force_basis"), filed("reservation"), filed("note"),
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
	b := at.Bond
	position := cell{words: at.Text, Value: at.Code, Own: true, Class: "l-pos l-pos--" + at.Code}
	for _, o := range at.Open {
		position.More = append(position.More, v.why(o, known))
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
		note.More = append(note.More, v.label("public.domestic", "day", b.Act.Ratified))
	}
	return row{
		ID: in.ID, From: standingRowEvidence(b), Page: v.href("i", in.ID), Short: whenOf(at), Proof: v.bondProof(b),
		Cells: []cell{
			{words: words{Text: in.ID}, Href: v.href("i", in.ID), Notes: []words{title}}, plain(title.Text), position, signed,
			text(v.span(b.Deposit)), plain(b.Deposit.First.String()), plain(b.Deposit.Last.String()),
			v.forceCell(b), plain(b.Force.First.String()), plain(b.Force.Last.String()), plain(basis), plain(b.Act.Reservation), note,
		},
	}
}

// lawColumns are the columns of a fact of a state's law.
func (v *visit) lawColumns() []column {
	return []column{
		v.shown("topic", "public.col.topic"), v.shown("fact", "public.col.fact"), filed("note"),
		filed("value"), filed("law"), filed("kind"), dated("begins"), dated("ends"), filed("paragraphs"),
	}
}

// lawOf is the table of what is known of a state's law and authorities.
func (v *visit) lawOf(state lindung.Country) grid {
	g := grid{Address: "s/" + string(state) + "/law", Caption: v.label("public.law.caption", "state", state), Columns: v.lawColumns()}
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
			value(v.label("convention.topic."+f.Name), f.Name), fact, moreOf(v.say(f.Note)), plain(f.Value), plain(f.Law), plain(f.Kind),
			plain(f.Begins.String()), plain(f.Ends.String()), plain(strings.Join(f.Paragraphs, " ")),
		},
	}
}

// moreOf is a text of the files that a page shows with the details.
func moreOf(w words) cell {
	if w.empty() {
		return cell{}
	}
	return cell{words: w, More: []words{w}}
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
	return document{moved: v.href("s", string(state)) + "#law", grids: []grid{v.lawOf(state)}}, nil
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
	Topics     []topic
	Facts      grid
	Measures   []measure
	Said       []said
	Advice     []advice
}

var stateArticleView = page.NewView[stateArticlePage]("state_article")

// showStateArticle shows an article in a state: whether it binds it, what it
// asks, and what is known of the state's law for it. Where nothing is known, there
// is only the article.
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
	if !v.e.knows(state, ps) {
		return document{moved: v.href("i", in.ID, strconv.Itoa(n))}, nil
	}
	title := v.articleTitle(ps)
	p := stateArticlePage{
		frame:    v.frame("public.state_article.title", "n", n, "state", state),
		State:    item{words: v.name(state), Href: v.href("s", string(state))},
		Article:  item{words: words{v.t.Text("public.article.title", "n", n, "title", title.Text), title.Lang}, Href: v.href("i", in.ID, strconv.Itoa(n))},
		Sentence: v.stands(st.Instrument, at), Class: "l-stand l-stand--" + at.Code, Bond: v.standProof(at),
		Warning: v.warning(ps), Paragraphs: v.paragraphs(ps), Facts: v.lawFor(state, ps), Topics: v.topicsFor(state, ps),
	}
	if in.ID == convened {
		number := strconv.Itoa(n)
		p.Measures = v.measures(v.snap.Ask(convention.MeasureQuery{State: state, Number: number}, v.e.now()))
		p.Said = v.said(v.snap.AssessedState(state, number, v.e.today))
	}
	for _, o := range at.Open {
		p.Why = append(p.Why, v.why(o, st.Known))
	}
	p.Advice = v.advised(func(f convention.Followed) bool { return v.snap.Addresses(f, state) && about(ps)(f) })
	return show(v, stateArticleView, p, p.Facts), nil
}

// lawFor is what is known of a state's law for an article, in our own reading
// of which belongs where.
func (v *visit) lawFor(state lindung.Country, ps []convention.Paragraph) grid {
	n, _ := v.snap.National(state)
	g := grid{
		Address: v.rest, Caption: v.label("public.state_article.caption", "state", state, "n", ps[0].Article),
		Columns: append([]column{v.shown("paragraph", "public.col.paragraph")}, v.lawColumns()...),
	}
	for _, x := range v.e.factsFor(n, ps) {
		r := v.lawRow(state, x.fact)
		r.Cells = append([]cell{{words: words{Text: x.paragraph.Ref()}, Href: v.paragraphHref(x.paragraph)}}, r.Cells...)
		g.Rows = append(g.Rows, r)
	}
	return v.once(v.finish(g))
}

// factOn is a fact of a state's law with the paragraph that it belongs to.
type factOn struct {
	paragraph convention.Paragraph
	fact      convention.Fact
}

// factsFor are the facts of a state's law that belong to an article, what belongs
// to the whole article once.
func (e *edition) factsFor(n convention.National, ps []convention.Paragraph) []factOn {
	var all []factOn
	listed := map[int]bool{} // by line
	for _, p := range ps {
		for _, f := range n.Facts() {
			if f.Concerns(p) && !listed[f.Line] {
				listed[f.Line] = true
				all = append(all, factOn{p, f})
			}
		}
	}
	return all
}

// factFor reports whether anything is known of a state for an article.
func (e *edition) factFor(state lindung.Country, ps []convention.Paragraph) bool {
	n, _ := e.snap.National(state)
	return len(e.factsFor(n, ps)) > 0
}

func (e *edition) allStateArticles() [][]string {
	var all [][]string
	for _, in := range e.snap.Instruments() {
		for _, ps := range e.articles(in.ID) {
			for _, state := range lindung.States {
				if e.knows(state, ps) {
					all = append(all, []string{string(state), in.ID, strconv.Itoa(ps[0].Article)})
				}
			}
		}
	}
	return all
}
