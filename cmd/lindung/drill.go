package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lindung/access"
	"lindung/audit"
	"lindung/internal/db"
)

var drillCommand = command{
	name: "drill", brief: "restore a backup or the copy on trial, check all of it, and remove the result; it never touches the node's own data",
	needs: []string{"db", "key-file", "from"},
	takes: []string{"identity", "dir"},
	run:   drill,
}

// drilled is what a drill says.
type drilled struct {
	findings
	Made   string           `json:"made"`   // of which moment what was restored is
	Tables map[string]count `json:"tables"` // by name
}

// A count is how many rows of a table were restored, and how many there are now.
type count struct {
	Then int64 `json:"then"`
	Now  int64 `json:"now"`
}

func (d drilled) text() string {
	var b strings.Builder
	b.WriteString(d.findings.text())
	fmt.Fprintf(&b, "\nRows then, and now:\n")
	for _, name := range slices.Sorted(maps.Keys(d.Tables)) {
		if c := d.Tables[name]; c.Then > 0 || c.Now > 0 {
			fmt.Fprintf(&b, "%-24s %9d %9d\n", name, c.Then, c.Now)
		}
	}
	return b.String()
}

// drill restores into a folder of its own, which is gone when it ends. The node that runs
// is opened only to compare, and to note the day.
func drill(ctx context.Context, c *call) (err error) {
	var r restored
	o, done, err := c.origin(&r)
	defer done()
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(c.Dir, "lindung-drill-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	said := drilled{findings: findings{OK: true}}
	err = c.onNode(ctx, func(n *node, s access.Session) error {
		said.trial(ctx, n, o, &r, filepath.Join(scratch, "trial.db"))
		said.Made = r.Made
		if !said.OK {
			return nil
		}
		of, err := time.Parse(time.RFC3339, r.Made)
		if err != nil {
			return err
		}
		return upkept(ctx, s, o.kind(), of)
	})
	if err != nil {
		return err
	}
	if err := c.print(said, said.text()); err != nil {
		return err
	}
	if !said.OK {
		return errUnwell
	}
	return nil
}

// trial restores to a path and looks at what is there.
func (d *drilled) trial(ctx context.Context, n *node, o origin, r *restored, path string) {
	there, err := o.sqlite(ctx, path, r)
	d.add("restore", fmt.Sprintf("%d rows, of %s", r.Rows, r.Made), err)
	if err != nil {
		return
	}
	d.looks(ctx, n, o, r, there)
	if err := there.Close(); err != nil {
		d.add("restore", "", err)
	}
}

func (d *drilled) looks(ctx context.Context, n *node, o origin, r *restored, there *db.DB) {
	d.add("structure", "the database's own check passes", there.Sound(ctx))
	if o.copy != nil {
		var err error
		if r.Unused > 0 {
			err = fmt.Errorf("%d files after it cannot be used: one before them is damaged or missing", r.Unused)
		}
		d.add("copy", "every file of it is whole", err)
	}
	d.compare(ctx, n, there)
	old, s, err := restoredNode(ctx, o, there)
	if err == nil && old.ID != n.ID {
		err = errors.New("it is of another node")
	}
	d.add("node", "it is this node, and the key fits", err)
	if err != nil {
		return
	}
	entries, err := audit.Verify(ctx, there, old.PublicKey(), "")
	d.add("log", fmt.Sprintf("%d entries verify", entries), err)
	if err == nil {
		_, err = audit.Verify(ctx, n.db, n.PublicKey(), old.NewestHead().Note)
		d.add("continued", "the log of now continues it", err)
	}
	d.rows(ctx, s)
	for _, p := range seals() {
		count, err := openSealsOf(ctx, s, p)
		d.add("seals", fmt.Sprintf("%d of %s open", count, p.name), err)
	}
}

// compare counts the rows, then and now. What a table holds may shrink; that all of a
// table is gone that the log needs is found by the checks of the log and of rows.
func (d *drilled) compare(ctx context.Context, n *node, there *db.DB) {
	then, err := there.Counts(ctx)
	now, fault := n.db.Counts(ctx)
	err = errors.Join(err, fault)
	if err == nil && then["log_entries"] > now["log_entries"] {
		err = fmt.Errorf("the log has %d entries there and %d here: an older database is in the place of this one", then["log_entries"], now["log_entries"])
	}
	d.Tables = map[string]count{}
	for name := range now {
		d.Tables[name] = count{then[name], now[name]}
	}
	d.add("counts", fmt.Sprintf("%d tables", len(d.Tables)), err)
}

// rows names the rows that do not fit their authenticators, the first of each table.
func (d *drilled) rows(ctx context.Context, s access.Session) {
	found, err := damagedRows(ctx, s)
	if err != nil || len(found) == 0 {
		d.add("rows", fmt.Sprintf("those of %d tables fit their authenticators", len(authenticated())), err)
		return
	}
	d.OK = false
	named := map[string]int{}
	for _, one := range found {
		if named[one.Table]++; named[one.Table] <= mostRows {
			d.Checks = append(d.Checks, finding{Check: "rows", Detail: errForged.Error(), Table: one.Table, Row: one.Key, Kind: one.Kind})
		}
	}
	for _, table := range slices.Sorted(maps.Keys(named)) {
		if more := named[table] - mostRows; more > 0 {
			d.add("rows", "", fmt.Errorf("%d more of table %s", more, table))
		}
	}
}
