package identification

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/internal/db"
)

// State is where a decision is in its life.
type State string

// The states. A decision begins with one of the first three. Reopened and Appealed say
// that it is looked at again and holds until that ends; Replaced that another decision
// names it; Withdrawn that the body took it back as mistaken.
const (
	Presumed  State = "presumed"
	Positive  State = "positive"
	Negative  State = "negative"
	Reopened  State = "reopened"
	Appealed  State = "appealed"
	Replaced  State = "replaced"
	Withdrawn State = "withdrawn"
)

// States is the closed list of states.
var States = []State{Presumed, Positive, Negative, Reopened, Appealed, Replaced, Withdrawn}

// first is the state with which a decision of a status begins.
var first = map[Status]State{Possible: Presumed, Actual: Positive, NotVictim: Negative}

// steps are the states that can follow each state. From Reopened and Appealed a decision
// comes back to the state with which it began, and to no other: whoever decides otherwise
// makes another decision.
var steps = map[State][]State{
	Presumed: {Replaced, Withdrawn},
	Positive: {Reopened, Appealed, Replaced, Withdrawn},
	Negative: {Reopened, Appealed, Replaced, Withdrawn},
	Reopened: {Positive, Negative, Appealed, Replaced, Withdrawn},
	Appealed: {Positive, Negative, Reopened, Replaced, Withdrawn},
}

// MayBecome reports whether a decision that began with a status and is in a state may
// come to another one.
func MayBecome(s Status, now, to State) bool {
	if to == Positive || to == Negative {
		return first[s] == to && slices.Contains(steps[now], to)
	}
	return slices.Contains(steps[now], to)
}

// Over reports whether a decision in the state says nothing any more.
func (s State) Over() bool { return s == Replaced || s == Withdrawn }

// A Change is what became of a decision: that it was reopened, appealed, confirmed or
// withdrawn, under which law, why and when.
type Change struct {
	ID      string
	To      State // Positive or Negative where it was confirmed
	Law     string
	Grounds string
	On      lindung.Date
	At      db.Time
	By      lindung.ActorID
}

// Chosen are the states that someone can say a decision has come to; Replaced follows from
// the decision that replaces it.
func (d Decision) Chosen() []State {
	return slices.DeleteFunc(slices.Clone(States), func(to State) bool { return to == Replaced || !MayBecome(d.Status, d.State, to) })
}

// ChangeDecision records what became of a decision of an own case. What must be corrected
// is returned as field.Problems.
func ChangeDecision(ctx context.Context, s access.Session, id lindung.CaseID, decision string, c Change, ties Ties) error {
	return s.Do(ctx, access.DecisionRecord, cases.Target(id), func(tx *access.Tx) error {
		of, err := cases.ReadIn(tx, id)
		if err != nil {
			return err
		}
		all, err := decisions(tx, id, nil)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(d Decision) bool { return d.ID == decision })
		if at < 0 {
			return lindung.ErrNotFound
		}
		d := all[at]
		var ps field.Problems
		ps.Need(slices.Contains(d.Chosen(), c.To), "to", "identification.problem.to")
		ps.Need(!c.On.IsZero(), "on", "identification.problem.on")
		ps.Need(c.To != Withdrawn || strings.TrimSpace(c.Grounds) != "", "grounds", "identification.problem.grounds")
		ps = append(append(ps, lengths("", c.Law, c.Grounds)...), dayProblems(c.On, tx.Local())...)
		if err := ps.Err(); err != nil {
			return err
		}
		if d.Referral != "" { // the change comes back to whom the decision did
			if err := ties.back(tx, of, &d); err != nil {
				return err
			}
		}
		c.ID, c.At, c.By = lindung.NewID(), tx.Now, tx.Actor().ID
		c.Law, c.Grounds = strings.TrimSpace(c.Law), strings.TrimSpace(c.Grounds)
		if err := insertChange(tx, d, c); err != nil {
			return err
		}
		return cases.TouchCase(tx, id)
	})
}

