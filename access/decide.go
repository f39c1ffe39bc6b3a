package access

import (
	"slices"
	"sync"

	"github.com/cedar-policy/cedar-go"

	"lindung"
)

// Policy answers who may do what. Its answers follow from the policies that were
// compiled at start, and it remembers the last ones; it may be used by many goroutines.
type Policy struct {
	acts map[Action]act

	mu      sync.Mutex
	answers map[cedar.EntityUID]*answers
}

// mostPrincipals and mostAnswers bound what a Policy remembers.
const (
	mostPrincipals = 1024
	mostAnswers    = 1024
)

// answers are those that one principal got, as it was then: the policies see nothing
// but the principal and what is asked.
type answers struct {
	principal cedar.Entity

	mu      sync.Mutex
	decided map[asked]Decision
}

// answersTo returns the answers that a principal got, none for one that has changed.
func (p *Policy) answersTo(principal cedar.Entity) *answers {
	p.mu.Lock()
	defer p.mu.Unlock()
	a, ok := p.answers[principal.UID]
	if !ok || !a.principal.Equal(principal) {
		if len(p.answers) >= mostPrincipals || p.answers == nil {
			p.answers = map[cedar.EntityUID]*answers{}
		}
		a = &answers{principal: principal, decided: map[asked]Decision{}}
		p.answers[principal.UID] = a
	}
	return a
}

func (a *answers) find(q asked) (Decision, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d, ok := a.decided[q]
	return d, ok
}

func (a *answers) keep(q asked, d Decision) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.decided) >= mostAnswers {
		clear(a.decided)
	}
	a.decided[q] = d
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

// Decide answers r. What no policy allows is refused, and so is a request that makes
// no sense or on which a policy fails: Cedar skips a failing policy, and skipping a
// wall would allow.
func (p *Policy) Decide(r Request) Decision {
	j := judge{policy: p}
	j.hears(r.Principal)
	return j.decide(r)
}

// Groups returns the field groups that the principal of r may read of its object,
// which is a case. It ignores r.Action and r.Group.
func (p *Policy) Groups(r Request) []lindung.Group { return p.judge(r.Principal).groups(r.Object) }

// A judge answers all questions about one principal: those of an act. It asks
// the policies once about things that they cannot tell apart, such as most rows
// of a list. It is not for several goroutines.
type judge struct {
	policy    *Policy
	principal cedar.Entity
	known     bool
	things    map[shape]cedar.Entity // the first of each shape; nil for a judge of one question
	answers   *answers               // nil for such a judge
}

func (p *Policy) judge(of Principal) *judge {
	j := &judge{policy: p, things: map[shape]cedar.Entity{}}
	if j.hears(of); j.known {
		j.answers = p.answersTo(j.principal)
	}
	return j
}

func (j *judge) hears(p Principal) {
	if p != nil {
		j.principal, j.known = p.entity()
	}
}

// shape is what the policies can tell of an object. Of cases and referrals that
// is neither which one it is nor who else is on its team; a test holds the
// policies to it.
type shape struct {
	kind     string
	id       string // of any other object
	blank    bool   // what makes it an object is missing
	org, to  lindung.OrgID
	onTeam   bool
	about    bool // the principal is the person whom it is about, or their link names it
	open     string
	closed   bool
	guarded  bool
	danger   bool // an emergency opens it
	proposer lindung.ActorID
	second   bool // the principal's organisation may review it
}

// asked is a question about one shape.
type asked struct {
	thing     shape
	action    Action
	group     lindung.Group
	steppedUp bool
}

func (j *judge) shapeOf(o Object) shape {
	if o.Type == TypeOrg && o.Org == "" {
		o.Org = lindung.OrgID(o.ID)
	}
	s := shape{
		about: j.about(o),
		kind:  o.Type, org: o.Org, to: o.To, onTeam: slices.Contains(o.Team, lindung.ActorID(j.principal.UID.ID)), closed: o.Closed, guarded: o.Protected, danger: o.Emergency, proposer: o.Proposer,
		blank: o.ID == "" || o.Org == "" || o.Type == TypeOrg && string(o.Org) != o.ID,
	}
	for _, g := range o.Open {
		s.open += string(g) + " "
	}
	s.second = slices.ContainsFunc(o.Seconds, j.worksFor)
	if o.Type != TypeCase && o.Type != TypeReferral {
		s.id = o.ID
	}
	return s
}

// worksFor reports whether the principal acts for an organisation.
func (j *judge) worksFor(org lindung.OrgID) bool {
	of, ok := j.principal.Attributes.Get("organisation")
	return ok && of.Equal(orgUID(org))
}

