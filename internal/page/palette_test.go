package page_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// pairs are the colours that are read on one another, and the contrast that WCAG 2.2
// AA asks of them: 4.5 for text, 3 for the edge of a control and for a sign.
var pairs = []struct {
	front string
	back  []string
	least float64
}{
	{"ink", []string{"paper", "sand", "mist", "fine", "warm", "blush", "leaf", "lilac", "grey"}, 4.5},
	{"soft", []string{"paper", "sand", "mist", "fine", "warm", "grey"}, 4.5},
	{"teal", []string{"paper", "sand", "mist", "fine", "warm"}, 4.5},
	{"deep", []string{"paper", "sand", "mist"}, 4.5},
	{"on", []string{"teal", "deep", "brick", "brick-deep"}, 4.5},
	{"on-sun", []string{"sun"}, 4.5},
	{"amber", []string{"paper", "sand", "warm"}, 4.5},
	{"amber-ink", []string{"paper", "warm"}, 4.5},
	{"brick", []string{"paper", "sand", "blush"}, 4.5},
	{"brick-ink", []string{"paper", "sand", "blush"}, 4.5},
	{"green", []string{"paper", "leaf"}, 4.5},
	{"green-ink", []string{"paper", "leaf"}, 4.5},
	{"violet", []string{"paper", "lilac", "sand"}, 4.5},
}

var declared = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)

// TestPalettes: every pair of colours can be read, by day and in the dark, and both
// palettes have the same colours.
func TestPalettes(t *testing.T) {
	sheet, err := os.ReadFile("../../assets/_layout.scss")
	if err != nil {
		t.Fatal(err)
	}
	day, dark, ok := strings.Cut(string(sheet), "@media screen and (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("there is no dark palette")
	}
	light, night := palette(day), palette(dark)
	for name := range light {
		if night[name] == "" {
			t.Errorf("the dark palette has no %s", name)
		}
	}
	for which, p := range map[string]map[string]string{"light": light, "dark": night} {
		for _, pair := range pairs {
			for _, back := range pair.back {
				if p[pair.front] == "" || p[back] == "" {
					t.Fatalf("%s: no colour %s or %s", which, pair.front, back)
				}
				if got := contrast(p[pair.front], p[back]); got < pair.least {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", which, pair.front, back, got, pair.least)
				}
			}
		}
	}
}

func palette(sheet string) map[string]string {
	all := map[string]string{}
	for _, m := range declared.FindAllStringSubmatch(sheet, -1) {
		all[m[1]] = m[2]
	}
	return all
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG.
func luminance(hex string) float64 {
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		panic(err)
	}
	part := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}
