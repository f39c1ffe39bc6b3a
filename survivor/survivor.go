// Package survivor is a person's own way to their file: the paper with a code, what the
// person says there, and in which ways they must not be reached.
//
// Begin with [Make], by which a worker gives the person a paper, and with the [Door], which
// lets the person in. What they do then is an act of package access with their own
// session, see [access.Person]: they withdraw with package consent, and read with package
// dossier, as everyone does.
//
// What protects takes effect at once: to stop what was agreed to, to be reached in fewer
// ways. What opens or redirects waits until a worker has asked in the old way: it is a
// [Word] that asks for it.
package survivor

import (
	"errors"

	"lindung"
	"lindung/internal/db"
	"lindung/visitor"
)

var (
	// ErrEnter says that a code or a PIN is wrong, and not which.
	ErrEnter = visitor.ErrEnter
	// ErrAnswered says that what the person wrote was answered already.
	ErrAnswered = errors.New("answered already")

	errCoded = errors.New("a code of no list")
)

// A Paper lets the person of a case read their own file: with a code and a PIN, no name and
// no e-mail. A case has one at a time.
type Paper struct {
	ID      string
	Case    lindung.CaseID
	Where   bool // it shows where the person sleeps or will be: they chose so
	MadeAt  db.Time
	MadeBy  lindung.ActorID
	EndedAt db.Time
	EndedBy lindung.ActorID
	Wrong   int     // wrong PINs in a row
	Second  bool    // it has a second PIN, which shows nothing
	UsedAt  db.Time // when the second PIN was used last; 0 for never
	Version int64
	Detail  Detail
}

// Detail is the part of a paper that is sealed.
type Detail struct {
	// Withheld are the parts that the owner does not show, each with a reason that the
	// person can read.
	Withheld []Withheld `json:",omitempty"`
	// Then says what the person asked for if the second PIN is used; "" for nothing: no one
	// calls, writes or comes because of it.
	Then string `json:",omitempty"`
}

// Withheld is a part of the file that the person does not read, and why.
type Withheld struct {
	Group  lindung.Group
	Reason string
}

// Rests reports whether the paper opens nothing until a worker gives another one.
func (p Paper) Rests() bool { return p.Wrong >= visitor.MostWrong }

// opens reports whether the paper opens the file.
func (p Paper) opens() bool { return p.EndedAt == 0 && !p.Rests() }

// Shows reports whether the owner lets the person read a group, and the reason if not.
func (p Paper) Shows(g lindung.Group) (reason string, shown bool) {
	for _, w := range p.Detail.Withheld {
		if w.Group == g {
			return w.Reason, false
		}
	}
	return "", true
}
