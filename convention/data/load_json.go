package data

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/convention"
)

// sources reads a source that is one text, or a list of them.
type sources []string

// UnmarshalJSON implements [json.Unmarshaler].
func (s *sources) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*s = addresses(one)
		return nil
	}
	return json.Unmarshal(data, (*[]string)(s))
}

// claim is what every statement of the JSON files carries.
type claim struct {
	Source  sources `json:"source"`
	Basis   string  `json:"basis"`
	Checked string  `json:"checked"`
}

// evidence reads and judges a claim. The day on which a file was checked holds
// for every claim in it that has none of its own.
func (l *loader) evidence(file string, line int, c claim) convention.Evidence {
	e := convention.Evidence{Sources: c.Source, Basis: c.Basis, Checked: l.checked[file]}
	if c.Checked != "" {
		day, err := lindung.ParseDate(c.Checked)
		if err != nil || !whole(day) {
			l.add(place{file, line}, RuleDate, "checked: %q is not a day of the calendar", c.Checked)
		}
		e.Checked = day
	}
	var ok bool
	if e.Certainty, ok = certaintyOf(c.Basis); !ok {
		l.add(place{file, line}, RuleCertainty, "basis %q says neither verified, partly, memory nor unsure", c.Basis)
	}
	l.judge(file, line, e)
	return e
}

type articlesFile struct {
	Instrument string            `json:"instrument"`
	Title      string            `json:"title"`
	Signed     string            `json:"signed"`
	Place      string            `json:"place"`
	InForce    string            `json:"in_force"`
	Warning    string            `json:"warning"`
	Legend     map[string]string `json:"duty_strength_legend"`
	Pillars    []string          `json:"pillars"`
	Articles   []struct {
		ID         string   `json:"id"`
		Number     int      `json:"number"`
		Paragraph  int      `json:"paragraph"`
		Title      string   `json:"title"`
		Pillar     string   `json:"pillar"`
		Addressee  string   `json:"addressee"`
		Bearer     string   `json:"bearer_role"`
		Strength   string   `json:"duty_strength"`
		Qualifiers []string `json:"qualifiers"`
		TimeLimit  string   `json:"time_limit"`
		Summary    string   `json:"summary"`
		SubItems   []string `json:"sub_items"`
		Triggered  string   `json:"case_triggered"`
		Event      string   `json:"trigger_event"`
		Record     string   `json:"record_to_keep"`
		claim
	} `json:"articles"`
}

func (l *loader) articles() {
	const file = "articles.json"
	var f articlesFile
	at, ok := l.jsonFile(file, &f)
	if !ok {
		l.lost["paragraph"] = true
		return
	}
	if !l.has("instrument", f.Instrument) {
		l.add(place{file, at["instrument"]}, RuleInstrument, "%q is not an instrument of instruments.csv", f.Instrument)
	}
	l.c.Warning = f.Warning
	for i, a := range f.Articles {
		item := fmt.Sprintf("articles[%d]", i)
		line := at[item+".id"]
		p := convention.Paragraph{
			ID: a.ID, Instrument: f.Instrument, Article: a.Number, Number: a.Paragraph, Title: a.Title, Pillar: a.Pillar,
			Addressee: a.Addressee, Bearer: a.Bearer, Strength: convention.StrengthOf(a.Strength), Words: a.Strength,
			Softeners: a.Qualifiers, TimeLimit: a.TimeLimit, Summary: a.Summary, Items: a.SubItems,
			Triggered: a.Triggered, Event: a.Event, Record: a.Record,
			Evidence: l.evidence(file, at[item+".basis"], a.claim),
		}
		l.once(file, line, "paragraph", p.ID)
		if want := paragraphID(p); p.ID != want {
			l.add(place{file, line}, RuleFormat, "id %q is not that of its numbers, %q", p.ID, want)
		}
		if p.Strength == "" {
			l.add(place{file, at[item+".duty_strength"]}, RuleCertainty, "duty_strength: %q is not known", a.Strength)
		}
		if !slices.Contains(f.Pillars, p.Pillar) {
			l.add(place{file, at[item+".pillar"]}, RuleReference, "pillar: %q is not one of the pillars", p.Pillar)
		}
		if !slices.Contains([]string{"yes", "no", "indirect"}, p.Triggered) {
			l.add(place{file, at[item+".case_triggered"]}, RuleFormat, "case_triggered: %q is not yes, no or indirect", p.Triggered)
		}
		if p.Summary == "" || p.Title == "" {
			l.add(place{file, line}, RuleFormat, "title or summary is empty")
		}
		l.c.Paragraphs = append(l.c.Paragraphs, p)
	}
}

