package i18n

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A message is a text, cut at its places once when the catalog is read.
type message []part

// A part is literal text, or a place that names an argument. A place with
// choices takes the branch that the argument's number or word selects.
type part struct {
	text    string // literal text, when arg is ""
	arg     string
	kind    kind
	choices []choice
}

type kind uint8

const (
	plain  kind = iota
	plural      // choose by number
	choose      // choose by word
	count       // the # of the plural around it
)

type choice struct {
	when string // "one", "=0", a word, or "other"
	then message
}

var errMessage = errors.New("not a message")

func badMessage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errMessage, fmt.Sprintf(format, args...))
}

// parse reads a message.
func parse(s string) (message, error) {
	if !strings.ContainsAny(s, "{}") { // nearly all of them
		return message{{text: s}}, nil
	}
	p := &parser{rest: s}
	m, err := p.message("")
	if err != nil {
		return nil, err
	}
	if p.rest != "" {
		return nil, badMessage("a brace too many before %q", p.rest)
	}
	return m, nil
}

type parser struct {
	rest  string
	depth int
}

// message reads up to the brace that closes it, or to the end. counted names
// the argument that # prints; "" when # is only a character.
func (p *parser) message(counted string) (message, error) {
	var m message
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			m = append(m, part{text: lit.String()})
			lit.Reset()
		}
	}
	for p.rest != "" && p.rest[0] != '}' {
		switch c := p.rest[0]; {
		case strings.HasPrefix(p.rest, "'{'"), strings.HasPrefix(p.rest, "'}'"):
			lit.WriteByte(p.rest[1])
			p.rest = p.rest[3:]
		case c == '{':
			flush()
			place, err := p.place()
			if err != nil {
				return nil, err
			}
			m = append(m, place)
		case c == '#' && counted != "":
			flush()
			m = append(m, part{arg: counted, kind: count})
			p.rest = p.rest[1:]
		default:
			lit.WriteByte(c)
			p.rest = p.rest[1:]
		}
	}
	flush()
	return m, nil
}

// place reads {name}, {name, plural, …} or {name, select, …}.
func (p *parser) place() (part, error) {
	const deepest = 5 // deeper than any translator can follow
	if p.depth++; p.depth > deepest {
		return part{}, badMessage("choices within choices within choices")
	}
	defer func() { p.depth-- }()
	p.rest = p.rest[1:]
	out := part{arg: p.word()}
	if out.arg == "" {
		return part{}, badMessage("a place without a name before %q", p.rest)
	}
	if p.take('}') {
		return out, nil
	}
	if !p.take(',') {
		return part{}, badMessage("the place %q does not end", out.arg)
	}
	counted := ""
	switch how := p.word(); how {
	case "plural":
		out.kind, counted = plural, out.arg
	case "select":
		out.kind = choose
	default:
		return part{}, badMessage("%q is neither plural nor select", how)
	}
	if !p.take(',') {
		return part{}, badMessage("a comma is missing before %q", p.rest)
	}
	err := p.choices(&out, counted)
	return out, err
}

func (p *parser) choices(out *part, counted string) error {
	other := false
	for !p.take('}') {
		c := choice{when: p.word()}
		if c.when == "" || !p.take('{') {
			return badMessage("a choice of %q is malformed before %q", out.arg, p.rest)
		}
		var err error
		if c.then, err = p.message(counted); err != nil {
			return err
		}
		if !strings.HasPrefix(p.rest, "}") {
			return badMessage("the choice %q of %q does not end", c.when, out.arg)
		}
		p.rest = p.rest[1:]
		other = other || c.when == "other"
		out.choices = append(out.choices, c)
	}
	if !other {
		return badMessage("%q has no choice for other", out.arg)
	}
	return nil
}

// word reads a name or a number with the space around it.
func (p *parser) word() string {
	p.rest = strings.TrimLeft(p.rest, " \n\t")
	i := 0
	for i < len(p.rest) && !strings.ContainsRune("{}, \n\t#'", rune(p.rest[i])) {
		i++
	}
	w := p.rest[:i]
	p.rest = strings.TrimLeft(p.rest[i:], " \n\t")
	return w
}

func (p *parser) take(c byte) bool {
	p.rest = strings.TrimLeft(p.rest, " \n\t")
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// literal returns the text of a message that has no places.
func (m message) literal() (string, bool) {
	switch {
	case len(m) == 0:
		return "", true
	case len(m) == 1 && m[0].arg == "":
		return m[0].text, true
	}
	return "", false
}

// write appends m to b, with the rules of t.
func (m message) write(b *strings.Builder, t T, args []any) {
	for _, p := range m {
		if p.arg == "" {
			b.WriteString(p.text)
			continue
		}
		value, ok := lookup(args, p.arg)
		switch {
		case p.kind == plural || p.kind == choose:
			p.pick(t, value).write(b, t, args)
		case !ok:
			b.WriteString("{" + p.arg + "}")
		default:
			b.WriteString(t.show(value))
		}
	}
}

// pick returns the branch for value. An argument that is missing takes other.
func (p part) pick(t T, value any) message {
	when := "other"
	exact := ""
	if n, ok := whole(value); ok && p.kind == plural {
		when, exact = string(t.book().locale.plural(n)), "="+strconv.Itoa(n)
	} else if p.kind == choose {
		when = fmt.Sprint(value)
	}
	var found message
	for _, c := range p.choices {
		if c.when == exact {
			return c.then
		}
		if c.when == when || (found == nil && c.when == "other") {
			found = c.then
		}
	}
	return found
}

func lookup(args []any, name string) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

func whole(v any) (int, bool) {
	switch n := v.(type) {
	case int:
		return n, true
	case int64:
		return int(n), true
	case int32:
		return int(n), true
	}
	return 0, false
}
