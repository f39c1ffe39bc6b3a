package i18n

import (
	"testing"
	"time"

	"lindung"
)

func TestDate(t *testing.T) {
	for _, c := range []struct {
		lang Lang
		date lindung.Date
		want string
	}{
		{"en", lindung.Date{Year: 2026, Month: 3, Day: 3}, "3 March 2026"},
		{"en", lindung.Date{Year: 2001, Month: 5}, "May 2001"},
		{"en", lindung.Date{Year: 2001}, "2001"},
		{"en", lindung.Date{}, ""},
		{"id", lindung.Date{Year: 2026, Month: 3, Day: 3}, "3 Maret 2026"},
		{"th", lindung.Date{Year: 2025, Month: 10, Day: 26}, "26 ตุลาคม พ.ศ. 2568 (2025)"},
		{"th", lindung.Date{Year: 2025, Month: 10}, "ตุลาคม พ.ศ. 2568 (2025)"},
		{"th", lindung.Date{Year: 2025}, "พ.ศ. 2568 (2025)"},
		{"vi", lindung.Date{Year: 2025, Month: 10, Day: 26}, "26 tháng 10 năm 2025"},
		{"km", lindung.Date{Year: 2025, Month: 10, Day: 26}, "26 តុលា 2025"},
		{"lo", lindung.Date{Year: 2025, Month: 10, Day: 26}, "26 ຕຸລາ 2025"},
		{"my", lindung.Date{Year: 2025, Month: 10, Day: 26}, "2025 အောက်တိုဘာ 26"},
		{"fil", lindung.Date{Year: 2025, Month: 10, Day: 26}, "Oktubre 26, 2025"},
		{"pt", lindung.Date{Year: 2025, Month: 10, Day: 26}, "26 de outubro de 2025"},
		{"tet", lindung.Date{Year: 2025, Month: 10, Day: 26}, "26 Outubru 2025"},
		{"zh", lindung.Date{Year: 2025, Month: 10, Day: 26}, "2025年10月26日"},
		{"zh", lindung.Date{Year: 2025}, "2025年"},
		{"ms", lindung.Date{Year: 2025, Month: 10, Day: 26}, "26 Oktober 2025"},
	} {
		if got := For(c.lang).Date(c.date); got != c.want {
			t.Errorf("%s: %v is %q, want %q", c.lang, c.date, got, c.want)
		}
	}
}

func TestMoment(t *testing.T) {
	jakarta := time.FixedZone("WIB", 7*3600)
	when := time.Date(2026, 3, 3, 14, 5, 0, 0, jakarta)
	for _, c := range []struct {
		lang Lang
		when time.Time
		want string
	}{
		{"en", when, "3 March 2026, 14:05"},
		{"id", when, "3 Maret 2026 pukul 14.05"},
		{"en", when.UTC(), "3 March 2026, 07:05 UTC"},
	} {
		if got := For(c.lang).Moment(c.when); got != c.want {
			t.Errorf("%s: got %q, want %q", c.lang, got, c.want)
		}
	}
}
