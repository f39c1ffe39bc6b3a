package access

import (
	"strings"

	"github.com/cedar-policy/cedar-go"

	"lindung"
)

// Person is the person whom a case is about, at their own file: no account, no role, and
// nothing but that case. Package survivor knows how they come in.
type Person struct {
	Paper   string // with whose code they came; the log knows them by it
	Case    lindung.CaseID
	Org     lindung.OrgID // that keeps the case
	Country lindung.Country
	// Still returns ErrDenied once the paper opens nothing any more.
	Still func(*Tx) error
}

// byPerson begins the name of a person in the log.
const byPerson = "person:"

// IsPerson reports whether the log names a person whom a case is about, and not one who
// works here.
func IsPerson(id lindung.ActorID) bool { return strings.HasPrefix(string(id), byPerson) }

func (p Person) name() (lindung.ActorID, lindung.OrgID) {
	return lindung.ActorID(byPerson + p.Paper), p.Org
}

func (p Person) current(tx *Tx) (Principal, error) {
	if p.Paper == "" || p.Case == "" || p.Still == nil {
		return nil, ErrDenied
	}
	return p, p.Still(tx)
}

func (p Person) entity() (cedar.Entity, bool) {
	return cedar.Entity{
		UID:        personUID(p.Case),
		Attributes: cedar.NewRecord(cedar.RecordMap{"organisation": orgUID(p.Org)}),
	}, p.Case != "" && p.Org != ""
}

func (p Person) purpose(Action) lindung.Purpose { return lindung.OwnRequest }

// Person returns the session of a person who has shown the code of a paper and what goes
// with it.
func (l Lobby) Person(p Person, via string) Session {
	return Session{node: l.node, principal: p, via: via}
}
