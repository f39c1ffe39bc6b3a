package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/internal/backup"
	"lindung/internal/db"
)

var auditExportCommand = command{
	name: "audit export", brief: "print the log: one entry per line, an empty line, then the signed head",
	needs: []string{"db", "key-file"},
	takes: []string{"out"},
	run:   exportLog,
}

var auditVerifyCommand = command{
	name: "audit verify", brief: "check that no entry of the log was changed, removed, reordered or cut off",
	takes: []string{"db", "key-file", "file", "key", "since", "witness", "witness-key"},
	run:   verifyLog,
}

var auditKeyCommand = command{
	name: "audit key", brief: "print the log's public key",
	needs: []string{"db", "key-file"},
	run:   printLogKey,
}

// exportLog writes the log to a file. Its own entry is part of the export.
func exportLog(ctx context.Context, c *call) error {
	return c.onNode(ctx, func(n *node, s access.Session) error {
		err := s.Do(ctx, access.LogExport, s.NodeTarget(), func(*access.Tx) error { return nil })
		if err != nil {
			return err
		}
		if c.Out == "" {
			_, err := audit.Export(ctx, n.db, c.out)
			return err
		}
		var entries int64
		err = backup.Save(c.Out, func(w io.Writer) error {
			var err error
			entries, err = audit.Export(ctx, n.db, w)
			return err
		})
		if err != nil {
			return err
		}
		return c.print(logShown{Entries: entries}, fmt.Sprintf("%d entries\n", entries))
	})
}

// logShown is a log in JSON.
type logShown struct {
	Entries int64 `json:"entries"`

	Cosigned string `json:"cosigned,omitempty"` // when the witness signed, RFC 3339
}

func (l logShown) text() string {
	text := fmt.Sprintf("the log of %d entries verifies\n", l.Entries)
	if l.Cosigned != "" {
		text += fmt.Sprintf("it continues what the witness saw at %s\n", l.Cosigned)
	}
	return text
}

func verifyLog(ctx context.Context, c *call) error {
	since, err := c.earlierHead()
	if err != nil {
		return err
	}
	switch {
	case (c.Witness != "") != (c.WitnessKey != ""):
		return misuse("--witness and --witness-key belong together")
	case c.File != "" && c.Public == "":
		return misuse("--key is missing: the public key that init printed")
	case c.File != "":
		return c.verifyExport(since)
	case c.DB == "" || c.KeyFile == "" && c.RootKey == "":
		return misuse("name a log: --db and --key-file, or --file and --key")
	}
	return c.onNode(ctx, func(n *node, s access.Session) error {
		var l logShown
		key := or(c.Public, n.PublicKey())
		seen, err := c.cosigned(key, &l)
		if err != nil {
			return err
		}
		if l.Entries, err = audit.Verify(ctx, n.db, key, since, seen); err != nil {
			return err
		}
		err = s.Do(ctx, access.LogVerify, s.NodeTarget(), func(tx *access.Tx) error {
			tx.SetCount(int(l.Entries), "")
			return nil
		})
		if err != nil {
			return err
		}
		return c.print(l, l.text())
	})
}

func (c *call) verifyExport(since string) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	var l logShown
	seen, err := c.cosigned(c.Public, &l)
	if err != nil {
		return err
	}
	if l.Entries, err = audit.VerifyExport(f, c.Public, since, seen); err != nil {
		return err
	}
	return c.print(l, l.text())
}

// cosigned reads the head of --witness, which log and witness must have signed. It is
// "" without --witness.
func (c *call) cosigned(key string, l *logShown) (string, error) {
	if c.Witness == "" {
		return "", nil
	}
	text, err := os.ReadFile(c.Witness)
	if err != nil {
		return "", err
	}
	head, at, err := audit.OpenCosigned(string(text), key, c.WitnessKey)
	if err == nil {
		l.Cosigned = at.Format(time.RFC3339)
	}
	return head, err
}

// earlierHead reads the head of --since: a file that is a signed one, a line of it
// as it is printed on paper, or an export, which ends with one. It is "" without
// --since.
func (c *call) earlierHead() (string, error) {
	if c.Since == "" {
		return "", nil
	}
	f, err := os.Open(c.Since)
	if err != nil {
		return "", err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	if first, err := in.Peek(1); err == nil && first[0] == '{' {
		for line := "x"; line != "\n"; {
			if line, err = in.ReadString('\n'); err != nil {
				return "", errors.New("the file of --since is an export without its head")
			}
		}
	}
	head, err := io.ReadAll(io.LimitReader(in, 1<<16))
	if err == nil && strings.TrimSpace(string(head)) == "" {
		err = errors.New("the file of --since contains no head")
	}
	return string(head), err
}

func printLogKey(ctx context.Context, c *call) error {
	n, err := c.openNode(ctx, db.Options{})
	if err != nil {
		return err
	}
	defer n.Close()
	v := struct {
		PublicKey string `json:"public_key"`
	}{n.PublicKey()}
	return c.print(v, v.PublicKey+"\n")
}
