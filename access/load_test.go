package access

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cedar-policy/cedar-go"
	cedarast "github.com/cedar-policy/cedar-go/ast"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"

	"lindung"
)

// TestRefusedAtStart: a policy with a slip in it must stop the program, not
// wait for the request that meets it.
func TestRefusedAtStart(t *testing.T) {
	for _, c := range []struct{ name, policy, want string }{
		{"none", ``, "no policies"},
		{"syntax", `permit (`, "policy/x.cedar"},
		{"no id", `permit (principal, action, resource);`, "needs an id"},
		{"same id", "@id(\"a\") permit (principal, action, resource);\n@id(\"a\") permit (principal, action, resource);", "needs an id"},
		{"misspelt attribute", `@id("a") permit (principal is Actor, action == Action::"case.read", resource is Case) when { resource.taem.contains(principal) };`, "taem"},
		{"misspelt role", `@id("a") permit (principal is Actor, action == Action::"case.read", resource is Case) when { principal.roles.contains(Role::"superviser") };`, "superviser"},
		{"one organisation by name", `@id("a") permit (principal is Actor, action == Action::"case.read", resource is Case) when { resource.organisation == Org::"theirs" };`, "theirs"},
		{"misspelt action", `@id("a") permit (principal is Actor, action == Action::"case.raed", resource is Case);`, "case.raed"},
		{"may be missing", `@id("a") forbid (principal is Actor, action == Action::"referral.read", resource is Referral) when { resource.to == principal.organisation };`, "to"},
		{"wrong object", `@id("a") permit (principal is Actor, action == Action::"case.read", resource is Referral);`, "a"},
		{"blocks withdrawal", `@id("a") forbid (principal, action == Action::"consent.withdraw", resource is Case) when { resource.closed };`, "withdrawal"},
		{"blocks everything", `@id("a") forbid (principal, action, resource);`, "withdrawal"},
		{"blocks by list", `@id("a") forbid (principal, action in [Action::"case.read", Action::"consent.withdraw"], resource);`, "withdrawal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(fstest.MapFS{"policy/schema.cedarschema": schemaFile(t), "policy/x.cedar": {Data: []byte(c.policy)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("load: %v, want an error that says %q", err, c.want)
			}
		})
	}
}

