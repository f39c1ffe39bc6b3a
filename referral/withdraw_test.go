package referral_test

import (
	"errors"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/consent"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// What a referral said of the person is gone from the recipient's page once it was
// declined, finished or taken back, or once what it was based on has ended. From whom
// it came, when, what was needed and the recipient's own words stay; the sender
// keeps all of it.
func TestWhatIsOverIsHidden(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		must := func(errs ...error) {
			t.Helper()
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
		}
		var c cases.Case
		var g consent.Grant
		ends := []struct {
			name string
			end  func(lindung.ReferralID)
		}{
			{"declined", func(r lindung.ReferralID) { must(referral.Decline(ctx, dara, r, "full", "our own words")) }},
			{"finished", func(r lindung.ReferralID) {
				must(referral.Accept(ctx, dara, r, referral.Word{}), referral.Finish(ctx, dara, r, "given", "our own words"))
			}},
			{"taken back", func(r lindung.ReferralID) { must(referral.TakeBack(ctx, ana, r, "because of the story")) }},
			{"taken back, accepted", func(r lindung.ReferralID) {
				must(referral.Accept(ctx, dara, r, referral.Word{}), referral.TakeBack(ctx, ana, r, "because of the story"))
			}},
			{"withdrawn", func(lindung.ReferralID) { must(consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID)) }},
			{"withdrawn, accepted", func(r lindung.ReferralID) {
				must(referral.Accept(ctx, dara, r, referral.Word{}), consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID))
			}},
			{"withdrawn and noted", func(r lindung.ReferralID) {
				must(consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID), referral.AnswerEnd(ctx, dara, r, "kept", "our own words"))
			}},
			{"its day is over", func(lindung.ReferralID) { n.Clock.Add(31 * 24 * time.Hour) }},
		}
		for _, e := range ends {
			c = openCase(t, n, ana)
			g = grant(n, "hospital", lindung.Identity)
			g.Detail.Conditions = []consent.Condition{{Text: "only by day", For: consent.ForRecipient}}
			var err error
			g, err = consent.Give(ctx, ana, cases.Target(c.ID), g)
			must(err)
			r, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital", g))
			must(err)
			before, err := referral.Read(ctx, dara, r.ID)
			must(err)
			if before.Words == "" || len(before.Conditions) != 1 || before.CaseNumber == "" {
				t.Errorf("%s, before: the recipient does not read what it must know", e.name)
			}
			e.end(r.ID)
			sent, err := referral.Read(ctx, ana, r.ID)
			must(err)
			received, err := referral.Read(ctx, dara, r.ID)
			must(err)
			if received.Words != "" || received.CaseNumber != "" || received.Child || len(received.Conditions) > 0 {
				t.Errorf("%s: the recipient still reads what the referral said", e.name)
			}
			if received.FromName == "" || received.Need != "health" || received.SentAt == 0 || received.Late(n.Now().Add(1000*time.Hour)) || sent.Late(n.Now().Add(1000*time.Hour)) {
				t.Errorf("%s: what stays is gone, or a day still counts", e.name)
			}
			for _, s := range received.Steps {
				if s.Org == received.From && s.Words != "" || s.Org == n.Orgs["hospital"].ID && s.State != referral.Accepted && s.State != referral.Ended && s.Words == "" {
					t.Errorf("%s: of the step %s the recipient reads too much or too little", e.name, s.State)
				}
			}
			if sent.Words == "" || sent.CaseNumber == "" {
				t.Errorf("%s: the sender reads less than before", e.name)
			}
			if _, err := cases.Read(ctx, dara, c.ID); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s: the case can still be read: %v", e.name, err)
			}
		}
	})
}

// A withdrawal is news on the recipient's side until someone there has noted it,
// and nothing that waits or is late; then the sender learns that it is known.
func TestWithdrawalIsNews(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		r, g := sent(t, n, c.ID, lindung.Identity)
		if err := consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID); err != nil {
			t.Fatal(err)
		}
		n.Clock.Add(5 * 24 * time.Hour)
		in, out := queue(t, dara), queue(t, ana)
		if len(in.InPile(referral.News)) != 1 || len(in.InPile(referral.MustAnswer)) != 0 || len(out.InPile(referral.WithOthers)) != 1 {
			t.Errorf("the recipient has %d news, the sender %d with others", len(in.InPile(referral.News)), len(out.InPile(referral.WithOthers)))
		}
		if in.In[0].Late(n.Now()) || in.In[0].Owed() != "" {
			t.Error("an answer is still owed")
		}
		if err := referral.AnswerEnd(ctx, dara, r.ID, "erased", ""); err != nil {
			t.Fatal(err)
		}
		if in, out = queue(t, dara), queue(t, ana); len(in.In) != 0 || len(out.InPile(referral.News)) != 1 {
			t.Errorf("noted: the recipient has %d, the sender %d news", len(in.In), len(out.InPile(referral.News)))
		}
		if err := referral.NoteSteps(ctx, ana, r.ID); err != nil {
			t.Fatal(err)
		}
		if out = queue(t, ana); len(out.Out) != 0 {
			t.Errorf("the sender still has %d", len(out.Out))
		}
	})
}

