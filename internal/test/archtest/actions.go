package archtest

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// notUse are the packages in which the name of an action is no use of it: the
// invented people of the demo and the test tools do what the program can do.
var notUse = append([]string{"internal/demo"}, testHelpers...)

// checkActions wants every action of package access to be asked for somewhere
// in the program, and to have a label in every complete catalog.
func checkActions(t *Tree) ([]Fault, error) {
	type action struct {
		name  string
		value string
		at    token.Pos
	}
	var all []action
	used := map[string]bool{}
	t.files(func(p *Package, f *File) {
		if f.Test || slices.Contains(notUse, p.Path) {
			return
		}
		if f.Name == "access/actions.go" {
			for name, l := range constants(f.AST, "Action") {
				value, _ := strconv.Unquote(l.Value)
				all = append(all, action{name, value, l.Pos()})
			}
			return
		}
		names, tabled := importNames(f.AST), map[*ast.Ident]bool{}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && names[x.Name] == t.Module+"/access" {
					used[n.Sel.Name] = true
				}
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok {
					tabled[id] = true // what is said of an action in a table is no use of it
				}
			case *ast.Ident:
				if p.Path == "access" && !tabled[n] {
					used[n.Name] = true
				}
			}
			return true
		})
	})
	labels, err := t.labels("en", "id")
	if err != nil {
		return nil, err
	}
	var faults []Fault
	for _, a := range all {
		if !used[a.name] && !t.owed("actions", a.name) {
			faults = append(faults, t.at(a.at, "nothing in the program asks for %s: use it, or remove it with its policies", a.name))
		}
		for lang, has := range labels {
			if !has["act."+a.value] && !has["log.act."+a.value] {
				faults = append(faults, t.at(a.at, "%s has no label in %s: add act.%s or log.act.%s to the catalog", a.name, lang, a.value, a.value))
			}
		}
	}
	return faults, nil
}

// constants returns the string constants of a file that are declared with a type.
func constants(f *ast.File, typ string) map[string]*ast.BasicLit {
	found := map[string]*ast.BasicLit{}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			if id, ok := v.Type.(*ast.Ident); !ok || id.Name != typ {
				continue
			}
			for i, name := range v.Names {
				if l, ok := v.Values[i].(*ast.BasicLit); ok {
					found[name.Name] = l
				}
			}
		}
	}
	return found
}

// labels returns the keys of the catalogs of some languages.
func (t *Tree) labels(langs ...string) (map[string]map[string]bool, error) {
	all := map[string]map[string]bool{}
	for _, lang := range langs {
		all[lang] = map[string]bool{}
		names, err := filepath.Glob(filepath.Join(t.Dir, "i18n", "catalog", lang, "*.json"))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			var keys map[string]any
			if err := json.Unmarshal(text, &keys); err != nil {
				return nil, err
			}
			for key := range keys {
				all[lang][key] = true
			}
		}
	}
	return all, nil
}
