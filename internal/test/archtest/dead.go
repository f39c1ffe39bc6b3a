package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"os/exec"
	"path/filepath"
	"strings"
)

// errNoTools says that the tools of module tools could not be fetched.
var errNoTools = errors.New("the tools are not in the module cache and could not be fetched")

// toolsModule pins the tools; tests run in the folder of their package.
var toolsModule, _ = filepath.Abs(filepath.Join("..", "..", "..", "tools"))

// A dead function is one that no program of the module reaches: no one calls
// it, or only tests do.
type dead struct {
	Name     string
	Position struct {
		File string
		Line int
	}
}

// checkDead refuses a Source: on a function that only tests call. The public
// pages show such a function as the code that keeps the article.
func checkDead(t *Tree) ([]Fault, error) {
	list, err := t.dead()
	if err != nil {
		return nil, err
	}
	at := map[string]bool{}
	for _, d := range list {
		at[fmt.Sprintf("%s:%d", d.Position.File, d.Position.Line)] = true
	}
	var faults []Fault
	t.files(func(p *Package, f *File) {
		for _, d := range f.AST.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || f.Test || !cites(fn.Doc) || !at[fmt.Sprintf("%s:%d", f.Name, t.line(fn.Name.Pos()))] {
				continue
			}
			if !t.owed("dead", f.Name+" "+fn.Name.Name) {
				faults = append(faults, t.at(fn.Pos(), "%s cites an article and only tests call it: call it, or remove it", fn.Name.Name))
			}
		}
	})
	return faults, nil
}

// cites reports whether a comment has a line Source:.
func cites(c *ast.CommentGroup) bool {
	if c == nil {
		return false
	}
	for _, l := range c.List {
		if source.MatchString(l.Text) {
			return true
		}
	}
	return false
}

// dead asks deadcode which functions no program of the module reaches.
func (t *Tree) dead() ([]dead, error) {
	if err := exec.Command("go", "-C", toolsModule, "mod", "download").Run(); err != nil {
		return nil, errNoTools
	}
	cmd := exec.Command("go", "tool", "-modfile="+filepath.Join(toolsModule, "go.mod"), "deadcode", "-json", "./...")
	cmd.Dir = t.Dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("deadcode: %w: %s", err, stderr.String())
	}
	var packages []struct{ Funcs []dead }
	if err := json.Unmarshal(out, &packages); err != nil {
		return nil, fmt.Errorf("deadcode: %w", err)
	}
	var all []dead
	for _, p := range packages {
		for _, f := range p.Funcs {
			if !strings.HasPrefix(f.Position.File, "..") {
				f.Position.File = t.rel(t.abs(f.Position.File))
				all = append(all, f)
			}
		}
	}
	return all, nil
}

// abs returns the absolute name of a file of the module.
func (t *Tree) abs(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(t.Dir, filepath.FromSlash(name))
}
