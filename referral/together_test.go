package referral_test

import (
	"errors"
	"testing"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/test/nodetest"
	"lindung/person"
	"lindung/referral"
)

// people are cases of one event.
func people(t *testing.T, n *nodetest.Node, s access.Session, names ...string) []cases.Case {
	t.Helper()
	var all []cases.Case
	for i, name := range names {
		c := cases.New{Names: []person.Name{{Text: name, Kind: "official"}}, Event: &cases.Event{Kind: "boat", Place: "Example Bay"}}
		var one cases.Case
		var err error
		if i == 0 {
			one, err = cases.Open(ctx, s, c)
		} else {
			c.Event = nil
			one, err = cases.OpenSibling(ctx, s, all[0].ID, c)
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// Several persons of one event are referred in one act, each on what they agreed to. The
// recipient sees them together and answers them alone or all at once; it learns of nobody
// who was not referred.
func TestTogether(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		all := people(t, n, ana, "Sok Example", "Dim Contoh", "Nur Contoh", "Mai Contoh")
		var of []referral.One
		var grants []consent.Grant
		for _, c := range all[:3] {
			g := agreed(t, n, c.ID, "hospital", lindung.Identity)
			grants = append(grants, g)
			of = append(of, referral.One{Case: c.ID, BasedOn: []string{string(g.ID)}})
		}
		send := func(of ...referral.One) ([]referral.Referral, error) {
			return referral.SendTogether(ctx, ana, all[0].ID, ask(n, "hospital"), of)
		}
		if _, err := send(append(of, referral.One{Case: all[3].ID, BasedOn: of[0].BasedOn})...); !errors.Is(err, consent.ErrNoConsent) {
			t.Errorf("with one who has not agreed: %v", err)
		}
		stranger := openCase(t, n, ana)
		g := agreed(t, n, stranger.ID, "hospital", lindung.Identity)
		if _, err := send(append(of, referral.One{Case: stranger.ID, BasedOn: []string{string(g.ID)}})...); !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("with one of no such event: %v", err)
		}
		if n := len(queue(t, dara).In); n != 0 {
			t.Fatalf("%d have left although nothing was sent", n)
		}
		sent, err := send(of...)
		if err != nil || len(sent) != 3 {
			t.Fatal(len(sent), err)
		}
		in, err := referral.ReadTogether(ctx, dara, sent[1].ID)
		if err != nil || len(in) != 3 {
			t.Fatalf("the recipient sees %d together, %v", len(in), err)
		}
		for _, r := range in {
			if r.Case == all[3].ID || r.Group == "" || r.Group == string(all[0].Event) {
				t.Errorf("the group tells more than who was referred: %+v", r)
			}
		}
		if _, err := referral.ReadTogether(ctx, n.As(t, "caseworker@police"), sent[0].ID); !errors.Is(err, access.ErrDenied) {
			t.Errorf("another organisation: %v", err)
		}

		if err := consent.Withdraw(ctx, ana, cases.Target(all[0].ID), grants[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := referral.Decline(ctx, dara, sent[1].ID, "full", ""); err != nil {
			t.Fatal(err)
		}
		if err := referral.AcceptTogether(ctx, ana, sent[2].ID, referral.Word{}); !errors.Is(err, access.ErrDenied) {
			t.Errorf("the sender accepts: %v", err)
		}
		if err := referral.AcceptTogether(ctx, dara, sent[1].ID, referral.Word{Words: "come at 20:00"}); err != nil {
			t.Fatal(err)
		}
		want := []referral.State{referral.Sent, referral.Declined, referral.Accepted}
		for i, r := range sent {
			if x, err := referral.Read(ctx, ana, r.ID); err != nil || x.State != want[i] {
				t.Errorf("%d is %s, not %s, %v", i, x.State, want[i], err)
			}
		}
		if err := referral.DeclineTogether(ctx, dara, sent[0].ID, "full", ""); !errors.Is(err, referral.ErrStep) {
			t.Errorf("where nothing waits any more: %v", err)
		}
	})
}
