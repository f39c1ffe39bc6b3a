package referral

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// Reminded is a step of the sender: what is owed is late.
const Reminded State = "reminded"

// remindEvery is how long a sender waits before it reminds again.
const remindEvery = 24 * time.Hour

// ErrReminded says that the recipient was reminded less than a day ago.
var ErrReminded = errors.New("the recipient was reminded less than a day ago")

// RemindedAt returns when the sender reminded the recipient last; zero for never.
func (r Referral) RemindedAt() db.Time {
	var at db.Time
	for _, s := range r.Steps {
		if s.State == Reminded {
			at = s.At
		}
	}
	return at
}

// MayRemind reports whether the sender may remind the recipient: what it owes is late, also
// the word of what became of what it had after a withdrawal, and it was not reminded within
// a day.
func (r Referral) MayRemind(now time.Time) bool {
	return r.Mine && r.Overdue(now) && !r.justReminded(now)
}

func (r Referral) justReminded(now time.Time) bool {
	at := r.RemindedAt()
	return at != 0 && now.Before(at.Time().Add(remindEvery))
}

// Remind reminds the recipient of what it owes. Of an outside body it notes that the
// sender has called.
//
// Source: ACTIP 14.10
func Remind(ctx context.Context, s access.Session, id lindung.ReferralID) error {
	return say(ctx, s, id, Step{State: Reminded}, func(r Referral) error {
		switch now := s.Now(); {
		case !r.Mine || !r.Overdue(now):
			return ErrStep
		case r.justReminded(now):
			return ErrReminded
		}
		return nil
	})
}

// MayAskAnother reports whether the sender may ask another organisation for the same: the
// recipient has declined, or what it owes is late.
func (r Referral) MayAskAnother(now time.Time) bool {
	return r.Mine && !r.Whole() && (r.State == Declined || r.Late(now))
}

// An Earlier is a referral instead of which another organisation is asked, as the sender
// has read it.
type Earlier struct {
	ID      lindung.ReferralID
	Version int64
	Cancel  bool // it is cancelled when the other is sent
}

// EarlierOf returns r as it stands.
func EarlierOf(r Referral) Earlier { return Earlier{ID: r.ID, Version: r.Version} }

// String writes e, but for whether it is cancelled, for a form.
func (e Earlier) String() string {
	if e.ID == "" {
		return ""
	}
	return fmt.Sprintf("%s.%d", e.ID, e.Version)
}

// ParseEarlier is the inverse of String; what is none is the zero Earlier.
func ParseEarlier(s string) Earlier {
	id, version, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(version, 10, 64)
	if err != nil || !lindung.IsID(id) {
		return Earlier{}
	}
	return Earlier{ID: lindung.ReferralID(id), Version: n}
}

// askInstead notes what became of e, inside the act that asks another organisation for
// the same case, and cancels it if the sender said so. If it was changed since the sender
// read it, nothing is sent.
func askInstead(tx *access.Tx, of lindung.CaseID, e Earlier) error {
	found, brief, err := one(tx, e.ID)
	if err != nil {
		return err
	}
	if found.Case != of || !tx.May(access.ReferralTakeBack, found.object(brief), "") {
		return lindung.ErrNotFound
	}
	old, err := load(tx, e.ID)
	if err != nil {
		return err
	}
	if old.Version != e.Version {
		return lindung.ErrConflict
	}
	if e.Cancel && old.pending() {
		return carryOut(tx, old, Step{State: TakenBack}, shut)
	}
	return markSeen(tx, old)
}
