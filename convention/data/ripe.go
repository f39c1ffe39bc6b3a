package data

import (
	"slices"

	"lindung"
	"lindung/convention"
)

// A Ripeness is how many sourced rows a kind of page has, and of how many states,
// beside what it needs before the menu leads to it.
type Ripeness struct {
	Kind                string
	Rows, NeedsRows     int
	States, NeedsStates int
}

// Ripe reports whether the menu may lead to pages of the kind.
func (r Ripeness) Ripe() bool { return r.Rows >= r.NeedsRows && r.States >= r.NeedsStates }

// kindOfPage is a kind of page that waits for its rows: by the address of its list.
type kindOfPage struct {
	kind         string
	rows, states int
	of           func(*convention.Snapshot) []sourced
}

// sourced is a row of a kind of page; State is "" where it belongs to none.
type sourced struct {
	convention.Evidence
	State lindung.Country
}

// kindsOfPages are the kinds that wait. Without enough behind it a page says
// nothing but that it is empty.
var kindsOfPages = []kindOfPage{
	{"m", 10, 3, measured},
	{"monitor", 10, 3, measured},
	{"s/road", 10, 3, stepped},
	{"c", 10, 0, consulted},
	{"r", 10, 0, recommended},
}

// stepped are the steps of the data towards treaties, and not those that acts alone
// record.
func stepped(s *convention.Snapshot) []sourced {
	var all []sourced
	for _, state := range lindung.States {
		for _, in := range s.Instruments() {
			for _, x := range s.Steps(in, state, lindung.Date{Year: 9999}) {
				if x.ID != "" {
					all = append(all, sourced{x.Evidence, state})
				}
			}
		}
	}
	return all
}

// consulted are the consultations.
func consulted(s *convention.Snapshot) []sourced {
	var all []sourced
	for _, e := range s.Events() {
		if e.Kind == "consultation" {
			all = append(all, sourced{e.Evidence, ""})
		}
	}
	return all
}

// recommended are the recommendations.
func recommended(s *convention.Snapshot) []sourced {
	var all []sourced
	for _, r := range s.Recommendations() {
		all = append(all, sourced{r.Evidence, ""})
	}
	return all
}

// measured are the measures of states, which two kinds of pages show.
func measured(s *convention.Snapshot) []sourced {
	var all []sourced
	for _, m := range s.Measures(lindung.Date{Year: 9999}) {
		if m.State != "" {
			all = append(all, sourced{m.Evidence, m.State})
		}
	}
	return all
}

// Count returns how ripe each kind of page is. A row from memory, or without an
// address, is not counted.
func Count(s *convention.Snapshot) []Ripeness {
	var all []Ripeness
	for _, k := range kindsOfPages {
		r := Ripeness{Kind: k.kind, NeedsRows: k.rows, NeedsStates: k.states}
		var states []lindung.Country
		for _, row := range k.of(s) {
			if !row.Certainty.Counts() || !hasAddress(row.Sources) {
				continue
			}
			r.Rows++
			if row.State != "" && !slices.Contains(states, row.State) {
				states = append(states, row.State)
			}
		}
		r.States = len(states)
		all = append(all, r)
	}
	return all
}
