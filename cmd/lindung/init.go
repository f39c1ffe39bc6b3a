package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/internal/backup"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/staff"
)

var initCommand = command{
	name: "init", brief: "make the key and database of a new node, its first organisation and an invitation for its administrator",
	needs: []string{"db", "key-file", "org", "country", "sector"},
	takes: []string{"lang", "name", "login", "proof"},
	run:   initNode,
}

// founded is the result of init.
type founded struct {
	Node      string          `json:"node"`
	PublicKey string          `json:"public_key"`
	Org       lindung.OrgID   `json:"org"`
	Actor     lindung.ActorID `json:"actor"`
	Enrolment string          `json:"enrolment"`
	Until     string          `json:"until"`
	Copied    bool            `json:"copied"` // proof was given that the key is in a second place
}

// initNode makes a node. The key file is written, and its copy shown, before
// a node is made with it. A failure leaves neither key nor database.
func initNode(ctx context.Context, c *call) (err error) {
	if c.RootKey != "" {
		return errors.New("init makes a key of its own: unset LINDUNG_ROOT_KEY")
	}
	o, err := c.newOrg()
	if err != nil {
		return err
	}
	if err := c.unused(); err != nil {
		return err
	}
	ring := seal.NewRing()
	text := ring.Text(c.Passphrase)
	if err := backup.Save(c.KeyFile, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		return err
	}
	f := founded{}
	if f.Copied, err = c.askProof(ctx, c.copyLead(), map[string]string{"the copy": text}); err == nil {
		err = c.found(ctx, ring, o, &f)
	}
	if err != nil {
		return errors.Join(err, os.Remove(c.KeyFile), forget(c.memory(ring).path), forget(c.journal(ring).path))
	}
	return c.print(f, f.text(c.KeyFile))
}

// unused refuses a key file and a database file that are there already.
func (c *call) unused() error {
	if _, err := os.Lstat(c.KeyFile); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already, and a key is never overwritten", c.KeyFile)
	}
	return c.noDatabase()
}

// noDatabase refuses a database file that is there already, and what SQLite keeps
// beside one.
func (c *call) noDatabase() error {
	if db.IsPostgres(c.DB) {
		return nil // asked when it is open
	}
	if _, err := os.Lstat(c.DB); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already: name a file that is not", c.DB)
	}
	for _, end := range []string{"-wal", "-shm", "-journal"} {
		if _, err := os.Lstat(c.DB + end); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s was left by another database, and would be read into this one: move it away together with that database", c.DB+end)
		}
	}
	return nil
}

// found makes the node, its organisation and its first administrator. A file
// gets its name when all of that is in it.
func (c *call) found(ctx context.Context, ring *seal.Ring, o access.Org, f *founded) error {
	path := c.DB
	if !db.IsPostgres(path) {
		path += hidden
		if err := removeDatabase(path); err != nil { // of an init that was killed
			return err
		}
	}
	d, err := db.Open(ctx, path, db.Options{Key: ring.File()})
	if err == nil {
		err = c.fill(ctx, d, ring, o, f)
		err = errors.Join(err, d.Close())
	}
	if db.IsPostgres(path) {
		return err
	}
	if err == nil {
		err = backup.Settle(path, c.DB)
	}
	return errors.Join(err, removeDatabase(path))
}

// hidden is the end of the name of a database file that is not whole yet.
const hidden = ".part"

// removeDatabase removes an SQLite file and what belongs to it.
func removeDatabase(path string) error {
	var errs []error
	for _, end := range []string{"", "-wal", "-shm"} {
		if _, err := os.Lstat(path + end); errors.Is(err, fs.ErrNotExist) {
			continue // a read-only disk refuses even to remove what is not there
		}
		errs = append(errs, os.Remove(path+end))
	}
	return errors.Join(errs...)
}

