package assistance

import (
	"lindung"
	"lindung/field"
)

// Ratings is the closed list of how much a sentence is true for the person.
var Ratings = &field.List{Name: "rating", Codes: []field.Code{
	{Name: "not"}, {Name: "a_little"}, {Name: "mostly"}, {Name: "fully"},
}}

// How the person is doing, in five sentences that they rate themselves. The
// sentences are our own. They follow what the Convention wants provided: safety and
// a place to live, advice on rights, health of body and mind, work and learning; and
// someone to turn to.
//
// Source: ACTIP 14.5; ACTIP 14.10
var (
	WellbeingOn     = field.NewDate("wellbeing_on", inCare, isCoded, toCount)
	WellbeingSafe   = field.NewCode("wellbeing_safe", Ratings, inCare, isCoded, toCount)
	WellbeingHealth = field.NewCode("wellbeing_health", Ratings, inCare, isCoded, toCount)
	WellbeingRights = field.NewCode("wellbeing_rights", Ratings, inCare, isCoded, toCount)
	WellbeingMeans  = field.NewCode("wellbeing_means", Ratings, inCare, isCoded, toCount)
	WellbeingPeople = field.NewCode("wellbeing_people", Ratings, inCare, isCoded, toCount)
)

// Wellbeing asks how the person is doing on a day: two weeks after the case was opened,
// after six months and every year, see [WellbeingDue].
var Wellbeing = field.NewForm("wellbeing", WellbeingOn, WellbeingSafe, WellbeingHealth, WellbeingRights, WellbeingMeans, WellbeingPeople).Under("care").
	Many(field.Repeat{Day: WellbeingOn, Says: "wellbeing", Next: WellbeingDue})

// The result of an instrument for which the organisation has a licence. The program
// holds its name and its result, and none of its questions.
var (
	MeasureOn     = field.NewDate("measure_on", inCare, isCoded, toHelp)
	MeasureName   = field.NewText("measure_name", inCare, toHelp)
	MeasureBy     = field.NewText("measure_by", inCare, toHelp)
	MeasureResult = field.NewLong("measure_result", inCare, field.Max(2000), toHelp)

	Measure = field.NewForm("measure", MeasureOn, MeasureName, MeasureBy, MeasureResult).Under("care").
		Many(field.Repeat{Day: MeasureOn})
)

const (
	settlingDays = 14 // in which no one is asked how they are doing
	earlyDays    = 30 // by which an answer may come before its day
)

// WellbeingDue returns the day by which the person is asked how they are doing: two weeks
// after the case was opened, six months after, and then every year. rated are the days
// on which they were asked; up to thirty days early counts. What was missed is not made
// up for: nobody can say later how they were.
//
// Source: ACTIP 14.10
func WellbeingDue(opened lindung.Date, rated ...lindung.Date) lindung.Date {
	begin := opened.First()
	if len(rated) == 0 {
		return lindung.DateOf(begin.AddDate(0, 0, settlingDays))
	}
	last := rated[0]
	for _, day := range rated {
		if day.Last().After(last.Last()) {
			last = day
		}
	}
	done := last.Last().AddDate(0, 0, earlyDays)
	if half := begin.AddDate(0, 6, 0); half.After(done) {
		return lindung.DateOf(half)
	}
	years := 1
	for !begin.AddDate(years, 0, 0).After(done) {
		years++
	}
	return lindung.DateOf(begin.AddDate(years, 0, 0))
}
