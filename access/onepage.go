package access

import (
	"context"
	"errors"
	"fmt"

	"lindung/internal/db"
)

// Page reads all that a page shows as one act, with one entry in the log. The
// session that show gets reads one unchanging picture of the database. Each See on
// it is judged by its own action, and what it lists is named in the page's entry. A
// refusal is ErrDenied, for show to leave out; it has no entry of its own.
func (s Session) Page(ctx context.Context, action Action, target Target, show func(Session) error) error {
	return s.See(ctx, action, target, func(tx *Tx) error {
		in := tx.session
		in.page = tx
		return show(in)
	})
}

// Reading returns the context in which the page of s reads: what knows no session reads in
// the page's picture too, and waits for no other reader.
func (s Session) Reading(ctx context.Context) context.Context {
	if s.page == nil {
		return ctx
	}
	return db.Within(ctx, s.page)
}

// ReadOnce returns what reading returned for the key before in this act. An act that only
// reads has one picture of the database, in which nothing changes; any other reads
// again.
func ReadOnce[K comparable, T any](tx *Tx, key K, reading func() (T, error)) (T, error) {
	if tx.read == nil {
		return reading()
	}
	if found, ok := tx.read[key].(T); ok {
		return found, nil
	}
	found, err := reading()
	if err == nil {
		tx.read[key] = found
	}
	return found, err
}

// errPageReads says that a page tried to change something while it was read: a
// fault of the program.
var errPageReads = errors.New("a page only reads")

// seeOnPage is See within the act of a page.
func (s Session) seeOnPage(action Action, target Target, work func(*Tx) error) error {
	e := s.entry(action)
	t := &Tx{Held: s.page.Held, Now: s.page.Now, session: s, judge: s.page.judge, entry: &e, read: s.page.read, began: s.page.began}
	err := s.judged(t, target, work)
	if err != nil {
		return fmt.Errorf("%s %s: %w", e.Act, e.Object, err)
	}
	if e.Act == s.page.entry.Act && e.Object == s.page.entry.Object {
		s.page.SetCount(e.Count, e.Filter) // it is the page's own act
	}
	if (t.object.Type == TypeCase || t.object.Type == TypeReferral) && e.Object != s.page.entry.Object {
		s.page.AddListed(e.Object)
	}
	s.page.AddListed(e.Listed...)
	return nil
}
