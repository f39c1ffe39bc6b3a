package cases

import (
	"errors"
	"slices"

	"lindung"
	"lindung/access"
)

// may is what the policies let the actor do to one case.
type may struct {
	acts  []access.Action
	edits []lindung.Group
}

// acts are the acts that a page of a case may offer.
var acts = []access.Action{
	access.CaseEdit, access.CaseTeam, access.CaseAssign, access.CaseClose, access.CaseReopen, access.CaseHistory, access.CaseSibling, access.CaseLink,
	access.NoteAdd, access.ConsentRead, access.ConsentGive, access.ReferralSend, access.ScreeningRecord, access.NoticeGive, access.WordsAnswer,
}

func judged(tx *access.Tx, o access.Object) may { return judgedOf(tx, o, acts, lindung.Groups) }

// judgedOf is judged for some acts and groups alone, where many cases are read.
func judgedOf(tx *access.Tx, o access.Object, acts []access.Action, groups []lindung.Group) may {
	var m may
	for _, a := range acts {
		if tx.May(a, o, "") {
			m.acts = append(m.acts, a)
		}
	}
	if slices.Contains(m.acts, access.CaseEdit) {
		for _, g := range groups {
			if tx.May(access.GroupEdit, o, g) {
				m.edits = append(m.edits, g)
			}
		}
	}
	return m
}

// Can reports whether the actor may do a to the case now, so that a page offers
// nothing that would be refused. The act itself is judged again.
func (c Case) Can(a access.Action) bool { return slices.Contains(c.may.acts, a) }

// CanEdit reports whether the actor may change answers in group g.
func (c Case) CanEdit(g lindung.Group) bool { return slices.Contains(c.may.edits, g) }

// CanNote returns the kinds of notes that the actor may write.
func (c Case) CanNote() []string {
	var kinds []string
	for _, k := range NoteKinds {
		if c.Can(access.NoteAdd) && c.MayRead(k.Group) {
			kinds = append(kinds, k.Kind)
		}
	}
	return kinds
}

// name fills in the names of those who worked on the case.
func (c *Case) name(tx *access.Tx, team []lindung.ActorID) error {
	c.Who = map[lindung.ActorID]string{}
	ids := append([]lindung.ActorID{c.Responsible, c.OpenedBy}, team...)
	for _, n := range append(slices.Clone(c.Notes), c.StruckNotes...) {
		ids = append(ids, n.By)
		for _, before := range n.Earlier {
			ids = append(ids, before.By)
		}
	}
	for _, s := range c.Sections {
		ids = append(ids, s.By)
	}
	for _, all := range c.records {
		for _, r := range all {
			ids = append(ids, r.By, r.CreatedBy, r.For)
		}
	}
	for _, id := range ids {
		if _, done := c.Who[id]; done || id == "" {
			continue
		}
		name, err := tx.NameOf(id)
		if err != nil && !errors.Is(err, lindung.ErrNotFound) {
			return err
		}
		c.Who[id] = name // "" for the program's own actor
	}
	for _, id := range team {
		c.Team = append(c.Team, Member{id, c.Who[id]})
	}
	return nil
}
