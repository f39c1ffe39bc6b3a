package cases

import (
	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// A Fact is what figures know of one case: some of its columns, and the answers that are
// stored in clear. Nothing sealed is opened for it, so it holds neither a name nor a word
// that somebody wrote.
type Fact struct {
	ID          lindung.CaseID
	Status      Status
	Opened      db.Time
	Closed      db.Time // 0 while it is open
	CloseReason string
	Responsible lindung.ActorID
	Refused     bool // an adult who is helped and wants no record
	Event       bool // it belongs to a shared event
	Referred    bool // it began with a referral
	Records     []Answered

	until db.Time
	doubt bool
}

// An Answered is one form of a case as far as it is stored in clear.
type Answered struct {
	Form   string
	Day    lindung.Date // by which records of the form are ordered
	At     db.Time      // when it was answered first
	Values field.Values
}

// Child reports whether the person was a child or may have been one when the case was
// opened, and whether that is in doubt.
//
// Source: ACTIP 14.12
func (f Fact) Child() (child, doubt bool) { return f.ChildAt(f.Opened) }

// ChildAt is Child at another moment.
func (f Fact) ChildAt(at db.Time) (child, doubt bool) { return f.until > at, f.doubt }

func factColumns(f *Fact) []any {
	return []any{&f.ID, &f.Status, &f.Opened, &f.Closed, &f.CloseReason, &f.Responsible, &f.Refused, &f.Event, &f.Referred, &f.until, &f.doubt}
}

// factsAtOnce is how many cases are held in memory while figures are counted.
const factsAtOnce = 1000

// EachFact calls visit with every case of an organisation that was opened from a moment
// until before another, with its records of some forms, the first opened first.
// Protected cases that the actor may not see are left out. It believes what is stored:
// what does not authenticate is reported by the sweep, and a figure opens nothing.
func EachFact(tx *access.Tx, org lindung.OrgID, from, until db.Time, forms []*field.Form, visit func(Fact)) error {
	at, last := from, lindung.CaseID("")
	for {
		facts, err := db.All(tx, factColumns, `
			SELECT c.id, c.status, c.opened_at, c.closed_at, c.close_reason, c.responsible, c.refused, c.event <> '', c.referral <> '', c.child_until, c.doubt
			FROM cases c
			WHERE c.org = ? AND c.opened_at < ? AND (c.opened_at, c.id) > (?, ?)`+stands+seen+`
			ORDER BY c.opened_at, c.id
			LIMIT ?`, org, until, at, last, tx.Actor().ID, factsAtOnce)
		if err != nil {
			return err
		}
		if err := addAnswered(tx, facts, forms); err != nil {
			return err
		}
		for _, f := range facts {
			visit(f)
		}
		if len(facts) < factsAtOnce {
			return nil
		}
		end := facts[len(facts)-1]
		at, last = end.Opened, end.ID
	}
}

// addAnswered adds the records of some forms to facts.
func addAnswered(tx *access.Tx, facts []Fact, forms []*field.Form) error {
	at := map[lindung.CaseID]*Fact{}
	ids := make([]lindung.CaseID, len(facts))
	for i := range facts {
		ids[i] = facts[i].ID
		at[ids[i]] = &facts[i]
	}
	for _, form := range forms {
		rows, err := db.AllIn(tx, func(r *recordRow) []any { return []any{&r.owner, db.Day(&r.Day), &r.CreatedAt, &r.clear} }, `
			SELECT owner, day, created_at, answers
			FROM records
			WHERE owner IN `+db.InList+` AND form = ? AND status <> 'struck'`, ids, form.Name)
		if err != nil {
			return err
		}
		for _, r := range rows {
			v, err := form.Restore([]byte(r.clear), nil)
			if err != nil {
				continue // it cannot be read, which the sweep reports
			}
			f := at[lindung.CaseID(r.owner)]
			f.Records = append(f.Records, Answered{Form: form.Name, Day: r.Day, At: r.CreatedAt, Values: v})
		}
	}
	return nil
}
