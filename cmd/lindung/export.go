package main

import (
	"context"
	"fmt"
	"io"

	"lindung/access"
	"lindung/exchange"
	"lindung/internal/backup"
)

var exportHTCDSCommand = command{
	name: "export htcds", brief: "export the cases of an organisation as HTCDS, with names: keep the file safe",
	needs: []string{"db", "key-file", "org", "format"},
	takes: []string{"out"},
	run:   exportHTCDS,
}

func exportHTCDS(ctx context.Context, c *call) error {
	if c.Format != "csv" && c.Format != "json" {
		return misuse("--format: say csv or json")
	}
	return c.onNode(ctx, func(_ *node, s access.Session) error {
		if c.Out == "" {
			_, err := exchange.Export(ctx, s, c.Format, c.out)
			return err
		}
		count := 0
		err := backup.Save(c.Out, func(w io.Writer) error {
			var err error
			count, err = exchange.Export(ctx, s, c.Format, w)
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
