package main

import (
	"context"

	"lindung/convention"
	"lindung/convention/report"
)

var conventionMeasuresCommand = command{
	name: "convention measures", brief: "list what a state has done on the Convention, in force first", needs: []string{"state"},
	takes: []string{"article", "on", "known", "lang", "snapshot"},
	run:   conventionMeasures,
}

func conventionMeasures(_ context.Context, c *call) error {
	when, t, snap, err := c.question()
	if err != nil {
		return err
	}
	state, err := c.memberState()
	if err != nil {
		return err
	}
	if c.Article != "" && !snap.Has(convention.Convened+" "+c.Article) {
		return misuse("--article: say an article or a paragraph of the Convention, as 14 or 14.7")
	}
	r := report.NewMeasures(snap, convention.MeasureQuery{State: state, Number: c.Article}, when, t)
	return c.print(r, r.Text())
}
