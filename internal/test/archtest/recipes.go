package archtest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// recipes is the document whose Go code is built.
const recipes = "doc/recipes.md"

// An example is one block of Go in the recipes: a whole file, that begins with
// a comment that names it.
type example struct {
	file string
	text string
	line int // of its first line in the document
}

// checkRecipes builds the Go of the recipes together with the program, and
// starts it as far as its declarations: a declaration may panic.
func checkRecipes(t *Tree) ([]Fault, error) {
	text, err := os.ReadFile(filepath.Join(t.Dir, filepath.FromSlash(recipes)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	examples, faults := t.examples(string(text))
	if len(examples) == 0 {
		return faults, nil
	}
	more, err := t.build(examples)
	return append(faults, more...), err
}

// examples finds the blocks of Go in a text of Markdown.
func (t *Tree) examples(text string) (all []example, faults []Fault) {
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		if lines[i] != "```go" {
			continue
		}
		first := i + 1
		end := first + slices.Index(lines[first:], "```")
		if end < first {
			end = len(lines)
		}
		i = end
		e := example{text: strings.Join(lines[first:end], "\n") + "\n", line: first + 1}
		name, named := strings.CutPrefix(lines[first], "// ")
		e.file = name
		_, err := os.Stat(filepath.Join(t.Dir, filepath.FromSlash(name)))
		switch {
		case !named || path.Ext(name) != ".go" || path.Clean(name) != name:
			faults = append(faults, Fault{recipes, e.line, "begin the block with its file, as in // cases/name.go, and write the whole file: what is only a part is not ```go"})
		case err == nil:
			faults = append(faults, Fault{recipes, e.line, name + " is there already: give the example a name of its own"})
		default:
			all = append(all, e)
		}
	}
	return all, faults
}

// clause is the line that names a package.
var clause = regexp.MustCompile(`(?m)^package \w+$`)

// build compiles and starts the packages of the examples, with the examples laid
// over the module.
func (t *Tree) build(all []example) ([]Fault, error) {
	dir, err := os.MkdirTemp("", "recipes")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var overlay struct{ Replace map[string]string }
	overlay.Replace = map[string]string{}
	lay := func(file, text string) error {
		name := filepath.Join(dir, strings.ReplaceAll(file, "/", "+"))
		overlay.Replace[filepath.Join(t.Dir, filepath.FromSlash(file))] = name
		return os.WriteFile(name, []byte(text), 0o600)
	}
	var packages []string
	for _, e := range all {
		// An empty test file, so that there is a program to start.
		test := path.Join(path.Dir(e.file), "recipes_example_test.go")
		if err := errors.Join(lay(e.file, e.text), lay(test, clause.FindString(e.text)+"\n")); err != nil {
			return nil, err
		}
		if p := "./" + path.Dir(e.file); !slices.Contains(packages, p) {
			packages = append(packages, p)
		}
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return nil, err
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command("go", append([]string{"test", "-run=^$", "-vet=off", "-overlay=" + name}, packages...)...)
	cmd.Dir = t.Dir
	out, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	if err == nil || !errors.As(err, &failed) {
		return nil, err
	}
	return told(string(out), all), nil
}

// place is the beginning of a compiler's message, and stopped how a program
// says that it panicked.
var (
	place   = regexp.MustCompile(`(?m)^(?:vet: )?(\S+\.go):(\d+)(?::\d+)?: (.*)$`)
	stopped = regexp.MustCompile(`(?m)^panic: (.*)$`)
)

// told turns what the compiler said of the examples into faults of the document.
func told(out string, all []example) []Fault {
	var faults []Fault
	for _, m := range place.FindAllStringSubmatch(out, -1) {
		file := strings.ReplaceAll(filepath.Base(m[1]), "+", "/")
		i := slices.IndexFunc(all, func(e example) bool { return e.file == file })
		if n, err := strconv.Atoi(m[2]); i >= 0 && err == nil {
			faults = append(faults, Fault{recipes, all[i].line + n - 1, m[3]})
		}
	}
	for _, m := range stopped.FindAllStringSubmatch(out, -1) {
		faults = append(faults, Fault{recipes, all[0].line, "an example stops the program: " + m[1]})
	}
	if len(faults) == 0 {
		faults = append(faults, Fault{recipes, 1, "the examples do not build:\n" + out})
	}
	return faults
}
