package dossier

import (
	"slices"

	"lindung"
	"lindung/access"
	"lindung/justice"
)

// readSuspects reads the suspects of a case whom the actor may know of.
func readSuspects(tx *access.Tx, w *Whole) (err error) {
	w.Suspects, err = justice.In(tx, w.Case)
	return err
}

// suspects are what a case says of who is suspected in it; of other cases it says nothing.
//
// Source: ACTIP 14.6
func suspects(w Whole) []Piece {
	var all []Piece
	for _, s := range w.Suspects {
		it := Piece{
			ID: string(s.ID), Label: "dossier.suspect", Many: "dossier.suspects", Groups: []lindung.Group{lindung.Justice},
			For: []lindung.Purpose{lindung.LawEnforcement},
			Lines: []Line{
				{Label: "suspect.name", Text: s.Name}, {Label: "suspect.also", Text: s.Also}, {Label: "suspect.born", Text: s.Born},
				{Label: "suspect.nation", Country: s.Nation}, {Label: "suspect.handles", Text: s.Handles},
			},
		}
		for _, p := range s.Parts[:min(len(s.Parts), 1)] {
			for _, r := range p.Roles {
				it.Lines = append(it.Lines, Line{Label: "suspect.roles", Key: "suspect.role." + r})
			}
			it.Lines = append(it.Lines, Line{Label: "suspect.is", Key: "suspect.is." + p.Is}, Line{Label: "suspect.why", Text: p.Why})
		}
		it.Lines = slices.DeleteFunc(it.Lines, Line.empty)
		all = append(all, it)
	}
	return all
}

// A Reminder is what the law asks of whoever works on the proceedings of a case, because of
// what is recorded there.
type Reminder struct {
	Name  string // case.justice.NAME says it
	State lindung.Country
}

// Reminders returns what the law asks because of what is recorded in the proceedings of a
// case: to consult with another state that investigates the same, to try who is not
// extradited, and to look first at whether a suspect was trafficked.
//
// Source: ACTIP 10.3; ACTIP 10.4; ACTIP 14.7
func Reminders(w Whole) []Reminder {
	var all []Reminder
	add := func(r Reminder) {
		if !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	if slices.ContainsFunc(w.Suspects, func(s justice.Suspect) bool { return justice.MayBeVictim(s.Parts) }) {
		add(Reminder{Name: "victim"})
	}
	for _, r := range live(w, justice.Investigation) {
		for _, c := range justice.Consults(w.Country, r.Values) {
			if justice.Investigation.Repeat.Open(r.Values) {
				add(Reminder{"consult", c})
			}
		}
	}
	for _, r := range live(w, justice.Request) {
		if c := justice.MustTry(w.Country, r.Values); c != "" {
			add(Reminder{"try", c})
		}
	}
	return all
}
