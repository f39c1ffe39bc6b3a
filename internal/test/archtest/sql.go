package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// statement is how a text begins that a database would run.
var statement = regexp.MustCompile(`^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s|CREATE\s+(TABLE|INDEX|UNIQUE)\s|ALTER\s+TABLE\s|DROP\s+TABLE\s)`)

// isStore reports whether a file may hold SQL: store.go, or IDEA_store.go.
func isStore(name string) bool {
	return path.Base(name) == "store.go" || strings.HasSuffix(name, "_store.go")
}

// checkSQL wants every statement in a file store.go, or IDEA_store.go where one
// is not enough, so that all the SQL there is can be read in one go.
// internal/db itself speaks to both databases.
func checkSQL(t *Tree) ([]Fault, error) {
	var faults []Fault
	t.files(func(p *Package, f *File) {
		if f.Test || p.Path == "internal/db" || p.Path == "internal/test/dbtest" || isStore(f.Name) {
			return
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING && statement.MatchString(strings.Trim(l.Value, "`\"")) {
				faults = append(faults, t.at(l.Pos(), "SQL outside store.go: move the statement to %s", path.Join(p.Path, "store.go")))
			}
			return true
		})
	})
	return faults, nil
}

// created finds the tables that a migration makes.
var created = regexp.MustCompile(`(?m)^CREATE TABLE (?:IF NOT EXISTS )?(\w+)`)

// named finds the tables that a statement names. What comes before the name
// says whether it reads or writes.
var named = regexp.MustCompile(`\b(DELETE\s+FROM|FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)\b`)

// temporary finds the names that a statement gives to parts of itself.
var temporary = regexp.MustCompile(`(?:\bWITH|,)\s+([a-z_]+)\s+AS\s*\(`)

// checkTables holds the table owners: a package writes only its own tables, and
// of others it reads only those that are shared with it.
func checkTables(t *Tree) ([]Fault, error) {
	faults, err := t.unownedTables()
	if err != nil {
		return nil, err
	}
	t.files(func(p *Package, f *File) {
		if f.Test || !isStore(f.Name) {
			return
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				faults = append(faults, t.checkStatement(p, l)...)
			}
			return true
		})
	})
	return faults, nil
}

// unownedTables finds the tables in the migrations that no package owns.
func (t *Tree) unownedTables() ([]Fault, error) {
	names, err := filepath.Glob(filepath.Join(t.Dir, "internal", "db", "migrations", "*.sql"))
	if err != nil {
		return nil, err
	}
	var faults []Fault
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for _, m := range created.FindAllSubmatchIndex(text, -1) {
			if table := string(text[m[2]:m[3]]); owners[table] == "" {
				line := 1 + strings.Count(string(text[:m[0]]), "\n")
				faults = append(faults, Fault{t.rel(name), line, fmt.Sprintf("table %s has no owner: give it a line in internal/test/archtest/tables.go", table)})
			}
		}
	}
	return faults, nil
}

// checkStatement judges the tables of one statement.
func (t *Tree) checkStatement(p *Package, l *ast.BasicLit) []Fault {
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		return nil
	}
	own := map[string]bool{}
	for _, m := range temporary.FindAllStringSubmatch(text, -1) {
		own[m[1]] = true
	}
	var faults []Fault
	seen := map[string]bool{}
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		table, reads := m[2], m[1] == "FROM" || m[1] == "JOIN"
		if own[table] || seen[table] || owners[table] == p.Path {
			continue
		}
		seen[table] = true
		switch {
		case owners[table] == "":
			faults = append(faults, t.at(l.Pos(), "table %s has no owner: give it a line in internal/test/archtest/tables.go", table))
		case t.owed("tables", fmt.Sprintf("%s %s %s", p.Path, verb(reads), table)):
		case !reads:
			faults = append(faults, t.at(l.Pos(), "%s writes %s, a table of %s: call a function of %s", p.Path, table, owners[table], owners[table]))
		case shared[table] == "" || !allowed(may[p.Path], owners[table]):
			faults = append(faults, t.at(l.Pos(), "%s reads %s, a table of %s: call a function of %s", p.Path, table, owners[table], owners[table]))
		}
	}
	return faults
}

func verb(reads bool) string {
	if reads {
		return "reads"
	}
	return "writes"
}
