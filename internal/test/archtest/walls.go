package archtest

import (
	"go/ast"
	"path"
	"slices"
	"strings"
)

// isPage reports whether a package holds pages of the staff side: their chassis,
// or a wing.
func isPage(path string) bool {
	return path == "web" || strings.HasPrefix(path, "web/") || path == "internal/desk" || strings.HasPrefix(path, "internal/desk/")
}

// pageClock is the one file of the staff side that may write a day or an hour
// out, because it knows whose place the time is of.
const pageClock = "internal/desk/clock.go"

// dbPackage is the only package that speaks to a database.
const dbPackage = "internal/db"

// checkWalls keeps SQL out of the pages. They may not import package db,
// whatever the table says, and nothing that they can call hands out a database
// or a transaction. Package db itself takes a transaction out of a Holder only
// for its own use.
func checkWalls(t *Tree) ([]Fault, error) {
	var faults []Fault
	t.files(func(p *Package, f *File) {
		if f.Test || strings.HasPrefix(p.Path, "internal/test/") || p.Name == "main" {
			return
		}
		for _, i := range f.AST.Imports {
			if isPage(p.Path) && t.within(strings.Trim(i.Path.Value, `"`)) == dbPackage {
				faults = append(faults, t.at(i.Pos(), "pages have no way to SQL: ask a function of the domain"))
			}
		}
		for _, d := range f.AST.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.IsExported() && fn.Type.Results != nil {
				faults = append(faults, t.checkHanded(p, f, fn)...)
			}
		}
	})
	return faults, nil
}

// checkHanded judges what an exported function returns.
func (t *Tree) checkHanded(p *Package, f *File, fn *ast.FuncDecl) []Fault {
	name := fn.Name.Name
	if fn.Recv != nil {
		name = typeName(fn.Recv.List[0].Type) + "." + name
	}
	if p.Path == dbPackage && (name == "Open" || fn.Recv == nil && !handsOut(p, f, fn, "Tx")) {
		return nil
	}
	if !handsOut(p, f, fn, "Tx", "DB") || t.owed("walls", path.Join(p.Path, name)) {
		return nil
	}
	return []Fault{t.at(fn.Pos(), "%s hands out a database or a transaction: do inside it what its caller needs", name)}
}

// handsOut reports whether a result of fn is one of the named types of package
// db, or holds one.
func handsOut(p *Package, f *File, fn *ast.FuncDecl, types ...string) bool {
	names, found := importNames(f.AST), false
	ast.Inspect(fn.Type.Results, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			found = found || ok && strings.HasSuffix(names[x.Name], "/"+dbPackage) && slices.Contains(types, n.Sel.Name)
			return false
		case *ast.Ident:
			found = found || p.Path == dbPackage && slices.Contains(types, n.Name)
		}
		return true
	})
	return found
}

// checkClock wants every day and hour on a page of the staff side written by the
// page's clock, which knows the place of whoever reads it. A bare t.Day or
// t.Moment writes the day of UTC.
func checkClock(t *Tree) ([]Fault, error) {
	var faults []Fault
	t.files(func(p *Package, f *File) {
		if f.Test || !isPage(p.Path) || f.Name == pageClock {
			return
		}
		bare := map[*ast.SelectorExpr]bool{}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && len(n.Args) == 0 {
					bare[sel] = true // the day of the month of a time.Time
				}
			case *ast.SelectorExpr:
				if !bare[n] && writesTime(n) && !t.owed("clock", f.Name) {
					faults = append(faults, t.at(n.Pos(), "%s outside the page's clock: a day is a day of the reader's place, see %s", n.Sel.Name, pageClock))
				}
			}
			return true
		})
	})
	return faults, nil
}

// writesTime reports whether a selector is Day, Moment or Near of something
// called t, as the texts of a page are.
func writesTime(n *ast.SelectorExpr) bool {
	if !slices.Contains([]string{"Day", "Moment", "Near"}, n.Sel.Name) {
		return false
	}
	switch x := n.X.(type) {
	case *ast.Ident:
		return strings.EqualFold(x.Name, "t")
	case *ast.SelectorExpr:
		return strings.EqualFold(x.Sel.Name, "t")
	}
	return false
}
