package survivor

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/db"
	"lindung/internal/pace"
)

// A Door lets persons in who have a paper. A program has one for each node: it counts the
// tries.
type Door struct {
	node  *access.Node
	lobby access.Lobby
	slow  *pace.Throttle

	mu    sync.Mutex
	tries []time.Time // of codes that do not exist, in the last day
}

// systemName is how the log names the program where someone shows a paper.
const systemName = "paper"

// NewDoor returns the door of a node.
func NewDoor(n *access.Node) *Door {
	return &Door{node: n, lobby: access.OpenLobby(n), slow: pace.New(n.MachineTime)}
}

// Unknown codes are tried at this pace, by everyone together: the codes of people who have
// one do not wait for them.
var unknown = pace.Pace{Free: 40, Every: time.Second}

// longestVisit is how long a visit lasts: a phone that was borrowed goes back.
const longestVisit = 30 * time.Minute

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
	code, pin = bare(code), bare(pin)
	name := d.lobby.Mac("paper code", code)
	var p paperRow
	var owner lindung.OrgID
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		if p, err = paperByCode(tx, name); err == nil {
			owner, err = cases.KeeperIn(tx, p.Case)
		}
		return err
	})
	if errors.Is(err, lindung.ErrNotFound) {
		return "", d.refuse(ctx, network)
	}
	if err == nil {
		err = d.slow.Wait(ctx, "paper "+name, network)
	}
	if err != nil {
		return "", err
	}
	calm := false
	err = d.node.System(owner, systemName).Do(ctx, access.SystemRun, cases.Target(p.Case), func(tx *access.Tx) error {
		if p, err = paperByCode(tx, name); err != nil {
			return err
		}
		right, second := p.fits(tx, pin)
		if err := whole(tx, p.Case); err != nil || !p.opens() || !right && !second {
			return errors.Join(err, ErrEnter)
		}
		calm, token = second, newToken()
		if err := dropVisits(tx, p.ID); err != nil {
			return err
		}
		if err := insertVisit(tx, visitRow{Token: hashToken(token), Paper: p.ID, Calm: calm, Began: tx.Now}); err != nil {
			return err
		}
		p.Wrong = 0
		tx.SetCount(0, "paper")
		if second {
			tx.SetCount(1, "second")
			p.UsedAt = tx.Now
		}
		return updatePaper(tx, p)
	})
	if errors.Is(err, ErrEnter) {
		return "", errors.Join(err, d.missed(ctx, owner, p))
	}
	if err != nil {
		return "", err
	}
	d.slow.Right("paper "+name, network)
	return token, nil
}

// missed counts a wrong PIN.
func (d *Door) missed(ctx context.Context, owner lindung.OrgID, p paperRow) error {
	if !p.opens() {
		return nil
	}
	return d.node.System(owner, systemName).Do(ctx, access.SystemRun, cases.Target(p.Case), func(tx *access.Tx) error {
		tx.SetCount(1, "wrong_pin")
		now, err := paperNamed(tx, p.ID)
		if err != nil || now.EndedAt != 0 {
			return err
		}
		now.Wrong++
		return updatePaper(tx, now)
	})
}

// refuse answers a code that does not exist. Neither the code nor the network is kept.
func (d *Door) refuse(ctx context.Context, network string) error {
	if err := d.slow.Wait(ctx, "paper of "+network, network); err != nil {
		return err
	}
	d.note()
	if err := d.slow.All(ctx, "papers", unknown); err != nil {
		return err
	}
	return errors.Join(ErrEnter, d.lobby.Refuse(ctx, systemName))
}

// manyTries is from how many unknown codes in a day someone may be guessing. People who
// read their paper wrongly do not come near it.
const manyTries = 200

func (d *Door) note() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tries = append(d.recent(), d.node.MachineTime())
	if most := 10 * manyTries; len(d.tries) > most {
		d.tries = d.tries[len(d.tries)-most:]
	}
}

func (d *Door) recent() []time.Time {
	since := d.node.MachineTime().Add(-24 * time.Hour)
	for i, at := range d.tries {
		if at.After(since) {
			return d.tries[i:]
		}
	}
	return nil
}

// Guessed returns how many codes that do not exist were tried in the last day, if they are
// so many that someone may be guessing; 0 if not.
func (d *Door) Guessed() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n := len(d.recent()); n >= manyTries {
		return n
	}
	return 0
}

// Resume returns the visit of a token: lindung.ErrNotFound if it is over.
func (d *Door) Resume(ctx context.Context, token string) (Visit, error) {
	var v Visit
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		row, err := visitOf(tx, hashToken(token))
		if err != nil {
			return err
		}
		if row.over(tx.Now) {
			return lindung.ErrNotFound
		}
		p, err := paperNamed(tx, row.Paper)
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
		v = Visit{Case: p.Case, Calm: row.Calm, Session: d.lobby.Person(access.Person{
			Paper: p.ID, Case: p.Case, Org: owner, Country: o.Country, Still: func(tx *access.Tx) error { return still(tx, p.ID, p.Case) },
		}, row.Token)}
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
		err = whole(tx, id)
	}
	return err
}

// whole returns access.ErrDenied if rows of a case were removed or put back: one of them
// may be that a paper has ended.
func whole(tx *access.Tx, id lindung.CaseID) error {
	intact, err := access.Intact(tx, access.OfCase, id)
	if err == nil && !intact[id] {
		err = access.ErrDenied
	}
	return err
}

// Leave ends the visit of a token.
func (d *Door) Leave(ctx context.Context, token string) error {
	return d.lobby.Write(ctx, func(tx *access.Tx) error { return dropVisit(tx, hashToken(token)) })
}

func newToken() string { return rand.Text() }

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// fits reports whether a PIN is the first or the second of the paper.
func (r paperRow) fits(tx *access.Tx, pin string) (first, second bool) {
	typed := []byte(pinHash(tx, r.ID, pin))
	return hmac.Equal(typed, []byte(r.pin)), r.second != "" && hmac.Equal(typed, []byte(r.second))
}

func codeHash(tx *access.Tx, code string) string { return tx.Mac("paper code", bare(code)) }

func pinHash(tx *access.Tx, paper, pin string) string {
	return tx.Mac("paper pin", paper+" "+bare(pin))
}

// over reports whether a visit has ended. One that begins later than now was made while the
// clock was ahead.
func (r visitRow) over(now db.Time) bool {
	const clocksDiffer = 5 * time.Minute
	return r.Began.Add(longestVisit) <= now || r.Began > now.Add(clocksDiffer)
}
