// Package lindung holds the words that every package of the program shares:
// identifiers, countries, sectors, roles, purposes, field groups and the two
// errors that mean the same everywhere. It imports the standard library only.
//
// The human is the person, the file about the person is the case, and the
// worker is the actor. Victim and trafficker are statuses that an authority
// gives under a named law; no type here gives them.
//
// The lists are closed: they are declared here once, a country may add to them,
// and nothing is ever removed or given a new meaning.
package lindung

import (
	"crypto/rand"
	"errors"
	"strings"
)

// Identifiers are 26 random characters of base32 in lower case. They are made
// here, never by a database, so that two nodes never make the same one.
type (
	// OrgID names an organisation.
	OrgID string
	// ActorID names an actor.
	ActorID string
	// CaseID names a case.
	CaseID string
	// BodyID names a registered body outside the node.
	BodyID string
	// GrantID names what a person agreed to once.
	GrantID string
	// ReferralID names a referral.
	ReferralID string
	// EventID names an event that several cases share.
	EventID string
	// BatchID names an import.
	BatchID string
	// RecordID names one set of answers to a form that is answered many times.
	RecordID string
	// SuspectID names a suspect of an organisation's investigations.
	SuspectID string
)

// NewID returns a new random identifier with 128 bits of entropy.
func NewID() string { return strings.ToLower(rand.Text()) }

// IsID reports whether s has the form of an identifier. Only such strings may
// enter the log: anything else that arrives as an identifier could be a name.
func IsID(s string) bool {
	if len(s) != 26 {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '2' || r > '7') {
			return false
		}
	}
	return true
}

// ErrNotFound says that there is nothing under that identifier, or nothing that
// the actor may know of: the two look the same from outside.
var ErrNotFound = errors.New("not found")

// ErrConflict says that what was changed had been changed by someone else
// since it was read. Nothing was stored.
var ErrConflict = errors.New("changed by someone else in the meantime")

// Country is an ISO 3166-1 alpha-2 code in upper case.
type Country string

// States are the eleven member states of ASEAN in the order of their English
// names. Membership says nothing of being party to a convention.
var States = []Country{"BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN"}

// Sector is what kind of body an organisation is.
type Sector string

// Sectors is the closed list of sectors.
var Sectors = []Sector{
	"shelter", "ngo", "police", "immigration", "labour", "prosecution", "court",
	"health", "social", "legal_aid", "helpline", "consular", "focal_point", "regional",
}

// Role is what an actor does in an organisation. An actor may have several.
type Role string

// The roles. An administrator looks after people and settings and sees no case;
// an analyst sees coded answers without identity; a desk officer works on the public
// record of the Convention and sees no case; an investigator sees what consent or a named
// legal basis opens.
const (
	Caseworker     Role = "caseworker"
	Supervisor     Role = "supervisor"
	DutyOfficer    Role = "duty_officer"
	Investigator   Role = "investigator"
	FocalPoint     Role = "focal_point"
	Analyst        Role = "analyst"
	DeskOfficer    Role = "desk_officer"
	DataProtection Role = "data_protection"
	Administrator  Role = "administrator"
)

// Roles is the closed list of roles.
var Roles = []Role{
	Caseworker, Supervisor, DutyOfficer, Investigator, FocalPoint, Analyst, DeskOfficer, DataProtection, Administrator,
}

// Purpose is why something about a person is used or passed on.
type Purpose string

// The purposes.
const (
	Assistance     Purpose = "assistance"
	Identification Purpose = "identification"
	LawEnforcement Purpose = "law_enforcement"
	LegalAid       Purpose = "legal_aid"
	Return         Purpose = "return"
	Tracing        Purpose = "tracing"
	Statistics     Purpose = "statistics"
	Supervision    Purpose = "supervision"
	OwnRequest     Purpose = "own_request"
)

// Purposes is the closed list of purposes.
var Purposes = []Purpose{
	Assistance, Identification, LawEnforcement, LegalAid, Return, Tracing, Statistics, Supervision, OwnRequest,
}

// Group is a group of fields that is read, changed and shared together.
type Group string

// The field groups.
const (
	Identity     Group = "identity"
	Contact      Group = "contact"
	Safety       Group = "safety"
	Family       Group = "family"
	Situation    Group = "situation"
	Screening    Group = "screening"
	Health       Group = "health"
	SupportNotes Group = "support_notes"
	Legal        Group = "legal"
	Immigration  Group = "immigration"
	Documents    Group = "documents"
	// Justice is what an investigation finds. It belongs to the authority and not to the
	// person, so no person is asked to share it: see consent.Groups.
	Justice Group = "justice"
)

// Groups is the closed list of field groups.
var Groups = []Group{
	Identity, Contact, Safety, Family, Situation, Screening, Health, SupportNotes, Legal, Immigration, Documents, Justice,
}
