package exchange

import (
	"context"
	"errors"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/db"
)

// slice is how many rows are stored, or erased, in one act: others wait for the
// end of it, and no longer.
const slice = 100

// StaleAfter is how long after its last slice an import is taken for broken off.
const StaleAfter = 2 * time.Minute

// inSlices stores a large file. Whoever leaves meanwhile leaves it to its end.
func (f File) inSlices(ctx context.Context, s access.Session, partial bool) (Report, error) {
	ctx = context.WithoutCancel(ctx)
	each := s.WithSentForm(nil) // the key of the form is claimed with the last slice
	fresh, r, err := f.judge(ctx, each)
	switch {
	case err != nil:
		return r.unstored(), err
	case r.Refused > 0 && !partial:
		return r.whole(), ErrRefused
	case r.Accepted == 0:
		return r, s.Do(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error { return f.nothing(tx, r) })
	}
	r.Batch = lindung.BatchID(lindung.NewID())
	if err = f.storeSlices(ctx, each, fresh, r); err == nil {
		err = s.Do(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error {
			tx.SetObject(string(r.Batch))
			tx.SetMade(string(r.Batch))
			tx.SetCount(len(fresh), f.format)
			return settleBatch(tx, r.Batch, false)
		})
	}
	if err == nil || access.Unknown(err) {
		return r, err // an import of which nobody knows stands, or is erased as one that was broken off
	}
	if errors.As(err, new(brokenOff)) {
		return r, err
	}
	return r.unstored(), errors.Join(err, takeBack(ctx, each, r.Batch))
}

// judge sifts the file in an act that reads.
func (f File) judge(ctx context.Context, s access.Session) (fresh []one, r Report, err error) {
	err = s.See(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error {
		fresh, r, err = f.sift(tx)
		tx.SetCount(r.Rows, f.format+" preview")
		return err
	})
	return fresh, r, err
}

func (f File) storeSlices(ctx context.Context, s access.Session, fresh []one, r Report) error {
	act := func(n int, work func(*access.Tx) error) error {
		return s.Do(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error {
			tx.SetObject(string(r.Batch))
			tx.SetCount(n, f.format+" slice")
			return work(tx)
		})
	}
	var in shared
	err := act(0, func(tx *access.Tx) error {
		if err := alone(tx); err != nil {
			return err
		}
		var err error
		if in, err = f.shares(tx); err != nil {
			return err
		}
		return insertBatch(tx, f.format, r, true)
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(fresh, slice) {
		if err != nil {
			return err
		}
		next := in
		err = act(len(part), func(tx *access.Tx) error {
			err := touchBatch(tx, r.Batch)
			if err == nil {
				next, err = storeRows(tx, part, r.Batch, in)
			}
			return err
		})
		in = next
		if errors.Is(err, db.ErrUnique) {
			err = ErrUnderWay // a row of it was stored since the file was judged
		}
	}
	return err
}

// takeBack erases what is stored of an import that came to nothing.
func takeBack(ctx context.Context, s access.Session, id lindung.BatchID) error {
	err := s.Do(ctx, access.ImportRun, s.OrgTarget(), func(tx *access.Tx) error {
		tx.SetObject(string(id))
		tx.SetCount(0, "broken off")
		err := setUndone(tx, id, true)
		if errors.Is(err, lindung.ErrConflict) {
			return nil // it was taken back before, or never begun
		}
		return err
	})
	if err != nil {
		return err
	}
	return eraseSlices(ctx, s, access.ImportRun, id)
}

// eraseSlices erases the cases of an import that was taken back.
func eraseSlices(ctx context.Context, s access.Session, as access.Action, id lindung.BatchID) error {
	for more := true; more; {
		err := s.Do(ctx, as, s.OrgTarget(), func(tx *access.Tx) error {
			ids, err := cases.BatchCases(tx, id, slice)
			if err != nil {
				return err
			}
			tx.SetObject(string(id))
			tx.SetCount(len(ids), "erased")
			if more = len(ids) > 0; more {
				return eraseCases(tx, id, ids)
			}
			err = settleBatch(tx, id, true)
			if errors.Is(err, lindung.ErrConflict) {
				return nil // nothing was begun
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// brokenOff names an import that a killed program has left.
type brokenOff struct{ id lindung.BatchID }

// Error says so, and nothing of the file.
func (b brokenOff) Error() string { return "an earlier import was broken off" }

// alone makes sure that no other file of the organisation is being stored, which
// might hold the same rows: it is ErrUnderWay, or what is left of one is brokenOff.
func alone(tx *access.Tx) error {
	all, err := waitingOf(tx)
	for _, w := range all {
		if w.Undone == 0 && tx.Now < w.touched.Add(StaleAfter) {
			return ErrUnderWay
		}
		err = errors.Join(err, brokenOff{w.ID})
	}
	return err
}

// Sweep erases what killed programs have left of imports, of all organisations.
func Sweep(ctx context.Context, n *access.Node) error {
	keeper, err := n.Keeper(ctx)
	if errors.Is(err, lindung.ErrNotFound) {
		return nil // no organisation, no imports
	}
	if err != nil {
		return err
	}
	s := n.System(keeper, "imports")
	var all []batchRow
	err = s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		var err error
		all, err = allWaiting(tx)
		all = slices.DeleteFunc(all, func(w batchRow) bool { return tx.Now < w.touched.Add(StaleAfter) })
		tx.SetCount(len(all), "imports")
		return err
	})
	for _, w := range all {
		if err == nil {
			err = takeBack(ctx, n.System(w.org, "imports"), w.ID)
		}
	}
	return err
}
