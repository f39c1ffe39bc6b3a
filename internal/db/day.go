package db

import (
	"fmt"

	"lindung"
)

// day is a column that holds a day in the form that lindung.ParseDate reads, ""
// for none. Whole days compare as texts do.
type day lindung.Date

// Day returns where a column of a day is scanned into d.
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
