package convention

import (
	"regexp"
	"strconv"

	"lindung"
)

// Owing is what a fact of national law asks of its state in one case.
type Owing struct {
	When     []string // all of [Conditions] that a case must meet
	Strength Strength
	Within   int    // the period that the law sets; 0 for none
	Unit     string // "hour" or "day"
	From     string // the day from which it runs, one of [Starts]
}

// Conditions are what a case can meet, so that national law asks something.
var Conditions = []string{
	"protected", "not_decided", "child", "detained", "charged", "criminal_case", "claims", "foreign", "wants_return", "national_abroad",
}

// Starts are the days from which a period of national law can run. The last two are days
// that no case has a fact for: then it is said that the day is not known.
var Starts = []string{"found", "identified", "detained_since", "charged", "request", "judgment"}

// Ends returns the day on which the period is over that began on a day. Hours end on the
// day on which the last of them can fall. Every day counts, a holiday too.
func (o Owing) Ends(from lindung.Date) lindung.Date {
	if o.Unit == "hour" {
		return addDays(from, (o.Within+23)/24)
	}
	return addDays(from, o.Within)
}

// Begun says whether a fact had begun on a day.
type Begun int

// The answers of [Begun].
const (
	NotKnown Begun = iota // no source says since when
	Already
	NotYet
)

// Starts returns the days between which the fact began; the zero Span where none is known.
func (f Fact) Starts() Span {
	if f.Begins.IsZero() {
		return Span{}
	}
	return Span{lindung.DateOf(f.Begins.First()), lindung.DateOf(f.Begins.Last())}
}

// Begun reports whether the fact had begun on a day. Within the month or the year in which
// it began it is not known.
func (f Fact) Begun(on lindung.Date) Begun {
	starts := f.Starts()
	switch {
	case starts.IsZero() || starts.Possible(on):
		return NotKnown
	case starts.Certain(on):
		return Already
	}
	return NotYet
}

// Over reports whether the fact had ended before a day.
func (f Fact) Over(on lindung.Date) bool {
	return !f.Ends.IsZero() && later(on, lindung.DateOf(f.Ends.Last()))
}

// numbered finds the numbers of articles in the words of a reservation: "2, 7, 37", "12-17".
var numbered = regexp.MustCompile(`\b(\d{1,2})(?:-(\d{1,2}))?\b`)

// Names reports whether the words of a reservation name an article. Words that name none, as
// those of a reservation whose text was not seen, say nothing of it.
func Names(reservation string, article int) bool {
	for _, m := range numbered.FindAllStringSubmatch(reservation, -1) {
		first, _ := strconv.Atoi(m[1])
		last := first
		if m[2] != "" {
			last, _ = strconv.Atoi(m[2])
		}
		if first <= article && article <= last {
			return true
		}
	}
	return false
}
