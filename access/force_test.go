package access

import (
	"slices"
	"testing"

	"lindung"
)

// TestForcedOpensNothing: whatever their roles, who was forced to sign in may do nothing
// to anything that is somewhere, but use their own account.
func TestForcedOpensNothing(t *testing.T) {
	p, err := NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	own := []Action{HomeRead, OwnSession, OwnPassword, OwnUndertake, OrgList}
	for _, r := range lindung.Roles {
		who := nowhere(Actor{ID: "a", Org: mine, Sector: "shelter", Roles: []lindung.Role{r}})
		for _, act := range Actions {
			for _, kind := range askedOf[act] {
				o := Object{Type: kind, ID: "a", Org: mine, To: mine, Team: []lindung.ActorID{"a"}, Proposer: "b"}
				if kind == TypeOrg {
					o.ID = string(mine)
				}
				for _, g := range append([]lindung.Group{""}, lindung.Groups...) {
					d := p.Decide(Request{Principal: who, Action: act, Object: o, Group: g, SteppedUp: true})
					if d.Allow && !slices.Contains(own, act) {
						t.Errorf("%s may %s %s", r, act, kind)
					}
				}
			}
		}
	}
}
