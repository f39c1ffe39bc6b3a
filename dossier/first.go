package dossier

import (
	"context"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/identification"
	"lindung/person"
)

// A FirstMeeting is what is asked of one of many persons in the two minutes that a raid or a
// crossing leaves. Each answer lies where it would lie if it had been asked later: nobody is
// asked it again.
type FirstMeeting struct {
	How     string       // of identification.Hows
	Answers field.Values // to FirstAsked
	Ill     bool         // they are hurt, or ill, and it must not wait
	Danger  bool         // they are not safe where they are now
	Signs   identification.Answers
}

// FirstAsked are the questions about the person themselves that a first meeting asks: from
// where they are, which language they speak, how old they are.
var FirstAsked = field.NewForm("first_asked", person.Citizenships, person.PrimaryLanguage, person.EstimatedAge)

// FirstOpen returns those of FirstAsked that nobody has answered and that the actor may
// write.
func FirstOpen(c cases.Case) *field.Form {
	return FirstAsked.Keep(func(i *field.Info) bool {
		f, ok := c.Forms().FormOf(i)
		if !ok || !c.CanEdit(f.Group()) || c.Answers(f).Has(i) {
			return false
		}
		return i != person.EstimatedAge.Info || !c.Answers(f).Has(person.BirthDate.Info)
	})
}

// SignsOpen returns those signs of a first meeting that the person was not asked for yet; none
// once they have told it, or where the actor may not screen.
//
// Source: ACTIP 14.6
func SignsOpen(w Whole) []string {
	if len(Tellings(w)) > 0 || !w.Screening.MayScreen {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(identification.FirstSigns), func(id string) bool {
		return slices.ContainsFunc(w.Screening.Screenings, func(s identification.Screening) bool {
			return s.Instrument == identification.FirstInstrument && s.Answers.AnswerTo(id) != identification.NotAsked
		})
	})
}

// MayMeet reports whether the actor may record a first meeting.
func MayMeet(c cases.Case) bool {
	return !c.Refused && c.CanEdit(identification.First.Group()) && c.Can(access.ScreeningRecord)
}

// RecordFirst keeps a first meeting in one act: the answers about the person, the screening
// that is begun, and what comes first for them now, open until it was seen to. It returns
// that, a code of identification.Nexts. What has to be corrected is returned as
// field.Problems.
//
// Source: ACTIP 14.1; ACTIP 14.5; ACTIP 14.12
func RecordFirst(ctx context.Context, s access.Session, id lindung.CaseID, m FirstMeeting) (string, error) {
	next := ""
	err := s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error {
		var ps field.Problems
		ps.Need(identification.Hows.Has(m.How), "first_how", "problem.missing")
		if err := ps.Err(); err != nil {
			return err
		}
		tx.SetCount(0, identification.First.Name)
		c, err := cases.ReadIn(tx, id)
		if err != nil {
			return err
		}
		if !MayMeet(c) {
			return access.ErrDenied
		}
		answers := m.Answers
		if m.Ill && c.CanEdit(lindung.Health) {
			answers = ill().With(answers)
		}
		if err := cases.AnswerIn(tx, c, answers); err != nil {
			return err
		}
		if len(m.Signs) > 0 {
			if err := identification.AnswerIn(tx, id, m.Signs); err != nil {
				return err
			}
		}
		if c, err = cases.ReadIn(tx, id); err != nil {
			return err
		}
		next = identification.NextAfter(m.How, m.Ill, m.Danger, c.Child, m.Signs)
		now := tx.Now.Time()
		met := identification.Met(today(tx.Session(), now), m.How, next, now)
		return cases.WriteIn(tx, id, cases.Record{ID: lindung.RecordID(lindung.NewID()), Form: identification.First, Values: met})
	})
	return next, err
}

// ill are the answers that say that help for the person's health must not wait.
func ill() field.Values {
	var v field.Values
	v.Parse(person.HealthUrgent.Info, "TRUE", time.Time{})
	return v
}
