// Package cases holds a person's file: who they are, what was answered, who works
// on it, what happened to several at once, and how the file is opened, given to
// someone else, closed and opened again.
//
// # Sealed
//
// Each case has a key of its own. Names, everything of class Sealed and every
// note are sealed with it, each at its place, before they reach the database.
// Only what the program counts or decides on is in clear.
//
// # Whose view
//
// The owner's actors see what their roles allow. Actors of another organisation
// see, live and only to read, the groups that package consent holds open to it;
// nothing is copied. A case that an actor may not see looks like one that does
// not exist.
package cases

import (
	"context"
	"errors"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/person"
)

// ErrClosed says that the case is closed, or open already. What whoever works with
// a page can mend is no error of this kind but field.Problems.
var ErrClosed = errors.New("the case is not in the state for this")

// Faults of a program that calls this package.
var (
	errCounted     = errors.New("who is counted has coded answers and nothing else")
	errUnknownForm = errors.New("no form of this name is declared")
	errOnce        = errors.New("a form that is answered once has no records, and one that is answered many times has nothing else")
)

// Status is how far the work on a case is; the words are HTCDS's.
type Status string

// The statuses of a case.
const (
	StatusActive         Status = "Active"
	StatusFollowUp       Status = "FollowUp"
	StatusClosed         Status = "Closed"
	StatusClosedReferred Status = "ClosedReferred"
)

// Closed reports whether work on the case has ended.
func (s Status) Closed() bool { return s == StatusClosed || s == StatusClosedReferred }

// CloseReasons is the closed list of reasons to close a case.
var CloseReasons = []string{
	"assistance_complete", "returned", "passed_on", "own_wish", "contact_lost", "no_need", "died", "opened_in_error",
}

// Case is a person's file as one actor may see it.
type Case struct {
	ID          lindung.CaseID
	Number      string
	Org         lindung.OrgID
	OrgName     string
	Country     lindung.Country
	Status      Status
	OpenedAt    db.Time
	OpenedBy    lindung.ActorID
	Responsible lindung.ActorID // the actor who answers for it
	Child       bool            // under 18, or may be
	Mark        person.Mark     // why, as far as the actor may know it; only of a case that was opened
	Doubt       bool            // someone doubts that the person is an adult; see DoubtAge
	Refused     bool            // counted and helped, no identity kept
	CloseReason string
	ClosedAt    db.Time
	Event       lindung.EventID
	Referral    lindung.ReferralID // that this case was opened for
	Batch       lindung.BatchID    // that it was imported with
	UrgentUntil lindung.Date       // the last day on which something urgent is open; zero for nothing
	ChangedAt   db.Time
	Version     int64

	Own      bool            // of the actor's own organisation
	Groups   []lindung.Group // that the actor may read
	View     consent.View    // what is open to another organisation, and
	OpenBy   consent.Ledger  // by which grants and bases
	Team     []Member
	Names    []person.Name
	NamesVer int64
	Sections map[string]Record // the answers to forms that are answered once, by form name
	Told     []*field.Info     // of another organisation's case: answered, and to be asked for
	Notes    []Note
	Who      map[lindung.ActorID]string // names of those who worked on an own case
	records  map[string][]Record        // of forms that are answered many times
	counts   map[string]int             // how many there are, where only some were read
	forms    field.Set                  // that are declared
	may      may
}

// Member is an actor on the team of a case.
type Member struct {
	ID   lindung.ActorID
	Name string
}

// Answers returns the answers to a form; none if it was not answered or may not
// be read.
func (c Case) Answers(f *field.Form) field.Values { return c.Sections[f.Name].Values }

// MayRead reports whether the actor may read group g of the case.
func (c Case) MayRead(g lindung.Group) bool { return slices.Contains(c.Groups, g) }

// AskedSafety reports whether someone has asked how to reach the person safely;
// that the person did not want to say is an answer.
//
// Source: ACTIP 14.5
func (c Case) AskedSafety() bool {
	v := c.Answers(person.SafeContact)
	return slices.ContainsFunc(person.SafeContact.Fields, func(i *field.Info) bool {
		absent, _ := v.Absent(i)
		return v.Has(i) && absent != field.NotAsked
	})
}

