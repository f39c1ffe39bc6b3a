package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"lindung"
	"lindung/access"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// saveKey writes a key file that does not exist yet.
func saveKey(path string, ring *seal.Ring, passphrase string) error {
	text, err := ring.FileText(passphrase)
	if err != nil {
		return err
	}
	return backup.Save(path, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
}

// changeKeyFile writes the key file anew.
func (c *call) changeKeyFile(ring *seal.Ring) error {
	text, err := ring.FileText(c.Passphrase)
	if err != nil {
		return err
	}
	return backup.Replace(c.KeyFile, func([]byte) ([]byte, error) { return []byte(text), nil })
}

var keyRotateCommand = command{
	name: "key rotate", brief: "give the node a new root key while it serves, and wrap and authenticate all anew with it",
	needs: []string{"db", "key-file"},
	takes: []string{"proof", "shares", "of", "need", "dir"},
	run:   keyRotate,
}

// rotateRows is how many rows are renewed in one act: others wait for no longer than that.
const rotateRows = 100

// rotatedKey is what key rotate says.
type rotatedKey struct {
	access.Rotated
	Seconds float64 `json:"seconds"`
	Forged  int     `json:"forged"`
	Keep    string  `json:"keep_old_until"`
	Copied  bool    `json:"copied"`
}

func (v rotatedKey) text(keyFile string) string {
	text := fmt.Sprintf("The node is in epoch %d: %d keys, %d rows and %d sums were renewed in %.0f s.\n", v.Epoch, v.Keys, v.Rows, v.Sums, v.Seconds)
	if v.Forged > 0 {
		text += fmt.Sprintf("%d rows did not fit the key before and were left as they are; they open nothing. lindung doctor names them.\n", v.Forged)
	}
	return text + fmt.Sprintf(`Backups that were made before are opened with the key of the epoch before. Keep your copies of it until %s,
apart from the new one, and destroy them and those backups then. %s holds both until lindung key forget.
A database in a file is written anew under the new key by the next start of lindung serve; until then the key before
opens the file, but nothing in it that is sealed.
Make a backup now, and bring a copy of the new key file to every machine that serves from this database.
`, v.Keep, keyFile)
}

// keyRotate makes the new root and has its copy shown before anything is under it. Broken
// off, it goes on where it is called again.
func keyRotate(ctx context.Context, c *call) error {
	if c.RootKey != "" {
		return errors.New("a new key is written to the key file: unset LINDUNG_ROOT_KEY")
	}
	var v rotatedKey
	err := c.onNode(ctx, func(n *node, s access.Session) error {
		began := time.Now()
		use, least := n.Epochs()
		if use == least {
			var err error
			if v.Copied, err = c.newRoot(ctx, n.ring); err != nil {
				return err
			}
			if err := n.BeginRotation(ctx, s); err != nil {
				return err
			}
		}
		var err error
		v.Rotated, err = n.Rotate(ctx, s, access.Rotation{Tables: authenticated(), Rows: rotateRows, Around: restAsLong})
		if err != nil {
			return err
		}
		v.Seconds, v.Forged = time.Since(began).Seconds(), len(v.Rotated.Forged)
		if c.ofFile() {
			n.ring.Retire(v.Epoch - 1)
			if err := c.changeKeyFile(n.ring); err != nil {
				return err
			}
		}
		last, err := lastDay(ctx, s)
		v.Keep = last.String()
		return err
	})
	if err != nil {
		return err
	}
	return c.print(v, v.text(c.KeyFile))
}

// ofFile reports whether the root is kept in the key file, and not in shares alone.
func (c *call) ofFile() bool { return c.Shares == "" && c.Of == "" }

// newRoot adds a new root to the ring, unless one waits there that was made before, writes
// it down and has its copy shown.
func (c *call) newRoot(ctx context.Context, ring *seal.Ring) (copied bool, err error) {
	if ring.Newest() == ring.Epoch() {
		ring.Join(ring.Next())
	}
	if !c.ofFile() {
		shares, err := c.split(ring)
		if err != nil {
			return false, err
		}
		return true, c.giveShares(shares)
	}
	if err := c.changeKeyFile(ring); err != nil {
		return false, err
	}
	text, err := ring.FileText(c.Passphrase)
	if err != nil {
		return false, err
	}
	return c.askProof(ctx, text)
}

// upToNewest brings a database of an older epoch, or one whose rotation had not ended, to
// the newest root that the key file has.
func (n *node) upToNewest(ctx context.Context, s access.Session) error {
	for {
		use, least := n.Epochs()
		if use == least && use >= n.ring.Newest() {
			return nil
		}
		if use == least {
			if err := n.BeginRotation(ctx, s); err != nil {
				return err
			}
		}
		if _, err := n.Rotate(ctx, s, access.Rotation{Tables: authenticated(), Rows: 10 * rotateRows}); err != nil {
			return err
		}
	}
}

// rekey writes an SQLite file anew that is still encrypted under the key of an older epoch.
// It is for the start of serve, while no other program has the file open; if one has, it is
// left for the next start.
func (c *call) rekey(ctx context.Context, n *node) (closed bool, err error) {
	if db.IsPostgres(c.DB) {
		return false, nil
	}
	use, least := n.Epochs()
	from, to := db.FileKey(c.DB, n.ring.Files()), n.ring.FileOf(use)
	if use != least || bytes.Equal(from, to) {
		return false, nil
	}
	if err := n.Close(); err != nil {
		return true, err
	}
	err = db.Rekey(ctx, c.DB, from, to)
	if errors.Is(err, db.ErrInUse) {
		err = nil
	}
	return true, err
}

// restAsLong leaves the database to others for as long as an act took.
func restAsLong(ctx context.Context, act func() error) error {
	began := time.Now()
	if err := act(); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Since(began)):
		return nil
	}
}