// about reports whether o is what the principal comes for: their own file, or the referral
// and the case of their link.
func (j *judge) about(o Object) bool {
	names := func(attribute string) bool {
		of, ok := j.principal.Attributes.Get(cedar.String(attribute))
		return ok && of.Equal(cedar.NewEntityUID(cedar.EntityType(o.Type), cedar.String(o.ID)))
	}
	switch o.Type {
	case TypeCase:
		return j.principal.UID == personUID(lindung.CaseID(o.ID)) || names(linkCase)
	case TypeReferral:
		return names(linkReferral)
	}
	return false
}

// decide answers r, whose principal is the judge's.
func (j *judge) decide(r Request) Decision {
	a, ok := j.policy.acts[r.Action]
	if !ok || !a.takes(r.Group) {
		return Decision{Errored: true}
	}
	return j.answer(a, r.Object, asked{j.shapeOf(r.Object), r.Action, r.Group, r.SteppedUp})
}

// answer decides what is asked about o.
func (j *judge) answer(a act, o Object, q asked) Decision {
	if j.answers != nil {
		if d, ok := j.answers.find(q); ok {
			return d
		}
	}
	d := Decision{Errored: true}
	if f, ok := j.facts(a, o, q); ok {
		d = a.decide(f, q.group)
	}
	if j.answers != nil {
		j.answers.keep(q, d)
	}
	return d
}

// facts gathers what the policies are told. It fails when something that they
// compare is missing, for two missing values would be equal; when it is not in
// a closed list, for then no wall would recognise it; and when the action is
// not asked of objects of this type.
func (j *judge) facts(a act, o Object, q asked) (*facts, bool) {
	if !j.known || q.thing.blank {
		return nil, false
	}
	thing, ok := j.things[q.thing]
	if !ok {
		thing = resourceOf(o)
		if j.things != nil {
			j.things[q.thing] = thing
		}
	}
	return &facts{principal: j.principal, resource: thing, action: a.entity, steppedUp: q.steppedUp}, slices.Contains(a.on, thing.UID.Type)
}

// groups returns the field groups of case o that the actor may read.
func (j *judge) groups(o Object) []lindung.Group {
	a, s := j.policy.acts[GroupRead], j.shapeOf(o)
	return slices.DeleteFunc(slices.Clone(lindung.Groups), func(g lindung.Group) bool {
		return !j.answer(a, o, asked{thing: s, action: GroupRead, group: g}).Allow
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

func resourceOf(o Object) cedar.Entity {
	attributes := cedar.RecordMap{"organisation": orgUID(o.Org)}
	kind := cedar.EntityType(o.Type)
	switch o.Type {
	case TypeActor:
		kind = "Account"
		attributes["holder"] = actorUID(lindung.ActorID(o.ID))
	case TypeReferral:
		attributes["team"] = teamOf(o)
		attributes["protected"] = cedar.Boolean(o.Protected)
		if o.To != "" {
			attributes["to"] = orgUID(o.To)
		}
		if o.Proposer != "" {
			attributes["asker"] = actorUID(o.Proposer)
		}
	case TypeNode:
		if o.To != "" {
			attributes["editor"] = orgUID(o.To)
		}
	case TypeProposal:
		attributes["asker"] = actorUID(o.Proposer)
		seconds := make([]cedar.Value, len(o.Seconds))
		for i, id := range o.Seconds {
			seconds[i] = orgUID(id)
		}
		attributes["seconds"] = cedar.NewSet(seconds...)
		if o.To != "" {
			attributes["editor"] = orgUID(o.To)
		}
	case TypeTip:
		attributes["reporter"] = reporterUID(o.ID)
	case TypeRight:
		attributes["asker"] = actorUID(o.Proposer)
		if o.To != "" {
			attributes["keeper"] = orgUID(o.To)
		}
	case TypeCase:
		open := make([]cedar.Value, len(o.Open))
		for i, g := range o.Open {
			open[i] = groupUID(g)
		}
		attributes["person"] = personUID(lindung.CaseID(o.ID))
		attributes["team"] = teamOf(o)
		attributes["open"] = cedar.NewSet(open...)
		attributes["closed"] = cedar.Boolean(o.Closed)
		attributes["protected"] = cedar.Boolean(o.Protected)
		attributes["emergency"] = cedar.Boolean(o.Emergency)
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

func personUID(id lindung.CaseID) cedar.EntityUID {
	return cedar.NewEntityUID("Person", cedar.String(id))
}

func orgUID(id lindung.OrgID) cedar.EntityUID { return cedar.NewEntityUID("Org", cedar.String(id)) }

func groupUID(g lindung.Group) cedar.EntityUID {
	return cedar.NewEntityUID("Group", cedar.String(g))
}