// Target is the target of acts on a case. The object is filled from stored rows
// only: its owner, its team, and what is open to the actor's organisation.
func Target(id lindung.CaseID) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		_, o, err := load(tx, id)
		return o, err
	}
}

// load returns a case's row and its object for the actor of tx.
func load(tx *access.Tx, id lindung.CaseID) (row, access.Object, error) {
	if !lindung.IsID(string(id)) {
		return row{}, access.Object{}, lindung.ErrNotFound
	}
	r, err := oneRow(tx, id)
	if err != nil {
		return row{}, access.Object{}, err
	}
	o := r.object()
	if r.Org != tx.Session().Actor().Org {
		if r.OpenBy, err = consent.OpenTo(tx, id, tx.Session().Actor().Org); err != nil {
			return row{}, access.Object{}, err
		}
		r.View = r.OpenBy.View()
		o.Open = r.View.Groups()
	}
	return r, o, nil
}

// Read opens a case: one entry in the log, whatever is on the page.
func Read(ctx context.Context, s access.Session, id lindung.CaseID) (Case, error) {
	return ReadWith(ctx, s, id, func(*access.Tx, Case) error { return nil })
}

// ReadWith is Read for a page that shows more than the case itself: more reads
// it in the same act, from the same picture, under the same entry.
func ReadWith(ctx context.Context, s access.Session, id lindung.CaseID, more func(*access.Tx, Case) error) (Case, error) {
	return readCase(ctx, s, id, nil, more)
}

// ReadSome is ReadWith for a page that shows no more than some of the records.
func ReadSome(ctx context.Context, s access.Session, id lindung.CaseID, some Some, more func(*access.Tx, Case) error) (Case, error) {
	return readCase(ctx, s, id, &some, more)
}

// ReadHead is Read for a page that shows no records.
func ReadHead(ctx context.Context, s access.Session, id lindung.CaseID) (Case, error) {
	return ReadSome(ctx, s, id, Some{}, func(*access.Tx, Case) error { return nil })
}

func readCase(ctx context.Context, s access.Session, id lindung.CaseID, some *Some, more func(*access.Tx, Case) error) (Case, error) {
	var c Case
	var r row
	on := func(tx *access.Tx) (o access.Object, err error) {
		r, o, err = load(tx, id)
		return o, err
	}
	err := s.See(ctx, access.CaseRead, on, func(tx *access.Tx) error {
		var err error
		if c, err = r.fill(tx, tx.Object(), some); err != nil {
			return err
		}
		return more(tx, c)
	})
	return c, err
}

// ReadIn returns a case inside an act on it, as the act's actor may see it.
func ReadIn(tx *access.Tx, id lindung.CaseID) (Case, error) {
	r, o, err := load(tx, id)
	if err != nil {
		return Case{}, err
	}
	return r.fill(tx, o, nil)
}

// fill reads what the actor may see of the case, all of it or with some of its
// records.
func (r row) fill(tx *access.Tx, o access.Object, some *Some) (Case, error) {
	c := r.Case
	c.Own = c.Org == tx.Actor().Org
	c.Groups = tx.Groups(o)
	c.View = c.View.Only(c.Groups)
	key, err := tx.Unwrap(string(c.ID), r.wrapped)
	if err != nil {
		return Case{}, err
	}
	if c.Names, err = r.openNames(key, c.MayRead(lindung.Identity)); err != nil {
		return Case{}, err
	}
	if err := c.readRecords(tx, key, some); err != nil {
		return Case{}, err
	}
	if err := c.readNotes(tx, key); err != nil {
		return Case{}, err
	}
	if !c.Own {
		return c, nil
	}
	c.may = judged(tx, o)
	return c, c.name(tx, o.Team)
}

// A New is what a case begins with.
type New struct {
	Names    []person.Name
	Answers  map[string]field.Values // by form name
	Doubt    bool                    // someone doubts that the person is an adult
	Status   Status                  // "" means Active
	Event    *Event                  // a new shared event, or
	EventID  lindung.EventID         // one of the actor's own organisation
	Referral lindung.ReferralID
	Batch    lindung.BatchID
	Refused  bool
	Alone    bool // no team: only those who see all cases of the organisation
}

