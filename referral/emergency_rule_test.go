package referral

import "testing"

// TestMayOpen: only a referral that is sent or accepted lets an emergency open its case,
// and only where its owner allows it.
func TestMayOpen(t *testing.T) {
	for _, c := range []struct {
		state                     State
		allowed, protected, going bool
		want                      string
	}{
		{Sent, true, false, false, ""}, {Accepted, true, false, false, ""},
		{Declined, true, false, false, EmergencyOver}, {Finished, true, false, false, EmergencyOver},
		{TakenBack, true, false, false, EmergencyOver}, {Ended, true, false, false, EmergencyOver},
		{Accepted, false, false, false, EmergencyOff}, {Accepted, true, true, false, EmergencyKept}, {Accepted, true, false, true, EmergencyOnce},
	} {
		if got := mayOpen(c.state, c.allowed, c.protected, c.going); got != c.want {
			t.Errorf("%s, allowed %v, going %v: %q", c.state, c.allowed, c.going, got)
		}
	}
}
