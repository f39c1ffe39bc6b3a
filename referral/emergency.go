package referral

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
)

// In an emergency the receiver of a referral opens more of the case for an hour, see
// package consent. The two sides read of it in the timeline.
const (
	Emergency State = "emergency" // the receiver has opened the case, or asked to
	Judged    State = "judged"    // the sender says what it thinks of that
)

// Why an emergency cannot be asked for, besides what the ledger says.
const (
	EmergencyOver = "over" // the referral is
	EmergencyKept = "kept" // the case is protected, which is not told
	EmergencyOff  = "off"  // the owner does not allow it
	EmergencyOnce = "once" // there is one that is not over
	EmergencyWord = "word" // the owner has ended one, or found one not justified
)

// A BarredError says why an emergency opens nothing.
type BarredError struct{ Why string }

// Error names why.
func (e *BarredError) Error() string { return "an emergency is barred: " + e.Why }

// mayOpen returns why a referral in a state lets no emergency open its case; "" if it
// may. allowed is the owner's setting, protected whether only named people see the case,
// going whether there is one already, refused whether the owner has the last word.
//
// Source: ACTIP 14.5; ACTIP 14.6
func mayOpen(s State, allowed, protected, going, refused bool) string {
	switch {
	case s != Sent && s != Accepted:
		return EmergencyOver
	case !allowed:
		return EmergencyOff
	case protected:
		return EmergencyKept
	case going:
		return EmergencyOnce
	case refused:
		return EmergencyWord
	}
	return ""
}

// OpenEmergency asks, for the receiver of a referral, to open its case: it opens once a
// second person there confirms, or in five minutes. What is missing is returned as
// field.Problems, what keeps it from opening as a *BarredError.
//
// Source: ACTIP 14.5
func OpenEmergency(ctx context.Context, s access.Session, id lindung.ReferralID, danger, words string) error {
	e := consent.Emergency{ID: lindung.NewID(), Danger: danger, Words: consent.EmergencyWords{Why: strings.TrimSpace(words)}}
	if err := e.Check().Err(); err != nil {
		return err
	}
	return s.Do(ctx, access.EmergencyOpen, Target(id), func(tx *access.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		why, err := bar(tx, r)
		if err != nil {
			return err
		}
		if why != "" {
			return &BarredError{why}
		}
		e.Case, e.Referral, e.Org, e.To = r.Case, id, r.From, r.To.Org()
		if err := consent.AskEmergency(tx, e); err != nil {
			return err
		}
		tx.SetMade(e.ID)
		return addStep(tx, r, Step{State: Emergency, Reason: danger, Org: tx.Actor().Org})
	})
}

// bar returns what keeps an emergency of a referral from opening its case; "" for
// nothing.
func bar(tx *access.Tx, r Referral) (string, error) {
	before, err := consent.EmergenciesTo(tx, r.Case, r.To.Org())
	if err != nil {
		return "", err
	}
	said, err := lastWord(tx, before)
	if err != nil {
		return "", err
	}
	allowed, err := access.Allows(tx, r.From, access.Emergency)
	if err != nil {
		return "", err
	}
	of, err := cases.Briefs(tx, []lindung.CaseID{r.Case})
	if err != nil {
		return "", err
	}
	if why := mayOpen(r.State, allowed, of[r.Case].Object().Protected, going(before, tx.Now), said > r.LeftAt); why != "" {
		return why, nil
	}
	return consent.EmergencyBarOf(tx, r.Case, r.ID, r.To)
}

// going reports whether one of emergencies waits or is open.
func going(all []consent.Emergency, now db.Time) bool {
	for _, e := range all {
		if p := e.Phase(now); p == consent.EmergencyWaits || p == consent.EmergencyOpen {
			return true
		}
	}
	return false
}

