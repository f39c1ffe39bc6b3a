package convention

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"lindung"
	"lindung/i18n"
)

// Translation is the content of the data in one language: summaries and notes,
// found by the hash of the English they were written from. A text whose English
// has changed since is not found, and the English is shown.
type Translation struct {
	Draft bool              // no native speaker has read it
	Texts map[string]string // by the hash of their English
	IDs   map[string]string // the hash by id, to tell stale from missing
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
	if t := s.c.Texts[lang]; t != nil {
		if text, ok := t.Texts[Hash(english)]; ok {
			return text, true
		}
	}
	return english, false
}

// Draft reports whether the content in a language is a draft that no native
// speaker has read.
func (s *Snapshot) Draft(lang i18n.Lang) bool {
	t := s.c.Texts[lang]
	return t != nil && t.Draft
}

// A Text is one English text of the data that people read, with the place of
// its first use: "paragraph/ACTIP-14.3/summary".
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
		if t := s.c.Texts[lang]; t != nil {
			_, gap.Stale = t.IDs[x.ID]
		}
		all = append(all, gap)
	}
	return all
}

// Texts returns every English text of the data that people read, each once.
func (s *Snapshot) Texts() []Text {
	var c texts
	for _, p := range s.c.Paragraphs {
		c.paragraph(p)
	}
	c.add("paragraphs", "warning", s.c.Warning)
	for _, in := range s.c.Instruments {
		c.add("instrument/"+in.ID, "title", in.Title, "rule", in.RuleText, "note", in.Note, "depositary", in.Depositary)
		for i, r := range in.Rules {
			c.add(fmt.Sprintf("rule/%s/%d", in.ID, i), "note", r.Note)
		}
	}
	for _, a := range s.c.Acts {
		c.add(fmt.Sprintf("act/%s/%s", a.Instrument, a.State), "note", a.Note, "reservation", a.Reservation)
	}
	for _, x := range s.c.Conflicts {
		c.add("conflict/"+x.ID, "question", x.Question, "a", x.A, "b", x.B, "handling", x.Handling, "state", x.State)
	}
	for _, e := range s.c.Events {
		c.add("event/"+e.ID, "title", e.Title, "note", e.Note)
	}
	for _, b := range s.c.Bodies {
		c.add("body/"+b.ID, "name", b.Name, "role", b.Role, "pillar", b.Pillar)
	}
	c.add("bodies", "note", s.c.BodiesNote)
	for _, p := range s.c.Plans {
		c.plan(p)
	}
	c.add("plans", "note", s.c.PlansNote)
	for _, state := range lindung.States {
		c.national(s.c.National[state])
		c.add("state/"+string(state), "membership", s.c.Members[state].Note)
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
	c.add(id, "fund", n.Fund.Text, "non_punishment", n.NonPunishment.Text, "warning", n.Warning.Text)
}