func TestSchemaRefusedAtStart(t *testing.T) {
	good := schemaFile(t).Data
	policy := &fstest.MapFile{Data: []byte(`@id("a") permit (principal, action, resource);`)}
	for name, files := range map[string]fstest.MapFS{
		"no schema":      {"policy/x.cedar": policy},
		"syntax":         {"policy/schema.cedarschema": {Data: []byte("entity ;")}, "policy/x.cedar": policy},
		"missing action": {"policy/schema.cedarschema": {Data: []byte(strings.ReplaceAll(string(good), `"log.verify"`, `"log.versify"`))}, "policy/x.cedar": policy},
	} {
		if _, err := load(files); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

func schemaFile(t *testing.T) *fstest.MapFile {
	t.Helper()
	text, err := fs.ReadFile(policyFiles, "policy/schema.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: text}
}

// TestSchemaKnowsTheWords: the closed lists of the program and of the schema
// are the same, and so are the actions and what they are asked of.
func TestSchemaKnowsTheWords(t *testing.T) {
	known, _ := loaded(t)
	for _, c := range []struct{ enum, want string }{
		{"Role", fmt.Sprint(lindung.Roles)}, {"Sector", fmt.Sprint(lindung.Sectors)}, {"Group", fmt.Sprint(lindung.Groups)},
	} {
		var names []string
		for _, v := range known.Enums[cedar.EntityType(c.enum)].Values {
			names = append(names, string(v.ID))
		}
		if got := fmt.Sprint(names); got != c.want {
			t.Errorf("%s: schema has %s, the program %s", c.enum, got, c.want)
		}
	}
	for uid, declared := range known.Actions {
		a := Action(uid.ID)
		if declared.AppliesTo != nil && (!slices.Contains(Actions, a) || askedOf[a] == nil || workerMay[a] == nil) {
			t.Errorf("%s is in the schema only", uid)
		}
	}
	if len(askedOf) != len(Actions) || len(workerMay) != len(Actions) {
		t.Errorf("%d actions, the oracle knows %d and %d", len(Actions), len(askedOf), len(workerMay))
	}
}

func factsOf(p *Policy, r Request) (*facts, bool) {
	j := p.judge(r.Principal)
	return j.facts(p.acts[r.Action], r.Object, asked{j.shapeOf(r.Object), r.Action, r.Group, r.SteppedUp})
}

// TestEntitiesFitTheSchema: policies are checked against the schema, so what
// they are given must follow it too.
func TestEntitiesFitTheSchema(t *testing.T) {
	known, _ := loaded(t)
	p, check := newPolicy(t), validate.New(known, validate.WithStrict())
	for _, a := range Actions {
		for r := range requests(a) {
			q := ask(r)
			if len(q.Actor.Roles) > 1 || q.Actor.Sector == "court" || !slices.Contains(askedOf[a], r.Object.Type) || !q.groupFits() ||
				(q.person == nil) == slices.Contains(onlyPerson, a) || q.person != nil && !slices.Contains(personActs, a) || q.link != nil && !slices.Contains(linkActs, a) ||
				(q.reporter == nil) == slices.Contains(onlyReporter, a) {
				continue
			}
			compiled := p.acts[a]
			f, ok := factsOf(p, r)
			if !ok {
				t.Fatalf("%+v: no facts", r)
			}
			req := cedar.Request{Principal: f.principal.UID, Action: compiled.uid, Resource: f.resource.UID, Context: compiled.contexts[said{r.Group, r.SteppedUp}]}
			for _, err := range []error{check.Request(req), check.Entity(f.principal), check.Entity(f.resource)} {
				if err != nil {
					t.Fatalf("%+v: %v", r, err)
				}
			}
		}
	}
}

func loaded(t testing.TB) (*resolved.Schema, policies) {
	t.Helper()
	known, err := loadSchema(policyFiles)
	if err != nil {
		t.Fatal(err)
	}
	all, err := loadPolicies(policyFiles)
	if err != nil {
		t.Fatal(err)
	}
	return known, all
}

// TestErroringForbidRefuses: Cedar skips a prohibition that cannot be
// evaluated, and would allow. Decide must not.
func TestErroringForbidRefuses(t *testing.T) {
	p := newPolicy(t)
	var broken cedar.Policy
	if err := broken.UnmarshalCedar([]byte(`forbid (principal, action, resource) when { resource.sealed };`)); err != nil {
		t.Fatal(err)
	}
	r := Request{Principal: Actor{ID: me, Org: mine, Sector: "ngo", Roles: []lindung.Role{lindung.Supervisor}}, Action: CaseRead, Object: Object{Type: TypeCase, ID: "case", Org: mine}}
	if d := p.Decide(r); !d.Allow {
		t.Fatalf("before: %+v", d)
	}
	a := p.acts[CaseRead]
	a.policies = append(slices.Clone(a.policies), named{"broken", &broken})
	f, _ := factsOf(p, r)
	if d, _ := cedar.Authorize(a.policies, f, cedar.Request{Principal: f.principal.UID, Action: a.uid, Resource: f.resource.UID}); d != cedar.Allow {
		t.Error("Cedar itself refuses now: the wrapper may have become needless")
	}
	if d := a.decide(f, ""); d.Allow || !d.Errored || d.Policy != "" {
		t.Errorf("got %+v, want a refusal that says it was an error", d)
	}
}

// TestEveryPartMatters leaves out, one at a time, every policy, every condition
// and every action that a policy names. Each must change an answer: a part
// that changes nothing is either idle or not tested. TestEveryQuestion shows that the
// oracle answers as they all do together.
func TestEveryPartMatters(t *testing.T) {
	if testing.Short() {
		t.Skip("needs every sector")
	}
	known, all := loaded(t)
	p := newPolicy(t)
	for i, n := range all {
		t.Run(string(n.id), func(t *testing.T) {
			t.Parallel()
			for part, m := range mutants(n) {
				others := slices.Clone(all)
				others[i] = m
				if !changes(t, p, known, others, n, m) {
					t.Errorf("nothing changes without %s", part)
				}
			}
		})
	}
}

// mutants are n without one of its parts, by the name of the part.
func mutants(n named) map[string]named {
	out := map[string]named{}
	add := func(part string, p ast.Policy) {
		out[part] = named{n.id, cedar.NewPolicyFromAST((*cedarast.Policy)(&p))}
	}
	original := *(*ast.Policy)(n.policy.AST())
	whole := original
	whole.Action = ast.ScopeTypeInSet{}
	add("it", whole)
	for i := range original.Conditions {
		m := original
		m.Conditions = slices.Delete(slices.Clone(original.Conditions), i, i+1)
		add(fmt.Sprintf("condition %d", i+1), m)
	}
	if in, ok := original.Action.(ast.ScopeTypeInSet); ok {
		for i, uid := range in.Entities {
			m := original
			m.Action = ast.ScopeTypeInSet{Entities: slices.Delete(slices.Clone(in.Entities), i, i+1)}
			add(uid.String(), m)
		}
	}
	return out
}

// changes reports whether any answer differs when all is the set of policies,
// in which m stands for n.
func changes(t *testing.T, p *Policy, known *resolved.Schema, all policies, n, m named) bool {
	t.Helper()
	for _, a := range Actions {
		spoke, speaks := speaksOf(n.policy, p.acts[a].entity), speaksOf(m.policy, p.acts[a].entity)
		sameConditions := len(n.policy.AST().Conditions) == len(m.policy.AST().Conditions)
		if !spoke || speaks && sameConditions {
			continue
		}
		compiled, err := compileAction(known, all, a)
		if err != nil {
			t.Fatal(err)
		}
		without := &Policy{acts: map[Action]act{a: compiled}}
		differs := func(r Request) bool {
			return (r.SteppedUp || compiled.stepUp) && oracle(r) != without.Decide(r).Allow
		}
		all := slices.Collect(requests(a))
		for i := 0; i < len(all); i += 41 { // most differences show soon among questions from everywhere
			if differs(all[i]) {
				return true
			}
		}
		if slices.ContainsFunc(all, differs) {
			return true
		}
	}
	return false
}

// TestEveryPolicyIsSaidInWords: above each policy stands a sentence for the
// data-protection officer.
func TestEveryPolicyIsSaidInWords(t *testing.T) {
	for _, c := range chapters(t) {
		if c.intro == "" {
			t.Errorf("%s: no line says what it is about", c.file)
		}
		for _, r := range c.rules {
			if !strings.HasSuffix(r.words, ".") {
				t.Errorf("%s: %s has no sentence: %q", c.file, r.id, r.words)
			}
		}
	}
}

// TestPoliciesTellNoTwoCasesApart: a judge answers once for all cases, and all
// referrals, of one shape. So of an object without its own id in the shape a
// policy may only look at attributes, and of its team only ask whether the actor
// is on it.
func TestPoliciesTellNoTwoCasesApart(t *testing.T) {
	_, all := loaded(t)
	for _, p := range append(all, named{"by id", parsed(t, `permit (principal, action, resource) when { resource == Case::"c" };`)},
		named{"by head", parsed(t, `permit (principal, action, resource == Case::"c");`)},
		named{"by team", parsed(t, `permit (principal, action, resource) when { resource.team == [] };`)},
		named{"by colleague", parsed(t, `permit (principal, action, resource) when { resource.team.contains(Actor::"a") };`)}) {
		told := tellsApart(t, p.policy)
		if example := strings.HasPrefix(string(p.id), "by "); told != example {
			t.Errorf("%s: tells two cases of one shape apart: %v", p.id, told)
		}
	}
}

func parsed(t *testing.T, text string) *cedar.Policy {
	t.Helper()
	var p cedar.Policy
	if err := p.UnmarshalCedar([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return &p
}

// tellsApart looks for the resource in a policy's own JSON.
func tellsApart(t *testing.T, p *cedar.Policy) bool {
	t.Helper()
	b, err := p.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var form struct {
		Resource   map[string]any
		Conditions []any
	}
	if err := json.Unmarshal(b, &form); err != nil {
		t.Fatal(err)
	}
	if op := form.Resource["op"]; op != "All" && op != "is" {
		return true
	}
	return slices.ContainsFunc(form.Conditions, looksAtID)
}

const (
	theResource  = `{"Var":"resource"}`
	thePrincipal = `{"Var":"principal"}`
	theTeam      = `{".":{"attr":"team","left":` + theResource + `}}`
)

// thePrincipals is an attribute of the principal.
func thePrincipals(attribute string) string {
	return `{".":{"attr":"` + attribute + `","left":` + thePrincipal + `}}`
}

// looksAtID walks over an expression: attributes of the resource are fine, and
// the question whether the actor is on its team.
func looksAtID(x any) bool {
	switch text := jsonOf(x); text {
	case theResource, theTeam:
		return true
	}
	switch x := x.(type) {
	case []any:
		return slices.ContainsFunc(x, looksAtID)
	case map[string]any:
		for key, v := range x {
			parts, _ := v.(map[string]any)
			switch {
			case (key == "." || key == "has") && jsonOf(parts["left"]) == theResource:
				continue
			case key == "==" && jsonOf(parts["right"]) == theResource && (jsonOf(parts["left"]) == thePrincipals("about") || jsonOf(parts["left"]) == thePrincipals("referral")):
				continue // the shape says whether it is what the principal comes for
			case key == "contains" && jsonOf(parts["left"]) == theTeam && jsonOf(parts["right"]) == thePrincipal:
				continue
			}
			if looksAtID(v) {
				return true
			}
		}
	}
	return false
}

func jsonOf(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		return ""
	}
	return string(b)
}
