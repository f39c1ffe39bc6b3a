package i18n

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestClusters(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"អនុសញ្ញា", "អ នុ ស ញ្ញា"}, {"ជនរងគ្រោះ", "ជ ន រ ង គ្រោះ"}, {"ករណី", "ក រ ណី"},
		{"ตำรวจ", "ตำ ร ว จ"}, {"ผู้เสียหาย", "ผู้ เสี ย หา ย"}, {"เด็ก", "เด็ ก"}, {"ศาล", "ศา ล"},
		{"ມະນຸດ", "ມະ ນຸ ດ"}, {"ອາຊຽນ", "ອາ ຊຽ ນ"}, {"ໃບ", "ໃບ"},
		{"သက်သေ", "သ က် သေ"}, {"စကားပြန်", "စ ကား ပြ န်"}, {"ကလေး", "က လေး"}, {"ဥပဒေ", "ဥ ပ ဒေ"}, {"သတ္တဝါ", "သ တ္တ ဝါ"},
	} {
		if got := strings.Join(clusters(c.word), " "); got != c.want {
			t.Errorf("%s is cut into %s, want %s", c.word, got, c.want)
		}
	}
}

func TestUnbroken(t *testing.T) {
	for l := range unbroken {
		words := Unbroken(l)
		if len(words) < 20 {
			t.Errorf("%s: only %d words", l, len(words))
		}
		for _, w := range words {
			if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsSpace(r) || r < 0x80 }) {
				t.Errorf("%s: %q is no word", l, w)
			}
			joined := Joined(l, w)
			if !strings.Contains(joined, joiner) || strings.ReplaceAll(joined, joiner, "") != w {
				t.Errorf("%s: %q becomes %q", l, w, joined)
			}
			for _, part := range strings.Split(joined, joiner) {
				if first := []rune(part)[0]; !unicode.IsLetter(first) {
					t.Errorf("%s: %q is parted from its letter", l, part)
				}
			}
		}
	}
	if got := Joined("km", "អនុសញ្ញា 12"); got != "អ⁠នុ⁠ស⁠ញ្ញា 12" {
		t.Errorf("%q", got)
	}
	for _, l := range []Lang{"en", "id", "zh", "vi"} {
		if got := Joined(l, "consent អនុសញ្ញា"); strings.Contains(got, joiner) {
			t.Errorf("%s: %q", l, got)
		}
	}
	for _, l := range langs {
		for key, m := range For(l).book().messages {
			if slices.ContainsFunc(m.literals(), func(s string) bool { return strings.Contains(s, joiner) }) {
				t.Errorf("%s: %s has a joiner: pages put them in", l, key)
			}
		}
	}
}

// TestDayIsSaidOnce: what a date begins with is not written before it as well.
func TestDayIsSaidOnce(t *testing.T) {
	twice := regexp.MustCompile(`(ថ្ងៃទី|ថ្ងៃ|ວັນທີ)\s*$`)
	for _, l := range []Lang{"km", "lo"} {
		for key, m := range For(l).book().messages {
			for i, p := range m[:max(0, len(m)-1)] {
				if next := m[i+1]; p.arg == "" && next.arg != "" && next.kind == plain && twice.MatchString(p.text) {
					t.Errorf("%s: %s: the day is said before {%s}, which says it too", l, key, next.arg)
				}
			}
		}
	}
}
