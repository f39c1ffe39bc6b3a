// Package archtest checks the rules of this project that a machine can check:
// who may import whom, which package owns a table, what a third party's module
// is for, calls that only certain packages may make, and the articles of law
// that code cites. What every Go project checks (comments on exported names,
// length of functions) is left to revive, see tools/revive.toml.
//
// The tables in table.go, tables.go and modules.go are the documentation: a
// package, a database table or a module that is not there fails the test until
// someone says where it belongs and why. Each rule has an example in testdata
// that it must refuse, so a rule that stopped biting is noticed too. What breaks
// a rule today and will not tomorrow is listed in debts.go.
//
// Report measures what no rule limits: the size of packages, files and functions.
//
// The package reads source text and the output of go list; it never runs the
// program's own code.
package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// A Fault is one place that breaks a rule, with what to do about it.
type Fault struct {
	File string // within the module, with slashes; "go.mod" for the module itself
	Line int
	What string
}

// String returns the fault in the form that editors can jump to.
func (f Fault) String() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What) }

// A File is one Go source file.
type File struct {
	Name      string // within the module, with slashes
	Test      bool
	Generated bool
	AST       *ast.File
}

// A Package is one package of the module with all its files.
type Package struct {
	Path     string // within the module; "" is the root
	Name     string
	Deps     []string // everything it reaches, standard library included; without its tests
	Own      []Import // what its program files import
	ForTests []Import // what its test files import
	Files    []File
}

// An Import is one line of an import declaration.
type Import struct {
	Path string
	File string
	Line int
}

// A Tree is what the rules look at: one module, parsed.
type Tree struct {
	Dir      string
	Module   string
	Packages []Package
	Fset     *token.FileSet
	Debts    map[string]map[string]string // what the rules let pass, see debts.go; none unless it is set
	Owed     map[string]bool              // the debts that the rules met, as "rule: place"
}

// listed is the part of go list's answer that Load uses.
type listed struct {
	Dir, ImportPath, Name              string
	GoFiles, TestGoFiles, XTestGoFiles []string
	IgnoredGoFiles, CgoFiles           []string
	Deps                               []string
	Module                             *struct{ Path string }
}

// Load reads the module in dir. Packages that do not compile are read as far as
// they parse: that they compile is another check's business.
func Load(dir string) (*Tree, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "list", "-e", "-json", "./...")
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, stderr.String())
	}
	t := &Tree{Dir: dir, Fset: token.NewFileSet()}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			return t, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		if err := t.add(l); err != nil {
			return nil, err
		}
	}
}

// add parses the files of one package.
func (t *Tree) add(l listed) error {
	if l.Module == nil {
		return fmt.Errorf("%s is not part of a module", l.ImportPath)
	}
	t.Module = l.Module.Path
	p := Package{Path: t.within(l.ImportPath), Name: l.Name, Deps: l.Deps}
	for _, name := range concat(l.GoFiles, l.CgoFiles, l.IgnoredGoFiles, l.TestGoFiles, l.XTestGoFiles) {
		abs := filepath.Join(l.Dir, name)
		tree, err := parser.ParseFile(t.Fset, abs, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		f := File{Name: t.rel(abs), Test: strings.HasSuffix(name, "_test.go"), Generated: ast.IsGenerated(tree), AST: tree}
		p.Files = append(p.Files, f)
		for _, i := range tree.Imports {
			line := Import{Path: strings.Trim(i.Path.Value, "`\""), File: f.Name, Line: t.line(i.Pos())}
			if f.Test {
				p.ForTests = append(p.ForTests, line)
			} else {
				p.Own = append(p.Own, line)
			}
		}
	}
	t.Packages = append(t.Packages, p)
	return nil
}

// within returns the path of a package of this module without the module's own.
func (t *Tree) within(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, t.Module), "/")
}

// own reports whether an import path lies in this module.
func (t *Tree) own(path string) bool {
	return path == t.Module || strings.HasPrefix(path, t.Module+"/")
}

func (t *Tree) rel(abs string) string {
	r, err := filepath.Rel(t.Dir, abs)
	if err != nil {
		return abs
	}
	return filepath.ToSlash(r)
}

func (t *Tree) line(p token.Pos) int { return t.Fset.Position(p).Line }

// at makes a fault at a place in a parsed file.
func (t *Tree) at(p token.Pos, format string, args ...any) Fault {
	pos := t.Fset.Position(p)
	return Fault{t.rel(pos.Filename), pos.Line, fmt.Sprintf(format, args...)}
}

// files calls visit for every file that people wrote.
func (t *Tree) files(visit func(p *Package, f *File)) {
	for i := range t.Packages {
		for j := range t.Packages[i].Files {
			if f := &t.Packages[i].Files[j]; !f.Generated {
				visit(&t.Packages[i], f)
			}
		}
	}
}

// A Rule looks at the whole module.
type Rule struct {
	Name  string
	Check func(*Tree) ([]Fault, error)
}

// Rules are all rules, in the order in which their faults are most useful.
var Rules = []Rule{
	{"imports", checkImports},
	{"never", checkNever},
	{"modules", checkModules},
	{"walls", checkWalls},
	{"calls", checkCalls},
	{"clock", checkClock},
	{"sql", checkSQL},
	{"tables", checkTables},
	{"actions", checkActions},
	{"sources", checkSources},
	{"dead", checkDead},
	{"recipes", checkRecipes},
	{"text", checkText},
	{"links", checkLinks},
}

// Check runs one rule and returns its faults in the order of the files.
func (t *Tree) Check(r Rule) ([]Fault, error) {
	faults, err := r.Check(t)
	sort.SliceStable(faults, func(i, j int) bool {
		a, b := faults[i], faults[j]
		return a.File < b.File || (a.File == b.File && a.Line < b.Line)
	})
	return faults, err
}

func concat(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
