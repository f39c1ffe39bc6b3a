package page

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// alone is a class that a rule of its own is for, outside of any other rule.
var alone = regexp.MustCompile(`(?m)^\.(l-[a-z0-9_-]+) \{`)

// TestClassesAreOne: one class is one thing. Two files that each give it a form have two
// things in mind, and the later one changes the other on every page.
func TestClassesAreOne(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "assets", "_*.scss"))
	if err != nil || len(files) == 0 {
		t.Fatal("no styles", err)
	}
	in := map[string][]string{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range alone.FindAllStringSubmatch(string(b), -1) {
			if name := filepath.Base(file); !slices.Contains(in[m[1]], name) {
				in[m[1]] = append(in[m[1]], name)
			}
		}
	}
	for class, where := range in {
		if len(where) > 1 {
			t.Errorf("%s is given a form in %v", class, where)
		}
	}
}
