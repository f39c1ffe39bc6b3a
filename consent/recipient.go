package consent

import (
	"errors"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// A Recipient is whom a grant, a legal basis or a referral names: an organisation
// of this node, or a body outside it that the owner of the case has registered.
// Two recipients are the same if they are equal; no name is ever compared.
type Recipient struct {
	Kind RecipientKind
	ID   string
}

// RecipientKind is the kind of a recipient.
type RecipientKind string

// The kinds of recipients.
const (
	Organisation RecipientKind = "organisation"
	OutsideBody  RecipientKind = "body"
)

// ToOrg is an organisation of this node as a recipient.
func ToOrg(id lindung.OrgID) Recipient { return Recipient{Organisation, string(id)} }

// ToBody is a registered body outside the node as a recipient.
func ToBody(id lindung.BodyID) Recipient { return Recipient{OutsideBody, string(id)} }

// Org returns the organisation that r is; "" when it is none.
func (r Recipient) Org() lindung.OrgID {
	if r.Kind != Organisation {
		return ""
	}
	return lindung.OrgID(r.ID)
}

// Body returns the outside body that r is; "" when it is none.
func (r Recipient) Body() lindung.BodyID {
	if r.Kind != OutsideBody {
		return ""
	}
	return lindung.BodyID(r.ID)
}

// Outside reports whether r is an outside body, which gets a letter.
func (r Recipient) Outside() bool { return r.Kind == OutsideBody }

// None reports whether r is no recipient.
func (r Recipient) None() bool { return r.Org() == "" && r.Body() == "" }

// String is r as a form posts it; ParseRecipient reads it again.
func (r Recipient) String() string {
	if r.None() {
		return ""
	}
	return string(r.Kind) + ":" + r.ID
}

// ParseRecipient reads what String wrote. It returns the zero Recipient for anything
// else.
func ParseRecipient(text string) Recipient {
	kind, id, _ := strings.Cut(text, ":")
	r := Recipient{RecipientKind(kind), id}
	if r.None() || !lindung.IsID(id) {
		return Recipient{}
	}
	return r
}

// people are the organisations and bodies that recipients can be.
type people struct {
	orgs   map[lindung.OrgID]string
	bodies map[lindung.BodyID]BodyRecord
}

// name is what r was called at a moment, if it is an outside body: who agreed then heard
// that name.
func (p people) name(r Recipient, at db.Time) string {
	if r.Outside() {
		return p.bodies[r.Body()].NameAt(at)
	}
	return p.orgs[r.Org()]
}

// among returns the organisations and bodies that recipients are.
func among(tx *access.Tx, of []Recipient) (people, error) {
	var inside []lindung.OrgID
	var outside []lindung.BodyID
	for _, r := range of {
		if r.Outside() && !slices.Contains(outside, r.Body()) {
			outside = append(outside, r.Body())
		}
		if !r.Outside() && !slices.Contains(inside, r.Org()) {
			inside = append(inside, r.Org())
		}
	}
	orgs, err := access.OrgNames(tx, inside)
	if err != nil {
		return people{}, err
	}
	found, err := bodies(tx, outside)
	all := people{orgs, make(map[lindung.BodyID]BodyRecord, len(found))}
	for _, b := range found {
		all.bodies[b.ID] = b
	}
	return all, err
}

// Names are what recipients are called.
type Names struct{ people people }

// At returns what r was called at a moment.
func (n Names) At(r Recipient, at db.Time) string { return n.people.name(r, at) }

// RecipientNames returns the names of recipients, inside an act that shows them to
// the organisation that chose them.
func RecipientNames(tx *access.Tx, of []Recipient) (Names, error) {
	who, err := among(tx, of)
	return Names{who}, err
}

// mayReceive returns a problem if the owner of the act's case cannot name r: r is
// unknown, has ended, or was registered by another organisation.
func mayReceive(tx *access.Tx, r Recipient) error {
	owner, ok := tx.Object().Org, false
	var err error
	switch {
	case r.Outside():
		ok, err = registered(tx, r.Body(), owner)
	default:
		var o access.Org
		if o, err = access.OrgOf(tx, r.Org()); errors.Is(err, lindung.ErrNotFound) {
			err = nil
		}
		ok = o.ID != "" && !o.Ended
	}
	if err == nil && !ok {
		err = field.Problems{{Field: "recipient", Key: "consent.problem.recipient"}}
	}
	return err
}
