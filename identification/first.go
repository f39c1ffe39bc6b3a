package identification

import (
	"slices"
	"time"

	"lindung"
	"lindung/field"
)

// Hows is the closed list of how a first meeting went.
var Hows = &field.List{Name: "first_how", Codes: []field.Code{
	{Name: "asked"}, {Name: "no_language"}, {Name: "not_wanted"}, {Name: "unwell"}, {Name: "away"},
}}

// Nexts is the closed list of what comes first for a person after a first meeting.
var Nexts = &field.List{Name: "first_next", Codes: []field.Code{
	{Name: "care"}, {Name: "danger"}, {Name: "child"}, {Name: "screen"}, {Name: "again"}, {Name: "none"},
}}

// Dones is the closed list of what was done after a first meeting.
var Dones = &field.List{Name: "first_done", Codes: []field.Code{{Name: "seen_to"}, {Name: "met_again"}, {Name: "nothing_needed"}, {Name: "left"}}}

// What is kept of the minutes in which a person was met among many, after a raid or at a
// crossing.
//
// Source: ACTIP 14.1
var (
	inSituation = field.InGroup(lindung.Situation)
	isPrivate   = field.WithClass(field.Private)
	toIdentify  = field.ForPurposes(lindung.Supervision, lindung.OwnRequest, lindung.Assistance, lindung.Identification, lindung.LegalAid)

	FirstOn   = field.NewDate("first_on", inSituation, isPrivate, toIdentify)
	FirstHow  = field.NewCode("first_how", Hows, inSituation, isPrivate, toIdentify)
	FirstNext = field.NewCode("first_next", Nexts, inSituation, isPrivate, toIdentify)
	FirstNow  = field.NewBool("first_now", inSituation, toIdentify, field.Urgent())
	FirstBy   = field.NewDate("first_by", inSituation, isPrivate, toIdentify, field.Future())
	FirstDone = field.NewCode("first_done", Dones, inSituation, isPrivate, toIdentify)

	// First asks when the person was met, how it went, what comes first for them, whether
	// that must not wait, by when, and what was done. A record is open until that is known.
	First = field.NewForm("first_meeting", FirstOn, FirstHow, FirstNext, FirstNow, FirstBy, FirstDone).Under("told").
		Many(field.Repeat{Day: FirstOn, Due: FirstBy, Done: FirstDone, For: true})
)

// FirstInstrument and FirstSigns are what is asked in a first meeting: six of the eleven
// indicators of forced labour, whose answers can be given standing in a queue. Violence is
// left for a room with a door. The screening that they begin is gone on with later.
//
// Source: ACTIP 14.1; ACTIP 14.6
const FirstInstrument = "ilo_11@2012"

// FirstSigns are the indicators of FirstInstrument that are asked.
var FirstSigns = []string{"ILO.02", "ILO.03", "ILO.06", "ILO.07", "ILO.08", "ILO.09"}

// NextAfter returns what comes first for a person after a first meeting, a code of Nexts.
// What endangers life or body comes before everything else; a child, or who may be one,
// before the signs. It is no decision on status: "none" says only that no sign was told.
//
// Source: ACTIP 14.1; ACTIP 14.5; ACTIP 14.12
func NextAfter(how string, ill, danger, child bool, signs Answers) string {
	switch {
	case ill:
		return "care"
	case danger:
		return "danger"
	case child:
		return "child"
	case how == "no_language", how == "unwell", how == "away":
		return "again"
	case slices.ContainsFunc(FirstSigns, func(id string) bool { return signs[id] == Present }):
		return "screen"
	}
	return "none"
}

// ToSee says of a person that nobody has met them yet.
const ToSee = "to_see"

// Standings are what a person of an event waits for, what is most urgent first.
var Standings = []string{"care", "danger", "child", ToSee, "again", "screen", "none"}

// Standing returns what a person waits for by the answers to First, the latest first: one
// of Standings.
func Standing(first []field.Values) string {
	if len(first) == 0 {
		return ToSee
	}
	next, ok := FirstNext.Get(first[0])
	_, done := FirstDone.Get(first[0])
	switch {
	case done:
		return "none"
	case !ok:
		return ToSee
	}
	return next
}

// Waits reports whether what comes first must not wait until tomorrow.
//
// Source: ACTIP 14.5; ACTIP 14.12
func Waits(next string) bool { return next == "care" || next == "danger" || next == "child" }

// Met returns the answers to First for a meeting on a day.
func Met(day lindung.Date, how, next string, now time.Time) field.Values {
	var v field.Values
	v.Parse(FirstOn.Info, day.String(), now)
	v.Parse(FirstHow.Info, how, now)
	v.Parse(FirstNext.Info, next, now)
	switch {
	case Waits(next):
		v.Parse(FirstNow.Info, "TRUE", now)
		v.Parse(FirstBy.Info, day.String(), now)
	case next == "none":
		v.Parse(FirstDone.Info, "nothing_needed", now)
	}
	return v
}
