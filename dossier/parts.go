package dossier

import (
	"context"
	"time"

	"lindung"
	"lindung/access"
	"lindung/attachment"
	"lindung/cases"
	"lindung/consent"
	"lindung/identification"
	"lindung/linkage"
	"lindung/person"
	"lindung/prevention"
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
	// Waits say what of this part waits in the cases that the actor sees, or falls
	// due by a day; Counts what the first page counts besides. Each is judged by itself.
	Waits, Counts asks
	// Owed is what of this part falls due in one case; nil where nothing does.
	Owed func(w Whole, now time.Time) []Due
	// Urgent are the facts of this part that must not wait; nil where there are none.
	Urgent func(Whole) []person.Urgent
	// Facts adds what this part says of the facts on which duties depend; nil where it
	// says nothing.
	Facts func(Whole, *Said)
}

// asks are what [ReadDue] and [ReadWaits] ask of a part.
type asks []func(context.Context, access.Session, Asking) (Waits, error)

// Parts are the parts of a case in the order of the work. What a part refers to
// stands before it, so that erasing goes the other way.
var Parts = []Part{
	{Name: "case", Stored: cases.StoredCase, Counts: asks{waitsUrgent, waitsKept}, Facts: factsOfCase},
	{Name: "names", Stored: cases.StoredNames, Pieces: names, Carry: carryNames, Search: cases.SearchNames},
	{Name: "relations", Stored: cases.StoredRelations, Read: readRelations, Pieces: relations},
	{Name: "same", Stored: linkage.StoredSame, Read: readSame},
	{Name: "tips", Stored: prevention.StoredTips, Waits: asks{waitsTips}},
	{Name: "entities", Stored: prevention.StoredEntities, Read: readEntities},
	{Name: "forms", Stored: cases.StoredForms, Pieces: forms, Carry: carryForms, Owed: owedAnswers, Urgent: urgent, Facts: factsOfForms},
	{Name: "records", Pieces: records, Carry: carryRecords, Waits: asks{waitsRecords}, Owed: owedRecords, Facts: factsOfRecords}, // kept with the forms
	{Name: "notes", Stored: cases.StoredNotes, Pieces: notes},
	{Name: "consent", Stored: consent.StoredConsent, Read: readConsent, Waits: asks{waitsConsents}, Counts: asks{waitsBases}},
	{Name: "attachments", Stored: attachment.Stored, Read: readAttachments, Pieces: attachments, Copy: copyAttachments},
	{Name: "screenings", Stored: identification.StoredScreenings, Read: readScreening, Pieces: screenings, Carry: carryScreenings},
	{Name: "decisions", Stored: identification.StoredDecisions, Pieces: decisions, Facts: factsOfDecisions}, // read with the screenings
	{Name: "notices", Stored: identification.StoredNotices, Read: readNotices, Pieces: notices},
	{Name: "referrals", Stored: referral.StoredReferrals, Read: readReferrals, Objects: referralsOf,
		Waits: asks{waitsReferrals}, Counts: asks{waitsEmergencies}, Owed: owedReferrals},
	{Name: "typed", Stored: staff.StoredDrafts}, // and not sent
	{Name: "sent", Stored: access.StoredFormKeys},
}
