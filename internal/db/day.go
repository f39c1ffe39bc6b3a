package db

import (
	"fmt"

	"lindung"
)

// day is a column with a day as lindung.ParseDate reads it, "" for none. Whole days
// compare like texts.
type day lindung.Date

// Day returns the destination that scans the column of a day into d.
func Day(d *lindung.Date) any { return (*day)(d) }

// Scan reads the column. What is no day is none: the program stores no such text, and
// the authenticator of its row does not fit.
func (d *day) Scan(src any) error {
	read, err := lindung.ParseDate(fmt.Sprintf("%s", src))
	if err != nil {
		read = lindung.Date{}
	}
	*d = day(read)
	return nil
}
