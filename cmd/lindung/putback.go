package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/consent"
	"lindung/contact"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/staff"
)

// An older database that takes the place of a newer one does not know what has ended
// since. The journal does, if it is all there.

// told is what is known of a journal when an older database is put back.
type told struct {
	place     bool // there is a place for one
	copied    bool // it is that of the copy from which the database comes
	memory    bool // it is remembered how long it was
	whole     bool // it is there and opens, to the line that is remembered
	upToDate  bool // it has all that has ended up to the newest head that is remembered
	continued bool // the log that was put back continues one from which it begins
	known     bool // the program understands all of it
}

// gap says why a journal does not tell all that has ended; "" if it does.
//
// Source: ACTIP 14.6
func (t told) gap() string {
	switch {
	case !t.place:
		return "without a key file there is no place for a journal"
	case t.copied:
		return "the journal came with the copy, which may end some seconds before the node did"
	case !t.memory:
		return "the file with the head of the log is missing or damaged, so that it is not known how long the journal was"
	case !t.whole:
		return "the journal is missing, damaged or cut off"
	case !t.upToDate:
		return "not all could be written to the journal"
	case !t.continued:
		return "the journal begins later than the log that was put back"
	case !t.known:
		return "the journal names what this version does not know"
	}
	return ""
}

// tell returns what the journal of a node says, and what is known of it.
func (n *node) tell(ctx context.Context) (c chain, t told) {
	all, err := n.memory.all()
	t.place, t.memory, t.upToDate, t.known = n.notes.path != "", err == nil && all.Journal.N > 0, true, true
	for _, r := range all.Of {
		t.upToDate = t.upToDate && r.Ended >= r.Head.Size
	}
	n.notes.remembers(all.Journal)
	c, err = n.notes.read()
	t.whole = err == nil && len(c.lines) > 0
	for _, one := range c.lines {
		if !t.continued && one.Begin != "" {
			_, err := audit.Verify(ctx, n.db, n.PublicKey(), one.Begin)
			t.continued = err == nil
		}
	}
	return c, t
}

// putBack is what was done when an older database was put back.
type putBack struct {
	Ended int    `json:"ended_again"` // what had ended since
	Gap   string `json:"gap"`         // why the journal does not tell all of it; "" if it does
	// Paused is of how many cases sharing is paused, because of the gap.
	Paused int `json:"paused"`
}

func (p putBack) text() string {
	if p.Gap == "" {
		return fmt.Sprintf("The journal is whole: %d withdrawals, endings and erasures of later were done again.\n", p.Ended)
	}
	return fmt.Sprintf(`%d withdrawals, endings and erasures of later were done again. There may be more:
%s.
So sharing is paused in %d cases until a supervisor of each organisation has gone through
what is shared. They find it on their first page.
`, p.Ended, p.Gap, p.Paused)
}

// noteRestored notes that what was restored can be: that is a drill too. A backup is one that
// was made.
func noteRestored(tx *access.Tx, what string, made time.Time) error {
	err := access.NoteUpkeep(tx, what, access.Drill{At: tx.Now.Time(), Of: made})
	if err == nil && what == access.UpkeepDrilled {
		err = access.NoteUpkeep(tx, access.UpkeepBackup, access.Drill{At: made, Of: made})
	}
	return err
}

// putBack ends in an older database, which is of the moment made, what has ended since, in
// one act that says why it was put back. If that may not be all, it pauses sharing. What was
// restored by this program, a backup or the copy, is also noted, and all sessions and
// invitations are ended.
func (n *node) putBack(ctx context.Context, s access.Session, why string, made time.Time, restored string) (p putBack, err error) {
	c, t := n.tell(ctx)
	t.copied = n.notes.copied
	err = s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		done, unknown, err := dossier.EndAgain(tx, c.ends())
		if err != nil {
			return err
		}
		t.known = unknown == 0
		p = putBack{Ended: done, Gap: t.gap()}
		tx.SetCount(done, acceptActor+" "+why)
		if p.Gap != "" {
			if p.Paused, err = consent.PauseAll(tx, db.TimeOf(made)); err != nil {
				return err
			}
			if err := contact.StopAll(tx); err != nil {
				return err
			}
		}
		if _, err := contact.DropAll(tx); err != nil {
			return err
		}
		if restored != "" {
			err = errors.Join(staff.EndWays(tx), dossier.EndVisits(tx), noteRestored(tx, restored, made))
		}
		return err
	})
	if err == nil && n.notes.path != "" && p.Gap != "" {
		// From here on it has all that will end in this log.
		err = n.notes.write(journalLine{Begin: n.NewestHead().Note})
	}
	return p, err
}
