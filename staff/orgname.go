package staff

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lindung"
	"lindung/access"
	"lindung/field"
)

// regional are the scripts besides Latin in which organisations of the region write
// their names. Letters of others can pass for Latin ones.
var regional = []*unicode.RangeTable{unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Han, unicode.Tamil, unicode.Arabic}

// nameSigns may stand in a name beside letters, marks and digits. The last is what
// Khmer writes between words; nobody sees it.
const nameSigns = " .,-–'’\"“”&()/:+\u200b"

// alike are letters, and pairs of them, that are mistaken for one another in Latin.
var alike = strings.NewReplacer("rn", "m", "vv", "w", "đ", "d", "0", "o", "1", "i", "l", "i", "|", "i", "5", "s")

// readable returns a name as it is stored.
func readable(name string) string { return strings.Join(strings.Fields(norm.NFC.String(name)), " ") }

// folded returns what a reader takes a name for: names that look alike are folded to
// the same text.
func folded(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(norm.NFKC.String(name))) {
		if r >= 0x0300 && r <= 0x036f || !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			continue
		}
		b.WriteRune(r)
	}
	return alike.Replace(b.String())
}

// plainName reports whether a name has only letters that show what they are: no signs
// that turn the direction of writing, nothing unseen, no letters of scripts that look
// like Latin.
func plainName(name string) bool {
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		latin := r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == 'đ' || r >= 0x0300 && r <= 0x036f
		if !latin && !unicode.In(r, regional...) && !strings.ContainsRune(nameSigns, r) {
			return false
		}
	}
	return folded(name) != ""
}

// checkName returns what is wrong with the name of an organisation: people choose by it
// who receives what a person has told, so no two of a node may look alike.
func checkName(tx *access.Tx, id lindung.OrgID, name string) error {
	var problems field.Problems
	problems.Need(plainName(name), "name", "problem.org_name.letters")
	all, err := access.AllOrgNames(tx)
	if err != nil {
		return err
	}
	delete(all, id)
	same := folded(name)
	taken := false
	for _, other := range all {
		taken = taken || folded(other) == same
	}
	problems.Need(!taken || len(problems) > 0, "name", "problem.org_name.taken")
	return problems.Err()
}

// turns reports whether a text has signs that turn the direction of writing, which
// show it in another order than it has.
func turns(text string) bool {
	return slices.ContainsFunc([]rune(text), func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) })
}
