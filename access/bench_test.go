package access

import (
	"testing"

	"lindung"
)

var benchRequest = Request{
	Principal: Actor{ID: me, Org: mine, Sector: "shelter", Roles: []lindung.Role{lindung.Caseworker}},
	Action:    GroupRead, Group: lindung.Identity,
	Object: Object{Type: TypeCase, ID: "case", Org: mine, Team: []lindung.ActorID{mate, me}, Open: []lindung.Group{lindung.Identity, lindung.Contact}},
}

func BenchmarkDecide(b *testing.B) {
	p := newPolicy(b)
	for _, a := range []Action{GroupRead, CaseRead, CaseEdit, ConsentWithdraw} {
		b.Run(string(a), func(b *testing.B) {
			r := benchRequest
			if r.Action = a; a != GroupRead {
				r.Group = ""
			}
			for b.Loop() {
				if !p.Decide(r).Allow {
					b.Fatal("refused")
				}
			}
		})
	}
}

func BenchmarkGroups(b *testing.B) {
	p := newPolicy(b)
	for b.Loop() {
		if len(p.Groups(benchRequest)) != len(lindung.Groups) {
			b.Fatal("refused")
		}
	}
}

// BenchmarkList judges the rows of a list of 50, by one judge as an act does and
// one by one.
func BenchmarkList(b *testing.B) {
	p := newPolicy(b)
	supervisor := Actor{ID: me, Org: mine, Sector: "shelter", Roles: []lindung.Role{lindung.Supervisor}}
	list := func(decide func(Request) Decision) {
		for n := range 50 {
			r := benchRequest
			r.Principal, r.Action, r.Group = supervisor, CaseRead, ""
			r.Object.ID, r.Object.Team = string(rune('a'+n)), []lindung.ActorID{lindung.ActorID(rune('a' + n%10))}
			if !decide(r).Allow {
				b.Fatal("refused")
			}
			if r.Action, r.Group = GroupRead, lindung.Identity; !decide(r).Allow {
				b.Fatal("refused")
			}
		}
	}
	b.Run("one judge", func(b *testing.B) {
		for b.Loop() {
			list(p.judge(supervisor).decide)
		}
	})
	b.Run("one by one", func(b *testing.B) {
		for b.Loop() {
			list(p.Decide)
		}
	})
}
