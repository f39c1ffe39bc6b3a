package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/backup"
)

var backupCommand = command{
	name: "backup", brief: "write the whole node to one encrypted file, also while it serves",
	needs: []string{"db", "key-file", "to", "recipient"},
	run:   backUp,
}

var backupIdentityCommand = command{
	name: "backup identity", brief: "make the identity that opens backups, and print its recipient",
	needs: []string{"to"},
	run:   backupIdentity,
}

// backUp writes the entry of the log before anything leaves the node, so that
// no backup is made that the log does not know, and the backup holds it too.
func backUp(ctx context.Context, c *call) error {
	to, err := backup.Recipients(c.Recipient)
	if err != nil {
		return err
	}
	return c.onNode(ctx, func(n *node, s access.Session) error {
		var rows int64
		var head string
		var last lindung.Date
		err := backup.Save(c.To, func(w io.Writer) error {
			if err := note(ctx, s, "backup", len(to)); err != nil {
				return err
			}
			var err error
			if last, err = lastDay(ctx, s); err != nil {
				return err
			}
			head = n.NewestHead().Note // the log in the backup is this one, or continues it
			rows, err = backup.Write(ctx, backup.Source{ID: n.ID, DB: n.db, Ring: n.ring}, to, w)
			return err
		})
		if err == nil {
			err = upkept(ctx, s, access.UpkeepBackup, n.Now())
		}
		if err == nil {
			err = n.memory.keepBackup(c.To, last)
		}
		if err != nil {
			return err
		}
		v := struct {
			File       string `json:"file"`
			Rows       int64  `json:"rows"`
			Recipients int    `json:"recipients"`
			Last       string `json:"last_usable_day"`
			Head       string `json:"log_head"`
		}{c.To, rows, len(to), last.String(), head}
		return c.print(v, fmt.Sprintf(`%d rows for %d recipients. Try it out: lindung restore into another database.
Its last usable day is %s. Destroy every copy of it then: it still holds cases that are erased meanwhile.
The signed head of the log in it; keep it away from the node, to show later that nothing was cut off:

%s`, v.Rows, v.Recipients, v.Last, v.Head))
	})
}

// lastDay is the last day on which a backup that is made now may be used.
func lastDay(ctx context.Context, s access.Session) (day lindung.Date, err error) {
	err = s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		tx.SetCount(1, "setting")
		n, err := access.SettingOf(tx, s.Actor().Org, access.ErasedGone)
		day = lindung.DateOf(tx.Now.Time().AddDate(0, 0, n))
		return err
	})
	return day, err
}

// horizon is for how many days a backup may be used.
func horizon(ctx context.Context, s access.Session) (days int, err error) {
	err = s.See(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		tx.SetCount(1, "setting")
		days, err = access.SettingOf(tx, s.Actor().Org, access.ErasedGone)
		return err
	})
	return days, err
}

// note adds an entry to the log for what the command line does with the whole node.
func note(ctx context.Context, s access.Session, what string, n int) error {
	return s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		tx.SetCount(n, what)
		return nil
	})
}

// upkept notes in the database that something was done against the loss of the node, with
// what is of the moment of.
func upkept(ctx context.Context, s access.Session, what string, of time.Time) error {
	return s.Do(ctx, access.SystemRun, s.NodeTarget(), func(tx *access.Tx) error {
		tx.SetCount(1, what)
		return access.NoteUpkeep(tx, what, access.Drill{At: tx.Now.Time(), Of: of})
	})
}

func backupIdentity(_ context.Context, c *call) error {
	text, recipient, err := backup.NewIdentity()
	if err != nil {
		return err
	}
	err = backup.Save(c.To, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
	if err != nil {
		return err
	}
	v := struct {
		File      string `json:"file"`
		Recipient string `json:"recipient"`
	}{c.To, recipient}
	return c.print(v, recipient+"\n")
}
