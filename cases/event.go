package cases

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/person"
)

// EventKinds is the closed list of kinds of shared events.
var EventKinds = []string{"raid", "workplace", "border", "boat", "family", "online", "other"}

// Event is what happened to several persons at once, recorded once: a raid, a
// boat, a family. It belongs to the organisation that recorded it and is sealed
// with a key of its own.
type Event struct {
	ID      lindung.EventID `json:"-"`
	Kind    string          `json:"-"`
	Version int64           `json:"-"`
	Date    string          // as far as known, in the form of lindung.ParseDate
	Place   string
	Text    string
	Cases   []Row `json:"-"` // the cases of it that the actor may see
}

// Problems returns what must be corrected before the event can be stored, by
// question.
func (e Event) Problems() field.Problems {
	var all field.Problems
	wrong := func(bad bool, at, key string, args ...any) {
		if bad {
			all = append(all, field.Problem{Field: at, Key: key, Args: args})
		}
	}
	wrong(!slices.Contains(EventKinds, e.Kind), "event_kind", "problem.missing")
	wrong(strings.TrimSpace(e.Place+e.Text) == "", "event_place", "case.event.problem")
	if e.Date != "" {
		_, err := lindung.ParseDate(e.Date)
		wrong(err != nil, "event_day", "problem.date.impossible")
	}
	wrong(utf8.RuneCountInString(e.Place) > person.LongestName, "event_place", "problem.text.long", "max", person.LongestName)
	wrong(utf8.RuneCountInString(e.Text) > longestNote, "event_text", "problem.text.long", "max", longestNote)
	wrong(!utf8.ValidString(e.Place+e.Text), "event_text", "problem.missing")
	return all
}

// ReadEvent returns the shared event of a case and the other cases of it that
// the actor may see; lindung.ErrNotFound when the case has none or another
// organisation owns it.
func ReadEvent(ctx context.Context, s access.Session, id lindung.CaseID) (Event, error) {
	var e Event
	err := s.See(ctx, access.CaseRead, Target(id), func(tx *access.Tx) error {
		r, err := oneRow(tx, id)
		if err != nil {
			return err
		}
		if r.Event == "" || r.Org != tx.Actor().Org || !tx.MayGroup(tx.Object(), lindung.Situation) {
			return lindung.ErrNotFound
		}
		if e, err = event(tx, r.Event); err != nil {
			return err
		}
		e.Cases, err = listRows(tx, Filter{Event: r.Event, Limit: 200})
		return err
	})
	return e, err
}

// mostEvents is how many events are offered for a list that is brought in.
const mostEvents = 30

// RecentEvents returns the events of the actor's organisation that were recorded last, of
// which they may see a case and what happened.
func RecentEvents(ctx context.Context, s access.Session) ([]Event, error) {
	var all []Event
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		all = nil
		ids, err := recentEvents(tx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			e, err := eventFor(tx, id)
			if errors.Is(err, lindung.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		tx.SetCount(len(all), "events")
		return nil
	})
	return all, err
}

// KnowsEvent returns lindung.ErrNotFound unless the actor may see an event of their
// organisation, inside an act that puts more cases under it.
func KnowsEvent(tx *access.Tx, id lindung.EventID) error {
	_, err := eventFor(tx, id)
	return err
}

// eventFor returns an event of which the actor may see a case, and what happened.
func eventFor(tx *access.Tx, id lindung.EventID) (Event, error) {
	rows, err := listRows(tx, Filter{Event: id, Limit: 20})
	if err != nil {
		return Event{}, err
	}
	if !slices.ContainsFunc(rows, func(r Row) bool { return tx.MayGroup(r.object, lindung.Situation) }) {
		return Event{}, lindung.ErrNotFound
	}
	return event(tx, id)
}

// SameEvent returns the open cases that share the event of a case and that the actor may
// see, the case among them, inside an act on it; the case alone when it has none.
func SameEvent(tx *access.Tx, id lindung.CaseID) ([]Brief, error) {
	r, err := oneRow(tx, id)
	if err != nil {
		return nil, err
	}
	ids := []lindung.CaseID{id}
	if r.Event != "" && r.Org == tx.Actor().Org && tx.MayGroup(tx.Object(), lindung.Situation) {
		rows, err := listRows(tx, Filter{Event: r.Event, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, it := range rows {
			if it.ID != id {
				ids = append(ids, it.ID)
			}
		}
	}
	of, err := Briefs(tx, ids)
	var all []Brief
	for _, id := range ids {
		if b, ok := of[id]; ok && !b.Closed {
			all = append(all, b)
		}
	}
	return all, err
}

// SaveEvent changes the shared event of a case for all who share it.
func SaveEvent(ctx context.Context, s access.Session, id lindung.CaseID, e Event) error {
	return edit(ctx, s, id, lindung.Situation, func(tx *access.Tx, r row) error {
		if r.Event == "" {
			return lindung.ErrNotFound
		}
		if err := e.Problems().Err(); err != nil {
			return err
		}
		e.ID = r.Event
		return changeEvent(tx, e)
	})
}
