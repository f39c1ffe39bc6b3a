package prevention

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/pace"
	"lindung/visitor"
)

var (
	// ErrKey says that a key opens nothing.
	ErrKey = access.Refusal("the key opens nothing")
	// ErrFlood says that so much was told in the last hour that no more is taken now.
	ErrFlood = errors.New("too many reports in an hour")
	// ErrSent says that it was sent before, and too long ago to show the key again.
	ErrSent = errors.New("it was sent before")
	// ErrNobody says that no organisation of the node takes reports without a name, or not
	// the one that was chosen.
	ErrNobody = errors.New("no organisation takes it")
)

// reporterName is how the log names the program where somebody shows a key.
const reporterName = "report"

// A ReportDoor lets people in who tell something and say no name. A program has one for each
// node: it counts in memory what comes, and where from.
type ReportDoor struct {
	node  *access.Node
	lobby access.Lobby
	slow  *pace.Throttle

	mu   sync.Mutex
	told []arrival // in the last hour
}

type arrival struct {
	at      time.Time
	network string
}

// NewReportDoor returns the door of a node.
func NewReportDoor(n *access.Node) *ReportDoor {
	return &ReportDoor{node: n, lobby: access.OpenLobby(n), slow: pace.New(n.MachineTime, n.Machines)}
}

// How much is taken in an hour: of all together, so that a flood hides nothing from who
// reads it, and from one network, so that one alone cannot shut out the others. A camp or
// a mobile network has one address for many.
const (
	mostTold     = 60
	mostTogether = 15
)

// keysTried is the pace at which keys that do not exist are tried, by everyone together.
var keysTried = pace.Pace{Free: 40, Every: time.Second}

// longestComing is how long who has come back can go on without showing the key again.
const longestComing = 30 * time.Minute

// A Taker is an organisation that takes reports without a name.
type Taker struct {
	ID      lindung.OrgID
	Name    string
	Country lindung.Country
}

// Takers returns the organisations that take reports without a name, the one that keeps the
// node first.
func (d *ReportDoor) Takers(ctx context.Context) ([]Taker, error) {
	keeper, err := d.node.Keeper(ctx)
	if err != nil {
		return nil, err
	}
	var all []Taker
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		all = nil
		orgs, err := access.OrgsOf(tx)
		for _, o := range orgs {
			takes, fault := access.Allows(tx, o.ID, access.TakesReports)
			if err = errors.Join(err, fault); takes {
				all = append(all, Taker{o.ID, o.Name, o.Country})
			}
		}
		return err
	})
	slices.SortStableFunc(all, func(a, b Taker) int {
		switch keeper {
		case a.ID:
			return -1
		case b.ID:
			return 1
		}
		return 0
	})
	return all, err
}

// chosen returns which of those who take reports gets one.
func chosen(all []Taker, org lindung.OrgID) (Taker, error) {
	if len(all) == 1 && org == "" {
		return all[0], nil
	}
	for _, t := range all {
		if t.ID == org {
			return t, nil
		}
	}
	return Taker{}, ErrNobody
}

// Tell stores what somebody tells who says no name, and returns the key with which they
// come back: it is shown this once, and again only within the hour if the very same form
// comes once more, because its answer was lost on the way. network is where it comes from;
// it is known in memory for an hour, and kept nowhere. What must be corrected is returned
// as field.Problems.
//
// Source: ACTIP 14.6
func (d *ReportDoor) Tell(ctx context.Context, r Told, network string) (key string, to Taker, err error) {
	if !lindung.IsID(r.Form) {
		return "", to, lindung.ErrNotFound
	}
	all, err := d.Takers(ctx)
	if err != nil {
		return "", to, err
	}
	if to, err = chosen(all, r.Org); err != nil {
		return "", to, err
	}
	key = d.keyOf(r.Form)
	if again, err := d.before(ctx, key); err != nil {
		return "", to, err
	} else if again {
		return key, to, nil
	}
	t, err := r.tip(d.node.Now())
	if err != nil {
		return "", to, err
	}
	if !d.arrives(network) {
		return "", to, ErrFlood
	}
	t.ID, t.Org = TipID(lindung.NewID()), to.ID
	s := d.lobby.Reporter(access.Reporter{Tip: string(t.ID), Org: to.ID, Country: to.Country, Still: func(*access.Tx) error { return nil }})
	err = s.Do(ctx, access.ReportWrite, newReport(t.ID, to.ID), func(tx *access.Tx) error {
		t.At, t.By = toHour(tx.Now), tx.Actor().ID
		if t.WroteAt = t.At; t.Back {
			t.WaitsAt = t.At
		}
		if err := insertTip(tx, t); err != nil {
			return err
		}
		return insertReport(tx, reportRow{Tip: t.ID, Org: to.ID, code: tx.Mac("report key", visitor.Bare(key)), Version: 1})
	})
	if errors.Is(err, db.ErrUnique) { // the same form, at the same moment
		err = nil
	}
	if err != nil {
		key = ""
	}
	return key, to, err
}

// newReport is a tip that is about to be there, of an organisation that takes it.
func newReport(id TipID, org lindung.OrgID) access.Target {
	return func(tx *access.Tx) (access.Object, error) {
		o, err := access.OrgOf(tx, org)
		if err != nil {
			return access.Object{}, err
		}
		takes, err := access.Allows(tx, org, access.TakesReports)
		if err == nil && (!takes || o.Ended) {
			err = access.ErrDenied
		}
		return access.Object{Type: access.TypeTip, ID: string(id), Org: o.ID}, err
	}
}

