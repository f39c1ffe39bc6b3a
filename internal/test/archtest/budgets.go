package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
)

// The budgets. Lines inside tables (literals of several lines) do not count;
// generated files are not looked at. Test files have a budget of lines only.
const (
	maxFile       = 450
	maxTestFile   = 800
	maxFunction   = 50
	maxCyclomatic = 12
	maxParameters = 4 // after the context, the session and the transaction
	maxMethods    = 5
	maxPackage    = 2000
	maxDelivery   = 9000
	maxGuard      = 3500
)

// guard is the package that must be read as a whole to know who can do what:
// people, ways to sign in, sessions and policies stand together in it.
const guard = "access"

// delivery lists the packages that hold one file for each page or command.
var delivery = map[string]bool{"web/casefile": true, "web/sharing": true, "public": true, "cmd/lindung": true}

// checkBudgets measures files, functions, interfaces and packages.
func checkBudgets(t *Tree) ([]Fault, error) {
	var faults []Fault
	sizes := map[string]int{}
	t.files(func(p *Package, f *File) {
		lines := t.linesOf(f.AST, f.AST.FileStart, f.AST.FileEnd)
		limit := maxFile
		if f.Test {
			limit = maxTestFile
		} else {
			sizes[p.Path] += lines
			faults = append(faults, t.checkFunctions(f)...)
		}
		if lines > limit {
			faults = append(faults, Fault{f.Name, 1, fmt.Sprintf("%d lines, at most %d: split the file by idea", lines, limit)})
		}
	})
	for _, p := range t.Packages {
		limit := maxPackage
		switch {
		case delivery[p.Path]:
			limit = maxDelivery
		case p.Path == guard:
			limit = maxGuard
		}
		if sizes[p.Path] > limit {
			faults = append(faults, Fault{p.Files[0].Name, 1, fmt.Sprintf("package %s has %d lines, at most %d: split it by idea", p.Name, sizes[p.Path], limit)})
		}
	}
	return faults, nil
}

// checkFunctions measures the functions and interfaces of one file.
func (t *Tree) checkFunctions(f *File) []Fault {
	var faults []Fault
	ast.Inspect(f.AST, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.InterfaceType:
			if m := methods(n); m > maxMethods {
				faults = append(faults, t.at(n.Pos(), "interface of %d methods, at most %d: ask for less", m, maxMethods))
			}
		case *ast.FuncDecl:
			if n.Body == nil {
				return true
			}
			if l := t.linesOf(n, n.Pos(), n.End()); l > maxFunction {
				faults = append(faults, t.at(n.Pos(), "%s has %d lines, at most %d: give its parts names", n.Name.Name, l, maxFunction))
			}
			if c := cyclomatic(n); c > maxCyclomatic {
				faults = append(faults, t.at(n.Pos(), "%s has %d ways through it, at most %d: make it a table or split it", n.Name.Name, c, maxCyclomatic))
			}
			if c := parameters(n.Type.Params); c > maxParameters {
				faults = append(faults, t.at(n.Pos(), "%s has %d parameters, at most %d: pass a struct", n.Name.Name, c, maxParameters))
			}
		}
		return true
	})
	return faults
}

// linesOf counts the lines from one place to another without those inside
// literals; a function written inside a literal counts all the same.
func (t *Tree) linesOf(n ast.Node, from, to token.Pos) int {
	free := map[int]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit, *ast.BasicLit:
			t.mark(free, n, true)
		case *ast.GenDecl:
			if n.Tok == token.VAR && n.Lparen.IsValid() {
				t.mark(free, n, true) // a table of declarations, such as fields
			}
		case *ast.FuncLit:
			t.mark(free, n, false)
		}
		return true
	})
	lines := 0
	for l := t.line(from); l <= t.line(to-1); l++ {
		if !free[l] {
			lines++
		}
	}
	return lines
}

// mark says of the lines of n, after its first, whether they are free.
func (t *Tree) mark(free map[int]bool, n ast.Node, value bool) {
	for l := t.line(n.Pos()) + 1; l <= t.line(n.End()-1); l++ {
		free[l] = value
	}
}

// cyclomatic is 1 and one for each branch, case, loop and short circuit.
func cyclomatic(d *ast.FuncDecl) int {
	c := 1
	ast.Inspect(d.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			c++
		case *ast.CaseClause:
			if n.List != nil {
				c++
			}
		case *ast.CommClause:
			if n.Comm != nil {
				c++
			}
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				c++
			}
		}
		return true
	})
	return c
}

// carried are the types that carry an act from step to step and do not count as
// parameters.
var carried = map[string]bool{"Context": true, "Session": true, "Tx": true, "Visit": true}

func parameters(l *ast.FieldList) int {
	c := 0
	for _, f := range l.List {
		if !carried[typeName(f.Type)] {
			c += max(1, len(f.Names))
		}
	}
	return c
}

func methods(n *ast.InterfaceType) int {
	c := 0
	for _, f := range n.Methods.List {
		c += len(f.Names)
	}
	return c
}
