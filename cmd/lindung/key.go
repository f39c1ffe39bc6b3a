package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"lindung/internal/seal"
)

// ring returns the keys of the node: from LINDUNG_ROOT_KEY, the shares that are named, the
// key file or, where there is none and somebody sits at the terminal, shares that they
// type.
func (c *call) ring() (ring *seal.Ring, err error) {
	if c.held == nil {
		c.held, err = c.findRing()
	}
	return c.held, err
}

func (c *call) findRing() (*seal.Ring, error) {
	switch {
	case c.RootKey != "":
		return seal.ReadRing(c.RootKey, c.Passphrase)
	case c.Shares != "":
		return c.sharedRing()
	}
	text, err := c.keyText()
	if errors.Is(err, fs.ErrNotExist) && terminal(c.in) {
		fmt.Fprintf(c.err, "There is no key file %s. ", c.KeyFile)
		c.typed = true
		return c.typedShares(context.Background())
	}
	if err != nil {
		return nil, err
	}
	if seal.NeedsPassphrase(text) && c.Passphrase == "" && terminal(c.in) {
		if c.Passphrase, err = c.askPassphrase("The passphrase of the key: "); err != nil {
			return nil, err
		}
	}
	return seal.ReadRing(text, c.Passphrase)
}

// sharedRing puts the root together from the shares that are named. A key file that is there
// as well may hold the one before: the database file can be encrypted under it.
func (c *call) sharedRing() (*seal.Ring, error) {
	ring, err := sharesIn(strings.FieldsFunc(c.Shares, func(r rune) bool { return r == ',' }))
	if err != nil {
		return nil, err
	}
	if text, err := c.keyText(); err == nil {
		if beside, err := seal.ReadRing(text, c.Passphrase); err == nil {
			ring.Join(beside)
		}
	}
	return ring, nil
}

// keyText reads the key file. One that others on the machine can read is refused: it opens
// every case.
func (c *call) keyText() (string, error) {
	info, err := os.Stat(c.KeyFile)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%s can be read by others: run chmod 600 on it", c.KeyFile)
	}
	text, err := os.ReadFile(c.KeyFile)
	return string(text), err
}

// newerRing reads the key file again, for a node that serves while its keys are rotated.
func (c *call) newerRing() (*seal.Ring, error) {
	text, err := c.keyText()
	if err != nil {
		return nil, err
	}
	return seal.ReadRing(text, c.Passphrase)
}

