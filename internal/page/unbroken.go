package page

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"

	"lindung/i18n"
)

// unbroken puts joiners into the words of a finished page that no line may break, in the
// elements whose language has no space between words. It touches nothing but text: no
// attribute, no title, nothing that a form sends or a script reads. On the pages for
// everyone all text is ours. On others it changes only texts of the catalog and those of
// Options.Texts, so that a name that is copied from a page is as it was written.
func (s *Site) unbroken(html []byte) []byte {
	var out bytes.Buffer
	for {
		begin := spaceless(html)
		if begin < 0 {
			break
		}
		if out.Len() == 0 {
			out.Grow(len(html) + len(html)/8)
		}
		out.Write(html[:begin])
		html = s.unbrokenElement(&out, html[begin:])
	}
	if out.Len() == 0 {
		return html
	}
	out.Write(html)
	return out.Bytes()
}

// spaceless is where the first element begins that says a language without spaces between
// words; -1 if there is none. One that only holds a text without such words is passed over,
// as the names of languages on every page.
func spaceless(html []byte) int {
	const says = ` lang="`
	for from := 0; ; {
		at := bytes.Index(html[from:], []byte(says))
		if at < 0 {
			return -1
		}
		at += from
		from = at + len(says)
		lang, rest, _ := bytes.Cut(html[from:], []byte(`"`))
		begin, words := bytes.LastIndexByte(html[:at], '<'), i18n.Unbroken(i18n.Lang(lang))
		if begin >= 0 && len(words) > 0 && (!leaf(rest) || joins(words, rest[:bytes.IndexByte(rest, '<')])) {
			return begin
		}
	}
}

// leaf reports whether no element begins before the next one ends.
func leaf(html []byte) bool {
	next := bytes.IndexByte(html, '<')
	return next >= 0 && next+1 < len(html) && html[next+1] == '/'
}

// joins reports whether a text has one of the words.
func joins[T string | []byte](words []string, text T) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(string(text), word) })
}

// unbrokenElement writes the element at the beginning of html, whose tag says its language,
// and returns what comes after it.
func (s *Site) unbrokenElement(out *bytes.Buffer, html []byte) []byte {
	var open []element
	for len(html) > 0 {
		tag, text, rest := cutTag(html)
		out.Write(tag)
		open = step(open, tag)
		if len(open) == 0 {
			return html[len(tag):]
		}
		if in := current(open); in.kept || in.lang == "" || len(bytes.TrimSpace(text)) == 0 {
			out.Write(text)
		} else {
			out.WriteString(s.joinedText(in.lang, string(text)))
		}
		html = rest
	}
	return html
}

// element is an open element: the language of its text, and whether it is not touched.
type element struct {
	name string
	lang i18n.Lang // "" for one whose lines end at spaces
	kept bool
}

func current(open []element) element {
	if len(open) == 0 {
		return element{}
	}
	return open[len(open)-1]
}

// untouched are elements whose text is sent, read by programs, or no text.
var untouched = []string{"title", "textarea", "option", "script", "style", "svg", "tspan", "code"}

// endless are elements that have no end.
var endless = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// step follows a tag.
func step(open []element, tag []byte) []element {
	name, _, _ := strings.Cut(strings.Trim(string(tag), "<>"), " ")
	name = strings.TrimSpace(name)
	switch {
	case name == "" || name[0] == '!' || slices.Contains(endless, name):
		return open
	case name[0] == '/':
		for i := len(open) - 1; i >= 0; i-- {
			if open[i].name == name[1:] {
				return open[:i]
			}
		}
		return open
	}
	around := current(open)
	e := element{name, around.lang, around.kept || slices.Contains(untouched, name)}
	if bytes.Contains(tag, []byte(` lang="`)) {
		if e.lang = i18n.Lang(attribute(tag, "lang")); len(i18n.Unbroken(e.lang)) == 0 {
			e.lang = ""
		}
	}
	return append(open, e)
}

// cutTag returns the tag at the beginning of a page and the text up to the next one. No
// template writes < or > in an attribute.
func cutTag(html []byte) (tag, text, rest []byte) {
	if html[0] == '<' {
		end := bytes.IndexByte(html, '>')
		if end < 0 {
			return html, nil, nil
		}
		tag, html = html[:end+1], html[end+1:]
	}
	next := bytes.IndexByte(html, '<')
	if next < 0 {
		return tag, html, nil
	}
	return tag, html[:next], html[next:]
}

// joinedText returns a text of a page with joiners.
func (s *Site) joinedText(l i18n.Lang, text string) string {
	if s.public {
		return i18n.Joined(l, text)
	}
	if !joins(i18n.Unbroken(l), text) {
		return text // what is known of the language is not needed
	}
	k := s.knownTexts(l)
	if joined, ok := k.whole[strings.TrimSpace(text)]; ok {
		return strings.Replace(text, strings.TrimSpace(text), joined, 1)
	}
	for _, word := range i18n.Unbroken(l) {
		if !strings.Contains(text, word) {
			continue
		}
		for _, part := range k.parts[word] {
			if strings.Contains(text, part) {
				text = strings.ReplaceAll(text, part, i18n.Joined(l, part))
			}
		}
	}
	return text
}

// known are the texts of a language that have words no line may break, as pages write
// them: whole ones with their joiners, and parts between places by the words in them.
type known struct {
	whole map[string]string
	parts map[string][]string
}

var aPlace = regexp.MustCompile(`\{[a-z_]+\}`)

func (s *Site) knownTexts(l i18n.Lang) known {
	s.knows.Do(func() {
		s.known = map[i18n.Lang]func() known{}
		for _, l := range i18n.Langs() {
			s.known[l] = sync.OnceValue(func() known { return s.know(l) })
		}
	})
	if made := s.known[l]; made != nil {
		return made()
	}
	return known{}
}

func (s *Site) know(l i18n.Lang) known {
	k := known{map[string]string{}, map[string][]string{}}
	whole, parts := i18n.Unparted(l)
	whole, parts = slices.Clip(whole), slices.Clone(parts) // more comes behind them, and they are put in order
	if s.texts != nil {
		for _, text := range s.texts(l) {
			if between := aPlace.Split(text, -1); len(between) > 1 {
				parts = append(parts, between...)
			} else {
				whole = append(whole, text)
			}
		}
	}
	for _, text := range whole {
		text = strings.TrimSpace(escaped(text))
		k.whole[text] = i18n.Joined(l, text)
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	for _, text := range parts {
		if text = escaped(text); text == "" {
			continue
		}
		for _, word := range i18n.Unbroken(l) {
			if strings.Contains(text, word) && !slices.Contains(k.parts[word], text) {
				k.parts[word] = append(k.parts[word], text)
			}
		}
	}
	return k
}

// escaped is a text as a page has it.
func escaped(text string) string {
	var w writer
	w.text(text)
	return w.out.String()
}
