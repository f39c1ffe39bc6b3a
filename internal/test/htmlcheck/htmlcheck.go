// Package htmlcheck reads pages in tests: it says what a page holds, whether
// people can use it with a keyboard and a screen reader, and whether every
// template fits its page struct.
//
// What a page holds is said by a place and what is to be found there:
//
//	page := htmlcheck.Parse(t, response.Body)
//	page.In(t, "form .govuk-error-message", htmlcheck.HasText("no such day"))
//	page.In(t, "table tbody tr", htmlcheck.Count(3))
//	page.Accessible(t)
//
// A selector is one of CSS ("form a.govuk-link[href]"). The value of an attribute
// may be without quotes ("a[href=/cases]"). What is no selector fails the test.
package htmlcheck

import (
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// A Page is a parsed page.
type Page struct{ root *html.Node }

// Parse reads a page and fails the test when it cannot be read.
func Parse(t testing.TB, r io.Reader) *Page {
	t.Helper()
	root, err := html.Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	return &Page{root}
}

// A Check says what is wrong with the elements of a place, or "".
type Check func(found []*html.Node) string

// In fails the test when the page has no element at selector or a check finds
// something wrong with those that it has.
func (p *Page) In(t testing.TB, selector string, checks ...Check) {
	t.Helper()
	found := p.find(t, selector)
	if len(found) == 0 && len(checks) == 0 {
		t.Errorf("the page has no %s", selector)
	}
	for _, check := range checks {
		if wrong := check(found); wrong != "" {
			t.Errorf("%s: %s", selector, wrong)
		}
	}
}

// Not fails the test when the page has an element at selector.
func (p *Page) Not(t testing.TB, selector string) {
	t.Helper()
	if n := len(p.find(t, selector)); n > 0 {
		t.Errorf("the page has %d of %s", n, selector)
	}
}

// Text returns the text of the first element at selector, in one line; "" when
// there is none.
func (p *Page) Text(t testing.TB, selector string) string {
	t.Helper()
	if found := p.find(t, selector); len(found) > 0 {
		return text(found[0])
	}
	return ""
}

// Attr returns an attribute of the first element at selector, "" when there is none.
func (p *Page) Attr(t testing.TB, selector, name string) string {
	t.Helper()
	if found := p.find(t, selector); len(found) > 0 {
		return attr(found[0], name)
	}
	return ""
}

// Attrs returns an attribute of every element at selector, such as all links.
func (p *Page) Attrs(t testing.TB, selector, name string) []string {
	t.Helper()
	var out []string
	for _, n := range p.find(t, selector) {
		out = append(out, attr(n, name))
	}
	return out
}

func (p *Page) find(t testing.TB, selector string) []*html.Node {
	t.Helper()
	s, err := cascadia.ParseGroup(unquoted.ReplaceAllString(selector, `[$1="$2"]`))
	if err != nil {
		t.Fatalf("%s: %v", selector, err)
	}
	return cascadia.QueryAll(p.root, s)
}

// unquoted matches an attribute whose value has no quotes.
var unquoted = regexp.MustCompile(`\[([\w-]+[~|^$*]?)=([^"'\]]+)\]`)

// options are the lines of a select.
var options = cascadia.MustCompile("option")

// HasText finds something wrong when no element holds the text. Blanks count as one.
func HasText(want string) Check {
	return func(found []*html.Node) string {
		for _, n := range found {
			if strings.Contains(text(n), squeeze(want)) {
				return ""
			}
		}
		if len(found) == 0 {
			return fmt.Sprintf("is not there to say %q", want)
		}
		return fmt.Sprintf("says %q, not %q", text(found[0]), want)
	}
}

// LacksText finds something wrong when an element holds the text.
func LacksText(unwanted string) Check {
	return func(found []*html.Node) string {
		for _, n := range found {
			if strings.Contains(text(n), squeeze(unwanted)) {
				return fmt.Sprintf("says %q", unwanted)
			}
		}
		return ""
	}
}

// HasAttr finds something wrong when no element has the attribute with that value.
func HasAttr(name, value string) Check {
	return func(found []*html.Node) string {
		for _, n := range found {
			if attr(n, name) == value {
				return ""
			}
		}
		return fmt.Sprintf("has no %s=%q", name, value)
	}
}

// Count finds something wrong when there are not exactly n elements.
func Count(n int) Check {
	return func(found []*html.Node) string {
		if len(found) == n {
			return ""
		}
		return fmt.Sprintf("is there %d times, not %d", len(found), n)
	}
}

// text returns what an element says, in one line. Scripts and styles say nothing.
func text(n *html.Node) string {
	var b strings.Builder
	write(&b, n)
	return squeeze(b.String())
}

func write(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style"):
		return
	}
	for c := range n.ChildNodes() {
		write(b, c)
	}
	if n.Type == html.ElementNode && !inline[n.Data] {
		b.WriteByte(' ')
	}
}

// inline are the elements that do not part words.
var inline = map[string]bool{"a": true, "b": true, "em": true, "i": true, "span": true, "strong": true}

// squeeze returns text as people read it: words by single spaces, without the joiners that
// keep a line from breaking inside of a word.
func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u2060", "")), " ")
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// Posted returns what a browser would send for the first form at selector,
// unchanged and without a button.
func (p *Page) Posted(t testing.TB, selector string) url.Values {
	t.Helper()
	out := url.Values{}
	found := p.find(t, selector)
	if len(found) == 0 {
		t.Fatalf("the page has no %s", selector)
	}
	for n := range found[0].Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" || has(n, "disabled") {
			continue
		}
		switch n.Data {
		case "input":
			if kind := attr(n, "type"); (kind != "radio" && kind != "checkbox") || has(n, "checked") {
				out.Add(name, attr(n, "value"))
			}
		case "textarea":
			out.Add(name, whole(n))
		case "select":
			out.Add(name, chosen(n))
		}
	}
	return out
}

// A Choice is an answer that can be chosen: what is posted, and how it reads.
type Choice struct{ Value, Text string }

// Choices returns, for the first form at selector, the last answer that can be
// chosen to each question that has a list of them.
func (p *Page) Choices(t testing.TB, selector string) map[string]Choice {
	t.Helper()
	found := p.find(t, selector)
	if len(found) == 0 {
		t.Fatalf("the page has no %s", selector)
	}
	labels, all := map[string]string{}, map[string]Choice{}
	for n := range found[0].Descendants() {
		if n.Type == html.ElementNode && n.Data == "label" {
			labels[attr(n, "for")] = text(n)
		}
	}
	for n := range found[0].Descendants() {
		kind := attr(n, "type")
		switch {
		case n.Type != html.ElementNode || has(n, "disabled"):
		case n.Data == "input" && (kind == "radio" || kind == "checkbox"):
			all[attr(n, "name")] = Choice{attr(n, "value"), labels[attr(n, "id")]}
		case n.Data == "option" && attr(n, "value") != "":
			all[attr(listOf(n), "name")] = Choice{attr(n, "value"), text(n)}
		}
	}
	return all
}

// listOf is the list that an option stands in.
func listOf(n *html.Node) *html.Node {
	for n.Data != "select" {
		n = n.Parent
	}
	return n
}

// chosen returns the value of a select: that of the marked line, or of the first.
func chosen(n *html.Node) string {
	lines := cascadia.QueryAll(n, options)
	for _, o := range lines {
		if has(o, "selected") {
			return attr(o, "value")
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return attr(lines[0], "value")
}

// whole returns the text of an element unchanged, line breaks included.
func whole(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(c.Data)
	}
	return b.String()
}