// Open opens a case. The actor is its owner and its first team member.
func Open(ctx context.Context, s access.Session, n New) (Case, error) {
	var c Case
	err := s.Do(ctx, access.CaseOpen, s.OrgTarget(), func(tx *access.Tx) error {
		var err error
		c, err = OpenIn(tx, n)
		tx.SetObject(string(c.ID))
		return err
	})
	return c, err
}

// CountRefusal counts an adult who does not want a record and whom the organisation
// helps all the same: coded answers of the form person.Counted, and nothing else.
//
// Source: ACTIP 14.6
func CountRefusal(ctx context.Context, s access.Session, v field.Values) (Case, error) {
	return Open(ctx, s, New{Refused: true, Answers: map[string]field.Values{person.Counted.Name: v}})
}

// OpenSibling opens another case from one that exists, for someone the same thing
// happened to. The event is recorded once, with the first of them; each
// person's consent stays their own.
func OpenSibling(ctx context.Context, s access.Session, from lindung.CaseID, n New) (Case, error) {
	var c Case
	err := s.Do(ctx, access.CaseSibling, Target(from), func(tx *access.Tx) error {
		first, err := oneRow(tx, from)
		if err != nil {
			return err
		}
		n := n // the work may be run again
		n.EventID = first.Event
		if first.Event != "" {
			n.Event = nil
		} else if n.Event != nil {
			if n.EventID, err = insertEvent(tx, *n.Event); err != nil {
				return err
			}
			n.Event = nil
			if err := setEvent(tx, from, n.EventID); err != nil {
				return err
			}
		}
		c, err = OpenIn(tx, n)
		tx.SetMade(string(c.ID))
		return err
	})
	return c, err
}

// OpenIn opens a case inside an act.
func OpenIn(tx *access.Tx, n New) (Case, error) {
	if err := n.check(); err != nil {
		return Case{}, err
	}
	n.Answers = dated(tx, n.Answers)
	c, err := newCase(tx, n)
	if err != nil {
		return Case{}, err
	}
	key, err := tx.NewKey(string(c.ID))
	if err != nil {
		return Case{}, err
	}
	if n.Event != nil {
		if c.Event, err = insertEvent(tx, *n.Event); err != nil {
			return Case{}, err
		}
	}
	if err := insertCase(tx, c, untilOf(c.Mark)); err != nil {
		return Case{}, err
	}
	if err := insertNames(tx, key, c.ID, n.Names); err != nil {
		return Case{}, err
	}
	if err := insertAnswers(tx, key, c.ID, n.Answers); err != nil {
		return Case{}, err
	}
	if !n.Alone && !tx.ByProgram() {
		return c, addMember(tx, c.ID, tx.Actor().ID)
	}
	return c, nil
}

// check says whether n may be opened: a record has a name, one that counts a
// refusal has none, and one that a file reports may have none.
func (n New) check() error {
	if n.Refused {
		_, counted := n.Answers[person.Counted.Name]
		if len(n.Names) > 0 || n.Doubt || !counted || len(n.Answers) != 1 {
			return errCounted
		}
		return nil
	}
	if len(n.Names) == 0 && n.Batch != "" { // a file may report someone whose name it does not have
		return nil
	}
	return person.WrongNames(n.Names).Err()
}

func newCase(tx *access.Tx, n New) (Case, error) {
	c := Case{
		ID: lindung.CaseID(lindung.NewID()), Org: tx.Actor().Org, Status: n.Status,
		OpenedAt: tx.Now, OpenedBy: tx.Actor().ID, Responsible: tx.Actor().ID, Doubt: n.Doubt, Refused: n.Refused,
		Event: n.EventID, Referral: n.Referral, Batch: n.Batch, ChangedAt: tx.Now, Version: 1, Own: true,
	}
	if tx.ByProgram() || n.Alone {
		c.Responsible = ""
	}
	if c.Status == "" {
		c.Status = StatusActive
	}
	if c.Status.Closed() {
		c.ClosedAt = tx.Now
	}
	c.Mark = markOn(today(tx), n.Refused, n.Doubt, n.Answers)
	c.Child = c.Mark.Child()
	c.UrgentUntil = urgency(n.Answers, c.Mark, tx.Session().Forms())
	var err error
	c.Number, err = freeNumber(tx)
	return c, err
}
