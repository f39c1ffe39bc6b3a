package convention

import (
	"slices"

	"lindung"
)

// Question is something that people with access to the documents should
// establish: what it is about, which file and line it would change, and what is
// known so far.
type Question struct {
	Kind       string // see the kinds below
	Instrument string
	State      lindung.Country
	Item       string // the id of a paragraph, body, plan, event or conflict, or a part of [National]
	Text       string // what is known so far, in the words of the data
	Note       string
	Days       Span
	File       string
	Line       int
	Evidence
}

// The kinds of questions.
const (
	AskAct       = "act"       // whether, and on which day, a state became a party
	AskDay       = "day"       // the day of a deposit that is known to have been made
	AskStart     = "start"     // the general entry into force of a treaty
	AskRule      = "rule"      // which reading of a rule is right
	AskDiffers   = "differs"   // what is stated is not what the rule computes
	AskParagraph = "paragraph" // a summary that was not compared with the text
	AskText      = "text"      // a treaty without any paragraph in the data
	AskNational  = "national"  // an authority, number, period or practice of a state
	AskMeasure   = "measure"   // a law, plan or other measure
	AskContact   = "contact"   // a number that no one has called, or a state without one
	AskBody      = "body"
	AskPlan      = "plan"
	AskEvent     = "event"
	AskConflict  = "conflict"
	AskStep      = "step"      // a step towards a treaty
	AskProcedure = "procedure" // who holds the pen in a state that is not bound yet, or anywhere

	AskRecommendation = "recommendation" // what was recommended, where nobody has read all of it
)

// Questions returns everything that is not established, in the order of the
// files: the list that people with access to the documents work through.
func Questions(s *Snapshot, known lindung.Date) []Question {
	var all []Question
	for _, ask := range []func(*Snapshot, lindung.Date) []Question{
		askInstruments, askActs, askRoads, askParagraphs, askContacts, askNational, askMeasures, askRegion, askConflicts,
	} {
		all = append(all, ask(s, known)...)
	}
	return all
}

func askInstruments(s *Snapshot, _ lindung.Date) []Question {
	var all []Question
	for _, in := range s.c.Instruments {
		q := Question{Instrument: in.ID, Text: in.RuleText, Note: in.Note, File: "instruments.csv", Line: s.c.Lines["instrument/"+in.ID], Evidence: in.Evidence}
		if !in.StartProof.Certainty.Counts() {
			start := q
			start.Kind, start.Days, start.Evidence = AskStart, On(in.Start), in.StartProof
			all = append(all, start)
		}
		if slices.ContainsFunc(in.Rules, func(r Rule) bool { return !r.Certainty.Counts() }) {
			rule := q
			rule.Kind, rule.Certainty = AskRule, NotEstablished
			all = append(all, rule)
		}
		if len(s.Paragraphs(in.ID)) == 0 {
			text := q
			text.Kind, text.Text, text.Note, text.Certainty = AskText, in.Title, "", NotEstablished
			all = append(all, text)
		}
	}
	return all
}

func askActs(s *Snapshot, known lindung.Date) []Question {
	var all []Question
	for _, in := range s.c.Instruments {
		for _, state := range lindung.States {
			b := BondOf(s, in, state, known)
			q := Question{Kind: AskAct, Instrument: in.ID, State: state, Text: string(b.Act.Standing), Note: b.Act.Note,
				Days: b.Deposit, File: "ratifications.csv", Line: b.Act.Line, Evidence: b.Act.Evidence}
			_, open := openParty(b)
			switch {
			case open:
			case !b.Deposit.IsZero() && !b.Deposit.Exact():
				q.Kind, q.Evidence = AskDay, b.DepositProof()
			case !b.Agrees():
				q.Kind = AskDiffers
			default:
				continue
			}
			all = append(all, q)
		}
	}
	return all
}

