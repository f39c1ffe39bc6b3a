package person

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lindung/field"
)

// NameKinds is the closed list of kinds of names. The first is what a name is as long
// as no one has said more: the name that the person uses.
var NameKinds = []string{"nickname", "official", "birth", "document"}

// Name is a name as it is spoken or written. A single name is a whole name;
// nothing here knows first and last names.
type Name struct {
	Text string
	Kind string
	Call bool `json:",omitempty"` // by which the person wishes to be called
	// Parts are the parts of the name as a file gave them, by the file's own
	// names for them, so that they can be given back. Nothing else reads them.
	Parts map[string]string `json:",omitempty"`
}

// LongestName is the most runes of a name.
const LongestName = 300

// Valid reports whether n is a name of a known kind.
func (n Name) Valid() bool {
	return strings.TrimSpace(n.Text) != "" && utf8.ValidString(n.Text) &&
		utf8.RuneCountInString(n.Text) <= LongestName && slices.Contains(NameKinds, n.Kind)
}

// WrongNames returns what has to be corrected before names can be kept: there is one
// at least, and none is longer than LongestName.
func WrongNames(names []Name) field.Problems {
	if len(names) == 0 {
		return field.Problems{{Field: "name", Key: "case.names.problem"}}
	}
	var all field.Problems
	for i, n := range names {
		at := "name"
		if i > 0 {
			at += "-" + strconv.Itoa(i+1)
		}
		switch {
		case utf8.RuneCountInString(n.Text) > LongestName:
			all = append(all, field.Problem{Field: at, Key: "problem.text.long", Args: []any{"max", LongestName}})
		case !n.Valid():
			all = append(all, field.Problem{Field: at, Key: "case.names.problem"})
		}
	}
	return all
}

// Called returns the name by which the person wishes to be called, or the first;
// "" when there is none.
func Called(names []Name) string {
	for _, n := range names {
		if n.Call {
			return n.Text
		}
	}
	if len(names) > 0 {
		return names[0].Text
	}
	return ""
}