func (c *call) fill(ctx context.Context, d *db.DB, ring *seal.Ring, o access.Org, f *founded) error {
	n, err := access.CreateNode(ctx, d, ring, dossier.Forms, dossier.Owned)
	if errors.Is(err, db.ErrUnique) {
		return errors.New("this database already contains a node")
	}
	if err != nil {
		return err
	}
	f.Node, f.PublicKey = n.ID, n.PublicKey()
	// There is no organisation yet to act for: the node acts for itself.
	in, err := staff.AddOrgWith(ctx, n.System(lindung.OrgID(n.ID), cliActor), o, staff.NewActor{
		Login: or(c.Login, "administrator"), Name: or(c.Name, "Administrator"), Lang: o.Lang,
	})
	if err != nil {
		return err
	}
	f.Actor, f.Enrolment, f.Until = in.Actor, enrolment(in.Token), in.Until.Time().Format(time.RFC3339)
	if f.Org, err = n.Keeper(ctx); err != nil {
		return err
	}
	return c.beginJournal(ring, n)
}

// beginJournal keeps the head of the log of a new node, and begins its journal. What is
// left there was of a key that is gone.
func (c *call) beginJournal(ring *seal.Ring, n *access.Node) error {
	m, j := c.memory(ring), c.journal(ring)
	j.head = func() string { return n.NewestHead().Note }
	if err := j.write(); err != nil {
		return err
	}
	last, _ := j.last()
	return m.accept(n.NewestHead(), last, 0)
}

// enrolment is the address within the pages that an invitation leads to.
func enrolment(token string) string { return "/enrol/" + token }

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func (f founded) text(keyFile string) string {
	copied := "Copy " + keyFile + " to a second place now, away from this machine."
	if f.Copied {
		copied = "You have shown that a copy of the key exists; keep it in its second place."
	}
	return fmt.Sprintf(`The node %s is ready.

public key of its log (give it to whoever verifies the log):
  %s
invitation of the first administrator, works once, until %s:
  %s

%s Without the key no one can read
the data again; with it and the database anyone can.
`, f.Node, f.PublicKey, f.Until, f.Enrolment, copied)
}

// copyLead says what to do with the key file.
func (c *call) copyLead() string {
	return fmt.Sprintf("Copy %s to a second place, away from this machine. Without it no one can read\nthe data again, and no backup helps.\n", c.KeyFile)
}

// askProof asks for the end of each text, by what it is called, as it is in the copy. No one
// is asked where no one sits, unless --proof wants it.
func (c *call) askProof(ctx context.Context, lead string, texts map[string]string) (bool, error) {
	if !c.Proof && !terminal(c.in) {
		return false, nil
	}
	fmt.Fprint(c.err, lead)
	in := bufio.NewReader(io.LimitReader(c.in, 1<<10))
	for _, what := range slices.Sorted(maps.Keys(texts)) {
		if shown, err := c.askEnd(ctx, in, what, seal.Proof(texts[what])); err != nil || !shown {
			return false, err
		}
	}
	return true, nil
}

func (c *call) askEnd(ctx context.Context, in *bufio.Reader, what, end string) (bool, error) {
	for range 3 {
		fmt.Fprintf(c.err, "The last six letters and digits of %s: ", what)
		line, err := readLine(ctx, in)
		if seal.Bare(line) == end {
			return true, nil
		}
		if err == nil {
			fmt.Fprintln(c.err, "That does not match the key.")
			continue
		}
		if !c.Proof && line == "" && errors.Is(err, io.EOF) {
			return false, nil // what looked like a terminal had no one behind it
		}
		break
	}
	return false, errors.New("no copy of the key was shown; nothing was made")
}

// readLine reads a line unless ctx ends before someone has typed it.
func readLine(ctx context.Context, in *bufio.Reader) (line string, err error) {
	typed := make(chan struct{})
	var text string
	var fault error
	go func() { // waits for the terminal as long as the program lives
		text, fault = in.ReadString('\n')
		close(typed)
	}()
	select {
	case <-typed:
		return text, fault
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// terminal reports whether someone may sit behind r.
func terminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a device too, behind which nobody sits
	return err != nil || !os.SameFile(info, null)
}
