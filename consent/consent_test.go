package consent_test

import (
	"slices"
	"testing"

	"lindung"
	"lindung/consent"
	"lindung/internal/db"
)

func good() consent.Grant {
	return consent.Grant{
		Recipient: "org1", Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity}, From: 100, Until: 200,
		Lang: "en", TextVersion: "v1", Detail: consent.Detail{ExplainedBy: "Ana Example"},
	}
}

func TestLive(t *testing.T) {
	for _, c := range []struct {
		name  string
		grant func(*consent.Grant)
		now   db.Time
		live  bool
	}{
		{"before it begins", nil, 99, false},
		{"at its beginning", nil, 100, true},
		{"in its last second", nil, 199, true},
		{"at its end", nil, 200, false},
		{"withdrawn", func(g *consent.Grant) { g.WithdrawnAt = 150 }, 160, false},
		{"withdrawn, asked about earlier", func(g *consent.Grant) { g.WithdrawnAt = 150 }, 140, false},
	} {
		g := good()
		if c.grant != nil {
			c.grant(&g)
		}
		if got := g.Live(c.now); got != c.live {
			t.Errorf("%s: live %v", c.name, got)
		}
		if g.Opens(c.now) {
			t.Errorf("%s: it opens something although nobody has accepted", c.name)
		}
		g.OpenedAt = 120
		if got := g.Opens(c.now); got != c.live {
			t.Errorf("%s, accepted: opens %v", c.name, got)
		}
	}
}

func TestCovers(t *testing.T) {
	grants := []consent.Grant{good()}
	for _, c := range []struct {
		name string
		org  lindung.OrgID
		p    lindung.Purpose
		g    lindung.Group
		now  db.Time
		want bool
	}{
		{"what she agreed to", "org1", lindung.Assistance, lindung.Identity, 150, true},
		{"another recipient", "org2", lindung.Assistance, lindung.Identity, 150, false},
		{"no recipient", "", lindung.Assistance, lindung.Identity, 150, false},
		{"another purpose", "org1", lindung.LawEnforcement, lindung.Identity, 150, false},
		{"another group", "org1", lindung.Assistance, lindung.Health, 150, false},
		{"too late", "org1", lindung.Assistance, lindung.Identity, 200, false},
	} {
		if got := consent.Covers(grants, consent.Use{Recipient: c.org, Purpose: c.p, Group: c.g, At: c.now}); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*consent.Grant)
		want   string
	}{
		{"whole", func(*consent.Grant) {}, ""},
		{"no recipient", func(g *consent.Grant) { g.Recipient = "" }, "consent.problem.recipient"},
		{"outside without a body", func(g *consent.Grant) { g.Recipient, g.Outside = "", true }, "consent.problem.recipient"},
		{"no purpose", func(g *consent.Grant) { g.Purpose = "x" }, "consent.problem.purpose"},
		{"no groups", func(g *consent.Grant) { g.Groups = nil }, "consent.problem.groups"},
		{"an unknown group", func(g *consent.Grant) { g.Groups = []lindung.Group{"x"} }, "consent.problem.groups"},
		{"upside down", func(g *consent.Grant) { g.Until = 50 }, "consent.problem.until"},
		{"longer than a year", func(g *consent.Grant) { g.Until = g.From.Add(consent.Longest) + 1 }, "consent.problem.long"},
		{"nobody explained it", func(g *consent.Grant) { g.Detail.ExplainedBy = " " }, "consent.problem.explained"},
		{"a text nobody has", func(g *consent.Grant) { g.TextVersion = "v99" }, "consent.problem.text"},
		{"a child without guardian or reason", func(g *consent.Grant) { g.Child, g.Detail.Assent = true, true }, "consent.problem.guardian"},
		{"a child who was not asked herself", func(g *consent.Grant) { g.Child, g.Detail.Guardian = true, "Aunt Example" }, "consent.problem.assent"},
		{"a child whose guardian is no safe person", func(g *consent.Grant) {
			g.Child, g.Detail.Assent, g.Detail.NoGuardian = true, true, "not safe"
		}, ""},
	} {
		g := good()
		c.change(&g)
		got := g.Check(90)
		if c.want == "" && len(got) > 0 || c.want != "" && !slices.Contains(got, c.want) {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestBasisNeedsTwo(t *testing.T) {
	b := consent.Basis{Until: 200, ProposedAt: 100, ProposedBy: "a"}
	if b.Live(150) || !b.Waiting(150) {
		t.Error("a basis that nobody has agreed to is live, or does not wait")
	}
	b.AgreedAt, b.AgreedBy = 120, "b"
	for now, want := range map[db.Time]bool{110: false, 120: true, 199: true, 200: false} {
		if b.Live(now) != want {
			t.Errorf("at %d: live %v", now, !want)
		}
	}
	b.EndedAt = 150
	if b.Live(160) {
		t.Error("an ended basis is live")
	}
}
