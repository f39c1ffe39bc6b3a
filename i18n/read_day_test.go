package i18n

import (
	"testing"

	"lindung"
)

func TestReadNamedMonth(t *testing.T) {
	for _, text := range []string{"12-May-2001", "12 Mei 2001", "12 พ.ค. 2544", "ngày 12 tháng 5 năm 2001", "May 12, 2001", "១២ ឧសភា ២០០១", "2001年5月12日", "၁၂ မေ ၂၀၀၁", "12 ພຶດສະພາ 2544"} {
		if d, err := ReadNamedMonth(text); err != nil || d != (lindung.Date{Year: 2001, Month: 5, Day: 12}) {
			t.Errorf("%q: %v, %v", text, d, err)
		}
	}
	for _, text := range []string{"12/05/2001", "c. 2009", "2009?", "16", "", "mayor 12 2001"} {
		if d, err := ReadNamedMonth(text); err != lindung.ErrDate {
			t.Errorf("%q names no month: %v, %v", text, d, err)
		}
	}
}

func TestReadDate(t *testing.T) {
	for _, text := range []string{
		"2016-09-29", "2559-09-29", "29 September 2016", "September 29, 2016", "29 Sep 2016", "29/9/2016", "29.09.2016",
		"29th of September 2016", "29 กันยายน พ.ศ. 2559", "29 กันยายน ๒๕๕๙", "ថ្ងៃទី២៩ ខែកញ្ញា ឆ្នាំ២០១៦", "២០១៦-០៩-២៩", "၂၀၁၆-၀၉-၂၉", "໒໙/໙/໒໐໑໖",
		"ngày 29 tháng 9 năm 2016", "2016年9月29日", "29 de setembro de 2016",
	} {
		if d, err := ReadDate(text); err != nil || d != (lindung.Date{Year: 2016, Month: 9, Day: 29}) {
			t.Errorf("%q: %v, %v", text, d, err)
		}
	}
	for text, want := range map[string]lindung.Date{"2016": {Year: 2016}, "2016-10": {Year: 2016, Month: 10}, "October 2016": {Year: 2016, Month: 10}, "Oktober 2559": {Year: 2016, Month: 10}} {
		if d, err := ReadDate(text); err != nil || d != want {
			t.Errorf("%q: %v, %v", text, d, err)
		}
	}
	for text, want := range map[string]error{
		"03/04/2001": lindung.ErrDateOrder, "2016-02-31": lindung.ErrDateImpossible, "31 February 2016": lindung.ErrDateImpossible,
		"never": lindung.ErrDate, "": lindung.ErrDate, "29 September 16": lindung.ErrDateYear, "1 2 3 4": lindung.ErrDate,
	} {
		if d, err := ReadDate(text); err != want {
			t.Errorf("%q: %v, %v, want %v", text, d, err, want)
		}
	}
}

// TestReadsWhatItWrites: a date that a page shows can be typed again, in each language.
func TestReadsWhatItWrites(t *testing.T) {
	for _, l := range langs {
		for month := 1; month <= 12; month++ {
			for _, want := range []lindung.Date{{Year: 2016, Month: month, Day: 1}, {Year: 2017, Month: month, Day: 28}, {Year: 2026, Month: month}, {Year: 2026}} {
				text := For(l).Date(want)
				if d, err := ReadDate(text); err != nil || d != want {
					t.Errorf("%s: %q is read as %v, %v; want %v", l, text, d, err, want)
				}
			}
		}
	}
}
