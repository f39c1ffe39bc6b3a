// Package cases holds the cases: names, answers to forms, notes, team, shared events,
// and how a case is opened, assigned, closed and opened again.
//
// Begin with [Open], [Read] and [SaveForm]. A function that ends in In, or takes a
// transaction, works inside the act of another package.
//
// # Sealed
//
// Each case has its own key. Names, notes and answers of class Sealed are sealed with
// it before they reach the database, each bound to its place. Only what the program
// counts or decides on is stored in clear.
//
// # Who sees what
//
// The owner's actors see what their roles allow. Actors of another organisation read,
// live, the groups that package consent opens to it; nothing is copied. A case that
// an actor may not see looks like one that does not exist.
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
	"lindung/internal/seal"
	"lindung/person"
)

// ErrClosed says that the case is closed, or that it is open already.
var ErrClosed = errors.New("the case is not in the state for this")

// Faults of a program that calls this package.
var (
	errCounted     = errors.New("a case that counts a refusal has coded answers and nothing else")
	errUnknownForm = errors.New("no form of this name is declared")
	errOnce        = errors.New("a form that is answered once has no records, and one that is answered many times has nothing else")
)

// Status is where a case is in its life; the codes are those of HTCDS.
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

// Case is a case as one actor may see it.
type Case struct {
	ID          lindung.CaseID
	Number      string
	Org         lindung.OrgID
	OrgName     string
	Country     lindung.Country
	Status      Status
	OpenedAt    db.Time
	OpenedBy    lindung.ActorID
	Responsible lindung.ActorID // who is asked first about it
	Child       bool            // under 18, or may be
	Mark        person.Mark     // why, as far as the actor may know it; not in lists
	Doubt       bool            // a worker doubts that the person is an adult; see DoubtAge
	Refused     bool            // the person wanted no record: counted and helped, no identity stored
	CloseReason string
	ClosedAt    db.Time
	Event       lindung.EventID
	Referral    lindung.ReferralID // for which this case was opened
	Batch       lindung.BatchID    // with which it was imported
	Protected   bool               // of its own organisation, only its team sees that it is there
	UrgentUntil lindung.Date       // the last day on which something urgent is open; zero for nothing
	NextDue     lindung.Date       // by which a form is to be answered again by itself; zero for none
	Held        Holds              // why it must not be erased
	ChangedAt   db.Time
	Version     int64

	Own         bool            // of the actor's own organisation
	Protector   bool            // the actor may protect it, or end that
	Groups      []lindung.Group // that the actor may read
	View        consent.View    // of another organisation's case: what is open to the actor's own,
	OpenBy      consent.Ledger  // and by which grants and bases
	Team        []Member
	Names       []person.Name
	NamesVer    int64
	NamesOrigin lindung.ReferralID // with which they were carried over; "" when they were asked here
	Sections    map[string]Record  // the answers to forms that are answered once, by form name
	Told        []*field.Info      // of another organisation's case: fields that are answered there and must be asked for
	Notes       []Note
	NoteCount   int // how many notes there are, where only some were read
	// StruckNotes were written by mistake; only the owner has them.
	StruckNotes []Note
	Who         map[lindung.ActorID]string // names of those who worked on an own case
	records     map[string][]Record        // of forms that are answered many times
	counts      map[string]int             // how many there are, where only some were read
	forms       field.Set                  // that are declared
	team        []lindung.ActorID          // where several cases were read; see Members
	may         may
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

// AskedSafety reports whether the person was asked how to reach them safely; that
// they did not want to say is an answer.
//
// Source: ACTIP 14.5
func (c Case) AskedSafety() bool {
	v := c.Answers(person.SafeContact)
	return slices.ContainsFunc(person.SafeContact.Fields, func(i *field.Info) bool {
		absent, _ := v.Absent(i)
		return v.Has(i) && absent != field.NotAsked
	})
}

// Target is the target of acts on a case. The object holds the owner, the team, and
// what is open to the actor's organisation, all from stored rows.
func Target(id lindung.CaseID) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		_, o, err := load(tx, id)
		return o, err
	}
}

// KeeperIn returns the organisation that keeps a case.
func KeeperIn(tx *access.Tx, id lindung.CaseID) (lindung.OrgID, error) {
	r, err := oneRow(tx, id)
	return r.Org, err
}

// NumberTarget is the target of acts on the case with a number, as somebody typed it.
func NumberTarget(number string) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		r, err := numberedRow(tx, number)
		if err != nil {
			return access.Object{}, err
		}
		return Target(r.ID)(tx)
	}
}

// load returns a case's row and its object for the actor of tx.
func load(tx *access.Tx, id lindung.CaseID) (row, access.Object, error) {
	if !lindung.IsID(string(id)) {
		return row{}, access.Object{}, lindung.ErrNotFound
	}
	l, err := access.ReadOnce(tx, id, func() (loaded, error) { return loadRow(tx, id) })
	return l.row, l.object, err
}

// loaded is a case as an act finds it.
type loaded struct {
	row    row
	object access.Object
}

