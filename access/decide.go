package access

import (
	"slices"

	"github.com/cedar-policy/cedar-go"

	"lindung"
)

// Policy answers who may do what. It holds no state but the policies that were
// compiled at start; it may be used by many goroutines.
type Policy struct {
	acts map[Action]act
}

// act is what the schema and the policies say about one action.
type act struct {
	uid      cedar.EntityUID
	entity   cedar.Entity
	on       []cedar.EntityType
	stepUp   bool
	group    bool // needs a group
	groupToo bool // may have one
	contexts map[said]cedar.Record
	policies policies
}

// said is what a request says besides actor, action and object.
type said struct {
	group     lindung.Group
	steppedUp bool
}

// NewPolicy reads the policies that the program carries and checks each of
// them strictly against the schema. An error means that the program must not
// start.
func NewPolicy() (*Policy, error) { return load(policyFiles) }

// Decide answers r. Whatever is not allowed is refused; so is a question that
// makes no sense, and one on which any policy fails: Cedar skips a policy that
// fails, which for a prohibition would mean consent.
func (p *Policy) Decide(r Request) Decision {
	a, ok := p.acts[r.Action]
	if !ok || !a.takes(r.Group) {
		return Decision{Errored: true}
	}
	f, ok := factsOf(r, a)
	if !ok {
		return Decision{Errored: true}
	}
	return a.decide(f, r.Group)
}

// Groups returns the field groups that the principal of r may read of its object,
// which is a case. r.Action and r.Group are not looked at.
func (p *Policy) Groups(r Request) []lindung.Group {
	a := p.acts[GroupRead]
	f, ok := factsOf(r, a)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(lindung.Groups), func(g lindung.Group) bool {
		return !a.decide(f, g).Allow
	})
}

// takes reports whether the action can be asked with g.
func (a act) takes(g lindung.Group) bool {
	if g == "" {
		return !a.group
	}
	return (a.group || a.groupToo) && slices.Contains(lindung.Groups, g)
}

// decide evaluates the policies that speak of the action.
func (a act) decide(f *facts, g lindung.Group) Decision {
	req := cedar.Request{Principal: f.principal.UID, Action: a.uid, Resource: f.resource.UID, Context: a.contexts[said{g, f.steppedUp}]}
	decision, diag := cedar.Authorize(a.policies, f, req)
	if len(diag.Errors) > 0 {
		return Decision{Errored: true}
	}
	d := Decision{Allow: decision == cedar.Allow}
	if len(diag.Reasons) > 0 {
		d.Policy = string(diag.Reasons[0].PolicyID)
	}
	return d
}

// contexts has every context that a request for a can have: a group if the
// action takes one, and the second proof if it asks for it.
func contexts(a act) map[said]cedar.Record {
	all := map[said]cedar.Record{}
	for _, g := range append([]lindung.Group{""}, lindung.Groups...) {
		for _, steppedUp := range []bool{false, true} {
			record := cedar.RecordMap{}
			if g != "" && a.takes(g) {
				record["group"] = groupUID(g)
			}
			if a.stepUp {
				record["stepped_up"] = cedar.Boolean(steppedUp)
			}
			all[said{g, steppedUp}] = cedar.NewRecord(record)
		}
	}
	return all
}

// facts are the entities of one request and no others: the principal, the
// object and the kinds that the action belongs to.
type facts struct {
	principal, resource, action cedar.Entity
	steppedUp                   bool
}

// Get makes facts the entity store of an evaluation.
func (f *facts) Get(uid cedar.EntityUID) (cedar.Entity, bool) {
	switch uid {
	case f.principal.UID:
		return f.principal, true
	case f.resource.UID:
		return f.resource, true
	case f.action.UID:
		return f.action, true
	}
	return cedar.Entity{}, false
}

// factsOf builds the entities of r. It fails when something that a policy
// compares is missing, for two missing values would be equal; when it is not in
// a closed list, for then no wall would recognise it; and when the action is
// not asked of objects of this type.
func factsOf(r Request, a act) (*facts, bool) {
	o := r.Object
	if o.Type == TypeOrg && o.Org == "" {
		o.Org = lindung.OrgID(o.ID)
	}
	if r.Principal == nil || o.ID == "" || o.Org == "" || o.Type == TypeOrg && string(o.Org) != o.ID {
		return nil, false
	}
	principal, known := r.Principal.entity()
	if !known {
		return nil, false
	}
	f := &facts{principal: principal, resource: resourceOf(o), action: a.entity, steppedUp: r.SteppedUp}
	return f, slices.Contains(a.on, f.resource.UID.Type)
}

func resourceOf(o Object) cedar.Entity {
	attributes := cedar.RecordMap{"organisation": orgUID(o.Org)}
	kind := cedar.EntityType(o.Type)
	switch o.Type {
	case TypeActor:
		kind = "Account"
		attributes["holder"] = actorUID(lindung.ActorID(o.ID))
	case TypeReferral:
		attributes["team"] = teamOf(o)
		if o.To != "" {
			attributes["to"] = orgUID(o.To)
		}
	case TypeCase:
		open := make([]cedar.Value, len(o.Open))
		for i, g := range o.Open {
			open[i] = groupUID(g)
		}
		attributes["team"] = teamOf(o)
		attributes["open"] = cedar.NewSet(open...)
		attributes["closed"] = cedar.Boolean(o.Closed)
		if o.Proposer != "" {
			attributes["proposer"] = actorUID(o.Proposer)
		}
	}
	return cedar.Entity{UID: cedar.NewEntityUID(kind, cedar.String(o.ID)), Attributes: cedar.NewRecord(attributes)}
}

func teamOf(o Object) cedar.Set {
	team := make([]cedar.Value, len(o.Team))
	for i, id := range o.Team {
		team[i] = actorUID(id)
	}
	return cedar.NewSet(team...)
}

func actorUID(id lindung.ActorID) cedar.EntityUID {
	return cedar.NewEntityUID("Actor", cedar.String(id))
}

func orgUID(id lindung.OrgID) cedar.EntityUID { return cedar.NewEntityUID("Org", cedar.String(id)) }

func groupUID(g lindung.Group) cedar.EntityUID {
	return cedar.NewEntityUID("Group", cedar.String(g))
}
