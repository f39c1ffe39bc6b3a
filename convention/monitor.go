package convention

import (
	"slices"
	"strconv"
	"strings"

	"lindung"
)

// What is known of a state on a paragraph. They are words, and make no scale: a law
// without an assessment is not less than one with it.
const (
	CellNone     = "none"     // nothing is recorded
	CellFact     = "fact"     // a fact of its law or practice, and no measure
	CellMeasure  = "measure"  // a measure
	CellAssessed = "assessed" // somebody who is named has assessed it
)

// CellCodes are all of them.
var CellCodes = []string{CellNone, CellFact, CellMeasure, CellAssessed}

// MonitorCell is what is known of one state on one paragraph, or on an article as a
// whole.
type MonitorCell struct {
	State    lindung.Country
	Measures []Measure
	Facts    []Fact
	Assessed []Assessed
}

// Code returns the word of the cell.
func (c MonitorCell) Code() string {
	switch {
	case len(Assessors(c.Assessed)) > 0:
		return CellAssessed
	case len(c.Measures) > 0:
		return CellMeasure
	case len(c.Facts) > 0:
		return CellFact
	}
	return CellNone
}

// MonitorLine is a paragraph, or an article as a whole, with the cells of all
// states.
type MonitorLine struct {
	Number    string // "14.7", "14"
	Article   int
	Whole     bool      // of an article with paragraphs, what names no paragraph of it
	Paragraph Paragraph // the first of the article where it is about the whole
	Cells     []MonitorCell
}

// Monitor sets every state beside every paragraph of the Convention that asks
// something of the parties. What is recorded for an article as a whole is in a line
// of its own: nobody has said that it serves each of its paragraphs.
//
// Source: ACTIP 24
func Monitor(s *Snapshot, when When) []MonitorLine {
	var all []MonitorLine
	for _, p := range s.Paragraphs(Convened) {
		if !p.ToParties() || p.Strength == None {
			continue
		}
		if n := len(all); p.Number > 0 && (n == 0 || all[n-1].Article != p.Article) {
			all = append(all, MonitorLine{Number: strconv.Itoa(p.Article), Article: p.Article, Whole: true, Paragraph: p})
		}
		all = append(all, MonitorLine{Number: strings.TrimPrefix(p.ID, Convened+"-"), Article: p.Article, Paragraph: p})
	}
	measures := s.Measures(when.Known)
	for i := range all {
		for _, state := range lindung.States {
			all[i].Cells = append(all[i].Cells, s.cell(state, all[i].Number, measures, when))
		}
	}
	return slices.DeleteFunc(all, func(l MonitorLine) bool {
		return l.Whole && !slices.ContainsFunc(l.Cells, func(c MonitorCell) bool { return c.Code() != CellNone })
	})
}

// cell is what is known of a state on a number of the Convention, of measures those
// that were taken and have not ended by the day.
func (s *Snapshot) cell(state lindung.Country, number string, measures []Measure, when When) MonitorCell {
	c := MonitorCell{State: state}
	for _, m := range measures {
		if m.State == state && m.Names(number) && slices.Contains([]string{MeasureInForce, MeasureOpen}, m.On(when.On)) {
			c.Measures = append(c.Measures, m)
		}
	}
	for _, f := range s.c.National[state].Facts() {
		if f.Certainty.Counts() && f.Text != "" && !later(f.Checked, when.Known) && slices.Contains(f.Paragraphs, number) {
			c.Facts = append(c.Facts, f)
		}
	}
	c.Assessed = s.Assessed(when.Known, func(a Assessment) bool {
		if of, n, ok := a.AboutState(); ok {
			return of == state && n == number
		}
		m, ok := s.Measure(a.About, when.Known)
		return ok && m.State == state && m.Names(number)
	})
	return c
}
