package referral_test

import (
	"errors"
	"testing"

	"lindung"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// What the sender told of a person is no longer shown to the recipient once she
// has withdrawn, whether he had answered or not. The sender still reads it.
func TestWithdrawalTakesTheWordsBack(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		for _, accept := range []bool{false, true} {
			c := openCase(t, n, ana)
			g, err := consent.Give(ctx, ana, cases.On(c.ID), grant(n, "hospital", lindung.Identity))
			if err != nil {
				t.Fatal(err)
			}
			r, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital"))
			if err != nil {
				t.Fatal(err)
			}
			if r, err := referral.Read(ctx, dara, r.ID); err != nil || r.Words == "" {
				t.Fatalf("before: %q, %v", r.Words, err)
			}
			if accept {
				if err := referral.Accept(ctx, dara, r.ID); err != nil {
					t.Fatal(err)
				}
			}
			if err := consent.Withdraw(ctx, ana, cases.On(c.ID), g.ID); err != nil {
				t.Fatal(err)
			}
			if r, err := referral.Read(ctx, dara, r.ID); err != nil || r.Words != "" {
				t.Errorf("accepted %t: the recipient reads %q, %v", accept, r.Words, err)
			}
			if r, err := referral.Read(ctx, ana, r.ID); err != nil || r.Words == "" {
				t.Errorf("accepted %t: the sender reads %q, %v", accept, r.Words, err)
			}
		}
	})
}

// A grant whose sealed part is damaged can be withdrawn all the same.
func TestWithdrawDamaged(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := openCase(t, n, ana)
		g, err := consent.Give(ctx, ana, cases.On(c.ID), grant(n, "hospital", lindung.Identity))
		if err != nil {
			t.Fatal(err)
		}
		err = n.DB.Write(ctx, func(tx *db.Tx) error {
			return db.Change(tx, `UPDATE grants SET sealed = ? WHERE id = ?`, []byte("damaged"), g.ID)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := consent.Withdraw(ctx, ana, cases.On(c.ID), g.ID); err != nil {
			t.Error(err)
		}
	})
}

// Who agreed to one body outside the node has not agreed to another.
func TestOutsideBodies(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := openCase(t, n, ana)
		g := grant(n, "hospital", lindung.Identity)
		g.Recipient, g.Outside, g.Detail.Body = "", true, "Example Clinic"
		if _, err := consent.Give(ctx, ana, cases.On(c.ID), g); err != nil {
			t.Fatal(err)
		}
		to := ask(n, "hospital")
		to.To, to.Body = "", "Example Law Office"
		if _, err := referral.Send(ctx, ana, c.ID, to); !errors.Is(err, consent.ErrNone) {
			t.Errorf("to a body that she did not agree to: %v", err)
		}
		to.Body = "Example Clinic"
		if _, err := referral.Send(ctx, ana, c.ID, to); err != nil {
			t.Errorf("to the body that she agreed to: %v", err)
		}
	})
}
