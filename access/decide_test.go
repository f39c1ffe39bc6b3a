package access

import (
	"fmt"
	"iter"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lindung"
)

const (
	me      lindung.ActorID = "me"
	mate    lindung.ActorID = "mate"
	mine    lindung.OrgID   = "mine"
	theirs  lindung.OrgID   = "theirs"
	another lindung.OrgID   = "another"
)

// roleSets are all sets of at most two roles, and none.
func roleSets() [][]lindung.Role {
	sets := [][]lindung.Role{nil}
	for i, r := range lindung.Roles {
		sets = append(sets, []lindung.Role{r})
		for _, s := range lindung.Roles[i+1:] {
			sets = append(sets, []lindung.Role{r, s})
		}
	}
	return sets
}

// principals are all that the policies can tell apart. Six sectors stand
// for the fourteen: the three behind the wall, and three others; with -short
// two stand for all.
func principals() []Principal {
	all := []Principal{program{id: me, org: mine}, Person{Paper: "paper", Case: "case", Org: mine}, Person{Paper: "paper", Case: "elsewhere", Org: mine},
		Reporter{Tip: "tip", Org: mine}, Reporter{Tip: "case", Org: mine},
		LinkHolder{Link: "link", Referral: "referral", Case: "case", Body: "body", Org: mine}, LinkHolder{Link: "link", Referral: "elsewhere", Case: "elsewhere", Body: "body", Org: mine},
	}
	sectors := []lindung.Sector{"shelter", "police", "immigration", "prosecution", "court", "focal_point"}
	if testing.Short() {
		sectors = sectors[:2]
	}
	for _, sector := range sectors {
		for _, roles := range roleSets() {
			all = append(all, Actor{ID: me, Org: mine, Sector: sector, Roles: roles})
		}
	}
	return all
}

// objects are all objects that the policies can tell apart for the action and
// the group: g stands for the group that is asked for.
func objects(a Action, g lindung.Group) []Object {
	var all []Object
	for _, owner := range []lindung.OrgID{mine, theirs} {
		all = append(all, Object{Type: TypeOrg, ID: string(owner), Org: owner}, Object{Type: TypeNode, ID: "node", Org: owner},
			Object{Type: TypeActor, ID: string(me), Org: owner}, Object{Type: TypeActor, ID: string(mate), Org: owner})
		for _, editor := range []lindung.OrgID{mine, another} {
			all = append(all, Object{Type: TypeNode, ID: "node", Org: owner, To: editor})
		}
		for _, editor := range []lindung.OrgID{"", mine, another} {
			for _, by := range []lindung.ActorID{me, mate} {
				for _, seconds := range [][]lindung.OrgID{nil, {another, mine}} {
					all = append(all, Object{Type: TypeProposal, ID: "proposal", Org: owner, To: editor, Proposer: by, Seconds: seconds})
				}
			}
		}
		all = append(all, Object{Type: TypeTip, ID: "tip", Org: owner}, Object{Type: TypeTip, ID: "another", Org: owner})
		for _, to := range []lindung.OrgID{"", mine, another} {
			for _, by := range []lindung.ActorID{"", me, mate} {
				all = append(all, Object{Type: TypeRight, ID: "right", Org: owner, To: to, Proposer: by})
			}
		}
		for _, team := range [][]lindung.ActorID{nil, {mate, me}} {
			for _, to := range []lindung.OrgID{"", mine, another} {
				for _, by := range askers(a) {
					all = append(all, Object{Type: TypeReferral, ID: "referral", Org: owner, To: to, Team: team, Proposer: by},
						Object{Type: TypeReferral, ID: "referral", Org: owner, To: to, Team: team, Protected: true, Proposer: by})
				}
			}
			all = append(all, casesOf(a, g, Object{Type: TypeCase, ID: "case", Org: owner, Team: team})...)
		}
	}
	return all
}

