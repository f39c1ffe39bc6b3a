package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

const (
	mostTurns = 64 // of one commit, so that the first does not wait for ever
	mostTries = 6  // of a commit that the database asked to run again
)

// A turn is one act that waits for a commit.
type turn struct {
	ctx  context.Context
	work func(*Tx) error
	done chan error
	lead chan struct{} // closed when this turn is to carry out the next batch
}

// A batch is what the acts of one commit share.
type batch struct {
	values map[any]any
	finish []func(*Tx) error
	after  []func()
}

// Write runs work and returns nil once what it wrote is durable. When work
// returns an error nothing of it is stored. An act that has begun is carried to
// its end although ctx is done; one that still waits is not begun. Work may run again
// if the database asks for it, so it must change only the database and its own
// results.
func (d *DB) Write(ctx context.Context, work func(*Tx) error) error {
	if d.reserve.short() {
		return ErrStorage
	}
	return d.write(ctx, work)
}

func (d *DB) write(ctx context.Context, work func(*Tx) error) error {
	defer d.waits.wrote(time.Now())
	t := &turn{ctx: ctx, work: work, done: make(chan error, 1), lead: make(chan struct{})}
	d.mu.Lock()
	d.queue = append(d.queue, t)
	first := !d.busy
	d.busy = true
	d.mu.Unlock()
	if !first {
		select {
		case err := <-t.done:
			return err
		case <-t.lead:
		}
	}
	d.commitNext()
	return <-t.done
}

// commitNext carries out one batch, then lets the next in the queue write. The caller's
// turn, which waits first, is always in the batch.
func (d *DB) commitNext() {
	d.mu.Lock()
	n := min(len(d.queue), mostTurns)
	turns := append([]*turn(nil), d.queue[:n]...)
	d.queue = d.queue[n:]
	d.mu.Unlock()

	errs, err := d.commit(turns)
	for i, t := range turns {
		if err != nil && errs[i] == nil {
			errs[i] = err
		}
		t.done <- errs[i]
	}

	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.queue) > 0 {
		close(d.queue[0].lead)
		return
	}
	d.busy = false
}

// commit returns what each turn's work returned, and the fault that undid all.
func (d *DB) commit(turns []*turn) ([]error, error) {
	var errs []error
	var err error
	began := time.Now()
	for range mostTries {
		errs, err = d.try(turns)
		if !again(err) || time.Since(began) > d.patience {
			break
		}
	}
	if err = d.fault(err); errors.Is(err, ErrStorage) && d.kind == sqlite {
		d.bury()
	}
	return errs, err
}

// bury overwrites what a commit that failed on a full disk may have left at the end of
// SQLite's write-ahead log. The next start could take these pages for a whole commit,
// although no act was acknowledged. A commit of one page fits where the larger one was.
func (d *DB) bury() {
	ctx := context.Background()
	for range 2 { // the first may fail for the same reason; there is no third way
		if _, err := d.w.ExecContext(ctx, `REPLACE INTO pen (id) VALUES (1)`); err == nil {
			return
		}
	}
}

func (d *DB) try(turns []*turn) ([]error, error) {
	ctx := context.Background() // a batch outlives the one who came first
	errs := make([]error, len(turns))
	tx, end, err := d.begin(ctx, d.w, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return errs, err
	}
	defer end()
	defer tx.Rollback()
	if d.takeOver.waits.Load() { // perhaps found by this very connection
		return errs, ErrAway
	}
	if d.kind == postgres {
		if err := d.plain(tx, `LOCK TABLE pen IN EXCLUSIVE MODE`); err != nil {
			return errs, err
		}
	}
	b := &batch{values: map[any]any{}}
	root := &Tx{Now: d.now(), ctx: ctx, db: d, pool: d.w, tx: tx, batch: b}
	if err := d.stillOurs(root); err != nil {
		return errs, err
	}
	if d.lookKeys != nil {
		root.looked = true
		if err := d.lookKeys(root); err != nil {
			return errs, err
		}
		root.epoch, root.least = d.rowKeys.InUse()
	}
	good := 0
	for i, t := range turns {
		one := *root
		// A statement is never cancelled: that would undo the other acts of the commit.
		one.ctx = context.WithoutCancel(t.ctx)
		if errs[i] = runTurn(&one, t, len(turns) > 1); errs[i] == nil {
			good++
		} else if again(errs[i]) {
			return errs, errs[i]
		}
	}
	if good == 0 {
		return errs, nil
	}
	for _, f := range b.finish {
		if err := f(root); err != nil {
			return errs, err
		}
	}
	if err := d.files.during(func() error { return d.durable(tx, end) }); err != nil {
		return errs, err
	}
	for _, f := range b.after {
		f()
	}
	return errs, nil
}

// stillOurs returns ErrNewer if another program has carried out a step that this
// one does not know.
func (d *DB) stillOurs(tx *Tx) error {
	n, err := One(tx, Value[int], `SELECT count(*) FROM migrations WHERE name <> 'restoring'`)
	if err != nil || n <= len(d.steps) {
		return err
	}
	if d.newer != nil {
		d.newer()
	}
	return ErrNewer
}

// runTurn runs one act. If the commit has others, the act gets a savepoint, so that its
// failure does not undo them.
func runTurn(t *Tx, turn *turn, company bool) error {
	if err := turn.ctx.Err(); err != nil {
		return err
	}
	t.company = company
	err := safely(turn.work, t)
	if !t.behind {
		return err
	}
	if err != nil {
		if e := t.db.plain(t.tx, `ROLLBACK TO SAVEPOINT act`); e != nil {
			return errors.Join(err, e)
		}
	}
	if e := t.db.plain(t.tx, `RELEASE SAVEPOINT act`); e != nil {
		return errors.Join(err, e)
	}
	return err
}

// begin makes the savepoint before the first statement of an act that shares its
// commit. An act that only adds to the log needs none.
func (t *Tx) begin() error {
	if !t.company || t.behind {
		return nil
	}
	err := t.db.plain(t.tx, `SAVEPOINT act`)
	t.behind = err == nil
	return err
}

// safely turns a panic of one act into its error, because others share the commit. The
// panic's text may hold a value and is dropped.
func safely(work func(*Tx) error, t *Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the act stopped with a fault of the program (%T)", r)
		}
	}()
	return work(t)
}

// Shared returns the value that the acts of one commit share under key. The
// first to ask makes it; finish is then run once, after the last act and before
// the commit. It may only be called inside Write.
func (t *Tx) Shared(key any, start func() (value any, finish func(*Tx) error, err error)) (any, error) {
	if v, ok := t.batch.values[key]; ok {
		return v, nil
	}
	v, finish, err := start()
	if err != nil {
		return nil, err
	}
	t.batch.values[key] = v
	t.batch.finish = append(t.batch.finish, finish)
	return v, nil
}

// After has f run once the commit is durable, before anyone is told. It may only be
// called inside Write.
func (t *Tx) After(f func()) { t.batch.after = append(t.batch.after, f) }
