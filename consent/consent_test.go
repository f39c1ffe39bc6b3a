package consent_test

import (
	"slices"
	"testing"

	"lindung"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
)

var hospital = consent.ToOrg("aaaaaaaaaaaaaaaaaaaaaaaaaa")

func good() consent.Grant {
	return consent.Grant{
		ID: "g1", Recipient: hospital, Purpose: lindung.Assistance, Groups: []lindung.Group{lindung.Identity}, From: 100, Until: 200,
		Lang: "en", TextVersion: "v1", Opens: consent.ByReferral, Detail: consent.Detail{ExplainedBy: "Ana Example"},
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
		if got := g.InForce(c.now); got != c.live {
			t.Errorf("%s: live %v", c.name, got)
		}
		if g.Open(c.now) {
			t.Errorf("%s: it is open although no referral names it", c.name)
		}
		g.Openings = []consent.Opening{{OpenedAt: 120}}
		if got := g.Open(c.now); got != c.live {
			t.Errorf("%s, accepted: open %v", c.name, got)
		}
	}
}

// A grant is open while one of the referrals that name it is accepted and not over.
func TestOpen(t *testing.T) {
	named, accepted, over := consent.Opening{NamedAt: 110}, consent.Opening{OpenedAt: 120}, consent.Opening{OpenedAt: 120, ClosedAt: 130}
	declined := consent.Opening{NamedAt: 110, ClosedAt: 115}
	for _, c := range []struct {
		name     string
		openings []consent.Opening
		open     bool
	}{
		{"named by none", nil, false},
		{"named and not answered", []consent.Opening{named}, false},
		{"accepted", []consent.Opening{accepted}, true},
		{"over", []consent.Opening{over}, false},
		{"declined", []consent.Opening{declined}, false},
		{"one over, one accepted", []consent.Opening{over, accepted}, true},
		{"one over, one not answered", []consent.Opening{over, named}, false},
	} {
		g := good()
		g.Openings = c.openings
		if g.Open(150) != c.open {
			t.Errorf("%s: open %v", c.name, !c.open)
		}
	}
}

