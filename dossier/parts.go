package dossier

import (
	"context"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/consent"
	"lindung/contact"
	"lindung/identification"
	"lindung/justice"
	"lindung/linkage"
	"lindung/person"
	"lindung/prevention"
	"lindung/referral"
	"lindung/staff"
	"lindung/survivor"
	"lindung/visitor"
)

// A Part is one part of a case.
type Part struct {
	Name string
	access.Stored
	// Read reads the part into the case; nil where it is read with the case itself.
	Read func(*access.Tx, *Whole) error
	// Pieces are what the part says; nil where nothing of it is ever passed on.
	Pieces func(Whole) []Piece
	// Carry takes over, of an accepted referral's case, the pieces to which the person
	// agreed, into what the receiver's own case begins with; nil where nothing is.
	Carry func(w Whole, pieces []Piece, n *cases.New)
	// Copy is Carry for what is stored once the case is there.
	Copy func(tx *access.Tx, w Whole, pieces []Piece, c cases.Case) error
	// Search returns the names by which the part lets a case be found; nil for none.
	Search cases.Searched
	// Objects returns what of the part the log names by itself: the history of the
	// case tells of it too. nil where every act is done to the case.
	Objects func(*access.Tx, lindung.CaseID) ([]string, error)
	// Counts are what the first page counts of this part, each judged by itself. What falls
	// due is in [Owings].
	Counts []ask
	// Urgent are the facts of this part that must not wait; nil where there are none.
	Urgent func(Whole) []person.Urgent
	// Facts adds what this part says of the facts on which duties depend; nil where it
	// says nothing.
	Facts func(Whole, *Said)
}

// An ask is what [ReadDue] or [ReadWaits] asks of a part.
type ask = func(context.Context, access.Session, Asking) (Waits, error)

// Parts are the parts of a case in the order of the work. What a part refers to
// stands before it, so that erasing goes the other way.
var Parts = []Part{
	{Name: "case", Stored: cases.StoredCase, Counts: []ask{waitsUrgent, waitsKept}, Facts: factsOfCase},
	{Name: "names", Stored: cases.StoredNames, Pieces: names, Carry: carryNames, Search: cases.SearchNames},
	{Name: "relations", Stored: cases.StoredRelations, Read: readRelations, Pieces: relations},
	{Name: "same", Stored: linkage.StoredSame, Read: readSame},
	{Name: "tips", Stored: prevention.StoredTips},
	{Name: "entities", Stored: prevention.StoredEntities, Read: readEntities},
	{Name: "forms", Stored: cases.StoredForms, Pieces: forms, Carry: carryForms, Urgent: urgent, Facts: factsOfForms},
	{Name: "records", Pieces: records, Carry: carryRecords, Facts: factsOfRecords}, // kept with the forms
	{Name: "notes", Stored: cases.StoredNotes, Pieces: notes},
	{Name: "consent", Stored: consent.StoredConsent, Read: readConsent, Counts: []ask{waitsBases}},
	{Name: "attachments", Stored: attachment.Stored, Read: readAttachments, Pieces: attachments, Copy: copyAttachments},
	{Name: "screenings", Stored: identification.StoredScreenings, Read: readScreening, Pieces: screenings, Carry: carryScreenings},
	{Name: "decisions", Stored: identification.StoredDecisions, Pieces: decisions, Facts: factsOfDecisions}, // read with the screenings
	{Name: "notices", Stored: identification.StoredNotices, Read: readNotices, Pieces: notices},
	{Name: "suspects", Stored: justice.StoredSuspects, Read: readSuspects, Pieces: suspects, Counts: []ask{waitsMatters}},
	{Name: "referrals", Stored: referral.StoredReferrals, Read: readReferrals, Objects: referralsOf, Counts: []ask{waitsEmergencies}},
	{Name: "visits", Stored: visitor.Stored},
	{Name: "person", Stored: survivor.Stored, Read: readPerson, Counts: []ask{waitsComplaints}},
	{Name: "messages", Stored: contact.Stored, Read: readMessages},
	{Name: "typed", Stored: staff.StoredDrafts}, // and not sent
	{Name: "sent", Stored: access.StoredFormKeys},
}
