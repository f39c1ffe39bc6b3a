package htmlcheck

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Accessible fails the test for every rule that the page breaks: see Faults.
func (p *Page) Accessible(t testing.TB) {
	t.Helper()
	for _, f := range p.Faults() {
		t.Error(f)
	}
}

// Faults returns what is wrong with the page for people who use a keyboard or a
// screen reader, and what our own policy would refuse to load: a language, a
// title, one main heading and no level left out, a main part, a label for every
// control, a text for every link and button, a legend for every fieldset, unique
// ids, references that lead somewhere, no inline script or style, and no link that
// opens another window. These are fast and run on every page that a test opens;
// axe-core finds more, on each kind of page, in the walk through a real browser.
func (p *Page) Faults() []string {
	r := &rules{ids: map[string]int{}, labels: map[string]bool{}}
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" || has(n, "id") {
			r.ids[id]++
		}
		if n.Data == "label" && text(n) != "" {
			r.labels[attr(n, "for")] = true
		}
	}
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode {
			r.element(n)
		}
	}
	r.whole()
	return r.faults
}

type rules struct {
	ids    map[string]int
	labels map[string]bool
	level  int
	counts [4]int // title, h1, main, html with lang
	faults []string
}

const (
	titles = iota
	headings
	mains
	langs
)

func (r *rules) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *rules) whole() {
	for i, name := range []string{"title", "h1", "main", "lang on html"} {
		if r.counts[i] != 1 {
			r.fault("the page has %d of %s, not 1", r.counts[i], name)
		}
	}
	for id, n := range r.ids {
		if n > 1 || id == "" {
			r.fault("id %q is there %d times", id, n)
		}
	}
	slices.Sort(r.faults)
}

func (r *rules) element(n *html.Node) {
	r.inline(n)
	r.references(n)
	if rule := byElement[n.Data]; rule != nil {
		rule(r, n)
	}
}

// byElement are the rules that hold for some elements only.
var byElement = map[string]func(*rules, *html.Node){
	"html": func(r *rules, n *html.Node) {
		if attr(n, "lang") != "" {
			r.counts[langs]++
		}
	},
	"title": func(r *rules, n *html.Node) {
		// A drawing has titles of its own.
		if n.Parent.Data == "head" && text(n) != "" {
			r.counts[titles]++
		}
	},
	"main": func(r *rules, _ *html.Node) { r.counts[mains]++ },
	"h1":   (*rules).heading, "h2": (*rules).heading, "h3": (*rules).heading,
	"h4": (*rules).heading, "h5": (*rules).heading, "h6": (*rules).heading,
	"input": (*rules).control, "select": (*rules).control, "textarea": (*rules).control,
	"a": (*rules).target, "button": (*rules).target,
	"fieldset": func(r *rules, n *html.Node) {
		first := firstChild(n)
		if first == nil || first.Data != "legend" || text(first) == "" {
			r.fault("a fieldset has no legend: %s", brief(n))
		}
	},
}

func (r *rules) heading(n *html.Node) {
	level := int(n.Data[1] - '0')
	if level == 1 {
		r.counts[headings]++
	}
	if r.level > 0 && level > r.level+1 {
		r.fault("heading %q leaves out a level", text(n))
	}
	r.level = level
}

func (r *rules) control(n *html.Node) {
	switch attr(n, "type") {
	case "hidden":
		return
	case "submit", "button":
		if attr(n, "value") == "" {
			r.fault("a button says nothing: %s", brief(n))
		}
		return
	case "file":
		if f := form(n); f == nil || attr(f, "enctype") != "multipart/form-data" {
			r.fault("a form sends no files: %s", brief(n))
		}
	}
	if !r.labels[attr(n, "id")] && !named(n) && !within(n, "label") {
		r.fault("a control has no label: %s", brief(n))
	}
	if attr(n, "name") == "" {
		r.fault("a control has no name: %s", brief(n))
	}
}

// target checks what can be pressed.
func (r *rules) target(n *html.Node) {
	if text(n) == "" && !named(n) {
		r.fault("a %s says nothing: %s", n.Data, brief(n))
	}
	if n.Data == "button" && attr(n, "type") == "" {
		r.fault("a button has no type: %s", brief(n))
	}
	if n.Data == "a" && attr(n, "href") == "" && attr(n, "id") == "" {
		r.fault("a link leads nowhere: %s", brief(n))
	}
	if has(n, "target") {
		r.fault("a link opens another window: %s", brief(n))
	}
	if strings.HasPrefix(strings.ToLower(attr(n, "href")), "javascript:") {
		r.fault("a link is a script: %s", brief(n))
	}
}

// inline finds what the policy of the pages refuses.
func (r *rules) inline(n *html.Node) {
	if has(n, "style") || n.Data == "style" {
		r.fault("a style is inline: %s", brief(n))
	}
	if n.Data == "script" && attr(n, "src") == "" {
		r.fault("a script is inline")
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") {
			r.fault("a script is inline: %s", brief(n))
		}
	}
}

// references checks that what an element refers to is there.
func (r *rules) references(n *html.Node) {
	for _, name := range []string{"aria-describedby", "aria-labelledby", "aria-controls", "for"} {
		for _, id := range strings.Fields(attr(n, name)) {
			if r.ids[id] == 0 {
				r.fault("%s leads to no element: %s", name, brief(n))
			}
		}
	}
	if href := attr(n, "href"); len(href) > 1 && href[0] == '#' && r.ids[href[1:]] == 0 {
		r.fault("a link leads to no element: %s", brief(n))
	}
}

func named(n *html.Node) bool {
	return attr(n, "aria-label") != "" || attr(n, "aria-labelledby") != ""
}

func within(n *html.Node, tag string) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Data == tag {
			return true
		}
	}
	return false
}

// form returns the form that an element is in.
func form(n *html.Node) *html.Node {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Data == "form" {
			return up
		}
	}
	return nil
}

func firstChild(n *html.Node) *html.Node {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode {
			return c
		}
	}
	return nil
}

// brief shows an element without what is in it, so that a failing test shows no
// answer of anyone.
func brief(n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		if a.Key == "id" || a.Key == "class" || a.Key == "name" || a.Key == "href" || a.Key == "type" {
			fmt.Fprintf(&b, " %s=%q", a.Key, a.Val)
		}
	}
	return b.String() + ">"
}
