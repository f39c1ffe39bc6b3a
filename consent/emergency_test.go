package consent_test

import (
	"testing"
	"time"

	"lindung"
	"lindung/consent"
	"lindung/internal/db"
)

// TestEmergencyPhase: it opens when a second person confirms, or after five minutes, for
// one hour; whoever ends it ends it at once.
func TestEmergencyPhase(t *testing.T) {
	at := func(d time.Duration) db.Time { return db.Time(1_000_000).Add(d) }
	asked := consent.Emergency{AskedAt: at(0)}
	confirmed, late, stopped, ended := asked, asked, asked, asked
	confirmed.ConfirmedAt = at(time.Minute)
	late.ConfirmedAt = at(20 * time.Minute)
	stopped.EndedAt = at(2 * time.Minute)
	ended.EndedAt = at(30 * time.Minute)
	judged := ended
	judged.Verdict = "justified"
	for _, c := range []struct {
		name     string
		e        consent.Emergency
		now      time.Duration
		phase    string
		unjudged bool
	}{
		{"just asked", asked, 0, consent.EmergencyWaits, false},
		{"nobody answers yet", asked, 5*time.Minute - time.Second, consent.EmergencyWaits, false},
		{"nobody has answered", asked, 5 * time.Minute, consent.EmergencyOpen, true},
		{"the hour is not over", asked, 65*time.Minute - time.Second, consent.EmergencyOpen, true},
		{"the hour is over", asked, 65 * time.Minute, consent.EmergencyOver, true},
		{"confirmed", confirmed, time.Minute, consent.EmergencyOpen, true},
		{"confirmed, the hour is over", confirmed, 61 * time.Minute, consent.EmergencyOver, true},
		{"confirmed when it was open: no longer", late, 65 * time.Minute, consent.EmergencyOver, true},
		{"a second person says no", stopped, 10 * time.Minute, consent.EmergencyStopped, false},
		{"ended while it was open", ended, 31 * time.Minute, consent.EmergencyOver, true},
		{"judged", judged, 31 * time.Minute, consent.EmergencyOver, false},
	} {
		if got := c.e.Phase(at(c.now)); got != c.phase || c.e.Unjudged(at(c.now)) != c.unjudged {
			t.Errorf("%s: %s, unjudged %v", c.name, got, c.e.Unjudged(at(c.now)))
		}
	}
}

// TestEmergencyBar: nothing opens for whom the person was not told it, nor after a
// withdrawal, nor for another referral or another recipient.
func TestEmergencyBar(t *testing.T) {
	const now, r = db.Time(1000), lindung.ReferralID("r")
	to := consent.ToOrg("hospital")
	named := []consent.Opening{{Opener: r, NamedAt: 1}}
	told := consent.Detail{Owner: consent.Owner{Emergency: true}}
	good := consent.Grant{ID: "good", Recipient: to, From: 1, Until: 2000, GivenAt: 10, TextVersion: "2.3", Detail: told, Openings: named}
	with := func(change func(*consent.Grant)) consent.Grant {
		g := good
		change(&g)
		return g
	}
	gone := consent.Grant{ID: "gone", Recipient: to, From: 1, Until: 2000, GivenAt: 5, WithdrawnAt: 10}
	for name, c := range map[string]struct {
		l    consent.Ledger
		want string
	}{
		"told and in force":       {consent.Ledger{Grants: []consent.Grant{good}}, ""},
		"nothing":                 {consent.Ledger{}, consent.EmergencyUnheard},
		"a basis alone":           {consent.Ledger{Bases: []consent.Basis{{ID: "b", Recipient: to, AgreedAt: 1, Until: 2000, Openings: named}}}, consent.EmergencyUnheard},
		"an older text":           {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.TextVersion = "2.2" })}}, consent.EmergencyUnheard},
		"the text left it out":    {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.Detail = consent.Detail{} })}}, consent.EmergencyUnheard},
		"its day is over":         {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.Until = now })}}, consent.EmergencyUnheard},
		"sharing is paused":       {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.Paused = true })}}, consent.EmergencyUnheard},
		"for another referral":    {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.Openings = []consent.Opening{{Opener: "other"}} })}}, consent.EmergencyUnheard},
		"the referral is over":    {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.Openings = []consent.Opening{{Opener: r, ClosedAt: 500}} })}}, consent.EmergencyUnheard},
		"for another recipient":   {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.Recipient = consent.ToOrg("police") })}}, consent.EmergencyUnheard},
		"withdrawn":               {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.WithdrawnAt = 500 })}}, consent.EmergencyWithdrawn},
		"another one withdrawn":   {consent.Ledger{Grants: []consent.Grant{good, gone}}, consent.EmergencyWithdrawn},
		"agreed again afterwards": {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.GivenAt = 11 }), gone}}, ""},
		"narrowed":                {consent.Ledger{Grants: []consent.Grant{with(func(g *consent.Grant) { g.Replaces = "gone" }), gone}}, ""},
		"taken to another":        {consent.Ledger{Grants: []consent.Grant{good, gone, {ID: "other", Recipient: consent.ToOrg("police"), Replaces: "gone"}}}, consent.EmergencyWithdrawn},
	} {
		if got := c.l.EmergencyBar(r, to, now); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
