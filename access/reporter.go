package access

import (
	"strings"

	"github.com/cedar-policy/cedar-go"

	"lindung"
)

// Reporter is somebody who told something and said no name: no account, no role, and
// nothing but that one tip. Package prevention knows how they come in.
type Reporter struct {
	Tip     string // by which the log knows them; there is nothing else to know
	Org     lindung.OrgID
	Country lindung.Country // of the organisation
	// Still returns ErrDenied once their key opens nothing any more.
	Still func(*Tx) error
}

// byReporter begins the name of a reporter in the log.
const byReporter = "reporter:"

// IsReporter reports whether the log names somebody who told something and said no name.
func IsReporter(id lindung.ActorID) bool { return strings.HasPrefix(string(id), byReporter) }

func (r Reporter) name() (lindung.ActorID, lindung.OrgID) {
	return lindung.ActorID(byReporter + r.Tip), r.Org
}

func (r Reporter) current(tx *Tx) (Principal, error) {
	if r.Tip == "" || r.Org == "" || r.Still == nil {
		return nil, ErrDenied
	}
	return r, r.Still(tx)
}

func (r Reporter) entity() (cedar.Entity, bool) {
	return cedar.Entity{
		UID:        reporterUID(r.Tip),
		Attributes: cedar.NewRecord(cedar.RecordMap{"organisation": orgUID(r.Org)}),
	}, r.Tip != "" && r.Org != ""
}

func (r Reporter) purpose(a Action) lindung.Purpose { return purposeOf(a, Actor{}) }

func reporterUID(tip string) cedar.EntityUID {
	return cedar.NewEntityUID("Reporter", cedar.String(tip))
}

// Reporter returns the session of somebody who tells something without a name, or who has
// shown the key that they were given then.
func (l Lobby) Reporter(r Reporter) Session { return Session{node: l.node, principal: r} }

// SealNode is Tx.SealNode before there is a transaction.
func (l Lobby) SealNode(place string, plain []byte) []byte {
	return l.node.ring.Node().Seal(place, plain)
}

// OpenToken is Tx.OpenToken before there is a transaction.
func (l Lobby) OpenToken(place string, box []byte) ([]byte, error) {
	return l.node.ring.OpenToken(place, box)
}
