package identification

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
)

// Status is what a decision gives. The names are those of vic_TraffickingStatus
// in HTCDS 2.0.
type Status string

// The statuses.
const (
	Possible  Status = "PossibleVictimOfTrafficking"
	Actual    Status = "ActualVictimOfTrafficking"
	NotVictim Status = "NotAVictimOfTrafficking"
)

// Statuses is the closed list of statuses.
var Statuses = []Status{Possible, Actual, NotVictim}

// Body is the kind of body that decides. The names are those of
// vic_TraffickingStatusDecisionMakingOrg in HTCDS 2.0.
type Body string

// The kinds of body.
const (
	Police     Body = "Police"
	NGO        Body = "NGO"
	Court      Body = "CourtOrProsecution"
	Government Body = "NonPoliceGovernmentalOrganization"
	OtherBody  Body = "Other"
)

// Bodies is the closed list of kinds of body.
var Bodies = []Body{Police, NGO, Court, Government, OtherBody}

// Authority reports whether a body of this kind can be an authority of a state.
func (b Body) Authority() bool { return b == Police || b == Court || b == Government }

// Decision is the act by which a named body gives or refuses a status, or says that it
// respects the decision of another. No screening makes one. It is never changed and
// never removed: what becomes of it is a [Change], and another decision may replace it.
type Decision struct {
	ID       string // "" when FromFile
	Case     lindung.CaseID
	Status   Status
	Kind     Body
	Name     string          // of the body
	Country  lindung.Country // whose authority it is, or where it works
	Law      string          // the law and the article on which it is based
	Grounds  string          // the reasons given, in words
	Found    Elements        // the elements of the definition that were found
	On       lindung.Date
	Reported bool // known from a file or a letter of the body, not made by who recorded it
	FromFile bool // it came with a file, and is an answer of the case
	At       db.Time
	By       lindung.ActorID // who recorded it

	Replaces   string             // the decision that it replaces; "" for none
	Recognises string             // the decision of another authority that it respects; "" for one of its own
	Referral   lindung.ReferralID // that asked for it, and to whose sender it comes back; "" for none
	Team       string             // the conference in which several bodies decided it together; "" for none

	// What was read with it, and is not a part of it.
	State   State    // where it is in its life
	Changes []Change // the oldest first
	Asked   bool     // the case has asked another organisation for it, and shows it from the file of that one
}

// Ties are what decisions have to do with referrals, of which this package knows nothing.
// Each may be nil.
type Ties struct {
	// Back says, inside the act that records a decision or a change of one, to whose
	// referral it comes back: it sets Decision.Referral.
	Back func(tx *access.Tx, c cases.Case, d *Decision) error
	// Asked returns the referrals by which a case has asked for decisions.
	Asked func(tx *access.Tx, id lindung.CaseID) ([]lindung.ReferralID, error)
	// Elsewhere returns the decisions of the case for which a case was opened, as far as
	// they are open to the actor.
	Elsewhere func(tx *access.Tx, c cases.Case) ([]Decision, error)
	// Told tells who has asked that a notice was given, and returns by which referral.
	Told func(tx *access.Tx, n Notice) (lindung.ReferralID, error)
	// Opened returns the case for which a case was opened, while it is open to the actor.
	Opened func(tx *access.Tx, id lindung.CaseID) (lindung.CaseID, error)
	// Team returns what keeps a conference from deciding together what d says.
	Team func(tx *access.Tx, c cases.Case, d Decision) (field.Problems, error)
}

// wrong returns what is wrong with a decision beside what is known elsewhere: that it
// respects one of which the file that asks for it says nothing, or that the team has not
// come to it.
func (t Ties) wrong(tx *access.Tx, c cases.Case, d Decision) (field.Problems, error) {
	var ps field.Problems
	if d.Recognises != "" {
		all, err := t.elsewhere(tx, c)
		if err != nil {
			return nil, err
		}
		of, ok := Recognised(all, tx.Actor().Country)
		ps.Need(ok && of.ID == d.Recognises && d.Status == Actual && !d.Reported, "recognises", "identification.problem.recognises")
	}
	if d.Team == "" {
		return ps, nil
	}
	if t.Team == nil {
		return nil, lindung.ErrNotFound
	}
	more, err := t.Team(tx, c, d)
	return append(ps, more...), err
}

// elsewhere returns the decisions in the file that asks for one, as far as they are open.
func (t Ties) elsewhere(tx *access.Tx, c cases.Case) ([]Decision, error) {
	if t.Elsewhere == nil {
		return nil, nil
	}
	return t.Elsewhere(tx, c)
}

// known returns the decisions that a case shows: its own, and those that it has asked for.
func (t Ties) known(tx *access.Tx, id lindung.CaseID) ([]Decision, error) {
	var asked []lindung.ReferralID
	if t.Asked != nil {
		var err error
		if asked, err = t.Asked(tx, id); err != nil {
			return nil, err
		}
	}
	return decisions(tx, id, asked)
}

// back says to whom a decision comes back.
func (t Ties) back(tx *access.Tx, c cases.Case, d *Decision) error {
	d.Referral = ""
	if t.Back == nil {
		return nil
	}
	return t.Back(tx, c, d)
}

