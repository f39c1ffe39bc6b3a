package db

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"lindung"
)

// ErrDump says that what Load was given is not a whole dump of this program's
// tables.
var ErrDump = errors.New("this is not a whole dump of lindung's tables")

// dumpHeader begins a dump. A dump is JSON, one value a line: the header, then for each
// table its name and columns followed by its rows, and an end with the number of rows.
// It is the same for both databases, so that one can be moved to the other.
//
// History: 2026-11-24 version 1.
type dumpHeader struct {
	Dump       int      `json:"lindung_dump"`
	Migrations []string `json:"migrations"` // hashes
}

type dumpTable struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
	Kinds   []string `json:"kinds"` // int, bool, bytes or text
}

type dumpEnd struct {
	End  bool  `json:"end"`
	Rows int64 `json:"rows"`
}

var tableChange = regexp.MustCompile(`(?m)^(CREATE|DROP|ALTER) TABLE (\w+)(?: RENAME TO (\w+))?`)

// tablesAt returns the tables that there are after the first n steps, in the
// order in which they can be filled, and the hashes of those steps.
func (d *DB) tablesAt(n int) (names, hashes []string) {
	for _, s := range d.steps[:n] {
		hashes = append(hashes, s.hash)
		for _, m := range tableChange.FindAllStringSubmatch(s.text, -1) {
			switch at := slices.Index(names, m[2]); {
			case m[1] == "CREATE":
				names = append(names, m[2])
			case m[1] == "DROP":
				names = slices.Delete(names, at, at+1)
			case m[3] != "":
				names[at] = m[3]
			}
		}
	}
	return names, hashes
}

// Dump writes all rows as they are at one moment, while others go on writing.
// It returns the number of rows.
func (d *DB) Dump(ctx context.Context, w io.Writer) (int64, error) {
	names, hashes := d.tablesAt(d.at)
	buf := bufio.NewWriter(w)
	out := json.NewEncoder(buf)
	var n int64
	err := d.Read(ctx, func(tx *Tx) error {
		if err := out.Encode(dumpHeader{1, hashes}); err != nil {
			return err
		}
		for _, name := range names {
			rows, err := tx.dumpTable(out, name)
			if err != nil {
				return fmt.Errorf("table %s: %w", name, err)
			}
			n += rows
		}
		return out.Encode(dumpEnd{true, n})
	})
	if err != nil {
		return 0, err
	}
	return n, buf.Flush()
}

func (t *Tx) dumpTable(out *json.Encoder, name string) (int64, error) {
	rows, err := t.tx.QueryContext(t.ctx, `SELECT * FROM `+name)
	if err != nil {
		return 0, t.db.fault(err)
	}
	defer rows.Close()
	head, err := columnsOf(rows, name)
	if err != nil {
		return 0, err
	}
	if err := out.Encode(head); err != nil {
		return 0, err
	}
	var n int64
	for ; rows.Next(); n++ {
		cells := newCells(head.Kinds)
		if err := rows.Scan(cells...); err != nil {
			return n, err
		}
		if err := out.Encode(cells); err != nil {
			return n, err
		}
	}
	return n, t.db.fault(rows.Err())
}

func columnsOf(rows *sql.Rows, name string) (dumpTable, error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return dumpTable{}, err
	}
	t := dumpTable{Table: name}
	for _, c := range types {
		kind := "text"
		switch declared := c.DatabaseTypeName(); {
		case strings.Contains(declared, "INT"):
			kind = "int"
		case strings.HasPrefix(declared, "BOOL"):
			kind = "bool"
		case declared == "BYTEA":
			kind = "bytes"
		}
		t.Columns, t.Kinds = append(t.Columns, c.Name()), append(t.Kinds, kind)
	}
	return t, nil
}

// newCells returns pointers to one value of each kind; []byte is base64 in JSON.
func newCells(kinds []string) []any {
	cells := make([]any, len(kinds))
	for i, k := range kinds {
		switch k {
		case "int":
			cells[i] = new(int64)
		case "bool":
			cells[i] = new(bool)
		case "bytes":
			cells[i] = new([]byte)
		default:
			cells[i] = new(string)
		}
	}
	return cells
}

// Load fills an empty database from a dump, all or nothing: it makes the tables
// that the dump was made from, fills them, and carries out the steps that have
// been added since. A database that holds anything is ErrUnique, unless it is what
// an earlier Load has left that nobody has called whole: that is replaced.
//
// Nothing opens the database until [DB.Whole] says that it may be believed.
func (d *DB) Load(ctx context.Context, r io.Reader) (int64, error) {
	in := bufio.NewReaderSize(r, 1<<20)
	from, err := d.dumpedAt(in)
	if err != nil {
		return 0, err
	}
	mark := lindung.NewID()
	var n int64
	err = d.Write(ctx, func(tx *Tx) error {
		tx.own = map[string]*sql.Stmt{}
		if err := d.clear(tx); err != nil {
			return err
		}
		n, err = d.rebuild(tx, in, from)
		if err == nil {
			_, err = Exec(tx, `INSERT INTO migrations (name, hash) VALUES (?, ?)`, restoring, mark)
		}
		return err
	})
	if err == nil {
		d.at, d.mark = len(d.steps), mark
	}
	return n, err
}

// dumpedAt reads the header of a dump and returns how many steps its tables have.
func (d *DB) dumpedAt(in *bufio.Reader) (int, error) {
	var head dumpHeader
	line, err := in.ReadBytes('\n')
	if err != nil || json.Unmarshal(line, &head) != nil || head.Dump != 1 {
		return 0, ErrDump
	}
	n := len(head.Migrations)
	if n > len(d.steps) {
		return 0, ErrNewer
	}
	if _, hashes := d.tablesAt(n); n == 0 || !slices.Equal(head.Migrations, hashes) {
		return 0, fmt.Errorf("%w: it was made by a version that this one does not follow", ErrDump)
	}
	return n, nil
}

