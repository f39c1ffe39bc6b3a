package report

import (
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
	"lindung/i18n"
)

// Recommendation is what was recommended, and what came of it.
type Recommendation struct {
	ID         string     `json:"id"`
	Event      string     `json:"event"`
	Made       Days       `json:"made"` // "" where the day is not established
	By         string     `json:"by"`
	ByKind     string     `json:"by_kind"`
	Text       string     `json:"text"` // "" where nobody has seen it
	Addressees []string   `json:"addressees"`
	Paragraphs []string   `json:"paragraphs"`
	Verb       string     `json:"verb"`
	Due        string     `json:"due"`
	Repeats    []string   `json:"repeats"`
	Stage      string     `json:"stage"`
	Open       bool       `json:"open"`
	Overdue    bool       `json:"overdue"`
	Answers    []FollowUp `json:"answers"`
	After      []FollowUp `json:"after"`
	Searched   []FollowUp `json:"searched"`
	Note       string     `json:"note"`
	Evidence
}

// FollowUp is what came after a recommendation, or that someone looked for it.
type FollowUp struct {
	Kind     string   `json:"kind"`
	By       []string `json:"by"`
	Day      string   `json:"day"`
	Refers   string   `json:"refers_to"`
	Strength string   `json:"strength"`
	Text     string   `json:"text"`
	Names    []string `json:"names"`
	Note     string   `json:"note"`
	Evidence
}

// Recommendations is what was recommended by a day, as known on another.
type Recommendations struct {
	On              string           `json:"on"`
	Known           string           `json:"known"`
	Recommendations []Recommendation `json:"recommendations"`
	text            string
}

// Text returns the report for people.
func (r Recommendations) Text() string { return r.text }

// NewRecommendations reports on recommendations. Texts are in the language of t where
// the data has them in it.
func NewRecommendations(s *convention.Snapshot, list []convention.Followed, when convention.When, t i18n.T) Recommendations {
	r := Recommendations{On: when.On.String(), Known: when.Known.String(), Recommendations: []Recommendation{}}
	say := func(english string) string {
		text, _ := s.Say(t.Lang(), english)
		return text
	}
	open := 0
	var b strings.Builder
	for _, f := range list {
		if f.Open() {
			open++
		}
		r.Recommendations = append(r.Recommendations, Recommendation{
			ID: f.ID, Event: f.Event, Made: Days{f.Days.First.String(), f.Days.Last.String()}, By: say(f.By), ByKind: f.ByKind, Text: say(f.Text),
			Addressees: list0(f.To), Paragraphs: list0(f.Paragraphs), Verb: f.Verb, Due: f.Due.String(), Repeats: list0(f.Repeats), Stage: f.Stage,
			Open: f.Open(), Overdue: f.Overdue(when.On), Answers: followUps(f.Answers, say), After: followUps(f.After, say), Searched: followUps(f.Searched, say),
			Note: say(f.Note), Evidence: evidence(f.Evidence),
		})
		writeRecommendation(&b, f, say, t)
	}
	r.text = t.Text("convention.recommended.count", "n", len(list), "open", open) + "\n" + b.String()
	return r
}

// writeRecommendation writes one for people.
func writeRecommendation(b *strings.Builder, f convention.Followed, say func(string) string, t i18n.T) {
	days := f.Days.Text(t)
	if !f.Days.IsZero() && !f.Days.Exact() {
		days = t.Text("common.from_until", "from", f.Days.First, "until", f.Days.Last)
	}
	line(b, "\n", f.ID, " (", days, "; ", t.Text("convention.certainty."+string(f.Certainty)), ")")
	text := say(f.Text)
	if text == "" {
		text = t.Text("convention.recommended.not_seen")
	}
	line(b, "  ", text)
	labelled := func(label, value string) {
		if value != "" {
			line(b, "    ", t.Text("common.colon", "label", t.Text(label), "value", value))
		}
	}
	labelled("convention.label.by", say(f.By))
	labelled("convention.label.addressee", strings.Join(addressees(f.To, t), ", "))
	labelled("convention.label.about", strings.Join(f.Paragraphs, ", "))
	labelled("convention.label.due", dayText(f.Due, t))
	labelled("convention.label.came", t.Text("convention.stage."+f.Stage))
	for _, x := range slices.Concat(f.Answers, f.After, f.Searched) {
		parts := []string{t.Text("convention.followup." + x.Kind)}
		for _, more := range []string{strings.Join(x.By, ", "), dayText(x.Day, t), x.Refers} {
			if more != "" {
				parts = append(parts, more)
			}
		}
		if x.Strength != "" {
			parts = append(parts, t.Text("convention.tie."+x.Strength))
		}
		line(b, "      ", strings.Join(parts, "; "))
	}
}

// dayText is a day in words; "" for none.
func dayText(d lindung.Date, t i18n.T) string {
	if d.IsZero() {
		return ""
	}
	return t.Date(d)
}

// addressees names who is asked.
func addressees(to []string, t i18n.T) []string {
	all := make([]string, len(to))
	for i, x := range to {
		switch state := lindung.Country(x); {
		case x == convention.Everyone:
			all[i] = t.Text("convention.addressee.states")
		case slices.Contains(lindung.States, state):
			all[i] = t.Country(state)
		default:
			all[i] = x
		}
	}
	return all
}

func followUps(list []convention.FollowUp, say func(string) string) []FollowUp {
	all := []FollowUp{}
	for _, f := range list {
		all = append(all, FollowUp{f.Kind, list0(f.By), f.Day.String(), f.Refers, f.Strength, say(f.Text), list0(f.Names), say(f.Note), evidence(f.Evidence)})
	}
	return all
}

// list0 is a list that is [] where it is empty.
func list0(list []string) []string { return append([]string{}, list...) }
