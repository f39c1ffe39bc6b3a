package referral

import "testing"

// TestMayOpen: only a referral that is sent or accepted lets an emergency open its case,
// and only where its owner allows it.
func TestMayOpen(t *testing.T) {
	for _, c := range []struct {
		state                              State
		allowed, protected, going, refused bool
		want                               string
	}{
		{Sent, true, false, false, false, ""}, {Accepted, true, false, false, false, ""},
		{Declined, true, false, false, false, EmergencyOver}, {Finished, true, false, false, false, EmergencyOver},
		{TakenBack, true, false, false, false, EmergencyOver}, {Ended, true, false, false, false, EmergencyOver},
		{Accepted, false, false, false, false, EmergencyOff}, {Accepted, true, true, false, false, EmergencyKept}, {Accepted, true, false, true, false, EmergencyOnce}, {Accepted, true, false, false, true, EmergencyWord},
	} {
		if got := mayOpen(c.state, c.allowed, c.protected, c.going, c.refused); got != c.want {
			t.Errorf("%s, allowed %v, going %v: %q", c.state, c.allowed, c.going, got)
		}
	}
}
