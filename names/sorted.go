package names

import "strings"

// sortedFor is how many bytes of a name decide its place in a list.
const sortedFor = 48

// Sorted returns a text by which names stand in order: in that of the letters, whatever the
// case and the marks, script by script. A vowel of Thai or Lao that is written before its
// consonant is read behind it, as dictionaries have it.
func Sorted(name string) string {
	rs := []rune(Plain(name))
	for i := 0; i+1 < len(rs); i++ {
		if first := rs[i]; first >= 0x0e40 && first <= 0x0e44 || first >= 0x0ec0 && first <= 0x0ec4 {
			rs[i], rs[i+1] = rs[i+1], first
			i++
		}
	}
	s := string(rs)
	for len(s) > sortedFor {
		s = s[:strings.LastIndexFunc(s, func(rune) bool { return true })]
	}
	return strings.Clone(s)
}
