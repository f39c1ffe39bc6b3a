package contact

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
	"lindung/person"
)

// How long things last.
const (
	longestWait = 24 * time.Hour // from the first moment at which a message may go
	reportIn    = time.Hour      // by which who takes a message says what became of it
	firstPause  = time.Minute    // before a message is tried again; it doubles each time
	mostPause   = 2 * time.Hour
	mostAtOnce  = 100
)

// A Standing is all that the gate knows of a case.
type Standing struct {
	Rule    Rule
	Limits  []string
	Country lindung.Country
	Closed  bool
	Damaged bool
	Sent    []Entry
}

// PlaceOf returns where the person is, as far as they said it; else where their case is kept.
func PlaceOf(address field.Values, kept lindung.Country) lindung.Country {
	said, _ := person.AddressCountry.Get(address)
	return cmp.Or(lindung.Country(said), kept)
}

// AddressForm names the form in which the person says where they live.
const AddressForm = "contact_address"

// standingIn reads what the gate knows of the case of an act.
func standingIn(tx *access.Tx, id lindung.CaseID) (Standing, error) {
	s := Standing{Closed: tx.Object().Closed}
	o, err := tx.OrgOf(tx.Object().Org)
	if err != nil {
		return s, err
	}
	if s.Damaged, err = tx.IsDamaged(id); err != nil || s.Damaged {
		return s, err
	}
	answers, _, err := cases.AnswersFor(tx, id)
	if s.Damaged, err = broken(err); err != nil || s.Damaged {
		return s, err
	}
	if s.Limits, err = LimitsIn(tx, id); err != nil {
		return s, err
	}
	s.Rule, s.Country = RuleOf(answers[person.SafeMessages.Name]), PlaceOf(answers[AddressForm], o.Country)
	return s, nil
}

// Judge asks the gate for a case. leaving names the message that is to leave, "" for none.
func (s Standing) Judge(way Way, now time.Time, leaving string) (Message, Verdict) {
	switch {
	case s.Closed:
		return Message{}, Verdict{Why: WhyClosed}
	case s.Damaged:
		return Message{}, Verdict{Why: WhyDamaged}
	}
	return Gate(Question{Rule: s.Rule, Limits: s.Limits, Way: way, Now: now, Country: s.Country, Last: lastOf(s.Sent, way, leaving)})
}

// lastOf returns when a message other than one left last by a way.
func lastOf(all []Entry, way Way, but string) time.Time {
	var last db.Time
	for _, e := range all {
		if e.Way == way && e.ID != but {
			last = max(last, e.LeftAt)
		}
	}
	if last == 0 {
		return time.Time{}
	}
	return last.Time()
}

// AskIn asks for a message to the person of a case, inside an act on it. It goes when the
// gate lets it, and says nothing of why; nothing happens if the person agreed to none, or
// one waits.
//
// Source: ACTIP 14.5
func AskIn(tx *access.Tx, id lindung.CaseID, kind Kind) error {
	_, err := askIn(tx, id, kind)
	return err
}

// Ask asks the person of a case to get in touch: with the words that they agreed to, at the
// hours that they agreed to. If nothing can go it returns why as field.Problems; ErrAsked
// says that a message waits.
//
// Source: ACTIP 14.5
func Ask(ctx context.Context, s access.Session, id lindung.CaseID) error {
	return s.Do(ctx, access.MessageAsk, cases.Target(id), func(tx *access.Tx) error {
		a, err := askIn(tx, id, KindAsk)
		switch {
		case err != nil:
			return err
		case a.made == 0 && a.waits:
			return ErrAsked
		case a.made == 0:
			return field.Problems{{Field: "ask", Key: "message.why." + a.why}}
		}
		tx.SetCount(a.made, "")
		return nil
	})
}

// asked is what came of asking: how many messages were made, that one waits already, or why
// none can go.
type asked struct {
	made  int
	waits bool
	why   string
}

