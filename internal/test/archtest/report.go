package archtest

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// A size is a number with the place it was found at.
type size struct {
	n  int
	at string
}

// sizes are what Report measures of the code that people wrote.
type sizes struct {
	packages, tests   map[string]int // lines of program and of test files
	methods           map[string]int // by type
	files, lengths, c []size
}

// Report says how large the packages, files and functions of the module are,
// beside what is tested. It limits nothing: large is a question, not a fault. Generated
// files are left out.
func Report(t *Tree) string {
	s := t.measure()
	var b strings.Builder
	b.WriteString("   lines by package (program, tests)\n")
	program, tests := 0, 0
	byLines := slices.SortedFunc(maps.Keys(s.packages), func(a, b string) int { return s.packages[b] - s.packages[a] })
	for _, p := range byLines {
		fmt.Fprintf(&b, "%8d %7d  %s\n", s.packages[p], s.tests[p], shown(p))
		program, tests = program+s.packages[p], tests+s.tests[p]
	}
	fmt.Fprintf(&b, "%8d %7d  in all: %.2f lines of tests for each line of program\n", program, tests, float64(tests)/float64(max(1, program)))
	for _, l := range []struct {
		name string
		all  []size
	}{{"lines of a file", s.files}, {"lines of a function", s.lengths}, {"ways through a function", s.c}} {
		fmt.Fprintf(&b, "   %s: %s\n", l.name, spread(l.all))
	}
	if len(s.methods) > 0 {
		most := slices.MaxFunc(slices.Sorted(maps.Keys(s.methods)), func(a, b string) int { return s.methods[a] - s.methods[b] })
		fmt.Fprintf(&b, "   most methods on one type: %d, %s\n", s.methods[most], most)
	}
	staff := slices.IndexFunc(byLines, func(p string) bool { return isPage(p) })
	if staff >= 0 {
		fmt.Fprintf(&b, "   largest package of the staff's pages: %d lines, %s\n", s.packages[byLines[staff]], byLines[staff])
	}
	return b.String()
}

// spread says the median, the 95th of a hundred, and the largest.
func spread(all []size) string {
	if len(all) == 0 {
		return "none"
	}
	slices.SortFunc(all, func(a, b size) int { return cmp.Or(a.n-b.n, strings.Compare(a.at, b.at)) })
	last := all[len(all)-1]
	return fmt.Sprintf("median %d, p95 %d, most %d (%s)", all[len(all)/2].n, all[len(all)*95/100].n, last.n, last.at)
}

// measure reads the sizes of all files.
func (t *Tree) measure() sizes {
	s := sizes{packages: map[string]int{}, tests: map[string]int{}, methods: map[string]int{}}
	t.files(func(p *Package, f *File) {
		lines := t.line(f.AST.FileEnd-1) - t.line(f.AST.FileStart) + 1
		if f.Test {
			s.tests[p.Path] += lines
			return
		}
		s.packages[p.Path] += lines
		s.files = append(s.files, size{lines, f.Name})
		for _, d := range f.AST.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			at := fmt.Sprintf("%s:%d %s", f.Name, t.line(fn.Pos()), fn.Name.Name)
			s.lengths = append(s.lengths, size{t.line(fn.End()) - t.line(fn.Pos()) + 1, at})
			s.c = append(s.c, size{ways(fn.Body), at})
			if fn.Recv != nil {
				s.methods[shown(p.Path)+"."+typeName(fn.Recv.List[0].Type)]++
			}
		}
	})
	return s
}

// ways counts the ways through a body: 1, and one for each branch, case, loop
// and short circuit.
func ways(body *ast.BlockStmt) int {
	n := 1
	ast.Inspect(body, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			n++
		case *ast.CaseClause:
			n += min(1, len(node.List))
		case *ast.CommClause:
			if node.Comm != nil {
				n++
			}
		case *ast.BinaryExpr:
			if node.Op == token.LAND || node.Op == token.LOR {
				n++
			}
		}
		return true
	})
	return n
}

// typeName is the name of a type without its package, pointer and parameters.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}
