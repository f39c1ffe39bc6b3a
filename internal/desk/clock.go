package desk

import (
	"lindung"
	"lindung/field"
	"net/url"
	"strings"
	"time"
)

// DayOn writes a day by the clock of the actor's place.
func (v *Visit) DayOn(at time.Time) string { return v.T.Day(v.Local(at)) }

// Moment writes a moment by the clock of the actor's place.
func (v *Visit) Moment(at time.Time) string { return v.T.Moment(v.Local(at)) }

// Near writes how far away a moment is.
func (v *Visit) Near(at time.Time) string { return v.T.Near(v.Local(v.Node.Now()), at) }

// When writes a moment with how far away it is.
func (v *Visit) When(at time.Time) string {
	at = v.Local(at)
	return v.Text("web.when", "moment", v.T.Moment(at), "near", v.T.Near(v.Local(v.Node.Now()), at))
}

// Day writes a day with how far away it is, where the hour does not matter.
func (v *Visit) Day(at time.Time) string {
	at = v.Local(at)
	return v.Text("web.when", "moment", v.T.Day(at), "near", v.T.Near(v.Local(v.Node.Now()), at))
}

// Local is a moment as the clock on the actor's wall has it. The region knows no
// summer time; of a state with several zones it is the capital's.
func (v *Visit) Local(at time.Time) time.Time {
	minutes, ok := walls[v.Session.Actor().Country]
	if !ok {
		return at
	}
	return at.In(time.FixedZone("", minutes*60))
}

// walls are the minutes by which the clocks of the states are ahead of UTC.
var walls = map[lindung.Country]int{
	"BN": 480, "ID": 420, "KH": 420, "LA": 420, "MM": 390, "MY": 480, "PH": 480, "SG": 480, "TH": 420, "TL": 540, "VN": 420,
}

// DayOf reads a posted day, the last second of it by the clock on the actor's
// wall. A month or a year is its last day.
func (v *Visit) DayOf(name string) (time.Time, *field.Problem) {
	f := field.NewForm("posted", field.NewDate(name, field.Future()))
	values, problems := f.Decode(v.Form(), v.Node.Now())
	if len(problems) > 0 {
		return time.Time{}, &problems[0]
	}
	d, ok := field.Of[lindung.Date]{Info: f.Fields[0]}.Get(values)
	if !ok {
		return time.Time{}, &field.Problem{Field: name, Key: "problem.missing"}
	}
	last := d.Last().Add(24*time.Hour - time.Second)
	_, east := v.Local(last).Zone()
	return last.Add(-time.Duration(east) * time.Second), nil
}

// PutDay is the inverse of dayOf, for a form that is shown filled in.
func (v *Visit) PutDay(in url.Values, name string, at time.Time) {
	at = v.Local(at)
	in.Set(name+"-day", at.Format("2"))
	in.Set(name+"-month", at.Format("1"))
	in.Set(name+"-year", at.Format("2006"))
}

// LowerFirst lets a label go on in a sentence.
func LowerFirst(s string) string {
	for i, r := range s {
		return strings.ToLower(string(r)) + s[i+len(string(r)):]
	}
	return s
}
