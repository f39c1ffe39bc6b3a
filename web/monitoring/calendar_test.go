package monitoring

import (
	"strings"
	"testing"

	"lindung"
	"lindung/monitoring"
)

// The calendar of the desk has an entry for each answer, on its day; of a month, on its last.
func TestCalendar(t *testing.T) {
	day := func(text string) lindung.Date {
		t.Helper()
		d, err := lindung.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	got := string(calendarOf([]monitoring.Due{
		{Row: monitoring.Row{"id": "EXAMPLE-R1"}, To: "TH", Day: day("2026-12-05")},
		{Row: monitoring.Row{"id": "EXAMPLE,R2"}, To: "AICHR", Day: day("2027-02")},
	}, "20261130T080000Z"))
	want := strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lindung//Lindung//EN",
		"BEGIN:VEVENT", "UID:EXAMPLE-R1-TH@lindung.invalid", "DTSTAMP:20261130T080000Z", "DTSTART;VALUE=DATE:20261205", "SUMMARY:EXAMPLE-R1 TH", "TRANSP:TRANSPARENT", "END:VEVENT",
		`BEGIN:VEVENT`, `UID:EXAMPLE\,R2-AICHR@lindung.invalid`, "DTSTAMP:20261130T080000Z", "DTSTART;VALUE=DATE:20270228", `SUMMARY:EXAMPLE\,R2 AICHR`, "TRANSP:TRANSPARENT", "END:VEVENT",
		"END:VCALENDAR", "",
	}, "\r\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