// lastWord returns when the owner last closed an emergency of a receiver that it has not found
// justified, or found one not justified; 0 for never. What the owner sends after that is a
// new word.
//
// Source: ACTIP 14.6
func lastWord(tx *access.Tx, all []consent.Emergency) (at db.Time, err error) {
	for _, e := range all {
		switch e.Verdict {
		case "justified":
			continue
		case "not_justified":
			at = max(at, e.JudgedAt)
		}
		if e.EndedBy == "" {
			continue
		}
		by, err := access.AccountOf(tx, e.EndedBy)
		if err != nil {
			return 0, err
		}
		if by.Org == e.Org {
			at = max(at, e.EndedAt)
		}
	}
	return at, nil
}

// ConfirmEmergency is the word of a second person of the receiver.
//
// Source: ACTIP 14.6
func ConfirmEmergency(ctx context.Context, s access.Session, id string) error {
	return onEmergency(ctx, s, access.EmergencyConfirm, id, func(tx *access.Tx, _ Referral, e consent.Emergency) error {
		if e.Phase(tx.Now) != consent.EmergencyWaits || e.ConfirmedAt != 0 {
			return ErrStep
		}
		return consent.ConfirmEmergency(tx, e)
	})
}

// EndEmergency ends an emergency at once, also one that has not opened yet.
//
// Source: ACTIP 14.6
func EndEmergency(ctx context.Context, s access.Session, id string) error {
	return onEmergency(ctx, s, access.EmergencyEnd, id, func(tx *access.Tx, _ Referral, e consent.Emergency) error {
		if !going([]consent.Emergency{e}, tx.Now) {
			return ErrStep
		}
		return consent.EndEmergency(tx, e)
	})
}

// JudgeEmergency says for the sender whether an emergency was justified, and with whom
// they have talked. What is missing is returned as field.Problems.
//
// Source: ACTIP 14.6
func JudgeEmergency(ctx context.Context, s access.Session, id, verdict, words string) error {
	return onEmergency(ctx, s, access.EmergencyJudge, id, func(tx *access.Tx, r Referral, e consent.Emergency) error {
		if !e.Unjudged(tx.Now) {
			return ErrStep
		}
		if err := consent.JudgeEmergency(tx, e, verdict, strings.TrimSpace(words)); err != nil {
			return err
		}
		return addStep(tx, r, Step{State: Judged, Reason: verdict, Org: tx.Actor().Org})
	})
}

// EmergencyTarget is the target of acts on an emergency: its referral.
func EmergencyTarget(id string) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		e, err := consent.EmergencyOf(tx, id)
		if err != nil {
			return access.Object{}, err
		}
		o, err := Target(e.Referral)(tx)
		o.Proposer = e.AskedBy
		return o, err
	}
}

// onEmergency does an act on an emergency.
func onEmergency(ctx context.Context, s access.Session, action access.Action, id string, work func(*access.Tx, Referral, consent.Emergency) error) error {
	return s.Do(ctx, action, EmergencyTarget(id), func(tx *access.Tx) error {
		e, err := consent.EmergencyOf(tx, id)
		if err != nil {
			return err
		}
		r, err := load(tx, e.Referral)
		if err != nil {
			return err
		}
		return work(tx, r, e)
	})
}

// An Urgency is an emergency as one side of its referral sees it, and what the actor can
// do about it.
type Urgency struct {
	consent.Emergency
	Referral         Referral
	Phase            string
	Asker, Confirmer string // names of the actor's colleagues, "" for those of the other side
	Confirms         bool   // the actor can, as a second person
	Ends, Judges     bool
}

// urgency returns an emergency for the actor at work.
func urgency(tx *access.Tx, r Referral, e consent.Emergency) Urgency {
	me := tx.Actor()
	u := Urgency{Emergency: e, Referral: r, Phase: e.Phase(tx.Now)}
	if r.Gone || !r.Mine && !r.Waiting() {
		u.Words = consent.EmergencyWords{} // as the words of the referral itself
	}
	waits := u.Phase == consent.EmergencyWaits
	u.Confirms = !r.Mine && waits && e.ConfirmedAt == 0 && e.AskedBy != me.ID
	u.Ends = (waits || u.Phase == consent.EmergencyOpen) && (!r.Mine || me.HasRole(lindung.Supervisor, lindung.DutyOfficer))
	u.Judges = r.Mine && me.HasRole(lindung.Supervisor) && e.Unjudged(tx.Now)
	return u
}

