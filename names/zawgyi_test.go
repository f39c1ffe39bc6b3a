package names

import (
	"encoding/csv"
	"os"
	"testing"
)

// The model sees nearly all names, and is often unsure of short ones: that is why
// nothing is converted without asking.
func TestZawgyi(t *testing.T) {
	seen, wrong, right, n := 0, 0, 0, 0
	for _, p := range readPairs(t, "burmese.csv") {
		if p.half != "test" || p.zawgyi == "" {
			continue
		}
		n++
		u, ask := MaybeZawgyi(p.zawgyi)
		if ask {
			seen++
		}
		if Plain(u) == Plain(p.written) {
			right++
		}
		if _, ask := MaybeZawgyi(p.written); ask {
			wrong++
		}
	}
	t.Logf("of %d names: %d recognised, %d read right; of as many in Unicode %d taken for Zawgyi", n, seen, right, wrong)
	if seen < n*97/100 || right < n*97/100 || wrong > n*2/100 {
		t.Errorf("of %d names: %d recognised, %d read right; of as many in Unicode %d taken for Zawgyi", n, seen, right, wrong)
	}
}

// Whole texts of myanmar-tools' own tests.
func TestZawgyiOfTexts(t *testing.T) {
	f, err := os.Open("testdata/zawgyi.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	unicode, right, n := map[string]string{}, 0, 0
	for _, r := range rows[1:] {
		if r[1] == "unicode" {
			unicode[r[0]] = r[2]
		}
	}
	for _, r := range rows[1:] {
		if r[1] != "zawgyi" || unicode[r[0]] == "" {
			continue
		}
		n++
		if u, _ := Zawgyi(r[2]); Plain(u) == Plain(unicode[r[0]]) {
			right++
		}
	}
	if right < n*94/100 {
		t.Errorf("%d of %d texts read right", right, n)
	}
}

func TestZawgyiIsNeverSilent(t *testing.T) {
	for _, c := range []struct {
		text, reads string
		ask         bool
	}{
		{"ေအာင္", "အောင်", true},
		{"ေစာေက်ာ္ေအး", "စောကျော်အေး", true},
		{"အောင်", "အောင်", false},
		{"Ana", "Ana", false},
		{"", "", false},
	} {
		if got, ask := MaybeZawgyi(c.text); got != c.reads || ask != c.ask {
			t.Errorf("MaybeZawgyi(%q) = %q, %v, want %q, %v", c.text, got, ask, c.reads, c.ask)
		}
	}
}

func TestZawgyiIsFound(t *testing.T) {
	x := new(Index)
	x.Put("old", 0, []string{"ေအာင္ေက်ာ္မင္း"})
	x.Put("new", 0, []string{"အောင်ကျော်မင်း"})
	for _, q := range []string{"ေအာင္ေက်ာ္မင္း", "အောင်ကျော်မင်း", "Aung Kyaw Min"} {
		if got := find(x, q); len(got) != 2 {
			t.Errorf("%q finds %v, want both", q, got)
		}
	}
}
