package dossier

import (
	"context"
	"maps"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/consent"
	"lindung/referral"
	"lindung/telling"
)

// OpenLinkedCase opens the receiver's own case for the person of an accepted referral.
// It begins with n, and with what the person agreed to carry over, so that no one types
// or asks it again. What n answers itself is not carried over.
//
// Source: ACTIP 14.6
func OpenLinkedCase(ctx context.Context, s access.Session, id lindung.ReferralID, n cases.New) (cases.Case, error) {
	return referral.OpenLinkedCase(ctx, s, id, func(tx *access.Tx, r referral.Referral) (cases.Case, error) {
		n := n // the work may be run again
		n.Referral = r.ID
		o, err := cases.Target(r.Case)(tx)
		if err != nil || !tx.May(access.CaseRead, o, "") {
			return openIn(tx, n, err)
		}
		w, err := ReadIn(tx, r.Case)
		v := w.Carried()
		if err != nil || len(v) == 0 {
			return openIn(tx, n, err)
		}
		tx.SetCount(0, "carried")
		tx.AddListed(string(r.Case))
		carry(w, v, &n)
		c, err := cases.OpenIn(tx, n)
		if err != nil {
			return c, err
		}
		return c, copyOver(tx, w, v, c)
	})
}

func openIn(tx *access.Tx, n cases.New, err error) (cases.Case, error) {
	if err != nil {
		return cases.Case{}, err
	}
	return cases.OpenIn(tx, n)
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
		if (p.Carry != nil || p.Copy != nil) && len(v) > 0 {
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

// CarriedFrom returns the name of the organisation with whose referral a case was
// opened, inside an act on it; "" for none, and when that case was erased.
func CarriedFrom(tx *access.Tx, c cases.Case) (string, error) {
	w := Whole{Case: c}
	err := readOpenedFor(tx, &w)
	return w.OpenedFor.FromName, err
}

// copyOver takes over what is stored apart into the case that was opened.
func copyOver(tx *access.Tx, w Whole, v consent.View, c cases.Case) error {
	for _, p := range Parts {
		if p.Copy == nil {
			continue
		}
		if err := p.Copy(tx, w, Letter(p.Pieces(w), v), c); err != nil {
			return err
		}
	}
	return nil
}

// carryNames takes over the names, and the doubt about the age with them. Whoever types
// other names has asked for them.
func carryNames(w Whole, pieces []Piece, n *cases.New) {
	if len(pieces) == 0 {
		return
	}
	n.Doubt = n.Doubt || w.Doubt
	if len(n.Names) == 0 {
		n.Names = w.Names
		n.Carried = with(n.Carried, "", n.Referral)
	}
}

// carryForms takes over answers to forms that n does not answer itself.
func carryForms(_ Whole, pieces []Piece, n *cases.New) {
	for _, it := range pieces {
		if n.Answers[it.Form.Name].Len() == 0 {
			n.Answers = with(n.Answers, it.Form.Name, it.Values)
			n.Carried = with(n.Carried, it.Form.Name, n.Referral)
		}
	}
}

// carryRecords takes over records, without those of a shared event, which belong to all
// its persons.
func carryRecords(w Whole, pieces []Piece, n *cases.New) {
	for _, it := range pieces {
		if f, ok := w.Forms().Named(it.Form.Name); ok && !f.Repeat.Event {
			n.Records = append(slices.Clone(n.Records), cases.Record{Form: f, Values: it.Values, Origin: n.Referral})
		}
	}
}

// carryScreenings takes over that the person was asked in a screening, so that the case
// counts it: a screening itself stays with the organisation that did it.
//
// Source: ACTIP 14.6; ACTIP 16.4
func carryScreenings(w Whole, pieces []Piece, n *cases.New) {
	for _, s := range w.Screening.Screenings {
		there := func(it Piece) bool { return it.ID == s.ID }
		if !s.Finished() || !slices.ContainsFunc(pieces, there) {
			continue
		}
		day := lindung.DateOf(s.FinishedAt.Time().In(w.zone))
		v := telling.Screened(day, w.OrgName, s.FinishedAt.Time())
		n.Records = append(slices.Clone(n.Records), cases.Record{Form: telling.Interview, Values: v, Origin: n.Referral})
	}
}

// copyAttachments takes over files.
func copyAttachments(tx *access.Tx, w Whole, pieces []Piece, c cases.Case) error {
	ids := make([]string, len(pieces))
	for i, it := range pieces {
		ids[i] = it.ID
	}
	return attachment.CarryIn(tx, w.Case, ids, c.ID, c.Referral)
}

// with returns m with one value more; the work of an act may be run again.
func with[V any](m map[string]V, key string, v V) map[string]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[string]V{}
	}
	m[key] = v
	return m
}
