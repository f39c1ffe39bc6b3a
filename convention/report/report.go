// Package report turns what convention knows into what the command line prints:
// text for people, and JSON whose names never change. A list that is empty is
// [] and a day that is not established is null or "", never a guess.
package report

import (
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/i18n"
)

// Open is something that is not established: of which state, which fact, and
// why. State is "" for a fact of the treaty itself.
type Open struct {
	State  lindung.Country `json:"state"`
	Fact   string          `json:"fact"`
	Reason string          `json:"reason"`
}

// State is what is known of one state under a treaty: the day by which sources
// establish that it is a party, and, apart from that, since when it is bound.
type State struct {
	State     lindung.Country      `json:"state"`
	PartyBy   *string              `json:"party_by"` // null where no source establishes it
	Since     Since                `json:"since"`
	Certainty convention.Certainty `json:"certainty"`
}

// Since are the days between which a treaty began to bind a state. Until is null
// where no source sets an end, both are where nothing is known.
type Since struct {
	From  *string `json:"from"`
	Until *string `json:"until"`
}

// Status is where a treaty stood on a day, as known on another.
type Status struct {
	Instrument string            `json:"instrument"`
	On         string            `json:"on"`
	Known      string            `json:"known"`
	Ratified   []lindung.Country `json:"ratified"`
	InForce    *string           `json:"in_force"` // the day of general entry into force; null if not in force, or not established
	Bound      []lindung.Country `json:"bound"`
	Open       []Open            `json:"open"`
	States     []State           `json:"states"`
	text       string
}

// Text returns the report for people.
func (r Status) Text() string { return r.text }

// NewStatus reports on a status.
func NewStatus(st convention.Status, t i18n.T) Status {
	r := Status{
		Instrument: st.Instrument, On: st.On.String(), Known: st.Known.String(),
		Ratified: append([]lindung.Country{}, st.Ratified...),
		Bound:    append([]lindung.Country{}, st.Bound...),
		Open:     opens(st.Open, st.Known, t),
		States:   states(st.Bonds),
	}
	force := t.Text("convention.status.not_in_force")
	switch {
	case !st.InForce.IsZero():
		day := st.InForce.String()
		r.InForce = &day
		force = t.Text("convention.status.in_force", "day", st.InForce)
	case slices.ContainsFunc(st.Open, func(o convention.OpenFact) bool { return o.Fact == convention.FactStart }):
		force = t.Text("convention.status.start_open")
	}
	var b strings.Builder
	line(&b, t.Text("convention.status.title", "instrument", st.Instrument, "on", st.On, "known", st.Known))
	line(&b, force)
	line(&b, t.Text("common.colon", "label", t.Text("convention.status.ratified"), "value", countries(t, st.Ratified)))
	line(&b, t.Text("common.colon", "label", t.Text("convention.status.bound"), "value", countries(t, st.Bound)))
	for _, bond := range st.Bonds {
		if by := bond.Act.PartyBy(); slices.Contains(st.Ratified, bond.State) {
			line(&b, "  ", t.Text("convention.status.since", "state", bond.State, "by", by, "days", bond.Force.Text(t),
				"certainty", t.Text("convention.certainty."+string(bond.ForceProof().Certainty))))
		}
	}
	writeOpen(&b, t, st.Open, st.Known)
	r.text = b.String()
	return r
}

func states(bonds []convention.Bond) []State {
	all := []State{}
	for _, b := range bonds {
		s := State{
			State: b.State, PartyBy: dayOrNull(b.Act.PartyBy()), Certainty: convention.NotEstablished,
			Since: Since{dayOrNull(b.Force.First), dayOrNull(b.Force.Last)},
		}
		if s.PartyBy != nil {
			s.Certainty = b.ForceProof().Certainty
		}
		all = append(all, s)
	}
	return all
}

func dayOrNull(d lindung.Date) *string {
	if d.IsZero() {
		return nil
	}
	day := d.String()
	return &day
}

func line(b *strings.Builder, parts ...string) {
	for _, p := range parts {
		b.WriteString(p)
	}
	b.WriteByte('\n')
}

func countries(t i18n.T, list []lindung.Country) string {
	if len(list) == 0 {
		return t.Text("convention.status.nobody")
	}
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = t.Country(c)
	}
	return strings.Join(names, ", ")
}

func opens(list []convention.OpenFact, known lindung.Date, t i18n.T) []Open {
	all := []Open{}
	for _, o := range list {
		all = append(all, Open{o.State, o.Fact, o.Why(t, known)})
	}
	return all
}

func writeOpen(b *strings.Builder, t i18n.T, list []convention.OpenFact, known lindung.Date) {
	if len(list) == 0 {
		return
	}
	line(b, t.Text("convention.status.open"), ":")
	for _, o := range list {
		b.WriteString("  ")
		if o.State != "" {
			b.WriteString(t.Country(o.State) + ", ")
		}
		line(b, t.Text("convention.fact."+o.Fact), ": ", o.Why(t, known))
	}
}

