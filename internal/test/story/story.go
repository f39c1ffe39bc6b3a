// Package story runs the acceptance tests in stories/*.txt: what several people
// do one after the other, in plain words, on a node of internal/test/nodetest.
//
// # The grammar
//
//	# a remark
//	ana@shelter is caseworker          a name for one of the node's people: a role, or "second"
//	as ana@shelter                     who does what follows
//	as person of c1, with ana@shelter  the person decides, and ana records it
//	  open case c1 name="Sok Example"  an act: words, then settings, then text after a colon
//	  note c1 support: slept badly
//	  show c1                          ! not found
//	  inbox                            > c1 health sent
//	later 3 days                       the clock moves on
//	audit:                             all that the log has, in its order
//	  ana@shelter case.open c1
//	  dara@hospital case.read c1 refused
//
// After two spaces, "! words" says that the act fails and how, "! mend FIELD …" at
// which fields it has problems, and "> words" what it shows; further lines begin
// with >. A file is shown as its lines, each after a bar. An act without either
// must succeed, whatever it shows. The acts are in [acts], the failures in
// [failures].
package story

import (
	"fmt"
	"regexp"
	"strings"
)

// Story is one file.
type Story struct {
	Name  string // of the file
	lines []line
	audit []line // what the log must have
	end   int    // the line of "audit:"
}

// line is one line that does something.
type line struct {
	n     int
	act   bool              // indented
	words []string          // that are no settings
	set   map[string]string // name=value
	say   string            // after a colon
	fails string            // after !
	shows []string          // after >; nil if nothing is said
	file  []string          // the lines of a file, after a bar
}

// expected matches two spaces, a mark and what follows.
var expected = regexp.MustCompile(`\s{2,}([!>])\s*(.*)$`)

// word is a setting, a quoted setting, or a word.
var word = regexp.MustCompile(`([a-z_]+)=(?:"([^"]*)"|(\S*))|"([^"]*)"|(\S+)`)

// Parse reads a story. Its errors name the file and the line.
func Parse(name, text string) (*Story, error) {
	s := &Story{Name: name}
	for i, raw := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(raw)
		if trimmed == "" || strings.HasPrefix(trimmed, "#") {
			continue
		}
		if trimmed == "audit:" {
			s.end = i + 1
			continue
		}
		l := line{n: i + 1, act: raw[0] == ' ' || raw[0] == '\t', set: map[string]string{}}
		if s.end == 0 && strings.ContainsAny(trimmed[:1], ">|") {
			if err := s.also(l, trimmed); err != nil {
				return nil, err
			}
			continue
		}
		l.read(raw)
		if s.end > 0 {
			s.audit = append(s.audit, l)
			continue
		}
		s.lines = append(s.lines, l)
	}
	if s.end == 0 {
		return nil, fmt.Errorf("%s: a story ends with audit: and all that the log has", name)
	}
	return s, nil
}

// also adds a line to what the act before shows, or to its file.
func (s *Story) also(l line, text string) error {
	if len(s.lines) == 0 || !s.lines[len(s.lines)-1].act {
		return fmt.Errorf("%s:%d: there is no act that this belongs to", s.Name, l.n)
	}
	last := &s.lines[len(s.lines)-1]
	mark, text := text[0], strings.TrimSpace(text[1:])
	if mark == '|' {
		last.file = append(last.file, text)
	} else {
		last.shows = append(last.shows, text)
	}
	return nil
}

// read takes a line apart.
func (l *line) read(raw string) {
	if m := expected.FindStringSubmatch(raw); m != nil && l.act {
		raw = raw[:len(raw)-len(m[0])]
		switch m[1] {
		case "!":
			l.fails = m[2]
		case ">":
			l.shows = []string{m[2]}
		}
	}
	if i := colon(raw); i >= 0 {
		raw, l.say = raw[:i], strings.TrimSpace(raw[i+1:])
	}
	for _, m := range word.FindAllStringSubmatch(raw, -1) {
		if m[1] != "" {
			l.set[m[1]] = m[2] + m[3]
			continue
		}
		l.words = append(l.words, m[4]+m[5])
	}
}

// colon returns the place of the first colon before a space outside quotes; -1
// if there is none.
func colon(text string) int {
	quoted := false
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ':' && !quoted && strings.HasPrefix(text[i+1:], " "):
			return i
		}
	}
	return -1
}

// after returns the word that follows another one.
func (l line) after(w string) string {
	for i, x := range l.words[:max(len(l.words)-1, 0)] {
		if x == w {
			return l.words[i+1]
		}
	}
	return ""
}