func casesOf(a Action, g lindung.Group, o Object) []Object {
	open := [][]lindung.Group{nil, {lindung.Screening}, {lindung.Documents}}
	if g != "" {
		other := lindung.Groups[(slices.Index(lindung.Groups, g)+1)%len(lindung.Groups)]
		open = [][]lindung.Group{nil, {g}, {other}}
	}
	var all []Object
	for _, o.Open = range open {
		for _, o.Proposer = range askers(a) {
			for _, o.Closed = range []bool{false, true} {
				all = append(all, o)
				if a == CaseRead || a == GroupRead {
					saved := o
					saved.Emergency = true
					all = append(all, saved)
				}
			}
			o.Protected, o.Closed = true, false
			all = append(all, o)
			o.Protected = false
		}
	}
	return all
}

// askers are who can have asked for what a second person agrees to.
func askers(a Action) []lindung.ActorID {
	if a == BasisAgree || a == ReferralApprove || a == EmergencyConfirm {
		return []lindung.ActorID{"", me, mate}
	}
	return []lindung.ActorID{""}
}

// requests are all questions of all principals about a.
func requests(a Action) iter.Seq[Request] { return requestsOf(a, principals()) }

// requestsOf are all questions of these principals about a that can have different
// answers.
func requestsOf(a Action, who []Principal) iter.Seq[Request] {
	groups := []lindung.Group{""}
	if a == GroupRead || a == GroupEdit || a == NoteAdd {
		groups = append(groups, lindung.Groups...)
	}
	return func(yield func(Request) bool) {
		for _, g := range groups {
			things := objects(a, g)
			for _, principal := range who {
				for _, o := range things {
					for _, proof := range []bool{true, false} {
						if !yield(Request{Principal: principal, Action: a, Object: o, Group: g, SteppedUp: proof}) {
							return
						}
					}
				}
			}
		}
	}
}

