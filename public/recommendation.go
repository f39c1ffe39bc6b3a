package public

import (
	"cmp"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

// advice is a recommendation as a line of a list.
type advice struct {
	ID    string
	Href  string
	Text  words
	About words // who made it, and when
	Stage words // what came of it
	Class string
	rank  int
}

// advised are the recommendations that a test accepts, open ones first.
func (v *visit) advised(of func(convention.Followed) bool) []advice {
	return v.advisedTo(convention.Everyone, of)
}

// advisedTo are those, as they stand for one addressee.
func (v *visit) advisedTo(to string, of func(convention.Followed) bool) []advice {
	var all []advice
	for _, f := range v.e.followed() {
		if of(f) {
			all = append(all, v.advice(f.For(to)))
		}
	}
	slices.SortStableFunc(all, func(a, b advice) int { return cmp.Compare(a.rank, b.rank) })
	return all
}

func (v *visit) advice(f convention.Followed) advice {
	by := v.say(f.By)
	return advice{
		ID: f.ID, Href: v.href("r", f.ID), Text: v.recommendation(f), Stage: v.label("convention.stage." + f.Stage),
		About: words{by.Text + " · " + v.eventDays(f.Days).Text, by.Lang}, Class: "l-tie l-tie--" + f.Stage,
		rank: slices.Index(convention.StagesOfAnswer, f.Stage),
	}
}

// recommendation is its text, or that nobody has seen it.
func (v *visit) recommendation(f convention.Followed) words {
	if f.Text == "" {
		return v.label("convention.recommended.not_seen")
	}
	return v.say(f.Text)
}

// eventDays are the days that something took; they are not in doubt.
func (v *visit) eventDays(days convention.Span) words {
	if days.IsZero() || days.Exact() {
		return v.span(days)
	}
	return v.label("common.from_until", "from", days.First, "until", days.Last)
}

// about reports whether a recommendation is about one of some paragraphs.
func about(ps []convention.Paragraph) func(convention.Followed) bool {
	return func(f convention.Followed) bool { return slices.ContainsFunc(ps, f.Concerns) }
}

// askedOf is what a state was asked by name, and leads to what it was asked as one of
// all member states of the time.
func (v *visit) askedOf(state lindung.Country) ([]advice, item) {
	n := len(v.advised(func(f convention.Followed) bool { return !f.Asks(string(state)) && v.snap.Addresses(f, state) }))
	forAll := item{}
	if n > 0 {
		forAll = item{words: v.label("public.recommendations.for_all", "n", n), Href: v.href("r") + "#" + convention.Everyone}
	}
	return v.advisedTo(string(state), func(f convention.Followed) bool { return f.Asks(string(state)) }), forAll
}

// addressee names who is asked.
func (v *visit) addressee(to string) item {
	switch state := lindung.Country(to); {
	case to == convention.Everyone:
		return item{words: v.label("convention.addressee.states"), Href: v.href("s")}
	case slices.Contains(lindung.States, state):
		return item{words: v.name(state), Href: v.href("s", to)}
	}
	return item{words: words{Text: to}, Href: v.href("bodies") + "#" + to}
}

type recommendationsPage struct {
	frame
	Lead   words
	Legend []tieMark
	First  adviceGroup // what all states were asked
	Rest   []advice    // of it, folded
	More   words
	Groups []adviceGroup
	Table  grid
	After  grid
}

// adviceGroup is what one addressee was asked.
type adviceGroup struct {
	ID    string
	To    words
	Count words
	All   []advice
}

// tieMark is what the line beside a recommendation means.
type tieMark struct {
	words
	Class string
}

var recommendationsView = page.NewView[recommendationsPage]("recommendations")

// listRecommendations lists what was recommended, by addressee, open ones first.
func listRecommendations(v *visit) (document, error) {
	p := recommendationsPage{frame: v.frame("public.recommendations.title")}
	all := v.e.followed()
	p.Lead = v.label("public.recommendations.count", "n", len(all), "open", openOf(all, nil))
	for _, to := range v.addressees() {
		g := adviceGroup{ID: to, To: v.addressee(to).words}
		g.All = v.advisedTo(to, func(f convention.Followed) bool { return f.Asks(to) })
		if len(g.All) == 0 {
			continue
		}
		open := openOf(all, func(f convention.Followed) bool { return f.Asks(to) && f.For(to).Open() })
		g.Count = v.label("public.recommendations.group", "n", len(g.All), "open", open)
		if to == convention.Everyone {
			p.First = g
			p.First.All, p.Rest = cut(g.All, adviceShown)
			p.More = v.label("public.more_rows", "n", len(p.Rest))
			continue
		}
		p.Groups = append(p.Groups, g)
	}
	for _, stage := range convention.StagesOfAnswer {
		p.Legend = append(p.Legend, tieMark{v.label("convention.stage." + stage), "l-tie l-tie--" + stage})
	}
	p.Description = p.Lead.Text
	p.Table, p.After = v.recommendationGrid(), v.followUpGrid()
	return show(v, recommendationsView, p, p.Table), nil
}

// adviceShown is how many recommendations a page shows at once.
const adviceShown = 4

// cut parts a list into what a page shows at once and what it folds.
func cut[T any](all []T, n int) (first, rest []T) {
	n = min(n, len(all))
	return all[:n], all[n:]
}

// openOf counts the open ones of those that a test accepts; of all, where it is nil.
func openOf(all []convention.Followed, of func(convention.Followed) bool) int {
	n := 0
	for _, f := range all {
		if f.Open() && (of == nil || of(f)) {
			n++
		}
	}
	return n
}

// addressees are all who can be asked: all states, the bodies, each state.
func (v *visit) addressees() []string {
	all := []string{convention.Everyone}
	bodies, _ := v.snap.Bodies()
	for _, b := range bodies {
		all = append(all, b.ID)
	}
	for _, state := range lindung.States {
		all = append(all, string(state))
	}
	return all
}

// recommendationGrid is the table of what was recommended.
func (v *visit) recommendationGrid() grid {
	g := grid{
		Address: "r", Caption: v.label("public.set.r"),
		Columns: []column{
			filed("id"), filed("event"), dated("not_before"), dated("not_after"), filed("paragraph_of_document"), v.shown("by", "convention.label.by"), filed("by_kind"),
			v.shown("text", "public.col.summary"), v.shown("addressee", "convention.label.addressee"), v.shown("paragraphs", "convention.label.about"), v.shown("verb", "convention.label.verb"),
			dated("due"), filed("repeats"), v.shown("stage", "convention.label.came"), {Key: "open", Type: typeBoolean}, filed("note"), dated("recorded"),
		},
	}
	for _, f := range v.e.followed() {
		verb := cell{}
		if f.Verb != "" {
			verb = value(v.label("convention.verb."+f.Verb), f.Verb)
		}
		g.Rows = append(g.Rows, row{
			ID: f.ID, From: f.Evidence, Page: v.href("r", f.ID), Proof: v.proof(f.Evidence, "recommendations.csv "+f.ID),
			Cells: []cell{
				plain(f.ID), plain(f.Event), plain(f.Days.First.String()), plain(f.Days.Last.String()), plain(f.Place), text(v.say(f.By)), plain(f.ByKind),
				value(v.recommendation(f), f.Text), value(v.addressedTo(f), strings.Join(f.To, " ")), plain(strings.Join(f.Paragraphs, " ")), verb,
				plain(f.Due.String()), plain(strings.Join(f.Repeats, " ")), value(v.label("convention.stage."+f.Stage), f.Stage), plain(map[bool]string{true: "true", false: "false"}[f.Open()]),
				plain(v.say(f.Note).Text), plain(f.Recorded.String()),
			},
		})
	}
	return v.finish(g)
}

// addressedTo names all who are asked in one line.
func (v *visit) addressedTo(f convention.Followed) words {
	names := make([]string, len(f.To))
	for i, to := range f.To {
		names[i] = v.addressee(to).Text
	}
	return words{Text: strings.Join(names, v.t.Text("common.list_separator"))}
}

// listFollowUps is what came after recommendations; its page is that of the
// recommendations.
func listFollowUps(v *visit) (document, error) {
	return document{moved: v.href("r"), grids: []grid{v.followUpGrid()}}, nil
}

// followUpGrid is the table of what came after.
func (v *visit) followUpGrid() grid {
	g := grid{
		Address: "followups", Caption: v.label("public.set.followups"),
		Columns: []column{
			filed("recommendation"), v.shown("kind", "public.col.kind"), filed("by"), dated("day"), filed("refers_to"), v.shown("strength", "convention.label.tie"),
			filed("text"), filed("names"), filed("note"), dated("recorded"),
		},
	}
	for _, f := range v.e.followed() {
		for _, x := range slices.Concat(f.Answers, f.After, f.Searched) {
			tie := cell{}
			if x.Strength != "" {
				tie = value(v.label("convention.tie."+x.Strength), x.Strength)
			}
			g.Rows = append(g.Rows, row{
				From: x.Evidence, Page: v.href("r", f.ID), Proof: v.proof(x.Evidence, aboutFollowUp(x)),
				Cells: []cell{
					plain(f.ID), value(v.label("convention.followup."+x.Kind), x.Kind), plain(strings.Join(x.By, " ")), plain(x.Day.String()), plain(x.Refers), tie,
					plain(v.say(x.Text).Text), plain(strings.Join(x.Names, "; ")), plain(v.say(x.Note).Text), plain(x.Recorded.String()),
				},
			})
		}
	}
	return v.finish(g)
}

// aboutFollowUp names what came after as the files do.
func aboutFollowUp(x convention.FollowUp) string {
	return "followups.csv " + strings.Join([]string{x.Recommendation, x.Kind, cmp.Or(x.Refers, strings.Join(x.By, "+"))}, "/")
}

type recommendationPage struct {
	frame
	Back     item
	Made     words // who made it, and when
	Event    item
	Facts    []fact
	To       []item
	About    []item
	Repeats  []advice
	Again    []advice // that ask the same later
	Proof    *proof
	Note     words
	None     words // that no answer is recorded
	Answers  []answered
	After    []came
	Searched []came
}

// answered is what one addressee said.
type answered struct {
	item
	Says  words // nothing is recorded, or it was not asked
	Lines []came
}

// came is what came after a recommendation.
type came struct {
	item
	Kind  words
	When  words
	Tie   words
	Names words
	Note  words
	Class string
	Proof *proof
}

var recommendationView = page.NewView[recommendationPage]("recommendation")

// showRecommendation shows what was recommended, to whom, what those who were asked
// said, and what came after.
func showRecommendation(v *visit) (document, error) {
	i := slices.IndexFunc(v.e.followed(), func(f convention.Followed) bool { return f.ID == v.parts["recommendation"] })
	if i < 0 {
		return document{}, lindung.ErrNotFound
	}
	f := v.e.followed()[i]
	by := v.say(f.By)
	p := recommendationPage{
		frame: v.titled(v.recommendation(f)), Back: item{words: v.label("public.recommendations.title"), Href: v.href("r")},
		Made: words{by.Text + " · " + v.eventDays(f.Days).Text, by.Lang}, Proof: v.proof(f.Evidence, "recommendations.csv "+f.ID), Note: v.say(f.Note),
		Repeats: v.advised(func(x convention.Followed) bool { return slices.Contains(f.Repeats, x.ID) }),
		Again:   v.advised(func(x convention.Followed) bool { return slices.Contains(x.Repeats, f.ID) }),
	}
	p.Base.Title = f.ID + ": " + p.Base.Title
	p.Description = p.Heading.Text
	if e, ok := v.snap.Event(f.Event); ok {
		p.Event = v.eventItem(e)
	}
	for _, to := range f.To {
		p.To = append(p.To, v.addressee(to))
	}
	p.About = v.paragraphItems(f.Paragraphs)
	v.recommendationFacts(&p, f)
	v.answers(&p, f)
	for _, x := range f.After {
		p.After = append(p.After, v.came(x))
	}
	for _, x := range f.Searched {
		p.Searched = append(p.Searched, v.came(x))
	}
	return show(v, recommendationView, p), nil
}

// recommendationFacts are the short facts of a recommendation.
func (v *visit) recommendationFacts(p *recommendationPage, f convention.Followed) {
	add := func(label string, w words) { p.Facts = append(p.Facts, fact{v.label(label), w}) }
	if f.Verb != "" {
		add("convention.label.verb", v.label("convention.verb."+f.Verb))
	}
	if f.Place != "" {
		add("convention.label.place", words{Text: f.Place})
	}
	due := v.label("public.recommendation.no_due")
	switch {
	case f.Overdue(v.e.today):
		due = v.label("public.recommendation.overdue", "day", f.Due)
	case !f.Due.IsZero():
		due = v.date(f.Due)
	}
	add("convention.label.due", due)
	add("convention.label.came", v.label("convention.stage."+f.Stage))
}

// answers are what each of those who were asked said; of most, that nobody has
// recorded anything.
func (v *visit) answers(p *recommendationPage, f convention.Followed) {
	var asked []string
	for _, to := range f.To {
		switch {
		case to == convention.Everyone:
			for _, state := range lindung.States {
				asked = append(asked, string(state))
			}
		default:
			asked = append(asked, to)
		}
	}
	for _, to := range asked {
		a := answered{item: v.addressee(to)}
		state := lindung.Country(to)
		for _, x := range f.AnswersOf(to) {
			a.Lines = append(a.Lines, v.came(x))
		}
		switch {
		case len(a.Lines) > 0:
		case slices.Contains(lindung.States, state) && !v.snap.Addresses(f, state):
			a.Says = v.label("public.recommendation.not_member")
		default:
			a.Says = v.label("public.recommendation.none_recorded")
		}
		p.Answers = append(p.Answers, a)
	}
	if len(f.Answers) == 0 {
		p.None = v.label("public.recommendation.no_answer")
	}
}

// came shows what came after a recommendation.
func (v *visit) came(x convention.FollowUp) came {
	c := came{
		item: item{words: v.say(x.Text)}, Kind: v.label("convention.followup." + x.Kind), Note: v.say(x.Note), Class: "l-tie",
		Proof: v.proof(x.Evidence, aboutFollowUp(x)),
	}
	if !x.Day.IsZero() {
		c.When = v.date(x.Day)
	}
	if e, ok := v.snap.Event(x.Refers); ok {
		c.item = v.eventItem(e)
		c.When = v.eventDays(convention.Between(e.First, e.Last))
	} else if x.Refers != "" && c.empty() {
		c.item = v.planItem(x.Refers)
	}
	if x.Strength != "" {
		c.Tie, c.Class = v.label("convention.tie."+x.Strength), "l-tie l-tie--"+x.Strength
	}
	if len(x.Names) == 2 {
		c.Names = v.label("public.recommendation.names", "first", x.Names[0], "second", x.Names[1])
	}
	return c
}

// planItem leads to a plan, a guideline or a measure; what the site has no page for is
// named.
func (v *visit) planItem(id string) item {
	plans, _ := v.snap.Plans()
	for _, p := range plans {
		if p.ID == id {
			return item{words: v.say(p.Title), Href: v.href("plans") + "#" + id}
		}
	}
	for _, m := range v.snap.Measures(v.e.today) {
		if m.ID == id {
			return item{words: v.say(m.Title), Href: v.href("m", id)}
		}
	}
	return item{words: words{Text: id}}
}

// paragraphItems lead to paragraphs and articles of the Convention.
func (v *visit) paragraphItems(numbers []string) []item {
	var all []item
	for _, n := range numbers {
		parts := append([]string{"i", convened}, strings.Split(n, ".")...)
		all = append(all, item{words: words{Text: convened + " " + n}, Href: v.href(parts...)})
	}
	return all
}

func (e *edition) allRecommendations() [][]string {
	var all [][]string
	for _, f := range e.followed() {
		all = append(all, []string{f.ID})
	}
	return all
}
