package dossier

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/person"
	"lindung/referral"
)

// A Due is something in a case that falls due, or waits for the actor.
type Due struct {
	Part   string // the name of a [Part], "duties", or "desk"
	Case   lindung.CaseID
	Number string          // of the case; of an answer that is owed, what was recommended
	Form   string          // of a record, or of an answer
	ID     string          // of what falls due
	Label  string          // label key of what it is; LABEL.by and LABEL.late say the day too
	What   string          // label key of what it is about, "" for nothing more
	To     string          // whom it has to do with, "" for no one
	Day    lindung.Date    // by which; zero for what has no day
	At     db.Time         // the moment on that day; zero where the day is all
	Late   bool            // the day has passed
	Now    bool            // it waits for an act of the actor's side, whatever its day
	Child  bool            // the person is a child, or may be
	For    lindung.ActorID // who is asked to see to it; "" for all who can
	Role   lindung.Role    // who has it is asked, but for For; "" for no role
	Gone   bool            // who is asked has left
	Many   int             // how many persons it is about, referred together; 0 for one
	Theirs bool            // another organisation owes it
	News   bool            // it is to be read, and nothing more
	Again  bool            // a form is to be answered again
	Called string          // what the person is called; "" where the actor may read no name, or before [Tell]
	Record cases.Record    // whose answers say what it is about; without a form where there is none, or before [Tell]

	Responsible lindung.ActorID // of the case of a record

	group string // of referrals that were sent together
}

// An Asking says what [ReadDue] is asked.
type Asking struct {
	Now time.Time
	By  lindung.Date
	// Of narrows it to what one colleague is asked to see to, alone or with the others
	// of a team; "" is all that the actor sees.
	Of lindung.ActorID
	// Most is how many records it reads; 0 for [cases.MostDue].
	Most int

	staff roster
}

// A Count is how many of something there are that the first page counts and does
// not list.
type Count struct {
	Name string // home.count.NAME says what it is
	N    int
	Now  bool // it must not wait
}

// Waits are what cases ask of an actor.
type Waits struct {
	Counts []Count
	Due    []Due
}

// ReadWaits is ReadDue with what the first page counts besides.
func ReadWaits(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	var all Waits
	for _, p := range Parts {
		for _, count := range p.Counts {
			if err := all.add(ctx, s, a, p.Name, count); err != nil {
				return Waits{}, err
			}
		}
	}
	due, err := ReadDue(ctx, s, a)
	due.Counts = append(all.Counts, due.Counts...)
	return due, err
}

// An Owing is one kind of what falls due in cases: where it is found in one case, and where
// in all cases that the actor sees. What is found in one, and is asked of the actor, is
// found in all once its day has come, so that no list leaves out what the page of a case
// says.
type Owing struct {
	Part string                             // the name of a [Part], "duties", or "desk"
	In   func(w Whole, now time.Time) []Due // nil for what is owed in no case
	All  ask
}

// Owings are all there are.
var Owings = []Owing{
	{"forms", owedAnswers, waitsAnswers},
	{"consent", owedConsents, waitsConsents},
	{"referrals", owedReferrals, waitsReferrals},
	{"duties", owedByLaw, waitsLaw},
	{"person", owedPerson, waitsPerson},
	{"tips", nil, waitsTips}, // which are in no case before they were seen to
	{"desk", nil, waitsDesk}, // which sees no case
}

// ReadDue returns what waits in the cases that the actor sees, or falls due, the
// first due first. s is the session of a page, see [access.Session.Page]:
// each part is judged by itself, and what the policies refuse is left out.
func ReadDue(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	var all Waits
	var err error
	if a.staff, err = readRoster(ctx, s); err != nil {
		return all, err
	}
	for _, o := range Owings {
		if err := all.add(ctx, s, a, o.Part, o.All); err != nil {
			return Waits{}, err
		}
	}
	byDay(all.Due)
	return all, nil
}

