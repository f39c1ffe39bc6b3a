// Load makes what the load generator in tools/load measures: a node with the
// people and stories of the demo, in a database of its own. It is built from the
// sources of each version that is measured, so that a version fills its own
// database by its own code; hence it calls only what has stayed as it was.
//
//	load fill URL KEYFILE     fills an empty database and writes its key; prints who works there
//	load list URL KEYFILE     prints how many rows each table has, and the open cases of each organisation
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"lindung/access"
	"lindung/dossier"
	"lindung/internal/db"
	"lindung/internal/demo"
	"lindung/internal/seal"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) != 3 {
		return errors.New("say: fill URL KEYFILE, or list URL KEYFILE")
	}
	acts := map[string]func(context.Context, string, string) (any, error){"fill": fill, "list": list}
	act, ok := acts[args[0]]
	if !ok {
		return fmt.Errorf("there is no act %s", args[0])
	}
	v, err := act(ctx, args[1], args[2])
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(v)
}

// worker is an invented actor and how they sign in.
type worker struct {
	Login, Password, Secret, Org, Name string
}

// fill founds a node in an empty database, as lindung demo does.
func fill(ctx context.Context, url, keyFile string) (any, error) {
	ring, clock := seal.NewRing(), demo.NewClock(time.Now)
	if err := os.WriteFile(keyFile, []byte(ring.Text("")), 0o600); err != nil {
		return nil, err
	}
	d, err := open(ctx, url, ring, db.Options{Clock: clock.Now})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	n, err := access.CreateNode(ctx, d, ring, dossier.Forms, dossier.Owned)
	if err != nil {
		return nil, err
	}
	actors, err := demo.Fill(ctx, n, clock)
	if err != nil {
		return nil, err
	}
	var all []worker
	for _, a := range actors {
		all = append(all, worker{a.Login, demo.Password, a.Secret, string(a.Org.ID), a.Org.Name})
	}
	return all, nil
}

func open(ctx context.Context, url string, ring *seal.Ring, opt db.Options) (*db.DB, error) {
	if !db.IsPostgres(url) {
		opt.Key = ring.File()
	}
	return db.Open(ctx, url, opt)
}

// listing is what is in a database.
type listing struct {
	Rows  map[string]int
	Cases map[string][]string // open ones, by organisation
}

// list reads a dump of the database, which says of each table what it holds.
func list(ctx context.Context, url, keyFile string) (any, error) {
	text, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, err
	}
	ring, err := seal.ReadRing(string(bytes.TrimSpace(text)), "")
	if err != nil {
		return nil, err
	}
	d, err := open(ctx, url, ring, db.Options{})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	in, out := io.Pipe()
	go func() {
		_, err := d.Dump(ctx, out)
		out.CloseWithError(err)
	}()
	return readDump(in)
}

// readDump counts the rows of a dump.
func readDump(in io.Reader) (listing, error) {
	l := listing{map[string]int{}, map[string][]string{}}
	lines := bufio.NewReaderSize(in, 1<<20)
	var table struct {
		Table   string
		Columns []string
	}
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return l, nil
		} else if err != nil {
			return l, err
		}
		if line[0] == '{' {
			if err := json.Unmarshal(line, &table); err != nil {
				return l, err
			}
			l.Rows[table.Table] += 0
			continue
		}
		l.Rows[table.Table]++
		if table.Table != "cases" {
			continue
		}
		var row []any
		if err := json.Unmarshal(line, &row); err != nil {
			return l, err
		}
		cell := func(name string) string { return fmt.Sprint(row[slices.Index(table.Columns, name)]) }
		if !strings.HasPrefix(cell("status"), "Closed") {
			l.Cases[cell("org")] = append(l.Cases[cell("org")], cell("id"))
		}
	}
}
