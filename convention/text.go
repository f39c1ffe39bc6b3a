package convention

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"lindung"
	"lindung/i18n"
)

// Translation is the content of the data in one language: summaries and notes,
// found by the hash of the English they were written from. A text whose English
// has changed since is not found, and the English is shown.
type Translation struct {
	Draft bool // no native speaker has read it
	texts map[string]string
	ids   map[string]string // hash by id, to tell stale from missing
}

// Hash names an English text in the files of translations.
func Hash(english string) string {
	sum := sha256.Sum256([]byte(english))
	return hex.EncodeToString(sum[:8])
}

// Say returns an English text of the data in a language, and own is false where
// it has to be shown in English, marked as such.
func (s *Snapshot) Say(lang i18n.Lang, english string) (text string, own bool) {
	if lang == i18n.English || english == "" {
		return english, true
	}
	if t := s.texts[lang]; t != nil {
		if text, ok := t.texts[Hash(english)]; ok {
			return text, true
		}
	}
	return english, false
}

// Draft reports whether the content in a language is a draft that no native
// speaker has read.
func (s *Snapshot) Draft(lang i18n.Lang) bool {
	t := s.texts[lang]
	return t != nil && t.Draft
}

// A Text is one English text of the data that people read, with the place where
// it first stands: "paragraph/ACTIP-14.3/summary".
type Text struct{ ID, English string }

// Gap is a text that a language lacks. Stale: there is a translation, of a text
// that has changed since.
type Gap struct {
	Text
	Stale bool
}

// Gaps returns the texts that have to be shown in English in a language.
func (s *Snapshot) Gaps(lang i18n.Lang) []Gap {
	var all []Gap
	for _, x := range s.Texts() {
		if _, own := s.Say(lang, x.English); own {
			continue
		}
		gap := Gap{Text: x}
		if t := s.texts[lang]; t != nil {
			_, gap.Stale = t.ids[x.ID]
		}
		all = append(all, gap)
	}
	return all
}

// Texts returns every English text of the data that people read, each once.
func (s *Snapshot) Texts() []Text {
	var c texts
	for _, p := range s.paragraphs {
		c.paragraph(p)
	}
	c.add("paragraphs", "warning", s.warning)
	for _, in := range s.instruments {
		c.add("instrument/"+in.ID, "title", in.Title, "rule", in.RuleText, "note", in.Note, "depositary", in.Depositary)
		for i, r := range in.Rules {
			c.add(fmt.Sprintf("rule/%s/%d", in.ID, i), "note", r.Note)
		}
	}
	for _, a := range s.acts {
		c.add(fmt.Sprintf("act/%s/%s", a.Instrument, a.State), "note", a.Note, "reservation", a.Reservation)
	}
	for _, x := range s.conflicts {
		c.add("conflict/"+x.ID, "question", x.Question, "a", x.A, "b", x.B, "handling", x.Handling, "state", x.State)
	}
	for _, e := range s.events {
		c.add("event/"+e.ID, "title", e.Title, "note", e.Note)
	}
	for _, b := range s.bodies {
		c.add("body/"+b.ID, "name", b.Name, "role", b.Role, "pillar", b.Pillar)
	}
	c.add("bodies", "note", s.bodiesNote)
	for _, p := range s.plans {
		c.plan(p)
	}
	c.add("plans", "note", s.plansNote)
	for _, state := range lindung.States {
		c.national(s.national[state])
		c.add("state/"+string(state), "membership", s.members[state].Note)
	}
	return c.all
}

// texts collects texts, each once.
type texts struct {
	all  []Text
	seen map[string]bool
}

// add takes pairs of a part and its English.
func (c *texts) add(id string, pairs ...string) {
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if english := pairs[i+1]; english != "" && !c.seen[english] {
			c.seen[english] = true
			c.all = append(c.all, Text{id + "/" + pairs[i], english})
		}
	}
}

func (c *texts) list(id, part string, list []string) {
	for i, english := range list {
		c.add(id, fmt.Sprintf("%s%d", part, i+1), english)
	}
}

func (c *texts) paragraph(p Paragraph) {
	id := "paragraph/" + p.ID
	c.add(id, "title", p.Title, "summary", p.Summary, "addressee", p.Addressee, "bearer", p.Bearer,
		"time_limit", p.TimeLimit, "event", p.Event, "record", p.Record)
	c.list(id, "softener", p.Softeners)
	c.list(id, "item", p.Items)
}

func (c *texts) plan(p Plan) {
	id := "plan/" + p.ID
	c.add(id, "title", p.Title, "monitoring", p.Monitoring)
	if strings.ContainsAny(p.Year, " ") {
		c.add(id, "year", p.Year)
	}
	c.list(id, "area", p.Areas)
	c.list(id, "ask", p.Asks)
	c.list(id, "software", p.Software)
}

func (c *texts) national(n National) {
	id := "national/" + string(n.State)
	for i, l := range n.Laws {
		c.add(fmt.Sprintf("%s/law%d", id, i+1), "name", l.Name, "note", l.Note)
	}
	for _, f := range []Fact{n.Coordination, n.Identification, n.Protection, n.Stay} {
		c.add(id+"/"+f.Name, "text", f.Text, "note", f.Note)
	}
	c.add(id+"/hotline", "note", n.Hotline.Note) // the number itself is no text
	for i, d := range n.Deadlines {
		c.add(fmt.Sprintf("%s/deadline%d", id, i+1), "rule", d.Rule, "value", d.Value)
	}
	c.add(id, "fund", n.Fund, "non_punishment", n.NonPunishment, "warning", n.Warning)
}

// translations reads text/<language>/*.json.
func (l *loader) translations() {
	names, err := fs.Glob(l.fsys, "text/*/*.json")
	if err != nil {
		l.add("text", 0, RuleFormat, "cannot be listed")
	}
	for _, name := range names {
		lang := i18n.Lang(path.Base(path.Dir(name)))
		if !i18n.Known(lang) {
			l.add(name, 0, RuleTranslation, "%q is not a language of the program", lang)
			continue
		}
		if l.s.texts[lang] == nil {
			l.s.texts[lang] = &Translation{texts: map[string]string{}, ids: map[string]string{}}
		}
		l.translation(name, l.s.texts[lang])
	}
}

func (l *loader) translation(name string, t *Translation) {
	var f struct {
		Draft bool `json:"draft"`
		Texts []struct {
			ID   string `json:"id"`
			Hash string `json:"hash"`
			Text string `json:"text"`
		} `json:"texts"`
	}
	at, ok := l.jsonFile(name, &f)
	if !ok {
		return
	}
	t.Draft = t.Draft || f.Draft
	for i, x := range f.Texts {
		line := at[fmt.Sprintf("texts[%d]", i)]
		if x.ID == "" || len(x.Hash) != 16 || strings.TrimSpace(x.Text) == "" {
			l.add(name, line, RuleTranslation, "a translation needs id, hash and text")
		}
		if _, twice := t.ids[x.ID]; twice {
			l.add(name, line, RuleDuplicate, "%q is translated twice", x.ID)
		}
		t.ids[x.ID], t.texts[x.Hash] = x.Hash, x.Text
	}
}
