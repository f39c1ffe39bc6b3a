package survivor

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/field"
	"lindung/visitor"
)

// A New is what a worker chooses with the person when they make a paper.
type New struct {
	Where    bool // the person wants to read where they sleep or will be
	Second   bool // a second PIN that shows nothing
	Then     string
	Withheld []Withheld
}

// Codes are what stands on a paper. They are shown once: the program keeps keyed hashes.
type Codes struct {
	Code   string // ten letters and digits in two halves
	PIN    string // six digits
	Second string // six other digits; "" for none
}

const longestReason = 1000 // runes

// check returns what must be corrected before a paper can be made.
func (n New) check() error {
	var ps field.Problems
	ps.Need(utf8.RuneCountInString(n.Then) <= longestReason, "then", "problem.text.long", "max", longestReason)
	ps.Need(n.Second || n.Then == "", "then", "paper.problem.then")
	for _, w := range n.Withheld {
		name := "reason_" + string(w.Group)
		ps.Need(slices.Contains(lindung.Groups, w.Group) && strings.TrimSpace(w.Reason) != "", name, "paper.problem.reason")
		ps.Need(utf8.RuneCountInString(w.Reason) <= longestReason, name, "problem.text.long", "max", longestReason)
	}
	return ps.Err()
}

// Make gives the person of a case a paper. The one before ends with it. What must be
// corrected is returned as field.Problems.
//
// Source: ACTIP 14.6; ACTIP 14.9
func Make(ctx context.Context, s access.Session, id lindung.CaseID, n New) (Codes, error) {
	var c Codes
	err := s.Do(ctx, access.PaperMake, cases.Target(id), func(tx *access.Tx) error {
		n.Then = strings.TrimSpace(n.Then)
		if err := n.check(); err != nil {
			return err
		}
		if err := endPapers(tx, id); err != nil {
			return err
		}
		c = newCodes(n.Second)
		p := Paper{
			ID: lindung.NewID(), Case: id, Where: n.Where, Second: n.Second, MadeAt: tx.Now, MadeBy: tx.Actor().ID,
			Detail: Detail{Withheld: n.Withheld, Then: n.Then},
		}
		tx.SetMade(p.ID)
		return insertPaper(tx, p, c)
	})
	return c, err
}

// End ends the paper of a case: it was lost, or the person wants none.
func End(ctx context.Context, s access.Session, id lindung.CaseID) error {
	return s.Do(ctx, access.PaperEnd, cases.Target(id), func(tx *access.Tx) error { return endPapers(tx, id) })
}

// HideWhere hides where the person sleeps or will be, for good: a worker shows it again by
// another paper. It is the person's own act.
func HideWhere(ctx context.Context, s access.Session, id lindung.CaseID) error {
	return s.Do(ctx, access.ContactLimit, cases.Target(id), func(tx *access.Tx) error { return hideWhere(tx, id) })
}

// In returns the paper of a case that has not ended, inside an act on the case;
// lindung.ErrNotFound if there is none.
func In(tx *access.Tx, id lindung.CaseID) (Paper, error) {
	r, err := paperOf(tx, id)
	return r.Paper, err
}

func newCodes(second bool) Codes {
	c := Codes{Code: visitor.NewCode(), PIN: visitor.NewSecond()}
	for second && (c.Second == "" || c.Second == c.PIN) {
		c.Second = visitor.NewSecond()
	}
	return c
}
