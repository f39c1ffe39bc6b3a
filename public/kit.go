package public

import (
	"strconv"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type kitPage struct {
	frame
	Back     item
	Sentence words
	Class    string
	Why      []words
	Bond     *proof
	Road     *road
	Bodies   []bodyLine
	Draft    words   // the title of the model
	Model    []words // a note of our own, to be filled in
	Warning  words
	Articles []kitArticle
	Read     []source // copies of the text in which paragraphs were read
}

// bodyLine is which body took a step in another state.
type bodyLine struct{ State, Step, Body words }

// kitArticle is an article in our own words.
type kitArticle struct {
	Title      words
	Href       string
	Paragraphs []kitParagraph
}

type kitParagraph struct {
	Number   string
	Text     words
	Strength words
	Doubt    words
	Class    string
}

var kitView = page.NewView[kitPage]("kit")

// showKit shows what a state that is not bound yet needs to become a party, to be
// printed: where it stands, who holds the pen, a model of the note to the
// depositary, the experience of the others, and the Convention in our own words.
//
// Source: ACTIP 28
func showKit(v *visit) (document, error) {
	state, err := v.state("state")
	if err != nil {
		return document{}, err
	}
	st, err := convention.StatusOf(v.snap, convened, v.e.now())
	if err != nil {
		return document{}, err
	}
	at := v.position(st, state)
	if at.Code == posBound {
		return document{moved: v.href("s", string(state)) + "#road"}, nil
	}
	in, _ := v.snap.Instrument(convened)
	all := v.snap.Paragraphs(convened)
	p := kitPage{
		frame: v.frame("public.kit.title", "state", state), Back: item{words: v.name(state), Href: v.href("s", string(state)) + "#road"},
		Sentence: v.stands(st.Instrument, at), Class: "l-stand l-stand--" + at.Code, Bond: v.standProof(at), Road: v.road(at), Bodies: v.bodiesOf(in, state),
		Warning: v.warning(all), Read: readIn(all),
	}
	for _, o := range at.Open {
		p.Why = append(p.Why, v.why(o, st.Known))
	}
	p.Draft, p.Model = v.model(in, at)
	for _, ps := range v.articles(convened) {
		p.Articles = append(p.Articles, v.kitArticle(ps))
	}
	p.Description = p.Sentence.Text
	return show(v, kitView, p), nil
}

// model is a note to the depositary, in our own words: of accession for a state that
// has not signed, of ratification for one that has.
func (v *visit) model(in convention.Instrument, at position) (title words, lines []words) {
	way := "accession"
	if !at.Bond.Act.Signed.IsZero() {
		way = "ratification"
	}
	place, day := in.Place, v.t.Date(in.Adopted)
	for _, key := range []string{"to", "whereas", "approved", way, "done", "signature"} {
		lines = append(lines, v.label("public.kit.note."+key, "state", at.State, "title", v.say(in.Title).Text, "place", place, "day", day))
	}
	return v.label("public.kit.note.title", "way", way), lines
}

// bodiesOf are the bodies that took steps in the other states.
func (v *visit) bodiesOf(in convention.Instrument, but lindung.Country) []bodyLine {
	var all []bodyLine
	for _, state := range lindung.States {
		if state == but {
			continue
		}
		for _, x := range v.snap.Steps(in, state, v.e.today) {
			if x.Body != "" && x.Mark(v.e.today) == convention.MarkDone {
				all = append(all, bodyLine{v.name(state), v.label("convention.step." + string(x.Kind)), v.say(x.Body)})
			}
		}
	}
	return all
}

func (v *visit) kitArticle(ps []convention.Paragraph) kitArticle {
	n := strconv.Itoa(ps[0].Article)
	title := v.articleTitle(ps)
	a := kitArticle{Title: words{v.t.Text("public.article.title", "n", ps[0].Article, "title", title.Text), title.Lang}, Href: v.href("i", convened, n)}
	for _, p := range ps {
		number := n
		if p.Number > 0 {
			number += "." + strconv.Itoa(p.Number)
		}
		a.Paragraphs = append(a.Paragraphs, kitParagraph{
			Number: number, Text: v.say(p.Summary), Strength: v.label("convention.strength." + string(p.Strength)),
			Doubt: v.label("convention.certainty." + string(p.Certainty)), Class: "l-doubt l-doubt--" + string(p.Certainty),
		})
	}
	return a
}

// readIn are the copies of the text in which paragraphs were read, each once.
func readIn(all []convention.Paragraph) []source {
	var out []source
	seen := map[string]bool{}
	for _, p := range all {
		if p.Unread() {
			continue
		}
		for _, s := range p.Sources {
			if from := sourceOf(s); from.Href != "" && !seen[from.Href] {
				seen[from.Href] = true
				out = append(out, source{from.Href, from.Href, ""})
			}
		}
	}
	return out
}

// allUnbound are the states that are not bound by the Convention on the day of the
// edition.
func (e *edition) allUnbound() [][]string {
	st, err := convention.StatusOf(e.snap, convened, e.now())
	if err != nil {
		return nil
	}
	bound := map[lindung.Country]bool{}
	for _, state := range st.Bound {
		bound[state] = true
	}
	var all [][]string
	for _, state := range lindung.States {
		if !bound[state] {
			all = append(all, []string{string(state)})
		}
	}
	return all
}
