package convention

import "lindung"

// Focal is the office that a state has named for the others, or for a body of
// ASEAN: an office and its public address, never a person's own number.
type Focal struct {
	State    lindung.Country // empty for an office of a body itself
	Body     string          // for which body; empty where it is for the Convention as a whole
	Office   string
	Contact  string       // a page or an address of the office
	Begins   lindung.Date // from when it was named
	Ends     lindung.Date
	Note     string
	Recorded lindung.Date
	Line     int
	Evidence
}

// Focals returns the offices that were named for a state or a body, as known on a
// day, those that have ended left out.
//
// Source: ACTIP 23
func (s *Snapshot) Focals(state lindung.Country, body string, when When) []Focal {
	var all []Focal
	for _, f := range s.c.Focals {
		ended := !f.Ends.IsZero() && when.On.First().After(f.Ends.Last())
		if f.Certainty.Counts() && !ended && !later(f.Recorded, when.Known) && (state != "" && f.State == state || body != "" && f.Body == body) {
			all = append(all, f)
		}
	}
	return all
}

// PlanLine is one line of a plan of the region, in the columns in which its work
// plans are written: what is to be done for a provision, by whom, with what output.
type PlanLine struct {
	ID          string
	Plan        string
	Provision   string // of the Convention or the plan of action
	Area        string
	Activity    string
	Output      string
	Lead        string
	CoOperating string
	Status      string       // in the words of the source
	AsOf        lindung.Date // of which day the status is
	Note        string
	Line        int
	Evidence
}

// LinesOf returns the lines of a plan in the order of the data.
func (s *Snapshot) LinesOf(plan string) []PlanLine {
	var all []PlanLine
	for _, l := range s.c.PlanLines {
		if l.Plan == plan {
			all = append(all, l)
		}
	}
	return all
}

// Serving returns the measures that serve a plan, as their sources say.
func (s *Snapshot) Serving(plan string, known lindung.Date) []Measure {
	var all []Measure
	for _, m := range s.Measures(known) {
		if m.Plan == plan {
			all = append(all, m)
		}
	}
	return all
}
