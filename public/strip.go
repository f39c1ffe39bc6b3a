package public

import (
	"strconv"
	"time"

	"lindung"
	"lindung/convention"
)

// strip is the picture of a treaty through time: a line for each state, with
// the days of deposit and of being bound, and with the doubt drawn where a day
// lies in an interval.
type strip struct {
	Title  words
	Desc   words
	Width  int
	High   int
	Bottom int
	TextY  int
	Years  []tick
	Lines  []strand
	Legend []legend
	Own    item // as a file of its own
}

// tick is a year on the axis.
type tick struct {
	X    int
	Text string
}

// strand is one state's line.
type strand struct {
	Code   string
	Middle int
	TextY  int
	Bars   []bar
	Point  int // the deposit, where its day is established
	Open   string
}

// bar is a part of a line.
type bar struct {
	X, Y, Width, High int
	Class             string
}

// legend explains a form of the picture.
type legend struct {
	Class string
	Text  words
	Dot   bool
}

// Measures of the picture, in units of its view box.
const (
	stripLeft  = 44
	stripRight = 8
	stripWide  = 480
	stripRow   = 28
	stripTop   = 8
	stripBar   = 11
	stripThin  = 8
	stripLeast = 3 // an interval of one day is still seen
)

// strip draws a treaty, nil where there is nothing to draw.
func (v *visit) strip(st convention.Status, in convention.Instrument) *strip {
	first := in.Adopted.Year
	span := float64(v.e.today.Year - first + 1)
	if in.Adopted.IsZero() || span < 1 {
		return nil
	}
	x := func(d lindung.Date) int {
		t := d.First()
		year := float64(t.Year()-first) + float64(t.YearDay()-1)/366
		return stripLeft + int(max(0, min(year, span))/span*(stripWide-stripLeft-stripRight))
	}
	s := &strip{
		Title: v.label("public.strip.title", "instrument", in.ID), Desc: v.label("public.strip.desc"), Width: stripWide,
		High: stripTop + stripRow*len(lindung.States) + 30, Bottom: stripTop + stripRow*len(lindung.States),
		TextY: stripTop + stripRow*len(lindung.States) + 20,
	}
	step := 1 + int(span)/9
	for y := first; y <= v.e.today.Year; y += step {
		s.Years = append(s.Years, tick{x(lindung.DateOf(time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC))), strconv.Itoa(y)})
	}
	for i, p := range v.positions(st) {
		s.Lines = append(s.Lines, strandOf(p, stripTop+i*stripRow, v.e.today, x))
	}
	for _, l := range []string{"point", "doubt", "open", "bound"} {
		s.Legend = append(s.Legend, legend{"strip-" + l, v.label("public.strip." + l), l == "point"})
	}
	s.Own = v.ownPicture(v.rest)
	return s
}

// drawn is the strip as a file of its own; nil where there is none.
func (s *strip) drawn(v *visit) func() ([]byte, error) {
	if s == nil {
		return nil
	}
	return v.drawn(picture{Strip: s, Title: s.Title, Desc: s.Desc}, s.Width+12, s.High+8)
}

func strandOf(p position, y int, today lindung.Date, x func(lindung.Date) int) strand {
	l := strand{Code: string(p.State), Middle: y + stripThin, TextY: y + stripRow/2 + 5}
	add := func(from, to lindung.Date, class string, top, high int) {
		if a, b := x(from), x(to); !to.First().Before(from.First()) {
			l.Bars = append(l.Bars, bar{a, y + top, max(b-a, stripLeast), high, class})
		}
	}
	deposit, force := p.Bond.Deposit, p.Bond.Force
	if p.Code == posBound {
		add(force.Last, today, "strip-bound", stripThin+3, stripBar)
	}
	if !force.IsZero() && !force.Exact() {
		add(force.First, endOf(force, today), "strip-open", stripThin+3, stripBar)
	}
	switch {
	case deposit.Exact():
		l.Point = x(deposit.First)
	case !deposit.IsZero():
		add(deposit.First, endOf(deposit, today), "strip-doubt", 3, stripThin-2)
	}
	if p.Code == posOpen && force.IsZero() {
		l.Open = "?"
	}
	return l
}

// endOf is where an interval ends in the picture: it may have no end, or one that
// is still to come.
func endOf(days convention.Span, today lindung.Date) lindung.Date {
	if days.Last.IsZero() || days.Last.First().After(today.First()) {
		return today
	}
	return days.Last
}
