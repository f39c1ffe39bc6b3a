package cases

import (
	"cmp"
	"context"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/field"
)

// An InEvent is one person of a shared event, as those who sort the event see them: their
// case, what was answered to some forms, as far as it is stored in clear and the actor may
// read it, and whether they may record what happened to the person, and screen them.
type InEvent struct {
	Row
	answers map[string][]field.Values
}

// Answers returns the answers to one of the forms that were asked for, the latest first.
func (m InEvent) Answers(f *field.Form) []field.Values { return m.answers[f.Name] }

// mostMembers is more persons than one event of one organisation has.
const mostMembers = 5000

// ReadMembers returns the event of a case with all its persons that the actor may see and
// what is stored in clear of their answers to some forms, in a number of statements that
// does not grow with the persons. Errors as of ReadEvent.
func ReadMembers(ctx context.Context, s access.Session, id lindung.CaseID, forms ...*field.Form) (Event, []InEvent, error) {
	var e Event
	var all []InEvent
	err := s.See(ctx, access.CaseRead, Target(id), func(tx *access.Tx) error {
		var err error
		e, all, err = MembersIn(tx, id, forms...)
		for _, m := range all {
			tx.AddListed(string(m.ID))
		}
		return err
	})
	return e, all, err
}

// MembersIn is ReadMembers inside an act on the case.
func MembersIn(tx *access.Tx, id lindung.CaseID, forms ...*field.Form) (Event, []InEvent, error) {
	r, err := oneRow(tx, id)
	if err != nil {
		return Event{}, nil, err
	}
	if r.Event == "" || r.Org != tx.Actor().Org || !tx.MayGroup(tx.Object(), lindung.Situation) {
		return Event{}, nil, lindung.ErrNotFound
	}
	e, err := event(tx, r.Event)
	if err != nil {
		return Event{}, nil, err
	}
	rows, err := listRows(tx, Filter{Event: r.Event, Limit: mostMembers})
	if err != nil {
		return Event{}, nil, err
	}
	facts := make([]Fact, len(rows))
	for i, r := range rows {
		facts[i].ID = r.ID
	}
	if err := addAnswered(tx, facts, forms); err != nil {
		return Event{}, nil, err
	}
	all := make([]InEvent, len(rows))
	for i, r := range rows {
		r.may = judgedOf(tx, r.object, []access.Action{access.CaseEdit, access.ScreeningRecord}, []lindung.Group{lindung.Situation})
		all[i] = InEvent{r, openAnswers(tx, r, facts[i].Records, forms)}
	}
	return e, all, nil
}

// openAnswers returns those answers of a case that the actor may read, the latest of each form
// first.
func openAnswers(tx *access.Tx, r Row, records []Answered, forms []*field.Form) map[string][]field.Values {
	all := map[string][]field.Values{}
	latest(records)
	for _, f := range forms {
		if !tx.MayGroup(r.object, f.Group()) {
			continue
		}
		for _, a := range records {
			if a.Form == f.Name {
				all[f.Name] = append(all[f.Name], a.Values)
			}
		}
	}
	return all
}

// latest orders records: the latest day first, and of one day what was entered last.
func latest(records []Answered) {
	slices.SortStableFunc(records, func(a, b Answered) int {
		return cmp.Or(b.Day.Last().Compare(a.Day.Last()), cmp.Compare(b.At, a.At))
	})
}
