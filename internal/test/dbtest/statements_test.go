package dbtest_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
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
	maps.DeleteFunc(texts, func(at, _ string) bool { return functionOf(at) == "" }) // a part of statements
	if len(texts) < 100 {
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

// statements returns the texts of all store files by their place: file, line,
// column and, where the text is not a constant, package and function. A text may
// be put together of literals, constants of its package, and db.InList.
func statements(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"../../../*/store.go", "../../../*/*_store.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			known := constants(t, filepath.Dir(file))
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				in := declared(f, d)
				ast.Inspect(d, func(n ast.Node) bool {
					e, ok := n.(ast.Expr)
					if !ok {
						return true
					}
					text, ok := known.text(e)
					if !ok {
						return true
					}
					if statement.MatchString(text) {
						all[strings.TrimPrefix(set.Position(e.Pos()).String(), "../../../")+in] = text
					}
					return false
				})
			}
		}
	}
	return all
}

// declared returns a blank and the package and name of a function or a variable;
// nothing of constants, which are parts of statements.
func declared(f *ast.File, d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return " " + f.Name.Name + "." + d.Name.Name
	case *ast.GenDecl:
		if v, ok := d.Specs[0].(*ast.ValueSpec); ok && d.Tok == token.VAR {
			return " " + f.Name.Name + "." + v.Names[0].Name
		}
	}
	return ""
}

// texts are constants by their name.
type texts map[string]string

// constants returns the texts that the files of a folder declare as constants.
func constants(t *testing.T, folder string) texts {
	t.Helper()
	known := texts{"db.InList": db.InList}
	files, err := filepath.Glob(folder + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a constant may be made of one further down
		for _, file := range files {
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				g, ok := d.(*ast.GenDecl)
				if !ok || g.Tok != token.CONST {
					continue
				}
				for _, s := range g.Specs {
					v := s.(*ast.ValueSpec)
					for i, name := range v.Names {
						if i < len(v.Values) {
							if text, ok := known.text(v.Values[i]); ok {
								known[name.Name] = text
							}
						}
					}
				}
			}
		}
	}
	return known
}

// text returns the text that an expression is, if it is one that never changes.
func (known texts) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.Ident:
		text, ok := known[e.Name]
		return text, ok
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			text, ok := known[x.Name+"."+e.Sel.Name]
			return text, ok
		}
	case *ast.BinaryExpr:
		left, ok := known.text(e.X)
		right, also := known.text(e.Y)
		return left + right, ok && also && e.Op == token.ADD
	}
	return "", false
}