func paragraphID(p convention.Paragraph) string {
	if p.Number == 0 {
		return fmt.Sprintf("%s-%d", p.Instrument, p.Article)
	}
	return fmt.Sprintf("%s-%d.%d", p.Instrument, p.Article, p.Number)
}

type factFile struct {
	Text   string `json:"text"`
	Body   string `json:"body"`
	Number string `json:"number"`
	Rule   string `json:"rule"`
	Note   string `json:"note"`
	claim
}

type stateFile struct {
	Name string `json:"name"`
	Laws []struct {
		Name string `json:"name"`
		Year int    `json:"year"`
		Note string `json:"note"`
		claim
	} `json:"laws"`
	Coordination   factFile `json:"coordination"`
	Identification factFile `json:"identification_lead"`
	Protection     factFile `json:"protection_lead"`
	Hotline        factFile `json:"hotline"`
	Stay           factFile `json:"reflection_or_stay"`
	Deadlines      []struct {
		Rule  string `json:"rule"`
		Value string `json:"value"`
		Law   string `json:"law"`
		Kind  string `json:"kind"`
		claim
	} `json:"deadlines"`
	Fund          factFile `json:"fund"`
	NonPunishment factFile `json:"non_punishment"`
	Warning       factFile `json:"practice_warning"`
}

func (l *loader) national() {
	const file = "national.json"
	var f struct {
		Note   string                        `json:"note"`
		States map[lindung.Country]stateFile `json:"states"`
	}
	at, ok := l.jsonFile(file, &f)
	if !ok {
		return
	}
	for state := range f.States {
		if !slices.Contains(lindung.States, state) {
			l.add(place{file, at["states."+string(state)]}, RuleState, "%q is not a member state of ASEAN", state)
		}
	}
	for _, state := range lindung.States {
		v, ok := f.States[state]
		if !ok {
			l.add(place{file, 1}, RuleMissing, "nothing about %s", state)
			continue
		}
		l.c.National[state] = l.stateOf(file, at, state, v)
	}
}

func (l *loader) stateOf(file string, at places, state lindung.Country, v stateFile) convention.National {
	item := "states." + string(state)
	fact := func(name string, f factFile) convention.Fact {
		text := strings.TrimSpace(f.Text + f.Body + f.Number + f.Rule)
		line := at[item+"."+name]
		return convention.Fact{Name: name, Text: text, Note: f.Note, Line: line, Evidence: l.evidence(file, line, f.claim)}
	}
	n := convention.National{
		State: state, Name: v.Name,
		Coordination:   fact("coordination", v.Coordination),
		Identification: fact("identification_lead", v.Identification),
		Protection:     fact("protection_lead", v.Protection),
		Hotline:        fact("hotline", v.Hotline),
		Stay:           fact("reflection_or_stay", v.Stay),
	}
	optional := func(name string, f factFile) convention.Fact {
		if f.Text == "" {
			return convention.Fact{Name: name}
		}
		return fact(name, f)
	}
	n.Fund = optional("fund", v.Fund)
	n.NonPunishment = optional("non_punishment", v.NonPunishment)
	n.Warning = optional("practice_warning", v.Warning)
	for i, law := range v.Laws {
		line := at[fmt.Sprintf("%s.laws[%d]", item, i)]
		n.Laws = append(n.Laws, convention.Law{
			Name: law.Name, Year: law.Year, Note: law.Note, Line: line, Evidence: l.evidence(file, line, law.claim),
		})
	}
	for i, d := range v.Deadlines {
		line := at[fmt.Sprintf("%s.deadlines[%d]", item, i)]
		n.Deadlines = append(n.Deadlines, convention.Deadline{
			Rule: d.Rule, Value: d.Value, Law: d.Law, Kind: d.Kind, Line: line, Evidence: l.evidence(file, line, d.claim),
		})
	}
	return n
}
