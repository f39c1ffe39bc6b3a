package archtest

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// checkImports holds the table may, and the packages that only some may import.
func checkImports(t *Tree) ([]Fault, error) {
	var faults []Fault
	for _, p := range t.Packages {
		row, known := may[p.Path]
		if !known && len(p.Files) > 0 {
			faults = append(faults, Fault{p.Files[0].Name, 1, fmt.Sprintf("package %s has no line in the table: say in internal/test/archtest/table.go where it belongs", p.Path)})
			continue
		}
		for _, i := range p.Own {
			faults = append(faults, t.checkImport(p, i, row)...)
		}
		for _, i := range p.ForTests {
			if t.own(i.Path) && t.within(i.Path) != p.Path && !slices.Contains(forTests, t.within(i.Path)) && !allowed(row, t.within(i.Path)) {
				faults = append(faults, Fault{i.File, i.Line, fmt.Sprintf("tests of %s may not import %s: test it through what the package itself may import", shown(p.Path), shown(t.within(i.Path)))})
			}
		}
	}
	return faults, nil
}

// checkImport judges one import of a program file.
func (t *Tree) checkImport(p Package, i Import, row []string) []Fault {
	if t.own(i.Path) {
		if allowed(row, t.within(i.Path)) {
			return nil
		}
		return []Fault{{i.File, i.Line, fmt.Sprintf("%s may not import %s: arrows point downward, see internal/test/archtest/table.go", shown(p.Path), shown(t.within(i.Path)))}}
	}
	for _, o := range onlyIn {
		if o.path == i.Path && !slices.Contains(o.in, p.Path) {
			return []Fault{{i.File, i.Line, fmt.Sprintf("%s may not import %s: %s", shown(p.Path), i.Path, o.why)}}
		}
	}
	return nil
}

func allowed(row []string, path string) bool {
	return slices.Contains(row, path) || (slices.Contains(row, anyPackage) && !slices.Contains(testHelpers, path))
}

// shown is the path of a package as a person calls it.
func shown(path string) string {
	if path == "" {
		return "lindung"
	}
	return path
}

// checkNever holds the table never, over all that a package reaches.
func checkNever(t *Tree) ([]Fault, error) {
	var faults []Fault
	for _, p := range t.Packages {
		for _, dep := range p.Deps {
			path := dep
			if t.own(dep) {
				path = t.within(dep)
			}
			why, forbidden := never[p.Path][path]
			if !forbidden {
				continue
			}
			via, at := t.reaches(p, dep)
			faults = append(faults, Fault{at.File, at.Line, fmt.Sprintf("%s reaches %s through %s: %s", shown(p.Path), shown(path), via, why)})
		}
	}
	return faults, nil
}

// reaches finds the first import of p that leads to dep.
func (t *Tree) reaches(p Package, dep string) (string, Import) {
	for _, i := range p.Own {
		if i.Path == dep {
			return "its own import", i
		}
	}
	for _, i := range p.Own {
		for _, q := range t.Packages {
			if t.own(i.Path) && q.Path == t.within(i.Path) && slices.Contains(q.Deps, dep) {
				return shown(q.Path), i
			}
		}
	}
	return "a module of others", Import{File: p.Files[0].Name, Line: 1}
}

// checkModules holds the lists of modules of others against what is imported,
// against go.mod, and against doc/why.md.
func checkModules(t *Tree) ([]Fault, error) {
	var faults []Fault
	program, all := map[string]bool{}, map[string]bool{}
	for _, p := range t.Packages {
		own, tests := p.Own, p.ForTests
		if slices.Contains(testHelpers, p.Path) {
			own, tests = nil, slices.Concat(p.Own, p.ForTests)
		}
		for _, i := range own {
			m := module(inProgram, i.Path)
			if t.foreign(i.Path) && m == "" {
				faults = append(faults, Fault{i.File, i.Line, i.Path + " is not on the list of modules: ask whether the standard library does it, else give it a line in internal/test/archtest/modules.go and in doc/why.md"})
			}
			program[m], all[m] = true, true
		}
		for _, i := range tests {
			m := cmp.Or(module(inProgram, i.Path), module(inTests, i.Path))
			if t.foreign(i.Path) && m == "" {
				faults = append(faults, Fault{i.File, i.Line, i.Path + " is not on the list of modules for tests: give it a line in internal/test/archtest/modules.go and in doc/why.md"})
			}
			all[m] = true
		}
	}
	delete(program, "")
	delete(all, "")
	if len(program) > maxDirect {
		faults = append(faults, Fault{"go.mod", 1, fmt.Sprintf("the program imports %d modules of others, at most %d: do without one", len(program), maxDirect)})
	}
	more, err := t.checkReasons(all)
	return append(faults, more...), err
}

// checkReasons wants a line in doc/why.md for every module that is imported or
// required directly.
func (t *Tree) checkReasons(used map[string]bool) ([]Fault, error) {
	text, err := os.ReadFile(filepath.Join(t.Dir, "go.mod"))
	if err != nil {
		return nil, err
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		return nil, err
	}
	why, err := os.ReadFile(filepath.Join(t.Dir, "doc", "why.md"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var faults []Fault
	for _, r := range mod.Require {
		if r.Indirect && !used[r.Mod.Path] {
			continue
		}
		if inProgram[r.Mod.Path] == "" && inTests[r.Mod.Path] == "" {
			faults = append(faults, Fault{"go.mod", r.Syntax.Start.Line, r.Mod.Path + " has no reason: give it a line in internal/test/archtest/modules.go or remove it"})
		}
		if !strings.Contains(string(why), "`"+r.Mod.Path+"`") {
			faults = append(faults, Fault{"go.mod", r.Syntax.Start.Line, r.Mod.Path + " has no line in doc/why.md: say what for, why this one, its licence, and what we would do without it"})
		}
	}
	return faults, nil
}

// foreign reports whether an import path is neither ours nor Go's.
func (t *Tree) foreign(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !t.own(path) && strings.Contains(first, ".")
}

// module returns the module in list that an import path belongs to, or "".
func module(list map[string]string, path string) string {
	for m := range list {
		if path == m || strings.HasPrefix(path, m+"/") {
			return m
		}
	}
	return ""
}
