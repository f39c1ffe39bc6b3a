package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/exchange"
	"lindung/i18n"
	"lindung/internal/db"
)

var importHTCDSCommand = command{
	name: "import htcds", brief: "import cases from an HTCDS file, csv, xlsx or ods; all or none, unless --partial",
	operands: []string{"FILE"},
	needs:    []string{"db", "key-file", "org"},
	takes:    []string{"partial", "dry-run", "refused", "file-passphrase"},
	run: func(ctx context.Context, c *call) error {
		return c.importFile(ctx, func(in io.Reader, n *node, _ access.Session) (exchange.File, error) {
			return exchange.Read(in, n.Forms, n.Now())
		})
	},
}

var importTableCommand = command{
	name: "import table", brief: "import cases from a list in a form of its own, as a mapping says; all or none, unless --partial",
	operands: []string{"FILE"},
	needs:    []string{"db", "key-file", "org", "mapping"},
	takes:    []string{"partial", "dry-run", "refused", "file-passphrase"},
	run: func(ctx context.Context, c *call) error {
		return c.importFile(ctx, func(in io.Reader, n *node, s access.Session) (exchange.File, error) {
			m, err := c.mapping(ctx, n, s)
			if err != nil {
				return exchange.File{}, err
			}
			return exchange.ReadTable(in, m, n.Forms, n.Now())
		})
	},
}

var importUndoCommand = command{
	name: "import undo", brief: "undo an import, unless someone has worked on its cases since",
	operands: []string{"BATCH"},
	needs:    []string{"db", "key-file"},
	run:      undoImport,
}

// importFile imports a file, or says with --dry-run what that would do.
func (c *call) importFile(ctx context.Context, read func(io.Reader, *node, access.Session) (exchange.File, error)) error {
	in, err := os.Open(c.args[0])
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := exchange.Unseal(in, func() (string, error) { return c.askPassphrase("The passphrase of the file: ") })
	if errors.Is(err, exchange.ErrPassphrase) && c.FilePassphrase == "" && !terminal(c.in) {
		return misuse("put the passphrase of the file into LINDUNG_FILE_PASSPHRASE")
	}
	if err != nil {
		return err
	}
	return c.onNode(ctx, func(n *node, s access.Session) error {
		f, err := read(file, n, s)
		if err != nil {
			return err
		}
		if err := c.writeRefused(f); err != nil {
			return err
		}
		var r exchange.Report
		if c.DryRun {
			r, err = exchange.Preview(ctx, s, f)
		} else {
			r, err = exchange.Import(ctx, s, f, c.Partial)
		}
		if err != nil && !errors.Is(err, exchange.ErrRefused) {
			return err
		}
		a, failed := exchange.Similar(ctx, s, dossier.NewFinder(), f, r)
		r.Tell(a)
		if bad := c.print(r, reportText(r)); bad != nil {
			return bad
		}
		if failed != nil {
			return failed
		}
		if err != nil || c.DryRun && r.Accepted+r.Duplicates == 0 {
			return exchange.ErrRefused // without the names of acts: what was wrong is in the report
		}
		return nil
	})
}

// askPassphrase returns the passphrase of a protected file: from the environment, or from
// whoever sits at the terminal.
func (c *call) askPassphrase(question string) (string, error) {
	if c.FilePassphrase != "" || !terminal(c.in) {
		return c.FilePassphrase, nil
	}
	fmt.Fprint(c.err, question)
	show, err := hideTyping(c.in)
	if err != nil {
		return "", err
	}
	line, err := bufio.NewReader(c.in).ReadString('\n')
	fmt.Fprintln(c.err)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), errors.Join(err, show())
}

// writeRefused writes the refused rows to the file that was asked for.
func (c *call) writeRefused(f exchange.File) error {
	if c.Refused == "" || !f.Refused() {
		return nil
	}
	out, err := os.OpenFile(c.Refused, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	t := i18n.For(i18n.English)
	err = f.WriteRefused(out, func(l exchange.Line) string { return strings.TrimSpace(l.Column + " " + t.Text(l.Rule, l.Args...)) })
	return errors.Join(err, out.Close())
}

// reportText is the report for people: what was counted, then every line of it.
func reportText(r exchange.Report) string {
	t := i18n.For(i18n.English)
	var b strings.Builder
	fmt.Fprintf(&b, "rows %d, accepted %d, mapped %d, refused %d, duplicates %d\n", r.Rows, r.Accepted, r.Mapped, r.Refused, r.Duplicates)
	if r.Batch != "" {
		fmt.Fprintf(&b, "batch %s\n", r.Batch)
	}
	for _, l := range r.Lines {
		at := "file"
		if l.Row > 0 {
			at = fmt.Sprintf("row %d", l.Row)
		}
		if l.Column != "" {
			at += ", " + l.Column
		}
		fmt.Fprintf(&b, "%s: %s: %s\n", at, l.Action, t.Text(l.Rule, l.Args...))
	}
	return b.String()
}

func undoImport(ctx context.Context, c *call) error {
	n, err := c.openNode(ctx, db.Options{})
	if err != nil {
		return err
	}
	defer n.Close()
	s, err := c.session(ctx, n)
	if err != nil {
		return err
	}
	batch := lindung.BatchID(c.args[0])
	org, err := exchange.OwnerOf(ctx, s, batch)
	if errors.Is(err, lindung.ErrNotFound) {
		return errors.New("there is no import of that identifier")
	}
	if err != nil {
		return err
	}
	u, err := exchange.Undo(ctx, n.System(org, cliActor), batch)
	if err != nil && !errors.Is(err, exchange.ErrTouched) {
		return err
	}
	text := fmt.Sprintf("%d cases erased\n", u.Cases)
	if err != nil {
		text = strings.Join(u.Touched, "\n") + "\n"
	}
	if bad := c.print(u, text); bad != nil {
		return bad
	}
	if err != nil {
		return exchange.ErrTouched
	}
	return nil
}
