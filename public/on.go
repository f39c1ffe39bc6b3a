package public

import (
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/internal/page"
)

type dayPage struct {
	frame
	KnownOn words
	Other   words // the day of knowing is not today
	Choose  string
	Story   []words
	Open    []openLine
	Road    []openLine // how far the states had come that had not ratified
	Table   grid
	States  grid
	Map     *tileMap       // of that day; nil before there was a Convention
	Held    []measureGroup // what states had done by then
	HeldN   words
	Advice  item // how much had been recommended, and was open
	Next    page.Pagination
}

var dayView = page.NewView[dayPage]("day")

// openLine is one open fact in words.
type openLine struct {
	Subject words
	Why     words
	Proof   *proof
}

// showDay shows who was bound by what on a day.
func showDay(v *visit) (document, error) {
	when, err := v.when()
	if err != nil {
		return document{}, err
	}
	st, err := convention.StatusOf(v.snap, convened, when)
	if err != nil {
		return document{}, err
	}
	address := v.rest
	table, err := v.dayGrid(when, address)
	if err != nil {
		return document{}, err
	}
	p := dayPage{
		frame: v.frame("public.day.title", "day", when.On), Story: v.story(st), Open: v.openLines(st), Table: table,
		Next: v.daysAround(when.On, ""),
	}
	grids := []grid{table}
	if in, _ := v.snap.Instrument(convened); !in.Adopted.First().After(when.On.First()) {
		p.States = v.standingGrid(st, "on/"+when.On.String()+"/"+convened)
		if when.Known == v.e.today { // what was known before is said nowhere else
			for i, r := range p.States.Rows {
				p.States.Rows[i].Proof = r.Proof.at(r.Page)
			}
		}
		tiles := v.tileMap(st)
		p.Map, p.Road = &tiles, v.roadLines(st)
		if v.e.static {
			grids = append(grids, p.States) // no page of its own writes its files
		}
	}
	p.KnownOn, p.Choose = v.label("public.day.known", "day", when.Known), v.href("on")
	if when.Known != v.e.today {
		p.Other, p.States.CSV = v.label("public.day.other", "day", when.Known), ""
	}
	p.Held, p.HeldN = v.held(when)
	p.Description = p.Story[0].Text
	if !v.e.static { // the folder answers for other days with the page of the day before
		p.Advice = v.adviceBy(when)
	}
	doc := show(v, dayView, p, grids...)
	if p.Map != nil {
		doc.drawn = p.Map.drawn(v)
	}
	doc.rare = when.Known != v.e.today || !slices.Contains(v.e.days()[""], when.On)
	return doc, nil
}

// adviceBy says how much had been recommended by a day, and how much of it was open.
func (v *visit) adviceBy(when convention.When) item {
	all := convention.Recommended(v.snap, when)
	return item{words: v.label("public.day.recommended", "n", len(all), "open", openOf(all, nil)), Href: v.href("r")}
}

// when reads the two days of a question.
func (v *visit) when() (convention.When, error) {
	on, err := v.day("day")
	if err != nil {
		return convention.When{}, err
	}
	when := convention.When{On: on, Known: v.e.today}
	if v.parts["known"] != "" {
		if when.Known, err = v.day("known"); err != nil {
			return convention.When{}, err
		}
	}
	return when, nil
}

// held are the measures of states that were in force on a day, by state.
func (v *visit) held(when convention.When) ([]measureGroup, words) {
	all := slices.DeleteFunc(bystate(v.snap.Measures(when.Known)), func(m convention.Measure) bool {
		return m.State == "" || m.On(when.On) != convention.MeasureInForce
	})
	return v.groups(all, func(m convention.Measure) (string, words) { return string(m.State), v.name(m.State) }), v.label("public.day.measures", "n", len(all))
}

// story tells in sentences what the Convention's state was.
func (v *visit) story(st convention.Status) []words {
	in, _ := v.snap.Instrument(st.Instrument)
	if in.Adopted.First().After(st.On.First()) {
		return []words{v.label("public.day.before", "instrument", st.Instrument, "day", in.Adopted)}
	}
	ratified := v.label("public.day.ratified", "instrument", st.Instrument, "n", len(st.Ratified), "states", v.names(st.Ratified).Text)
	bound := v.label("public.day.bound", "instrument", st.Instrument, "n", len(st.Bound), "states", v.names(st.Bound).Text)
	force := v.label("public.day.not_in_force", "instrument", st.Instrument)
	if !st.InForce.IsZero() {
		force = v.label("public.day.force", "instrument", st.Instrument, "day", st.InForce)
	} else if slices.ContainsFunc(st.Open, func(o convention.OpenFact) bool { return o.Fact == convention.FactStart }) {
		force = v.label("convention.status.start_open")
	}
	return []words{ratified, bound, force}
}

func (v *visit) openLines(st convention.Status) []openLine {
	var all []openLine
	for _, o := range st.Open {
		subject := v.label("convention.fact." + o.Fact)
		if o.State != "" {
			subject = words{v.t.Text("common.colon", "label", v.name(o.State).Text, "value", subject.Text), subject.Lang}
		}
		about := "ratifications.csv " + st.Instrument + "/" + string(o.State)
		all = append(all, openLine{subject, v.why(o, st.Known), v.proof(o.Evidence, about)})
	}
	return all
}