func askIn(tx *access.Tx, id lindung.CaseID, kind Kind) (asked, error) {
	a := asked{why: WhyNotAgreed}
	if !slices.Contains(Kinds, kind) {
		return a, errKind
	}
	s, err := standingIn(tx, id)
	if err != nil {
		return a, err
	}
	if s.Sent, err = EntriesIn(tx, id); err != nil {
		return a, err
	}
	for _, way := range Ways {
		if slices.ContainsFunc(s.Sent, func(e Entry) bool { return e.Way == way && !e.Over() }) {
			a.waits = true
			continue
		}
		_, v := s.Judge(way, tx.Now.Time(), "")
		if v.Never() {
			if v.Why != WhyNoWay {
				a.why = v.Why
			}
			continue
		}
		due := tx.Now
		if !v.Goes {
			due = db.TimeOf(v.Until)
		}
		e := Entry{
			ID: lindung.NewID(), Case: id, Kind: kind, Way: way, AskedAt: tx.Now, AskedBy: tx.Actor().ID,
			Due: due, Until: due.Add(longestWait), State: Waiting,
		}
		if err := insertMessage(tx, e); err != nil {
			return a, err
		}
		a.made++
	}
	return a, nil
}

// SeenIn drops the messages that wait because of an answer, inside an act of the person: they
// have read it.
func SeenIn(tx *access.Tx, id lindung.CaseID) error {
	return dropIn(tx, id, WhySeen, func(e Entry) bool { return e.State == Waiting && e.Kind == KindAnswer })
}

// MoveIn drops the messages of a case that another organisation takes over, inside that act:
// it asks the person anew when it wants to.
func MoveIn(tx *access.Tx, id lindung.CaseID, to lindung.OrgID) error {
	all, err := messagesOf(tx, id)
	for _, r := range all {
		if err != nil {
			return err
		}
		c, wrong := r.open(tx)
		if wrong != nil {
			return wrong
		}
		if r.org = to; !r.Over() {
			r.State, r.Why = Dropped, WhyMoved
		}
		err = updateMessage(tx, r, c)
	}
	return err
}

func dropIn(tx *access.Tx, id lindung.CaseID, why string, which func(Entry) bool) error {
	all, err := messagesOf(tx, id)
	for _, r := range all {
		if err == nil && which(r.Entry) {
			r.State, r.Why = Dropped, why
			err = updateMessage(tx, r, carried{})
		}
	}
	return err
}

// DropAll drops every message that has not gone: after an older database was put back, in
// which the person may have agreed to what they have stopped since.
func DropAll(tx *access.Tx) (int, error) {
	all, err := notOver(tx)
	for _, r := range all {
		if err == nil {
			r.State, r.Why = Dropped, WhyRestored
			err = updateMessage(tx, r, carried{})
		}
	}
	return len(all), err
}

// StopAll stops messages in every case in which they were agreed to, until somebody has asked
// the person: it is not known what was changed since the database that was put back.
func StopAll(tx *access.Tx) error {
	all, err := cases.AnsweredCases(tx, person.SafeMessages)
	for _, id := range all {
		if err == nil {
			err = LimitIn(tx, id, []string{LimitMessages})
		}
	}
	return err
}

// EntriesIn returns the messages of a case, the newest first, inside an act on it.
func EntriesIn(tx *access.Tx, id lindung.CaseID) ([]Entry, error) {
	rows, err := messagesOf(tx, id)
	all := make([]Entry, len(rows))
	for i, r := range rows {
		all[i] = r.Entry
	}
	return all, err
}

// An Outbox gives messages to who sends them. Each leaves in an act of the program on its
// case, in which the gate judges it once more.
type Outbox struct {
	node  *access.Node
	lobby access.Lobby
}

// NewOutbox returns the outbox of a node.
func NewOutbox(n *access.Node) *Outbox { return &Outbox{n, access.OpenLobby(n)} }

// systemName is how the log names the program where a message leaves.
const systemName = "outbox"

// Take returns the messages that go now by a way, of one organisation or of all, and marks
// them as taken. Who takes them says within an hour what became of each.
//
// Source: ACTIP 14.5
func (o *Outbox) Take(ctx context.Context, org lindung.OrgID, way Way) ([]Message, error) {
	var found []outboxRow
	err := o.lobby.Read(ctx, func(tx *access.Tx) (err error) {
		found, err = pending(tx, org, way, tx.Now, tx.Now.Add(-reportIn), mostAtOnce)
		return err
	})
	var all []Message
	var faults []error
	for _, r := range found {
		m, err := o.leave(ctx, r)
		switch {
		case err != nil && !errors.Is(err, lindung.ErrNotFound):
			faults = append(faults, err) // one that does not leave holds back no other
		case err == nil && m.words != "":
			all = append(all, m)
		}
	}
	return all, errors.Join(append(faults, err)...)
}

