package dossier

import (
	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/identification"
	"lindung/referral"
	"lindung/staff"
)

// A Part is one part of a case.
type Part struct {
	Name string
	access.Kept
	// Read reads the part into the case; nil where it is read with the case itself.
	Read func(*access.Tx, *Whole) error
	// Pieces are what the part says; nil where nothing of it is ever passed on.
	Pieces func(Whole) []Piece
	// Search returns the names by which the part lets a case be found; nil for none.
	Search cases.Searched
	// Objects returns what of the part the log names by itself: the history of the
	// case tells of it too. nil where every act is done to the case.
	Objects func(*access.Tx, lindung.CaseID) ([]string, error)
	// Due lists, inside an act on the actor's organisation, what of this part falls
	// due by a day in the cases that the actor sees; nil where nothing does.
	Due func(tx *access.Tx, by lindung.Date) ([]Due, error)
}

// Parts are the parts of a case in the order of the work. What a part refers to
// stands before it, so that erasing goes the other way.
var Parts = []Part{
	{Name: "case", Kept: cases.Kept},
	{Name: "names", Kept: cases.NamesKept, Pieces: names, Search: cases.SearchNames},
	{Name: "forms", Kept: cases.FormsKept, Pieces: forms},
	{Name: "records", Pieces: records, Due: dueRecords}, // kept with the forms
	{Name: "notes", Kept: cases.NotesKept, Pieces: notes},
	{Name: "consent", Kept: consent.Kept, Read: readConsent, Due: dueConsents},
	{Name: "screenings", Kept: identification.ScreeningsKept, Read: readScreening, Pieces: screenings},
	{Name: "decisions", Kept: identification.DecisionsKept, Pieces: decisions}, // read with the screenings
	{Name: "referrals", Kept: referral.Kept, Read: readReferrals, Objects: referralsOf},
	{Name: "typed", Kept: staff.DraftsKept}, // and not sent
	{Name: "sent", Kept: access.OnceKept},
}
