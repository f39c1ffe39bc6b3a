// Package convention knows the ASEAN Convention against trafficking and the
// treaties around it: what they ask, who is a party, who was bound by what on
// which day, and what is known of each state's law and authorities.
//
// Everything it says comes from the files of package data, each fact with its
// source, the day it was checked and its certainty. Nothing is guessed: a fact
// from memory is not established, it is never counted as ratified or bound, and
// a day that is not established is an interval. All facts at one moment are a
// [Snapshot], which never changes.
//
// There are two times, a [When]: the day a question is about, and the day by
// which the answer was known. What the depositary says is stored; what the rule
// of the treaty computes is kept beside it and never replaces it.
//
// The package holds no personal data and imports nothing that does.
package convention

import (
	"strings"

	"lindung"
)

// Certainty says how well a fact is established.
type Certainty string

// The certainties. Verified: someone read a source that states the fact.
// Partly: a source states it, but not every day or word of it. Memory: no one
// has compared it with a source. Open: not established.
const (
	Verified       Certainty = "verified"
	Partly         Certainty = "partly"
	Memory         Certainty = "memory"
	NotEstablished Certainty = "open"
)

// Counts reports whether a fact of this certainty may be counted. Memory and
// open facts may only be shown as open.
func (c Certainty) Counts() bool { return c == Verified || c == Partly }

// Known reports whether c is one of the certainties.
func (c Certainty) Known() bool { return c.Counts() || c == Memory || c == NotEstablished }

// Evidence is where one fact comes from: its sources, in what they were read, of
// which day the first of them is, what it says of the fact, when someone
// checked it, and how sure the fact is. A source without a day makes no fact
// verified, and neither does one that is older than the fact.
type Evidence struct {
	Sources   []string
	ReadIn    string       // what was read: "ministry page", "copy of a press release"
	SourceDay lindung.Date // may be a month or a year; zero where the source names none
	Says      string       // what the source says, where that is not the fact itself
	Checked   lindung.Date
	Certainty Certainty
}

// When is the two times of a question: what was so On a day, as Known on
// another.
type When struct{ On, Known lindung.Date }

// Link returns the address of a source and the words around it: a page, or a
// file of a public repository. The address is "" where the source has none.
func Link(source string) (address, words string) {
	if rest, ok := strings.CutPrefix(source, "github:"); ok {
		repository, words, _ := strings.Cut(rest, " ")
		address := "https://github.com/" + strings.TrimSuffix(repository, ",")
		if path, _, _ := strings.Cut(words, " "); strings.Contains(path, ".") && !strings.ContainsAny(path, "(,") {
			address += "/blob/HEAD/" + path
		}
		return address, words
	}
	i := strings.Index(source, "http")
	if i < 0 {
		return "", source
	}
	address, words, _ = strings.Cut(source[i:], " ")
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return "", source
	}
	return address, strings.TrimSpace(source[:i] + words)
}
