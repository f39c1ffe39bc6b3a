package public

import (
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

// happening is one line of a timeline.
type happening struct {
	When    words
	Kind    words
	Class   string
	Text    words
	Href    string
	Place   string
	Bodies  []string
	Note    words
	Hint    words // that the day is computed
	Proof   *proof
	Year    int
	ID      string
	machine convention.Happening
}

type timelinePage struct {
	frame
	Years []yearEntries
	Done  yearEntries // the measures of states
	Table grid
}

type yearEntries struct {
	Year       int
	Count      words
	Happenings []happening
	Open       bool // it is not folded
}

var timelineView = page.NewView[timelinePage]("timeline")

// showTimeline shows what happened: the acts under the Convention and the
// region's events, and under it what concerns the other treaties.
func showTimeline(v *visit) (document, error) {
	all := convention.Timeline(v.snap, v.e.today)
	p := timelinePage{frame: v.frame("public.timeline.title"), Table: v.timelineGrid("timeline", all)}
	for _, e := range all {
		if !ofConvention(e) {
			continue
		}
		x := v.happening(e)
		if e.Measure != "" {
			p.Done.Happenings = append(p.Done.Happenings, x)
			continue
		}
		if n := len(p.Years); n == 0 || p.Years[n-1].Year != x.Year {
			p.Years = append(p.Years, yearEntries{Year: x.Year})
		}
		y := &p.Years[len(p.Years)-1]
		y.Happenings = append(y.Happenings, x)
	}
	slices.Reverse(p.Years)
	for i, y := range p.Years {
		slices.Reverse(y.Happenings)
		p.Years[i].Open, p.Years[i].Count = i == 0, v.label("common.items", "n", len(y.Happenings))
	}
	slices.Reverse(p.Done.Happenings)
	p.Done.Count = v.label("common.items", "n", len(p.Done.Happenings))
	p.Description, p.Feed = v.t.Text("public.timeline.lead"), p.Path+"/feed.xml"
	doc := show(v, timelineView, p, p.Table)
	doc.feed = v.feedOf(convened, "", v.label("public.feed.site"))
	return doc, nil
}

// ofConvention reports whether a happening is of the Convention or of the region, and
// not of another treaty.
func ofConvention(e convention.Happening) bool {
	return e.Instrument == convened || e.Regional() || e.Measure != "" || e.Kind == convention.Accession
}

// happening shows one thing that happened.
func (v *visit) happening(e convention.Happening) happening {
	x := happening{
		When: v.span(e.Days), Kind: v.label("convention.kind." + e.Kind), Class: "l-kind l-kind--" + e.Kind, Place: e.Place,
		Year: e.Days.First.Year, Proof: v.proof(e.Evidence, aboutHappening(e)), ID: idOf(e), machine: e,
	}
	if x.Year == 0 {
		x.Year = e.Days.Last.Year
	}
	if e.Computed {
		x.Hint = v.label("public.computed")
	}
	switch {
	case e.Measure != "":
		text := v.say(e.Text)
		x.Text, x.Note, x.Href = words{v.t.Text("common.colon", "label", v.name(e.State).Text, "value", text.Text), text.Lang}, v.say(e.Note), v.href("m", e.Measure)
	case e.Recommendation != "":
		x.Text, x.Note, x.Href, x.When = v.say(e.Text), v.say(e.Note), v.href("r", e.Recommendation), v.eventDays(e.Days)
		if e.Kind == convention.Answers {
			x.Text = v.label("public.happened.answer", "by", v.namesOf(e.By), "id", v.quoted(e.Recommendation))
		}
	case e.Event != "":
		x.Text, x.Note = v.say(e.Text), v.say(e.Note)
		if at := v.eventHref(e.Event); !strings.Contains(at, "#") {
			x.Href = at
		}
		if e.State != "" {
			x.Href = v.href("s", string(e.State)) + "#road"
		}
		if !e.Days.Exact() { // it took these days; it is not in doubt on which it was
			x.When = v.label("common.from_until", "from", e.Days.First, "until", e.Days.Last)
		}
	case e.Step != "":
		step := v.label("convention.step." + string(e.StepKind))
		x.Text = words{v.t.Text("public.happened.step", "instrument", e.Instrument, "state", e.State, "step", step.Text), step.Lang}
		x.Href, x.Note = v.href("s", string(e.State))+"#road", v.say(e.Note)
	case e.State == "":
		x.Text = v.label("public.happened."+e.Kind, "instrument", e.Instrument, "place", e.Place)
		x.Href, x.Place = v.href("i", e.Instrument), ""
	default:
		x.Text = v.label("public.happened."+e.Kind, "instrument", e.Instrument, "state", e.State)
		x.Href, x.Note = v.href("s", string(e.State)), v.say(e.Note)
	}
	if ev, ok := v.snap.Event(e.Event); ok {
		x.Bodies = ev.Bodies
	}
	return x
}

// namesOf are the states and bodies of a list by their names.
func (v *visit) namesOf(list string) string {
	all := strings.Fields(list)
	for i, name := range all {
		all[i] = v.addressee(name).Text
	}
	return strings.Join(all, ", ")
}

// quoted are the words of a recommendation, or of its beginning, as a title has room for.
func (v *visit) quoted(id string) string {
	const most = 80
	for _, f := range v.e.followed() {
		if f.ID != id {
			continue
		}
		text := v.recommendation(f).Text
		if runes := []rune(text); len(runes) > most {
			text = strings.TrimSpace(string(runes[:most])) + "…"
		}
		return v.t.Text("public.quoted", "text", text)
	}
	return id
}

// aboutHappening names the fact behind a happening as the files do.
func aboutHappening(e convention.Happening) string {
	switch {
	case e.Kind == convention.Answers:
		return "followups.csv " + e.Recommendation
	case e.Recommendation != "":
		return "recommendations.csv " + e.Recommendation
	case e.Event != "":
		return "events.csv " + e.Event
	case e.Step != "":
		return "steps.csv " + e.Step
	case e.Measure != "":
		return "measures.csv " + e.Measure
	case e.Kind == convention.Accession:
		return "states.csv " + string(e.State)
	case e.State != "":
		return "ratifications.csv " + e.Instrument + "/" + string(e.State)
	}
	return "instruments.csv " + e.Instrument
}

// idOf returns the lasting identifier of an item: what it is, not its place in
// the list.
func idOf(e convention.Happening) string {
	if e.Event != "" {
		return "event-" + e.Event
	}
	if e.Step != "" {
		return "step-" + e.Step
	}
	id := e.Kind
	if e.Recommendation != "" {
		return strings.Join(strings.Fields(e.Kind+" "+e.Recommendation+" "+e.By), "-")
	}
	for _, part := range []string{e.Instrument, e.Measure, string(e.State)} {
		if part != "" {
			id += "-" + part
		}
	}
	return id
}

// timelineGrid is everything that happened, for the files beside a timeline.
func (v *visit) timelineGrid(address string, all []convention.Happening) grid {
	g := grid{
		Address: address, Caption: v.label("public.timeline.caption"),
		Columns: []column{
			v.seen("public.col.when"), dated("not_before"), dated("not_after"), {Key: "computed", Type: typeBoolean}, v.shown("kind", "public.col.kind"),
			filed("instrument"), filed("state"), v.shown("text", "public.col.what"), filed("place"), filed("note"), filed("id"),
		},
	}
	for _, e := range all {
		g.Rows = append(g.Rows, v.happeningRow(e))
	}
	return v.finish(g)
}

func (v *visit) happeningRow(e convention.Happening) row {
	x := v.happening(e)
	what := cell{words: x.Text, Href: x.Href}
	if !x.Hint.empty() {
		what.Notes = append(what.Notes, x.Hint)
	}
	at := x.Href
	if at == "" {
		at = v.href("timeline") + "#" + x.ID
	}
	return row{
		ID: x.ID, From: e.Evidence, Page: at, Proof: x.Proof,
		Cells: []cell{
			text(x.When), plain(e.Days.First.String()), plain(e.Days.Last.String()), plain(fmt.Sprint(e.Computed)),
			value(x.Kind, e.Kind), plain(e.Instrument), plain(string(e.State)), what, plain(e.Place), plain(x.Note.Text), plain(x.ID),
		},
	}
}

type changesPage struct {
	frame
	Wrong  words
	Typed  string
	Lead   words
	Form   string
	Table  grid
	Others grid // the changes of other treaties, folded
}

var changesView = page.NewView[changesPage]("changes")

// chooseSince asks since when, and lists what happened in the last years and
// everything that was recorded since.
func chooseSince(v *visit) (document, error) {
	typed, wrong := v.query.Get("since"), words{}
	if typed != "" {
		d, err := readDay(typed)
		if err == nil {
			return document{moved: v.href("changes", d.String())}, nil
		}
		wrong = v.wrongDay(err)
	}
	since := lindung.Date{Year: v.e.today.Year - 10, Month: 1, Day: 1}
	if v.e.static {
		since = lindung.Date{Year: 1900, Month: 1, Day: 1} // readers find their day themselves
	}
	return v.changes(since, typed, wrong)
}

// showChanges lists what happened, and what was recorded, since a day.
func showChanges(v *visit) (document, error) {
	since, err := v.day("since")
	if err != nil {
		return document{}, err
	}
	doc, err := v.changes(since, "", words{})
	doc.rare = true
	return doc, err
}

func (v *visit) changes(since lindung.Date, typed string, wrong words) (document, error) {
	p := changesPage{frame: v.frame("public.changes.title"), Wrong: wrong, Typed: typed, Form: v.href("changes")}
	g := grid{
		Address: v.rest, Caption: v.label("public.changes.caption", "day", since),
		Columns: []column{
			v.seen("public.col.when"), dated("not_before"), dated("not_after"), v.shown("change", "public.col.change"), dated("recorded"), v.shown("kind", "public.col.kind"), filed("instrument"), filed("state"), v.shown("text", "public.col.what"), filed("id"),
		},
	}
	var perhaps, others []row // after all that is certain; of the other treaties
	for _, c := range convention.Changes(v.snap, since, v.e.today) {
		code := changeOf(c, since)
		if c.Recorded && typed == "" && v.parts["since"] == "" {
			continue // everything was recorded at once when the data was first written
		}
		r := v.happeningRow(c.Happening)
		x := v.happening(c.Happening)
		what := cell{words: x.Text, Href: x.Href}
		change, recorded := value(v.label("public.change."+code), code), ""
		if c.Recorded {
			recorded = c.Day.String()
			change.Notes = append(change.Notes, v.date(c.Day))
		}
		r.Cells = []cell{
			text(x.When), plain(c.Days.First.String()), plain(c.Days.Last.String()), change, plain(recorded), value(x.Kind, c.Kind), plain(c.Instrument), plain(string(c.State)),
			what, plain(x.ID),
		}
		r.Proof = r.Proof.at(r.Page)
		switch {
		case !ofConvention(c.Happening):
			others = append(others, r)
		case code == "perhaps":
			perhaps = append(perhaps, r)
		default:
			g.Rows = append(g.Rows, r)
		}
	}
	g.Rows = append(g.Rows, perhaps...)
	own := len(g.Rows)
	p.Others = g
	p.Others.Rows = others
	p.Others = v.finish(p.Others)
	p.Others.CSV = ""
	g.Rows = append(g.Rows, others...)
	p.Lead = v.label("public.changes.lead", "n", len(g.Rows), "day", since)
	whole := v.once(v.finish(g))
	p.Table = whole
	p.Table.Rows, p.Table.More = whole.Rows[:own], v.label("public.more_rows", "n", own-rowsShown)
	return show(v, changesView, p, whole), nil
}

// changeOf says what a change is after a day: it happened; it may have happened,
// because its day lies in an interval that began before, or because it is known
// from memory only; or it was recorded.
func changeOf(c convention.Change, since lindung.Date) string {
	switch {
	case c.Recorded:
		return "recorded"
	case !c.Certainty.Counts(), !c.Days.First.First().After(since.First()):
		return "perhaps"
	}
	return "happened"
}