// clear drops the tables of a database that holds nothing of worth.
func (d *DB) clear(tx *Tx) error {
	h, err := historyOf(tx)
	if err == nil {
		err = d.fits(h)
	}
	if err != nil {
		return err
	}
	names, _ := d.tablesAt(len(h.done))
	slices.Reverse(names)
	if h.mark == "" {
		for _, name := range names {
			if has, err := One(tx, Value[int64], `SELECT count(*) FROM `+name); err != nil || has > 0 {
				return errors.Join(err, ErrUnique)
			}
		}
	}
	for _, name := range names {
		if err := tx.alter(`DROP TABLE ` + name); err != nil {
			return err
		}
	}
	_, err = Exec(tx, `DELETE FROM migrations`)
	return err
}

// rebuild makes the tables as they were after the first steps, fills them, and
// carries out the rest.
func (d *DB) rebuild(tx *Tx, in *bufio.Reader, from int) (int64, error) {
	for _, s := range d.steps[:from] {
		if err := s.carryOut(tx); err != nil {
			return 0, err
		}
	}
	names, _ := d.tablesAt(from)
	for _, name := range slices.Backward(names) { // what a step in Go has put there is in the dump as well
		if _, err := Exec(tx, `DELETE FROM `+name); err != nil {
			return 0, err
		}
	}
	n, err := tx.load(in, names)
	if err != nil {
		return 0, err
	}
	for _, s := range d.steps[from:] {
		if err := s.carryOut(tx); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// Whole says that what Load has put here was verified: from now on it opens.
func (d *DB) Whole(ctx context.Context) error {
	return d.Write(ctx, func(tx *Tx) error {
		return Change(tx, `DELETE FROM migrations WHERE name = ? AND hash = ?`, restoring, d.mark)
	})
}

// Doubt lets nobody open the database, which Load has not filled, until Whole says that it may
// be believed.
func (d *DB) Doubt(ctx context.Context) error {
	mark := lindung.NewID()
	err := d.Write(ctx, func(tx *Tx) error {
		_, err := Exec(tx, `INSERT INTO migrations (name, hash) VALUES (?, ?)`, restoring, mark)
		return err
	})
	d.mark = mark
	return err
}

// Counts returns how many rows each table has.
func (d *DB) Counts(ctx context.Context) (map[string]int64, error) {
	names, _ := d.tablesAt(d.at)
	all := map[string]int64{}
	err := d.Read(ctx, func(tx *Tx) (err error) {
		for _, name := range names {
			if all[name], err = One(tx, Value[int64], `SELECT count(*) FROM `+name); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// Unload takes back what Load has put here, and leaves empty tables.
func (d *DB) Unload(ctx context.Context) error {
	names, _ := d.tablesAt(len(d.steps))
	return d.Write(ctx, func(tx *Tx) error {
		if err := Change(tx, `DELETE FROM migrations WHERE name = ? AND hash = ?`, restoring, d.mark); err != nil {
			return err
		}
		for _, name := range slices.Backward(names) {
			if _, err := Exec(tx, `DELETE FROM `+name); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *Tx) load(in *bufio.Reader, names []string) (int64, error) {
	known := map[string]bool{}
	for _, n := range names {
		known[n] = true
	}
	var table dumpTable
	var insert string
	var n int64
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return n, fmt.Errorf("%w: it ends too early", ErrDump)
		}
		if line[0] == '[' {
			if err := t.loadRow(table, insert, line); err != nil {
				return n, err
			}
			n++
			continue
		}
		var end dumpEnd
		if json.Unmarshal(line, &end) == nil && end.End {
			if end.Rows != n {
				return n, fmt.Errorf("%w: %d rows of %d", ErrDump, n, end.Rows)
			}
			return n, nil
		}
		table = dumpTable{}
		if json.Unmarshal(line, &table) != nil || !known[table.Table] || !table.sound() {
			return n, ErrDump
		}
		insert = `INSERT INTO ` + table.Table + ` (` + strings.Join(table.Columns, ", ") + `) VALUES (?` + strings.Repeat(", ?", len(table.Columns)-1) + `)`
	}
}

// sound reports whether the columns of t can be written into a statement.
func (t dumpTable) sound() bool {
	return len(t.Columns) > 0 && len(t.Kinds) == len(t.Columns) &&
		!slices.ContainsFunc(t.Columns, func(c string) bool { return !column.MatchString(c) })
}

var column = regexp.MustCompile(`^[a-z_]+$`)

func (t *Tx) loadRow(table dumpTable, insert string, line []byte) error {
	if insert == "" {
		return ErrDump
	}
	var raw []json.RawMessage
	if json.Unmarshal(line, &raw) != nil || len(raw) != len(table.Columns) {
		return fmt.Errorf("%w: a row of table %s cannot be read", ErrDump, table.Table)
	}
	cells := newCells(table.Kinds)
	args := make([]any, len(cells))
	for i, c := range cells {
		if json.Unmarshal(raw[i], c) != nil {
			return fmt.Errorf("%w: a row of table %s cannot be read", ErrDump, table.Table)
		}
		switch v := c.(type) {
		case *int64:
			args[i] = *v
		case *bool:
			args[i] = *v
		case *string:
			args[i] = *v
		case *[]byte:
			if args[i] = *v; *v == nil {
				args[i] = []byte{}
			}
		}
	}
	_, err := Exec(t, insert, args...)
	return err
}
