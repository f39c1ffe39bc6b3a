package identification

import (
	"time"

	"lindung"
)

// Age is all that is known of how old a person is. The zero Age is nothing.
type Age struct {
	Birth     lindung.Date // by document or by her own word; may be a year only
	Estimated int          // years at the day of the estimate; 0 is none
	Within    int          // the estimate may be wrong by so many years either way
	At        lindung.Date // the day of the estimate; zero is the day asked about
	Doubt     bool         // somebody doubts that the person is an adult
}

// adulthood is the age at which a person is no longer a child.
const adulthood = 18

// precisions are the codes in which a form asks how sure an estimate is, and the
// years that each allows for.
var precisions = map[string]int{
	"within_1_year": 1, "within_3_years": 3, "within_5_years": 5, "more_than_5_years": 10,
}

// Precision returns Within and Doubt for a code of a form. An estimate of which
// nobody said how sure it is, or with a code that is not known here, is taken to
// be sure within three years: the eye does no better.
func Precision(code string) (within int, doubt bool) {
	if years, ok := precisions[code]; ok {
		return years, false
	}
	return 3, code == "unsure_if_child"
}

// Child reports whether the person is, or may be, under eighteen on a day.
// Presumed says that it is doubt that makes her a child: a date that may be
// later, an estimate that may be too high, a doubt that somebody recorded, two
// sources of which one says child, or nothing known at all. A child is protected
// as a child from the first doubt on; documents that make girls older are common.
//
// Source: ACTIP 2; ACTIP 14.12
func Child(a Age, on time.Time) (child, presumed bool) {
	byBirth, byEstimate := a.birthMay(on), a.estimateMay(on)
	switch {
	case a.Birth.Valid() && a.birthMust(on):
		return true, false
	case !a.Birth.Valid() && a.Estimated > 0 && a.estimateMust(on):
		return true, false
	case byBirth, byEstimate, a.Doubt, !a.Birth.Valid() && a.Estimated <= 0:
		return true, true
	}
	return false, false
}

// birthMay reports whether the latest birth that the date can mean makes her a child.
func (a Age) birthMay(on time.Time) bool {
	return a.Birth.Valid() && a.Birth.Last().AddDate(adulthood, 0, 0).After(on)
}

// birthMust reports whether the earliest birth that the date can mean does so too.
func (a Age) birthMust(on time.Time) bool {
	return a.Birth.First().AddDate(adulthood, 0, 0).After(on)
}

// estimateMay reports whether the lowest age that the estimate can mean is under
// eighteen. Years that have passed since the estimate count when they are full.
func (a Age) estimateMay(on time.Time) bool {
	return a.Estimated > 0 && a.Estimated-max(a.Within, 0)+a.passed(on) < adulthood
}

// estimateMust reports whether the highest age that it can mean is under
// eighteen. Since an estimate of another day a birthday more may have passed.
func (a Age) estimateMust(on time.Time) bool {
	highest := a.Estimated + max(a.Within, 0) + a.passed(on)
	if a.At.Valid() {
		highest++
	}
	return highest < adulthood
}

// passed returns the full years from the last day of the estimate to on, fewer
// than none if it was made later.
func (a Age) passed(on time.Time) int {
	if !a.At.Valid() {
		return 0
	}
	at := a.At.Last()
	years := on.Year() - at.Year()
	if at.AddDate(years, 0, 0).After(on) {
		years--
	}
	return years
}
