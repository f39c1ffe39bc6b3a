package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"
)

// ErrSchema says that somebody has changed the tables themselves: a key, a constraint, an
// index or a trigger is not what the migrations make.
var ErrSchema = errors.New("the tables are not what this program made")

// Schema compares the tables, with their keys, constraints, indexes and triggers, with
// what the migrations make. The error names what differs.
func (d *DB) Schema(ctx context.Context) error {
	have, want, err := d.sqliteSchema(ctx)
	if d.kind == postgres {
		have, want, err = d.postgresSchema(ctx)
	}
	if err != nil {
		return d.fault(err)
	}
	var wrong []string
	for _, line := range want {
		if !slices.Contains(have, line) {
			wrong = append(wrong, "missing: "+line)
		}
	}
	for _, line := range have {
		if !slices.Contains(want, line) {
			wrong = append(wrong, "added: "+line)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	const most = 20
	text := strings.Join(wrong[:min(most, len(wrong))], "; ")
	if len(wrong) > most {
		text += fmt.Sprintf("; and %d more", len(wrong)-most)
	}
	return fmt.Errorf("%w: %s", ErrSchema, text)
}

// makes returns the texts that make all tables.
func (d *DB) makes() []string {
	all := slices.Clone(first)
	for _, s := range d.steps {
		for _, text := range strings.Split(s.text, ";\n") {
			if strings.TrimSpace(text) != "" {
				all = append(all, d.spoken(text))
			}
		}
	}
	return all
}

// asker is a database or a transaction.
type asker interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

// lines returns the rows of a query with one column.
func lines(ctx context.Context, of asker, text string) ([]string, error) {
	rows, err := of.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// sqliteCatalog has the text of everything that was made; SQLite's own indexes have none.
const sqliteCatalog = `SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema WHERE sql IS NOT NULL`

func (d *DB) sqliteSchema(ctx context.Context) (have, want []string, err error) {
	if d.kind != sqlite {
		return nil, nil, nil
	}
	if have, err = lines(ctx, d.r, sqliteCatalog); err != nil {
		return nil, nil, err
	}
	model, err := driver.Open("file::memory:", nil)
	if err != nil {
		return nil, nil, err
	}
	defer model.Close()
	model.SetMaxOpenConns(1)
	want, err = made(ctx, model, d.makes(), sqliteCatalog)
	return have, want, err
}

// made returns a catalog after texts were carried out.
func made(ctx context.Context, of asker, texts []string, catalog string) ([]string, error) {
	for _, text := range texts {
		if _, err := of.ExecContext(ctx, text); err != nil {
			return nil, err
		}
	}
	return lines(ctx, of, catalog)
}

// postgresCatalog describes the tables that have a column in the list of names, with all
// that hangs on each, in the schema that is the first of the search path.
const postgresCatalog = `
	WITH t AS (
		SELECT c.oid, c.relname AS name, n.nspname AS schema, c.relkind AS kind, c.relpersistence AS persistence, c.relrowsecurity AS walled
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.oid = %[1]s AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND c.relname IN (%[2]s)
	)
	SELECT 'table ' || t.name || CASE WHEN t.kind <> 'r' OR t.persistence = 'u' OR t.walled THEN ' that is no plain one' ELSE '' END FROM t
	UNION ALL
	SELECT 'column ' || t.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
		|| CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || COALESCE(' default ' || pg_get_expr(f.adbin, f.adrelid), '')
	FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_attrdef f ON f.adrelid = t.oid AND f.adnum = a.attnum
	UNION ALL
	SELECT 'constraint ' || t.name || ' ' || pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN '' ELSE ' not valid' END
	FROM t JOIN pg_constraint k ON k.conrelid = t.oid
	UNION ALL
	SELECT 'index ' || replace(replace(pg_get_indexdef(i.indexrelid), 'pg_temp.', ''), t.schema || '.', '') || CASE WHEN i.indisvalid THEN '' ELSE ' not valid' END
	FROM t JOIN pg_index i ON i.indrelid = t.oid
	UNION ALL
	SELECT 'trigger ' || CASE WHEN g.tgisinternal THEN 'that keeps a constraint, disabled' ELSE g.tgname END || ' on ' || t.name
	FROM t JOIN pg_trigger g ON g.tgrelid = t.oid AND (NOT g.tgisinternal OR g.tgenabled <> 'O')
	UNION ALL
	SELECT 'rule ' || r.rulename || ' on ' || t.name FROM t JOIN pg_rewrite r ON r.ev_class = t.oid
	UNION ALL
	SELECT 'policy ' || p.polname || ' on ' || t.name FROM t JOIN pg_policy p ON p.polrelid = t.oid
	UNION ALL
	SELECT 'table that adds its rows to ' || t.name FROM t JOIN pg_inherits h ON h.inhparent = t.oid`

// postgresSchema makes the tables once more as temporary ones and undoes that.
func (d *DB) postgresSchema(ctx context.Context) (have, want []string, err error) {
	ctx, end := d.patient(ctx)
	defer end()
	tx, err := d.w.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	defer tx.Rollback()
	names, _ := d.tablesAt(len(d.steps))
	list := "'" + strings.Join(append(names, "pen", "migrations"), "', '") + "'"
	if have, err = lines(ctx, tx, fmt.Sprintf(postgresCatalog, `(SELECT oid FROM pg_namespace WHERE nspname = current_schema())`, list)); err != nil {
		return nil, nil, err
	}
	if _, err = tx.ExecContext(ctx, `SET LOCAL search_path = pg_temp`); err != nil {
		return nil, nil, err
	}
	want, err = made(ctx, tx, d.makes(), fmt.Sprintf(postgresCatalog, `pg_my_temp_schema()`, list))
	return have, want, err
}