// add adds what a part answers.
func (w *Waits) add(ctx context.Context, s access.Session, a Asking, part string, of ask) error {
	more, err := of(ctx, s, a)
	if err != nil && !errors.Is(err, access.ErrDenied) {
		return err
	}
	for _, d := range more.Due {
		d.Part, d.Gone = cmp.Or(d.Part, part), d.Role == "" && a.staff.gone(d.For)
		w.Due = append(w.Due, d)
	}
	w.Counts = append(w.Counts, slices.DeleteFunc(more.Counts, func(c Count) bool { return c.N == 0 })...)
	return nil
}

// Owed returns what falls due in one case, what is late first.
func Owed(w Whole, now time.Time) []Due {
	var all []Due
	for _, o := range Owings {
		if o.In == nil {
			continue
		}
		for _, d := range o.In(w, now) {
			d.Part, d.Case, d.Number = cmp.Or(d.Part, o.Part), w.ID, w.Number
			all = append(all, d)
		}
	}
	byDay(all)
	return all
}

func byDay(all []Due) {
	slices.SortStableFunc(all, func(a, b Due) int {
		if a.Late != b.Late {
			return map[bool]int{true: -1, false: 1}[a.Late]
		}
		if a.Again != b.Again && a.Late { // what somebody has set a day for comes first
			return map[bool]int{true: 1, false: -1}[a.Again]
		}
		return a.Day.Last().Compare(b.Day.Last())
	})
}

// Urgent returns the facts of a case that must not wait.
func Urgent(w Whole) []person.Urgent {
	var all []person.Urgent
	for _, p := range Parts {
		if p.Urgent != nil {
			all = append(all, p.Urgent(w)...)
		}
	}
	return all
}

// mostUrgent is up to how many cases are counted.
const mostUrgent = 200

// waitsUrgent counts the cases in which something must not wait.
func waitsUrgent(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	n, err := cases.CountUrgent(ctx, s, today(s, a.Now), mostUrgent)
	return Waits{Counts: []Count{{"urgent", n, true}}}, err
}

// waitsKept counts the cases that were kept long enough.
func waitsKept(ctx context.Context, s access.Session, _ Asking) (Waits, error) {
	found, err := cases.KeptLongEnough(ctx, s)
	return Waits{Counts: []Count{{"kept", len(found), false}}}, err
}

// soonest is how long before a day that comes by itself the case says so.
const soonest = 60 * 24 * time.Hour

// dueAnswer says what is due by an answer: an open record, what a form says until when
// something lasts, or a form that is to be answered again.
func dueAnswer(f *field.Form, day, today lindung.Date) Due {
	d := Due{Part: "records", Form: f.Name, Label: "dossier.due." + f.Says(), What: "form." + f.Name, Day: day, Late: past(day, today)}
	if f.Repeat == nil {
		d.Part = "forms"
	}
	return d
}

// owedAnswers are what is due by the answers of one case. Of a closed case nothing is owed
// any more, and what is owed in a case of others is theirs to do.
func owedAnswers(w Whole, now time.Time) []Due {
	if !w.Own || w.Status.Closed() {
		return nil
	}
	var all []Due
	add := func(f *field.Form, r cases.Record) {
		if r.Due.IsZero() || f.Repeat == nil && r.Due.Last().Sub(now) >= soonest {
			return
		}
		d := dueAnswer(f, r.Due, w.Today(now))
		d.ID, d.For, d.Record = string(r.ID), r.For, r
		all = append(all, d)
	}
	for _, f := range w.Forms() {
		add(f, w.Sections[f.Name])
		for _, r := range w.Records(f) {
			add(f, r)
		}
	}
	if f, day, ok := w.Case.Again(); ok && day.Last().Sub(now) < soonest {
		d := dueAnswer(f, day, w.Today(now))
		d.Again = true
		all = append(all, d)
	}
	return all
}