// Decide records a decision. One that is not Reported is made by the actor's own
// organisation, which must be an authority, and gets its name and country. Everyone
// else reports what an authority has decided. What must be corrected is returned as
// field.Problems.
//
// Source: ACTIP 14.1
func Decide(ctx context.Context, s access.Session, id lindung.CaseID, d Decision, ties Ties) (Decision, error) {
	var made Decision
	err := s.Do(ctx, access.DecisionRecord, cases.Target(id), func(tx *access.Tx) error {
		made = d
		if !made.Reported {
			if !BodyOf(tx.Actor().Sector).Authority() || !made.Kind.Authority() {
				return field.Problems{{Field: "name", Key: "identification.problem.name"}} // of the body that decided
			}
			made.Name, made.Country = tx.Actor().OrgName, tx.Actor().Country
		}
		return made.record(tx, id, ties)
	})
	return made, err
}

func (d *Decision) record(tx *access.Tx, id lindung.CaseID, ties Ties) error {
	c, err := cases.ReadIn(tx, id)
	if err != nil {
		return err
	}
	if c.Refused {
		return lindung.ErrNotFound // no record is kept of the person
	}
	before, err := ties.known(tx, id)
	if err != nil {
		return err
	}
	d.follow(before)
	beside, err := ties.wrong(tx, c, *d)
	if err != nil {
		return err
	}
	if err := append(append(d.Problems(tx.Local(), c.Child), d.fits(before)...), beside...).Err(); err != nil {
		return err
	}
	d.ID, d.Case, d.FromFile, d.Asked, d.At, d.By = lindung.NewID(), id, false, false, tx.Now, tx.Actor().ID
	d.Name, d.Law, d.Grounds = strings.TrimSpace(d.Name), strings.TrimSpace(d.Law), strings.TrimSpace(d.Grounds)
	if err := ties.back(tx, c, d); err != nil {
		return err
	}
	if err := insertDecision(tx, *d); err != nil {
		return err
	}
	d.State = first[d.Status]
	return cases.TouchCase(tx, id)
}

// Problems returns what is missing before the decision may be recorded. One made here
// names the body, the law and the day, and its elements fit its status. A reported one
// needs only the body, because an invented law would be worse than none; one that
// respects the decision of another needs no elements of its own.
//
// Source: ACTIP 14.1
func (d Decision) Problems(now time.Time, child bool) field.Problems {
	var all field.Problems
	want := func(ok bool, name, key string) {
		if !ok {
			all = append(all, field.Problem{Field: name, Key: key})
		}
	}
	want(slices.Contains(Statuses, d.Status), "status", "identification.problem.status")
	want(slices.Contains(Bodies, d.Kind), "kind", "identification.problem.kind")
	want(d.FromFile || strings.TrimSpace(d.Name) != "", "name", "identification.problem.name")
	if !d.Reported {
		want(d.Country != "", "country", "identification.problem.country")
		want(strings.TrimSpace(d.Law) != "", "law", "identification.problem.law")
		want(!d.On.IsZero(), "on", "identification.problem.on")
	}
	all = append(all, d.Found.problems()...)
	if !d.Reported && d.Recognises == "" {
		all = append(all, d.Found.Unfit(d.Status, child)...)
	}
	all = append(all, lengths(d.Name, d.Law, d.Grounds)...)
	return append(all, dayProblems(d.On, now)...)
}

// lengths returns which texts are too long or no text.
func lengths(name, law, grounds string) (all field.Problems) {
	for _, t := range []struct {
		field, text string
		longest     int
	}{{"name", name, longestLine}, {"law", law, longestLine}, {"grounds", grounds, longestText}} {
		if !utf8.ValidString(t.text) || utf8.RuneCountInString(t.text) > t.longest {
			all = append(all, field.Problem{Field: t.field, Key: "problem.text.long", Args: []any{"max", t.longest}})
		}
	}
	return all
}

// dayProblems returns what is wrong with the day of something that has happened.
func dayProblems(on lindung.Date, now time.Time) (all field.Problems) {
	if on.IsZero() {
		return nil
	}
	all.Need(on.Valid(), "on", "problem.date.impossible")
	all.Need(!on.Valid() || !on.After(now), "on", "problem.date.future")
	return all
}

// The longest texts, in runes.
const (
	longestLine = 500
	longestText = 10_000
)

// same reports whether two decisions are of one body. The name of a body is
// compared without regard to letter case.
func (d Decision) same(e Decision) bool {
	return d.Kind == e.Kind && d.Country == e.Country && strings.EqualFold(strings.TrimSpace(d.Name), strings.TrimSpace(e.Name))
}

// day returns the last day that d can mean; the zero Time for no day.
func day(d lindung.Date) time.Time {
	if !d.Valid() {
		return time.Time{}
	}
	return d.Last()
}

// bodies says which kind of body an organisation of a sector most likely is.
var bodies = map[lindung.Sector]Body{
	"police": Police, "shelter": NGO, "ngo": NGO, "legal_aid": NGO, "prosecution": Court, "court": Court,
	"immigration": Government, "labour": Government, "health": Government, "social": Government,
	"consular": Government, "focal_point": Government, "helpline": OtherBody, "regional": OtherBody,
}

// BodyOf returns the kind of body that a form offers first for an organisation
// of a sector. The actor who records the decision says which it is.
func BodyOf(s lindung.Sector) Body {
	if b, ok := bodies[s]; ok {
		return b
	}
	return OtherBody
}
