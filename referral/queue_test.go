package referral_test

import (
	"testing"
	"time"

	"lindung"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
	"lindung/referral"
)

// A queue holds the most urgent and says that there are more; and whoever may read
// few of many finds all of those few.
func TestLongQueue(t *testing.T) {
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		n.Clock.Set(n.Now().Truncate(time.Second))
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
		in := queue(t, n.As(t, "duty_officer@hospital"))
		if len(in.In) != 200 || !in.More || in.In[0].Due > in.In[1].Due || in.In[0].Due != db.TimeOf(n.Now().Add(time.Hour)) {
			t.Errorf("the recipient's queue holds %d, more %v", len(in.In), in.More)
		}
		if out := queue(t, mira); len(out.Out) != 0 || out.More {
			t.Errorf("somebody who is not on the team sees %d", len(out.Out))
		}
		mine := agreedBy(t, n, "second@shelter", own.ID, "hospital", lindung.Identity)
		late := ask(n, "hospital", mine)
		late.Due = db.TimeOf(n.Now().Add(1000 * time.Hour))
		if _, err := referral.Send(ctx, mira, own.ID, late); err != nil {
			t.Fatal(err)
		}
		if out := queue(t, mira); len(out.Out) != 1 || out.More {
			t.Errorf("behind many others: %d, more %v", len(out.Out), out.More)
		}
	})
}