// A grant whose sealed part is damaged can be withdrawn all the same.
func TestWithdrawDamaged(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := openCase(t, n, ana)
		g := agreed(t, n, c.ID, "hospital", lindung.Identity)
		err := n.DB.Write(ctx, func(tx *db.Tx) error {
			return db.Change(tx, `UPDATE grants SET sealed = ? WHERE id = ?`, []byte("damaged"), g.ID)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID); err != nil {
			t.Error(err)
		}
	})
}

// Who agreed to one body outside the node has not agreed to another of the same
// name. The sender answers for a body, and is told nothing new of its own steps.
func TestOutsideBodies(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := openCase(t, n, ana)
		body := func(phone string) consent.Grant {
			g := grant(n, "hospital", lindung.Identity)
			g.Recipient, g.Body = consent.Recipient{}, consent.Body{Name: "Example Clinic", Phone: phone, Country: "TH"}
			g, err := consent.Give(ctx, ana, cases.Target(c.ID), g)
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		clinic, namesake := body("+6620000001"), body("+6620000002")
		to := ask(n, "hospital", clinic)
		to.To = namesake.Recipient
		if _, err := referral.Send(ctx, ana, c.ID, to); !errors.Is(err, consent.ErrNoConsent) {
			t.Errorf("to a body that the person did not agree to: %v", err)
		}
		to.To = clinic.Recipient
		r, err := referral.Send(ctx, ana, c.ID, to)
		if err != nil {
			t.Fatal(err)
		}
		out := queue(t, ana).Out
		if len(out) != 1 || out[0].ToName != "Example Clinic" || !out[0].WeAnswer() || out[0].Pile() != referral.WithOthers {
			t.Fatalf("the sender's list has %d", len(out))
		}
		for _, step := range []error{referral.Accept(ctx, ana, r.ID, referral.Word{}), referral.Finish(ctx, ana, r.ID, "given", "")} {
			if step != nil {
				t.Fatal(step)
			}
		}
		if out := queue(t, ana).Out; len(out) != 0 {
			t.Error("what the sender entered is news to the sender")
		}
	})
}

// A withdrawal for a body outside is news for the sender, who has to tell it.
func TestOutsideWithdrawal(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana := n.As(t, "caseworker@shelter")
		c := openCase(t, n, ana)
		g := grant(n, "hospital", lindung.Identity)
		g.Recipient, g.Body = consent.Recipient{}, consent.Body{Name: "Example Clinic", Phone: "+6620000001", Country: "TH"}
		g, err := consent.Give(ctx, ana, cases.Target(c.ID), g)
		if err != nil {
			t.Fatal(err)
		}
		to := ask(n, "hospital", g)
		to.To = g.Recipient
		r, err := referral.Send(ctx, ana, c.ID, to)
		if err != nil {
			t.Fatal(err)
		}
		if err := consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID); err != nil {
			t.Fatal(err)
		}
		if got := queue(t, ana).InPile(referral.News); len(got) != 1 {
			t.Errorf("%d news", len(got))
		}
		if err := referral.AnswerEnd(ctx, ana, r.ID, "erased", "by telephone"); err != nil {
			t.Fatal(err)
		}
		if got := queue(t, ana).Out; len(got) != 0 {
			t.Errorf("noted, and still %d", len(got))
		}
	})
}

// Who is reading when the person withdraws reads nothing: what was read is recorded
// only if it is still shared then, and shown only when it is recorded.
func TestWithdrawnWhileItIsRead(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		ana, dara := n.As(t, "caseworker@shelter"), n.As(t, "duty_officer@hospital")
		c := openCase(t, n, ana)
		g := agreed(t, n, c.ID, "hospital", lindung.Identity)
		r, err := referral.Send(ctx, ana, c.ID, ask(n, "hospital", g))
		if err == nil {
			err = referral.Accept(ctx, dara, r.ID, referral.Word{})
		}
		if err != nil {
			t.Fatal(err)
		}
		read := 0
		_, err = cases.ReadWith(ctx, dara, c.ID, func(*access.Tx, cases.Case) error {
			if read++; read == 1 {
				return consent.Withdraw(ctx, ana, cases.Target(c.ID), g.ID)
			}
			return nil
		})
		if !errors.Is(err, access.ErrDenied) && !errors.Is(err, lindung.ErrNotFound) {
			t.Errorf("read %d times: %v", read, err)
		}
		err = n.DB.Read(ctx, func(tx *db.Tx) error {
			entries, err := audit.About(tx, string(c.ID), 10)
			for _, e := range entries {
				if e.Act == string(access.ConsentWithdraw) {
					break
				}
				if e.Act == string(access.CaseRead) && e.Decision == audit.Allowed {
					t.Errorf("entry %d says that it was read after the withdrawal", e.N)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
