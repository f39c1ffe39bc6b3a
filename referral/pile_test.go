package referral_test

import (
	"testing"
	"time"

	"lindung"
	"lindung/consent"
	"lindung/referral"
)

// Every list and counter goes by the pile: what a referral asks of the side that
// looks at it.
func TestPile(t *testing.T) {
	const us, them = lindung.OrgID("sender"), lindung.OrgID("recipient")
	org, body := consent.ToOrg(them), consent.ToBody("clinic")
	live, ended := consent.Backing{InForce: true}, consent.Backing{Ended: 50, Withdrawn: true}
	by := func(state referral.State, org lindung.OrgID) referral.Step {
		return referral.Step{State: state, Org: org}
	}
	seen := func(state referral.State, org lindung.OrgID) referral.Step {
		return referral.Step{State: state, Org: org, SeenAt: 1}
	}
	first := by(referral.Sent, us)
	for _, c := range []struct {
		name  string
		mine  bool
		to    consent.Recipient
		state referral.State
		rest  consent.Backing
		steps []referral.Step
		pile  referral.Pile
		owed  string
		late  bool // when its day has passed
	}{
		{"to us, not answered", false, org, referral.Sent, live, []referral.Step{first}, referral.MustAnswer, "answer", true},
		{"to us, taken on", false, org, referral.Accepted, live, []referral.Step{first, by(referral.Accepted, them)}, referral.OpenWithUs, "report", true},
		{"to us, declined", false, org, referral.Declined, live, []referral.Step{first, by(referral.Declined, them)}, referral.Done, "", false},
		{"to us, taken back", false, org, referral.TakenBack, live, []referral.Step{first, by(referral.TakenBack, us)}, referral.News, "", false},
		{"to us, taken back, noted", false, org, referral.TakenBack, live, []referral.Step{first, seen(referral.TakenBack, us)}, referral.Done, "", false},
		{"to us, withdrawn", false, org, referral.Sent, ended, []referral.Step{first}, referral.News, "", false},
		{"to us, taken on, withdrawn", false, org, referral.Accepted, ended, []referral.Step{first}, referral.News, "", false},
		{"to us, withdrawn, noted", false, org, referral.Ended, ended, []referral.Step{first, by(referral.Ended, them)}, referral.Done, "", false},
		{"to us, finished and its consent over", false, org, referral.Finished, ended, []referral.Step{first, by(referral.Finished, them)}, referral.Done, "", false},

		{"from us, not answered", true, org, referral.Sent, live, []referral.Step{first}, referral.WithOthers, "answer", true},
		{"from us, taken on", true, org, referral.Accepted, live, []referral.Step{first, by(referral.Accepted, them)}, referral.News, "report", true},
		{"from us, taken on, noted", true, org, referral.Accepted, live, []referral.Step{first, seen(referral.Accepted, them)}, referral.WithOthers, "report", true},
		{"from us, declined", true, org, referral.Declined, live, []referral.Step{first, by(referral.Declined, them)}, referral.News, "", false},
		{"from us, finished, noted", true, org, referral.Finished, live, []referral.Step{first, seen(referral.Finished, them)}, referral.Done, "", false},
		{"from us, taken back", true, org, referral.TakenBack, live, []referral.Step{first, by(referral.TakenBack, us)}, referral.Done, "", false},
		{"from us, withdrawn", true, org, referral.Sent, ended, []referral.Step{first}, referral.WithOthers, "", false},
		{"from us, withdrawn, noted there", true, org, referral.Ended, ended, []referral.Step{first, by(referral.Ended, them)}, referral.News, "", false},

		{"a letter, not answered", true, body, referral.Sent, live, []referral.Step{first}, referral.WithOthers, "answer", true},
		{"a letter, taken on", true, body, referral.Accepted, live, []referral.Step{first, by(referral.Accepted, us)}, referral.WithOthers, "report", true},
		{"a letter, withdrawn", true, body, referral.Sent, ended, []referral.Step{first}, referral.News, "", false},
		{"a letter, withdrawn, told", true, body, referral.Ended, ended, []referral.Step{first, by(referral.Ended, us)}, referral.Done, "", false},
	} {
		r := referral.Referral{From: us, To: c.to, Mine: c.mine, State: c.state, Backing: c.rest, Steps: c.steps, Due: 100}
		if got := r.Pile(); got != c.pile {
			t.Errorf("%s: lies in %q, not in %q", c.name, got, c.pile)
		}
		if got := r.Owed(); got != c.owed {
			t.Errorf("%s: owes %q, not %q", c.name, got, c.owed)
		}
		if got := r.Late(time.Unix(200, 0)); got != c.late {
			t.Errorf("%s: late %v", c.name, got)
		}
		if r.Late(time.Unix(100, 0)) {
			t.Errorf("%s: late on its day", c.name)
		}
	}
}