// waitsAnswers are what is due by the answers of all cases.
func waitsAnswers(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	var w Waits
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		var left []lindung.ActorID
		if a.Of != "" && a.staff.takesOver(a.Of) {
			left = a.staff.left()
		}
		found, err := cases.DueBy(tx, a.By, a.Of, left, cmp.Or(a.Most, cases.MostDue))
		w.Due = make([]Due, len(found))
		for at, x := range found {
			d := dueAnswer(x.Form, x.Day, today(s, a.Now))
			d.Case, d.Number, d.ID, d.Again, d.For, d.Responsible = x.Case, x.Number, string(x.Record), x.Again, x.For, x.Responsible
			w.Due[at] = d
			tx.AddListed(string(x.Case))
		}
		return err
	})
	return w, err
}

// endsSoon is how long before a consent ends the page of a case says so by itself.
const endsSoon = 7 * 24 * time.Hour

// owedConsents are the consents of one case that end, so that the person can be asked in
// time.
func owedConsents(w Whole, now time.Time) []Due {
	if !w.Own || w.Status.Closed() {
		return nil
	}
	var all []Due
	for _, g := range w.Consent.Grants {
		if g.InForce(db.TimeOf(now)) && g.Until.Time().Sub(now) < endsSoon {
			all = append(all, dueConsent(g, w.zone))
		}
	}
	return all
}

func dueConsent(g consent.Grant, zone *time.Location) Due {
	return Due{ID: string(g.ID), Label: "dossier.due.consent", To: g.To, Day: lindung.DateOf(g.Until.Time().In(zone))}
}

// waitsConsents are the consents of all cases that end.
func waitsConsents(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	zone := lindung.Zone(s.Actor().Country)
	y, m, d := a.By.Last().Date()
	var w Waits
	if past(a.By, today(s, a.Now)) {
		return w, nil // what is in force ends today at the earliest
	}
	err := s.See(ctx, access.CaseList, s.OrgTarget(), func(tx *access.Tx) error {
		found, err := cases.EndingGrantsIn(tx, db.TimeOf(time.Date(y, m, d+1, 0, 0, 0, 0, zone)))
		w.Due = nil
		for _, g := range found {
			if !a.staff.asksTeam(a.Of, g.Team) {
				continue
			}
			d := dueConsent(g.Grant, zone)
			d.Case, d.Number, d.Responsible = g.Case, g.Number, g.Responsible
			w.Due = append(w.Due, d)
			tx.AddListed(string(g.Case))
		}
		return err
	})
	return w, err
}

// waitsBases counts the disclosures on a legal basis that need a second person.
func waitsBases(ctx context.Context, s access.Session, _ Asking) (Waits, error) {
	found, err := cases.ListWaitingBases(ctx, s)
	return Waits{Counts: []Count{{"bases", len(found), true}}}, err
}

// waitsEmergencies counts the emergencies that ask something of the actor: to confirm one,
// to know that one is open, to judge one.
//
// Source: ACTIP 14.6
func waitsEmergencies(ctx context.Context, s access.Session, _ Asking) (Waits, error) {
	found, err := referral.ListEmergencies(ctx, s)
	return Waits{Counts: []Count{{"emergencies", len(found), true}}}, err
}

// waitsReferrals are what the queue asks of the actor's organisation, and what is
// owed by the day, by them or by others.
func waitsReferrals(ctx context.Context, s access.Session, a Asking) (Waits, error) {
	q, err := referral.ReadQueue(ctx, s, referral.Cursor{})
	var w Waits
	for _, r := range q.All() {
		for _, d := range dueReferral(r, a.Now, lindung.Zone(s.Actor().Country)) {
			if (d.Now || d.News || d.Late || !d.Day.IsZero() && !past(a.By, d.Day)) && a.staff.asksDue(a.Of, d) {
				w.Due = append(w.Due, d)
			}
		}
	}
	w.Due = together(w.Due)
	w.Counts = []Count{
		{"late", len(q.LateReferrals(a.Now)), true}, {"queue", len(q.InPile(referral.MustAnswer)), false}, {"news", len(q.InPile(referral.News)), false},
	}
	return w, err
}

