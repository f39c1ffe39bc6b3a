package consent_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"lindung"
	"lindung/access"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/test/nodetest"
)

var ctx = context.Background()

// fileOf is a node with a case of the shelter, which package cases would make.
type fileOf struct {
	*nodetest.Node
	t   *testing.T
	id  lindung.CaseID
	ana access.Session // on its team
}

func each(t *testing.T, test func(*testing.T, *fileOf)) {
	t.Helper()
	nodetest.Each(t, func(t *testing.T, n *nodetest.Node) {
		p := &fileOf{Node: n, t: t, id: lindung.CaseID(lindung.NewID()), ana: n.As(t, "caseworker@shelter")}
		p.must(p.ana.Do(ctx, access.CaseOpen, p.ana.OrgTarget(), func(tx *access.Tx) error {
			if _, err := tx.NewKey(string(p.id)); err != nil {
				return err
			}
			_, err := db.Exec(tx, `
				INSERT INTO cases (id, number, org, status, opened_at, opened_by, responsible, child_until, doubt, refused,
					close_reason, closed_at, event, referral, batch, change_no, changed_at, version, urgent_until, held, mac)
				VALUES (?, 'KH-26-EXAMPLE', ?, 'Active', 0, '', '', 0, FALSE, FALSE, '', 0, '', '', '', 1, 0, 1, '', '', '')`, p.id, p.Orgs["shelter"].ID)
			return err
		}))
		test(t, p)
	})
}

func (p *fileOf) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// on is the target of acts on the case.
func (p *fileOf) on(tx *access.Tx) (access.Object, error) {
	return access.Object{
		Type: access.TypeCase, ID: string(p.id), Org: p.Orgs["shelter"].ID, Team: []lindung.ActorID{p.ID("caseworker@shelter")},
	}, nil
}

// within runs work inside an act on the case.
func (p *fileOf) within(work func(*access.Tx) error) {
	p.t.Helper()
	p.must(p.ana.Do(ctx, access.ConsentGive, p.on, work))
}

// grant is a consent to an organisation for a month.
func (p *fileOf) grant(org string) consent.Grant {
	now := db.TimeOf(p.Now())
	g := good()
	g.Recipient, g.From, g.Until = consent.ToOrg(p.Orgs[org].ID), now, now.Add(30*24*time.Hour)
	return g
}

func (p *fileOf) give(g consent.Grant) consent.Grant {
	p.t.Helper()
	given, err := consent.Give(ctx, p.ana, p.on, g)
	p.must(err)
	return given
}

// open names grants for a referral and opens it.
func (p *fileOf) open(r lindung.ReferralID, of ...string) {
	p.t.Helper()
	p.within(func(tx *access.Tx) error {
		l, err := consent.ReadIn(tx, p.id)
		if err != nil {
			return err
		}
		if err := consent.NameForReferral(tx, p.id, r, l.Chosen(of)); err != nil {
			return err
		}
		return consent.OpenForReferral(tx, r)
	})
}

// shown are the groups that are open to an organisation.
func (p *fileOf) shown(org string) []lindung.Group {
	p.t.Helper()
	var groups []lindung.Group
	p.within(func(tx *access.Tx) error {
		l, err := consent.OpenTo(tx, p.id, p.Orgs[org].ID)
		groups = l.View().Groups()
		if err != nil {
			return err
		}
		shared, err := consent.SharedWith(tx, p.Orgs[org].ID)
		if of := shared[p.id]; !slices.Equal(of.View().Groups(), groups) {
			p.t.Errorf("%s: %v are open, and the list of shared cases says %v", org, groups, of.View().Groups())
		}
		return err
	})
	return groups
}

func (p *fileOf) wantShown(when, org string, want ...lindung.Group) {
	p.t.Helper()
	if got := p.shown(org); !slices.Equal(got, want) {
		p.t.Errorf("%s the %s sees %v, not %v", when, org, got, want)
	}
}