// sharesIn puts roots together from the shares in files, of one set or of several.
func sharesIn(files []string) (*seal.Ring, error) {
	var sets []string
	of := map[string][]seal.Share{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := seal.ReadShare(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if of[s.Set()] == nil {
			sets = append(sets, s.Set())
		}
		of[s.Set()] = append(of[s.Set()], s)
	}
	var ring *seal.Ring
	for _, set := range sets {
		if len(sets) > 1 && len(of[set]) < of[set][0].Need {
			return nil, seal.TakesShare(of[sets[0]], of[sets[1]][0]) // one that does not go with the others
		}
		one, err := seal.JoinShares(of[set])
		if err != nil {
			return nil, err
		}
		if ring == nil || one.Newest() > ring.Newest() {
			ring, one = one, ring
		}
		if one != nil {
			ring.Join(one)
		}
	}
	if ring == nil {
		return nil, misuse("name the files of the shares")
	}
	return ring, nil
}

// typedShares asks for shares, one after another, until there are enough.
func (c *call) typedShares(ctx context.Context) (*seal.Ring, error) {
	fmt.Fprintln(c.err, "Type the shares, one after another: the groups of five signs, line by line. Nobody else should see the screen.")
	in := bufio.NewReader(c.in)
	var all []seal.Share
	for len(all) == 0 || len(all) < all[0].Need {
		s, err := c.typedShare(ctx, in, len(all)+1)
		if err != nil {
			return nil, err
		}
		if err := seal.TakesShare(all, s); err != nil {
			fmt.Fprintf(c.err, "Not taken: %v.\n", err)
			continue
		}
		all = append(all, s)
		fmt.Fprintf(c.err, "Taken: %s; %d of %d that are needed.\n", s, len(all), s.Need)
	}
	ring, err := seal.JoinShares(all)
	var bad *seal.BadShare
	if errors.As(err, &bad) && bad.Unlisted {
		fmt.Fprintf(c.err, "%v. To find out which: type the list of the set, from any of the papers.\n", err)
		if _, e := c.typedGroups(ctx, in, "list", all[0].LearnList); e != nil {
			return nil, err
		}
		ring, err = seal.JoinShares(all)
	}
	if terminal(c.in) {
		fmt.Fprint(c.err, "\x1b[H\x1b[2J\x1b[3J") // what was typed
	}
	return ring, err
}

func (c *call) typedShare(ctx context.Context, in *bufio.Reader, n int) (s seal.Share, err error) {
	_, err = c.typedGroups(ctx, in, fmt.Sprintf("share %d", n), func(text string) (err error) {
		s, err = seal.ReadShare(text)
		return err
	})
	return s, err
}

// typedGroups reads lines until they are a whole text. A line with a mistake is asked for
// again, and not those before it.
func (c *call) typedGroups(ctx context.Context, in *bufio.Reader, what string, read func(string) error) (string, error) {
	good := ""
	for {
		fmt.Fprintf(c.err, "%s: ", what)
		line, end := readLine(ctx, in)
		if strings.TrimSpace(line) == "" {
			if end != nil {
				return "", errors.New("what was typed is not whole")
			}
			continue
		}
		err := read(good + line)
		var typo *seal.Typo
		switch {
		case err == nil:
			return good + line, nil
		case errors.As(err, &typo) && typo.Have < typo.Want && len(typo.Groups) == 0:
			good += line
		case errors.As(err, &typo) && end == nil:
			fmt.Fprintf(c.err, "Not taken: %v. Type this line again.\n", err)
		default:
			return "", err
		}
		if end != nil {
			return "", err
		}
	}
}

var keyCheckCommand = command{
	name: "key check", brief: "look whether a key file, a printed key or a share is whole, and whether it opens the database",
	takes: []string{"db", "key-file", "shares", "from"},
	run:   keyCheck,
}

// checkedKey is what key check says.
type checkedKey struct {
	Whole  bool   `json:"whole"`
	Share  string `json:"share,omitempty"`
	Epochs []int  `json:"epochs,omitempty"` // whose root is known
	Old    []int  `json:"old,omitempty"`    // of them, those for old backups alone
	Same   bool   `json:"same_as_key_file,omitempty"`
	Opens  bool   `json:"opens,omitempty"`
	InUse  int    `json:"in_use,omitempty"`
	Least  int    `json:"least,omitempty"`
	Keep   string `json:"keep_old_until,omitempty"`
}

func (v checkedKey) text() string {
	var b strings.Builder
	if v.Share != "" {
		fmt.Fprintf(&b, "The text is whole: %s.\n", v.Share)
		return b.String()
	}
	fmt.Fprintf(&b, "The key is whole. It has the root of epoch %s.\n", numbers(v.Epochs))
	if len(v.Old) > 0 {
		fmt.Fprintf(&b, "Kept for old backups alone: epoch %s.\n", numbers(v.Old))
	}
	if v.Same {
		fmt.Fprintln(&b, "It is the same as in the key file.")
	}
	switch {
	case v.Opens && v.Least < v.InUse:
		fmt.Fprintf(&b, "It opens the database, which is in epoch %d. The rotation from epoch %d has not come to its end: run lindung key rotate again.\n", v.InUse, v.Least)
	case v.Opens:
		fmt.Fprintf(&b, "It opens the database, which is in epoch %d.\n", v.InUse)
	}
	if v.Keep != "" {
		fmt.Fprintf(&b, "Keep the key of the epoch before until %s: older backups need it.\n", v.Keep)
	}
	return b.String()
}

func numbers(all []int) string {
	return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(all), "[]")), ", ")
}

