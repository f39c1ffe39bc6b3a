package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// A report is all that was measured.
type report struct {
	Cases []int     `json:"cases"`
	Demo  []start   `json:"demo"`
	Runs  []turnout `json:"runs"`
}

type start struct {
	Version string  `json:"version"`
	MS      float64 `json:"first_page_ms"`
}

// made is what was measured before anyone signed in.
type made struct {
	Version    string  `json:"version"`
	ImportRate float64 `json:"imported_per_s"`
	StartMS    float64 `json:"start_ms"`
	IdleMiB    float64 `json:"idle_mib"` // before the first sign-in, once it has looked at all rows
	FirstBytes int     `json:"first_page_bytes"`
	StaffBytes int     `json:"staff_page_bytes"`
}

// turnout is what was measured on one database with one number of cases.
type turnout struct {
	Database string  `json:"database"`
	Cases    int     `json:"cases"`
	Made     []made  `json:"made"`
	Acts     []timed `json:"acts"`
	Crowds   []crowd `json:"crowds,omitempty"`
}

// timed is an act with what each version made of it.
type timed struct {
	Act      string   `json:"act"`
	AtOnce   int      `json:"at_once"`
	Versions []figure `json:"versions"`
	// Rate and CPU compare the last version with the first: more is better. They are
	// the median over the turns, each against the turn beside it.
	Rate float64 `json:"rate_ratio,omitempty"`
	CPU  float64 `json:"cpu_ratio,omitempty"`
}

