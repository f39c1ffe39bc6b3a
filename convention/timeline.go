package convention

import "lindung"

// Event is something that happened in the region: a consultation, a plan, a
// guideline. First and Last may be a month or a year where no more is known.
type Event struct {
	ID          string
	Kind        string
	First, Last lindung.Date
	Title       string
	Place       string
	Bodies      []string
	Plan        string
	Instrument  string
	Note        string
	Evidence
}
