package person

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// NameKinds is the closed list of kinds of names.
var NameKinds = []string{"official", "birth", "nickname", "document"}

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
