package desk

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"lindung"
	"lindung/field"
	"lindung/i18n"
)

// A Reader writes texts, days and hours for the person who reads a page: in their
// language and in the time of their country.
//
// It is the only clock of the pages; a test refuses any other way to write days and
// hours.
type Reader struct {
	// T is the language of the page.
	T     i18n.T
	zone  *time.Location
	clock func() time.Time
}

// Text returns the text of a label.
func (r *Reader) Text(key string, args ...any) string { return r.T.Text(key, args...) }

// Local returns a moment in the reader's time zone.
func (r *Reader) Local(at time.Time) time.Time { return at.In(r.zone) }

// Now returns the present moment in the reader's time zone.
func (r *Reader) Now() time.Time { return r.Local(r.clock()) }

// Today returns the present day in the reader's time zone.
func (r *Reader) Today() lindung.Date { return lindung.DateOf(r.Now()) }

// DayOn writes the day of a moment.
func (r *Reader) DayOn(at time.Time) string { return r.T.Day(r.Local(at)) }

// Moment writes a moment.
func (r *Reader) Moment(at time.Time) string { return r.T.Moment(r.Local(at)) }

// Hour writes only the hour of a moment.
func (r *Reader) Hour(at time.Time) string { return r.T.Hour(r.Local(at)) }

// Near writes how far away a moment is.
func (r *Reader) Near(at time.Time) string { return r.T.Near(r.Now(), at) }

// When writes a moment with how far away it is.
func (r *Reader) When(at time.Time) string {
	return r.Text("web.when", "moment", r.Moment(at), "near", r.Near(r.Local(at)))
}

// Day writes a day with how far away it is, where the hour does not matter.
func (r *Reader) Day(at time.Time) string {
	return r.Text("web.when", "moment", r.DayOn(at), "near", r.Near(r.Local(at)))
}

// DateOf reads a posted day, month or year that is not in the future. Without an
// answer it returns the zero Date.
func (v *Visit) DateOf(name string) (lindung.Date, *field.Problem) { return v.date(name) }

// DayOf reads a posted day that may be in the future, and returns its last second in
// the actor's time zone. A month or a year means its last day.
func (v *Visit) DayOf(name string) (time.Time, *field.Problem) { return v.DayIn(v.Form(), name) }

// DayIn is DayOf for other answers than those that were posted.
func (v *Visit) DayIn(in url.Values, name string) (time.Time, *field.Problem) {
	d, bad := v.dateIn(in, name, field.Future())
	if bad == nil && d.IsZero() {
		bad = &field.Problem{Field: name, Key: "problem.missing"}
	}
	if bad != nil {
		return time.Time{}, bad
	}
	y, m, day := d.Last().Date()
	return time.Date(y, m, day+1, 0, 0, -1, 0, v.zone).UTC(), nil
}

// MomentOf reads a posted day and hour in the actor's time zone. An hour without a day is
// one of today, a day without an hour means its end. Without either it returns the zero
// time.
func (v *Visit) MomentOf(name string) (time.Time, *field.Problem) {
	d, bad := v.date(name, field.Future())
	hour := strings.TrimSpace(v.Form().Get(name + "-hour"))
	if bad != nil || d.IsZero() && hour == "" {
		return time.Time{}, bad
	}
	if d.IsZero() {
		d = v.Today()
	}
	at, ok := hourOf(hour)
	if !ok {
		return time.Time{}, &field.Problem{Field: name + "-hour", Key: "problem.hour"}
	}
	y, m, day := d.Last().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, v.zone).Add(at).UTC(), nil
}

// hourOf reads an hour of the day, as people write it: 20, 20:00 or 20.00; nothing is the
// end of the day.
func hourOf(s string) (time.Duration, bool) {
	if s == "" {
		return 24*time.Hour - time.Second, true
	}
	hours, minutes, parted := strings.Cut(strings.ReplaceAll(s, ".", ":"), ":")
	h, err := strconv.ParseUint(hours, 10, 8)
	if err != nil || h > 23 {
		return 0, false
	}
	var m uint64
	if parted {
		if m, err = strconv.ParseUint(minutes, 10, 8); err != nil || m > 59 || len(minutes) != 2 {
			return 0, false
		}
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, true
}

func (v *Visit) date(name string, o ...field.Option) (lindung.Date, *field.Problem) {
	return v.dateIn(v.Form(), name, o...)
}

func (v *Visit) dateIn(in url.Values, name string, o ...field.Option) (lindung.Date, *field.Problem) {
	asked := field.NewDate(name, o...)
	values, problems := field.NewForm("date", asked).Decode(in, v.Now())
	if len(problems) > 0 {
		return lindung.Date{}, &problems[0]
	}
	d, _ := asked.Get(values)
	return d, nil
}

// PutDay is the inverse of DayOf, for a form that is shown filled in.
func (v *Visit) PutDay(in url.Values, name string, at time.Time) {
	PutDate(in, name, lindung.DateOf(v.Local(at)))
}

// PutDate is the inverse of DateOf.
func PutDate(in url.Values, name string, d lindung.Date) {
	for part, n := range map[string]int{"day": d.Day, "month": d.Month, "year": d.Year} {
		if n > 0 {
			in.Set(name+"-"+part, strconv.Itoa(n))
		}
	}
}

// LowerFirst makes the first letter small, for a label within a sentence.
func LowerFirst(s string) string {
	for i, r := range s {
		return strings.ToLower(string(r)) + s[i+len(string(r)):]
	}
	return s
}