// keyOpens says whether the key opens the database, and until when the one before is
// needed.
func (c *call) keyOpens(ctx context.Context, v *checkedKey) error {
	return c.onNode(ctx, func(n *node, s access.Session) error {
		v.Opens = true
		v.InUse, v.Least = n.Epochs()
		if v.InUse == seal.First {
			return nil
		}
		day, err := keepUntil(ctx, n, s)
		if err == nil && !day.First().Before(lindung.DateOf(n.Now()).First()) {
			v.Keep = day.String()
		}
		return err
	})
}

// keepUntil is the last day on which a backup of the epoch before may be used.
func keepUntil(ctx context.Context, n *node, s access.Session) (lindung.Date, error) {
	ended, err := n.RotatedAt(ctx)
	if err != nil {
		return lindung.Date{}, err
	}
	days, err := horizon(ctx, s)
	return lindung.DateOf(ended.AddDate(0, 0, days)), err
}

var keyForgetCommand = command{
	name: "key forget", brief: "destroy the root key of an epoch that is over, in the key file",
	needs: []string{"db", "key-file", "epoch"},
	run:   keyForget,
}

// keyForget destroys what opens older backups: with it the keys of cases that were erased
// since.
func keyForget(ctx context.Context, c *call) error {
	epoch, err := strconv.Atoi(c.Epoch)
	if err != nil {
		return misuse("--epoch: say a number")
	}
	err = c.onNode(ctx, func(n *node, s access.Session) error {
		if c.RootKey != "" || c.Shares != "" || !slices.Contains(n.ring.Known(), epoch) {
			return fmt.Errorf("the key file has no root of epoch %d", epoch)
		}
		use, least := n.Epochs()
		if epoch >= least {
			return fmt.Errorf("epoch %d is in use: nobody could read the data again", epoch)
		}
		if !db.IsPostgres(c.DB) && bytes.Equal(db.FileKey(c.DB, n.ring.Files()), n.ring.FileOf(epoch)) {
			return errors.New("the database file is still encrypted under it: start lindung serve once")
		}
		if epoch == use-1 {
			if err := n.mayForgetLast(ctx, s); err != nil {
				return err
			}
		}
		if err := note(ctx, s, "key_forget", epoch); err != nil {
			return err
		}
		n.ring.Forget(epoch, nil)
		return c.changeKeyFile(n.ring)
	})
	if err != nil {
		return err
	}
	v := struct {
		Epoch int `json:"epoch"`
	}{epoch}
	return c.print(v, fmt.Sprintf("The key file has no root of epoch %d any more. Destroy its other copies, and its shares, as well.\n", epoch))
}

// mayForgetLast is mayForget for the epoch before the one in use.
func (n *node) mayForgetLast(ctx context.Context, s access.Session) error {
	ended, err := n.RotatedAt(ctx)
	if err != nil {
		return err
	}
	until, err := keepUntil(ctx, n, s)
	if err != nil {
		return err
	}
	drilled, err := n.lastDrill(ctx)
	if err != nil {
		return err
	}
	return mayForget(ended, drilled, until, lindung.DateOf(n.Now()))
}

// mayForget says whether the root before may be destroyed: no backup of its epoch may be
// used any more, and a younger one was restored on trial without a fault. drilled is of
// which moment that one is; zero for none.
func mayForget(ended, drilled time.Time, until, today lindung.Date) error {
	switch {
	case !until.First().Before(today.First()):
		return fmt.Errorf("backups of that epoch may be used until %s, and need its key", until)
	case drilled.IsZero():
		return errors.New("no backup has ever passed a drill: without the older key there may be none that can be restored")
	case !drilled.After(ended):
		return errors.New("the newest backup that has passed a drill is of the epoch that is over: make one, and drill it")
	}
	return nil
}

// lastDrill returns of which moment the newest backup is that has passed a drill; the zero
// time is never.
func (n *node) lastDrill(ctx context.Context) (time.Time, error) {
	u, err := n.Upkeep(ctx)
	return u.Drilled.Of, err
}
