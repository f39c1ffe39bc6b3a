package access

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	// The parts of Cedar that may still change stay in this file.
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"
)

//go:embed policy
var policyFiles embed.FS

// named is a policy and its @id.
type named struct {
	id     cedar.PolicyID
	policy *cedar.Policy
}

// policies are evaluated in the order of their ids, so that the answer names
// the same policy every time.
type policies []named

// All makes policies a set that Cedar can evaluate.
func (ps policies) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, p := range ps {
			if !yield(p.id, p.policy) {
				return
			}
		}
	}
}

// load reads schema and policies from files, checks them and sorts the
// policies by the actions that they speak of.
func load(files fs.FS) (*Policy, error) {
	known, err := loadSchema(files)
	if err != nil {
		return nil, err
	}
	all, err := loadPolicies(files)
	if err != nil {
		return nil, err
	}
	return compile(known, all)
}

// compile checks all against known. It evaluates nothing.
func compile(known *resolved.Schema, all policies) (*Policy, error) {
	check := validate.New(known, validate.WithStrict())
	for _, p := range all {
		if err := check.Policy(string(p.id), (*ast.Policy)(p.policy.AST())); err != nil {
			return nil, fmt.Errorf("policy %s: %w", p.id, err)
		}
		if err := knownWords(known, p.policy); err != nil {
			return nil, fmt.Errorf("policy %s: %w", p.id, err)
		}
	}
	out := &Policy{acts: make(map[Action]act, len(Actions))}
	for _, a := range Actions {
		compiled, err := compileAction(known, all, a)
		if err != nil {
			return nil, fmt.Errorf("action %s: %w", a, err)
		}
		out.acts[a] = compiled
	}
	return out, withdrawalIsFree(out)
}

// literal is a role, sector, group or anything else that a policy names.
var literal = regexp.MustCompile(`\b(\w+)::"([^"]*)"`)

// knownWords refuses a policy that names a role, a sector or a group that does
// not exist: a condition on it would never hold, and the validator knows only
// the types of such names, not the lists.
func knownWords(known *resolved.Schema, p *cedar.Policy) error {
	for _, m := range literal.FindAllStringSubmatch(string(p.MarshalCedar()), -1) {
		uid := cedar.NewEntityUID(cedar.EntityType(m[1]), cedar.String(m[2]))
		_, action := known.Actions[uid]
		if !action && !slices.Contains(known.Enums[uid.Type].Values, uid) {
			return fmt.Errorf("names %s, which is in no list", uid)
		}
	}
	return nil
}

// withdrawalIsFree refuses a set of policies if one of them could forbid
// withdrawing consent.
func withdrawalIsFree(p *Policy) error {
	for _, n := range p.acts[ConsentWithdraw].policies {
		if n.policy.Effect() == cedar.Forbid {
			return fmt.Errorf("policy %s could forbid the withdrawal of consent", n.id)
		}
	}
	return nil
}

func compileAction(known *resolved.Schema, all policies, a Action) (act, error) {
	uid := cedar.NewEntityUID("Action", cedar.String(a))
	declared, ok := known.Actions[uid]
	if !ok || declared.AppliesTo == nil {
		return act{}, errors.New("not in the schema")
	}
	out := act{uid: uid, entity: cedar.Entity{UID: uid, Parents: cedar.NewEntityUIDSet(kinds(known, uid)...)}, on: declared.AppliesTo.Resources}
	_, out.stepUp = declared.AppliesTo.Context["stepped_up"]
	group, has := declared.AppliesTo.Context["group"]
	out.group, out.groupToo = has && !group.Optional, has && group.Optional
	out.contexts = contexts(out)
	for _, p := range all {
		if speaksOf(p.policy, out.entity) {
			out.policies = append(out.policies, named{p.id, withoutAction(p.policy)})
		}
	}
	return out, nil
}

// withoutAction returns the policy as it reads for an action that its head is
// known to match. Asking the head again for every request costs more than all
// the rest.
func withoutAction(p *cedar.Policy) *cedar.Policy {
	known := *p.AST()
	known.Action = ast.ScopeTypeAll{}
	return cedar.NewPolicyFromAST(&known)
}

// kinds returns all kinds that the action belongs to, directly or not, so that
// an evaluation needs no entity but the action's own.
func kinds(known *resolved.Schema, uid cedar.EntityUID) []cedar.EntityUID {
	var all []cedar.EntityUID
	for parent := range known.Actions[uid].Entity.Parents.All() {
		all = append(all, parent)
		all = append(all, kinds(known, parent)...)
	}
	return all
}

// speaksOf reports whether the head of the policy matches the action. What is
// left out could not have matched, and so changes no answer.
func speaksOf(p *cedar.Policy, action cedar.Entity) bool {
	within := func(uid cedar.EntityUID) bool { return uid == action.UID || action.Parents.Contains(uid) }
	switch scope := (*ast.Policy)(p.AST()).Action.(type) {
	case ast.ScopeTypeEq:
		return scope.Entity == action.UID
	case ast.ScopeTypeIn:
		return within(scope.Entity)
	case ast.ScopeTypeInSet:
		return slices.ContainsFunc(scope.Entities, within)
	}
	return true
}

func loadSchema(files fs.FS) (*resolved.Schema, error) {
	text, err := fs.ReadFile(files, "policy/schema.cedarschema")
	if err != nil {
		return nil, err
	}
	var s schema.Schema
	if err := s.UnmarshalCedar(text); err != nil {
		return nil, fmt.Errorf("policy schema: %w", err)
	}
	return s.Resolve()
}

// loadPolicies reads every policy/*.cedar. Each policy needs an @id of its own.
func loadPolicies(files fs.FS) (policies, error) {
	names, err := fs.Glob(files, "policy/*.cedar")
	if err != nil {
		return nil, err
	}
	var all policies
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		list, err := cedar.NewPolicyListFromBytes(name, text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, p := range list {
			all = append(all, named{cedar.PolicyID(p.Annotations()["id"]), p})
		}
	}
	slices.SortFunc(all, func(a, b named) int { return strings.Compare(string(a.id), string(b.id)) })
	for i, p := range all {
		if p.id == "" || i > 0 && all[i-1].id == p.id {
			return nil, fmt.Errorf("policy %q at %s:%d: every policy needs an id of its own", p.id, p.policy.Position().Filename, p.policy.Position().Line)
		}
	}
	if len(all) == 0 {
		return nil, errors.New("no policies")
	}
	return all, nil
}
