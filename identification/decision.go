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

// Decision is the act by which a named body gives or refuses a status. No
// screening makes one. It is never changed: another decision follows it.
type Decision struct {
	ID       string // "" when FromFile
	Case     lindung.CaseID
	Status   Status
	Kind     Body
	Name     string          // of the body
	Country  lindung.Country // whose authority it is, or where it works
	Law      string          // the law and the article on which it is based
	Grounds  string          // the reasons given
	On       lindung.Date
	Reported bool // known from a file or a letter of the body, not made by who recorded it
	FromFile bool // it came with a file, and is an answer of the case
	At       db.Time
	By       lindung.ActorID // who recorded it
}

// Decide records a decision. One that is not Reported is made by the actor's own
// organisation, which must be an authority, and gets its name and country. Everyone
// else reports what an authority has decided. What must be corrected is returned as
// field.Problems.
//
// Source: ACTIP 14.1
func Decide(ctx context.Context, s access.Session, id lindung.CaseID, d Decision) (Decision, error) {
	err := s.Do(ctx, access.DecisionRecord, cases.Target(id), func(tx *access.Tx) error {
		if !d.Reported {
			if !BodyOf(tx.Actor().Sector).Authority() || !d.Kind.Authority() {
				return field.Problems{{Field: "name", Key: "identification.problem.name"}} // of the body that decided
			}
			d.Name, d.Country = tx.Actor().OrgName, tx.Actor().Country
		}
		return d.record(tx, id)
	})
	return d, err
}

func (d *Decision) record(tx *access.Tx, id lindung.CaseID) error {
	c, err := cases.ReadIn(tx, id)
	if err != nil {
		return err
	}
	if c.Refused {
		return lindung.ErrNotFound // no record is kept of the person
	}
	if err := d.Problems(tx.Now.Time().In(lindung.Zone(tx.Actor().Country))).Err(); err != nil {
		return err
	}
	d.ID, d.Case, d.FromFile, d.At, d.By = lindung.NewID(), id, false, tx.Now, tx.Actor().ID
	d.Name, d.Law, d.Grounds = strings.TrimSpace(d.Name), strings.TrimSpace(d.Law), strings.TrimSpace(d.Grounds)
	if err := insertDecision(tx, *d); err != nil {
		return err
	}
	return cases.TouchCase(tx, id)
}

// Problems returns what is missing before the decision may be recorded. One made here
// names the body, the law and the day. A reported one needs only the body, because an
// invented law would be worse than none.
//
// Source: ACTIP 14.1
func (d Decision) Problems(now time.Time) field.Problems {
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
	for _, t := range []struct {
		field, text string
		longest     int
	}{{"name", d.Name, longestLine}, {"law", d.Law, longestLine}, {"grounds", d.Grounds, longestText}} {
		if !utf8.ValidString(t.text) || utf8.RuneCountInString(t.text) > t.longest {
			all = append(all, field.Problem{Field: t.field, Key: "problem.text.long", Args: []any{"max", t.longest}})
		}
	}
	if !d.On.IsZero() {
		want(d.On.Valid(), "on", "problem.date.impossible")
		want(!d.On.Valid() || !d.On.After(now), "on", "problem.date.future")
	}
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

// CurrentDecisions returns the current decisions, the latest first: the last one of each
// body. A body replaces only its own decision, so several can be current and
// all are shown. Decisions are given in the order in which they were recorded,
// which decides between two of one day; a decision without a day counts as
// older than any with one.
func CurrentDecisions(decisions []Decision) []Decision {
	sorted := slices.Clone(decisions)
	slices.Reverse(sorted)
	slices.SortStableFunc(sorted, func(a, b Decision) int { return day(b.On).Compare(day(a.On)) })
	var current []Decision
	for _, d := range sorted {
		if !slices.ContainsFunc(current, d.same) {
			current = append(current, d)
		}
	}
	return current
}

// day returns the last day that d can mean; the zero Time for no day.
func day(d lindung.Date) time.Time {
	if !d.Valid() {
		return time.Time{}
	}
	return d.Last()
}

// Recognised returns the current decision of an authority of another state that
// identified the person as a victim. A state that meets the person later
// respects it and does not identify them again, whatever a body of its own
// says. A reported decision counts, and the caller shows that it is reported.
//
// Source: ACTIP 14.2
func Recognised(decisions []Decision, by lindung.Country) (Decision, bool) {
	for _, d := range CurrentDecisions(decisions) {
		if d.Status == Actual && d.Kind.Authority() && d.Country != "" && d.Country != by {
			return d, true
		}
	}
	return Decision{}, false
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
