package htmlcheck

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A step is one element of a selector: everything it must have.
type step struct {
	tag, id string
	classes []string
	attrs   []want
}

type want struct {
	name, value string
	any         bool
}

// A selector is the steps from an ancestor down.
type selector []step

var (
	stepForm = regexp.MustCompile(`^(\*|[a-z][a-z0-9]*)?((?:[.#][\w-]+|\[[\w-]+(?:=[^\]]*)?\])*)$`)
	partForm = regexp.MustCompile(`[.#][\w-]+|\[[^\]]+\]`)
	// A blank inside brackets belongs to the value.
	word = regexp.MustCompile(`(?:\[[^\]]*\]|[^\s\[])+`)
)

func parseSelector(text string) (selector, error) {
	var out selector
	for _, w := range word.FindAllString(text, -1) {
		m := stepForm.FindStringSubmatch(w)
		if m == nil {
			return nil, fmt.Errorf("htmlcheck: %q is not a selector that this package knows", text)
		}
		s := step{tag: strings.TrimPrefix(m[1], "*")}
		for _, part := range partForm.FindAllString(m[2], -1) {
			s.add(part)
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("htmlcheck: empty selector")
	}
	return out, nil
}

func (s *step) add(part string) {
	switch part[0] {
	case '.':
		s.classes = append(s.classes, part[1:])
	case '#':
		s.id = part[1:]
	case '[':
		name, value, given := strings.Cut(part[1:len(part)-1], "=")
		s.attrs = append(s.attrs, want{name, strings.Trim(value, `"'`), !given})
	}
}

func (s step) matches(n *html.Node) bool {
	if n.Type != html.ElementNode || (s.tag != "" && n.Data != s.tag) || (s.id != "" && attr(n, "id") != s.id) {
		return false
	}
	classes := strings.Fields(attr(n, "class"))
	for _, c := range s.classes {
		if !slices.Contains(classes, c) {
			return false
		}
	}
	for _, w := range s.attrs {
		if !has(n, w.name) || (!w.any && attr(n, w.name) != w.value) {
			return false
		}
	}
	return true
}

// matches reports whether the last step is n and the others are above it, in order.
func (s selector) matches(n *html.Node) bool {
	if !s[len(s)-1].matches(n) {
		return false
	}
	rest := s[:len(s)-1]
	for up := n.Parent; up != nil && len(rest) > 0; up = up.Parent {
		if rest[len(rest)-1].matches(up) {
			rest = rest[:len(rest)-1]
		}
	}
	return len(rest) == 0
}

// all returns the elements under root that match, in the order of the page.
func (s selector) all(root *html.Node) []*html.Node {
	var out []*html.Node
	for n := range root.Descendants() {
		if s.matches(n) {
			out = append(out, n)
		}
	}
	return out
}