// follow names the earlier decision of the same body that d replaces, where none is named.
func (d *Decision) follow(before []Decision) {
	for _, e := range CurrentDecisions(before) {
		if d.Replaces == "" && !e.FromFile && d.same(e) && !day(d.On).Before(day(e.On)) {
			d.Replaces = e.ID
		}
	}
}

// fits returns what is wrong with a new decision beside those that are there already: two
// that contradict each other cannot both be current, so it says which one it replaces. One
// of an earlier day than what it contradicts replaces nothing.
func (d Decision) fits(before []Decision) field.Problems {
	var ps field.Problems
	current := CurrentDecisions(before)
	at := slices.IndexFunc(current, func(e Decision) bool { return e.ID == d.Replaces })
	ps.Need(d.Replaces == "" || at >= 0, "replaces", "identification.problem.replaces")
	against := func(e Decision) bool {
		return e.ID != d.Replaces && Contradict(d.Status, e.Status) && !day(d.On).Before(day(e.On))
	}
	ps.Need(!slices.ContainsFunc(current, against), "replaces", "identification.problem.contradicts")
	return ps
}

// Contradict reports whether two statuses cannot both be true.
func Contradict(a, b Status) bool {
	return a == Actual && b == NotVictim || a == NotVictim && b == Actual
}

// live computes in which state each decision is. They are given in the order in which
// they were recorded. One that was withdrawn as mistaken has replaced nothing: what it
// named is again as it was.
func live(all []Decision) {
	for i := range all {
		all[i].State = first[all[i].Status]
		for _, c := range all[i].Changes {
			all[i].State = c.To
		}
	}
	for _, d := range slices.Clone(all) {
		for i := range all {
			if d.Replaces != "" && d.State != Withdrawn && all[i].ID == d.Replaces {
				all[i].State = Replaced
			}
		}
	}
}

// CurrentDecisions returns the current decisions, the latest first. A decision that was
// replaced or withdrawn is not one, nor an earlier one of the same body. Two that
// contradict each other are never both current: where nobody said which of them replaces
// which, the one that protects the person is. Decisions are given in the order in which
// they were recorded, which decides between two of one day; a decision without a day
// counts as older than any with one.
//
// Source: ACTIP 14.2
func CurrentDecisions(all []Decision) []Decision {
	sorted := slices.DeleteFunc(slices.Clone(all), func(d Decision) bool { return d.State.Over() })
	slices.Reverse(sorted)
	slices.SortStableFunc(sorted, func(a, b Decision) int { return day(b.On).Compare(day(a.On)) })
	var current []Decision
	for _, d := range sorted {
		if !slices.ContainsFunc(current, d.same) {
			current = append(current, d)
		}
	}
	protects := func(d Decision) bool { return d.Status == Actual }
	if slices.ContainsFunc(current, protects) {
		current = slices.DeleteFunc(current, func(d Decision) bool { return Contradict(d.Status, Actual) })
	}
	return current
}

// StatusOf returns where the status of the person stands by the decisions of authorities:
// one of States, or "" where there is none. What a body says that is no authority is a
// presumption at most.
//
// Source: ACTIP 14.1
func StatusOf(all []Decision) State {
	said := map[State]bool{}
	for _, d := range CurrentDecisions(all) {
		state := d.State
		if !d.Kind.Authority() {
			if d.Status == NotVictim {
				continue
			}
			state = Presumed
		}
		said[state] = true
	}
	for _, s := range []State{Positive, Appealed, Reopened, Presumed, Negative} {
		if said[s] {
			return s
		}
	}
	return ""
}

// Recognised returns the current decision of an authority of another state that
// identified the person as a victim. A state that meets the person later
// respects it and does not identify them again, whatever a body of its own
// says. A reported decision counts, and the caller shows that it is reported.
//
// Source: ACTIP 14.2
func Recognised(decisions []Decision, by lindung.Country) (Decision, bool) {
	for _, d := range CurrentDecisions(decisions) {
		if d.Status == Actual && d.Kind.Authority() && d.Country != "" && d.Country != by && d.Recognises == "" {
			return d, true
		}
	}
	return Decision{}, false
}
