package dossier

import (
	"context"
	"maps"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/referral"
)

// OpenLinkedCase opens the receiver's own case for the person of an accepted referral.
// It begins with n, and with what the person agreed to carry over, so that no one types
// or asks it again. What n answers itself is not carried over.
//
// Source: ACTIP 14.6
func OpenLinkedCase(ctx context.Context, s access.Session, id lindung.ReferralID, n cases.New) (cases.Case, error) {
	return referral.OpenLinkedCase(ctx, s, id, func(tx *access.Tx, r referral.Referral) (cases.New, error) {
		n := n // the work may be run again
		o, err := cases.Target(r.Case)(tx)
		if err != nil || !tx.May(access.CaseRead, o, "") {
			return n, err
		}
		w, err := ReadIn(tx, r.Case)
		if err != nil {
			return n, err
		}
		if v := w.Carried(); len(v) > 0 {
			n.Origin = r.ID
			tx.SetCount(0, "carried")
			tx.AddListed(string(r.Case))
			carry(w, v, &n)
		}
		return n, nil
	})
}

// Carried returns what of another organisation's case the reader's may take over into a
// case of its own.
//
// Source: ACTIP 14.6
func (w Whole) Carried() consent.View {
	if w.Own {
		return nil
	}
	return w.OpenBy.Carried().Only(w.Groups)
}

// CarriedPieces returns what is carried over, as pages show it before.
func CarriedPieces(w Whole) []Piece {
	var all []Piece
	v := w.Carried()
	for _, p := range Parts {
		if p.Carry != nil && len(v) > 0 {
			all = append(all, Letter(p.Pieces(w), v)...)
		}
	}
	return all
}

func carry(w Whole, v consent.View, n *cases.New) {
	for _, p := range Parts {
		if p.Carry != nil {
			p.Carry(w, Letter(p.Pieces(w), v), n)
		}
	}
}

// carryNames takes over the names, and the doubt about the age with them.
func carryNames(w Whole, pieces []Piece, n *cases.New) {
	if len(pieces) == 0 {
		return
	}
	n.Doubt = n.Doubt || w.Doubt
	if len(n.Names) == 0 {
		n.Names = w.Names
	}
}

// carryForms takes over answers to forms that n does not answer itself.
func carryForms(_ Whole, pieces []Piece, n *cases.New) {
	answers := maps.Clone(n.Answers)
	if answers == nil {
		answers = map[string]field.Values{}
	}
	for _, it := range pieces {
		if answers[it.Form.Name].Len() == 0 {
			answers[it.Form.Name] = it.Values
		}
	}
	n.Answers = answers
}

// carryRecords takes over records, without those of a shared event, which belong to all
// its persons.
func carryRecords(w Whole, pieces []Piece, n *cases.New) {
	for _, it := range pieces {
		if f, ok := w.Forms().Named(it.Form.Name); ok && !f.Repeat.Event {
			n.Records = append(n.Records, cases.Record{Form: f, Values: it.Values})
		}
	}
}
