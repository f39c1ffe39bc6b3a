package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestEveryTableHasARow sets up a small database as the measuring does: each table
// that the migrations make has a row when it begins.
func TestEveryTableHasARow(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and serves it")
	}
	dir, root := t.TempDir(), filepath.Join("..", "..")
	v := version{name: "new", program: filepath.Join(dir, "lindung"), filler: filepath.Join(dir, "load")}
	for to, from := range map[string]string{v.program: "./cmd/lindung", v.filler: "./internal/test/load"} {
		build := exec.Command("go", "build", "-o", to, from)
		build.Dir, build.Env = root, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	s, _, err := setUp(t.Context(), v, dir, "", 120, 0)
	defer s.tearDown()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "internal", "db", "migrations", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations: ", err)
	}
	tables := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`).FindAllStringSubmatch(string(text), -1) {
			if tables++; s.rows[m[1]] == 0 && unused[m[1]] == "" {
				t.Errorf("table %s is empty", m[1])
			}
		}
	}
	if tables < 25 {
		t.Errorf("only %d tables were looked at", tables)
	}
}
