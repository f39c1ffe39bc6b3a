package referral

import (
	"testing"
	"time"

	"lindung"
	"lindung/consent"
	"lindung/internal/db"
)

func ledger(p lindung.Purpose, version string, until db.Time) consent.Ledger {
	return consent.Ledger{Grants: []consent.Grant{{ID: "g", Purpose: p, TextVersion: version, Until: until}}}
}

// TestDecisionProblems: who cannot decide is not asked, nor is it asked where the person did
// not hear what becomes of a decision.
func TestDecisionProblems(t *testing.T) {
	heard := ledger(lindung.Identification, "2.5", 0)
	for _, c := range []struct {
		what, need string
		to         lindung.Sector
		rests      consent.Ledger
		want       string
	}{
		{"something else", "health", "ngo", consent.Ledger{}, ""},
		{"a decision", ForDecision, "police", heard, ""},
		{"a notice", ForNotice, "focal_point", heard, ""},
		{"of a shelter", ForDecision, "shelter", heard, "referral.problem.no_authority"},
		{"for another purpose", ForDecision, "police", ledger(lindung.LawEnforcement, "2.5", 0), "referral.problem.not_told"},
		{"by a text that said nothing of it", ForDecision, "police", ledger(lindung.Identification, "2.4", 0), "referral.problem.not_told"},
		{"a notice by such a text", ForNotice, "police", ledger(lindung.Identification, "2.4", 0), "referral.problem.not_told"},
		{"by a legal basis", ForDecision, "police", consent.Ledger{Bases: []consent.Basis{{ID: "b", Purpose: lindung.Identification}}}, ""},
		{"by one for another purpose", ForDecision, "police", consent.Ledger{Bases: []consent.Basis{{ID: "b", Purpose: lindung.Assistance}}}, "referral.problem.not_told"},
	} {
		got := ""
		for _, p := range DecisionProblems(c.need, c.to, c.rests) {
			got += p.Key
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestComesBack: a decision comes back as long as the person agrees, and to whom it was
// promised.
func TestComesBack(t *testing.T) {
	now := db.TimeOf(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	agrees := ledger(lindung.Identification, "2.5", now.Add(time.Hour))
	withdrawn := ledger(lindung.Identification, "2.5", now.Add(time.Hour))
	withdrawn.Grants[0].WithdrawnAt = now.Add(-time.Hour)
	paused := ledger(lindung.Identification, "2.5", now.Add(time.Hour))
	paused.Grants[0].Paused = true
	asks := Referral{Need: ForDecision, State: Accepted, To: consent.ToOrg("o")}
	with := func(f func(*Referral)) Referral { r := asks; f(&r); return r }
	for _, c := range []struct {
		what  string
		r     Referral
		rests consent.Ledger
		want  bool
	}{
		{"accepted", asks, agrees, true},
		{"finished", with(func(r *Referral) { r.State = Finished }), agrees, true},
		{"a notice", with(func(r *Referral) { r.Need = ForNotice }), agrees, true},
		{"withdrawn", asks, withdrawn, false},
		{"paused", asks, paused, false},
		{"its last day is over", asks, ledger(lindung.Identification, "2.5", now), false},
		{"for another purpose", asks, ledger(lindung.Assistance, "2.5", now.Add(time.Hour)), false},
		{"not accepted", with(func(r *Referral) { r.State = Sent }), agrees, false},
		{"declined", with(func(r *Referral) { r.State = Declined }), agrees, false},
		{"taken back", with(func(r *Referral) { r.State = TakenBack }), agrees, false},
		{"moved", with(func(r *Referral) { r.State = Moved }), agrees, false},
		{"something else was asked", with(func(r *Referral) { r.Need = "health" }), agrees, false},
		{"a letter", with(func(r *Referral) { r.To = consent.ToBody("b") }), agrees, false},
	} {
		if got := comesBack(c.r, c.rests, now); got != c.want {
			t.Errorf("%s: comes back %v", c.what, got)
		}
	}
}

// TestTeam: bodies decide together once each of them has said what it holds; who has left is
// not counted.
func TestTeam(t *testing.T) {
	m := func(holds string) Member { return Member{Answer: Coming, Holds: holds} }
	left := Member{Answer: Left, Holds: HoldsVictim}
	for _, c := range []struct {
		what    string
		members []Member
		off     bool
		want    string
	}{
		{"both hold it", []Member{m(HoldsVictim), m(HoldsVictim)}, false, ""},
		{"one holds it, one does not", []Member{m(HoldsVictim), m(HoldsNot)}, false, ""},
		{"one has not said", []Member{m(HoldsVictim), m(HoldsVictim), m("")}, false, "identification.problem.team_open"},
		{"one has not said and left", []Member{m(HoldsVictim), m(HoldsVictim), {Answer: Left}}, false, ""},
		{"who held it has left", []Member{m(HoldsNot), m(Abstains), left}, false, "identification.problem.team_none"},
		{"one alone", []Member{m(HoldsVictim), left}, false, "identification.problem.team_alone"},
		{"nobody", nil, false, "identification.problem.team_alone"},
		{"it was called off", []Member{m(HoldsVictim), m(HoldsVictim)}, true, "identification.problem.team_off"},
	} {
		if got := (Conference{Members: c.members, CalledOff: c.off}).teamWrong(HoldsVictim); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}
