package data

import (
	"encoding/json"
	"fmt"
	"slices"

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

// claim is the evidence that every statement of the JSON files carries.
type claim struct {
	Source      sources `json:"source"`
	ReadIn      string  `json:"read_in"`
	SourceDay   string  `json:"source_day"`
	Says        string  `json:"says"`
	Certainty   string  `json:"certainty"`
	WorkingNote string  `json:"working_note"`
	Checked     string  `json:"checked"`
}

// evidence reads and judges a claim. The day on which a file was checked holds
// for every claim in it that has none of its own.
func (l *loader) evidence(file string, line int, c claim) convention.Evidence {
	date := func(name, text string) lindung.Date {
		d, err := lindung.ParseDate(text)
		if text != "" && err != nil {
			l.add(place{file, line}, RuleDate, "%s: %q is not a day of the calendar", name, text)
		}
		return d
	}
	e := convention.Evidence{
		Sources: c.Source, ReadIn: c.ReadIn, SourceDay: date("source_day", c.SourceDay), Says: c.Says,
		Checked: l.checked[file], Certainty: convention.Certainty(c.Certainty),
	}
	if c.Checked != "" {
		if e.Checked = date("checked", c.Checked); !whole(e.Checked) {
			l.add(place{file, line}, RuleDate, "checked: %q is not a whole day", c.Checked)
		}
	}
	if !e.Certainty.Known() {
		l.add(place{file, line}, RuleCertainty, "certainty: %q is not verified, partly, memory or open", c.Certainty)
	}
	l.judge(file, line, e)
	return e
}

type articlesFile struct {
	Instrument string            `json:"instrument"`
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
		Plain      string   `json:"plain_duty"`
		Note       string   `json:"note"`
		claim
	} `json:"articles"`
}

// articles reads the paragraphs: those of the Convention, whole, and of other treaties
// those that were read.
func (l *loader) articles() {
	for _, file := range []string{"articles.json", "palermo.json", "crc.json", "p029.json"} {
		l.paragraphs(file)
	}
}

func (l *loader) paragraphs(file string) {
	var f articlesFile
	at, ok := l.jsonFile(file, &f)
	if !ok {
		l.lost["paragraph"] = true
		return
	}
	if !l.has("instrument", f.Instrument) {
		l.add(place{file, at["instrument"]}, RuleInstrument, "%q is not an instrument of instruments.csv", f.Instrument)
	}
	if l.convened == "" {
		l.c.Warning, l.convened = f.Warning, f.Instrument
	}
	for i, a := range f.Articles {
		item := fmt.Sprintf("articles[%d]", i)
		line := at[item+".id"]
		p := convention.Paragraph{
			ID: a.ID, Instrument: f.Instrument, Article: a.Number, Number: a.Paragraph, Title: a.Title, Pillar: a.Pillar,
			Addressee: a.Addressee, Bearer: a.Bearer, Strength: convention.StrengthOf(a.Strength), Words: a.Strength,
			Softeners: a.Qualifiers, TimeLimit: a.TimeLimit, Summary: a.Summary, Items: a.SubItems,
			Triggered: a.Triggered, Event: a.Event, Record: a.Record, Plain: a.Plain, Note: a.Note,
			Evidence: l.evidence(file, at[item+".certainty"], a.claim),
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
