package soak

import (
	"os"
	"path/filepath"
	"testing"
)

// Counts of one day and command become one line, and a fault is added up over all lines.
func TestAdd(t *testing.T) {
	name := filepath.Join(t.TempDir(), "soak.csv")
	var sum Count
	for _, c := range []struct {
		day   string
		count Count
	}{
		{"2026-11-28", Count{"kills", "sqlite", 950, 2000, 0}},
		{"2026-11-29", Count{"kills", "sqlite", 9, 40, 0}},
		{"2026-11-29", Count{"flips, seals", "sqlite", 7, 7, 1}},
		{"2026-11-29", Count{"kills", "postgres", 5, 30, 0}},
		{"2026-11-29", Count{"kills", "sqlite", 2, 10, 1}},
	} {
		var err error
		if sum, err = add(name, c.count, []string{c.day, "make soak SOAK=1m"}); err != nil {
			t.Fatal(err)
		}
	}
	if sum.Tried != 966 || sum.Looked != 2080 || sum.Faults != 1 {
		t.Errorf("kills in all: %+v", sum)
	}
	const want = `day,command,what,where,tried,looked at,faults
2026-11-28,make soak SOAK=1m,kills,sqlite,950,2000,0
2026-11-29,make soak SOAK=1m,kills,sqlite,11,50,1
2026-11-29,make soak SOAK=1m,"flips, seals",sqlite,7,7,1
2026-11-29,make soak SOAK=1m,kills,postgres,5,30,0
`
	if text, err := os.ReadFile(name); err != nil || string(text) != want {
		t.Errorf("%v\n%s", err, text)
	}
}

// A test knows how far earlier runs came, also before there was one.
func TestBefore(t *testing.T) {
	name := filepath.Join(t.TempDir(), "soak.csv")
	t.Setenv("TEST_SOAK_FIGURES", name)
	if c := Before(t, "kills"); c != (Count{}) {
		t.Errorf("before the first run: %+v", c)
	}
	for _, what := range []string{"kills", "full disks", "kills"} {
		if _, err := add(name, Count{what, "sqlite", 7, 8, 1}, []string{"2026-11-29", "make soak SOAK=" + what}); err != nil {
			t.Fatal(err)
		}
	}
	if c := Before(t, "kills"); c.Tried != 14 || c.Looked != 16 || c.Faults != 2 {
		t.Errorf("after two runs: %+v", c)
	}
}
