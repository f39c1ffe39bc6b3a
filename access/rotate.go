package access

import (
	"context"
	"encoding/base64"

	"lindung/internal/db"
)

// A Rotation renews all that is wrapped or authenticated under the keys of a node, while
// people work. Whatever is written from its beginning on is under the new epoch; what was
// there is renewed a few rows at a time. Broken off, it goes on where it is called again.
type Rotation struct {
	// Tables are all whose rows carry an authenticator.
	Tables []db.Table
	// Rows is how many are looked at in one act.
	Rows int
	// Around is given each act to run, so that it can leave the database to others after it;
	// nil runs one after the other.
	Around func(ctx context.Context, act func() error) error
}

// Rotated is what a rotation has done.
type Rotated struct {
	Epoch  int         `json:"epoch"`
	Rows   int         `json:"rows"`
	Keys   int         `json:"keys"`
	Sums   int         `json:"sums"`
	Acts   int         `json:"acts"`
	Forged []db.Damage `json:"-"`
}

// BeginRotation puts the newest root that the node's ring has into use, which is the next
// epoch. One that was begun before is ErrNoNewKey, and so is a ring without a newer root.
func (n *Node) BeginRotation(ctx context.Context, s Session) error {
	next := n.ring.Newest()
	err := s.Do(ctx, SystemRun, s.NodeTarget(), func(tx *Tx) error {
		use, least := db.Epochs(tx)
		if next <= use || least != use {
			return ErrNoNewKey
		}
		uses, err := usesIn(tx)
		if err != nil {
			return err
		}
		past, err := n.ring.Past(next, uses)
		if err != nil {
			return err
		}
		tx.SetCount(next, "rotate_begin")
		db.SignUnder(tx, next)
		for _, one := range [][2]string{
			{metaEpochs, epochs{next, use, tx.Now, wordOf(n.ring, use, next)}.String()}, {metaKey, n.ring.CheckOf(next)}, {metaPast, base64.StdEncoding.EncodeToString(past)},
		} {
			if err := changeMeta(tx, one[0], one[1]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return n.HearOfEpochs(ctx)
}

// usesIn returns all uses of keyed hashes, with those of each actor.
func usesIn(tx *Tx) ([]string, error) {
	all := append([]string{}, hashUses...)
	err := accountRows.Visit(tx, func(r *accountRow, _ bool) error {
		for _, use := range actorUses {
			all = append(all, use+string(r.ID))
		}
		return nil
	})
	return all, err
}

// Rotate renews what is there, and ends the rotation: from then on nothing opens and
// nothing is believed by the root before. Without a rotation that was begun it is
// ErrNoNewKey.
func (n *Node) Rotate(ctx context.Context, s Session, r Rotation) (Rotated, error) {
	var done Rotated
	if err := n.HearOfEpochs(ctx); err != nil {
		return done, err
	}
	use, least := n.ring.InUse()
	if use == least {
		return done, ErrNoNewKey
	}
	done.Epoch = use
	steps := []step{{&done.Keys, []any{""}, n.renewKeys}}
	for _, t := range r.Tables {
		steps = append(steps, step{&done.Rows, t.Beginning(), func(tx *Tx, after []any, limit int) (db.Renewed, error) { return t.Renew(tx, after, limit) }})
	}
	// The rows of an owner come before their sum, which each of them changes.
	steps = append(steps, step{&done.Sums, sums.Beginning(), renewSums})
	for _, one := range steps {
		if err := r.walk(ctx, s, one, &done); err != nil {
			return done, err
		}
	}
	err := s.Do(ctx, SystemRun, s.NodeTarget(), func(tx *Tx) error {
		tx.SetCount(use, "rotate_end")
		e, err := storedEpochs(tx)
		if err != nil {
			return err
		}
		return changeMeta(tx, metaEpochs, epochs{use, use, tx.Now, e.word}.String())
	})
	if err == nil {
		err = n.HearOfEpochs(ctx)
	}
	return done, err
}

// A step renews one kind of what is stored.
type step struct {
	count *int
	after []any
	renew func(tx *Tx, after []any, limit int) (db.Renewed, error)
}

// walk renews to the end, one act after the other.
func (r Rotation) walk(ctx context.Context, s Session, one step, done *Rotated) error {
	for after := one.after; after != nil; {
		var got db.Renewed
		act := func() error {
			return s.Do(ctx, SystemRun, s.NodeTarget(), func(tx *Tx) error {
				var err error
				got, err = one.renew(tx, after, r.Rows)
				tx.SetCount(got.Signed, "rotate")
				return err
			})
		}
		var err error
		if r.Around == nil {
			err = act()
		} else {
			err = r.Around(ctx, act)
		}
		if err != nil {
			return err
		}
		after = got.After
		*one.count += got.Signed
		done.Acts++
		done.Forged = append(done.Forged, got.Forged...)
	}
	return nil
}

// renewKeys wraps keys of cases anew. One that does not open under a key that is believed
// stays as it is.
func (n *Node) renewKeys(tx *Tx, after []any, limit int) (db.Renewed, error) {
	last, _ := after[0].(string)
	all, err := keysAfter(tx, last, limit)
	if err != nil {
		return db.Renewed{}, err
	}
	done := db.Renewed{Looked: len(all)}
	for _, k := range all {
		done.After = []any{k.owner}
		if n.ring.IsNew(k.wrapped) {
			continue
		}
		if k.wrapped, err = n.ring.Rewrap(k.owner, k.wrapped); IsBroken(err) {
			done.Forged = append(done.Forged, db.Damage{Table: "keys", Key: k.owner, Owner: k.owner, Kind: db.DamageForged})
			continue
		}
		if err == nil {
			err = updateKey(tx, k, n.ring.Epoch())
		}
		if err != nil {
			return db.Renewed{}, err
		}
		done.Signed++
	}
	if len(all) < limit {
		done.After = nil
	}
	return done, nil
}

// renewSums stores the sums anew that no row has changed since the rotation began. One
// that does not fit stays as it is.
func renewSums(tx *Tx, after []any, limit int) (db.Renewed, error) {
	all, err := db.All(tx, func(r *sumRow) []any { return append(sums.Columns(r), &r.mac) }, sums.Walk, append(append([]any{}, after...), limit)...)
	if err != nil {
		return db.Renewed{}, err
	}
	done := db.Renewed{Looked: len(all)}
	use, _ := db.Epochs(tx)
	for i := range all {
		done.After = []any{all[i].owner}
		if all[i].mac.Epoch() == use {
			continue
		}
		fits, err := sums.Fits(tx, &all[i])
		if err != nil {
			return db.Renewed{}, err
		}
		if !fits {
			done.Forged = append(done.Forged, sumDamage(all[i].owner))
			continue
		}
		db.Touch(tx, all[i].owner)
		done.Signed++
	}
	if len(all) < limit {
		done.After = nil
	}
	return done, nil
}
