package public

import (
	"slices"
	"strconv"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type articlePage struct {
	frame
	Article    words
	Back       item
	Warning    words
	Paragraphs []paragraph
	Table      grid
	Program    words // how many parts of the program serve it
	ProgramCSV string
	States     []item         // where there is no table
	Done       []articleState // what every state has done on it
	Taken      words          // how many have a measure for it, and which
	Measured   bool           // a state has a measure for it
	NoneSaid   bool           // no one has assessed any of it
	StatesFile grid
	Advice     []advice // what was recommended about it
	AdviceN    words
	Neighbours page.Pagination
}

var articleView = page.NewView[articlePage]("article")

// paragraph is one paragraph as a page shows it.
type paragraph struct {
	ID        string
	Number    string
	Href      string
	Title     words
	Summary   words
	Items     []words
	Strength  words
	Class     string
	Softeners []words
	SoftLabel words
	Proof     *proof
	Open      bool  // it is not folded
	Own       words // leads to the page of the paragraph
}

func showArticle(v *visit) (document, error) {
	in, ps, err := v.article()
	if err != nil {
		return document{}, err
	}
	number := ps[0].Article
	title := v.articleTitle(ps)
	table := v.paragraphGrid("i/"+in.ID+"/"+strconv.Itoa(number), ps)
	p := articlePage{
		frame: v.frame("public.article.title", "n", number, "title", title.Text), Article: title, Warning: v.warning(ps),
		Back: item{words: words{Text: in.ID}, Href: v.href("i", in.ID)}, Table: table, Paragraphs: v.paragraphs(ps),
		Program: v.program(convention.CitesArticle(in.ID, number)), ProgramCSV: dataPath + "program.csv", Neighbours: v.neighbours(in.ID, number),
	}
	p.Heading = words{p.Heading.Text, title.Lang}
	p.Linked = v.linked("Legislation", p.Heading, "isPartOf", map[string]any{"@type": "Legislation", "name": in.Title, "url": v.e.absolute(v.href("i", in.ID))})
	if in.ID == convened {
		p.Done, p.StatesFile = v.articleStates(ps), v.articleGrid(ps)
		p.Taken, p.Measured = v.taken(p.Done), len(v.snap.Ask(convention.MeasureQuery{Number: strconv.Itoa(number)}, v.e.now())) > 0
		p.NoneSaid = !slices.ContainsFunc(p.Done, func(x articleState) bool { return !x.Assessed.empty() })
	} else {
		p.States = v.statesWith(ps)
	}
	p.advise(v, ps)
	draw := v.card(&p.frame, v.articleCard(in, p))
	doc := show(v, articleView, p, table)
	doc.card = draw
	return doc, nil
}

// articleCard is the card of an article: its title and what it is about.
func (v *visit) articleCard(in convention.Instrument, p articlePage) card {
	c := card{Over: v.say(in.Title).Text, Title: p.Heading.Text, Mark: v.parts["article"]}
	if len(p.Paragraphs) == 1 {
		c.Under = p.Paragraphs[0].Summary.Text
		return c
	}
	titles := make([]string, len(p.Paragraphs))
	for i, one := range p.Paragraphs {
		titles[i] = one.Title.Text
	}
	c.Under = strings.Join(titles, " · ")
	return c
}

func showParagraph(v *visit) (document, error) {
	in, ps, err := v.article()
	if err != nil {
		return document{}, err
	}
	var one []convention.Paragraph
	for _, p := range ps {
		if strconv.Itoa(p.Number) == v.parts["paragraph"] && p.Number > 0 {
			one = append(one, p)
		}
	}
	if one == nil {
		return document{}, lindung.ErrNotFound
	}
	number := strconv.Itoa(one[0].Article)
	table := v.paragraphGrid(v.rest, one)
	title := v.say(one[0].Title)
	p := articlePage{
		frame:   v.frame("public.paragraph.title", "number", number+"."+strconv.Itoa(one[0].Number), "title", title.Text),
		Article: v.articleTitle(ps), Warning: v.warning(one), Table: table, Paragraphs: v.paragraphs(one),
		Back:    item{words: v.label("public.article.back", "n", one[0].Article), Href: v.href("i", in.ID, number)},
		Program: v.program(convention.Cites(one[0].Ref())), ProgramCSV: dataPath + "program.csv",
	}
	p.Heading = words{p.Heading.Text, title.Lang}
	p.Linked = v.linked("Legislation", p.Heading, "isPartOf", map[string]any{"@type": "Legislation", "name": in.Title, "url": v.e.absolute(v.href("i", in.ID))})
	p.States = v.statesWith(ps)
	p.advise(v, one)
	if v.e.static {
		p.Table = v.paragraphGrid("i/"+in.ID+"/"+number, ps) // the folder has the files of the article
		return show(v, articleView, p), nil
	}
	return show(v, articleView, p, table), nil
}

// advise adds what was recommended about the paragraphs of a page.
func (p *articlePage) advise(v *visit, ps []convention.Paragraph) {
	p.Advice = v.advised(about(ps))
	p.AdviceN = v.label("public.recommendations.n", "n", len(p.Advice))
}

// statesWith lead to what is known of an article in the states of which anything
// is.
func (v *visit) statesWith(ps []convention.Paragraph) []item {
	var all []item
	for _, state := range lindung.States {
		if v.e.knows(state, ps) {
			all = append(all, item{words: v.name(state), Href: v.href("s", string(state), ps[0].Instrument, strconv.Itoa(ps[0].Article))})
		}
	}
	return all
}

// article reads the article that an address names.
func (v *visit) article() (convention.Instrument, []convention.Paragraph, error) {
	in, err := v.instrument()
	if err != nil {
		return in, nil, err
	}
	part := v.parts["article"]
	for _, ps := range v.articles(in.ID) {
		if strconv.Itoa(ps[0].Article) == part {
			return in, ps, nil
		}
	}
	if article, paragraph, found := strings.Cut(part, "."); found && v.parts["paragraph"] == "" {
		return in, nil, v.otherwise(part, article+"/"+paragraph)
	}
	return in, nil, lindung.ErrNotFound
}

// articleTitle is what the titles of an article's paragraphs have in common.
func (v *visit) articleTitle(ps []convention.Paragraph) words {
	title := v.say(ps[0].Title)
	if len(ps) < 2 {
		return title
	}
	common := before(title.Text)
	for _, p := range ps {
		if common == "" || before(v.say(p.Title).Text) != common {
			return title
		}
	}
	title.Text = common
	return title
}

// colons separate an article from its paragraph in titles.
var colons = []string{": ", "៖ ", "："}

// before returns the part of a title before its colon.
func before(title string) string {
	for _, c := range colons {
		if first, _, found := strings.Cut(title, c); found {
			return first
		}
	}
	return ""
}

// warning says how many of the paragraphs on a page were read in a copy of the
// text and how many are from memory.
func (v *visit) warning(ps []convention.Paragraph) words {
	read := 0
	for _, p := range ps {
		if !p.Unread() {
			read++
		}
	}
	return v.label("public.compare_with_text", "n", len(ps), "read", read, "unread", len(ps)-read)
}

// paragraphsOpen is how many paragraphs a page shows without folding them.
const paragraphsOpen = 3

func (v *visit) paragraphs(ps []convention.Paragraph) []paragraph {
	all := make([]paragraph, len(ps))
	common := v.articleTitle(ps).Text
	for i, p := range ps {
		all[i] = v.paragraph(p)
		all[i].Open = len(ps) <= paragraphsOpen
		if all[i].Href != v.path() {
			all[i].Own = v.label("public.paragraph.own")
		}
		for _, c := range colons {
			all[i].Title.Text = strings.TrimPrefix(all[i].Title.Text, common+c)
		}
	}
	return all
}

func (v *visit) paragraph(p convention.Paragraph) paragraph {
	number := strconv.Itoa(p.Article)
	if p.Number > 0 {
		number += "." + strconv.Itoa(p.Number)
	}
	x := paragraph{
		ID: "p" + number, Number: number, Href: v.paragraphHref(p), Title: v.say(p.Title), Summary: v.say(p.Summary),
		Items: v.sayAll(p.Items), Softeners: v.sayAll(p.Softeners), SoftLabel: v.label("public.softened"), Class: "l-strength l-strength--" + string(p.Strength),
		Strength: v.label("convention.strength." + string(p.Strength)), Proof: v.proof(p.Evidence, "articles.json "+p.ID),
	}
	var about []words // whom it asks, and when: behind the details
	add := func(name string, value words) {
		if !value.empty() {
			about = append(about, words{v.t.Text("common.colon", "label", v.t.Text(name), "value", value.Text), value.Lang})
		}
	}
	add("convention.label.addressee", v.say(p.Addressee))
	if p.ToParties() && p.Bearer != "any" {
		add("convention.label.bearer", v.say(p.Bearer))
	}
	read := v.say(p.ReadIn)
	if p.Unread() {
		read = v.label("public.not_read")
	}
	add("public.read_in", read)
	add("convention.label.plain_duty", v.say(p.Plain))
	add("convention.label.time_limit", v.say(p.TimeLimit))
	add("public.col.note", v.say(p.Note))
	if p.Triggered != "" && p.Triggered != "no" {
		add("public.triggered", v.label("convention.triggered."+p.Triggered))
		add("public.event", v.say(p.Event))
		add("public.record", v.say(p.Record))
	}
	x.Proof.Lines = append(about, x.Proof.Lines...)
	return x
}

func (v *visit) paragraphHref(p convention.Paragraph) string {
	parts := []string{"i", p.Instrument, strconv.Itoa(p.Article)}
	if p.Number > 0 {
		parts = append(parts, strconv.Itoa(p.Number))
	}
	return v.href(parts...)
}

// paragraphGrid is what the files beside an article hold.
func (v *visit) paragraphGrid(address string, ps []convention.Paragraph) grid {
	g := grid{
		Address: address, Caption: v.label("public.article.caption", "ref", ps[0].Instrument+" "+strconv.Itoa(ps[0].Article)),
		Columns: []column{
			v.shown("paragraph", "public.col.paragraph"), v.shown("title", "public.col.title"), v.shown("strength", "public.col.strength"),
			v.shown("summary", "public.col.summary"), filed("items"), filed("addressee"), filed("bearer"), filed("softeners"),
			filed("time_limit"), filed("plain_duty"), filed("note"), filed("pillar"), filed("case_triggered"), filed("trigger_event"), filed("record_to_keep"),
		},
	}
	for _, p := range ps {
		g.Rows = append(g.Rows, row{
			ID: p.ID, From: p.Evidence, Page: v.paragraphHref(p), Proof: v.proof(p.Evidence, "articles.json "+p.ID),
			Cells: []cell{
				{words: words{Text: p.Ref()}, Href: v.paragraphHref(p)}, text(v.say(p.Title)),
				value(v.label("convention.strength."+string(p.Strength)), string(p.Strength)), text(v.say(p.Summary)),
				plain(joined(v.sayAll(p.Items))), plain(v.say(p.Addressee).Text), plain(v.say(p.Bearer).Text),
				plain(joined(v.sayAll(p.Softeners))), plain(v.say(p.TimeLimit).Text), plain(v.say(p.Plain).Text), plain(v.say(p.Note).Text), plain(p.Pillar), plain(p.Triggered),
				plain(v.say(p.Event).Text), plain(v.say(p.Record).Text),
			},
		})
	}
	return v.finish(g)
}

func joined(all []words) string {
	texts := make([]string, len(all))
	for i, w := range all {
		texts[i] = w.Text
	}
	return strings.Join(texts, "; ")
}

// program says how many parts of this program serve an article.
func (v *visit) program(all []convention.Citation) words {
	return v.label("public.article.program_count", "n", len(all))
}

// listProgram is every part of this program that serves a paragraph: for people
// who read programs.
func listProgram(v *visit) (document, error) {
	g := grid{
		Address: "program", Caption: v.label("public.set.program"),
		Columns: []column{filed("article"), filed("file"), filed("name"), filed("says")},
	}
	for _, in := range v.snap.Instruments() {
		for _, ps := range v.articles(in.ID) {
			for _, c := range convention.CitesArticle(in.ID, ps[0].Article) {
				g.Rows = append(g.Rows, row{
					From: convention.Evidence{Certainty: v.snap.CertaintyOf(c.Ref)}, Page: v.href("i", in.ID, strconv.Itoa(ps[0].Article)),
					Cells: []cell{plain(c.Ref), plain(c.File), plain(c.Name), plain(c.Says)},
				})
			}
		}
	}
	return v.tableOnly(g), nil
}

// neighbours lead to the article before and the one after.
func (v *visit) neighbours(instrument string, number int) page.Pagination {
	n := page.Pagination{LandmarkLabel: v.t.Text("public.article.neighbours"), Classes: "l-around"}
	for _, ps := range v.articles(instrument) {
		at := ps[0].Article
		link := &page.PageLink{
			Text: v.t.Text("public.article.link", "n", at), Href: v.href("i", instrument, strconv.Itoa(at)), LabelText: v.articleTitle(ps).Text,
		}
		switch at {
		case number - 1:
			n.Previous = link
		case number + 1:
			n.Next = link
		}
	}
	return n
}