// askRoads asks for the steps of the data that are not verified, and who holds the
// pen: in every state that is not bound by the Convention yet somebody must know.
// A step that takes its source from an event or an act is asked for there.
func askRoads(s *Snapshot, known lindung.Date) []Question {
	var all []Question
	for _, x := range s.c.Steps {
		if x.Event == "" && !x.FromAct && x.Certainty != Verified && !later(x.Recorded, known) {
			all = append(all, Question{Kind: AskStep, Instrument: x.Instrument, State: x.State, Item: x.ID, Text: x.Document, Note: x.Note,
				Days: x.Days, File: "steps.csv", Line: x.Line, Evidence: x.Evidence})
		}
	}
	in, _ := s.Instrument(Convened)
	for _, state := range lindung.States {
		pen := s.Procedures(state, known)
		for _, p := range pen {
			if p.Certainty != Verified {
				all = append(all, Question{Kind: AskProcedure, State: state, Text: p.Does, Note: p.Note, File: "routes.csv", Line: p.Line, Evidence: p.Evidence})
			}
		}
		if _, _, bound := BondOn(s, in, state, When{known, known}); !bound && len(pen) == 0 {
			all = append(all, Question{Kind: AskProcedure, Instrument: in.ID, State: state, File: "routes.csv", Line: 1, Evidence: Evidence{Certainty: NotEstablished}})
		}
	}
	return all
}

func askParagraphs(s *Snapshot, _ lindung.Date) []Question {
	var all []Question
	for _, p := range s.c.Paragraphs {
		if p.Certainty != Verified {
			all = append(all, Question{Kind: AskParagraph, Instrument: p.Instrument, Item: p.ID, Text: p.Summary,
				File: "articles.json", Line: s.c.Lines["paragraph/"+p.ID], Evidence: p.Evidence})
		}
	}
	return all
}

func askNational(s *Snapshot, _ lindung.Date) []Question {
	var all []Question
	for _, state := range lindung.States {
		for _, f := range s.c.National[state].Facts() {
			if f.Certainty != Verified {
				all = append(all, Question{Kind: AskNational, State: state, Item: f.Name, Text: f.Text, Note: f.Note,
					File: "national.csv", Line: f.Line, Evidence: f.Evidence})
			}
		}
	}
	return all
}

func askMeasures(s *Snapshot, known lindung.Date) []Question {
	var all []Question
	for _, m := range s.Measures(known) {
		if m.Certainty != Verified {
			all = append(all, Question{Kind: AskMeasure, State: m.State, Item: m.ID, Text: m.Title, Note: m.Note,
				File: "measures.csv", Line: m.Line, Evidence: m.Evidence})
		}
	}
	return all
}

// askContacts asks for every state without a contact, and for someone to call
// each number: that it was read is not that it answers.
func askContacts(s *Snapshot, _ lindung.Date) []Question {
	var all []Question
	for _, c := range s.c.Contacts {
		if c.CalledOn.IsZero() {
			all = append(all, Question{Kind: AskContact, State: c.State, Text: c.Number, Note: c.Note, File: "contacts.csv",
				Line: c.Line, Evidence: c.Evidence})
		}
	}
	return all
}

func askRegion(s *Snapshot, _ lindung.Date) []Question {
	var all []Question
	add := func(kind, id, text, file string, e Evidence) {
		if e.Certainty != Verified {
			all = append(all, Question{Kind: kind, Item: id, Text: text, File: file, Line: s.c.Lines[kind+"/"+id], Evidence: e})
		}
	}
	for _, b := range s.c.Bodies {
		add(AskBody, b.ID, b.Name, "bodies.json", b.Evidence)
	}
	for _, p := range s.c.Plans {
		add(AskPlan, p.ID, p.Title, "plans.json", p.Evidence)
	}
	for _, e := range s.c.Events {
		add(AskEvent, e.ID, e.Title, "events.csv", e.Evidence)
		if e.Recommended == "not_seen" || e.Recommended == "in_part" {
			all = append(all, Question{Kind: AskRecommendation, Item: e.ID, Text: e.Title, File: "events.csv", Line: s.c.Lines["event/"+e.ID],
				Evidence: Evidence{Certainty: NotEstablished, Sources: e.Sources, Checked: e.Checked}})
		}
	}
	for _, r := range s.c.Recommendations {
		if r.Certainty != Verified {
			all = append(all, Question{Kind: AskRecommendation, Item: r.ID, Text: r.Text, Note: r.Note, File: "recommendations.csv", Line: r.Line, Evidence: r.Evidence})
		}
	}
	return all
}

func askConflicts(s *Snapshot, _ lindung.Date) []Question {
	var all []Question
	for _, c := range s.c.Conflicts {
		if c.Open {
			all = append(all, Question{Kind: AskConflict, Item: c.ID, Text: c.Question, Note: c.Handling, File: "conflicts.csv",
				Line: s.c.Lines["conflict/"+c.ID], Evidence: Evidence{Checked: c.Checked, Certainty: NotEstablished}})
		}
	}
	return all
}
