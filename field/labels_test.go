package field

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var problemKey = regexp.MustCompile(`"(problem\.[a-z.]*[a-z])"`)

// TestProblemsHaveLabels: every problem that a parser can name has words in
// both languages.
func TestProblemsHaveLabels(t *testing.T) {
	keys := map[string]bool{}
	for _, k := range []Kind{KindCode, KindCodes, KindCountry, KindCountries, KindLanguage, KindLanguages} {
		keys["problem."+string(k)] = true
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range problemKey.FindAllSubmatch(b, -1) {
			keys[string(m[1])] = true
		}
	}
	for _, lang := range []string{"en", "id"} {
		b, err := os.ReadFile(filepath.Join("..", "i18n", "catalog", lang, "field.json"))
		if err != nil {
			t.Fatal(err)
		}
		labels := map[string]string{}
		if err := json.Unmarshal(b, &labels); err != nil {
			t.Fatal(err)
		}
		for key := range keys {
			if labels[key] == "" {
				t.Errorf("%s: %s has no words", lang, key)
			}
		}
		for key := range labels {
			if regexp.MustCompile(`^problem\.`).MatchString(key) && !keys[key] {
				t.Errorf("%s: nothing says %s", lang, key)
			}
		}
	}
}
