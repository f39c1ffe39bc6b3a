package referral_test

import (
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// All that is sealed of consents, referrals and their steps opens again, and
// only at its place.
func TestSeals(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		for range 2 {
			c := openCase(t, n, ana)
			r, _ := sent(t, n, c.ID, lindung.Identity)
			now := db.TimeOf(n.Now())
			if _, err := consent.ProposeBasis(ctx, n.As(t, "supervisor@shelter").SteppedUp(true), cases.Target(c.ID), consent.Basis{
				Recipient: consent.ToOrg(n.Orgs["police"].ID), Kind: "life_in_danger", Source: "Example Act 1", Reason: "a threat",
				Purpose: lindung.LawEnforcement, Groups: []lindung.Group{lindung.Identity}, Until: now.Add(time.Hour),
			}); err != nil {
				t.Fatal(err)
			}
			if err := referral.Decline(ctx, dara, r.ID, "full", "no bed today"); err != nil {
				t.Fatal(err)
			}
		}
		// Of two steps of a referral one says something.
		wantSeals(t, n, referral.StoredReferrals, 6)
		wantSeals(t, n, consent.StoredConsent, 4)
		for _, c := range []struct {
			change string
			kept   access.Stored
		}{
			{`UPDATE referral_steps SET sealed = (SELECT s.sealed FROM grants s ORDER BY s.id LIMIT 1) WHERE n = 1`, referral.StoredReferrals},
			{`UPDATE referrals SET sealed = (SELECT s.sealed FROM referrals s ORDER BY s.id LIMIT 1)`, referral.StoredReferrals},
			{`UPDATE bases SET sealed = (SELECT s.sealed FROM bases s ORDER BY s.id LIMIT 1)`, consent.StoredConsent},
		} {
			err := n.DB.Write(ctx, func(tx *db.Tx) error {
				_, err := db.Exec(tx, c.change)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := seals(n, c.kept); err == nil {
				t.Errorf("%s: all of it opens", c.change)
			}
		}
	})
}

func seals(n *nodetest.Node, kept access.Stored) (opened int, err error) {
	s := n.System(n.Orgs["shelter"].ID, "test")
	err = s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		opened, err = kept.OpenSeals(tx)
		return err
	})
	return opened, err
}

func wantSeals(t *testing.T, n *nodetest.Node, kept access.Stored, want int) {
	t.Helper()
	if opened, err := seals(n, kept); err != nil || opened != want {
		t.Fatalf("opened %d, want %d: %v", opened, want, err)
	}
}
