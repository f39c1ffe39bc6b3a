// Package visitor lets in who has no account here: the person of a case with a paper, a body
// outside with a link. They bring a code and a second one, and stay for half an hour.
//
// Begin with the [Door], which has the pace of all of them, and a [Kind], which says what one
// kind of code opens. What a visitor does then is an act of package access with a session of
// their own.
package visitor

import (
	"crypto/hmac"
	"crypto/rand"
	"strings"
	"time"
	"unicode"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/names"
)

// ErrEnter says that one of two codes is wrong, and not which.
var ErrEnter = access.Refusal("the two codes do not fit together")

// LongestVisit is how long a visit lasts: a phone that was borrowed goes back.
const LongestVisit = 30 * time.Minute

// MostWrong is after how many wrong second codes in a row the first rests until a worker
// gives others: who has found it has six digits to guess.
const MostWrong = 10

// An Opener is what a code opens: which paper or link it stands on, and of which case.
type Opener struct {
	ID    string
	Case  lindung.CaseID
	Owner lindung.OrgID // that keeps the case
}

// A Name is how the log names the program where a code of a kind is shown, and what the hashes
// of the kind are for.
type Name string

// A Kind is one kind of what visitors bring.
type Kind struct {
	Name Name
	// Find returns what a code opens, by the keyed hash of the code; lindung.ErrNotFound if
	// there is none.
	Find func(tx *access.Tx, code string) (Opener, error)
	// Fits judges the second code, and stores what follows from a right one. calm begins a
	// visit that shows nothing. Anything wrong is ErrEnter.
	Fits func(tx *access.Tx, o Opener, second string) (calm bool, err error)
	// Missed counts a wrong second code.
	Missed func(tx *access.Tx, o Opener) error
}

// letters are those of a code: none looks like another.
const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeLength   = 10 // of 30 letters: 49 bits
	secondLength = 6
)

// NewCode returns a code, in two halves.
func NewCode() string {
	code := random(letters, codeLength)
	return code[:codeLength/2] + "-" + code[codeLength/2:]
}

// NewSecond returns the digits that go with a code.
func NewSecond() string { return random("0123456789", secondLength) }

// random returns n of some letters, each as likely as the others.
func random(of string, n int) string {
	all, one := make([]byte, 0, n), make([]byte, 1)
	for len(all) < n {
		rand.Read(one) // it does not fail, see crypto/rand
		if even := 256 - 256%len(of); int(one[0]) < even {
			all = append(all, of[int(one[0])%len(of)])
		}
	}
	return string(all)
}

// Bare returns a code as it is compared: people write it in small letters, with spaces and
// lines, and in the digits of their script.
func Bare(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		if unicode.Is(unicode.Nd, r) {
			return names.Digit(r)
		}
		return -1
	}, typed)
}

// CodeHash is the keyed hash by which a code of the kind is found.
func (n Name) CodeHash(tx *access.Tx, code string) string {
	return tx.Mac(n.forCodes(), Bare(code))
}

func (n Name) forCodes() string { return string(n) + " code" }

// SecondHash is the keyed hash of a second code; it is bound to what it goes with.
func (n Name) SecondHash(tx *access.Tx, id, second string) string {
	return tx.Mac(n.forSeconds(), id+" "+Bare(second))
}

// SecondFits reports whether a second code is the one that is stored, in a time that does
// not tell how much of it fits.
func (n Name) SecondFits(tx *access.Tx, id, second, stored string) bool {
	fits := false
	for _, typed := range tx.Macs(n.forSeconds(), id+" "+Bare(second)) {
		fits = hmac.Equal([]byte(typed), []byte(stored)) || fits
	}
	return fits
}

func (n Name) forSeconds() string { return string(n) + " pin" }

// over reports whether a visit has ended. One that begins later than now was made while the
// clock was ahead.
func (r row) over(now db.Time) bool {
	const clocksDiffer = 5 * time.Minute
	return r.Began.Add(LongestVisit) <= now || r.Began > now.Add(clocksDiffer)
}
