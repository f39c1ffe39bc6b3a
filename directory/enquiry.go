package directory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/assistance"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
)

// An enquiry lives for a day: nobody reads it after that, and its rows are deleted by
// the work of the next hour.
const lives = 24 * time.Hour

// The limits of enquiries: to how many an enquiry goes, and how many of an organisation
// are open at once.
const (
	mostAsked = 20
	mostOpen  = 20
)

// Many is how the most of one kind are counted: four, or more.
const Many = 4

// The closed lists of an enquiry.
var (
	Starts  = []string{"today", "tomorrow", "this_week"}
	Nights  = []string{"none", "one", "few", "week", "longer"}
	Answers = []string{Yes, Perhaps, No}
)

// The answers to an enquiry.
const (
	Yes     = "yes"
	Perhaps = "perhaps"
	No      = "no"
)

// An Ask is what an enquiry asks: choices alone. It must point to nobody, also not for
// who knows of an event. So it counts people in six wide bands of age and sex, four of
// a kind and more as one number; it has no nationality, no place, no hour, nothing on
// health or on what was done to them, and no text. It names a language only if someone
// in the directory speaks it, so that a rare one is asked for by telephone. It names no
// case, and no worker: who answers calls the organisation. A worker who needs to say
// less chooses adults of any sex and no language.
type Ask struct {
	People   map[string]int // how many of each of Kinds
	Need     string         // of assistance.Services
	Start    string
	Nights   string
	Language string // "" for none that matters
}

// check returns what is missing or cannot be.
func (a Ask) check(spoken []string) field.Problems {
	var ps field.Problems
	all := 0
	for kind, n := range a.People {
		ps.Need(Kinds.Has(kind) && n >= 0 && n <= Many, "people", "enquiry.problem.people")
		all += n
	}
	ps.Need(all > 0, "people", "enquiry.problem.nobody")
	ps.Need(assistance.Services.Has(a.Need), "need", "enquiry.problem.need")
	ps.Need(slices.Contains(Starts, a.Start), "start", "enquiry.problem.start")
	ps.Need(slices.Contains(Nights, a.Nights), "nights", "enquiry.problem.nights")
	ps.Need(a.Language == "" || slices.Contains(spoken, a.Language), "language", "enquiry.problem.language")
	return ps
}

// An Enquiry is an Ask with those who were asked: of the asker all of them, of a
// receiver itself alone.
type Enquiry struct {
	ID       string
	From     lindung.OrgID
	FromName string
	At       db.Time
	Ask      Ask
	Asked    []Asked
}

// Asked is one organisation that an enquiry went to, and its answer.
type Asked struct {
	Org    lindung.OrgID
	Name   string
	Answer string // of Answers; "" for none yet
	Places int    // how many it could take, where it says yes; Many stands for more
	At     db.Time
}

// Until is when an enquiry is gone.
func (e Enquiry) Until() db.Time { return e.At.Add(lives) }

// MayBeAsked reports whether one of the directory may get an enquiry. A consulate may not:
// that it is asked says that there is somebody of its state, who was not asked.
//
// Source: ACTIP 14.3; ACTIP 14.6
func (l Listed) MayBeAsked() bool { return l.Sector != "consular" }

