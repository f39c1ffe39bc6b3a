package telling

import (
	"net/url"
	"testing"
	"time"
)

// An interpreter may be asked once nothing binds them and their promise is given.
func TestUnfit(t *testing.T) {
	for _, c := range []struct{ ties, secrecy, is, wish, want string }{
		{"", "", "", "", "tie"},
		{"", "in_writing", "", "", "tie"},
		{"none", "", "", "", "secrecy"},
		{"none", "not_yet", "", "", "secrecy"},
		{"none", "spoken", "", "", ""},
		{"none", "in_writing", "", "", ""},
		{"same_place", "in_writing", "", "", "tie"},
		{"none;knows_trafficker", "in_writing", "", "", "tie"},
		{"not_wanted", "in_writing", "", "", "tie"},
		{"none", "spoken", "woman", "woman", ""},
		{"none", "spoken", "man", "woman", "sex"},
		{"none", "spoken", "other", "man", "sex"},
		{"none", "spoken", "", "man", "sex"},
		{"none", "spoken", "", "no_matter", ""},
		{"none", "", "man", "woman", "secrecy"},
	} {
		v, problems := Interpreter.Decode(url.Values{"interpreter_ties": {c.ties}, "interpreter_secrecy": {c.secrecy}, "interpreter_is": {c.is}}, time.Now())
		if problems != nil {
			t.Fatal(problems)
		}
		if got := Unfit(v, c.wish); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