// ReadEmergency returns an emergency with its words, for either side of its referral.
func ReadEmergency(ctx context.Context, s access.Session, id string) (u Urgency, err error) {
	err = s.See(ctx, access.ReferralRead, EmergencyTarget(id), func(tx *access.Tx) error {
		e, err := consent.EmergencyOf(tx, id)
		if err != nil {
			return err
		}
		r, err := ReadIn(tx, e.Referral)
		if err != nil {
			return err
		}
		u = urgency(tx, r, e)
		if r.Mine {
			return nil
		}
		if u.Asker, err = tx.NameOf(e.AskedBy); err == nil && e.ConfirmedBy != "" {
			u.Confirmer, err = tx.NameOf(e.ConfirmedBy)
		}
		return err
	})
	return u, err
}

// ListEmergencies returns, without their words, what emergencies ask of the actor: those
// that wait for a second person of their organisation or are open to it, and for a
// supervisor those of their cases that nobody has judged. The newest first.
func ListEmergencies(ctx context.Context, s access.Session) (all []Urgency, err error) {
	err = s.See(ctx, access.EmergencyList, s.OrgTarget(), func(tx *access.Tx) error {
		found, err := consent.EmergenciesIn(tx, tx.Actor().Org)
		if err != nil {
			return err
		}
		of, err := referralsOf(tx, found)
		all = nil
		for _, e := range found {
			r, ok := of[e.Referral]
			if u := urgency(tx, r, e); ok && (u.Judges || u.Confirms || u.Ends) {
				all = append(all, u)
				tx.AddListed(string(e.Case))
			}
		}
		tx.SetCount(len(all), "emergencies")
		return err
	})
	return all, err
}

// referralsOf returns the referrals of emergencies that the actor may read, in a fixed
// number of statements.
func referralsOf(tx *access.Tx, all []consent.Emergency) (map[lindung.ReferralID]Referral, error) {
	if len(all) == 0 {
		return nil, nil
	}
	ids := make([]lindung.ReferralID, len(all))
	for i, e := range all {
		ids[i] = e.Referral
	}
	found, err := named(tx, ids)
	if err == nil {
		found, err = intact(tx, found)
	}
	if err != nil {
		return nil, err
	}
	cs := make([]lindung.CaseID, len(found))
	for i, r := range found {
		cs[i] = r.Case
	}
	briefs, err := cases.Briefs(tx, cs)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(r row) bool { return !tx.May(access.ReferralRead, r.object(briefs[r.Case]), "") })
	opened, err := shown(tx, found)
	by := map[lindung.ReferralID]Referral{}
	for _, r := range opened {
		by[r.ID] = r
	}
	return by, err
}

// Emergencies are those of a referral, and whether its receiver can ask for another.
type Emergencies struct {
	Referral Referral
	All      []Urgency // the newest first
	Bar      string    // why none can be asked for, "" if one can; only for the receiver
	Phone    string    // of the sender
}

// ReadEmergencies returns the emergencies of a referral for either of its sides.
func ReadEmergencies(ctx context.Context, s access.Session, id lindung.ReferralID) (x Emergencies, err error) {
	err = s.See(ctx, access.ReferralRead, Target(id), func(tx *access.Tx) error {
		if x.Referral, err = ReadIn(tx, id); err != nil {
			return err
		}
		all, err := consent.EmergenciesOf(tx, id, x.Referral.Case)
		if err != nil {
			return err
		}
		x.All = nil
		for _, e := range all {
			x.All = append(x.All, urgency(tx, x.Referral, e))
		}
		from, err := access.OrgOf(tx, x.Referral.From)
		x.Phone = from.Telephone
		if err == nil && !x.Referral.Mine {
			x.Bar, err = bar(tx, x.Referral)
		}
		return err
	})
	return x, err
}
