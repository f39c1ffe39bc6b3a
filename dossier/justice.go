package dossier

import (
	"context"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
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

// mostOpen is how many open records of proceedings are read.
const mostOpen = 500

// ReadProceedings returns what is open of the proceedings in the cases that the actor sees,
// the first due first.
func ReadProceedings(ctx context.Context, s access.Session) ([]cases.OpenRecord, error) {
	var all []cases.OpenRecord
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) (err error) {
		if !slices.Contains(justice.Sectors, tx.Actor().Sector) {
			return access.ErrDenied
		}
		all, err = cases.OpenOf(tx, justice.Forms, mostOpen)
		for _, o := range all {
			tx.AddListed(string(o.Case))
		}
		tx.SetCount(len(all), "proceedings")
		return err
	})
	return all, err
}

// Awaits is what an open record of proceedings waits for, by the name of a list.
func Awaits(o cases.OpenRecord) string {
	switch o.Form.Name {
	case justice.Hearing.Name:
		return "hearings"
	case justice.Request.Name:
		return "requests"
	case justice.Safeguard.Name:
		if justice.Waits(o.Values) {
			return "safeguards"
		}
		return "" // it is in force, and its end is among what falls due
	}
	return "others"
}

// waitsProceedings counts, for those who inquire, prosecute and judge, the hearings of a
// week, the requests without an answer, and who waits for protection.
//
// Source: ACTIP 16.7
func waitsProceedings(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	if !slices.Contains(justice.Sectors, s.Actor().Sector) {
		return Waits{}, nil
	}
	all, err := ReadProceedings(ctx, s)
	n := map[string]int{}
	for _, o := range all {
		what := Awaits(o)
		if what == "hearings" && (o.Due.IsZero() || past(a.By, o.Due)) {
			continue
		}
		n[what]++
	}
	return Waits{Counts: []Count{{"safeguards", n["safeguards"], true}, {"hearings", n["hearings"], false}, {"requests", n["requests"], false}}}, err
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