// A grant is open while an accepted referral that is not over names it, and
// no longer than that; what another referral is based on is not touched.
func TestOpenings(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		health := p.grant("hospital")
		health.Groups = []lindung.Group{lindung.Health}
		help, other := p.give(p.grant("hospital")), p.give(health)
		p.wantShown("given,", "hospital")
		p.open("r1", string(help.ID))
		p.wantShown("after one was accepted", "hospital", lindung.Identity)
		p.open("r2", string(help.ID), string(other.ID))
		p.wantShown("after both were", "hospital", lindung.Identity, lindung.Health)
		p.wantShown("all the while", "police")
		p.within(func(tx *access.Tx) error { return consent.CloseForReferral(tx, "r2") })
		p.wantShown("after the second is over", "hospital", lindung.Identity)
		p.within(func(tx *access.Tx) error { return consent.CloseForReferral(tx, "r1") })
		p.wantShown("after both are over", "hospital")
		p.within(func(tx *access.Tx) error { return consent.OpenForReferral(tx, "r1") })
		p.wantShown("after a referral that is over was opened again", "hospital")
	})
}

// Who is given less or more for the same goes on; for something else nothing is
// open.
func TestReplacedGrant(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		both := p.grant("hospital")
		both.Groups = []lindung.Group{lindung.Identity, lindung.Health}
		both.Detail.Conditions = []consent.Condition{{Text: "by day", For: consent.ForRecipient}}
		old := p.give(both)
		p.open("r1", string(old.ID))
		less := both
		less.Groups = []lindung.Group{lindung.Health}
		narrow, err := consent.Narrow(ctx, p.ana, p.on, old.ID, less)
		p.must(err)
		p.wantShown("narrowed,", "hospital", lindung.Health)
		if _, err := consent.Narrow(ctx, p.ana, p.on, old.ID, less); !errors.Is(err, consent.ErrEnded) {
			t.Errorf("narrowed twice: %v", err)
		}
		for what, g := range map[string]consent.Grant{"more": both, "without the condition": p.grant("hospital")} {
			if _, err := consent.Narrow(ctx, p.ana, p.on, narrow.ID, g); !errors.Is(err, consent.ErrNotNarrower) {
				t.Errorf("narrowed to %s: %v", what, err)
			}
		}
		wide, err := consent.Change(ctx, p.ana, p.on, narrow.ID, both)
		p.must(err)
		p.wantShown("widened after the person was asked,", "hospital", lindung.Identity, lindung.Health)
		else_ := both
		else_.Purpose = lindung.Return
		_, err = consent.Change(ctx, p.ana, p.on, wide.ID, else_)
		p.must(err)
		p.wantShown("for another purpose", "hospital")
	})
}

// The recipient gets what it must keep and nothing else that was sealed.
func TestWhatTheRecipientGets(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		g := p.grant("hospital")
		g.Detail.Witness = "Witness Example"
		g.Detail.Conditions = []consent.Condition{{Text: "by day", For: consent.ForRecipient}, {Text: "a brother", For: consent.ForUs}}
		p.open("r1", string(p.give(g).ID))
		p.within(func(tx *access.Tx) error {
			l, err := consent.OpenTo(tx, p.id, p.Orgs["hospital"].ID)
			if err != nil {
				return err
			}
			d := l.Grants[0].Detail
			if d.Witness+d.ExplainedBy != "" || len(d.Conditions) != 1 || d.Conditions[0].Text != "by day" {
				t.Error("the recipient gets more than the condition that is for it")
			}
			return nil
		})
	})
}

// How a referral stands follows what it is based on: in force as long as any of it
// is, and else ended at the last of its ends.
func TestRests(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		p.At(p.Now().Truncate(time.Second))
		short := p.grant("hospital")
		short.Until = db.TimeOf(p.Now().Add(24 * time.Hour))
		first, second := p.give(short), p.give(p.grant("hospital"))
		p.open("r1", string(first.ID))
		p.open("r2", string(first.ID), string(second.ID))
		rests := func() map[lindung.ReferralID]consent.Backing {
			var all map[lindung.ReferralID]consent.Backing
			p.within(func(tx *access.Tx) error {
				var err error
				all, err = consent.ReadBackings(tx, []lindung.ReferralID{"r1", "r2", "r3"})
				return err
			})
			return all
		}
		if got := rests(); !got["r1"].Open || !got["r2"].Open || got["r3"].InForce {
			t.Errorf("in force: %+v", got)
		}
		p.Clock.Add(48 * time.Hour)
		if got := rests(); got["r1"].InForce || got["r1"].Ended != short.Until || got["r1"].Withdrawn || !got["r2"].InForce || got["r2"].Ended != 0 {
			t.Errorf("after the day of one: %+v", got)
		}
		p.must(consent.Withdraw(ctx, p.ana, p.on, second.ID))
		if got := rests()["r2"]; got.InForce || got.Open || !got.Withdrawn || got.Ended != db.TimeOf(p.Now()) {
			t.Errorf("after the other was withdrawn: %+v", got)
		}
	})
}

