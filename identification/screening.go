package identification

import (
	"context"
	"errors"
	"maps"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/person"
	"lindung/telling"
)

// Screening is one use of an instrument for one person. It can be answered in several
// steps until it is finished; then it never changes.
type Screening struct {
	ID         string
	Case       lindung.CaseID
	Instrument string // Instrument.Key
	Child      bool   // the questions and strengths are those for children
	Doubt      bool   // the age was doubted while it was made
	Again      string // why the person was asked again; "" where they had not told it before
	BegunAt    db.Time
	At         db.Time // of the last answer
	By         lindung.ActorID
	FinishedAt db.Time // 0 while it is not
	Version    int64
	Answers    Answers
	Result     Result // computed from the answers when they were read; never stored
}

// Finished reports whether the screening can no longer be changed.
func (s Screening) Finished() bool { return s.FinishedAt != 0 }

// An Addition is what one page of a screening adds to it.
type Addition struct {
	Answers Answers // replace the earlier answers to the same indicators
	Doubt   bool    // the person may be under eighteen
	Again   string  // one of telling.Reasons, of a screening that begins
	Finish  bool
}

// Purposes are the purposes of the answers of a screening. For any other
// purpose another organisation does not see them, whatever group is open to it.
//
// Source: ACTIP 14.6
var Purposes = []lindung.Purpose{
	lindung.Assistance, lindung.Identification, lindung.LegalAid, lindung.LawEnforcement, lindung.Supervision, lindung.OwnRequest,
}

// RecordScreening begins a screening with its first answers. A person who may be under
// eighteen is asked as a child; one who has told it before only for a reason. ErrAnswer
// says that the instrument does not have such an answer, lindung.ErrNotFound that the
// person wanted no record.
//
// Source: ACTIP 14.1
func RecordScreening(ctx context.Context, s access.Session, id lindung.CaseID, instrument string, p Addition) (Screening, error) {
	var made Screening
	err := s.Do(ctx, access.ScreeningRecord, cases.Target(id), func(tx *access.Tx) (err error) {
		made, err = begin(tx, id, instrument, p)
		return err
	})
	return made, err
}

// begin is RecordScreening inside an act on the case.
func begin(tx *access.Tx, id lindung.CaseID, instrument string, p Addition) (Screening, error) {
	in, err := FindInstrument(instrument)
	if err != nil {
		return Screening{}, err
	}
	made := Screening{
		ID: lindung.NewID(), Case: id, Instrument: in.Key(), BegunAt: tx.Now, Version: 1, Answers: Answers{}, Again: p.Again,
	}
	if err := made.reasoned(tx); err != nil {
		return made, err
	}
	if err := made.add(tx, in, p); err != nil {
		return made, err
	}
	tx.SetMade(made.ID)
	return made, insertScreening(tx, made)
}

// AnswerIn adds answers of a first meeting to the screening that is open with FirstInstrument,
// or begins one, inside an act on the case. access.ErrDenied says that the actor may not
// screen.
//
// Source: ACTIP 14.1
func AnswerIn(tx *access.Tx, id lindung.CaseID, answers Answers) error {
	if !tx.May(access.ScreeningRecord, tx.Object(), "") {
		return access.ErrDenied
	}
	before, err := screenings(tx, id)
	if err != nil {
		return err
	}
	for _, open := range before {
		if open.Instrument != FirstInstrument || open.Finished() {
			continue
		}
		in, err := FindInstrument(open.Instrument)
		if err != nil {
			return err
		}
		version := open.Version
		if err := open.add(tx, in, Addition{Answers: answers}); err != nil {
			return err
		}
		return changeScreening(tx, &open, version)
	}
	_, err = begin(tx, id, FirstInstrument, Addition{Answers: answers})
	return err
}

// reasoned returns field.Problems if the person has told it before and no reason says
// why they are asked again.
//
// Source: ACTIP 14.6
func (s Screening) reasoned(tx *access.Tx) error {
	if _, ok := telling.Reasons.Code(s.Again); ok {
		return nil
	}
	c, err := cases.ReadIn(tx, s.Case)
	if err != nil {
		return err
	}
	before, err := screenings(tx, s.Case)
	if err != nil {
		return err
	}
	var ps field.Problems
	ps.Need(s.Again == "" && !c.HasTold() && !slices.ContainsFunc(before, Screening.Finished), "again", "telling.problem.again")
	return ps.Err()
}

// ContinueScreening adds answers to a screening; from is the version that was read.
// lindung.ErrConflict says that it has changed since, ErrFinished that it is
// finished.
func ContinueScreening(ctx context.Context, s access.Session, from Screening, p Addition) (Screening, error) {
	var made Screening
	err := s.Do(ctx, access.ScreeningRecord, cases.Target(from.Case), func(tx *access.Tx) error {
		var err error
		if made, err = oneScreening(tx, from.Case, from.ID); err != nil {
			return err
		}
		in, err := FindInstrument(made.Instrument)
		if err != nil {
			return err
		}
		if made.Finished() {
			return ErrFinished
		}
		if err := made.add(tx, in, p); err != nil {
			return err
		}
		return changeScreening(tx, &made, from.Version)
	})
	return made, err
}