// keyCheck reads what --from names, - for what is typed, or else the key file.
func keyCheck(ctx context.Context, c *call) error {
	if c.From != "" {
		return c.checkCopy(ctx)
	}
	if c.KeyFile == "" && c.RootKey == "" && c.Shares == "" {
		return misuse("--key-file is missing, or --from with a copy")
	}
	ring, err := c.ring()
	if err != nil {
		return err
	}
	v := checkedKey{Whole: true, Epochs: ring.Known()}
	for _, n := range v.Epochs {
		if ring.Retired(n) {
			v.Old = append(v.Old, n)
		}
	}
	if c.DB != "" {
		if err := c.keyOpens(ctx, &v); err != nil {
			return err
		}
	}
	return c.print(v, v.text())
}

// checkCopy looks at a copy of the key, or a share, on its own and beside the key file.
func (c *call) checkCopy(ctx context.Context) error {
	text, err := c.keyOrShare(ctx)
	if err != nil {
		return err
	}
	v := checkedKey{Whole: true}
	if seal.IsShare(text) {
		s, err := seal.ReadShare(text)
		if err != nil {
			return err
		}
		v.Share = s.String()
		return c.print(v, v.text())
	}
	typed, err := seal.ReadRing(text, c.Passphrase)
	if err != nil {
		return err
	}
	v.Epochs = typed.Known()
	if c.KeyFile != "" {
		own, err := c.ring()
		if err != nil {
			return err
		}
		if n := typed.Newest(); own.CheckOf(n) != typed.CheckOf(n) {
			return errors.New("it is a whole key, and another one than that in the key file")
		}
		v.Same = true
	}
	return c.print(v, v.text())
}

// keyOrShare returns the text that --from names.
func (c *call) keyOrShare(ctx context.Context) (string, error) {
	if c.From != "-" {
		text, err := os.ReadFile(c.From)
		return string(text), err
	}
	if !terminal(c.in) {
		text, err := io.ReadAll(io.LimitReader(c.in, 1<<16))
		return string(bytes.TrimSpace(text)), err
	}
	fmt.Fprintln(c.err, "Type the key or the share as it is printed, with the word before it (lindung-key-2, lindung-share-1), line by line.")
	text, err := c.typedGroups(ctx, bufio.NewReader(c.in), "text", func(text string) error {
		if seal.IsShare(text) {
			_, err := seal.ReadShare(text)
			return err
		}
		_, err := seal.ReadRing(strings.Join(strings.Fields(text), " "), c.Passphrase)
		return err
	})
	return strings.Join(strings.Fields(text), " "), err
}

var keySplitCommand = command{
	name: "key split", brief: "split the root key into shares for paper, of which some are enough to open the node",
	needs: []string{"key-file", "of", "need"},
	takes: []string{"dir"},
	run:   keySplit,
}

func keySplit(_ context.Context, c *call) error {
	ring, err := c.ring()
	if err != nil {
		return err
	}
	shares, err := c.split(ring)
	if err != nil {
		return err
	}
	return c.giveShares(shares)
}

var keyJoinCommand = command{
	name: "key join", brief: "put a key file together from shares: files, or typed one after another", operands: []string{"[FILE...]"},
	needs: []string{"to"},
	run:   keyJoin,
}

func keyJoin(ctx context.Context, c *call) error {
	var ring *seal.Ring
	var err error
	if len(c.args) > 0 {
		ring, err = sharesIn(c.args)
	} else {
		ring, err = c.typedShares(ctx)
	}
	if err != nil {
		return err
	}
	if err := saveKey(c.To, ring, c.Passphrase); err != nil {
		return err
	}
	v := struct {
		File   string `json:"file"`
		Epochs []int  `json:"epochs"`
	}{c.To, ring.Known()}
	return c.print(v, fmt.Sprintf("%s has the root of epoch %s. Look whether it opens the database: lindung key check.\n", v.File, numbers(v.Epochs)))
}
