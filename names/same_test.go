package names

import "testing"

func TestWritten(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Siti Samanama", "siti  SAMANAMA", true},
		{"Siti Samanama", " Siti\u200b Samanama ", true},
		{"Nguy\u1ec5n", "Nguye\u0302\u0303n", true},
		{"Jose\u0301", "Jose", true},
		{"Siti Samanama", "Siti Samanema", false},
		{"Siti", "Siti Samanama", false},
		{"+++", "---", false},
		{"", "", true},
	} {
		if got := AsWritten(c.a) == AsWritten(c.b); got != c.same {
			t.Errorf("%q and %q: %t", c.a, c.b, got)
		}
	}
}
