package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lindung/questions"
)

// The example passes its own check; what is wrong with a table is said by line and column,
// with what to do.
func TestQuestionsCheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ours.csv")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, out, _ := typed(t, "questions", "example"); code != 0 || out != questions.Example {
		t.Errorf("example: code %d, %d bytes", code, len(out))
	}
	write(questions.Example)
	if code, out, _ := typed(t, "questions", "check", file); code != 0 || out != "Life in our house: 2 forms and 7 questions, and nothing to mend\n" {
		t.Errorf("the example: code %d, %q", code, out)
	}
	write(strings.Replace(questions.Example, "house_kitchen", "birth_date", 1))
	code, out, errs := typed(t, "questions", "check", file)
	if code != 1 || !strings.HasPrefix(out, "line 10, column code: The program asks this already under that code") || !strings.Contains(errs, "cannot be used yet") {
		t.Errorf("a question of the program: code %d, %q, %q", code, out, errs)
	}
	if code, out, _ = typed(t, "questions", "check", file, "--json"); code != 1 || !strings.HasPrefix(out, `[{"line":10,"column":"code","says":`) {
		t.Errorf("as JSON: code %d, %q", code, out)
	}
}
