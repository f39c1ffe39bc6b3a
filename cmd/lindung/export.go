package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lindung/access"
	"lindung/exchange"
	"lindung/field"
	"lindung/internal/backup"
)

var exportHTCDSCommand = command{
	name: "export htcds", brief: "export all cases of an organisation as HTCDS, with names: keep the file safe",
	needs: []string{"db", "key-file", "org"},
	takes: []string{"format", "out", "reason", "file-passphrase"},
	run:   func(ctx context.Context, c *call) error { return export(ctx, c, nil) },
}

var exportListCommand = command{
	name: "export list", brief: "export the cases of a list of numbers, as export htcds does", operands: []string{"NUMBER..."},
	needs: []string{"db", "key-file", "org"},
	takes: []string{"format", "out", "reason", "file-passphrase"},
	run:   func(ctx context.Context, c *call) error { return export(ctx, c, c.args) },
}

var exportCaseCommand = command{
	name: "export case", brief: "export one case, as export htcds does; its history says so",
	needs: []string{"db", "key-file", "org", "number"},
	takes: []string{"format", "out", "reason", "file-passphrase"},
	run:   func(ctx context.Context, c *call) error { return export(ctx, c, []string{c.Number}) },
}

// export exports the cases with these numbers, or all where there are none.
func export(ctx context.Context, c *call, numbers []string) error {
	order := exchange.Order{Format: cmp.Or(c.Format, exchange.Protected), Passphrase: c.FilePassphrase}
	order.Because(c.Reason)
	for _, typed := range numbers {
		order.Numbers = append(order.Numbers, exchange.NumberOf(typed))
	}
	if err := c.askOrder(&order); err != nil {
		return err
	}
	if err := misordered(order); err != nil {
		return err
	}
	return c.onNode(ctx, func(_ *node, s access.Session) error {
		if c.Out == "" {
			_, err := exchange.Export(ctx, s, order, c.out)
			return err
		}
		count := 0
		err := backup.Save(c.Out, func(w io.Writer) error {
			var err error
			count, err = exchange.Export(ctx, s, order, w)
			return err
		})
		if err != nil {
			return err
		}
		v := struct {
			File  string `json:"file"`
			Cases int    `json:"cases"`
		}{c.Out, count}
		return c.print(v, fmt.Sprintf("%d cases\n", count))
	})
}

// askOrder asks whoever sits at the terminal for what is missing: the passphrase of a
// protected file, twice, and of a file that anyone can read why it leaves.
func (c *call) askOrder(order *exchange.Order) error {
	if !terminal(c.in) {
		return nil
	}
	if order.Format != exchange.Protected {
		if order.Reason != "" {
			return nil
		}
		return askReason(c, order)
	}
	if order.Passphrase != "" {
		return nil
	}
	var err error
	if order.Passphrase, err = c.askPassphrase("The passphrase of the file: "); err != nil {
		return err
	}
	again, err := c.askPassphrase("Once more: ")
	if err == nil && again != order.Passphrase {
		return misuse("the two passphrases differ")
	}
	return err
}

// askReason asks whoever sits at the terminal why a file leaves that anyone can read.
func askReason(c *call, order *exchange.Order) error {
	fmt.Fprintf(c.err, "Anyone who gets this file can read it. Why is it made?\nOne of %s, or your own words for the history of each case; nothing for no reason: ", strings.Join(exchange.Reasons, ", "))
	line, err := bufio.NewReader(c.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	order.Because(line)
	return nil
}

// misordered says in the words of the command line what is missing of an order.
func misordered(order exchange.Order) error {
	at := func(name string) bool {
		return slices.ContainsFunc(order.Check(), func(p field.Problem) bool { return p.Field == name })
	}
	switch {
	case at("format"):
		return misuse("--format: say one of %s", strings.Join(exchange.Formats, ", "))
	case at("reason"):
		return misuse("--reason: say one of %s, or your own words, %d signs at most", strings.Join(exchange.Reasons, ", "), exchange.LongestReason)
	case at("passphrase"):
		return misuse("put the passphrase of the file, %d signs or more, into LINDUNG_FILE_PASSPHRASE", exchange.ShortestPassphrase)
	}
	return nil
}
