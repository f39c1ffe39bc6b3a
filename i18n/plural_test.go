package i18n

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"testing"
)

// intl asks a browser's engine for what we generate from CLDR. Portuguese here is
// that of Portugal and Timor-Leste, whose rule for 0 differs from Brazil's.
const intl = `
const [tags, numbers] = JSON.parse(process.argv[1]);
const out = {};
for (const t of tags) if (Intl.PluralRules.supportedLocalesOf(t).length) {
	const r = new Intl.PluralRules(t); out[t] = numbers.map(n => r.select(n));
}
console.log(JSON.stringify(out));`

func TestPluralRules(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: plural rules are not compared with Intl.PluralRules")
	}
	var numbers []int
	for n := range 201 {
		numbers = append(numbers, n)
	}
	for n := 1000; n <= 1_000_000_000_000; n *= 10 {
		numbers = append(numbers, n-1, n, n+1, 2*n)
	}
	tags := make([]string, len(langs))
	for i, l := range langs {
		tags[i] = tagFor(l)
	}
	question, err := json.Marshal([]any{tags, numbers})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := exec.Command(node, "-e", intl, string(question)).Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var want map[string][]category
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	for _, l := range langs {
		forms, ok := want[tagFor(l)]
		if !ok && l != "tet" {
			t.Errorf("node does not know %s", l)
		}
		for i, form := range forms {
			if got := localeOf(l).plural(numbers[i]); got != form {
				t.Errorf("%s: %d is %s, want %s", l, numbers[i], got, form)
			}
		}
	}
}

func tagFor(l Lang) string {
	if l == "pt" {
		return "pt-PT"
	}
	return string(l)
}

func TestPluralRulesWithoutNode(t *testing.T) {
	for _, c := range []struct {
		lang Lang
		n    int
		want category
	}{
		{"en", 0, other}, {"en", 1, one}, {"en", 2, other},
		{"fil", 3, one}, {"fil", 4, other}, {"fil", 5, one}, {"fil", 19, other}, {"fil", 20, one},
		{"pt", 0, other}, {"pt", 1, one}, {"pt", 1_000_000, many}, {"pt", 1_000_001, other},
		{"ta", 1, one}, {"ta", 0, other}, {"vi", 1, other}, {"tet", 1, other}, {"zh", 1, other},
	} {
		if got := localeOf(c.lang).plural(c.n); got != c.want {
			t.Errorf("%s: %d is %s, want %s", c.lang, c.n, got, c.want)
		}
	}
}

// TestCategories: the categories that a locale declares are those that its rule
// gives; Check relies on this.
func TestCategories(t *testing.T) {
	for _, l := range langs {
		seen := map[category]bool{}
		for _, n := range []int{0, 1, 2, 4, 5, 11, 1_000_000} {
			seen[localeOf(l).plural(n)] = true
		}
		for _, c := range localeOf(l).categories {
			if !seen[c] {
				t.Errorf("%s never gives %s", l, c)
			}
			delete(seen, c)
		}
		if len(seen) > 0 {
			t.Errorf("%s gives %s too", l, fmt.Sprint(seen))
		}
	}
	if len(locales) != len(langs) || !slices.Contains(langs, English) {
		t.Errorf("%d locales for %d languages", len(locales), len(langs))
	}
}
