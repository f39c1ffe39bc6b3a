package stats

import (
	"slices"
	"strings"
	"time"

	"lindung"
	"lindung/cases"
	"lindung/dossier"
	"lindung/duties"
	"lindung/field"
	"lindung/identification"
)

// Law is the view of what the law asks: which duties bind states in the cases, and which of
// them a record shows as done.
//
// Source: ACTIP 24
const Law = "law"

// ofLaw are the dimensions of what the law asks. A code is a state and a rule, "MY/inform".
var ofLaw = []Dimension{
	{Name: "duty_done", Several: true, law: true, of: func(f subject) []string { done, _ := f.owed(); return orNone(done) }},
	{Name: "duty_open", Several: true, law: true, of: func(f subject) []string { _, open := f.owed(); return orNone(open) }},
}

// orNone is the code of a case without any.
func orNone(codes []string) []string {
	if len(codes) == 0 {
		return []string{None}
	}
	return codes
}

// None is the code of a case of which a dimension of the law says nothing.
const None = "no_duty"

// AsksLaw reports whether the dimension asks the law of each case.
func (d Dimension) AsksLaw() bool { return d.law }

// SplitDuty returns the state and the rule of a code of a dimension of what the law asks.
func SplitDuty(code string) (lindung.Country, string) {
	state, rule, _ := strings.Cut(code, "/")
	return lindung.Country(state), rule
}

// lawForms are the forms that say whether a duty is owed and whether it was done.
func lawForms(forms field.Set) []*field.Form {
	all := dossier.FactForms(forms)
	for _, r := range duties.Rules {
		for _, p := range dossier.ProofsOf(r.Name) {
			if !slices.Contains(all, p.Form) {
				all = append(all, p.Form)
			}
		}
	}
	return all
}

// owed returns the duties that bind a state in a case: those that a record shows as done, and
// those that none does. A duty of which no record is kept is neither. What is sealed
// is not opened for it, so some facts are not known here that the case itself knows.
//
// Source: ACTIP 24
func (f subject) owed() (done, open []string) {
	if f.law.law == nil {
		return nil, nil
	}
	facts := f.said().Facts()
	for _, rule := range ended { // what has ended well is owed no more, and was done
		if code := string(facts.States.Found) + "/" + rule; f.shows(dossier.Proofs[rule], facts.States.Found) {
			done = append(done, code)
		}
	}
	for _, d := range f.law.law.Duties(facts) {
		proof, ok := dossier.Proofs[d.Rule]
		if d.Binds != duties.Yes || !ok || f.law.walled && proof.Form.Group() == lindung.SupportNotes {
			continue
		}
		code := string(d.Bearer) + "/" + d.Rule
		switch {
		case slices.Contains(ended, d.Rule):
			open = append(open, code)
		case slices.ContainsFunc(dossier.ProofsOf(d.Rule), func(p dossier.Proof) bool { return f.shows(p, d.Bearer) }):
			done = append(done, code)
		default:
			open = append(open, code)
		}
	}
	return done, open
}

// ended are the duties that end when they are done.
var ended = []string{"no_detention", "no_punishment"}

// shows reports whether a record of the case shows that a duty was done.
func (f subject) shows(p dossier.Proof, bearer lindung.Country) bool {
	return slices.ContainsFunc(f.Records, func(r cases.Answered) bool { return r.Form == p.Form.Name && p.Shows(r.Values, bearer) })
}

// said is what is known of the case in clear.
func (f subject) said() dossier.Said {
	s := dossier.Said{
		Country: f.law.country,
		Once:    map[string]field.Values{}, Many: map[string][]cases.Record{}, Child: duties.IsAdult,
	}
	if child, doubt := f.ChildAt(f.now); doubt {
		s.Child = duties.MayBe
	} else if child {
		s.Child = duties.IsChild
	}
	for _, r := range f.Records {
		if f.law.many[r.Form] {
			s.Many[r.Form] = append(s.Many[r.Form], cases.Record{Day: r.Day, Values: r.Values})
		} else {
			s.Once[r.Form] = r.Values
		}
	}
	for _, all := range s.Many {
		slices.SortStableFunc(all, func(a, b cases.Record) int { return b.Day.Last().Compare(a.Day.Last()) })
	}
	s.Status, s.Identified = dossier.StatusOf(f.law.decisions[f.ID])
	return s
}

// A lawOf is what the duties of the cases of one organisation depend on besides them.
type lawOf struct {
	asked     bool
	law       *duties.Law // nil where it is not asked
	country   lindung.Country
	walled    bool            // what was said in care is not read, by whoever counts or keeps the cases
	many      map[string]bool // forms that are answered many times
	decisions map[lindung.CaseID][]identification.Decision
}

// at returns it with the law on the last day of a period that has come, as it is known now.
func (l *lawOf) at(p Period, now time.Time) (*lawOf, error) {
	if !l.asked {
		return l, nil
	}
	today := lindung.DateOf(now.In(lindung.Zone(l.country)))
	day := p.Last()
	if today.First().Before(day.First()) {
		day = today
	}
	law, err := dossier.LawOn(day, today)
	of := *l
	of.law = law
	return &of, err
}
