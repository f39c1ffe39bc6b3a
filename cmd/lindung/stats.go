package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/i18n"
	"lindung/stats"
)

var statsTableCommand = command{
	name: "stats table", brief: "count the cases of an organisation, as the figures may leave it: small numbers hidden, only people who agreed to be counted",
	needs: []string{"db", "key-file", "by"},
	takes: []string{"org", "where", "on"},
	run:   statsTable,
}

// statsTable counts the last period that had ended on a day.
func statsTable(ctx context.Context, c *call) error {
	q := stats.Query{By: strings.Split(c.By, ",")}
	if c.Where != "" {
		var ok bool
		if q.Only, q.Code, ok = strings.Cut(c.Where, "="); !ok {
			return misuse("--where: say the name of a dimension, =, and a code, such as sex=Woman")
		}
	}
	if c.On != "" {
		on, err := lindung.ParseDate(c.On)
		if err != nil {
			return misuse("--on: say a day, such as 2026-11-29")
		}
		q.On = on
		if on.After(time.Now()) {
			return misuse("--on: that day has not come")
		}
	}
	return c.onNode(ctx, func(_ *node, s access.Session) error {
		v, err := stats.Take(ctx, s, q)
		var ps field.Problems
		if errors.As(err, &ps) {
			t := i18n.For(i18n.English)
			text := ""
			for _, p := range ps {
				text += " " + t.Text(p.Key, p.Args...)
			}
			return misuse("%s The dimensions are: %s", strings.TrimSpace(text), strings.Join(names(stats.Dimensions(s.Forms())), ", "))
		}
		if err != nil {
			return err
		}
		return c.print(v.JSON(), tableText(v))
	})
}

func names(all []stats.Dimension) []string {
	texts := make([]string, len(all))
	for i, d := range all {
		texts[i] = d.Name
	}
	return texts
}

// tableText writes a table in codes, a line each, with tabs between.
func tableText(v stats.View) string {
	number := func(c stats.Count) string {
		if c.Hidden {
			return "hidden"
		}
		return fmt.Sprint(c.N)
	}
	t := v.Free.Now
	text := fmt.Sprintf("opened from %s until before %s; numbers under %d are hidden\n", v.Period.From, v.Period.Until, v.Bound)
	if t.Total.Hidden {
		return text + "too few people who agreed to be counted\n"
	}
	line := func(name string, cells []stats.Count, total stats.Count) string {
		parts := []string{name}
		for _, c := range cells {
			parts = append(parts, number(c))
		}
		return strings.Join(append(parts, number(total)), "\t") + "\n"
	}
	if len(t.Cols) > 0 {
		text += strings.Join(append(append([]string{""}, t.Cols...), "all"), "\t") + "\n"
	}
	for _, l := range t.Lines {
		text += line(l.Code, l.Cells, l.Total)
	}
	return text + line("all", t.Sums, t.Total)
}
