package public

import (
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type chooseStatesPage struct {
	frame
	First, Second []option
	Wrong         bool
	Pairs         []pairsOf
}

// option is a line of a list to choose from.
type option struct {
	words
	Value  string
	Chosen bool
}

// pairsOf are the comparisons of one state with the others.
type pairsOf struct {
	State words
	Pairs []item
}

var chooseStatesView = page.NewView[chooseStatesPage]("compare_choose")

// chooseStates asks which two states to set side by side.
func chooseStates(v *visit) (document, error) {
	a, b := lindung.Country(strings.ToUpper(v.query.Get("a"))), lindung.Country(strings.ToUpper(v.query.Get("b")))
	asked := a != "" || b != ""
	if slices.Contains(lindung.States, a) && slices.Contains(lindung.States, b) && a != b {
		a, b = ordered(a, b)
		return document{moved: v.href("compare", string(a), string(b))}, nil
	}
	p := chooseStatesPage{frame: v.frame("public.compare.choose"), Wrong: asked}
	if a == "" || a == b {
		a = lindung.States[0]
	}
	if b == "" || a == b {
		b = lindung.States[1]
	}
	for i, state := range lindung.States {
		p.First = append(p.First, option{v.name(state), string(state), state == a})
		p.Second = append(p.Second, option{v.name(state), string(state), state == b})
		pairs := pairsOf{State: v.name(state)}
		for _, other := range lindung.States[i+1:] {
			pairs.Pairs = append(pairs.Pairs, item{words: v.name(other), Href: v.href("compare", string(state), string(other))})
		}
		if len(pairs.Pairs) > 0 {
			p.Pairs = append(p.Pairs, pairs)
		}
	}
	return show(v, chooseStatesView, p), nil
}

// ordered puts two states in the one order in which they are compared, so that
// a comparison has one address.
func ordered(a, b lindung.Country) (lindung.Country, lindung.Country) {
	if slices.Index(lindung.States, a) > slices.Index(lindung.States, b) {
		return b, a
	}
	return a, b
}

type comparisonPage struct {
	frame
	A, B     item
	Treaties grid
	Law      []lawPair
}

// lawPair is what is known of two states for one topic.
type lawPair struct {
	Topic words
	A, B  []lawFact
}

type lawFact struct {
	cell
	Note  words
	Proof *proof
}

var comparisonView = page.NewView[comparisonPage]("comparison")

// showComparison sets two states side by side. It gives no score.
func showComparison(v *visit) (document, error) {
	a, err := v.state("a")
	if err != nil {
		return document{}, err
	}
	b, err := v.state("b")
	if err != nil {
		return document{}, err
	}
	if a == b {
		return document{moved: v.href("s", string(a))}, nil
	}
	if x, y := ordered(a, b); x != a {
		return document{}, moved(v.href("compare", string(x), string(y)))
	}
	g, err := v.comparisonGrid(a, b)
	if err != nil {
		return document{}, err
	}
	p := comparisonPage{
		frame: v.frame("public.compare.title", "a", a, "b", b), Treaties: g, Law: v.lawPairs(a, b),
		A: item{words: v.name(a), Href: v.href("s", string(a))}, B: item{words: v.name(b), Href: v.href("s", string(b))},
	}
	return show(v, comparisonView, p, g), nil
}

func (v *visit) comparisonGrid(a, b lindung.Country) (grid, error) {
	g := grid{
		Address: v.rest, Caption: v.label("public.compare.caption", "a", a, "b", b, "day", v.e.today),
		Columns: []column{v.shown("instrument", "public.col.instrument"), filed("title")},
	}
	for _, s := range []lindung.Country{a, b} {
		code := strings.ToLower(string(s))
		g.Columns = append(g.Columns, column{Key: code + "_position", Head: v.name(s), Shown: true},
			dated(code+"_deposit_not_before"), dated(code+"_deposit_not_after"), dated(code+"_in_force_not_before"), dated(code+"_in_force_not_after"))
	}
	for _, in := range v.snap.Instruments() {
		st, err := convention.StatusOf(v.snap, in.ID, v.e.now())
		if err != nil {
			return grid{}, err
		}
		title := v.say(in.Title)
		r := row{
			ID: in.ID, Page: v.href("i", in.ID),
			Cells: []cell{{words: words{Text: in.ID}, Href: v.href("i", in.ID), Notes: []words{title}}, plain(title.Text)},
		}
		var sure []convention.Certainty
		for _, s := range []lindung.Country{a, b} {
			at := v.position(st, s)
			from := bothEvidence(at.Bond)
			sure = append(sure, from.Certainty)
			r.From.Sources = append(r.From.Sources, from.Sources...)
			r.From.Checked = from.Checked
			r.Cells = append(r.Cells, v.comparedCell(at, st.Known), plain(at.Bond.Deposit.First.String()), plain(at.Bond.Deposit.Last.String()),
				plain(at.Bond.Force.First.String()), plain(at.Bond.Force.Last.String()))
		}
		r.From.Certainty = weakest(sure...)
		slices.Sort(r.From.Sources)
		r.From.Sources = slices.Compact(r.From.Sources)
		r.Proof = v.proof(r.From, "ratifications.csv "+in.ID+"/"+string(a)+"+"+string(b))
		g.Rows = append(g.Rows, r)
	}
	return v.once(v.finish(g)), nil
}

func (v *visit) comparedCell(at position, known lindung.Date) cell {
	c := cell{words: at.Text, Value: at.Code, Own: true, Class: "l-pos l-pos--" + at.Code}
	if at.Code == posBound {
		c.Notes = append(c.Notes, v.label("public.since", "days", v.span(at.Bond.Force).Text))
	}
	for _, o := range at.Open {
		c.More = append(c.More, v.why(o, known))
	}
	return c
}

// comparedTopics are the parts of what is known of a state, in the order of the pages.
var comparedTopics = []string{
	"identification_lead", "protection_lead", "reflection_or_stay", "deadlines", "fund", "non_punishment",
}

func (v *visit) lawPairs(a, b lindung.Country) []lawPair {
	of := func(state lindung.Country, topic string) []lawFact {
		var facts []lawFact
		n, _ := v.snap.National(state)
		for _, f := range n.Facts() {
			if f.Name == topic {
				facts = append(facts, lawFact{v.factCell(f), v.say(f.Note), v.proof(f.Evidence, "national.csv "+string(state)+"/"+topic)})
			}
		}
		return facts
	}
	all := v.measurePairs(a, b)
	for _, topic := range comparedTopics {
		pair := lawPair{v.label("convention.topic." + topic), of(a, topic), of(b, topic)}
		if len(pair.A)+len(pair.B) > 0 {
			all = append(all, pair)
		}
	}
	return all
}

// comparedKinds are the measures that are set side by side.
var comparedKinds = []convention.MeasureKind{"law", "rule", "institution"}

func (v *visit) measurePairs(a, b lindung.Country) []lawPair {
	of := func(state lindung.Country, kind convention.MeasureKind) []lawFact {
		var facts []lawFact
		for _, m := range v.snap.Ask(convention.MeasureQuery{State: state, Kind: kind}, v.e.now()) {
			x := v.measure(m)
			facts = append(facts, lawFact{cell{words: x.Title}, v.say(m.Note), x.Proof})
		}
		return facts
	}
	var all []lawPair
	for _, kind := range comparedKinds {
		pair := lawPair{v.label("convention.measure.kind." + string(kind)), of(a, kind), of(b, kind)}
		if len(pair.A)+len(pair.B) > 0 {
			all = append(all, pair)
		}
	}
	return all
}

func (e *edition) allPairs() [][]string {
	var all [][]string
	for i, a := range lindung.States {
		for _, b := range lindung.States[i+1:] {
			all = append(all, []string{string(a), string(b)})
		}
	}
	return all
}
