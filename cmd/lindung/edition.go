package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"lindung"
	"lindung/access"
	"lindung/convention"
	"lindung/convention/data"
	"lindung/monitoring"
)

var editionKeyCommand = command{
	name: "edition key", brief: "print the public key of the editions that the desks of this node publish",
	needs: []string{"db", "key-file"},
	run:   printEditionKey,
}

var editionTakeCommand = command{
	name: "edition take", brief: "write the last edition that the desks have published to a file, for public --snapshot",
	needs: []string{"db", "key-file", "to"},
	run:   takeEdition,
}

// printEditionKey prints what a public site takes as --edition-key.
func printEditionKey(ctx context.Context, c *call) error {
	return c.onNode(ctx, func(n *node, s access.Session) error {
		if err := s.See(ctx, access.SystemRun, s.NodeTarget(), func(*access.Tx) error { return nil }); err != nil {
			return err
		}
		_, key, err := n.SignEditions()
		if err != nil {
			return err
		}
		return c.print(map[string]string{"key": key}, key+"\n")
	})
}

// takeEdition writes the last edition whole, in the place of the one that was there. Any other
// file that is there stays.
func takeEdition(ctx context.Context, c *call) error {
	return c.onNode(ctx, func(n *node, s access.Session) error {
		_, key, err := n.SignEditions()
		if err != nil {
			return err
		}
		if _, _, err := readEdition(c.To, key); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("--to: %s is there and is no edition of this node, so it is left as it is: say another file", c.To)
		}
		body, e, err := monitoring.LastArchive(ctx, s)
		if errors.Is(err, lindung.ErrNotFound) {
			return errors.New("the desks have published nothing yet")
		}
		if err == nil {
			err = writeWhole(c.To, body)
		}
		if err != nil {
			return err
		}
		v := struct {
			Number int64  `json:"number"`
			Day    string `json:"day"`
			Digest string `json:"digest"`
		}{e.Number, e.Day, e.Digest}
		return c.print(v, fmt.Sprintf("edition %d of %s, %s\n", v.Number, v.Day, v.Digest))
	})
}

// usedEnding is the ending of the copy of the last good edition, beside the snapshot.
// It outlives the program, so that no older edition and no fork takes its place.
const usedEnding = ".used"

// openSnapshot reads the data of --snapshot; of --edition-key, if that is given.
func (c *call) openSnapshot() (*convention.Snapshot, error) {
	if c.EditionKey == "" {
		return data.Open(c.Snapshot)
	}
	body, snap, err := c.newEdition()
	if err != nil {
		return nil, fmt.Errorf("snapshot %s: %w", c.Snapshot, err)
	}
	if !c.keeps {
		return snap, nil // only the site that shows it says what was used last
	}
	return snap, keepEdition(c.Snapshot+usedEnding, body)
}

// newEdition reads the edition of --snapshot, if --edition-key has signed it, it
// continues the one that was used last, and its data is good.
func (c *call) newEdition() ([]byte, *convention.Snapshot, error) {
	if err := data.CheckKey(c.EditionKey); err != nil {
		return nil, nil, misuse("--edition-key: %v", err)
	}
	body, e, err := readEdition(c.Snapshot, c.EditionKey)
	if err != nil {
		return nil, nil, err
	}
	used, err := c.usedEdition()
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, nil, err
	default:
		if err := e.Follows(used); err != nil {
			return nil, nil, err
		}
	}
	snap, err := e.Load()
	return body, snap, err
}

// usedEdition is the edition that was used last; fs.ErrNotExist when there is none. One
// that cannot be read is not passed over: what it would have refused, nobody would see.
func (c *call) usedEdition() (data.Signed, error) {
	path := c.Snapshot + usedEnding
	_, used, err := readEdition(path, c.EditionKey)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("the edition that was used last, %s: %w; to begin with another publisher, remove that file", path, err)
	}
	return used, err
}

// lastGood is the data of the edition that was used last, or, where none was used yet, what
// the program was built with; for when snapshot and contacts cannot be used. One that was
// used and cannot be read is an error: readers have seen more than the program was built with.
func (c *call) lastGood(why error, log *slog.Logger) (*convention.Snapshot, error) {
	if errors.Is(why, errUsage) {
		return nil, why
	}
	if c.EditionKey != "" && c.Snapshot != "" {
		used, err := c.usedEdition()
		if err == nil {
			var snap *convention.Snapshot
			if snap, err = used.Load(); err == nil {
				log.Error("snapshot and contacts not used; the edition that was used last is", "edition", used.Number, "err", why)
				return snap, nil
			}
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(why, err)
		}
	}
	log.Error("snapshot and contacts not used; the data of the program is", "err", why)
	return data.Embedded()
}

func readEdition(path, key string) ([]byte, data.Signed, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, data.Signed{}, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, data.Signed{}, fmt.Errorf("%w: a folder has no signature", data.ErrUnsigned)
	}
	body, err := data.ReadArchive(f)
	if err != nil {
		return nil, data.Signed{}, err
	}
	e, err := data.ReadEdition(body, key)
	return body, e, err
}

// keepEdition keeps an edition as the one that was used last. It is there whole or not
// at all.
func keepEdition(path string, body []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, body) {
		return nil
	}
	err := writeWhole(path, body)
	if err != nil {
		return fmt.Errorf("the edition cannot be kept as the one that was used last, so it is not used: %w", err)
	}
	return nil
}

// writeWhole writes a file that is there whole or not at all, also after a power cut.
func writeWhole(path string, body []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
