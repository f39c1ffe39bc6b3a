package archtest

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../../.."

var (
	namedTest = regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w*)`")
	madeTest  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z]\w*)\(`)
)

// Every test that a promise of the threat model, or a line of the standard, is said to be
// held by is there.
func TestNamedTestsExist(t *testing.T) {
	there := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range madeTest.FindAllStringSubmatch(string(text), -1) {
			there[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []string{"threat.md", "asvs.md"} {
		named := namedTest.FindAllStringSubmatch(read(t, doc), -1)
		if len(named) < 20 {
			t.Errorf("doc/%s names %d tests", doc, len(named))
		}
		for _, m := range named {
			if !there[m[1]] {
				t.Errorf("doc/%s names %s, which is not there", doc, m[1])
			}
		}
	}
}

// asvsSections has how many requirements of level 2 and below each section of OWASP ASVS
// 5.0.0 has; in each they come first.
const asvsSections = `V1.1:2 V1.2:9 V1.3:11 V1.4:3 V1.5:2 V2.1:3 V2.2:3 V2.3:4 V2.4:1 V3.2:2 V3.3:4 V3.4:6 V3.5:5 V3.7:2
	V4.1:3 V4.2:1 V4.3:2 V4.4:4 V5.1:1 V5.2:3 V5.3:2 V5.4:3 V6.1:3 V6.2:12 V6.3:4 V6.4:4 V6.5:5 V6.6:3 V6.8:4
	V7.1:3 V7.2:4 V7.3:2 V7.4:5 V7.5:2 V7.6:2 V8.1:2 V8.2:3 V8.3:1 V8.4:1 V9.1:3 V9.2:4
	V10.1:2 V10.2:2 V10.3:4 V10.4:11 V10.5:5 V10.6:2 V10.7:3 V11.1:2 V11.2:3 V11.3:3 V11.4:4 V11.5:1 V11.6:1
	V12.1:3 V12.2:2 V12.3:4 V13.1:1 V13.2:5 V13.3:2 V13.4:5 V14.1:2 V14.2:4 V14.3:3 V15.1:3 V15.2:3 V15.3:7
	V16.1:1 V16.2:5 V16.3:4 V16.4:3 V16.5:3 V17.1:1 V17.2:4 V17.3:2`

var asvsLine = regexp.MustCompile(`(?m)^\| (V\d+\.\d+)\.(\d+)(?:–(\d+))? \| (met|not met|in part|does not apply) \| (.+) \|$`)

// doc/asvs.md says of each requirement of level 2 once whether it is met, and why it is
// said.
func TestEveryLineOfTheStandard(t *testing.T) {
	said := map[string]int{}
	for _, m := range asvsLine.FindAllStringSubmatch(read(t, "asvs.md"), -1) {
		from, _ := strconv.Atoi(m[2])
		to, err := strconv.Atoi(m[3])
		if err != nil {
			to = from
		}
		for n := from; n <= to; n++ {
			said[fmt.Sprintf("%s.%d", m[1], n)]++
		}
		if m[4] == "met" && !strings.Contains(m[5], "`") {
			t.Errorf("%s.%s is met, and nothing is named that shows it", m[1], m[2])
		}
	}
	all := 0
	for _, section := range strings.Fields(asvsSections) {
		name, count, _ := strings.Cut(section, ":")
		most, err := strconv.Atoi(count)
		if err != nil {
			t.Fatal(err)
		}
		for n := range most {
			id := fmt.Sprintf("%s.%d", name, n+1)
			if said[id] != 1 {
				t.Errorf("%s is said %d times", id, said[id])
			}
			delete(said, id)
			all++
		}
	}
	if len(said) > 0 || all != 253 {
		t.Errorf("of %d requirements; not of level 2: %v", all, slices.Sorted(maps.Keys(said)))
	}
}

func read(t *testing.T, doc string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "doc", doc))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
