package dossier

import (
	"context"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/referral"
)

// A LinkView is what an outside body reads with the link of a referral: the referral, and once
// they have accepted it what a letter would say.
type LinkView struct {
	Referral referral.Referral
	From     access.Org     // that has sent it, with where it is reached
	Open     bool           // something of the case is open
	By       consent.Ledger // by which grants and bases
	Pieces   []Piece        // how to reach the person safely first
	AskThem  bool           // no one has asked how to reach the person safely: the sender is asked
	KeptFrom []*field.Info  // that something was answered, and the sender is asked for it
	Limits   []string       // in which ways the person must not be reached, as they said themselves
}

// ReadByLink reads it for who holds a link, in one act that the log has on the referral and on
// the case.
//
// Source: ACTIP 14.5; ACTIP 14.6
func ReadByLink(ctx context.Context, s access.Session) (LinkView, error) {
	h, ok := s.Link()
	if !ok {
		return LinkView{}, lindung.ErrNotFound
	}
	var v LinkView
	err := s.See(ctx, access.ReferralRead, referral.Target(h.Referral), func(tx *access.Tx) error {
		v = LinkView{}
		var err error
		if v.Referral, err = referral.ReadIn(tx, h.Referral); err != nil {
			return err
		}
		if v.From, err = access.OrgOf(tx, h.Org); err != nil {
			return err
		}
		o, err := cases.Target(h.Case)(tx)
		if err != nil {
			return err
		}
		if !tx.May(access.CaseRead, o, "") {
			tx.AddEntry(string(h.Case), "closed")
			return nil
		}
		tx.AddEntry(string(h.Case), "open")
		w, err := ReadIn(tx, h.Case)
		if err == nil {
			v.fill(w)
		}
		return err
	})
	return v, err
}

// fill takes from a case what a letter says.
func (v *LinkView) fill(w Whole) {
	view := w.withheld(w.View)
	all := Pieces(w)
	v.Open, v.By = true, w.OpenBy
	v.Pieces = SafetyFirst(Letter(all, view))
	v.AskThem = len(view[lindung.Contact]) > 0 && !w.AskedSafety()
	v.KeptFrom = w.Told
	v.Limits = w.Limits
}
