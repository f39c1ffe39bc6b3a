package exchange

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"filippo.io/age"

	"lindung/cases"
	"lindung/field"
)

// An Order says what an export takes out of an organisation, how, and why.
type Order struct {
	Format     string   // one of Formats
	Passphrase string   // that opens a protected file; it is not stored
	Reason     string   // why it leaves in the clear: one of Reasons, Words, or "" for none given
	Why        string   // why it leaves, in words; they are sealed in each of the cases
	Numbers    []string // of the cases; none for all
	// OnPage says that a person typed it into a page: the passphrase twice, and why where
	// the file leaves in the clear.
	OnPage bool
	Again  string // the passphrase as it was typed the second time
}

// Protected is the format of a spreadsheet that opens with a passphrase alone.
const Protected = "xlsx.age"

// Formats are the formats of an export; the first is the one to choose.
var Formats = []string{Protected, "xlsx", "csv", "json"}

// Reasons are why the cases of an organisation leave it in a file that anyone can read.
// They are codes, because the log shows them and holds no words of people. Words are kept
// in the cases: see cases.KeepReason.
var Reasons = []string{"other_system", "person_asked", "order", "authority", "check", "other"}

// What the log says in the place of a reason.
const (
	noReason  = "none"
	protected = "protected"
)

// LongestReason is how many signs a reason in words has at most.
const LongestReason = 500

// Because says why the file leaves, as somebody typed it: one of Reasons, or words.
func (o *Order) Because(typed string) {
	typed = strings.TrimSpace(typed)
	if o.Reason = typed; typed != "" && !slices.Contains(Reasons, typed) {
		o.Reason, o.Why = cases.ReasonInWords, typed
	}
}

// ShortestPassphrase is how many signs a passphrase has at least: a file can be tried
// out for years.
const ShortestPassphrase = 16

// workFactor makes each try of a passphrase cost 64 MiB of memory.
const workFactor = 16

// NumberOf returns the number of a case as it is stored, whatever way it was typed.
func NumberOf(typed string) string { return strings.ToUpper(strings.TrimSpace(typed)) }

// Check returns what is missing before o can be carried out.
func (o Order) Check() field.Problems {
	var ps field.Problems
	ps.Need(slices.Contains(Formats, o.Format), "format", "problem.missing")
	ps.Need(utf8.RuneCountInString(o.Why) <= LongestReason, "reason", "problem.text.long", "max", LongestReason)
	if o.Format == Protected {
		long := utf8.RuneCountInString(o.Passphrase) >= ShortestPassphrase
		ps.Need(long, "passphrase", "exchange.problem.passphrase", "min", ShortestPassphrase)
		ps.Need(!long || !o.OnPage || o.Again == o.Passphrase, "passphrase_again", "exchange.problem.again")
		return ps
	}
	words := o.Reason == cases.ReasonInWords && o.Why != ""
	ps.Need(slices.Contains(Reasons, o.Reason) || !o.OnPage && (words || o.Reason == ""), "reason", "exchange.problem.reason")
	return ps
}

// said is what the log says of why the file left.
func (o Order) said() string {
	switch {
	case o.Format == Protected:
		return protected
	case o.Reason == "":
		return noReason
	}
	return o.Reason
}

// seal returns where the file is written in the clear so that w gets it as ordered. Only
// after Close w has all of it.
func (o Order) seal(w io.Writer) (io.WriteCloser, error) {
	if o.Format != Protected {
		return open{w}, nil
	}
	to, err := age.NewScryptRecipient(o.Passphrase)
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(workFactor)
	return age.Encrypt(w, to)
}

// open is a writer that seals nothing.
type open struct{ io.Writer }

func (open) Close() error { return nil }
