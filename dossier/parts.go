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
	access.Stored
	// Read reads the part into the case; nil where it is read with the case itself.
	Read func(*access.Tx, *Whole) error
	// Pieces are what the part says; nil where nothing of it is ever passed on.
	Pieces func(Whole) []Piece
	// Due lists, inside an act on the actor's organisation, what of this part falls
	// due by a day in the cases that the actor sees; nil where nothing does.
	Due func(tx *access.Tx, by lindung.Date) ([]Due, error)
}

// Parts are the parts of a case in the order of the work. What a part refers to
// stands before it, so that erasing goes the other way.
var Parts = []Part{
	{Name: "case", Stored: cases.StoredCase},
	{Name: "names", Stored: cases.StoredNames, Pieces: names},
	{Name: "forms", Stored: cases.StoredForms, Pieces: forms},
	{Name: "records", Pieces: records, Due: dueRecords}, // kept with the forms
	{Name: "notes", Stored: cases.StoredNotes, Pieces: notes},
	{Name: "consent", Stored: consent.StoredConsent, Read: readConsent, Due: dueConsents},
	{Name: "screenings", Stored: identification.StoredScreenings, Read: readScreening, Pieces: screenings},
	{Name: "decisions", Stored: identification.StoredDecisions, Pieces: decisions}, // read with the screenings
	{Name: "referrals", Stored: referral.StoredReferrals, Read: readReferrals},
	{Name: "typed", Stored: staff.StoredDrafts}, // and not sent
	{Name: "sent", Stored: access.StoredFormKeys},
}
