package dossier

import (
	"slices"
	"strings"

	"lindung"
	"lindung/cases"
	"lindung/person"
	"lindung/telling"
)

// A Telling is one time that the person was asked what happened to them.
type Telling struct {
	Part     string // records or screenings
	ID       string
	On       lindung.Date
	By       string   // as someone wrote it, or a colleague
	Topics   []string // label keys of what was asked about
	Language string
}

// Tellings returns the times at which the person was asked what happened, as far as the
// reader may know them, the latest first. It is shown before anyone asks again.
//
// Source: ACTIP 14.6; ACTIP 16.4
func Tellings(w Whole) []Telling {
	var all []Telling
	for _, r := range w.Records(telling.Interview) {
		if r.Status == cases.RecordStruck {
			continue
		}
		t := Telling{Part: "records", ID: string(r.ID), On: r.Day}
		t.By, _ = telling.InterviewBy.Get(r.Values)
		t.Language, _ = telling.InterviewLanguage.Get(r.Values)
		topics, _ := telling.InterviewTopics.Get(r.Values)
		for _, topic := range topics {
			t.Topics = append(t.Topics, "code."+telling.Topics.Name+"."+topic)
		}
		all = append(all, t)
	}
	for _, s := range w.Screening.Screenings {
		if s.Finished() {
			day := lindung.DateOf(s.FinishedAt.Time().In(w.zone))
			instrument, _, _ := strings.Cut(s.Instrument, "@")
			all = append(all, Telling{
				Part: "screenings", ID: s.ID, On: day, By: w.Screening.Who[s.By], Topics: []string{"identification.instrument." + instrument},
			})
		}
	}
	slices.SortStableFunc(all, func(a, b Telling) int { return b.On.Last().Compare(a.On.Last()) })
	return all
}

// CountTellings returns how often the person was asked, also where only the latest records
// were read.
func CountTellings(w Whole) int {
	return len(Tellings(w)) + w.Count(telling.Interview) - len(w.Records(telling.Interview))
}

// An Interpreter is someone who is not to interpret for the person.
type Interpreter struct{ Who, Why string } // Why as [telling.Unfit] says it

// UnfitInterpreters returns those who are not to interpret for the person as long as
// that is so.
//
// Source: ACTIP 14.5; ACTIP 14.6
func UnfitInterpreters(w Whole) []Interpreter {
	var all []Interpreter
	wish, _ := person.InterpreterSex.Get(w.Sections["identity_language"].Values)
	for _, r := range w.Records(telling.Interpreter) {
		who, _ := telling.InterpreterWho.Get(r.Values)
		if why := telling.Unfit(r.Values, wish); r.Status != cases.RecordStruck && who != "" && why != "" {
			all = append(all, Interpreter{who, why})
		}
	}
	return all
}