type figure struct {
	Version string  `json:"version"`
	Rate    float64 `json:"per_s"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
	CPU     float64 `json:"cpu_ms"`
}

// measure fills a database for each version and asks them by turns.
func (o options) measure(ctx context.Context, server string, cases int) (r turnout, err error) {
	r = turnout{Database: "sqlite", Cases: cases}
	if server != "" {
		r.Database = "postgres"
	}
	var sides []*side
	defer func() {
		for _, s := range sides {
			s.tearDown()
		}
	}()
	for _, v := range o.versions {
		fmt.Fprintf(os.Stderr, "%s, %d cases: filling for %s\n", r.Database, cases, v.name)
		s, m, err := setUp(ctx, v, o.dir, server, cases, firstLook)
		sides = append(sides, s)
		if err != nil {
			return r, err
		}
		m.Version = v.name
		r.Made = append(r.Made, m)
	}
	for _, a := range chosen(o.only) {
		for _, n := range o.atOnce {
			fmt.Fprintf(os.Stderr, "%s, %d cases: %s, %d at once\n", r.Database, cases, a.name, n)
			t, err := o.turns(ctx, sides, a, n)
			if err != nil {
				return r, err
			}
			r.Acts = append(r.Acts, t)
		}
	}
	for _, s := range sides {
		if o.incoming > 0 {
			fmt.Fprintf(os.Stderr, "%s, %d cases: %d more for %s while people work\n", r.Database, cases, o.incoming, s.name)
			if err := r.add(s.imported(ctx, o.dir, cases, o.incoming)); err != nil {
				return r, err
			}
		}
		if o.rotate {
			fmt.Fprintf(os.Stderr, "%s, %d cases: the root key of %s is rotated while people work\n", r.Database, cases, s.name)
			if err := r.add(s.rotated(ctx)); err != nil {
				return r, err
			}
		}
	}
	return r, nil
}

func (r *turnout) add(c crowd, err error) error {
	r.Crowds = append(r.Crowds, c)
	return err
}

// turns measures an act on each side by turns. A first short turn warms up.
func (o options) turns(ctx context.Context, sides []*side, a act, atOnce int) (timed, error) {
	t := timed{Act: a.name, AtOnce: atOnce}
	turns := make([][]slice, len(sides))
	for round := range o.rounds + 1 {
		for i := range sides {
			if round%2 == 1 { // each comes first as often as the other
				i = len(sides) - 1 - i
			}
			length := o.slice
			if round == 0 {
				length = min(length, 300*time.Millisecond)
			}
			m, err := sides[i].measure(ctx, a, atOnce, length)
			if err != nil {
				return t, err
			}
			if round > 0 {
				turns[i] = append(turns[i], m)
			}
		}
	}
	for i, s := range sides {
		t.Versions = append(t.Versions, sum(s.name, turns[i]))
	}
	if old, now := turns[0], turns[len(sides)-1]; len(sides) > 1 {
		var rate, cpu []float64
		for i := range old {
			rate = append(rate, now[i].rate()/old[i].rate())
			cpu = append(cpu, old[i].each()/max(now[i].each(), 1e-6))
		}
		t.Rate, t.CPU = median(rate), median(cpu)
	}
	return t, nil
}

func (m slice) rate() float64 { return float64(m.n) / m.took.Seconds() }

// each is the processor time of one act in milliseconds.
func (m slice) each() float64 { return ms(m.cpu) / float64(m.n) }

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// sum joins the turns of one version.
func sum(name string, all []slice) figure {
	var whole slice
	for _, m := range all {
		whole.n, whole.took, whole.cpu = whole.n+m.n, whole.took+m.took, whole.cpu+m.cpu
		whole.latencies = append(whole.latencies, m.latencies...)
	}
	slices.Sort(whole.latencies)
	return figure{
		Version: name, Rate: whole.rate(), CPU: whole.each(),
		P50: ms(whole.latencies[whole.n/2]), P99: ms(whole.latencies[whole.n*99/100]),
	}
}

// text is the report for people, in Markdown.
func (r *report) text() string {
	var b strings.Builder
	for _, d := range r.Demo {
		fmt.Fprintf(&b, "demo (%s), start to first page: %.0f ms\n", d.Version, d.MS)
	}
	for _, run := range r.Runs {
		run.write(&b)
	}
	for _, database := range []string{"sqlite", "postgres"} {
		r.growth(&b, database)
	}
	return b.String()
}

func (r turnout) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s, %d cases\n\n", r.Database, r.Cases)
	for _, m := range r.Made {
		fmt.Fprintf(b, "%s: imported %.0f cases/s; starts in %.0f ms; %.1f MiB at idle; first page %.1f KB, a staff page after it %.1f KB, gzip\n",
			m.Version, m.ImportRate, m.StartMS, m.IdleMiB, float64(m.FirstBytes)/1000, float64(m.StaffBytes)/1000)
	}
	for _, c := range r.Crowds {
		b.WriteString(c.text())
	}
	if len(r.Acts) == 0 {
		return
	}
	b.WriteString("\n| act | at once |")
	for _, v := range r.Acts[0].Versions {
		fmt.Fprintf(b, " %s: rate, p50, p99, CPU |", v.Version)
	}
	b.WriteString(" rate x | CPU x |\n|---|---|" + strings.Repeat("---|", len(r.Acts[0].Versions)+2) + "\n")
	for _, a := range r.Acts {
		fmt.Fprintf(b, "| %s | %d |", a.Act, a.AtOnce)
		for _, v := range a.Versions {
			fmt.Fprintf(b, " %.0f/s, %.1f, %.1f, %.2f ms |", v.Rate, v.P50, v.P99, v.CPU)
		}
		fmt.Fprintf(b, " %s | %s |\n", ratio(a.Rate), ratio(a.CPU))
	}
}

func ratio(x float64) string {
	if x == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", x)
}

// growth compares the most cases with the fewest: how much longer an act takes, and
// how much more processor time.
func (r *report) growth(b *strings.Builder, database string) {
	few, many, err := r.ends(database)
	if err != nil {
		return
	}
	fmt.Fprintf(b, "\n## %s: %d cases against %d: p50 x, CPU x\n\n| act | at once | ", database, many.Cases, few.Cases)
	for _, v := range few.Acts[0].Versions {
		fmt.Fprintf(b, "%s | ", v.Version)
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(few.Acts[0].Versions)) + "\n")
	for i, a := range few.Acts {
		fmt.Fprintf(b, "| %s | %d |", a.Act, a.AtOnce)
		for j, v := range a.Versions {
			more := many.Acts[i].Versions[j]
			fmt.Fprintf(b, " %.2f, %.2f |", more.P50/v.P50, more.CPU/max(v.CPU, 1e-6))
		}
		b.WriteByte('\n')
	}
}

// ends are the runs of a database with the fewest and the most cases.
func (r *report) ends(database string) (few, many turnout, err error) {
	of := slices.DeleteFunc(slices.Clone(r.Runs), func(x turnout) bool { return x.Database != database || len(x.Acts) == 0 })
	if len(of) < 2 {
		return few, many, errors.New("there is nothing to compare")
	}
	slices.SortFunc(of, func(a, b turnout) int { return a.Cases - b.Cases })
	return of[0], of[len(of)-1], nil
}
