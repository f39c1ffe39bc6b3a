package archtest

import (
	"go/ast"
	"path"
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
	{"time", []string{"Now", "Since", "Until"}, []string{"internal/db", "cmd/lindung", "i18n/readers"}, "take the time of the transaction or an argument, so that a test can set it"},
	{"fmt", []string{"Print", "Printf", "Println"}, []string{"cmd/lindung", "convention/gen"}, "return it; only the command line talks to its terminal"},
	{"os", []string{"Exit"}, []string{"cmd/lindung", "convention/gen", "i18n/readers"}, "return an error; only the command line ends the program"},
	{"lindung/access", []string{"SessionAs"}, []string{"internal/demo"}, "a session comes from signing in; only the demo's invented people do without"},
	{"lindung/person", []string{"Forms"}, []string{"dossier"}, "take the forms of the session: wings and a country add to them"},
	{"lindung/dossier", []string{"Forms"}, []string{"cmd/lindung", "internal/demo"}, "take the forms of the session: a country adds to them"},
	{"lindung/access", []string{"InsertAccount", "UpdateAccount", "InsertOrg", "UpdateOrg"}, []string{"staff"}, "staff alone changes who works here: call its functions"},
	{"lindung/access", []string{"OpenLobby"}, []string{"staff", "visitor", "prevention", "contact"}, "a session begins at a door: of staff, of who has no account, of who tells something without a name; and contact looks there whether a message is due"},
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
