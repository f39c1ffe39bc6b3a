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

// Scan reads the column.
func (d *day) Scan(src any) error {
	text := fmt.Sprintf("%s", src)
	if text == "" {
		*d = day{}
		return nil
	}
	read, err := lindung.ParseDate(text)
	*d = day(read)
	return err
}
