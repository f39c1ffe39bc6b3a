package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/exchange"
	"lindung/i18n"
	"lindung/internal/db"
)

var importHTCDSCommand = command{
	name: "import htcds", brief: "import cases from an HTCDS file, csv or xlsx; all or none, unless --partial",
	operands: []string{"FILE"},
	needs:    []string{"db", "key-file", "org"},
	takes:    []string{"partial"},
	run:      importHTCDS,
}

var importUndoCommand = command{
	name: "import undo", brief: "undo an import, unless someone has worked on its cases since",
	operands: []string{"BATCH"},
	needs:    []string{"db", "key-file"},
	run:      undoImport,
}

func importHTCDS(ctx context.Context, c *call) error {
	in, err := os.Open(c.args[0])
	if err != nil {
		return err
	}
	defer in.Close()
	return c.onNode(ctx, func(n *node, s access.Session) error {
		f, err := exchange.Read(in, n.Forms, n.Now())
		if err != nil {
			return err
		}
		r, err := exchange.Import(ctx, s, f, c.Partial)
		if err != nil && !errors.Is(err, exchange.ErrRefused) {
			return err
		}
		if bad := c.print(r, reportText(r)); bad != nil {
			return bad
		}
		if err != nil {
			return exchange.ErrRefused // without the names of acts: what was wrong is in the report
		}
		return nil
	})
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
