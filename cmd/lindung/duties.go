package main

import (
	"context"
	"io"
	"os"

	"lindung/duties"
)

var dutiesCommand = command{
	name: "duties", brief: "say who owes what in a case with these facts, by the law in force on a day; needs no node",
	needs: []string{"facts"},
	takes: []string{"on", "known", "lang", "snapshot"},
	run:   dutiesOf,
}

// dutiesOf reads the facts of a case from a file, or from standard input for "-".
func dutiesOf(_ context.Context, c *call) error {
	when, err := c.when()
	if err != nil {
		return err
	}
	t, err := c.speech()
	if err != nil {
		return err
	}
	from := io.Reader(c.in)
	if c.Facts != "-" {
		file, err := os.Open(c.Facts)
		if err != nil {
			return err
		}
		defer file.Close()
		from = file
	}
	facts, err := duties.Read(from)
	if err != nil {
		return err
	}
	snap, err := c.snapshot()
	if err != nil {
		return err
	}
	law := duties.LawOn(snap, when)
	r := duties.NewReport(law, law.Duties(facts), t)
	return c.print(r, r.Text())
}
