package dbtest_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lindung/internal/db"
	"lindung/internal/test/dbtest"
)

var statement = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE)\s`)

// TestEveryStatementPrepares: both databases accept every statement of every
// store file.
func TestEveryStatementPrepares(t *testing.T) {
	texts := statements(t)
	if len(texts) < 60 {
		t.Fatalf("only %d statements were found: the search itself is broken", len(texts))
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for at, text := range texts {
			// A transaction each: on PostgreSQL a failure ends it.
			err := d.Read(context.Background(), func(tx *db.Tx) error { return tx.Prepare(text) })
			if err != nil {
				t.Errorf("%s: %v", at, err)
			}
		}
	})
}

// statements returns the texts of all store files by their place.
func statements(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"../../../*/store.go", "../../../*/*_store.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			whole := map[*ast.BasicLit]bool{} // parts of a text that is put together are no statement
			ast.Inspect(f, func(n ast.Node) bool {
				if b, ok := n.(*ast.BinaryExpr); ok {
					for _, side := range []ast.Expr{b.X, b.Y} {
						if l, ok := side.(*ast.BasicLit); ok {
							whole[l] = true
						}
					}
				}
				l, ok := n.(*ast.BasicLit)
				if !ok || l.Kind != token.STRING || whole[l] {
					return true
				}
				text, err := strconv.Unquote(l.Value)
				if err == nil && statement.MatchString(text) {
					all[strings.TrimPrefix(set.Position(l.Pos()).String(), "../../../")] = text
				}
				return true
			})
		}
	}
	return all
}
