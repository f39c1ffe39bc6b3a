// Load measures what people do with the program: it fills databases, serves them,
// signs in, and asks for pages from several browsers at once without a pause.
//
//	load -new DIR [-old DIR] [-cases 20000,200000] [-slice 3s] [-rounds 3] [-import N] [-rotate] [-json FILE]
//
// A DIR holds two programs of one version: lindung, and load from
// internal/test/load, which fills a database by that version's own code. With two
// versions both serve side by side and are asked by turns, slice by slice, so that
// whatever else the machine does falls on both; read the ratios then. It measures
// on SQLite and, with TEST_POSTGRES set as internal/test/dbtest/postgres.sh does,
// on PostgreSQL too.
//
// It knows the program only from outside: its command line and its pages.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// options say what is measured, and for how long.
type options struct {
	versions []version // the one that others are compared with comes first
	cases    []int
	atOnce   []int
	slice    time.Duration
	rounds   int
	only     string
	incoming int  // rows that come in at last, while people work
	rotate   bool // at last the root key, while people work
	json     string
	dir      string // for databases
}

// A version is a program and what fills a database for it.
type version struct{ name, program, filler string }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	o, err := read(args)
	if err != nil {
		return err
	}
	if o.dir, err = os.MkdirTemp("", "lindung-load-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.dir)
	r := &report{Cases: o.cases}
	for _, v := range o.versions {
		ms, err := demoStart(ctx, v)
		if err != nil {
			return err
		}
		r.Demo = append(r.Demo, start{v.name, ms})
	}
	for _, server := range databases() {
		for _, n := range o.cases {
			m, err := o.measure(ctx, server, n)
			if err != nil {
				return err
			}
			r.Runs = append(r.Runs, m)
		}
	}
	fmt.Print(r.text())
	if o.json == "" {
		return nil
	}
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(o.json, text, 0o644)
}

// read reads the command line.
func read(args []string) (o options, err error) {
	fs := flag.NewFlagSet("load", flag.ContinueOnError)
	older := fs.String("old", "", "folder with the programs of the version to compare with")
	newer := fs.String("new", "", "folder with the programs of the version that is measured")
	cases := fs.String("cases", "20000,200000", "how many invented cases, one number or several")
	atOnce := fs.String("at", "2,8", "how many browsers at once")
	fs.DurationVar(&o.slice, "slice", 3*time.Second, "how long an act is repeated before the other version's turn")
	fs.IntVar(&o.rounds, "rounds", 3, "how many turns each version has for each act")
	fs.StringVar(&o.only, "only", "", "measure only acts whose name contains this")
	fs.IntVar(&o.incoming, "import", 0, "how many more cases come in at last, while people work")
	fs.BoolVar(&o.rotate, "rotate", false, "rotate the root key at last, while people work")
	fs.StringVar(&o.json, "json", "", "write the figures to this file too")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	for _, v := range []struct{ name, dir string }{{"old", *older}, {"new", *newer}} {
		if v.dir != "" {
			o.versions = append(o.versions, version{v.name, filepath.Join(v.dir, "lindung"), filepath.Join(v.dir, "load")})
		}
	}
	if len(o.versions) == 0 {
		return o, fmt.Errorf("say -new, and -old to compare")
	}
	if o.cases, err = numbers(*cases); err != nil {
		return o, err
	}
	o.atOnce, err = numbers(*atOnce)
	return o, err
}

func numbers(text string) (all []int, err error) {
	for _, word := range strings.Split(text, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is no number", cmp.Or(word, text))
		}
		all = append(all, n)
	}
	return all, nil
}

// databases are the servers to measure on: "" for a file, and PostgreSQL.
func databases() []string {
	all := []string{""}
	if server := os.Getenv("TEST_POSTGRES"); server != "" {
		all = append(all, server)
	}
	return all
}
