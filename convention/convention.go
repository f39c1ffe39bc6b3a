// Package convention knows the ASEAN Convention against trafficking and the
// treaties around it: what they ask, who is a party, what bound whom on which
// day, and what is known of each state's law and authorities.
//
// Everything it says comes from files in data/, each fact with its source, the
// day it was checked and its certainty. [Check] guards them and names file,
// line and rule. Nothing is filled by guess: a fact from memory is open, it is
// never counted as ratified or bound, and a day that is not established is an
// interval. [Load] reads the files into a [Snapshot], which never changes
// afterwards; a caller that reloads keeps the last good one.
//
// There are two times: what was so on a day, and what was known of it on
// another. What the depositary says is stored; what the rule of the treaty
// computes stands beside it and never replaces it.
//
// The package holds no personal data and imports nothing that does.
package convention

import (
	"strings"

	"lindung"
)

// Certainty says how well a fact is established.
type Certainty string

// The certainties. Verified: a source was read that states the fact. Partly: a
// source states it, but not every day or word of it. Memory: nobody has
// compared it with a source. Open: not established.
const (
	Verified       Certainty = "verified"
	Partly         Certainty = "partly"
	Memory         Certainty = "memory"
	NotEstablished Certainty = "open"
)

// Counts reports whether a fact of this certainty may be counted. Memory and
// open facts may only be shown as open.
func (c Certainty) Counts() bool { return c == Verified || c == Partly }

func (c Certainty) known() bool { return c.Counts() || c == Memory || c == NotEstablished }

// Evidence is where a fact comes from, when somebody looked, and how sure it is.
// Basis is the reason for the certainty in the words of the one who looked.
type Evidence struct {
	Sources   []string
	Checked   lindung.Date
	Certainty Certainty
	Basis     string
}

// certaintyOf reads the certainty from the words of a basis field, and ok is
// false for words that say none. Anything mixed is partly.
func certaintyOf(basis string) (c Certainty, ok bool) {
	b := strings.ToLower(strings.TrimSpace(basis))
	switch {
	case strings.HasPrefix(b, "memory"), strings.HasPrefix(b, "assumed"):
		return Memory, true
	case strings.HasPrefix(b, "unsure"), strings.HasPrefix(b, "not found"):
		return NotEstablished, true
	case !strings.Contains(b, "verified"):
		return "", false
	}
	for _, doubt := range []string{"memory", "partly", "inference", "not seen", "assumed", "except", "low confidence", "section text not"} {
		if strings.Contains(b, doubt) {
			return Partly, true
		}
	}
	if !strings.HasPrefix(b, "verified") {
		return Partly, true
	}
	return Verified, true
}

// addresses splits a source field at its semicolons.
func addresses(field string) []string {
	var all []string
	for part := range strings.SplitSeq(field, " ; ") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// hasAddress reports whether one of sources is an address that a reader can
// open: a web page or a file in a public repository.
func hasAddress(sources []string) bool {
	for _, s := range sources {
		if strings.Contains(s, "https://") || strings.Contains(s, "http://") || strings.HasPrefix(s, "github:") {
			return true
		}
	}
	return false
}