// dayGrid is the table of all treaties on a day.
func (v *visit) dayGrid(when convention.When, address string) (grid, error) {
	g := grid{
		Address: address, Caption: v.label("public.day.caption", "day", when.On),
		Columns: []column{
			v.shown("instrument", "public.col.instrument"), filed("title"), v.shown("in_force", "public.col.treaty_force"),
			v.shown("ratified", "public.col.ratified"), v.shown("bound", "public.col.bound"), v.shown("open", "public.col.open"),
		},
	}
	for _, in := range v.snap.Instruments() {
		if in.Adopted.First().After(when.On.First()) {
			continue
		}
		st, err := convention.StatusOf(v.snap, in.ID, when)
		if err != nil {
			return grid{}, err
		}
		force := value(v.label("public.not_in_force"), "")
		if !st.InForce.IsZero() {
			force = value(v.date(st.InForce), st.InForce.String())
		} else if slices.ContainsFunc(st.Open, func(o convention.OpenFact) bool { return o.State == "" }) {
			force = value(v.label("convention.span.none"), "")
		}
		title := v.say(in.Title)
		g.Rows = append(g.Rows, row{
			ID: in.ID, From: in.Evidence, Page: v.href("on", when.On.String(), in.ID), Proof: v.proof(in.Evidence, "instruments.csv "+in.ID).at(v.href("i", in.ID)),
			Cells: []cell{
				{words: words{Text: in.ID}, Href: v.dayHref(when, in.ID), Notes: []words{title}}, plain(title.Text), force,
				v.statesCell(st.Ratified), v.statesCell(st.Bound), v.statesCell(openStates(st)),
			},
		})
	}
	return v.finish(g), nil
}

// dayHref is the page of a treaty on a day. The folder has none.
func (v *visit) dayHref(when convention.When, instrument string) string {
	if when.Known != v.e.today || v.e.static {
		return ""
	}
	return v.href("on", when.On.String(), instrument)
}

// statesCell names states; files have their codes.
func (v *visit) statesCell(states []lindung.Country) cell {
	if len(states) == 0 {
		return value(words{Text: "–"}, "")
	}
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = v.name(s).Text
	}
	return value(words{Text: strings.Join(names, v.t.Text("common.list_separator"))}, codes(states))
}

type dayInstrumentPage struct {
	frame
	Back  item
	Story []words
	Open  []openLine
	Table grid
	Next  page.Pagination
}

var dayInstrumentView = page.NewView[dayInstrumentPage]("day_instrument")

// showDayInstrument shows which states one treaty bound on a day.
func showDayInstrument(v *visit) (document, error) {
	when, err := v.when()
	if err != nil {
		return document{}, err
	}
	in, err := v.instrument()
	if err != nil {
		return document{}, err
	}
	st, err := convention.StatusOf(v.snap, in.ID, when)
	if err != nil {
		return document{}, err
	}
	table := v.standingGrid(st, v.rest)
	p := dayInstrumentPage{
		frame: v.frame("public.day_instrument.title", "instrument", in.ID, "day", when.On), Story: v.story(st), Open: v.openLines(st),
		Back: item{words: v.label("public.day.title", "day", when.On), Href: v.href("on", when.On.String())}, Table: table,
		Next: v.daysAround(when.On, in.ID),
	}
	doc := show(v, dayInstrumentView, p, table)
	doc.rare = !slices.Contains(v.e.days()[""], when.On)
	return doc, nil
}

// daysAround lead to the days before and after on which something changed.
func (v *visit) daysAround(on lindung.Date, instrument string) page.Pagination {
	n := page.Pagination{LandmarkLabel: v.t.Text("public.day.around"), Classes: "l-around"}
	days := v.e.days()[instrument]
	link := func(d lindung.Date, key string) *page.PageLink {
		parts := []string{"on", d.String()}
		if instrument != "" {
			parts = append(parts, instrument)
		}
		return &page.PageLink{Text: v.t.Text(key), Href: v.href(parts...), LabelText: v.t.Date(d)}
	}
	for _, d := range days {
		if d.First().Before(on.First()) {
			n.Previous = link(d, "public.day.previous")
		}
		if d.First().After(on.First()) && n.Next == nil {
			n.Next = link(d, "public.day.next")
		}
	}
	return n
}

type chooseDayPage struct {
	frame
	Wrong words
	Typed string
	Own   []item // days of the Convention
	Years []yearDays
}

// yearDays are the days of a year on which something changed.
type yearDays struct {
	Year int
	Days []item
}

var chooseDayView = page.NewView[chooseDayPage]("day_choose")

// chooseDay asks for a day, and lists those on which anything changed.
func chooseDay(v *visit) (document, error) {
	p := chooseDayPage{frame: v.frame("public.on.title")}
	if p.Typed = strings.TrimSpace(v.query.Get("day")); p.Typed != "" {
		d, err := readDay(p.Typed)
		if err == nil {
			return document{moved: v.href("on", d.String())}, nil
		}
		p.Wrong = v.wrongDay(err)
	}
	for _, d := range v.e.days()[convened] {
		p.Own = append(p.Own, item{words: v.date(d), Href: v.href("on", d.String())})
	}
	for _, d := range v.e.days()[""] {
		if n := len(p.Years); n == 0 || p.Years[n-1].Year != d.Year {
			p.Years = append(p.Years, yearDays{Year: d.Year})
		}
		y := &p.Years[len(p.Years)-1]
		y.Days = append(y.Days, item{words: v.date(d), Href: v.href("on", d.String())})
	}
	slices.Reverse(p.Years)
	return show(v, chooseDayView, p), nil
}

func (e *edition) allDays() [][]string {
	days := e.days()[""]
	if !slices.Contains(days, asked2016) {
		days = append(slices.Clone(days), asked2016) // the first page leads to it
	}
	var all [][]string
	for _, d := range days {
		all = append(all, []string{d.String()})
	}
	return all
}
