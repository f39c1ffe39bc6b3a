package access

import (
	"strings"

	"github.com/cedar-policy/cedar-go"

	"lindung"
)

// LinkHolder is who has the link of one referral: a body outside the node, without an
// account. Package referral knows how they come in, and when a link opens nothing any more.
type LinkHolder struct {
	Link     string // the log knows them by it
	Referral lindung.ReferralID
	Case     lindung.CaseID // of which the referral speaks
	Body     lindung.BodyID // to which it was sent
	Org      lindung.OrgID  // that sent it and keeps the case
	Country  lindung.Country
	// Still returns ErrDenied once the link opens nothing any more.
	Still func(*Tx) error
}

// byLink begins the name of the holder of a link in the log.
const byLink = "link:"

// IsLink reports whether the log names the holder of a link, and not one who works here.
func IsLink(id lindung.ActorID) bool { return strings.HasPrefix(string(id), byLink) }

// LinkActor is how the log names the holder of a link.
func LinkActor(link string) lindung.ActorID { return lindung.ActorID(byLink + link) }

// name returns the organisation that made the link: what is done with it is in its log.
func (h LinkHolder) name() (lindung.ActorID, lindung.OrgID) { return LinkActor(h.Link), h.Org }

// actor is the holder as the records know who acts. They are no one of the organisation
// that keeps the case: whatever asks whose case it is must find that it is another's.
func (h LinkHolder) actor() Actor {
	return Actor{ID: LinkActor(h.Link), Org: lindung.OrgID(h.Body), Country: h.Country}
}

func (h LinkHolder) current(tx *Tx) (Principal, error) {
	if h.Link == "" || h.Referral == "" || h.Case == "" || h.Body == "" || h.Still == nil {
		return nil, ErrDenied
	}
	return h, h.Still(tx)
}

func (h LinkHolder) entity() (cedar.Entity, bool) {
	return cedar.Entity{
		UID: cedar.NewEntityUID("Link", cedar.String(h.Link)),
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"organisation": orgUID(h.Org),
			linkReferral:   cedar.NewEntityUID("Referral", cedar.String(h.Referral)),
			linkCase:       cedar.NewEntityUID("Case", cedar.String(h.Case)),
		}),
	}, h.Link != "" && h.Referral != "" && h.Case != "" && h.Body != "" && h.Org != ""
}

// What an entity of a link names.
const (
	linkReferral = "referral"
	linkCase     = "about"
)

func (h LinkHolder) purpose(act Action) lindung.Purpose { return purposeOf(act, Actor{}) }

// Link returns the session of who has shown the two codes of a link.
func (l Lobby) Link(h LinkHolder, via string) Session {
	return Session{node: l.node, principal: h, via: via}
}

// Link returns who holds the link with which the session was opened; false for any other.
func (s Session) Link() (LinkHolder, bool) {
	h, ok := s.principal.(LinkHolder)
	return h, ok
}
