package referral

import "testing"

// TestMayOpen: only a referral that is sent or accepted lets an emergency open its case,
// and only where its owner allows it.
func TestMayOpen(t *testing.T) {
	for _, c := range []struct {
		state          State
		allowed, going bool
		want           string
	}{
		{Sent, true, false, ""}, {Accepted, true, false, ""},
		{Declined, true, false, EmergencyOver}, {Finished, true, false, EmergencyOver}, {TakenBack, true, false, EmergencyOver}, {Ended, true, false, EmergencyOver},
		{Accepted, false, false, EmergencyOff}, {Accepted, true, true, EmergencyOnce},
	} {
		if got := mayOpen(c.state, c.allowed, c.going); got != c.want {
			t.Errorf("%s, allowed %v, going %v: %q", c.state, c.allowed, c.going, got)
		}
	}
}
