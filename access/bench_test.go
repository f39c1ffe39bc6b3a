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
