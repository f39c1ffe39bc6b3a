package access

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lindung"
)

var update = flag.Bool("update", false, "write testdata/policy.golden and doc/policy.md")

// TestTable holds the decision table, so that a change of the policies is
// seen in review as a change of the table.
func TestTable(t *testing.T) {
	if testing.Short() {
		t.Skip("needs every sector")
	}
	p := newPolicy(t)
	var b strings.Builder
	section := func(title string, rows [][]string) {
		fmt.Fprintf(&b, "%s\n\n%s\n", title, aligned(rows))
	}
	section("role x action", actionRows(p))
	section("role x group, reading, in an organisation that is not police, immigration or prosecution", groupRows(p, GroupRead, "ngo"))
	section("role x group, reading, in a police organisation", groupRows(p, GroupRead, "police"))
	section("role x group, editing, in an organisation that is not police, immigration or prosecution", groupRows(p, GroupEdit, "ngo"))
	section("role x group, editing, in a police organisation", groupRows(p, GroupEdit, "police"))
	section("what a second role takes away", pairs())
	section("questions asked and allowed", countRows(t))
	golden(t, "testdata/policy.golden", b.String())
}

// TestPage holds the page for the data-protection officer.
func TestPage(t *testing.T) {
	p := newPolicy(t)
	var b strings.Builder
	b.WriteString(pageHead)
	for _, c := range chapters(t) {
		title, more, _ := strings.Cut(c.intro, ".")
		fmt.Fprintf(&b, "\n## %s\n\n", title)
		if more != "" {
			fmt.Fprintf(&b, "%s\n\n", strings.TrimSpace(more))
		}
		for _, r := range c.rules {
			fmt.Fprintf(&b, "- **%s** (%s). %s%s\n", r.id, r.effect, r.words, cited(r.source))
		}
	}
	b.WriteString("\n## The whole table\n\n" + tableLegend + "\n" + markdown(actionRows(p)))
	b.WriteString("\n## Which groups of fields a role reads\n\n" + markdown(groupRows(p, GroupRead, "ngo")))
	b.WriteString("\nIn an organisation of the police, immigration or prosecution:\n\n" + markdown(groupRows(p, GroupRead, "police")))
	b.WriteString("\n## What a second role takes away\n\n" + pairLegend + "\n" + markdown(pairs()))
	golden(t, "../doc/policy.md", b.String())
}

const pageHead = `# Who may do what

This page is made from the policies in ` + "`access/policy`" + ` and from the answers that they give;
` + "`go test ./access -update`" + ` writes it anew. What no sentence here allows is refused. What one
sentence forbids stays forbidden, whatever the others allow. A refusal looks like "not found",
and is in the log. Consent is checked besides: a permission to send a referral is not yet a
person's agreement to it.
`

const tableLegend = `- **team**: of one's own organisation, when on the team of the case
- **own**: of one's own organisation
- **open**: of another organisation, as far as consent or an agreed legal basis opens it now
- **to us**: a referral sent to one's own organisation; **outside**: the sender, for a body outside the system
- **self**: one's own account; **colleague**: any other account of one's own organisation; **any**: of every organisation
- column *closed*: also when the case is closed; column *proof*: only after a fresh second proof
`

const pairLegend = `Someone with both roles may do less than two people with one each.
`

func cited(source string) string {
	if source == "" {
		return ""
	}
	return " *" + source + "*"
}

// chapter is a file of policies as its comments tell it.
type chapter struct {
	file, intro string
	rules       []rule
}

type rule struct{ id, effect, words, source string }

// chapters reads the words above the policies of every file.
func chapters(t *testing.T) []chapter {
	t.Helper()
	names, err := fs.Glob(policyFiles, "policy/*.cedar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	var all []chapter
	for _, name := range names {
		text, err := fs.ReadFile(policyFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, chapterOf(path.Base(name), string(text)))
	}
	return all
}

func chapterOf(file, text string) chapter {
	c := chapter{file: file}
	var r rule
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		comment, isComment := strings.CutPrefix(line, "// ")
		switch {
		case isComment && strings.HasPrefix(comment, "Source: "):
			r.source = comment
		case isComment:
			r.words = strings.TrimSpace(r.words + " " + comment)
		case line == "" && c.intro == "":
			c.intro, r = r.words, rule{}
		case strings.HasPrefix(line, "@id("):
			r.id = strings.TrimSuffix(strings.TrimPrefix(line, `@id("`), `")`)
		case strings.HasPrefix(line, "permit"):
			r.effect = "allows"
		case strings.HasPrefix(line, "forbid"):
			r.effect = "forbids"
		}
		if strings.HasSuffix(line, ";") && r.id != "" {
			c.rules, r = append(c.rules, r), rule{}
		}
	}
	return c
}

// actionRows says for every action and role when it is allowed.
func actionRows(p *Policy) [][]string {
	head := []string{"action"}
	for _, r := range lindung.Roles {
		head = append(head, string(r))
	}
	rows := [][]string{append(head, "system", "closed", "proof")}
	for _, a := range Actions {
		row := []string{string(a)}
		for _, r := range lindung.Roles {
			row = append(row, reach(p, a, group(a), worker("ngo", r)))
		}
		row = append(row, reach(p, a, group(a), program{id: me, org: mine}))
		rows = append(rows, append(row, alsoClosed(p, a), needsProof(p, a)))
	}
	return rows
}

// group is the one that stands for all in the table of actions.
func group(a Action) lindung.Group {
	if a == GroupRead || a == GroupEdit {
		return lindung.Identity
	}
	return ""
}

func worker(sector lindung.Sector, roles ...lindung.Role) Actor {
	return Actor{ID: me, Org: mine, Sector: sector, Roles: roles}
}

