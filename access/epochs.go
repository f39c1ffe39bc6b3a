package access

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// metaEpochs names the epoch in use, and while a rotation goes on also the one before;
// metaPast what it keeps of those before it.
const (
	metaEpochs = "epochs"
	metaPast   = "past"
)

// Errors of keys that have changed.
var (
	// ErrNewKey says that the keys were rotated, and the program does not have the new root.
	ErrNewKey = errors.New("the keys of this node were changed: the program needs the new key file")
	// ErrOldKey says that the database is of an epoch that is kept for old backups alone.
	ErrOldKey = errors.New("the database is of an epoch that is over: an older database was put in the place of the newer")
	// ErrBothKeys says that a rotation has not come to its end.
	ErrBothKeys = errors.New("a rotation of the keys has not come to its end: the key before is needed as well")
	// ErrNoNewKey says that there is no root to rotate to.
	ErrNoNewKey = errors.New("there is no newer key")
)

// epochs are those of a database: the one in use, and the oldest that is believed. word is
// that of the root before, by which a program that has only that one knows that there is a
// new one.
type epochs struct {
	use, least int
	since      db.Time // when the rotation to it began or, once it is over, has ended
	word       string
}

// wordOf is what the root of an epoch says of the one that follows it.
func wordOf(ring *seal.Ring, before, use int) string {
	return ring.MacOf(before, "epochs", strconv.Itoa(use))
}

// String is how they are stored.
func (e epochs) String() string { return fmt.Sprintf("%d %d %d %s", e.use, e.least, e.since, e.word) }

// readEpochs is String the other way round.
func readEpochs(text string) (e epochs, ok bool) {
	words := strings.Fields(text)
	if len(words) != 4 {
		return e, false
	}
	var first, second error
	e.use, first = strconv.Atoi(words[0])
	e.least, second = strconv.Atoi(words[1])
	since, third := strconv.ParseInt(words[2], 10, 64)
	e.since, e.word = db.Time(since), words[3]
	return e, first == nil && second == nil && third == nil && e.String() == text && e.least >= seal.First && e.use >= e.least
}

// storedEpochs returns what the database says, believed or not. One that says nothing is
// in its first epoch.
func storedEpochs(tx db.Holder) (epochs, error) {
	text, err := founded(tx, metaEpochs)
	if errors.Is(err, lindung.ErrNotFound) {
		return epochs{use: seal.First, least: seal.First}, nil
	}
	if err != nil {
		return epochs{}, err
	}
	e, ok := readEpochs(text)
	if !ok {
		return epochs{}, db.ErrKey
	}
	return e, nil
}

// opens puts the epochs of a database into use in a ring, if its roots open it. An epoch
// that is over is not believed again because the database says so: who has its root can say so.
func (e epochs) opens(ring *seal.Ring, check string) error {
	switch {
	case ring.Retired(e.use), ring.Retired(e.least) && ring.Has(e.use):
		return ErrOldKey
	case !ring.Has(e.use) && e.follows(ring):
		return ErrNewKey
	case !ring.Has(e.use), ring.CheckOf(e.use) != check:
		return db.ErrKey
	case !ring.Use(e.use, e.least):
		return ErrBothKeys
	}
	return nil
}

// follows reports whether the epoch in use is the next one after one whose root the ring has.
func (e epochs) follows(ring *seal.Ring) bool {
	return ring.Has(e.use-1) && e.word == wordOf(ring, e.use-1, e.use)
}

// provesEpochs looks whether the epochs that a database said are authentic.
func (n *Node) provesEpochs(ctx context.Context, e epochs) error {
	if e.use == seal.First {
		return nil
	}
	return n.db.Read(ctx, func(tx *db.Tx) error {
		text, err := meta(tx, metaEpochs)
		if errors.Is(err, lindung.ErrNotFound) || err == nil && text != e.String() {
			return db.ErrKey
		}
		return err
	})
}

// learns has a ring take in what the epoch in use keeps of those before it.
func (e epochs) learns(ring *seal.Ring, past string) error {
	if e.use == seal.First {
		return nil
	}
	box, err := base64.StdEncoding.DecodeString(past)
	if err == nil {
		err = ring.LearnPast(e.use, box)
	}
	return err
}

