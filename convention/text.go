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
	Draft map[string]bool   // those that no native speaker has read, by the hash of their English
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

// Draft reports whether a text is shown in a language as a draft that no native
// speaker has read.
func (s *Snapshot) Draft(lang i18n.Lang, english string) bool {
	t := s.c.Texts[lang]
	return t != nil && t.Draft[Hash(english)]
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
		id := "instrument/" + in.ID
		c.add(id, "title", in.Title, "rule", in.RuleText, "note", in.Note, "depositary", in.Depositary)
		c.evidence(id, in.Evidence)
		c.evidence(id+"/start", in.StartProof)
		for i, r := range in.Rules {
			c.add(fmt.Sprintf("rule/%s/%d", in.ID, i), "note", r.Note)
			c.evidence(fmt.Sprintf("rule/%s/%d", in.ID, i), r.Evidence)
		}
	}
	c.add("act", "computed", Computed)
	for _, f := range s.c.Acts {
		c.act(f)
	}
	for _, x := range s.c.Conflicts {
		c.add("conflict/"+x.ID, "question", x.Question, "a", x.A, "b", x.B, "handling", x.Handling, "state", x.State)
	}
	for _, e := range s.c.Events {
		c.add("event/"+e.ID, "title", e.Title, "attended", e.Attended, "outcome", e.Outcome, "note", e.Note)
		c.evidence("event/"+e.ID, e.Evidence)
	}
	for _, x := range s.c.Steps {
		c.step(x)
	}
	for _, p := range s.c.Procedures {
		id := fmt.Sprintf("procedure/%s/%d/%s", p.State, p.Number, p.Recorded)
		c.add(id, "body", p.Body, "does", p.Does, "law", p.Law, "note", p.Note)
		c.evidence(id, p.Evidence)
	}
	c.recommendations(s)
	for _, b := range s.c.Bodies {
		c.add("body/"+b.ID, "name", b.Name, "role", b.Role, "pillar", b.Pillar)
		c.evidence("body/"+b.ID, b.Evidence)
	}
	c.add("bodies", "note", s.c.BodiesNote)
	for _, p := range s.c.Plans {
		c.plan(p)
	}
	c.add("plans", "note", s.c.PlansNote)
	for i, x := range s.c.Contacts {
		c.contact(fmt.Sprintf("contact/%s/%d", x.State, i), x)
	}
	for _, state := range lindung.States {
		c.national(s.c.National[state])
		c.add("state/"+string(state), "membership", s.c.Members[state].Note)
		c.evidence("state/"+string(state), s.c.Members[state].Evidence)
	}
	c.measures(s)
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

// evidence takes what is said of a source.
func (c *texts) evidence(id string, e Evidence) { c.add(id, "says", e.Says, "read_in", e.ReadIn) }

func (c *texts) paragraph(p Paragraph) {
	id := "paragraph/" + p.ID
	c.add(id, "title", p.Title, "summary", p.Summary, "addressee", p.Addressee, "bearer", p.Bearer,
		"time_limit", p.TimeLimit, "event", p.Event, "record", p.Record, "plain_duty", p.Plain, "note", p.Note)
	c.list(id, "softener", p.Softeners)
	c.list(id, "item", p.Items)
	c.evidence(id, p.Evidence)
}

// act takes what one fact of a state under a treaty says; a standing is a code.
func (c *texts) act(f ActFact) {
	id := fmt.Sprintf("act/%s/%s/%s/%s", f.Instrument, f.State, f.Fact, f.Recorded)
	if f.Fact == ActReservation {
		c.add(id, "text", f.Value)
	}
	c.add(id, "note", f.Note)
	c.evidence(id, f.Evidence)
}

// step takes the words of a step; those of the event that it is are there already.
func (c *texts) step(x Step) {
	id := fmt.Sprintf("step/%s/%s", x.ID, x.Recorded)
	c.add(id, "body", x.Body, "document", x.Document, "note", x.Note)
	c.evidence(id, x.Evidence)
}

// recommendations takes what was recommended, by whom, and what came of it.
func (c *texts) recommendations(s *Snapshot) {
	for _, r := range s.c.Recommendations {
		id := "recommendation/" + r.ID
		c.add(id, "by", r.By, "text", r.Text, "note", r.Note)
		c.evidence(id, r.Evidence)
	}
	for _, f := range s.c.FollowUps {
		id := fmt.Sprintf("followup/%s/%s/%s%s", f.Recommendation, f.Kind, f.Refers, strings.Join(f.By, "+"))
		c.add(id, "text", f.Text, "note", f.Note)
		c.evidence(id, f.Evidence)
	}
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
	c.evidence(id, p.Evidence)
}

// contact takes the words of a contact; the number itself is no text.
func (c *texts) contact(id string, x Contact) {
	if x.Own {
		return // the operator writes it in the language of their callers
	}
	c.add(id, "answers", x.Answers, "hours", x.Hours, "cost", x.Cost, "languages", x.Languages, "recorded", x.Recorded,
		"for", x.For, "note", x.Note)
	c.evidence(id, x.Evidence)
}

func (c *texts) national(n National) {
	for i, f := range n.All {
		id := fmt.Sprintf("national/%s/%d", n.State, i+1)
		c.add(id, "text", f.Text, "value", f.Value, "law", f.Law, "note", f.Note)
		c.evidence(id, f.Evidence)
	}
}

// measures takes what states did and what was said of it. The name of an assessor
// is no text.
func (c *texts) measures(s *Snapshot) {
	for _, m := range s.c.Measures {
		id := "measure/" + m.ID
		c.add(id, "title", m.Title, "law", m.Law, "note", m.Note)
		c.evidence(id, m.Evidence)
	}
	for _, a := range s.c.Assessments {
		id := "assessment/" + a.ID
		c.add(id, "finding", a.Finding, "method", a.Method, "note", a.Note)
		c.evidence(id, a.Evidence)
	}
	for i, f := range s.c.Focals {
		id := fmt.Sprintf("focal/%d", i)
		c.add(id, "office", f.Office, "note", f.Note)
		c.evidence(id, f.Evidence)
	}
	for _, l := range s.c.PlanLines {
		id := "plan_line/" + l.ID
		c.add(id, "provision", l.Provision, "area", l.Area, "activity", l.Activity, "output", l.Output, "lead", l.Lead,
			"co_operating", l.CoOperating, "status", l.Status, "note", l.Note)
		c.evidence(id, l.Evidence)
	}
}