// A legal basis opens by itself once two have agreed; a referral is based on it all
// the same.
func TestBasisOpens(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		sup := p.As(t, "supervisor@shelter").SteppedUp(true)
		b, err := consent.ProposeBasis(ctx, p.ana.SteppedUp(true), p.on, consent.Basis{
			Recipient: consent.ToOrg(p.Orgs["police"].ID), Kind: "life_in_danger", Source: "Example Act 1", Reason: "a threat",
			Purpose: lindung.LawEnforcement, Groups: []lindung.Group{lindung.Situation}, Until: db.TimeOf(p.Now()).Add(time.Hour),
		})
		p.must(err)
		p.wantShown("proposed", "police")
		for who, s := range map[string]access.Session{
			"who asked": p.ana.SteppedUp(true), "a second caseworker": p.As(t, "second@shelter").SteppedUp(true),
			"an administrator": p.As(t, "administrator@shelter").SteppedUp(true), "the recipient": p.As(t, "supervisor@police").SteppedUp(true),
		} {
			if err := consent.AgreeBasis(ctx, s, p.on, b.ID); !errors.Is(err, access.ErrDenied) {
				t.Errorf("%s agrees: %v", who, err)
			}
		}
		if err := consent.AgreeBasis(ctx, p.As(t, "supervisor@shelter"), p.on, b.ID); !errors.Is(err, access.ErrStepUp) {
			t.Errorf("a supervisor agrees without a fresh proof: %v", err)
		}
		p.wantShown("refused", "police")
		p.must(consent.AgreeBasis(ctx, sup, p.on, b.ID))
		p.wantShown("agreed", "police", lindung.Situation)
		p.within(func(tx *access.Tx) error {
			l, err := consent.OpenTo(tx, p.id, p.Orgs["police"].ID)
			if len(l.Bases) != 1 || l.Bases[0].Source != "Example Act 1" || l.Bases[0].Reason != "" {
				t.Errorf("the police read %d bases, or the reason", len(l.Bases))
			}
			return err
		})
		p.open("r1", b.ID)
		p.must(consent.EndBasis(ctx, sup, p.on, b.ID))
		p.wantShown("ended", "police")
		var ps field.Problems
		if _, err := consent.ProposeBasis(ctx, p.ana.SteppedUp(true), p.on, consent.Basis{}); !errors.As(err, &ps) || len(ps) != 7 {
			t.Errorf("nothing proposed: %v", err)
		}
	})
}

// Only who exists and is someone else can be named, and only one's own bodies.
func TestWhoCanBeNamed(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		clinic := p.grant("hospital")
		clinic.Recipient = consent.Recipient{}
		clinic.Body = consent.Body{Name: "Example Clinic", Phone: "+66 2 000 0001", Country: "TH"}
		first, second := p.give(clinic), p.give(clinic)
		if !first.Recipient.Outside() || first.Recipient != second.Recipient {
			t.Error("one body was registered as two")
		}
		clinic.Body.Phone = "+66 2 000 0002"
		if p.give(clinic).Recipient == first.Recipient {
			t.Error("a body with another number is the same")
		}
		bodies, err := consent.Bodies(ctx, p.ana)
		if err != nil || len(bodies) != 2 || bodies[0].Name != "Example Clinic" || bodies[0].Phone == bodies[1].Phone {
			t.Errorf("%d bodies, %v", len(bodies), err)
		}
		if others, err := consent.Bodies(ctx, p.As(t, "caseworker@ngo")); err != nil || len(others) != 0 {
			t.Errorf("another organisation sees %d bodies, %v", len(others), err)
		}
		l, _, err := consent.Read(ctx, p.ana, p.on)
		if err != nil || l.Grants[0].To != "Example Clinic" || l.Grants[0].Body.Country != "TH" {
			t.Errorf("the ledger does not name the body: %v", err)
		}
		for what, r := range map[string]consent.Recipient{
			"the own organisation": consent.ToOrg(p.Orgs["shelter"].ID), "nobody known": consent.ToOrg(lindung.OrgID(lindung.NewID())),
			"a body nobody registered": consent.ToBody(lindung.BodyID(lindung.NewID())), "a body as an organisation": consent.ToOrg(lindung.OrgID(first.Recipient.ID)),
		} {
			g := p.grant("hospital")
			g.Recipient = r
			var ps field.Problems
			if _, err := consent.Give(ctx, p.ana, p.on, g); !errors.As(err, &ps) || !slices.Equal(fields(ps), []string{"recipient"}) {
				t.Errorf("%s: %v", what, err)
			}
		}
		err = p.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(tx, `UPDATE bodies SET org = ?`, p.Orgs["ngo"].ID)
			return err
		})
		p.must(err)
		g := p.grant("hospital")
		g.Recipient = first.Recipient
		var ps field.Problems
		if _, err := consent.Give(ctx, p.ana, p.on, g); !errors.As(err, &ps) {
			t.Errorf("a body that others registered: %v", err)
		}
	})
}