// Days are the days between which something lies; both the same when the day is
// established.
type Days struct {
	NotBefore string `json:"not_before"`
	NotAfter  string `json:"not_after"`
}

// Evidence is where a fact comes from and how sure it is.
type Evidence struct {
	Certainty convention.Certainty `json:"certainty"`
	Says      string               `json:"says"`
	ReadIn    string               `json:"read_in"`
	Sources   []string             `json:"sources"`
	SourceDay string               `json:"source_day"`
	Checked   string               `json:"checked"`
}

func evidence(e convention.Evidence) Evidence {
	return Evidence{e.Certainty, e.Says, e.ReadIn, append([]string{}, e.Sources...), e.SourceDay.String(), e.Checked.String()}
}

// Duty is one paragraph that binds a state.
type Duty struct {
	Instrument string              `json:"instrument"`
	Paragraph  string              `json:"paragraph"`
	Title      string              `json:"title"`
	Summary    string              `json:"summary"`
	Strength   convention.Strength `json:"strength"`
	Addressee  string              `json:"addressee"`
	Bearer     string              `json:"bearer"`
	Softeners  []string            `json:"softeners"`
	Plain      string              `json:"plain_duty"` // a sentence of it that asks plainly
	Note       string              `json:"note"`
	Unread     bool                `json:"unread"` // no one has read it in any copy of the text
	TimeLimit  string              `json:"time_limit"`
	Triggered  string              `json:"case_triggered"`
	Since      Days                `json:"since"`
	Evidence
}

// Duties is what binds a state on a day. Perhaps holds the paragraphs of
// treaties of which it is open whether they bind it.
type Duties struct {
	State   lindung.Country `json:"state"`
	On      string          `json:"on"`
	Known   string          `json:"known"`
	Duties  []Duty          `json:"duties"`
	Perhaps []Duty          `json:"perhaps"`
	Open    []Open          `json:"open"`
	text    string
}

// Text returns the report for people.
func (r Duties) Text() string { return r.text }

// NewDuties reports on the duties of a state. Titles and summaries are in the
// language of t where the data has them in it.
func NewDuties(s *convention.Snapshot, list convention.DutyList, t i18n.T) Duties {
	r := Duties{
		State: list.State, On: list.On.String(), Known: list.Known.String(),
		Duties: duties(s, list.Duties, t), Perhaps: duties(s, list.Perhaps, t), Open: opens(list.Open, list.Known, t),
	}
	var b strings.Builder
	line(&b, t.Text("convention.duties.bound", "n", len(list.Duties), "state", list.State, "on", list.On))
	writeDuties(&b, t, r.Duties)
	if len(r.Perhaps) > 0 {
		line(&b, t.Text("convention.duties.perhaps", "n", len(list.Perhaps)))
		writeDuties(&b, t, r.Perhaps)
	}
	writeOpen(&b, t, list.Open, list.Known)
	r.text = b.String()
	return r
}

func duties(s *convention.Snapshot, list []convention.Duty, t i18n.T) []Duty {
	say := func(english string) string {
		text, _ := s.Say(t.Lang(), english)
		return text
	}
	all := []Duty{}
	for _, d := range list {
		softeners := []string{}
		for _, x := range d.Softeners {
			softeners = append(softeners, say(x))
		}
		all = append(all, Duty{
			Instrument: d.Instrument, Paragraph: d.Ref(), Title: say(d.Title), Summary: say(d.Summary), Strength: d.Strength,
			Addressee: say(d.Addressee), Bearer: say(d.Bearer), Softeners: softeners, TimeLimit: say(d.TimeLimit),
			Plain: say(d.Plain), Note: say(d.Note), Unread: d.Unread(),
			Triggered: d.Triggered, Since: Days{d.Since.First.String(), d.Since.Last.String()}, Evidence: evidence(d.Evidence),
		})
	}
	return all
}

func writeDuties(b *strings.Builder, t i18n.T, list []Duty) {
	labelled := func(label, value string) {
		if value != "" {
			line(b, "    ", t.Text("common.colon", "label", t.Text("convention.label."+label), "value", value))
		}
	}
	for _, d := range list {
		line(b, "  ", d.Paragraph, " (", t.Text("convention.strength."+string(d.Strength)), "; ",
			t.Text("convention.certainty."+string(d.Certainty)), ")")
		line(b, "    ", d.Summary)
		labelled("addressee", d.Addressee)
		labelled("softeners", strings.Join(d.Softeners, "; "))
		labelled("plain_duty", d.Plain)
		labelled("time_limit", d.TimeLimit)
	}
}

