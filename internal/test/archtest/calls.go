package archtest

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A call that only some packages may make.
type call struct {
	path  string // import path
	names []string
	in    []string
	why   string
}

var calls = []call{
	{"time", []string{"Now", "Since", "Until"}, []string{"internal/db", "cmd/lindung"}, "take the time of the transaction or an argument, so that a test can set it"},
	{"fmt", []string{"Print", "Printf", "Println"}, []string{"cmd/lindung", "convention/gen"}, "return it; only the command line talks to its terminal"},
	{"os", []string{"Exit"}, []string{"cmd/lindung", "convention/gen"}, "return an error; only the command line ends the program"},
	{"lindung/access", []string{"As"}, []string{"cmd/lindung", "internal/demo"}, "a session comes from signing in; only the demo's invented people and measurements do without"},
	{"lindung/person", []string{"Forms"}, []string{"access", "cmd/lindung", "internal/demo"}, "take the forms of the session: a country adds to them"},
	{"lindung/access", []string{"OpenLobby", "InsertAccount", "UpdateAccount", "InsertOrg", "UpdateOrg"}, []string{"staff"}, "staff alone begins sessions and changes who works here: call its functions"},
}

// mayPanic lists the packages and files that may panic, and why: impossible
// declarations, seen at the start of the program and in every test.
var mayPanic = map[string]string{
	"field":                   "a form or list that is declared wrongly",
	"i18n":                    "an embedded catalog that does not parse",
	"internal/desk/server.go": "net/http's own word for an answer that was broken off, passed on",
	"convention":              "an embedded folder that is not there",
	"internal/page":           "an embedded template that does not parse",
}

// checkCalls refuses calls that belong elsewhere, panics, and init functions.
func checkCalls(t *Tree) ([]Fault, error) {
	var faults []Fault
	t.files(func(p *Package, f *File) {
		if f.Test || slices.Contains(testHelpers, p.Path) {
			return
		}
		names := importNames(f.AST)
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				faults = append(faults, t.checkCall(p, names, n)...)
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "panic" && id.Obj == nil && mayPanic[p.Path]+mayPanic[f.Name] == "" {
					faults = append(faults, t.at(n.Pos(), "panic: return an error; the packages that may refuse an impossible declaration are listed in internal/test/archtest/calls.go"))
				}
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					faults = append(faults, t.at(n.Pos(), "init runs where nobody sees it: call it from main or make it a declaration"))
				}
			}
			return true
		})
	})
	return faults, nil
}

// checkCall judges one selector like time.Now, called or passed on.
func (t *Tree) checkCall(p *Package, names map[string]string, n *ast.SelectorExpr) []Fault {
	id, ok := n.X.(*ast.Ident)
	if !ok || id.Obj != nil {
		return nil
	}
	for _, c := range calls {
		if names[id.Name] == c.path && slices.Contains(c.names, n.Sel.Name) && !slices.Contains(c.in, p.Path) {
			return []Fault{t.at(n.Pos(), "%s.%s: %s", id.Name, n.Sel.Name, c.why)}
		}
	}
	return nil
}

// importNames maps the names by which a file knows its imports to their paths.
func importNames(f *ast.File) map[string]string {
	names := map[string]string{}
	for _, i := range f.Imports {
		p := strings.Trim(i.Path.Value, "`\"")
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		names[name] = p
	}
	return names
}

// statement is how a text begins that a database would run.
var statement = regexp.MustCompile(`^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s|CREATE\s+(TABLE|INDEX|UNIQUE)\s|ALTER\s+TABLE\s|DROP\s+TABLE\s)`)

// isStore reports whether a file may hold SQL: store.go, or NAME_store.go where
// a package has too much for one file.
// isStore reports whether a file may hold SQL.
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

// checkValues refuses JSON that is read straight into field.Values: values
// enter through Decode, Parse and Restore only, which check them.
func checkValues(t *Tree) ([]Fault, error) {
	var faults []Fault
	t.files(func(p *Package, f *File) {
		names := importNames(f.AST)
		ast.Inspect(f.AST, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || len(c.Args) == 0 {
				return true
			}
			sel, ok := c.Fun.(*ast.SelectorExpr)
			if ok && decodes(names, sel) && isValues(p, names, c.Args[len(c.Args)-1]) {
				faults = append(faults, t.at(c.Pos(), "JSON read into field.Values: use Form.Restore or Values.Parse, which check what they read"))
			}
			return true
		})
	})
	return faults, nil
}

// decodes reports whether a selector is json.Unmarshal or a decoder's Decode.
func decodes(names map[string]string, sel *ast.SelectorExpr) bool {
	id, ok := sel.X.(*ast.Ident)
	if ok && names[id.Name] == "encoding/json" {
		return sel.Sel.Name == "Unmarshal"
	}
	return sel.Sel.Name == "Decode"
}

// isValues reports whether e is the address of a variable or a new value that
// is declared in this file as field.Values.
func isValues(p *Package, names map[string]string, e ast.Expr) bool {
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = u.X
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		return valuesType(p, names, e.Type)
	case *ast.CallExpr:
		return len(e.Args) == 1 && valuesType(p, names, e.Args[0])
	case *ast.Ident:
		if e.Obj == nil {
			return false
		}
		switch d := e.Obj.Decl.(type) {
		case *ast.ValueSpec:
			return valuesType(p, names, d.Type) || anyValues(p, names, d.Values)
		case *ast.Field:
			return valuesType(p, names, d.Type)
		case *ast.AssignStmt:
			return anyValues(p, names, d.Rhs)
		}
	}
	return false
}

func anyValues(p *Package, names map[string]string, exprs []ast.Expr) bool {
	return slices.ContainsFunc(exprs, func(e ast.Expr) bool {
		_, ident := e.(*ast.Ident)
		return !ident && isValues(p, names, e)
	})
}

// valuesType reports whether e spells the type field.Values, or a pointer to it.
func valuesType(p *Package, names map[string]string, e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.StarExpr:
		return valuesType(p, names, e.X)
	case *ast.SelectorExpr:
		id, ok := e.X.(*ast.Ident)
		return ok && strings.HasSuffix(names[id.Name], "lindung/field") && e.Sel.Name == "Values"
	case *ast.Ident:
		return p.Path == "field" && e.Name == "Values"
	}
	return false
}