// An organisation that has ended cannot be named any more; what names it can still
// be narrowed and withdrawn.
func TestEndedOrganisation(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		both := p.grant("hospital")
		both.Groups = []lindung.Group{lindung.Identity, lindung.Health}
		g := p.give(both)
		p.must(p.DB.Write(ctx, func(tx *db.Tx) error {
			return db.Change(tx, `UPDATE orgs SET ended = TRUE WHERE id = ?`, p.Orgs["hospital"].ID)
		}))
		if _, err := consent.Give(ctx, p.ana, p.on, p.grant("hospital")); err == nil {
			t.Error("a consent to an organisation that has ended")
		}
		both.Groups = both.Groups[:1] // and the same days: the clock goes on
		less, err := consent.Narrow(ctx, p.ana, p.on, g.ID, both)
		p.must(err)
		p.must(consent.Withdraw(ctx, p.ana, p.on, less.ID))
		p.must(consent.Withdraw(ctx, p.ana, p.on, less.ID))
	})
}

// The card counts the times in which the recipient read the case while it stood
// open, and none of anyone else.
func TestUses(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		p.At(p.Now().Truncate(time.Second))
		g := p.give(p.grant("hospital"))
		read := func(who string) {
			p.Clock.Add(time.Minute)
			on := func(tx *access.Tx) (access.Object, error) {
				o, err := p.on(tx)
				o.Open = []lindung.Group{lindung.Identity}
				return o, err
			}
			p.must(p.As(t, who).See(ctx, access.CaseRead, on, func(*access.Tx) error { return nil }))
			p.Clock.Add(time.Minute)
		}
		read("caseworker@hospital")
		p.open("r1", string(g.ID))
		read("caseworker@hospital")
		read("duty_officer@hospital")
		read("caseworker@police")
		read("caseworker@shelter")
		p.within(func(tx *access.Tx) error { return consent.CloseForReferral(tx, "r1") })
		read("caseworker@hospital")
		l, used, err := consent.Read(ctx, p.ana, p.on)
		p.must(err)
		u := used[l.IDs()[0]]
		if u.Reads != 2 || u.More || len(u.Spans) != 1 || u.Spans[0].To == 0 {
			t.Errorf("%+v", u)
		}
	})
}

