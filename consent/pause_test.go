package consent

import (
	"testing"

	"lindung/internal/db"
)

// TestPauseHolds: a pause ends only by what can be believed, and while it holds nothing
// is in force.
func TestPauseHolds(t *testing.T) {
	for _, c := range []struct {
		confirmed db.Time
		believed  bool
		want      bool
	}{{0, true, true}, {5, true, false}, {0, false, true}, {5, false, true}} {
		if got := (Pause{ConfirmedAt: c.confirmed}).holds(c.believed); got != c.want {
			t.Errorf("%+v: holds %v", c, got)
		}
	}
	g, b := Grant{From: 1, Until: 9}, Basis{AgreedAt: 1, Until: 9}
	if !g.InForce(5) || !b.InForce(5) {
		t.Error("not in force")
	}
	g.Paused, b.Paused = true, true
	if g.InForce(5) || b.InForce(5) {
		t.Error("in force while sharing is paused")
	}
}