// OnNewKey has find called when another program has begun a rotation and the root of the
// new epoch is not known.
func (n *Node) OnNewKey(find func() (*seal.Ring, error)) { n.findKey = find }

// HearOfEpochs follows a rotation that another program has begun or ended, as every commit
// does.
func (n *Node) HearOfEpochs(ctx context.Context) error {
	return n.db.Read(ctx, func(tx *db.Tx) error { return n.lookAtEpochs(tx) })
}

// Epochs returns the epoch in use, and the oldest that is believed: two while a rotation goes on.
func (n *Node) Epochs() (use, least int) { return n.ring.InUse() }

// RotatedAt returns when the last rotation has ended, or has begun while it goes on; the
// zero time for none.
func (n *Node) RotatedAt(ctx context.Context) (at time.Time, err error) {
	err = n.db.Read(ctx, func(tx *db.Tx) error {
		text, err := meta(tx, metaEpochs)
		if errors.Is(err, lindung.ErrNotFound) {
			return nil
		}
		if e, ok := readEpochs(text); ok {
			at = e.since.Time()
		}
		return err
	})
	return at, err
}

// lookAtEpochs follows a rotation that another program has begun or ended. What the
// database says is believed once it is authenticated under the newer key, and never goes
// back.
func (n *Node) lookAtEpochs(tx *db.Tx) error {
	e, err := storedEpochs(tx)
	if errors.Is(err, db.ErrKey) {
		return nil // written by somebody without a key; a sweep tells of it
	}
	if err != nil {
		return err
	}
	use, least := n.ring.InUse()
	if e.use == use && e.least == least || e.use < use || e.least < least {
		return nil
	}
	if !n.ring.Has(e.use) && n.findKey != nil {
		if found, err := n.findKey(); err == nil {
			n.ring.Join(found)
		}
	}
	if !n.ring.Has(e.use) {
		if e.follows(n.ring) {
			return ErrNewKey
		}
		return nil // said by somebody who never had the root before either
	}
	if !n.ring.Use(e.use, e.least) {
		return ErrBothKeys
	}
	db.SignUnder(tx, e.use)
	text, err := meta(tx, metaEpochs)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && text != e.String() {
		n.ring.Use(use, least)
		db.SignUnder(tx, use)
		return nil
	}
	return err
}

// mac is the keyed hash of a text in the epoch in use.
func (n *Node) mac(use, text string) string {
	if !listed(use) {
		return ""
	}
	return n.ring.Mac(use, text)
}

// macs are the keyed hashes of a text in all epochs that are known.
func (n *Node) macs(use, text string) []string {
	if !listed(use) {
		return nil
	}
	return n.ring.Macs(use, text)
}

// hashUses are what keyed hashes are for. The first epoch derives a key for each from its
// root, so that a later one keeps those of this list. What is in actorUses has an actor
// after it.
var (
	hashUses = []string{
		"login", "invite", "calendar", "draft page", onceUse, "report key", "report key of form", "message", "htcds-row",
		"paper code", "paper pin", "link code", "link pin", "memory", "epochs",
	}
	actorUses = []string{"recovery|", "pass|"}
)

// listed reports whether keyed hashes for a use are found again after a rotation. For any
// other use there are none: nothing is ever found by it, and whoever adds one sees it at
// once.
func listed(use string) bool {
	return slices.Contains(hashUses, use) || slices.ContainsFunc(actorUses, func(before string) bool { return strings.HasPrefix(use, before) })
}

// ByMac looks something up by the keyed hashes that it may be stored under, in their
// order. It is lindung.ErrNotFound if there is none.
func ByMac[T any](macs []string, find func(mac string) (T, error)) (T, error) {
	var one T
	err := error(lindung.ErrNotFound)
	for _, mac := range macs {
		if one, err = find(mac); !errors.Is(err, lindung.ErrNotFound) {
			return one, err
		}
	}
	return one, err
}
