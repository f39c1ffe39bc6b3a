package convention

import (
	"slices"

	"lindung"
)

// Contact is a way to reach help in a state: a number, an address for messages
// or a page. Its Evidence says where and when we read it, which is not the same
// as that someone called it.
type Contact struct {
	State     lindung.Country
	Kind      ContactKind
	Number    string // as it is dialled, or the address of a page; empty where none was found
	Answers   string // who answers
	Police    string // "yes", "no", "passes_on": whether the police hear of it
	Hours     string // empty: not stated
	Cost      string
	Languages string
	Recorded  string       // whether calls are recorded
	For       string       // for whom it is
	Abroad    string       // "yes", "no": whether it can be reached from abroad; empty: not stated
	CalledOn  lindung.Date // zero: none of us has called
	Own       bool         // the operator of this site set it, and answers for it
	Note      string
	Line      int
	Evidence
}

// ContactKind is what sort of contact it is.
type ContactKind string

// The kinds of contacts.
const (
	Hotline   ContactKind = "hotline"
	Emergency ContactKind = "emergency"
	Police    ContactKind = "police"
	Labour    ContactKind = "labour"
	Messages  ContactKind = "messages"
	WebPage   ContactKind = "web"
)

// ContactKinds are the kinds, in the order in which a person in need reads them.
var ContactKinds = []ContactKind{Hotline, Emergency, Police, Labour, Messages, WebPage}

// Shown reports whether a reader may see the contact: the operator's own, or one
// that a source states. A number from memory can put a person in danger.
func (c Contact) Shown() bool { return c.Number != "" && (c.Own || c.Certainty.Counts()) }

// Contacts returns the contacts of a state that readers may see, the operator's
// own first.
//
// Source: ACTIP 14.9
func (s *Snapshot) Contacts(state lindung.Country) []Contact {
	var own, read []Contact
	for _, c := range s.c.Contacts {
		switch {
		case c.State != state || !c.Shown():
		case c.Own:
			own = append(own, c)
		default:
			read = append(read, c)
		}
	}
	return append(own, read...)
}

// WithContacts returns the snapshot with the operator's own contacts in it.
func (s *Snapshot) WithContacts(own []Contact) *Snapshot {
	with := *s
	with.c.Contacts = append(slices.Clone(own), s.c.Contacts...)
	return &with
}
