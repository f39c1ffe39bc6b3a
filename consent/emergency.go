package consent

import (
	"slices"
	"time"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// Where a life is in danger, the receiver of a referral can open more of the case than
// the person agreed to, for an hour. The person was told so before they agreed, the owner
// allows it, two people of the receiver know of it, and the owner judges it afterwards.

// EmergencyGroups are what an emergency opens, as the policies let it: see
// access/policy/others.cedar. Support notes are never among them.
var EmergencyGroups = []lindung.Group{lindung.Identity, lindung.Contact, lindung.Safety, lindung.Health}

// Dangers is the closed list of dangers to life.
var Dangers = []string{"attack", "health", "self_harm", "missing", "other"}

// Verdicts is the closed list of what the owner says of an emergency afterwards.
var Verdicts = []string{"justified", "not_justified"}

const (
	// EmergencyWait is how long a second person of the receiver has to say no.
	EmergencyWait = 5 * time.Minute
	// EmergencyFor is how long an emergency opens a case.
	EmergencyFor = time.Hour
)

// An Emergency opens a case to the receiver of a referral, because a life is in danger.
type Emergency struct {
	ID          string
	Case        lindung.CaseID
	Referral    lindung.ReferralID
	Org         lindung.OrgID // that keeps the case
	To          lindung.OrgID // to whom it opens
	Danger      string        // one of Dangers
	AskedAt     db.Time
	AskedBy     lindung.ActorID
	ConfirmedAt db.Time // 0 while no second person has confirmed
	ConfirmedBy lindung.ActorID
	EndedAt     db.Time // 0 unless someone has ended it
	EndedBy     lindung.ActorID
	Verdict     string // one of Verdicts, "" until the owner has judged it
	JudgedAt    db.Time
	JudgedBy    lindung.ActorID
	Words       EmergencyWords
}

// EmergencyWords are the part of an emergency that could name people; it is sealed.
type EmergencyWords struct {
	Why    string `json:",omitempty"` // what is happening, by who asks
	Judged string `json:",omitempty"` // with whom the owner has talked
}

// From returns when it opens: once a second person has confirmed, or by itself.
func (e Emergency) From() db.Time {
	alone := e.AskedAt.Add(EmergencyWait)
	if e.ConfirmedAt != 0 {
		return min(e.ConfirmedAt, alone)
	}
	return alone
}

// Until returns when it closes by itself.
func (e Emergency) Until() db.Time { return e.From().Add(EmergencyFor) }

// The phases of an emergency.
const (
	EmergencyWaits   = "waits"
	EmergencyOpen    = "open"
	EmergencyOver    = "over"
	EmergencyStopped = "stopped" // before it opened
)

// Phase returns where it is at now, as far as it says so itself.
//
// Source: ACTIP 14.6
func (e Emergency) Phase(now db.Time) string {
	switch {
	case e.EndedAt != 0 && e.EndedAt < e.From():
		return EmergencyStopped
	case e.EndedAt != 0, now >= e.Until():
		return EmergencyOver
	case now >= e.From():
		return EmergencyOpen
	}
	return EmergencyWaits
}

// Unjudged reports whether the owner has still to judge it: it was open, or is.
func (e Emergency) Unjudged(now db.Time) bool {
	phase := e.Phase(now)
	return e.Verdict == "" && (phase == EmergencyOpen || phase == EmergencyOver)
}

// Check returns what is missing before e can be asked for.
func (e Emergency) Check() field.Problems {
	var ps field.Problems
	ps.Need(slices.Contains(Dangers, e.Danger), "danger", "emergency.problem.danger")
	checkEmergencyWords(&ps, "danger_words", e.Words.Why)
	return ps
}

// checkEmergencyWords adds what is wrong with words that must be there.
func checkEmergencyWords(ps *field.Problems, at, words string) {
	ps.Need(words != "", at, "emergency.problem."+at)
	ps.Need(utf8.ValidString(words), at, "problem.text.encoding")
	ps.Need(utf8.RuneCountInString(words) <= longestCondition, at, "problem.text.long", "max", longestCondition)
}

// Why an emergency opens nothing, as the ledger says it.
const (
	EmergencyUnheard   = "unheard"   // the person never heard that it could
	EmergencyWithdrawn = "withdrawn" // the person has withdrawn what they agreed to
)

// EmergencyBar returns what of the ledger keeps an emergency of a referral from opening
// the case to its receiver at now; "" for nothing. A referral that is over bars it, and a
// legal basis alone is no agreement.
//
// Source: ACTIP 14.6
func (l Ledger) EmergencyBar(r lindung.ReferralID, to Recipient, now db.Time) string {
	replaced := func(g Grant) bool {
		return slices.ContainsFunc(l.Grants, func(h Grant) bool { return h.Replaces == g.ID && h.Recipient == to })
	}
	var heard, withdrawn db.Time
	for _, g := range l.Grants {
		named := func(o Opening) bool { return o.Opener == r && o.ClosedAt == 0 }
		switch {
		case g.Recipient != to:
		case g.WithdrawnAt != 0 && !replaced(g):
			withdrawn = max(withdrawn, g.WithdrawnAt)
		case g.InForce(now) && !g.Moves() && g.toldEmergency() && slices.ContainsFunc(g.Openings, named):
			heard = max(heard, g.GivenAt)
		}
	}
	switch {
	case withdrawn != 0 && withdrawn >= heard:
		return EmergencyWithdrawn
	case heard == 0:
		return EmergencyUnheard
	}
	return ""
}

// toldEmergency reports whether the text that was read spoke of emergencies.
func (g Grant) toldEmergency() bool {
	return TextHolds(g.TextVersion, EmergencyTold) && g.Detail.Owner.Emergency
}

// WithEmergency returns the groups that l opens together with its emergencies.
func (l Ledger) WithEmergency() View {
	v := l.View()
	if len(l.Emergencies) > 0 {
		v.add(EmergencyGroups, lindung.Assistance)
	}
	return v
}

// emergenciesOpen returns the emergencies by which a case is open to org at this moment.
func emergenciesOpen(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) ([]Emergency, error) {
	all, err := emergenciesOfCase(tx, id)
	all = slices.DeleteFunc(all, func(e Emergency) bool { return e.To != org || e.Phase(tx.Now) != EmergencyOpen })
	if err != nil || len(all) == 0 {
		return nil, err
	}
	l, err := ReadIn(tx, id)
	if err != nil {
		return nil, err
	}
	allowed, err := access.Allows(tx, all[0].Org, access.Emergency)
	return slices.DeleteFunc(all, func(e Emergency) bool {
		return !allowed || l.EmergencyBar(e.Referral, ToOrg(org), tx.Now) != ""
	}), err
}

// EmergencyBarOf is Ledger.EmergencyBar inside an act on the referral.
func EmergencyBarOf(tx *access.Tx, id lindung.CaseID, r lindung.ReferralID, to Recipient) (string, error) {
	l, err := ReadIn(tx, id)
	return l.EmergencyBar(r, to, tx.Now), err
}

// AskEmergency stores, inside an act on the referral, that the receiver asks to open the
// case, which nothing bars.
func AskEmergency(tx *access.Tx, e Emergency) error {
	e.AskedAt, e.AskedBy = tx.Now, tx.Actor().ID
	return insertEmergency(tx, e)
}

// ConfirmEmergency stores that a second person of the receiver confirms.
func ConfirmEmergency(tx *access.Tx, e Emergency) error {
	return changeEmergency(tx, e.ID, func(e *Emergency) { e.ConfirmedAt, e.ConfirmedBy = tx.Now, tx.Actor().ID })
}

// EndEmergency stores that someone has ended it. A restore ends it again.
func EndEmergency(tx *access.Tx, e Emergency) error {
	if err := tx.LessShared(); err != nil {
		return err
	}
	tx.Ends(access.EndedEmergency, e.ID)
	return changeEmergency(tx, e.ID, func(e *Emergency) { e.EndedAt, e.EndedBy = tx.Now, tx.Actor().ID })
}

// JudgeEmergency stores what the owner says of it. What is missing is returned as
// field.Problems.
//
// Source: ACTIP 14.6
func JudgeEmergency(tx *access.Tx, e Emergency, verdict, words string) error {
	var ps field.Problems
	ps.Need(slices.Contains(Verdicts, verdict), "verdict", "emergency.problem.verdict")
	checkEmergencyWords(&ps, "verdict_words", words)
	if err := ps.Err(); err != nil {
		return err
	}
	return changeEmergency(tx, e.ID, func(e *Emergency) {
		e.Verdict, e.JudgedAt, e.JudgedBy, e.Words.Judged = verdict, tx.Now, tx.Actor().ID, words
	})
}

// EmergencyOf returns an emergency with its words, inside an act on its referral.
func EmergencyOf(tx *access.Tx, id string) (Emergency, error) {
	r, err := emergencyRows.One(tx, emergencySelect+`WHERE id = ?`, id)
	if err != nil {
		return Emergency{}, err
	}
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return Emergency{}, err
	}
	return r.open(key)
}