// Send sends an enquiry to organisations of the directory, and returns its identifier.
func Send(ctx context.Context, s access.Session, a Ask, to []lindung.OrgID) (string, error) {
	id := lindung.NewID()
	err := s.Do(ctx, access.EnquirySend, s.OrgTarget(), func(tx *access.Tx) error {
		listed, err := ListIn(tx)
		if err != nil {
			return err
		}
		ps := a.check(LanguagesOf(listed))
		ps.Need(len(to) > 0, "to", "enquiry.problem.to")
		ps.Need(len(to) <= mostAsked, "to", "enquiry.problem.too_many", "max", mostAsked)
		open, err := enquiriesOf(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		ps.Need(len(open) < mostOpen, "to", "enquiry.problem.open", "max", mostOpen)
		for _, org := range to {
			l, known := Find(listed, consent.ToOrg(org))
			ps.Need(known && org != tx.Actor().Org, "to", "enquiry.problem.to")
			ps.Need(l.MayBeAsked(), "to", "enquiry.problem.consulate")
		}
		if err := ps.Err(); err != nil {
			return err
		}
		slices.Sort(to)
		tx.SetCount(len(to), "enquiry") // and not its identifier: nothing of it outlives the day
		return insertEnquiry(tx, enquiryRow{Enquiry: Enquiry{ID: id, From: tx.Actor().Org, At: tx.Now, Ask: a}}, slices.Compact(to))
	})
	return id, err
}

// Answer answers an enquiry for the actor's organisation; the last answer counts.
// places matter only to a yes.
func Answer(ctx context.Context, s access.Session, id, answer string, places int) error {
	return s.Do(ctx, access.EnquiryAnswer, s.OrgTarget(), func(tx *access.Tx) error {
		var ps field.Problems
		ps.Need(slices.Contains(Answers, answer), "answer", "enquiry.problem.answer")
		ps.Need(answer != Yes || places >= 1 && places <= Many, "places", "enquiry.problem.places")
		if err := ps.Err(); err != nil {
			return err
		}
		r, err := askedOf(tx, id, tx.Actor().Org)
		if err != nil {
			return err
		}
		if answer != Yes {
			places = 0
		}
		tx.SetCount(1, answer)
		r.Answer, r.Places, r.Asked.At = answer, places, tx.Now
		return updateAsked(tx, r)
	})
}

// Drop deletes an enquiry of the actor's organisation at once: help was found, or is
// not needed any more.
func Drop(ctx context.Context, s access.Session, id string) error {
	return s.Do(ctx, access.EnquirySend, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetCount(1, "drop")
		open, err := enquiriesOf(tx, tx.Actor().Org)
		if err == nil && !slices.ContainsFunc(open, func(e enquiryRow) bool { return e.ID == id }) {
			err = lindung.ErrNotFound
		}
		if err != nil {
			return err
		}
		return dropEnquiry(tx, id)
	})
}

// Enquiries returns what the actor's organisation is asked, and what it asks, the
// newest first.
func Enquiries(ctx context.Context, s access.Session) (asked, own []Enquiry, err error) {
	err = s.See(ctx, access.EnquiryList, s.OrgTarget(), func(tx *access.Tx) error {
		org := tx.Actor().Org
		to, err := enquiriesTo(tx, org)
		if err != nil {
			return err
		}
		from, err := enquiriesOf(tx, org)
		if err != nil {
			return err
		}
		names, err := access.AllOrgNames(tx)
		if err != nil {
			return err
		}
		if asked, err = opened(tx, to, names, org); err != nil {
			return err
		}
		own, err = opened(tx, from, names, "")
		tx.SetCount(len(asked)+len(own), "")
		return err
	})
	return asked, own, err
}

// opened opens enquiries; of those who were asked only one organisation, or all with "".
func opened(tx *access.Tx, rows []enquiryRow, names map[lindung.OrgID]string, only lindung.OrgID) ([]Enquiry, error) {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	asked, err := askedIn(tx, ids)
	if err != nil {
		return nil, err
	}
	var all []Enquiry
	for _, r := range rows {
		if err := r.open(tx); err != nil {
			return nil, err
		}
		r.FromName = names[r.From]
		for _, a := range asked {
			if a.enquiry == r.ID && (only == "" || a.Org == only) {
				a.Asked.Name = names[a.Org]
				r.Asked = append(r.Asked, a.Asked)
			}
		}
		slices.SortFunc(r.Asked, func(a, b Asked) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Org, b.Org)) })
		all = append(all, r.Enquiry)
	}
	return all, nil
}

// Counts are how many enquiries wait for the answer of the actor's organisation, and
// how many answers there are to its own.
type Counts struct{ Waiting, Answered int }

// Count counts enquiries for the first page.
func Count(ctx context.Context, s access.Session) (Counts, error) {
	var c Counts
	err := s.See(ctx, access.EnquiryList, s.OrgTarget(), func(tx *access.Tx) error {
		all, err := askedWith(tx, tx.Actor().Org)
		c = Counts{}
		for _, a := range all {
			switch {
			case a.Org == tx.Actor().Org && a.Answer == "":
				c.Waiting++
			case a.Org != tx.Actor().Org && a.Answer != "":
				c.Answered++
			}
		}
		tx.SetCount(len(all), "")
		return err
	})
	return c, err
}

// Forget deletes the enquiries that are older than a day. The program's own actor does
// it every hour.
func Forget(ctx context.Context, s access.Session) error {
	return s.Do(ctx, access.SystemRun, s.OrgTarget(), func(tx *access.Tx) error {
		n, err := dropOld(tx)
		tx.SetCount(int(n), "enquiries")
		return err
	})
}
