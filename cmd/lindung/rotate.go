package main

import (
	"bytes"
	"cmp"
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

// changeKeyFile writes the key file anew, unless another program has given it a root
// meanwhile that would be lost.
func (c *call) changeKeyFile(ring *seal.Ring) error {
	return backup.Replace(c.KeyFile, func(old []byte) ([]byte, error) {
		there, err := seal.ReadRing(string(old), c.Passphrase)
		if err != nil {
			return nil, err
		}
		for _, n := range there.Known() {
			if n > ring.Newest() || ring.Has(n) && ring.CheckOf(n) != there.CheckOf(n) {
				return nil, errOtherRoot
			}
		}
		text, err := ring.FileText(c.Passphrase)
		return []byte(text), err
	})
}

var (
	errOtherRoot = errors.New("another program has changed the key file meanwhile: look at it with lindung key check")
	errOtherTurn = errors.New("another program has begun a rotation meanwhile: what was made here opens nothing")
)

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
	OldFile bool    `json:"file_under_old_key"`

	shares bool // the node opens by shares, and there is no key file
}

func (v rotatedKey) text(keyFile string) string {
	text := fmt.Sprintf("The node is in epoch %d: %d keys, %d rows and %d sums were renewed in %.0f s.\n", v.Epoch, v.Keys, v.Rows, v.Sums, v.Seconds)
	if v.Forged > 0 {
		text += fmt.Sprintf("%d rows did not fit the key before and were left as they are; they open nothing. lindung doctor names them.\n", v.Forged)
	}
	holds := "Keep your copies of it"
	if v.shares {
		holds = "Keep the shares of the set before"
	}
	text += fmt.Sprintf(`Backups that were made before are opened with the key of the epoch before. %s until %s,
apart from the new one, and destroy them and those backups then.
`, holds, v.Keep)
	switch {
	case v.OldFile && v.shares:
		text += `The database file is still encrypted under the key before, because another program has it open: stop that
program, and call key rotate again with shares of both sets. Until then the file opens with both alone.
`
	case v.OldFile:
		text += `The database file is still encrypted under the key before, because another program has it open: the next start
of lindung serve writes it anew under the new key. Until then both keys are needed to open it.
`
	}
	if !v.shares {
		text += fmt.Sprintf("%s holds both until lindung key forget: copy it again to its second place, and to every machine that\nserves from this database.\n", keyFile)
	}
	return text + "Make a backup now.\n"
}

// keyRotate makes the new root and has its copy shown before anything is under it. Broken
// off, it goes on where it is called again.
func keyRotate(ctx context.Context, c *call) error {
	if c.RootKey != "" {
		return errors.New("a new key is written to the key file: unset LINDUNG_ROOT_KEY")
	}
	v := rotatedKey{shares: !c.ofFile()}
	var ring *seal.Ring
	err := c.onNode(ctx, func(n *node, s access.Session) error {
		ring = n.ring
		return c.rotateNode(ctx, n, s, &v)
	})
	if err != nil {
		return err
	}
	whole, err := c.rekey(ctx, ring)
	if err != nil {
		fmt.Fprintf(c.err, "lindung: the database file could not be written anew: %v\n", err)
	}
	v.OldFile = !whole
	return c.print(v, v.text(c.KeyFile))
}

// rotateNode begins a rotation, or goes on with one that was broken off, and has the key
// file say that the epochs before are over.
func (c *call) rotateNode(ctx context.Context, n *node, s access.Session, v *rotatedKey) (err error) {
	began := time.Now()
	use, least := n.Epochs()
	v.Epoch = use
	// A root of before that is not kept for old backups alone: what was broken off is the
	// end of a rotation, and not a new one.
	if use == least && !n.ring.Leftover() {
		if v.Copied, err = c.newRoot(ctx, n.ring); err != nil {
			return err
		}
		if err := n.BeginRotation(ctx, s); errors.Is(err, access.ErrNoNewKey) {
			return errOtherTurn
		} else if err != nil {
			return err
		}
	}
	v.Rotated, err = n.Rotate(ctx, s, access.Rotation{Tables: authenticated(), Rows: rotateRows, Around: restAsLong})
	if err != nil && !errors.Is(err, access.ErrNoNewKey) {
		return err
	}
	v.Epoch, _ = n.Epochs()
	v.Seconds, v.Forged = time.Since(began).Seconds(), len(v.Rotated.Forged)
	if c.ofFile() && n.ring.Retire() {
		if err := c.changeKeyFile(n.ring); err != nil {
			return err
		}
	}
	last, err := keepUntil(ctx, n, s)
	v.Keep = last.String()
	return err
}

// ofFile reports whether the root is kept in the key file, and not in shares alone.
func (c *call) ofFile() bool { return c.Shares == "" && c.Of == "" && !c.typed }

// newRoot adds a new root to the ring, unless one waits there that was made before, writes
// it down and has its copy shown.
func (c *call) newRoot(ctx context.Context, ring *seal.Ring) (copied bool, err error) {
	if ring.Newest() == ring.Epoch() {
		ring.Join(ring.Next())
	}
	if !c.ofFile() {
		return c.newShares(ctx, ring)
	}
	if err := c.changeKeyFile(ring); err != nil {
		return false, err
	}
	text, err := c.keyText() // a passphrase seals it otherwise each time
	if err != nil {
		return false, err
	}
	return c.askProof(ctx, c.copyLead(), map[string]string{"the copy": text})
}