func newPolicy(t testing.TB) *Policy {
	t.Helper()
	p, err := NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestEveryQuestion asks the policies and the oracle everything.
func TestEveryQuestion(t *testing.T) {
	p := newPolicy(t)
	for _, a := range Actions {
		t.Run(string(a), func(t *testing.T) {
			t.Parallel()
			for r := range requests(a) {
				if err := agree(p, r); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestOneJudge asks one judge everything about its actor, and about further
// objects of each shape: what it remembers changes no answer.
func TestOneJudge(t *testing.T) {
	p := newPolicy(t)
	for _, actor := range principals() {
		if a, ok := actor.(Actor); ok && len(a.Roles) > 1 && a.Sector != "police" {
			continue
		}
		j := p.judge(actor)
		for _, a := range Actions {
			for r := range requestsOf(a, []Principal{actor}) {
				for range 2 {
					if got, want := j.decide(r).Allow, oracle(r); got != want {
						t.Fatalf("%+v: got %v, want %v", r, got, want)
					}
					if r.Object.Type == TypeCase || r.Object.Type == TypeReferral {
						r.Object.ID, r.Object.Team = "other", append([]lindung.ActorID{"third"}, r.Object.Team...)
					}
				}
			}
		}
	}
}

// agree compares the answer of the policies with that of the oracle. Only a
// question that makes no sense may be an error.
func agree(p *Policy, r Request) error {
	want, d := oracle(r), p.Decide(r)
	sense := slices.Contains(askedOf[r.Action], r.Object.Type) && ask(r).groupFits()
	switch {
	case d.Allow != want:
		return fmt.Errorf("%+v:\ngot %+v, want allow %v", r, d, want)
	case d.Errored == sense:
		return fmt.Errorf("%+v:\ngot %+v, want errored %v", r, d, !sense)
	case d.Allow && d.Policy == "":
		return fmt.Errorf("%+v: allowed by no policy", r)
	}
	return nil
}

// TestAnyQuestion goes beyond the enumeration: all sectors, any number of
// roles, any set of open groups.
func TestAnyQuestion(t *testing.T) {
	p := newPolicy(t)
	rapid.Check(t, func(t *rapid.T) {
		if err := agree(p, anyRequest(t)); err != nil {
			t.Fatal(err)
		}
	})
}

func anyRequest(t *rapid.T) Request {
	orgs, ids := rapid.SampledFrom([]lindung.OrgID{mine, theirs}), rapid.SampledFrom([]lindung.ActorID{me, mate, "third"})
	r := Request{
		Principal: anyPrincipal(t, orgs.Draw(t, "org")),
		Action:    rapid.SampledFrom(Actions).Draw(t, "action"),
		Object: Object{
			ID: rapid.SampledFrom([]string{string(me), string(mine), string(theirs), "thing"}).Draw(t, "id"), Org: orgs.Draw(t, "owner"),
			Team:   rapid.SliceOf(ids).Draw(t, "team"),
			Open:   rapid.SliceOf(rapid.SampledFrom(lindung.Groups)).Draw(t, "open"),
			Closed: rapid.Bool().Draw(t, "closed"), Emergency: rapid.Bool().Draw(t, "emergency"),
		},
		SteppedUp: rapid.Bool().Draw(t, "proof"),
	}
	r.Object.Type = rapid.SampledFrom(askedOf[r.Action]).Draw(t, "type")
	switch {
	case r.Object.Type == TypeOrg:
		r.Object.ID = string(r.Object.Org)
	case r.Object.Type == TypeReferral && rapid.Bool().Draw(t, "inside"):
		r.Object.To, r.Object.Proposer = orgs.Draw(t, "to"), rapid.SampledFrom([]lindung.ActorID{"", me, mate}).Draw(t, "asker")
	case (r.Action == BasisAgree || r.Action == ReferralApprove || r.Action == EmergencyConfirm) && rapid.Bool().Draw(t, "proposed"):
		r.Object.Proposer = ids.Draw(t, "proposer")
	}
	if r.Action == GroupRead || r.Action == GroupEdit || r.Action == NoteAdd && rapid.Bool().Draw(t, "grouped") {
		r.Group = rapid.SampledFrom(lindung.Groups).Draw(t, "group")
	}
	return r
}

func anyPrincipal(t *rapid.T, org lindung.OrgID) Principal {
	if rapid.IntRange(0, 9).Draw(t, "program") == 0 {
		return program{id: me, org: org}
	}
	return Actor{
		ID: me, Org: org, Sector: rapid.SampledFrom(lindung.Sectors).Draw(t, "sector"),
		Roles: rapid.SliceOf(rapid.SampledFrom(lindung.Roles)).Draw(t, "roles"),
	}
}

// TestPromises holds what must be true whatever the policies become: each
// would be broken by a change that also changed the oracle.
func TestPromises(t *testing.T) {
	p := newPolicy(t)
	for _, a := range Actions {
		for r := range requests(a) {
			allow := oracle(r) // TestEveryQuestion shows that the policies answer the same
			if !allow && a != ConsentWithdraw {
				continue
			}
			for promise, kept := range promises(p, r, allow) {
				if !kept {
					t.Fatalf("%s: %+v", promise, r)
				}
			}
		}
	}
}

// promises says which of the promises the answer to r keeps.
func promises(p *Policy, r Request, allow bool) map[string]bool {
	q := ask(r)
	onCase := r.Object.Type == TypeCase && r.Action != SystemRun
	kept := map[string]bool{
		"another organisation's case is read and no more":                !allow || !onCase || q.own() || r.Action == CaseRead || r.Action == GroupRead,
		"nothing closed to it is read by another organisation":           !allow || !onCase || q.own() || len(r.Object.Open) > 0 && (r.Group == "" || q.opened(r.Group)) || r.Object.Emergency,
		"an administrator does not touch cases":                          !allow || !onCase || !q.administrator() || r.Action == ConsentWithdraw,
		"without a role there is only the own account":                   !allow || q.program || q.person != nil || q.reporter != nil || q.link != nil || len(q.Actor.Roles) > 0 || q.onHimself(),
		"a person does nothing but at their own file":                    !allow || q.person == nil || onCase && r.Object.ID == string(q.person.Case) && q.own(),
		"who told something without a name does nothing but at that tip": !allow || q.reporter == nil || r.Object.Type == TypeTip && r.Object.ID == q.reporter.Tip && q.own(),
		"what is done at a tip by who told it, nobody else does":         !allow || r.Object.Type != TypeTip || q.reporter != nil,
		"the system does not read cases":                                 !allow || !onCase || !q.program,
		"a link does nothing but at its own referral":                    !allow || q.link == nil || r.Object.ID == string(q.link.Referral) || r.Object.ID == string(q.link.Case) && r.Object.Org == q.link.Org,
	}
	if allow && onCase && !q.own() && r.Object.Emergency && r.Group != "" && !q.opened(r.Group) {
		kept["an emergency opens what may save a life, and never past a wall"] = q.saves(r.Group) && !q.barredFrom(r.Group)
	}
	if r.Action == ConsentWithdraw && r.Object.Type == TypeCase && q.own() && (q.is(lindung.Supervisor, lindung.DutyOfficer) || q.onTeam() && q.is(lindung.Caseworker)) {
		kept["withdrawal always works"] = allow
	}
	if r.Group == lindung.Justice {
		police := slices.Contains([]lindung.Sector{"police", "immigration", "labour", "prosecution", "court"}, q.Actor.Sector)
		kept["an investigation is for those who inquire, prosecute and judge"] = !allow || police
	} else if allow && q.Actor.Sector == "police" {
		q.Actor.Sector = "shelter"
		r.Principal = q.Actor
		kept["a shelter may do whatever the police may, but for an investigation"] = p.Decide(r).Allow
	}
	if allow && len(r.Object.Open) > 0 {
		r.Object.Open = lindung.Groups
		kept["to open more takes nothing away"] = p.Decide(r).Allow
	}
	return kept
}

// TestGroups: the groups of a case are those that Decide allows one by one.
func TestGroups(t *testing.T) {
	p := newPolicy(t)
	for _, principal := range principals() {
		for _, o := range objects(GroupRead, lindung.SupportNotes) {
			var want []lindung.Group
			for _, g := range lindung.Groups {
				if p.Decide(Request{Principal: principal, Action: GroupRead, Object: o, Group: g}).Allow {
					want = append(want, g)
				}
			}
			if got := p.Groups(Request{Principal: principal, Object: o}); !slices.Equal(got, want) {
				t.Fatalf("%+v, %+v: got %v, want %v", principal, o, got, want)
			}
		}
	}
}

// TestNonsenseIsRefused: what is missing or in no list must not slip past a
// comparison or a wall.
func TestNonsenseIsRefused(t *testing.T) {
	p := newPolicy(t)
	actor := Actor{ID: me, Org: mine, Sector: "ngo", Roles: []lindung.Role{lindung.Supervisor}}
	good := Request{
		Principal: actor, Action: GroupRead, Group: lindung.Health,
		Object: Object{Type: TypeCase, ID: "case", Org: mine},
	}
	if d := p.Decide(good); !d.Allow {
		t.Fatalf("the good one: %+v", d)
	}
	for name, spoil := range map[string]func(*Request, *Actor){
		"no principal":       func(r *Request, _ *Actor) { r.Principal = nil },
		"nobody":             func(_ *Request, a *Actor) { a.ID = "" },
		"no organisations":   func(r *Request, a *Actor) { a.Org, r.Object.Org = "", "" },
		"unknown sector":     func(_ *Request, a *Actor) { a.Sector = "Police" },
		"no sector":          func(_ *Request, a *Actor) { a.Sector = "" },
		"unknown role":       func(_ *Request, a *Actor) { a.Roles = append(a.Roles, "Administrator") },
		"no object":          func(r *Request, _ *Actor) { r.Object = Object{} },
		"no owner":           func(r *Request, _ *Actor) { r.Object.Org = "" },
		"no id":              func(r *Request, _ *Actor) { r.Object.ID = "" },
		"unknown type":       func(r *Request, _ *Actor) { r.Object.Type = "Account" },
		"unknown action":     func(r *Request, _ *Actor) { r.Action = "sees contents" },
		"no action":          func(r *Request, _ *Actor) { r.Action = "" },
		"unknown group":      func(r *Request, _ *Actor) { r.Group = "healthy" },
		"no group":           func(r *Request, _ *Actor) { r.Group = "" },
		"group out of place": func(r *Request, _ *Actor) { r.Action = CaseRead },
		"somebody else's organisation": func(r *Request, _ *Actor) {
			r.Action, r.Group, r.Object = CaseList, "", Object{Type: TypeOrg, ID: string(theirs), Org: mine}
		},
	} {
		r, a := good, actor
		a.Roles = slices.Clone(actor.Roles)
		if spoil(&r, &a); r.Principal != nil {
			r.Principal = a
		}
		if d := p.Decide(r); d.Allow || !d.Errored {
			t.Errorf("%s: %+v, want a refusal that says it was an error", name, d)
		}
	}
}
