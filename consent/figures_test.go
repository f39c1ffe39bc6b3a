package consent_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
)

// figures is what a person is asked who may be counted for a month.
func (p *fileOf) figures() consent.Grant {
	now := db.TimeOf(p.Now())
	g := consent.ToCount(p.Orgs["shelter"].ID, now, now.Add(30*24*time.Hour))
	g.Lang, g.Detail = "en", consent.Detail{ExplainedBy: "Ana Example"}
	return g
}

// wantCounted holds whether the shelter counts the case, and what its newest answer is.
func (p *fileOf) wantCounted(when string, counted, asked, no bool) {
	p.t.Helper()
	p.within(func(tx *access.Tx) error {
		all, err := consent.CountedCases(tx, p.Orgs["shelter"].ID)
		if all[p.id] != counted || len(all) > 1 {
			p.t.Errorf("%s: counted %v", when, all)
		}
		if err != nil {
			return err
		}
		others, err := consent.CountedCases(tx, p.Orgs["hospital"].ID)
		if len(others) > 0 {
			p.t.Errorf("%s: the hospital counts %v", when, others)
		}
		if err != nil {
			return err
		}
		l, err := consent.ReadIn(tx, p.id)
		g, was := l.Figures(p.Orgs["shelter"].ID)
		if was != asked || g.SaidNo() != no || len(l.Grants) != 0 {
			p.t.Errorf("%s: asked %v, no %v, and %d grants share", when, was, g.SaidNo(), len(l.Grants))
		}
		if _, was := l.Figures(p.Orgs["hospital"].ID); was {
			p.t.Errorf("%s: the answer is the hospital's too", when)
		}
		return err
	})
	p.At(p.Now().Add(time.Minute))
}

// TestCounted: who agreed is counted until they say no, withdraw or their day has come, and
// nothing of the case opens by it.
func TestCounted(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		p.wantCounted("before anybody asked", false, false, false)
		first := p.give(p.figures())
		p.wantCounted("agreed", true, true, false)
		for _, org := range []string{"shelter", "hospital"} {
			p.wantShown("of one who is counted,", org)
		}
		p.within(func(tx *access.Tx) error {
			shares, err := consent.HasGrant(tx, p.id)
			if shares {
				t.Error("to be counted is said to share the case")
			}
			if err != nil {
				return err
			}
			ending, err := consent.EndingGrants(tx, p.Orgs["shelter"].ID, tx.Now.Add(60*24*time.Hour), 10)
			if len(ending) > 0 {
				t.Error("the end of being counted is a thing to do")
			}
			if err != nil {
				return err
			}
			l, err := consent.ReadIn(tx, p.id)
			if to := l.Recipients(tx.Now); len(to) > 0 || len(l.Chosen([]string{string(first.ID)}).IDs()) > 0 || len(l.InForce(tx.Now).IDs()) > 0 {
				t.Errorf("a case can be referred to %v by it", to)
			}
			if len(l.NotEnded(tx.Now).Counted) != 1 || len(l.All()) != 1 {
				t.Error("it is not among what has not ended")
			}
			return err
		})
		p.must(consent.SayNo(ctx, p.ana, p.on, p.figures()))
		p.wantCounted("after a no", false, true, true)
		p.give(p.figures())
		p.wantCounted("agreed again", true, true, false)
		p.must(consent.WithdrawAll(ctx, p.ana, p.on))
		p.wantCounted("all withdrawn", false, true, true)
		again := p.give(p.figures())
		p.must(consent.Withdraw(ctx, p.ana, p.on, again.ID))
		p.wantCounted("withdrawn", false, true, true)
		p.give(p.figures())
		p.within(func(tx *access.Tx) error { _, err := consent.PauseIn(tx, p.Orgs["shelter"].ID); return err })
		p.wantCounted("while sharing is paused", false, true, false)
		p.within(func(tx *access.Tx) error {
			all, err := consent.PausedOf(tx, p.Orgs["shelter"].ID)
			return errors.Join(err, consent.ConfirmIn(tx, all))
		})
		p.wantCounted("after the pause", true, true, false)
		p.within(func(tx *access.Tx) error { return consent.EndAllIn(tx, p.id) })
		p.wantCounted("moved to another", false, true, false)
		p.give(p.figures())
		p.At(p.Now().Add(31 * 24 * time.Hour))
		p.wantCounted("after its day", false, true, false)
	})
}

// TestCountedForged: what was written past the program counts nobody.
func TestCountedForged(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		g := p.give(p.figures())
		p.must(consent.Withdraw(ctx, p.ana, p.on, g.ID))
		p.within(func(tx *access.Tx) error {
			_, err := db.Exec(tx, `UPDATE grants SET withdrawn_at = 0 WHERE id = ?`, g.ID)
			return err
		})
		p.within(func(tx *access.Tx) error {
			all, err := consent.CountedCases(tx, p.Orgs["shelter"].ID)
			if len(all) > 0 {
				t.Error("a withdrawal that was undone past the program counts the person")
			}
			return err
		})
	})
}

// TestCountedIsOwn: only the own organisation counts, for statistics and with all groups,
// and for that it can be named alone.
func TestCountedIsOwn(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		own := consent.ToOrg(p.Orgs["shelter"].ID)
		for name, c := range map[string]struct {
			change func(*consent.Grant)
			at     string
		}{
			"another organisation":      {func(g *consent.Grant) { g.Recipient = consent.ToOrg(p.Orgs["hospital"].ID) }, "recipient"},
			"another purpose":           {func(g *consent.Grant) { g.Purpose = lindung.Assistance }, "purpose"},
			"some groups":               {func(g *consent.Grant) { g.Groups = g.Groups[:3] }, "groups"},
			"taken over":                {func(g *consent.Grant) { g.Carries = true }, "groups"},
			"a text without it":         {func(g *consent.Grant) { g.TextVersion = "2.3" }, "text"},
			"longer than a year":        {func(g *consent.Grant) { g.Until = g.From.Add(consent.LongestGrant) + 1 }, "until"},
			"to share with itself":      {func(g *consent.Grant) { *g = p.grant("hospital"); g.Recipient = own }, "recipient"},
			"statistics for a hospital": {func(g *consent.Grant) { *g = p.grant("hospital"); g.Purpose = lindung.Statistics }, "purpose"},
		} {
			g := p.figures()
			c.change(&g)
			_, err := consent.Give(ctx, p.ana, p.on, g)
			var problems field.Problems
			if !errors.As(err, &problems) || !slices.Contains(fields(problems), c.at) {
				t.Errorf("%s: %v", name, err)
			}
		}
		p.wantCounted("after all that", false, false, false)
	})
}
