package archtest

import (
	"go/ast"
	"path"
	"strings"
)

// checkPackages wants a good name and exactly one doc comment for every
// package, in the file named after it.
func checkPackages(t *Tree) ([]Fault, error) {
	var faults []Fault
	for _, p := range t.Packages {
		if len(p.Files) == 0 {
			continue
		}
		if forbiddenPackages[p.Name] {
			faults = append(faults, Fault{p.Files[0].Name, 1, "package name " + p.Name + " says nothing: name it after what it holds"})
		}
		faults = append(faults, t.checkDoc(p)...)
	}
	return faults, nil
}

// checkDoc wants exactly one doc comment in the right file.
func (t *Tree) checkDoc(p Package) []Fault {
	var faults []Fault
	home, docs := homeFile(p), 0
	for _, f := range p.Files {
		if f.AST.Doc == nil || f.Test {
			continue
		}
		docs++
		if docs > 1 || path.Base(f.Name) != home {
			faults = append(faults, t.at(f.AST.Doc.Pos(), "package %s is documented here: it has one doc comment, in %s", p.Name, home))
		} else if p.Name != "main" && !strings.HasPrefix(f.AST.Doc.Text(), "Package "+p.Name+" ") {
			faults = append(faults, t.at(f.AST.Doc.Pos(), "begin the comment with \"Package %s\" and say what it is for", p.Name))
		}
	}
	if docs == 0 && hasProgram(p) {
		faults = append(faults, Fault{p.Files[0].Name, 1, "package " + p.Name + " has no doc comment: say in " + home + " what it is for, its ideas, and what it never does"})
	}
	return faults
}

// homeFile is the file that bears a package's doc comment.
func homeFile(p Package) string {
	if p.Name != "main" {
		return p.Name + ".go"
	}
	for _, f := range p.Files {
		if path.Base(f.Name) == "main.go" {
			return "main.go"
		}
	}
	return path.Base(p.Path) + ".go"
}

func hasProgram(p Package) bool {
	for _, f := range p.Files {
		if !f.Test {
			return true
		}
	}
	return false
}

// checkExported wants a comment on every exported name. In a group of
// constants, variables or types, the group's comment serves all of it.
func checkExported(t *Tree) ([]Fault, error) {
	var faults []Fault
	t.files(func(p *Package, f *File) {
		if f.Test || p.Name == "main" {
			return
		}
		for _, d := range f.AST.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) && !obvious[d.Name.Name] {
					faults = append(faults, t.undocumented(d.Name))
				}
			case *ast.GenDecl:
				if d.Doc == nil {
					faults = append(faults, t.checkGroup(d)...)
				}
			}
		}
	})
	return faults, nil
}

// obvious are methods whose meaning the standard library gives.
var obvious = map[string]bool{"Error": true, "Unwrap": true, "Len": true, "Less": true, "Swap": true, "LogValue": true, "ServeHTTP": true}

// checkGroup wants a comment on each exported name of a group without one.
func (t *Tree) checkGroup(d *ast.GenDecl) []Fault {
	var faults []Fault
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Doc == nil && s.Comment == nil && s.Name.IsExported() {
				faults = append(faults, t.undocumented(s.Name))
			}
		case *ast.ValueSpec:
			for _, n := range s.Names {
				if s.Doc == nil && s.Comment == nil && n.IsExported() {
					faults = append(faults, t.undocumented(n))
				}
			}
		}
	}
	return faults
}

func (t *Tree) undocumented(n *ast.Ident) Fault {
	return t.at(n.Pos(), "%s is exported and has no comment: say what its caller must know", n.Name)
}

// exportedReceiver reports whether d is a function or a method of an exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	return ast.IsExported(typeName(d.Recv.List[0].Type))
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