func loadRow(tx *access.Tx, id lindung.CaseID) (loaded, error) {
	r, err := oneRow(tx, id)
	if err != nil {
		return loaded{}, err
	}
	o := r.object()
	if r.Org != tx.Session().Actor().Org {
		if r.OpenBy, err = openBy(tx, id); err != nil {
			return loaded{}, err
		}
		if o.Protected {
			r.OpenBy.Emergencies = nil // no one opens more of it than was agreed to
		}
		o.Open, o.Emergency = r.OpenBy.View().Groups(), len(r.OpenBy.Emergencies) > 0
		r.View = r.OpenBy.WithEmergency()
	}
	return loaded{r, o}, nil
}

// openBy returns by what a case of another organisation is open to who is at work: an actor of
// an organisation, or who has the link of one referral.
func openBy(tx *access.Tx, id lindung.CaseID) (consent.Ledger, error) {
	if h, ok := tx.Session().Link(); ok {
		return consent.HeldOpen(tx, id, consent.ToBody(h.Body), h.Referral)
	}
	return consent.OpenTo(tx, id, tx.Session().Actor().Org)
}

// Read reads a case, as one act with one entry in the log.
func Read(ctx context.Context, s access.Session, id lindung.CaseID) (Case, error) {
	return ReadWith(ctx, s, id, func(*access.Tx, Case) error { return nil })
}

// ReadWith is Read for a page that shows more than the case: more reads the rest in
// the same act and from the same picture of the database.
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

// ReadIn returns a case inside an act on it, as the actor may see it.
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
	if !c.Own {
		if err := c.withholdContact(tx, key); err != nil {
			return Case{}, err
		}
	}
	if err := c.readNotes(tx, key, some); err != nil {
		return Case{}, err
	}
	if !c.Own {
		return c, nil
	}
	c.may = judged(tx, o)
	if c.Protector, err = r.protector(tx); err != nil {
		return Case{}, err
	}
	return c, c.name(tx, o.Team)
}

// withholdContact takes the group contact out of what leaves the organisation while
// anything of the case is damaged: what is missing may be the rule on how to reach the
// person safely.
func (c *Case) withholdContact(tx *access.Tx, key seal.Key) error {
	if !c.MayRead(lindung.Contact) {
		return nil
	}
	if damaged, err := tx.IsDamaged(c.ID); err != nil || !damaged {
		return err
	}
	c.Groups = slices.DeleteFunc(slices.Clone(c.Groups), func(g lindung.Group) bool { return g == lindung.Contact })
	c.View = c.View.Only(c.Groups)
	return c.readRecords(tx, key, nil)
}

// New is what a case begins with.
type New struct {
	Names    []person.Name
	Answers  map[string]field.Values // by form name, of forms that are answered once
	Records  []Record                // of forms that are answered many times: Form and Values
	Doubt    bool                    // someone doubts that the person is an adult
	Status   Status                  // "" means Active
	Event    *Event                  // a new shared event, or
	EventID  lindung.EventID         // one of the actor's own organisation
	Referral lindung.ReferralID
	// Carried says with which referral answers were carried over that nobody here was
	// asked for, by form name, and the names under "". Records say it themselves.
	Carried map[string]lindung.ReferralID
	Batch   lindung.BatchID
	Refused bool
	Alone   bool // without a team: only those see it who see all cases of the organisation
}

// Open opens a case. The actor is responsible for it and the first of its team.
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

// CountRefusal counts an adult who is helped and does not want a record. It stores
// coded answers to the form person.Counted and nothing else.
//
// Source: ACTIP 14.6
func CountRefusal(ctx context.Context, s access.Session, v field.Values) (Case, error) {
	return Open(ctx, s, New{Refused: true, Answers: map[string]field.Values{person.Counted.Name: v}})
}

// OpenSibling opens another case for someone who went through the same event. The
// event is recorded once, with the first of them; each person consents for
// themselves.
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

// OpenIn opens a case inside another act.
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
	if err := insertNames(tx, key, c.ID, n.Names, n.Carried[""]); err != nil {
		return Case{}, err
	}
	if err := insertAnswers(tx, key, c.ID, n); err != nil {
		return Case{}, err
	}
	if !n.Alone && !tx.ByProgram() {
		return c, addMember(tx, c.ID, tx.Actor().ID)
	}
	return c, nil
}

// check returns what is wrong with n. A case has a name; one that counts a refusal has
// none; an imported one may have none.
func (n New) check() error {
	if n.Refused {
		_, counted := n.Answers[person.Counted.Name]
		if len(n.Names) > 0 || n.Doubt || !counted || len(n.Answers) != 1 {
			return errCounted
		}
		return nil
	}
	if len(n.Names) == 0 && n.Batch != "" { // a file may report a person without a name
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
	c.Mark = markOn(tx.Today(), n.Refused, n.Doubt, n.Answers)
	c.Child = c.Mark.Child()
	if !n.Refused {
		c.NextDue = nextOf(tx, tx.Now, n.done())
	}
	c.UrgentUntil = urgency(n.given(), c.Mark, tx.Session().Forms())
	var err error
	c.Number, err = freeNumber(tx)
	return c, err
}