// Check is the outcome of checking the data.
type Check struct {
	Problems []Problem `json:"problems"`
	Pages    []Pages   `json:"pages"` // empty where the data is wrong
	text     string
}

// Pages is a kind of page that waits for its rows.
type Pages struct {
	Kind        string `json:"kind"` // the address of its list
	Rows        int    `json:"rows"`
	NeedsRows   int    `json:"needs_rows"`
	States      int    `json:"states"`
	NeedsStates int    `json:"needs_states"`
	InMenu      bool   `json:"in_menu"`
}

// Problem is one fault of the data.
type Problem struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Rule   string `json:"rule"`
	Detail string `json:"detail"`
}

// Text returns the report for people: the first problems, one a line, and how many there are.
func (r Check) Text() string { return r.text }

// NewCheck reports on the problems of the data, and, where it is good, on how ripe
// the kinds of pages are that wait for their rows.
func NewCheck(problems []data.Problem, pages []data.Ripeness, t i18n.T) Check {
	r := Check{Problems: []Problem{}, Pages: []Pages{}}
	var b strings.Builder
	for i, p := range problems {
		r.Problems = append(r.Problems, Problem{p.File, p.Line, p.Rule, p.Detail})
		if i < data.MostSaid {
			line(&b, p.String())
		}
	}
	if more := len(problems) - data.MostSaid; more > 0 {
		line(&b, t.Text("convention.check.more", "n", more))
	}
	if len(problems) == 0 {
		line(&b, t.Text("convention.check.good"))
		for _, p := range pages {
			r.Pages = append(r.Pages, Pages{p.Kind, p.Rows, p.NeedsRows, p.States, p.NeedsStates, p.Ripe()})
			key := "convention.check.waits"
			if p.Ripe() {
				key = "convention.check.ripe"
			}
			line(&b, t.Text(key, "kind", p.Kind, "rows", p.Rows, "needs", p.NeedsRows, "states", p.States, "of", p.NeedsStates))
		}
	} else {
		line(&b, t.Text("convention.check.problems", "n", len(problems)))
	}
	r.text = b.String()
	return r
}

// Question is something that people with access to the documents should
// establish.
type Question struct {
	Kind       string          `json:"kind"`
	Instrument string          `json:"instrument"`
	State      lindung.Country `json:"state"`
	Item       string          `json:"item"`
	Text       string          `json:"text"`
	Note       string          `json:"note"`
	Days       *Days           `json:"days"` // null where there is no interval
	File       string          `json:"file"`
	Line       int             `json:"line"`
	Evidence
}

// Questions is everything that is not established.
type Questions struct {
	Known     string     `json:"known"`
	Questions []Question `json:"open"`
	text      string
}

// Text returns the report for people.
func (r Questions) Text() string { return r.text }

// NewQuestions reports on what is not established, in groups by kind.
func NewQuestions(list []convention.Question, known lindung.Date, t i18n.T) Questions {
	r := Questions{Known: known.String(), Questions: []Question{}}
	var b strings.Builder
	line(&b, t.Text("convention.open.count", "n", len(list)))
	kind := ""
	for _, q := range list {
		x := Question{Kind: q.Kind, Instrument: q.Instrument, State: q.State, Item: q.Item, Text: q.Text, Note: q.Note,
			File: q.File, Line: q.Line, Evidence: evidence(q.Evidence)}
		if !q.Days.IsZero() {
			x.Days = &Days{q.Days.First.String(), q.Days.Last.String()}
		}
		r.Questions = append(r.Questions, x)
		if kind != q.Kind {
			kind = q.Kind
			line(&b, "\n", t.Text("convention.ask."+kind))
		}
		line(&b, "  ", subject(t, q), ": ", about(q))
	}
	r.text = b.String()
	return r
}

// subject names what a question is about: a state under a treaty, a paragraph, a
// conflict.
func subject(t i18n.T, q convention.Question) string {
	var parts []string
	if q.Instrument != "" && q.Item == "" {
		parts = append(parts, q.Instrument)
	}
	if q.State != "" {
		parts = append(parts, t.Country(q.State))
	}
	if q.Item != "" {
		parts = append(parts, q.Item)
	}
	return strings.Join(parts, ", ")
}

func about(q convention.Question) string {
	if q.Note == "" {
		return q.Text
	}
	if q.Text == "" {
		return q.Note
	}
	return q.Text + "; " + q.Note
}

// Day reads the day of a flag: a whole day, or today where the flag is empty.
func Day(text string, today lindung.Date) (lindung.Date, error) {
	if text == "" {
		return today, nil
	}
	d, err := lindung.ParseDate(text)
	if err != nil || d.Day == 0 {
		return lindung.Date{}, lindung.ErrDate
	}
	return d, nil
}
