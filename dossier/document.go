package dossier

import (
	"slices"

	"lindung"
	"lindung/assistance"
	"lindung/consent"
	"lindung/person"
)

// A Document is a paper that is made of an own case: for what, and of which pieces.
type Document struct {
	Name   string // document.NAME is its title, document.NAME.for what it is for
	For    lindung.Purpose
	Groups []lindung.Group
	Parts  []string // the parts whose pieces it takes
	Forms  []string // of answers and records only these; nil for all
	Open   bool     // that it is of the organisation and of a case of it may be seen
	Signed bool     // by the organisation
}

// Documents are the papers that can be made of a case. A letter and a consent sheet are
// made of what the person agreed to instead.
//
// The plan is for the person to carry. It names neither them nor the organisation, so
// that whoever finds it learns no name and no place. A certificate says only that an
// organisation assists the person.
var Documents = []Document{
	{Name: "summary", For: lindung.Assistance, Groups: lindung.Groups, Parts: []string{"names", "relations", "forms", "records", "decisions"}, Open: true},
	{Name: "plan", For: lindung.OwnRequest, Groups: []lindung.Group{lindung.SupportNotes}, Parts: []string{"records"},
		Forms: []string{assistance.Goal.Name}},
	{Name: "certificate", For: lindung.OwnRequest, Groups: []lindung.Group{lindung.Identity}, Parts: []string{"names", "forms"},
		Forms: []string{person.Birth.Name}, Open: true, Signed: true},
}

// View is what the document opens, each group for its purpose alone.
func (d Document) View() consent.View {
	v := consent.View{}
	for _, g := range d.Groups {
		v[g] = []lindung.Purpose{d.For}
	}
	return v
}

// Pieces returns what of a case the document says. It goes through the rule of
// [Letter], so that nothing is written that was not asked for the purpose, and no
// contact without the rule that keeps it safe.
//
// Source: ACTIP 14.5; ACTIP 14.6
func (d Document) Pieces(w Whole) []Piece {
	if !w.Own || w.Refused {
		return nil
	}
	all := slices.DeleteFunc(Pieces(w), func(it Piece) bool {
		return !slices.Contains(d.Parts, it.Part) || it.Form != nil && d.Forms != nil && !slices.Contains(d.Forms, it.Form.Name)
	})
	return SafetyFirst(Letter(all, w.withheld(d.View())))
}

// SafetyFirst puts how to reach the person safely before all else.
//
// Source: ACTIP 14.5
func SafetyFirst(all []Piece) []Piece {
	slices.SortStableFunc(all, func(a, b Piece) int {
		if a.IsRule() == b.IsRule() {
			return 0
		}
		return map[bool]int{true: -1, false: 1}[a.IsRule()]
	})
	return all
}

// IsRule reports whether the piece says how to reach the person safely.
func (it Piece) IsRule() bool { return it.Form != nil && it.Form.Name == person.SafeContact.Name }