// leave lets one message leave, if the gate does; the zero Message if not.
func (o *Outbox) leave(ctx context.Context, found outboxRow) (m Message, err error) {
	err = o.act(ctx, found, func(tx *access.Tx, r outboxRow) error {
		m = Message{}
		if r.Version != found.Version {
			return lindung.ErrNotFound // somebody else has taken it
		}
		s, err := standingIn(tx, r.Case)
		if err != nil {
			return err
		}
		if s.Sent, err = EntriesIn(tx, r.Case); err != nil {
			return err
		}
		goes, v := s.Judge(r.Way, tx.Now.Time(), r.ID)
		r.settle(v, tx.Now)
		tx.SetCount(1, "message_"+r.State)
		if !v.Goes || r.State != Taken {
			return updateMessage(tx, r, carried{})
		}
		m = goes
		m.id, m.reference = r.ID, tx.Mac("message", r.ID)
		return updateMessage(tx, r, carried{m.to, m.words})
	})
	return m, err
}

// settle puts a message into the state that follows from what the gate says.
func (r *outboxRow) settle(v Verdict, now db.Time) {
	switch until := db.TimeOf(v.Until); {
	case now >= r.Until, !v.Goes && !v.Never() && until >= r.Until:
		r.State, r.Why = Dropped, WhyLate
	case v.Goes:
		r.State, r.LeftAt = Taken, now
		r.Tries++
	case v.Never():
		r.State, r.Why = Dropped, v.Why
	default:
		r.State, r.Due = Waiting, until
	}
}

// act runs work on a message as the program, in an act on its case.
func (o *Outbox) act(ctx context.Context, found outboxRow, work func(*access.Tx, outboxRow) error) error {
	return o.node.System(found.org, systemName).Do(ctx, access.SystemRun, cases.Target(found.Case), func(tx *access.Tx) error {
		r, err := messageNamed(tx, found.ID)
		if err != nil {
			return err
		}
		return work(tx, r)
	})
}

// named finds a message of an organisation, or of any.
func (o *Outbox) named(ctx context.Context, org lindung.OrgID, id string) (r outboxRow, err error) {
	err = o.lobby.Read(ctx, func(tx *access.Tx) error {
		if r, err = messageNamed(tx, id); err == nil && org != "" && r.org != org {
			err = lindung.ErrNotFound
		}
		return err
	})
	return r, err
}

// Sent notes that a message that was taken has gone.
func (o *Outbox) Sent(ctx context.Context, org lindung.OrgID, id string) error {
	return o.report(ctx, org, id, func(r *outboxRow, _ db.Time) { r.State = Sent })
}

// Failed notes that a message that was taken has not gone, and will not.
func (o *Outbox) Failed(ctx context.Context, org lindung.OrgID, id string) error {
	return o.report(ctx, org, id, func(r *outboxRow, _ db.Time) { r.State, r.Why, r.LeftAt = Failed, WhyRefused, 0 })
}

// Again notes that a message that was taken has not gone, and is to be tried again, each time
// after a longer pause.
func (o *Outbox) Again(ctx context.Context, org lindung.OrgID, id string) error {
	return o.report(ctx, org, id, func(r *outboxRow, now db.Time) {
		r.State, r.Due, r.LeftAt = Waiting, now.Add(pauseAfter(r.Tries)), 0
		if r.Due >= r.Until {
			r.State, r.Why = Dropped, WhyLate
		}
	})
}

// pauseAfter returns how long to wait after so many tries.
func pauseAfter(tries int) time.Duration {
	pause := firstPause
	for range tries - 1 {
		pause = min(2*pause, mostPause)
	}
	return pause
}

func (o *Outbox) report(ctx context.Context, org lindung.OrgID, id string, says func(*outboxRow, db.Time)) error {
	found, err := o.named(ctx, org, id)
	if err != nil {
		return err
	}
	return o.act(ctx, found, func(tx *access.Tx, r outboxRow) error {
		if r.State != Taken {
			return ErrNotTaken
		}
		c, err := r.open(tx)
		if err != nil {
			return err
		}
		says(&r, tx.Now)
		if r.LeftAt == 0 {
			c = carried{} // nothing has left
		}
		tx.SetCount(1, "message_"+r.State)
		return updateMessage(tx, r, c)
	})
}
