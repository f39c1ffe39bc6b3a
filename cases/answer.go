package cases

import (
	"context"
	"sync"
	"time"

	"lindung"
	"lindung/access"
	"lindung/audit"
)

// Answer runs an act that says whom to ask: with work, which is told whether the actor has
// had all answers of a day. Comparing takes long, so the act reads and nobody who writes
// waits for it; an actor asks one thing at a time, so that each is counted before the next.
func (f *Finder) Answer(ctx context.Context, s access.Session, act access.Action, work func(tx *access.Tx, spent bool) error) error {
	if err := f.Ready(ctx); err != nil {
		return err
	}
	one, _ := f.asking.LoadOrStore(s.Actor().ID, &sync.Mutex{})
	one.(*sync.Mutex).Lock()
	defer one.(*sync.Mutex).Unlock()
	return s.WithSentForm(nil).See(ctx, act, asker, func(tx *access.Tx) error {
		spent, err := spentToday(tx, act)
		if err != nil {
			return err
		}
		return work(tx, spent)
	})
}

// asker is the account of who asks; the command line has none, and asks for the organisation.
func asker(tx *access.Tx) (access.Object, error) {
	if tx.ByProgram() {
		return tx.Session().OrgTarget()(tx)
	}
	return access.AccountTarget(tx.Actor().ID)(tx)
}

// spentToday reports whether the actor has had the answers of a day. Those of the command
// line are counted for the organisation: it names whom to ask as a page does.
func spentToday(tx *access.Tx, act access.Action) (bool, error) {
	most, err := access.SettingOf(tx, tx.Actor().Org, access.SimilarAsks)
	if err != nil {
		return false, err
	}
	org, err := tx.OrgOf(tx.Actor().Org)
	if err != nil {
		return false, err
	}
	now := tx.Now.Time().In(lindung.Zone(org.Country))
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	asked, err := audit.AboutSince(tx, []string{tx.Object().ID}, tx.Actor().Org, string(act), day)
	return len(asked) >= most, err
}
