package visitor

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/pace"
)

// A Door lets visitors in. A program has one for each node: it counts the tries.
type Door struct {
	node  *access.Node
	lobby access.Lobby
	slow  *pace.Throttle

	mu    sync.Mutex
	tries []time.Time // of codes that do not exist, in the last day
}

// NewDoor returns the door of a node.
func NewDoor(n *access.Node) *Door {
	return &Door{node: n, lobby: access.OpenLobby(n), slow: pace.New(n.MachineTime, n.Machines)}
}

// Lobby is where a kind begins the session of a visitor.
func (d *Door) Lobby() access.Lobby { return d.lobby }

// Pace returns the throttle of all visitors.
func (d *Door) Pace() *pace.Throttle { return d.slow }

// Unknown codes are tried at this pace, by everyone together: the codes of people who have
// one do not wait for them.
var unknown = pace.Pace{Free: 40, Every: time.Second}

// Enter begins a visit and returns the token of its cookie. network is where the try comes
// from. Anything wrong is ErrEnter; too many tries are pace.ErrBusy.
func (d *Door) Enter(ctx context.Context, k Kind, code, second, network string) (token string, err error) {
	name := d.lobby.Mac(k.Name.forCodes(), Bare(code))
	var o Opener
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		o, err = access.ByMac(tx.Macs(k.Name.forCodes(), Bare(code)), func(name string) (Opener, error) { return k.Find(tx, name) })
		return err
	})
	if errors.Is(err, lindung.ErrNotFound) {
		return "", d.refuse(ctx, k, network)
	}
	if err == nil {
		err = d.slow.Wait(ctx, string(k.Name)+" "+name, network)
	}
	if err != nil {
		return "", err
	}
	err = d.act(ctx, k, o, func(tx *access.Tx) error {
		if err := Whole(tx, o.Case); err != nil {
			return errors.Join(err, ErrEnter)
		}
		tx.SetCount(0, string(k.Name))
		calm, err := k.Fits(tx, o, second)
		if err != nil {
			return err
		}
		if err := Drop(tx, o.ID); err != nil {
			return err
		}
		token = newToken()
		return insert(tx, row{Token: hash(token), Kind: k.Name, Opener: o.ID, of: o.Case, Calm: calm, Began: tx.Now})
	})
	if errors.Is(err, ErrEnter) {
		missed := d.act(ctx, k, o, func(tx *access.Tx) error {
			tx.SetCount(1, "wrong_pin")
			return k.Missed(tx, o)
		})
		return "", errors.Join(err, missed)
	}
	if err != nil {
		return "", err
	}
	d.slow.Right(string(k.Name)+" "+name, network)
	return token, nil
}

// act is an act of the program, where someone shows a code, on the case that it is about.
func (d *Door) act(ctx context.Context, k Kind, o Opener, work func(*access.Tx) error) error {
	return d.node.System(o.Owner, string(k.Name)).Do(ctx, access.SystemRun, cases.Target(o.Case), work)
}

// refuse answers a code that does not exist. Neither the code nor the network is kept.
func (d *Door) refuse(ctx context.Context, k Kind, network string) error {
	if err := d.slow.Wait(ctx, string(k.Name)+" of "+network, network); err != nil {
		return err
	}
	d.note()
	if err := d.slow.All(ctx, string(k.Name), unknown); err != nil {
		return err
	}
	return errors.Join(ErrEnter, d.lobby.Refuse(ctx, string(k.Name)))
}

// manyTries is from how many unknown codes in a day someone may be guessing. People who
// read their code wrongly do not come near it.
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

// steady is the pace of one visit: who reads and answers does not come near it.
var steady = pace.Pace{Free: 40, Every: time.Second}

// Slow lets the requests of one visit wait for each other; pace.ErrBusy if too many wait.
func (d *Door) Slow(ctx context.Context, token string) error {
	return d.Pace().Alone(ctx, "visit "+hash(token), steady)
}

// Resume looks at the visit of a token: open is called with what it was begun with.
// lindung.ErrNotFound says that it is over, or that it is of another kind.
func (d *Door) Resume(ctx context.Context, k Kind, token string, open func(tx *access.Tx, opener, via string, calm bool) error) error {
	return d.lobby.Read(ctx, func(tx *access.Tx) error {
		r, err := visitOf(tx, hash(token))
		if err != nil {
			return err
		}
		if r.Kind != k.Name || r.over(tx.Now) {
			return lindung.ErrNotFound
		}
		return open(tx, r.Opener, r.Token, r.Calm)
	})
}

// Whole returns access.ErrDenied if rows of a case were removed or put back: one of them
// may be that a code has ended.
func Whole(tx *access.Tx, id lindung.CaseID) error {
	intact, err := access.Intact(tx, access.OfCase, id)
	if err == nil && !intact[id] {
		err = access.ErrDenied
	}
	return err
}

// Leave ends the visit of a token.
func (d *Door) Leave(ctx context.Context, token string) error {
	return d.lobby.Write(ctx, func(tx *access.Tx) error { return drop(tx, hash(token)) })
}

func newToken() string {
	b := make([]byte, 32)
	rand.Read(b) // it does not fail, see crypto/rand
	return base64.RawURLEncoding.EncodeToString(b)
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