// Lists of what ends and of what waits are those of one organisation.
func TestEndingAndWaiting(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		soon := p.grant("hospital")
		soon.Until = db.TimeOf(p.Now().Add(24 * time.Hour))
		p.give(soon)
		p.give(p.grant("ngo"))
		p.must(consent.Withdraw(ctx, p.ana, p.on, p.give(soon).ID))
		_, err := consent.ProposeBasis(ctx, p.ana.SteppedUp(true), p.on, consent.Basis{
			Recipient: consent.ToOrg(p.Orgs["police"].ID), Kind: "life_in_danger", Source: "Example Act 1", Reason: "a threat",
			Purpose: lindung.LawEnforcement, Groups: []lindung.Group{lindung.Situation}, Until: db.TimeOf(p.Now()).Add(time.Hour),
		})
		p.must(err)
		p.within(func(tx *access.Tx) error {
			for org, want := range map[string]int{"shelter": 1, "hospital": 0} {
				ending, err := consent.EndingGrants(tx, p.Orgs[org].ID, db.TimeOf(p.Now().Add(48*time.Hour)), 10)
				if err != nil || len(ending) != want || want > 0 && ending[0].To != "Example Hospital" {
					t.Errorf("%s: %d end, %v", org, len(ending), err)
				}
				waiting, err := consent.WaitingBases(tx, p.Orgs[org].ID)
				if err != nil || len(waiting) != want || want > 0 && (waiting[0].To != "Example Police Unit" || waiting[0].Source == "") {
					t.Errorf("%s: %d wait, %v", org, len(waiting), err)
				}
			}
			return nil
		})
	})
}

// What is sealed of a body opens at its place only.
func TestBodySeals(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		for i := range 2 {
			g := p.grant("hospital")
			g.Recipient = consent.Recipient{}
			g.Body = consent.Body{Name: fmt.Sprint("Example Clinic ", i), Phone: "+6620000001", Country: "TH"}
			p.give(g)
		}
		check := func() (n int, err error) {
			s := p.System(p.Orgs["shelter"].ID, "test")
			err = s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
				n, err = consent.CheckBodies(tx)
				return err
			})
			return n, err
		}
		if n, err := check(); n != 2 || err != nil {
			t.Fatalf("%d seals, %v", n, err)
		}
		p.must(p.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := db.Exec(tx, `UPDATE bodies SET sealed = (SELECT b.sealed FROM bodies b ORDER BY b.id LIMIT 1)`)
			return err
		}))
		if _, err := check(); err == nil {
			t.Error("a body opens at another's place")
		}
	})
}

// A draft is read out only after someone has checked it in speech, and the grant says who.
// Taking away asks nothing.
func TestDraftText(t *testing.T) {
	each(t, func(t *testing.T, p *fileOf) {
		g := p.grant("hospital")
		g.Groups = []lindung.Group{lindung.Identity, lindung.Health}
		g.Lang, g.TextVersion, g.Detail.Interpreter = "my", consent.CurrentVersion, "Ko Example"
		var ps field.Problems
		if _, err := consent.Give(ctx, p.ana, p.on, g); !errors.As(err, &ps) || !slices.Equal(fields(ps), []string{"checked"}) {
			t.Fatalf("given without a check: %v", err)
		}
		g.Detail.Checked, g.Detail.CheckedBy = consent.CheckedByInterpreter, "Someone Else"
		given := p.give(g)
		if given.Detail.CheckedBy != "Ko Example" || given.Detail.Words == "" || given.Corrected() {
			t.Errorf("kept %+v", given.Detail)
		}
		less := g
		less.Groups, less.Detail.Checked, less.Detail.CheckedBy = []lindung.Group{lindung.Health}, "", ""
		narrow, err := consent.Narrow(ctx, p.ana, p.on, given.ID, less)
		p.must(err)
		if narrow.Detail.CheckedBy != "Ko Example" || narrow.Detail.Words != given.Detail.Words {
			t.Errorf("narrowed, it keeps %+v", narrow.Detail)
		}
		more := g
		more.Detail.Checked = ""
		if _, err := consent.Change(ctx, p.ana, p.on, narrow.ID, more); !errors.As(err, &ps) {
			t.Errorf("widened without a check: %v", err)
		}
		more.Detail.Checked = consent.CheckedByWorker
		wide, err := consent.Change(ctx, p.ana, p.on, narrow.ID, more)
		p.must(err)
		if wide.Detail.CheckedBy != p.ana.Actor().Name {
			t.Errorf("the worker is named %q", wide.Detail.CheckedBy)
		}
		p.must(consent.Withdraw(ctx, p.ana, p.on, wide.ID))
		plain := p.grant("hospital")
		plain.Detail.Checked = consent.CheckedByWorker
		if kept := p.give(plain); kept.Detail.Checked != "" || kept.Detail.CheckedBy != "" {
			t.Errorf("of a text that is no draft it keeps %+v", kept.Detail)
		}
	})
}
