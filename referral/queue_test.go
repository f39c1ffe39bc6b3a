package referral_test

import (
	"testing"
	"time"

	"lindung"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// A page of a queue holds the most urgent of both sides and says where the next
// begins; and whoever may read few of many finds all of those few.
func TestLongQueue(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.At(n.Now().Truncate(time.Second))
		ana, mira := n.As(t, "caseworker@shelter"), n.As(t, "second@shelter")
		c, own := openCase(t, n, ana), openCase(t, n, mira)
		g := agreed(t, n, c.ID, "hospital", lindung.Identity)
		const many = 205
		for i := range many {
			to := ask(n, "hospital", g)
			to.Due = db.TimeOf(n.Now().Add(time.Duration(i+1) * time.Hour))
			if _, err := referral.Send(ctx, ana, c.ID, to); err != nil {
				t.Fatal(err)
			}
		}
		duty := n.As(t, "duty_officer@hospital")
		in := queue(t, duty)
		if len(in.In) != 200 || in.Next.ID == "" || in.In[0].Due > in.In[1].Due || in.In[0].Due != db.TimeOf(n.Now().Add(time.Hour)) {
			t.Errorf("the recipient's queue holds %d, goes on at %v", len(in.In), in.Next)
		}
		rest, err := referral.ReadQueue(ctx, duty, in.Next)
		if err != nil || len(rest.In) != 5 || rest.Next.ID != "" || rest.In[0].Due <= in.In[199].Due {
			t.Errorf("its second page holds %d, goes on at %v: %v", len(rest.In), rest.Next, err)
		}
		if out := queue(t, mira); len(out.Out) != 0 || out.Next.ID != "" {
			t.Errorf("somebody who is not on the team sees %d", len(out.Out))
		}
		mine := agreedBy(t, n, "second@shelter", own.ID, "hospital", lindung.Identity)
		late := ask(n, "hospital", mine)
		late.Due = db.TimeOf(n.Now().Add(1000 * time.Hour))
		if _, err := referral.Send(ctx, mira, own.ID, late); err != nil {
			t.Fatal(err)
		}
		if out := queue(t, mira); len(out.Out) != 1 || out.Next.ID != "" {
			t.Errorf("behind many others: %d, goes on at %v", len(out.Out), out.Next)
		}
		// Sent and received lie in one order, page by page.
		back := agreedBy(t, n, "caseworker@hospital", openCase(t, n, n.As(t, "caseworker@hospital")).ID, "shelter", lindung.Identity)
		first := ask(n, "shelter", back)
		first.Due = db.TimeOf(n.Now().Add(90 * time.Minute))
		if _, err := referral.Send(ctx, n.As(t, "caseworker@hospital"), back.Case, first); err != nil {
			t.Fatal(err)
		}
		var seen []referral.Referral
		for after, more := (referral.Cursor{}), true; more; {
			q, err := referral.ReadQueue(ctx, ana, after)
			if err != nil {
				t.Fatal(err)
			}
			seen, after = append(seen, q.All()...), q.Next
			more = after.ID != ""
			if len(q.All()) > 200 {
				t.Errorf("a page of %d", len(q.All()))
			}
		}
		if len(seen) != many+1 || seen[0].Mine {
			t.Errorf("on all pages %d, the first sent by us: %v", len(seen), seen[0].Mine)
		}
	})
}