// newShares gives the shares of a new root out, and has each shown: without them nobody
// could read what is written from then on.
func (c *call) newShares(ctx context.Context, ring *seal.Ring) (shown bool, err error) {
	shares, err := c.split(ring)
	if err == nil {
		err = c.giveShares(shares)
	}
	if err != nil {
		return false, err
	}
	ends := map[string]string{}
	for _, s := range shares {
		ends[s.String()], _ = s.Text()
	}
	return c.askProof(ctx, "Print each share, or write it down, before you go on. Nothing is under the new key yet.\n", ends)
}

// upToNewest brings a database of an older epoch, or one whose rotation had not ended, to
// the newest root that the key file has. It returns the epoch that it was in if that one is
// over.
func (n *node) upToNewest(ctx context.Context, s access.Session) (over int, err error) {
	for {
		use, least := n.Epochs()
		if use == least && use >= n.ring.Newest() {
			return over, nil
		}
		if use == least {
			over = cmp.Or(over, use)
			if err := n.BeginRotation(ctx, s); err != nil {
				return over, err
			}
		}
		if _, err := n.Rotate(ctx, s, access.Rotation{Tables: authenticated(), Rows: 10 * rotateRows}); err != nil {
			return over, err
		}
	}
}

// rekey writes an SQLite file anew that is still encrypted under the key of an older epoch,
// and reports whether it is under that of the epoch in use. It needs the file for itself:
// where another program has it open, it is left as it is.
func (c *call) rekey(ctx context.Context, ring *seal.Ring) (whole bool, err error) {
	if db.IsPostgres(c.DB) {
		return true, nil
	}
	use, least := ring.InUse()
	from, to := db.FileKey(c.DB, ring.Files()), ring.FileOf(use)
	if bytes.Equal(from, to) {
		return true, nil
	}
	if use == least {
		err = db.Rekey(ctx, c.DB, from, to)
	}
	if errors.Is(err, db.ErrInUse) {
		return false, nil
	}
	return use == least && err == nil, err
}

// underOldKey reports whether the database file is encrypted under the key of an epoch that
// is over.
func (c *call) underOldKey(ring *seal.Ring) bool {
	return !db.IsPostgres(c.DB) && !bytes.Equal(db.FileKey(c.DB, ring.Files()), ring.FileOf(ring.Epoch()))
}

// openRekeyed closes a node whose file is still under the key of an epoch that is over,
// writes the file anew and opens it again. It is for the start of serve, while no other
// program has the file open. A disk that has no room for the new file keeps the old one.
func (c *call) openRekeyed(ctx context.Context, n *node, opt db.Options) (*node, error) {
	if use, least := n.Epochs(); use != least || !c.underOldKey(n.ring) {
		return n, nil
	}
	if err := n.Close(); err != nil {
		return n, err
	}
	if _, err := c.rekey(ctx, n.ring); err != nil {
		fmt.Fprintf(c.err, "lindung: the database file stays encrypted under the key before: %v\n", err)
	}
	opt.Sole = true
	again, err := c.openNode(ctx, opt)
	if err != nil {
		return n, err
	}
	return again, nil
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

// lookAtKeys says in which epoch the node is, and what of a rotation is left to do.
func (c *call) lookAtKeys(ctx context.Context, n *node, f *findings) {
	use, least := n.Epochs()
	at, err := n.RotatedAt(ctx)
	said := fmt.Sprintf("epoch %d", use)
	if use > seal.First {
		said += ", since " + at.UTC().Format(time.RFC3339)
	}
	switch {
	case err != nil:
	case use != least:
		err = fmt.Errorf("a rotation to epoch %d has begun at %s and has not come to its end: run lindung key rotate again, with both keys", use, at.UTC().Format(time.RFC3339))
	case n.ring.Leftover():
		err = errors.New("the key file takes the key of an epoch that is over for one in use: run lindung key rotate again, or copy the key file of the machine where it was run")
	case c.underOldKey(n.ring):
		said += "; the database file is still under the key before, until serve is started anew"
	}
	f.add("keys", said, err)
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
		if _, least := n.Epochs(); epoch >= least {
			return fmt.Errorf("epoch %d is in use: nobody could read the data again", epoch)
		}
		if c.underOldKey(n.ring) {
			return errors.New("the database file is still encrypted under it: start lindung serve once")
		}
		if err := n.mayForgetNow(ctx, s); err != nil {
			return err
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

// mayForgetNow is mayForget for what the node knows. Backups of any older epoch are older
// than the end of the last rotation.
func (n *node) mayForgetNow(ctx context.Context, s access.Session) error {
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

// lastDrill returns of which moment the newest backup or copy is that has passed a drill; the
// zero time is never.
func (n *node) lastDrill(ctx context.Context) (time.Time, error) {
	u, err := n.Upkeep(ctx)
	if u.Copied.Of.After(u.Drilled.Of) {
		return u.Copied.Of, err
	}
	return u.Drilled.Of, err
}