// add adds answers to the screening, and raises the doubt about the age if p has one.
//
// Source: ACTIP 14.12
func (s *Screening) add(tx *access.Tx, in Instrument, p Addition) error {
	if err := in.Check(p.Answers); err != nil {
		return err
	}
	c, err := cases.ReadIn(tx, s.Case)
	if err != nil {
		return err
	}
	if c.Refused {
		return lindung.ErrNotFound
	}
	s.Answers = maps.Clone(s.Answers)
	maps.Copy(s.Answers, p.Answers)
	s.Doubt = s.Doubt || p.Doubt
	s.Child = s.Child || s.Doubt || c.Mark.SaysChild()
	s.At, s.By = tx.Now, tx.Actor().ID
	if p.Finish {
		s.FinishedAt = tx.Now
	}
	s.Result = Assess(in, s.Answers, s.Child || c.Child)
	if p.Doubt && !c.Doubt {
		return cases.DoubtAge(tx, s.Case)
	}
	return cases.TouchCase(tx, s.Case)
}

// Overview is the screenings and decisions of a case, as far as the actor may see
// them.
type Overview struct {
	Case          cases.Case
	Screenings    []Screening // newest first
	Decisions     []Decision  // in the order in which they were recorded
	Elsewhere     []Decision  // of the case for which this one was opened, as far as they are open to the actor
	MayScreenings bool        // the actor may read screenings
	MayDecisions  bool        // the actor may read decisions
	MayScreen     bool        // the actor may begin and continue a screening
	MayDecide     bool        // the actor may record a decision
	// Who are the names of those who recorded something in an own case; "" for
	// the program's own actor.
	Who map[lindung.ActorID]string
}

// CurrentDecisions returns the current decisions of the case.
func (l Overview) CurrentDecisions() []Decision { return CurrentDecisions(l.Decisions) }

// Screening returns a screening of the case, or lindung.ErrNotFound.
func (l Overview) Screening(id string) (Screening, error) {
	for _, s := range l.Screenings {
		if s.ID == id {
			return s, nil
		}
	}
	return Screening{}, lindung.ErrNotFound
}

// Read returns the screenings and decisions of a case. Screenings can be read by
// those to whom the group of screening answers is open; decisions also by those
// to whom legal matters are open, since no lawyer can work without them.
//
// Source: ACTIP 14.6
func Read(ctx context.Context, s access.Session, id lindung.CaseID, ties Ties) (Overview, error) {
	var l Overview
	err := s.See(ctx, access.CaseRead, cases.Target(id), func(tx *access.Tx) error {
		c, err := cases.ReadIn(tx, id)
		if err != nil {
			return err
		}
		l, err = ReadIn(tx, c, ties)
		return err
	})
	return l, err
}

// ReadIn is Read inside an act on the case, which was read in it.
func ReadIn(tx *access.Tx, c cases.Case, ties Ties) (Overview, error) {
	l := Overview{
		Case: c, MayScreenings: mayRead(c, lindung.Screening),
		MayScreen: tx.May(access.ScreeningRecord, tx.Object(), "") && !c.Refused,
		MayDecide: tx.May(access.DecisionRecord, tx.Object(), "") && !c.Refused,
	}
	l.MayDecisions = l.MayScreenings || mayRead(c, lindung.Legal)
	var err error
	if l.MayScreenings {
		if l.Screenings, err = screenings(tx, c.ID); err != nil {
			return l, err
		}
	}
	for i := range l.Screenings {
		if err := l.Screenings[i].assess(c.Child); err != nil {
			return l, err
		}
	}
	if l.MayDecisions {
		l.Decisions, err = ties.known(tx, c.ID)
	}
	if err != nil {
		return l, err
	}
	if d, ok := fromFile(c); ok {
		l.Decisions = slices.Insert(l.Decisions, 0, d)
	}
	if c.Own && l.MayDecide {
		if l.Elsewhere, err = ties.elsewhere(tx, c); err != nil {
			return l, err
		}
	}
	return l, l.name(tx)
}

// name fills in the names of those who recorded something in an own case.
func (l *Overview) name(tx *access.Tx) error {
	l.Who = map[lindung.ActorID]string{}
	if !l.Case.Own {
		return nil
	}
	var all []lindung.ActorID
	for _, s := range l.Screenings {
		all = append(all, s.By)
	}
	for _, d := range l.Decisions {
		if !d.Asked { // the names of another organisation's workers are not for this one
			all = append(all, d.By)
		}
	}
	for _, id := range all {
		name, err := tx.NameOf(id)
		if err != nil && !errors.Is(err, lindung.ErrNotFound) {
			return err
		}
		l.Who[id] = name
	}
	return nil
}

// assess computes what the answers point to. A person who is or may be a child now was
// one when they were asked.
func (s *Screening) assess(child bool) error {
	in, err := FindInstrument(s.Instrument)
	if err == nil {
		s.Result = Assess(in, s.Answers, s.Child || child)
	}
	return err
}

// mayRead reports whether the actor who read c may see group g: in another
// organisation's case only for one of Purposes.
func mayRead(c cases.Case, g lindung.Group) bool {
	if c.Own {
		return c.MayRead(g)
	}
	return c.MayRead(g) && ShownInView(c.View, g)
}

// ShownInView reports whether a view of another organisation's case shows what this
// package has in group g: the group must be open for one of Purposes. Decisions are
// shown with the group of screening answers and with that of legal matters.
//
// Source: ACTIP 14.6
func ShownInView(v consent.View, g lindung.Group) bool {
	return slices.ContainsFunc(v[g], func(p lindung.Purpose) bool { return slices.Contains(Purposes, p) })
}

// fromFile returns the status that a file or another organisation reported with
// the case, if it may be read.
func fromFile(c cases.Case) (Decision, bool) {
	for _, section := range c.Sections {
		status, ok := person.ReportedStatus.Get(section.Values)
		if !ok {
			continue
		}
		by, _ := person.ReportedStatusBy.Get(section.Values)
		return Decision{Case: c.ID, Status: Status(status), Kind: Body(by), Reported: true, FromFile: true, At: section.At, By: section.By, State: first[Status(status)]}, true
	}
	return Decision{}, false
}
