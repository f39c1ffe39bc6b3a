package i18n

import (
	"strings"
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
		{"km", lindung.Date{Year: 2025, Month: 10, Day: 26}, "ថ្ងៃទី26 ខែតុលា ឆ្នាំ2025"},
		{"km", lindung.Date{Year: 2025, Month: 10}, "ខែតុលា ឆ្នាំ2025"},
		{"km", lindung.Date{Year: 2025}, "ឆ្នាំ2025"},
		{"lo", lindung.Date{Year: 2025, Month: 10, Day: 26}, "ວັນທີ 26 ເດືອນຕຸລາ 2025"},
		{"my", lindung.Date{Year: 2025, Month: 10, Day: 26}, "2025 ခုနှစ် အောက်တိုဘာလ 26 ရက်"},
		{"my", lindung.Date{Year: 2026, Month: 3}, "2026 ခုနှစ် မတ်လ"},
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

func TestNear(t *testing.T) {
	from := time.Date(2026, 11, 24, 23, 50, 0, 0, time.FixedZone("ICT", 7*3600))
	for _, c := range []struct {
		lang Lang
		to   time.Time
		want string
	}{
		{"en", from, "today"},
		{"en", from.Add(5 * time.Minute), "today"},
		{"en", from.Add(20 * time.Minute), "tomorrow"},
		{"en", from.Add(20 * time.Minute).UTC(), "tomorrow"},
		{"en", from.AddDate(0, 0, -1), "yesterday"},
		{"en", from.AddDate(0, 0, 4), "in 4 days"},
		{"en", from.AddDate(0, 0, -2), "2 days ago"},
		{"en", from.AddDate(0, 3, 0), "in 3 months"},
		{"en", from.AddDate(0, 0, 90), "in 3 months"},
		{"en", from.AddDate(0, 0, -90), "3 months ago"},
		{"en", from.AddDate(-3, 0, 0), "3 years ago"},
		{"id", from.AddDate(0, 0, 4), "dalam 4 hari"},
		{"id", from.AddDate(0, 0, -2), "2 hari yang lalu"},
		{"id", from, "hari ini"},
		{"th", from.AddDate(0, 0, 4), "ในอีก 4 วัน"},
		{"pt", from.AddDate(0, 0, -2), "há 2 dias"},
		{"zh", from.AddDate(0, 0, 4), "4天后"},
		{"tet", from, "ohin"},
		{"my", from.AddDate(0, 0, 4), "နောက် 4 ရက်"},
		{"my", from.AddDate(0, 0, -4), "ပြီးခဲ့သည့် 4 ရက်"},
		{"my", from.AddDate(0, 3, 0), "နောက် 3 လ"},
	} {
		if got := For(c.lang).Near(from, c.to); got != c.want {
			t.Errorf("%s: %v is %q, want %q", c.lang, c.to, got, c.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		lang Lang
		n    int
		want string
	}{
		{"en", 0, "0"}, {"en", 2026, "2026"}, {"en", 20000, "20,000"}, {"en", -1234567, "-1,234,567"},
		{"id", 20000, "20.000"}, {"pt", 20000, "20\u00a0000"}, {"ta", 1234567, "1,234,567"}, {"my", 12345, "12,345"},
	} {
		if got := For(c.lang).Number(c.n); got != c.want {
			t.Errorf("%s: got %q, want %q", c.lang, got, c.want)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		accept string
		among  []Lang
		want   Lang
	}{
		{"id-ID,id;q=0.9,en;q=0.8", nil, "id"},
		{"tl", nil, "fil"}, {"ms-BN", nil, "ms"}, {"in", nil, "id"}, {"jv", nil, "id"}, {"ceb", nil, "fil"},
		{"tet", nil, "tet"}, {"shn,my", nil, "my"}, {"zh-CN", nil, "zh"}, {"pt-TL", nil, "pt"}, {"km;q=0.1,th", nil, "th"},
		{"km", []Lang{"en", "id"}, "en"}, {"km,id;q=0.5", []Lang{"en", "id"}, "id"}, {"fr", []Lang{"id", "en"}, "id"},
		{"", nil, "en"}, {"*", nil, "en"}, {"\x00;;;q=", nil, "en"}, {"de", nil, "en"},
		{"id," + strings.Repeat("xx-", 10000), nil, "id"}, {strings.Repeat("a", 10000), nil, "en"},
	} {
		if got := Match(c.accept, c.among...); got != c.want {
			t.Errorf("%.40q among %v: got %s, want %s", c.accept, c.among, got, c.want)
		}
	}
}

func TestFor(t *testing.T) {
	for l, want := range map[Lang]Lang{"en": "en", "ms-BN": "ms", "xx": "en", "": "en", "-": "en", "KM": "en"} {
		if got := For(l).Lang(); got != want {
			t.Errorf("%q: got %s, want %s", l, got, want)
		}
	}
	if got := (T{}).Text("common.yes"); got != "Yes" {
		t.Errorf("the zero T says %q", got)
	}
	if Known("xx") || Known("ms-BN") || !Known("tet") {
		t.Error("Known is not the list")
	}
}

func TestTextShowsValues(t *testing.T) {
	day := lindung.Date{Year: 2026, Month: 3, Day: 3}
	for _, c := range []struct {
		value any
		want  string
	}{
		{day, "Until 3 March 2026"},
		{day.First(), "Until 3 March 2026"},
		{lindung.Country("KH"), "Until Cambodia"},
		{20000, "Until 20,000"},
		{"{n}", "Until {n}"},
		{lindung.Role("analyst"), "Until analyst"},
	} {
		if got := For("en").Text("common.until_date", "date", c.value); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func BenchmarkDate(b *testing.B) {
	t := For("th")
	for b.Loop() {
		t.Date(lindung.Date{Year: 2026, Month: 3, Day: 3})
	}
}
