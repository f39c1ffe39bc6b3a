package convention

// An Entry says who wrote a row of the record that desks have published.
type Entry struct {
	About    string // the row, as a report of a mistake names it: "events.csv ID"
	By       string // the organisation whose desk wrote it
	Reviewed string // the other organisation that compared it with its sources
	Edition  int    // the first that has it
}

// Entry returns who wrote a row; false for what the program brought along.
func (s *Snapshot) Entry(about string) (Entry, bool) {
	e, ok := s.entries[about]
	return e, ok
}
