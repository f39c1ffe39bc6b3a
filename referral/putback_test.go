package referral_test

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/test/dbtest"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// What ended stays ended for the other organisation although whoever can write to the
// database puts the rows back as they were, each with its own authenticator, and also
// with the sum of the case. The owner reads on, and learns of it.
func TestPutBackOpensNothing(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		must := func(errs ...error) {
			t.Helper()
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
		}
		ends := []struct {
			name string
			back []string
			end  func(lindung.CaseID, referral.Referral, consent.Grant)
		}{
			{"a withdrawal", []string{"grants"}, func(id lindung.CaseID, _ referral.Referral, g consent.Grant) {
				must(consent.Withdraw(ctx, ana, cases.Target(id), g.ID))
			}},
			{"a withdrawal, with the sum", []string{"grants", "sums"}, func(id lindung.CaseID, _ referral.Referral, g consent.Grant) {
				must(consent.Withdraw(ctx, ana, cases.Target(id), g.ID))
			}},
			{"the end of the referral", []string{"openings", "referrals", "referral_steps"}, func(_ lindung.CaseID, r referral.Referral, _ consent.Grant) {
				must(referral.Finish(ctx, dara, r.ID, "given", ""))
			}},
			{"what was taken back", []string{"openings", "referrals", "referral_steps"}, func(_ lindung.CaseID, r referral.Referral, _ consent.Grant) {
				must(referral.TakeBack(ctx, ana, r.ID, ""))
			}},
		}
		for i, e := range ends {
			c := openCase(t, n, ana)
			r, g := sent(t, n, c.ID, lindung.Identity)
			must(referral.Accept(ctx, dara, r.ID, referral.Word{}))
			thief := dbtest.Steal(t, n.DB, e.back...)
			if _, err := cases.Read(ctx, dara, c.ID); err != nil {
				t.Fatalf("before: %v", err)
			}
			e.end(c.ID, r, g)
			if len(n.DamageOf(c.ID)) > 0 {
				t.Fatalf("%s: reported before anything was put back", e.name)
			}
			thief.PutBack(e.back...)
			if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s was undone: the case is open to the other organisation: %v", e.name, err)
			}
			if all, err := cases.ListShared(ctx, dara, cases.NewestChange); err != nil || len(all) != 0 {
				t.Errorf("%s was undone: %d cases are listed, %v", e.name, len(all), err)
			}
			if got, err := referral.Read(ctx, dara, r.ID); err == nil && (got.Words != "" || got.CaseNumber != "") {
				t.Errorf("%s was undone: the recipient reads what the referral said", e.name)
			}
			if q, err := referral.ReadQueue(ctx, dara, referral.Cursor{}); err != nil || len(q.In) != 0 {
				t.Errorf("%s was undone: %d referrals are listed, %v", e.name, len(q.In), err)
			}
			if len(n.DamageOf(c.ID)) == 0 {
				t.Errorf("%s was undone: the owner does not learn of it", e.name)
			}
			if _, err := cases.Read(ctx, ana, c.ID); err != nil {
				t.Errorf("%s was undone: the owner: %v", e.name, err)
			}
			must(consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID))
			if i+1 < len(ends) {
				for _, name := range e.back {
					thief.Run(`DROP TABLE kept_` + name)
				}
			}
		}
	})
}
