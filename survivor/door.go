package survivor

import (
	"context"
	"errors"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/visitor"
)

// A Door lets persons in who have a paper. A program has one for each node: it counts the
// tries.
type Door struct{ *visitor.Door }

// NewDoor returns the door of a node.
func NewDoor(n *access.Node) *Door { return &Door{visitor.NewDoor(n)} }

// byPaper is how the log names the program where someone shows a paper.
const byPaper visitor.Name = "paper"

// papers are what a person brings.
var papers = visitor.Kind{Name: byPaper, Find: findPaper, Fits: fitsPaper, Missed: missedPIN}

// A Visit is a person at their file, in one browser.
type Visit struct {
	Session access.Session
	Case    lindung.CaseID
	// Calm says that the second PIN was used: nothing of the file is shown.
	Calm bool
}

// Enter begins a visit and returns the token of its cookie. network is where the try comes
// from. Anything wrong is ErrEnter; too many tries are pace.ErrBusy. The second PIN begins
// a visit that shows nothing, and tells those who work on the case; see [Detail].
//
// Source: ACTIP 14.6
func (d *Door) Enter(ctx context.Context, code, pin, network string) (token string, err error) {
	return d.Door.Enter(ctx, papers, code, pin, network)
}

func findPaper(tx *access.Tx, code string) (visitor.Opener, error) {
	p, err := paperByCode(tx, code)
	if err != nil {
		return visitor.Opener{}, err
	}
	owner, err := cases.KeeperIn(tx, p.Case)
	return visitor.Opener{ID: p.ID, Case: p.Case, Owner: owner}, err
}

// fitsPaper judges the PIN of a paper.
func fitsPaper(tx *access.Tx, o visitor.Opener, pin string) (calm bool, err error) {
	p, err := paperNamed(tx, o.ID)
	if err != nil {
		return false, err
	}
	right, second := p.fits(tx, pin)
	if !p.opens() || !right && !second {
		return false, ErrEnter
	}
	p.Wrong = 0
	if second {
		tx.SetCount(1, "second")
		p.UsedAt = tx.Now
	}
	return second, updatePaper(tx, p)
}

// missedPIN counts a wrong PIN.
func missedPIN(tx *access.Tx, o visitor.Opener) error {
	p, err := paperNamed(tx, o.ID)
	if err != nil || !p.opens() {
		return err
	}
	p.Wrong++
	return updatePaper(tx, p)
}

// Resume returns the visit of a token: lindung.ErrNotFound if it is over.
func (d *Door) Resume(ctx context.Context, token string) (Visit, error) {
	var v Visit
	err := d.Door.Resume(ctx, papers, token, func(tx *access.Tx, paper, via string, calm bool) error {
		p, err := paperNamed(tx, paper)
		if err != nil {
			return err
		}
		if !p.opens() {
			return lindung.ErrNotFound
		}
		owner, err := cases.KeeperIn(tx, p.Case)
		if err != nil {
			return err
		}
		o, err := access.OrgOf(tx, owner)
		v = Visit{Case: p.Case, Calm: calm, Session: d.Lobby().Person(access.Person{
			Paper: p.ID, Case: p.Case, Org: owner, Country: o.Country, Still: func(tx *access.Tx) error { return still(tx, p.ID, p.Case) },
		}, via)}
		if v.Calm {
			v.Session = access.Session{}
		}
		return err
	})
	return v, err
}

// still returns access.ErrDenied once a paper opens nothing.
func still(tx *access.Tx, paper string, id lindung.CaseID) error {
	p, err := paperNamed(tx, paper)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && (!p.opens() || p.Case != id) {
		return access.ErrDenied
	}
	if err == nil {
		err = visitor.Whole(tx, id)
	}
	return err
}

// fits reports whether a PIN is the first or the second of the paper.
func (r paperRow) fits(tx *access.Tx, pin string) (first, second bool) {
	return byPaper.SecondFits(tx, r.ID, pin, r.pin), r.second != "" && byPaper.SecondFits(tx, r.ID, pin, r.second)
}