// EmergenciesOf returns the emergencies of a referral, the newest first, inside an act on
// it.
func EmergenciesOf(tx *access.Tx, r lindung.ReferralID, id lindung.CaseID) ([]Emergency, error) {
	all, err := emergenciesOfCase(tx, id)
	return slices.DeleteFunc(all, func(e Emergency) bool { return e.Referral != r }), err
}

// EmergenciesTo returns the emergencies of a case that one organisation has asked for, the
// newest first, inside an act on a referral to it.
func EmergenciesTo(tx *access.Tx, id lindung.CaseID, to lindung.OrgID) ([]Emergency, error) {
	all, err := emergenciesOfCase(tx, id)
	return slices.DeleteFunc(all, func(e Emergency) bool { return e.To != to }), err
}

// EmergenciesIn returns, without their words, the emergencies of the actor's organisation
// that nobody has judged, and those that it asks for, the newest first.
func EmergenciesIn(tx *access.Tx, org lindung.OrgID) ([]Emergency, error) {
	all, err := emergenciesIn(tx, org, tx.Now.Add(-EmergencyWait-EmergencyFor))
	// One that was stopped before it opened is not judged, and stays unjudged for ever.
	return slices.DeleteFunc(all, func(e Emergency) bool { return e.Phase(tx.Now) == EmergencyStopped }), err
}

// endEmergencyAgain ends an emergency that was ended in a newer database.
func endEmergencyAgain(tx *access.Tx, id string) (string, error) {
	e, err := emergency(tx, id)
	if err != nil || e.EndedAt != 0 {
		return "", err
	}
	return string(e.Case), EndEmergency(tx, e)
}