// before reports whether a form was sent before; ErrSent if its key is shown no more.
func (d *ReportDoor) before(ctx context.Context, key string) (again bool, err error) {
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		r, err := reportByKey(tx, key)
		if errors.Is(err, lindung.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		again = true
		at, err := toldAt(tx, r.Tip)
		if err == nil && at.Add(time.Hour) <= tx.Now {
			err = ErrSent
		}
		return err
	})
	return again, err
}

// arrives counts a report, and reports whether it is taken. Where it came from is forgotten
// after an hour.
func (d *ReportDoor) arrives(network string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.node.MachineTime()
	d.told = slices.DeleteFunc(d.told, func(a arrival) bool { return now.Sub(a.at) >= time.Hour })
	n := 0
	for _, a := range d.told {
		if a.network == network {
			n++
		}
	}
	if len(d.told) >= mostTold || n >= mostTogether {
		return false
	}
	d.told = append(d.told, arrival{now, network})
	return true
}

// A Coming is somebody who has come back with their key.
type Coming struct {
	session access.Session
	tip     TipID
	Token   string // for the forms of the page; nothing of it is stored
}

// pass is what a token says, sealed with the node's key.
type pass struct {
	Tip   TipID
	Began db.Time
}

const passPlace = "report pass"

// Enter lets somebody in who shows a key. network is where the try comes from. A key that
// opens nothing is ErrKey; too many tries are pace.ErrBusy.
//
// Source: ACTIP 14.6
func (d *ReportDoor) Enter(ctx context.Context, key, network string) (Coming, error) {
	var r reportRow
	var now db.Time
	err := d.lobby.Read(ctx, func(tx *access.Tx) (err error) {
		now = tx.Now
		r, err = reportByKey(tx, key)
		return err
	})
	if errors.Is(err, lindung.ErrNotFound) {
		return Coming{}, d.refuse(ctx, network)
	}
	if err == nil {
		err = d.slow.Wait(ctx, "report "+string(r.Tip), network)
	}
	if err != nil {
		return Coming{}, err
	}
	d.slow.Right("report "+string(r.Tip), network)
	b, err := json.Marshal(pass{r.Tip, now})
	if err != nil {
		return Coming{}, err
	}
	return d.Resume(ctx, base64.RawURLEncoding.EncodeToString(d.lobby.SealNode(passPlace, b)))
}

// reportByKey returns the report of who shows a key.
func reportByKey(tx *access.Tx, key string) (reportRow, error) {
	return access.ByMac(tx.Macs("report key", visitor.Bare(key)), func(code string) (reportRow, error) { return reportByCode(tx, code) })
}

// refuse answers a key that opens nothing. Neither the key nor the network is kept; who has
// a key does not wait for those who guess.
func (d *ReportDoor) refuse(ctx context.Context, network string) error {
	if err := d.slow.Wait(ctx, "report of "+network, network); err != nil {
		return err
	}
	if err := d.slow.All(ctx, "report keys", keysTried); err != nil {
		return err
	}
	return errors.Join(ErrKey, d.lobby.Refuse(ctx, reporterName))
}

// Resume returns who has the token of a page; ErrKey once it is over.
func (d *ReportDoor) Resume(ctx context.Context, token string) (Coming, error) {
	var p pass
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err == nil {
		b, err = d.lobby.OpenToken(passPlace, b)
	}
	if err != nil || json.Unmarshal(b, &p) != nil {
		return Coming{}, ErrKey
	}
	c := Coming{tip: p.Tip, Token: token}
	err = d.lobby.Read(ctx, func(tx *access.Tx) error {
		if p.Began.Add(longestComing) <= tx.Now {
			return ErrKey
		}
		r, err := reportOf(tx, p.Tip)
		if errors.Is(err, lindung.ErrNotFound) || err == nil && r.Ended {
			return ErrKey
		}
		if err != nil {
			return err
		}
		o, err := access.OrgOf(tx, r.Org)
		c.session = d.lobby.Reporter(access.Reporter{Tip: string(p.Tip), Org: r.Org, Country: o.Country, Still: func(tx *access.Tx) error { return stillOpen(tx, p.Tip) }})
		return err
	})
	return c, err
}

// stillOpen returns access.ErrDenied once a key opens nothing: it has ended, or rows of the
// tip were removed or put back, and one of them may be that it has.
func stillOpen(tx *access.Tx, id TipID) error {
	r, err := reportOf(tx, id)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && r.Ended {
		return access.ErrDenied
	}
	if err != nil {
		return err
	}
	intact, err := access.Intact(tx, access.OfTip, id)
	if err == nil && !intact[id] {
		err = access.ErrDenied
	}
	return err
}

// keyLetters are those of a key: none looks like another.
const keyLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	keyLength = 16 // of 30 letters: 78 bits
	keyGroup  = 4
)

// keyOf returns the key of who sends a form. It follows from the form, whose own key nobody
// can guess, and from the node's: who sends it again is shown the same one.
func (d *ReportDoor) keyOf(form string) string {
	var b strings.Builder
	for n := 0; b.Len() < keyLength+keyLength/keyGroup-1; n++ {
		sum, _ := base64.RawURLEncoding.DecodeString(d.lobby.Mac("report key of form", form+" "+string(rune('a'+n))))
		for _, x := range sum {
			const fair = 256 - 256%len(keyLetters) // above it some letters would come more often
			if int(x) >= fair || b.Len() >= keyLength+keyLength/keyGroup-1 {
				continue
			}
			if b.Len()%(keyGroup+1) == keyGroup {
				b.WriteByte('-')
			}
			b.WriteByte(keyLetters[int(x)%len(keyLetters)])
		}
	}
	return b.String()
}
