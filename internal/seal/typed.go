package seal

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// Signs are what a key or a share is written with on paper: no letter or digit that is
// taken for another.
const Signs = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// groupSize is how many signs stand together; the last of them is the group's check.
const groupSize = 5

// wholeSize is how many bytes check the whole text, for what no group shows alone: two
// mistakes in one group.
const wholeSize = 5

// A Typo says which groups of a text that was typed are wrong. It never says a sign.
type Typo struct {
	Groups []int // from 1; none where the groups fit and the whole does not
	Have   int   // how many signs were typed
	Want   int   // how many there should be
}

// Error names the groups.
func (t *Typo) Error() string {
	switch {
	case t.Have != t.Want:
		return fmt.Sprintf("the text has %d signs and must have %d%s", t.Have, t.Want, t.groups("; look first at"))
	case len(t.Groups) == 0:
		return "the text has mistakes in it that cancel each other: compare every group"
	}
	return "the text has a mistake" + t.groups(" in")
}

// Unwrap lets a Typo be ErrMistyped.
func (*Typo) Unwrap() error { return ErrMistyped }

func (t *Typo) groups(before string) string {
	if len(t.Groups) == 0 {
		return ""
	}
	text := before + " group"
	for i, g := range t.Groups {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf(" %d", g)
	}
	return text
}

// written returns bytes as groups of signs, with a check over all of them. The number of
// bytes and of the check together is a multiple of five: a whole number of groups.
func written(b []byte) string {
	b = append(append(make([]byte, 0, len(b)+wholeSize), b...), whole(b)...)
	var signs []byte
	var bits, have uint
	for _, x := range b {
		bits, have = bits<<8|uint(x), have+8
		for have >= 5 {
			have -= 5
			signs = append(signs, byte(bits>>have&31))
		}
	}
	var groups []string
	for i := 0; i*(groupSize-1) < len(signs); i++ {
		group := append([]byte(nil), signs[i*(groupSize-1):(i+1)*(groupSize-1)]...)
		group = append(group, check(i, group))
		for j, v := range group {
			group[j] = Signs[v]
		}
		groups = append(groups, string(group))
	}
	return strings.Join(groups, " ")
}

// padded adds zeros until the bytes, with the check over all, are a whole number of groups:
// five bytes are two of them.
func padded(b []byte) []byte {
	for (len(b)+wholeSize)%5 != 0 {
		b = append(b, 0)
	}
	return b
}

// readTyped reads what written has made of n bytes, in small or large letters, with any
// blanks, dashes and full stops between them.
func readTyped(text string, n int) ([]byte, error) {
	text = strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n-.", r) {
			return -1
		}
		return r
	}, text))
	typo := &Typo{Have: len(text), Want: (n + wholeSize) * 8 / 5 / (groupSize - 1) * groupSize}
	var signs []byte
	for i := 0; i*groupSize < len(text); i++ {
		group := []byte(text[i*groupSize : min(len(text), (i+1)*groupSize)])
		fits := len(group) == groupSize
		for j, c := range group {
			at := strings.IndexByte(Signs, c)
			fits = fits && at >= 0
			group[j] = byte(max(at, 0))
		}
		if !fits || check(i, group[:groupSize-1]) != group[groupSize-1] {
			typo.Groups = append(typo.Groups, i+1)
			continue
		}
		signs = append(signs, group[:groupSize-1]...)
	}
	if typo.Have != typo.Want {
		typo.Groups = typo.Groups[:min(1, len(typo.Groups))] // all after the gap fit nothing
		return nil, typo
	}
	if len(typo.Groups) > 0 {
		return nil, typo
	}
	var b []byte
	var bits, have uint
	for _, v := range signs {
		bits, have = bits<<5|uint(v), have+5
		if have >= 8 {
			have -= 8
			b = append(b, byte(bits>>have))
		}
	}
	if string(whole(b[:n])) != string(b[n:]) {
		return nil, typo
	}
	return b[:n], nil
}

func whole(b []byte) []byte {
	sum := sha256.Sum256(append([]byte("lindung typed text|"), b...))
	return sum[:wholeSize]
}

// check is the check of a group by its place. The sum of all five signs of a group, each
// times a power of its own of the field's generator, is a number that depends on the place:
// so one wrong sign and two swapped ones never fit, nor do two groups that were swapped.
func check(place int, group []byte) byte {
	sum := byte((place*7 + 3) % 32)
	power := byte(1)
	for _, v := range group {
		power = times2(power)
		sum ^= times(power, v)
	}
	return sum
}

// times multiplies in the field of 32 elements, by the polynomial x^5 + x^2 + 1.
func times(a, b byte) (product byte) {
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		a = times2(a)
	}
	return product
}

func times2(a byte) byte {
	if a <<= 1; a&32 != 0 {
		a ^= 0b100101
	}
	return a
}
