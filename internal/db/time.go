package db

import "time"

// Time is a moment as it is stored: whole seconds since 1970 in UTC, 0 for none.
type Time int64

// TimeOf returns the Time of t; the zero time.Time is 0.
func TimeOf(t time.Time) Time {
	if t.IsZero() {
		return 0
	}
	return Time(t.Unix())
}

// Time returns t as a time.Time in UTC, the zero one for 0.
func (t Time) Time() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.Unix(int64(t), 0).UTC()
}

// Add returns the moment d after t.
func (t Time) Add(d time.Duration) Time { return t + Time(d/time.Second) }