// reach says of which objects the action is allowed to the actor.
func reach(p *Policy, a Action, g lindung.Group, who Principal) string {
	for _, kind := range askedOf[a] {
		ask := func(o Object) bool {
			o.Type = kind
			if o.ID == "" {
				o.ID = "thing"
			}
			if kind == TypeOrg {
				o.ID = string(o.Org)
			}
			return p.Decide(Request{Principal: who, Action: a, Object: o, Group: g, SteppedUp: true}).Allow
		}
		if words := reachWords(kind, ask, g); words != "" {
			return words
		}
	}
	return "."
}

func reachWords(kind string, ask func(Object) bool, g lindung.Group) string {
	if g == "" {
		g = lindung.Documents
	}
	team, open := []lindung.ActorID{me}, []lindung.Group{g}
	own := Object{Org: mine, To: another, Proposer: mate}
	var words []string
	switch {
	case kind == TypeActor && ask(Object{ID: string(me), Org: mine}) && !ask(Object{Org: mine}):
		return "self"
	case kind == TypeActor && ask(Object{Org: mine}) && !ask(Object{ID: string(me), Org: mine}):
		return "colleague"
	case ask(own) && ask(Object{Org: theirs, To: another}):
		return "any"
	case ask(own):
		words = append(words, "own")
	case ask(with(own, nil, open)):
		words = append(words, "own if open")
	case ask(with(own, team, nil)):
		words = append(words, "team")
	case ask(with(own, team, open)):
		words = append(words, "team if open")
	}
	if kind == TypeCase && ask(with(Object{Org: theirs}, nil, open)) {
		words = append(words, "open")
	}
	if kind == TypeReferral && ask(Object{Org: theirs, To: mine}) {
		words = append(words, "to us")
	}
	if kind == TypeReferral && len(words) < 2 && ask(Object{Org: mine, Team: team}) {
		words = append(words, "outside")
	}
	return strings.Join(words, ", ")
}

func with(o Object, team []lindung.ActorID, open []lindung.Group) Object {
	o.Team, o.Open = team, open
	return o
}

// notForWorkers are what no worker can do.
var notForWorkers = slices.Concat(onlyPerson, onlyReporter)

// alsoClosed says whether anyone may do it in a closed case.
func alsoClosed(p *Policy, a Action) string {
	if !slices.Contains(askedOf[a], TypeCase) || a == SystemRun || slices.Contains(notForWorkers, a) {
		return ""
	}
	return anybody(p, a, func(r Request) bool { return r.Object.Closed })
}

func needsProof(p *Policy, a Action) string {
	if anybody(p, a, func(r Request) bool { return !r.SteppedUp }) == "no" && a != SystemRun && !slices.Contains(notForWorkers, a) {
		return "yes"
	}
	return ""
}

func anybody(p *Policy, a Action, which func(Request) bool) string {
	var single []Principal
	for _, role := range lindung.Roles {
		single = append(single, worker("ngo", role))
	}
	for r := range requestsOf(a, single) {
		if which(r) && p.Decide(r).Allow {
			return "yes"
		}
	}
	return "no"
}

// groupRows says for every field group and role when it is allowed.
func groupRows(p *Policy, a Action, sector lindung.Sector) [][]string {
	head := []string{"group"}
	for _, r := range lindung.Roles {
		head = append(head, string(r))
	}
	rows := [][]string{head}
	for _, g := range lindung.Groups {
		row := []string{string(g)}
		for _, r := range lindung.Roles {
			row = append(row, reach(p, a, g, worker(sector, r)))
		}
		rows = append(rows, row)
	}
	return rows
}

// pairs are the rows of both pages, found once.
var pairs = sync.OnceValue(func() [][]string {
	p, err := NewPolicy()
	if err != nil {
		panic(err)
	}
	return pairRows(p)
})

// pairRows says for every two roles what someone who has both may not do
// though one of the two alone may.
func pairRows(p *Policy) [][]string {
	rows := [][]string{{"roles", "lost"}}
	for _, roles := range roleSets() {
		if len(roles) != 2 {
			continue
		}
		var lost []string
		for _, a := range Actions {
			if losesSome(p, a, roles) {
				lost = append(lost, string(a))
			}
		}
		if len(lost) > 0 {
			rows = append(rows, []string{string(roles[0] + " + " + roles[1]), strings.Join(lost, " ")})
		}
	}
	return rows
}

func losesSome(p *Policy, a Action, roles []lindung.Role) bool {
	for r := range requestsOf(a, []Principal{worker("ngo", roles...)}) {
		if p.Decide(r).Allow {
			continue
		}
		for _, role := range roles {
			r.Principal = worker("ngo", role)
			if p.Decide(r).Allow {
				return true
			}
		}
	}
	return false
}

// countRows counts the answers to every question there is, so that no change
// at all goes unseen.
func countRows(t *testing.T) [][]string {
	t.Helper()
	rows := [][]string{{"action", "asked", "allowed"}}
	for _, a := range Actions {
		asked, allowed := 0, 0
		for r := range requests(a) {
			if !slices.Contains(askedOf[a], r.Object.Type) {
				continue
			}
			asked++
			if oracle(r) { // as the policies do, see TestEveryQuestion
				allowed++
			}
		}
		rows = append(rows, []string{string(a), fmt.Sprint(asked), fmt.Sprint(allowed)})
	}
	return rows
}

func aligned(rows [][]string) string {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], len(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			line += fmt.Sprintf("%-*s  ", width[i], cell)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

func markdown(rows [][]string) string {
	var b strings.Builder
	for i, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s has changed; read the difference, then run go test ./access -update\n%s", name, diff)
	}
}
