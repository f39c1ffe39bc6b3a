// Package dossier lists the parts of a case once: the names, the answers to
// forms, the records, the notes, what the person agreed to, screenings,
// decisions, referrals.
//
// # Why a list
//
// Whatever is done to all that is known of a person is done to [Parts]: reading
// it for a page, showing it, saying before it leaves what a recipient will see,
// writing it into a letter, telling what someone has worked on, checking its
// seals, erasing it, finding what falls due. A wing that keeps something of a case
// and is not in the list fails a test that looks at the tables of the database,
// so that nothing of a person is ever left out by accident: not from a preview,
// and not from an erasure.
//
// # What a part gives
//
// What a part keeps stands in tables of its package alone. The package declares
// them, how they are removed and how their seals open as an [access.Stored], beside
// its other SQL; there is none here. What a part says stands in pieces, which are
// declared answers or lines with labels: pages, previews and letters render pieces
// and know no part by name. A form that is answered many times costs no part: its
// records are pieces of the part records.
//
// What else is done to all that is known of a person is one field of [Part]: by
// which names it is found, what of it must not wait, what of
// it is counted on the first page, which objects of the log are its own, what a
// receiver carries over into a case of their own, which facts duties depend on. What falls
// due is in [Owings], each found in one case and in all.
package dossier

import (
	"context"
	"errors"
	"time"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/consent"
	"lindung/contact"
	"lindung/identification"
	"lindung/justice"
	"lindung/linkage"
	"lindung/prevention"
	"lindung/referral"
	"lindung/survivor"
)

// Whole is a case with all its parts as one actor may see them, read in one act.
type Whole struct {
	cases.Case
	Same        []linkage.Link          // the other cases of the same person that the actor may read
	Entities    []prevention.Named      // that an own case names
	Relations   []cases.Related         // to the persons of other cases
	Consent     consent.Ledger          // of another organisation's case what its view is based on
	Attachments []attachment.Attachment // without their bytes
	Screening   identification.Overview // screenings and decisions
	Notices     []identification.Notice // that states were told of
	Suspects    []justice.Suspect       // that the actor may know of
	Referrals   []referral.Referral     // that were sent for it, the newest first
	OpenedFor   referral.Referral       // that it was opened for; zero for none
	Paper       survivor.Paper          // with which the person reads it; zero for none
	Limits      []string                // in which ways they must not be reached, as they said themselves
	Messages    []contact.Entry         // that the program sent them, or did not, the newest first
	Words       []survivor.Word         // between the person and those who work on the case, the newest first
	Damaged     bool                    // rows of it were changed, removed or put back; not by ReadPage
	zone        *time.Location          // of the actor
}

// Today is the day at the place of whoever has read the case.
func (w Whole) Today(now time.Time) lindung.Date { return lindung.DateOf(now.In(w.zone)) }

// Read opens a case with all its parts: one picture, one entry in the log.
func Read(ctx context.Context, s access.Session, id lindung.CaseID) (Whole, error) {
	var w Whole
	_, err := cases.ReadWith(ctx, s, id, func(tx *access.Tx, c cases.Case) (err error) {
		if w, err = of(tx, c); err == nil {
			w.Damaged, err = tx.IsDamaged(id)
		}
		return err
	})
	return w, err
}

// ReadPage is Read for the page of a case, which shows of each form that is
// answered many times the latest records and what is owed, and the latest notes. What
// leaves is never made of it: pieces of an own case that was read so are not all.
func ReadPage(ctx context.Context, s access.Session, id lindung.CaseID, most, notes int) (Whole, error) {
	var w Whole
	_, err := cases.ReadSome(ctx, s, id, cases.Some{Most: most, Open: true, Notes: notes}, func(tx *access.Tx, c cases.Case) (err error) {
		w, err = of(tx, c)
		return err
	})
	return w, err
}

// ReadIn returns a case with all its parts inside an act on it.
func ReadIn(tx *access.Tx, id lindung.CaseID) (Whole, error) {
	c, err := cases.ReadIn(tx, id)
	if err != nil {
		return Whole{}, err
	}
	w, err := of(tx, c)
	if err == nil {
		w.Damaged, err = tx.IsDamaged(id)
	}
	return w, err
}

func of(tx *access.Tx, c cases.Case) (Whole, error) {
	w := Whole{Case: c, zone: lindung.Zone(tx.Actor().Country)}
	for _, p := range Parts {
		if p.Read == nil {
			continue
		}
		if err := p.Read(tx, &w); err != nil {
			return Whole{}, err
		}
	}
	return w, nil
}

// readConsent reads what the person agreed to, for those who may know it.
func readConsent(tx *access.Tx, w *Whole) error {
	w.Consent = w.OpenBy
	if !w.Own || !w.Can(access.ConsentRead) {
		return nil
	}
	var err error
	w.Consent, err = consent.ReadIn(tx, w.ID)
	return err
}

// readReferrals reads the referrals of an own case, and the one that it was
// opened for.
func readReferrals(tx *access.Tx, w *Whole) error {
	if !w.Own {
		return nil
	}
	if w.Can(access.ConsentRead) {
		var err error
		if w.Referrals, err = referral.CaseReferrals(tx, w.ID); err != nil {
			return err
		}
	}
	return readOpenedFor(tx, w)
}

func readOpenedFor(tx *access.Tx, w *Whole) (err error) {
	if !w.Own || w.Referral == "" {
		return nil
	}
	if w.OpenedFor, err = referral.ReadOpenedFor(tx, w.Referral); errors.Is(err, lindung.ErrNotFound) {
		return nil
	}
	return err
}

// readRelations reads the relations to the persons of other cases, of another
// organisation's case only for a purpose for which they may be passed on.
func readRelations(tx *access.Tx, w *Whole) error {
	var err error
	w.Relations, err = cases.RelationsIn(tx, w.Case)
	for _, it := range relations(*w) {
		if seen, _ := it.through(w.View); !w.Own && !seen {
			w.Relations = nil
		}
	}
	return err
}

func readSame(tx *access.Tx, w *Whole) (err error) {
	w.Same, err = linkage.LinksIn(tx, w.Case)
	return err
}

func readScreening(tx *access.Tx, w *Whole) error {
	var err error
	w.Screening, err = identification.ReadIn(tx, w.Case, identification.Ties{Asked: referral.AskedForDecision})
	return err
}

// readNotices reads which states were told that the person was identified.
func readNotices(tx *access.Tx, w *Whole) error {
	if !w.Screening.MayDecisions {
		return nil
	}
	var err error
	w.Notices, err = identification.NoticesIn(tx, w.ID, ties)
	return err
}

// readAttachments reads what is known of the files of a case, and who has added them.
func readAttachments(tx *access.Tx, w *Whole) error {
	var err error
	if w.Attachments, err = attachment.ReadIn(tx, w.Case); err != nil || !w.Own {
		return err
	}
	return attachment.NameAdders(tx, w.Case, w.Attachments)
}
