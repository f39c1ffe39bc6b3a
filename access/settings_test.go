package access

import "testing"

// A setting that may be not set protects least when it is not.
func TestWeaker(t *testing.T) {
	for _, c := range []struct {
		of            Setting
		before, after int
		weaker        bool
	}{
		{NewHands, 7, 3, true}, {NewHands, 3, 7, false},
		{ErasedGone, 90, 120, true}, {ErasedGone, 90, 30, false},
		{KeepClosed, 0, 24, false}, {KeepClosed, 24, 0, true}, {KeepClosed, 24, 36, true}, {KeepClosed, 36, 24, false}, {KeepClosed, 0, 0, false},
	} {
		if got := c.of.weaker(c.before, c.after); got != c.weaker {
			t.Errorf("%s from %d to %d: %t", c.of.Key, c.before, c.after, got)
		}
	}
	for n, fits := range map[int]bool{0: true, 1: false, 6: true, 600: true, 601: false, -1: false} {
		if KeepClosed.Fits(n) != fits {
			t.Errorf("%d months: %t", n, !fits)
		}
	}
	if NewHands.Fits(0) {
		t.Error("an account is never new")
	}
}