// together makes one of what referrals that were sent together ask of the same.
func together(all []Due) []Due {
	var out []Due
	for _, d := range all {
		same := func(o Due) bool {
			return d.group != "" && o.group == d.group && o.Label == d.Label && o.Late == d.Late && o.For == d.For
		}
		if at := slices.IndexFunc(out, same); at >= 0 {
			out[at].Many = max(out[at].Many, 1) + 1
			out[at].Child = out[at].Child || d.Child
			continue
		}
		out = append(out, d)
	}
	return out
}

// owedReferrals are what the referrals of a case ask.
func owedReferrals(w Whole, now time.Time) []Due {
	var all []Due
	for _, r := range w.Referrals {
		all = append(all, dueReferral(r, now, w.zone)...)
	}
	return slices.DeleteFunc(all, func(d Due) bool { return d.Role != "" })
}

// dueReferral says what a referral asks, and of whom: a question first.
func dueReferral(r referral.Referral, now time.Time, zone *time.Location) []Due {
	d := Due{Case: r.Case, Number: r.CaseNumber, ID: string(r.ID), What: "need." + r.Need, To: r.ToName, Child: r.Child, Late: r.Late(now), group: r.Group}
	if d.For = r.SentBy; !r.Mine {
		d.To, d.For = r.FromName, r.AcceptedBy
	}
	if r.State == referral.Proposed {
		return dueApproval(d)
	}
	var all []Due
	if until := r.HeldUntil(); until != 0 {
		all = append(all, duePlace(r, d, until, now, zone))
	}
	if r.MustSay() {
		said := d
		said.Label, said.Now, said.Late = "dossier.due.question", true, false
		all = append(all, said)
	}
	switch pile := r.Pile(); {
	case r.AwaitsEnd():
		return append(all, dueEnd(r, d, now, zone))
	case pile == referral.News && !d.Late:
		d.Label, d.News = "dossier.due.news", true
		if r.State == referral.Refused {
			d.Label = "dossier.due.refused"
		}
		return append(all, d)
	case !r.Waiting():
		return all
	case r.Mine:
		d.Label, d.Theirs = "dossier.due."+r.Owed(), !r.To.Outside()
	default:
		d.Label, d.Now = "dossier.due.our_"+r.Owed(), r.Owed() == "answer" && !r.HasAsked()
	}
	d.Day = lindung.DateOf(r.Due.Time().In(zone))
	return append(all, d)
}

// dueApproval asks the supervisors to approve a referral, and says to who asked for it
// that it waits.
func dueApproval(d Due) []Due {
	waits := d
	waits.Label, waits.Now = "dossier.due.approval", true
	d.Label, d.Now, d.Role = "dossier.due.approve", true, lindung.Supervisor
	return []Due{waits, d}
}

// duePlace says until when a place is held. When the moment has passed and nothing was
// said since, both sides see to it.
func duePlace(r referral.Referral, d Due, until db.Time, now time.Time, zone *time.Location) Due {
	d.Label = "dossier.due.held"
	if !r.Mine {
		d.Label = "dossier.due.our_held"
	}
	d.At, d.Day, d.Late = until, lindung.DateOf(until.Time().In(zone)), until < db.TimeOf(now)
	if d.Late {
		d.Label += "_over"
	}
	return d
}

// dueEnd asks what became of what the recipient had, since the consent has ended; by
// the day stands in the days of both sides.
//
// Source: ACTIP 14.6
func dueEnd(r referral.Referral, d Due, now time.Time, zone *time.Location) Due {
	d.Label, d.Now, d.Theirs = "dossier.due.end", r.WeAnswer(), !r.WeAnswer()
	switch {
	case r.WeAnswer() && r.Mine:
		d.Label = "dossier.due.tell_end"
	case r.WeAnswer():
		d.Label = "dossier.due.our_end"
	}
	by := r.EndDue().Time()
	d.Day, d.Late = lindung.DateOf(by.In(zone)), by.Before(now)
	return d
}

// today is the day at the actor's place.
func today(s access.Session, now time.Time) lindung.Date {
	return lindung.DateOf(now.In(lindung.Zone(s.Actor().Country)))
}

// past reports whether day lies before another.
func past(day, other lindung.Date) bool { return day.Last().Before(other.First()) }