// What the card says of the past is what was.
func TestSpans(t *testing.T) {
	for _, c := range []struct {
		name  string
		grant func(*consent.Grant)
		now   db.Time
		want  []consent.Span
	}{
		{"never accepted", func(g *consent.Grant) { g.Openings = []consent.Opening{{NamedAt: 110, ClosedAt: 120}} }, 150, nil},
		{"open", func(g *consent.Grant) { g.Openings = []consent.Opening{{OpenedAt: 110}} }, 150, []consent.Span{{From: 110}}},
		{"over", func(g *consent.Grant) { g.Openings = []consent.Opening{{OpenedAt: 110, ClosedAt: 120}} }, 150, []consent.Span{{From: 110, To: 120}}},
		{"withdrawn before it was over", func(g *consent.Grant) {
			g.WithdrawnAt, g.Openings = 115, []consent.Opening{{OpenedAt: 110, ClosedAt: 120}}
		}, 150, []consent.Span{{From: 110, To: 115}}},
		{"withdrawn, the referral still accepted", func(g *consent.Grant) {
			g.WithdrawnAt, g.Openings = 115, []consent.Opening{{OpenedAt: 110}}
		}, 150, []consent.Span{{From: 110, To: 115}}},
		{"its day is over", func(g *consent.Grant) { g.Openings = []consent.Opening{{OpenedAt: 110}} }, 250, []consent.Span{{From: 110, To: 200}}},
		{"accepted before it began", func(g *consent.Grant) { g.Openings = []consent.Opening{{OpenedAt: 90}} }, 150, []consent.Span{{From: 100}}},
		{"twice, apart", func(g *consent.Grant) {
			g.Openings = []consent.Opening{{OpenedAt: 140}, {OpenedAt: 110, ClosedAt: 120}}
		}, 150, []consent.Span{{From: 110, To: 120}, {From: 140}}},
		{"twice, over each other", func(g *consent.Grant) {
			g.Openings = []consent.Opening{{OpenedAt: 115, ClosedAt: 140}, {OpenedAt: 110, ClosedAt: 120}, {OpenedAt: 112, ClosedAt: 118}}
		}, 150, []consent.Span{{From: 110, To: 140}}},
		{"accepted when it had been withdrawn", func(g *consent.Grant) {
			g.WithdrawnAt, g.Openings = 110, []consent.Opening{{OpenedAt: 120}}
		}, 150, nil},
	} {
		g := good()
		c.grant(&g)
		if got := g.Spans(c.now); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
	b := consent.Basis{AgreedAt: 110, Until: 200}
	if got := b.Spans(250); !slices.Equal(got, []consent.Span{{From: 110, To: 200}}) {
		t.Errorf("a basis: %v", got)
	}
}

func TestCheck(t *testing.T) {
	clinic := consent.Body{Name: "Example Clinic", Phone: "+66 2 000 0001", Country: "TH"}
	for _, c := range []struct {
		name   string
		change func(*consent.Grant)
		want   []string // the fields at which something is missing
	}{
		{"whole", func(*consent.Grant) {}, nil},
		{"no recipient", func(g *consent.Grant) { g.Recipient = consent.Recipient{} }, []string{"recipient"}},
		{"a body to register", func(g *consent.Grant) { g.Recipient, g.Body = consent.Recipient{}, clinic }, nil},
		{"a body without a number", func(g *consent.Grant) {
			g.Recipient, g.Body = consent.Recipient{}, consent.Body{Name: "Example Clinic", Country: "TH"}
		}, []string{"body_phone"}},
		{"a body with a number of no country", func(g *consent.Grant) {
			g.Recipient, g.Body = consent.Recipient{}, consent.Body{Name: "Example Clinic", Phone: "02 000 0001", Country: "TH"}
		}, []string{"body_phone"}},
		{"a body without a name or country", func(g *consent.Grant) {
			g.Recipient, g.Body = consent.Recipient{}, consent.Body{Phone: "+6620000001"}
		}, []string{"body_name", "body_country"}},
		{"an organisation and a body", func(g *consent.Grant) { g.Body = clinic }, []string{"body_name"}},
		{"no purpose", func(g *consent.Grant) { g.Purpose = "x" }, []string{"purpose"}},
		{"no groups", func(g *consent.Grant) { g.Groups = nil }, []string{"groups"}},
		{"an unknown group", func(g *consent.Grant) { g.Groups = []lindung.Group{"x"} }, []string{"groups"}},
		{"upside down", func(g *consent.Grant) { g.Until = 50 }, []string{"until"}},
		{"longer than a year", func(g *consent.Grant) { g.Until = g.From.Add(consent.LongestGrant) + 1 }, []string{"until"}},
		{"nobody explained it", func(g *consent.Grant) { g.Detail.ExplainedBy = " " }, []string{"explained_by"}},
		{"a text nobody has", func(g *consent.Grant) { g.TextVersion = "v99" }, []string{"text"}},
		{"a child without guardian or reason", func(g *consent.Grant) { g.Child, g.Detail.Assent = true, true }, []string{"guardian"}},
		{"a child who was not asked", func(g *consent.Grant) { g.Child, g.Detail.Guardian = true, "Aunt Example" }, []string{"assent"}},
		{"a child whose guardian is no safe person", func(g *consent.Grant) {
			g.Child, g.Detail.Assent, g.Detail.NoGuardian = true, true, "not safe"
		}, nil},
		{"a condition for nobody", func(g *consent.Grant) { g.Detail.Conditions = []consent.Condition{{Text: "by day"}} }, []string{"conditions_for"}},
		{"an empty condition", func(g *consent.Grant) {
			g.Detail.Conditions = []consent.Condition{{Text: " ", For: consent.ForUs}}
		}, []string{"conditions"}},
	} {
		g := good()
		c.change(&g)
		if got := fields(g.Check(90)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
}

func fields(ps field.Problems) []string {
	var all []string
	for _, p := range ps {
		all = append(all, p.Field)
	}
	return all
}

func TestCheckBasis(t *testing.T) {
	whole := consent.Basis{
		Recipient: hospital, Kind: "court_order", Source: "Example Act 1", Reason: "an order", Purpose: lindung.LegalAid,
		Groups: []lindung.Group{lindung.Identity}, Until: 200,
	}
	if got := whole.Check(100); len(got) > 0 {
		t.Error(got)
	}
	want := []string{"kind", "source", "reason", "recipient", "purpose", "groups", "until"}
	if got := fields(consent.Basis{}.Check(100)); !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}

func TestNarrower(t *testing.T) {
	old := good()
	old.Groups = []lindung.Group{lindung.Identity, lindung.Health}
	old.Detail.Conditions = []consent.Condition{{Text: "by day", For: consent.ForRecipient}, {Text: "a brother", For: consent.ForUs}}
	for _, c := range []struct {
		name     string
		change   func(*consent.Grant)
		narrower bool
	}{
		{"the same", func(*consent.Grant) {}, true},
		{"one group", func(g *consent.Grant) { g.Groups = g.Groups[:1] }, true},
		{"another group", func(g *consent.Grant) { g.Groups = []lindung.Group{lindung.Legal} }, false},
		{"sooner", func(g *consent.Grant) { g.Until = 150 }, true},
		{"later", func(g *consent.Grant) { g.Until = 201 }, false},
		{"from before", func(g *consent.Grant) { g.From = 99 }, false},
		{"another purpose", func(g *consent.Grant) { g.Purpose = lindung.Return }, false},
		{"another recipient", func(g *consent.Grant) { g.Recipient = consent.ToOrg("bbbbbbbbbbbbbbbbbbbbbbbbbb") }, false},
		{"a body of the same identifier", func(g *consent.Grant) { g.Recipient = consent.ToBody("aaaaaaaaaaaaaaaaaaaaaaaaaa") }, false},
		{"a condition more", func(g *consent.Grant) {
			g.Detail.Conditions = append(slices.Clone(g.Detail.Conditions), consent.Condition{Text: "no men", For: consent.ForRecipient})
		}, true},
		{"without what is for us", func(g *consent.Grant) { g.Detail.Conditions = g.Detail.Conditions[:1] }, true},
		{"without what the recipient keeps", func(g *consent.Grant) { g.Detail.Conditions = g.Detail.Conditions[1:] }, false},
	} {
		g := old
		c.change(&g)
		if consent.Narrower(g, old) != c.narrower {
			t.Errorf("%s: narrower %v", c.name, !c.narrower)
		}
	}
}

func TestBasisNeedsTwo(t *testing.T) {
	b := consent.Basis{Until: 200, ProposedAt: 100, ProposedBy: "a"}
	if b.InForce(150) || !b.Waiting(150) {
		t.Error("a basis that nobody has agreed to is live, or does not wait")
	}
	b.AgreedAt, b.AgreedBy = 120, "b"
	for now, want := range map[db.Time]bool{110: false, 120: true, 199: true, 200: false} {
		if b.InForce(now) != want {
			t.Errorf("at %d: live %v", now, !want)
		}
	}
	b.EndedAt = 150
	if b.InForce(160) {
		t.Error("an ended basis is live")
	}
}

// A recipient comes back from a form as what it was, and a text that is none
// names no one.
func TestRecipient(t *testing.T) {
	clinic := consent.ToBody("bbbbbbbbbbbbbbbbbbbbbbbbbb")
	for _, r := range []consent.Recipient{hospital, clinic} {
		if consent.ParseRecipient(r.String()) != r || r.None() {
			t.Errorf("%v comes back as %v", r, consent.ParseRecipient(r.String()))
		}
	}
	if hospital.Outside() || hospital.Body() != "" || !clinic.Outside() || clinic.Org() != "" {
		t.Error("an organisation and a body are taken for each other")
	}
	for _, text := range []string{"", "aaaaaaaaaaaaaaaaaaaaaaaaaa", "organisation:", "body:Example Clinic", "node:aaaaaaaaaaaaaaaaaaaaaaaaaa"} {
		if r := consent.ParseRecipient(text); !r.None() || r.String() != "" {
			t.Errorf("%q names %v", text, r)
		}
	}
}

func TestLedger(t *testing.T) {
	police := consent.ToOrg("cccccccccccccccccccccccccc")
	help, law, gone, other := good(), good(), good(), good()
	law.ID, law.Purpose, law.Groups = "g2", lindung.LegalAid, []lindung.Group{lindung.Identity, lindung.Legal}
	gone.ID, gone.WithdrawnAt = "g3", 120
	other.ID, other.Recipient = "g4", police
	help.Detail.Conditions = []consent.Condition{{Text: "by day", For: consent.ForRecipient}, {Text: "a brother", For: consent.ForUs}}
	law.Detail.Conditions = help.Detail.Conditions
	basis := consent.Basis{ID: "b1", Recipient: police, AgreedAt: 110, Until: 200, Purpose: lindung.LawEnforcement, Groups: []lindung.Group{lindung.Situation}}
	l := consent.Ledger{Grants: []consent.Grant{help, law, gone, other}, Bases: []consent.Basis{basis}}

	if got := l.Recipients(150); !slices.Equal(got, []consent.Recipient{hospital, police}) {
		t.Errorf("recipients %v", got)
	}
	if got := l.InForceFor(hospital, 150).IDs(); !slices.Equal(got, []string{"g1", "g2"}) {
		t.Errorf("for the hospital %v", got)
	}
	if got := l.InForceFor(police, 150).IDs(); !slices.Equal(got, []string{"g4", "b1"}) {
		t.Errorf("for the police %v", got)
	}
	chosen := l.InForceFor(hospital, 150).Chosen([]string{"g2", "g4"})
	if got := chosen.IDs(); !slices.Equal(got, []string{"g2"}) {
		t.Errorf("chosen %v", got)
	}
	if got := chosen.View().Groups(); !slices.Equal(got, []lindung.Group{lindung.Identity, lindung.Legal}) {
		t.Errorf("the view has %v", got)
	}
	if got := l.Conditions(); !slices.Equal(got, []string{"by day"}) {
		t.Errorf("conditions %v", got)
	}
	if got := l.InForce(150).IDs(); slices.Contains(got, "g3") {
		t.Errorf("live %v", got)
	}
}
