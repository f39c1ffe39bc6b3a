package referral

import (
	"cmp"
	"context"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
)

// An One is one person of a referral of several: their case, and the grants and bases
// that were chosen of it.
type One struct {
	Case    lindung.CaseID
	BasedOn []string
}

// SendTogether refers several persons of one event to one recipient in one act: one
// referral for each, on what that person agreed to. If what one of them agreed to is not
// in force any more, nothing leaves. The recipient learns that they were referred
// together, and of nobody else.
//
// Source: ACTIP 14.6; ACTIP 14.10
func SendTogether(ctx context.Context, s access.Session, at lindung.CaseID, n New, of []One) ([]Referral, error) {
	var all []Referral
	err := s.Do(ctx, access.ReferralSend, cases.Target(at), func(tx *access.Tx) error {
		ps := n.Check(tx.Now)
		ps.Need(len(of) > 0, "persons", "referral.problem.persons")
		if err := ps.Err(); err != nil {
			return err
		}
		there, err := cases.SameEvent(tx, at)
		if err != nil {
			return err
		}
		group := ""
		if len(of) > 1 {
			group = lindung.NewID()
		}
		all = nil
		for _, one := range of {
			i := slices.IndexFunc(there, func(b cases.Brief) bool { return b.ID == one.Case })
			twice := slices.ContainsFunc(all, func(r Referral) bool { return r.Case == one.Case })
			if i < 0 || twice || !tx.May(access.ReferralSend, there[i].Object(), "") {
				return lindung.ErrNotFound
			}
			n.BasedOn = one.BasedOn
			r, err := send(tx, one.Case, n, lindung.ReferralID(lindung.NewID()), group)
			if err != nil {
				return err
			}
			all = append(all, r)
			if one.Case != at {
				tx.AddEntry(string(one.Case))
			}
		}
		tx.SetMade(string(all[0].ID))
		return nil
	})
	return all, err
}

// together returns the referrals that were sent together with one, it among them, as far
// as the actor may do something to them.
func together(tx *access.Tx, id lindung.ReferralID, action access.Action) ([]row, error) {
	r, err := stored(tx, id)
	if err != nil {
		return nil, err
	}
	rows := []row{r}
	if r.Group != "" {
		if rows, err = ofGroup(tx, r.Group); err != nil {
			return nil, err
		}
	}
	if rows, err = intact(tx, rows); err != nil {
		return nil, err
	}
	of := make([]lindung.CaseID, len(rows))
	for i, r := range rows {
		of[i] = r.Case
	}
	briefs, err := cases.Briefs(tx, of)
	return slices.DeleteFunc(rows, func(r row) bool { return !tx.May(action, r.object(briefs[r.Case]), "") }), err
}

// ReadTogether returns the referrals that were sent together with one, it among them, by
// the numbers of their cases.
func ReadTogether(ctx context.Context, s access.Session, id lindung.ReferralID) ([]Referral, error) {
	var all []Referral
	err := s.See(ctx, access.ReferralRead, Target(id), func(tx *access.Tx) error {
		rows, err := together(tx, id, access.ReferralRead)
		if err != nil {
			return err
		}
		if all, err = shown(tx, rows); err != nil {
			return err
		}
		for _, r := range all {
			tx.AddListed(string(r.Case))
		}
		return nil
	})
	slices.SortFunc(all, func(a, b Referral) int {
		return cmp.Or(cmp.Compare(a.CaseNumber, b.CaseNumber), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// MayReply reports whether the actor's side owes its reply to r.
func (r Referral) MayReply() bool { return r.WeAnswer() && r.State == Sent && r.Waiting() }

// AcceptTogether is Accept for all that were sent together with one and wait for the
// reply; what was answered or withdrawn stays as it is.
func AcceptTogether(ctx context.Context, s access.Session, id lindung.ReferralID, w Word) error {
	if err := w.check(s); err != nil {
		return err
	}
	return replyTogether(ctx, s, access.ReferralAccept, id, Step{State: Accepted, Words: w.Words, HeldUntil: w.Held}, open)
}

// DeclineTogether is Decline for all that were sent together with one and wait for the
// reply.
func DeclineTogether(ctx context.Context, s access.Session, id lindung.ReferralID, reason, words string) error {
	if err := checkDecline(reason, words); err != nil {
		return err
	}
	return replyTogether(ctx, s, access.ReferralDecline, id, Step{State: Declined, Reason: reason, Words: words}, shut)
}

func replyTogether(ctx context.Context, s access.Session, action access.Action, id lindung.ReferralID, to Step, work func(*access.Tx, Referral) error) error {
	return s.Do(ctx, action, Target(id), func(tx *access.Tx) error {
		rows, err := together(tx, id, action)
		if err != nil {
			return err
		}
		all, err := whole(tx, rows)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(r Referral) bool { return !r.MayReply() })
		if len(all) == 0 {
			return ErrStep
		}
		for _, r := range all {
			if err := carryOut(tx, r, to, work); err != nil {
				return err
			}
			if r.ID != id {
				tx.AddEntry(string(r.ID))
			}
		}
		return nil
	})
}
