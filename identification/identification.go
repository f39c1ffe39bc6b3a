// Package identification helps to recognise who needs protection. It asks the
// questions of an instrument, says what the answers point to, and stores the
// decisions of authorities on a status in law.
//
// Begin with [RecordScreening], [Assess] and [Decide].
//
// # Two acts, never one
//
// A screening names the dimensions that the answers meet, and the answers behind
// them. It gives no status, and a screening that finds nothing is no reason to end
// help. A [Decision] on status is a separate act of a named body under a named law.
// One that came with a file is a reported decision of the body it names.
//
// # Instruments are data
//
// The questions and their strengths are files in data/, each with its version, its
// source and whether it was compared with the original. A changed instrument is a
// new version; the old file stays, so that an old screening can be read as it was
// made. The words of the questions are labels.
//
// # Doubt
//
// Unknown, refused and not asked count as not present and are always shown. A person
// who may be under eighteen is treated as a child, and for a child no means is
// needed.
package identification

import "errors"

// Errors that pages decide on.
var (
	// ErrAnswer says that answers do not fit the instrument: it lacks an indicator,
	// or an answer is not in AnswerList.
	ErrAnswer = errors.New("not an answer of this instrument")
	// ErrFinished says that the screening is finished and cannot change.
	ErrFinished = errors.New("the screening is finished")
)

// Answer is what is known of one indicator.
type Answer string

// The answers. An indicator without an answer was not asked.
const (
	Present  Answer = "present"
	Absent   Answer = "absent"
	Unknown  Answer = "unknown"
	Refused  Answer = "refused"
	NotAsked Answer = "not_asked"
)

// AnswerList is the closed list of answers, in the order of a form.
var AnswerList = []Answer{Present, Absent, Unknown, Refused, NotAsked}

// Answered reports whether a is present or absent.
func (a Answer) Answered() bool { return a == Present || a == Absent }

// Answers are the answers of one screening by indicator. They are sealed with
// the case's key; printing them shows nothing.
type Answers map[string]Answer

// AnswerTo returns the answer to an indicator; NotAsked if there is none.
func (a Answers) AnswerTo(indicator string) Answer {
	if v, ok := a[indicator]; ok && v != "" {
		return v
	}
	return NotAsked
}

// String returns a fixed word, so that printing shows no answer.
func (a Answers) String() string { return "identification.Answers" }

// GoString is String.
func (a Answers) GoString() string { return a.String() }

// Result says what the answers of one screening point to, and why. It is never
// a status.
type Result struct {
	Instrument string // Instrument.Key
	Child      bool   // the profile for children was used
	Findings   []Finding
	Pattern    Pattern
	Present    []string // all indicators that are present, whether they count or not
	Uncounted  []string // of Present, those that this profile does not have
	Unanswered int      // unknown, refused or not asked, of those that count
}

// Finding is what was found in one dimension.
type Finding struct {
	Dimension            string
	Element              Element
	Strong, Medium, Weak int // indicators present
	Met                  bool
	Because              []string // the indicators present
	Open                 []string // the indicators without an answer
}

// String returns the instrument only.
func (r Result) String() string { return "identification.Result(" + r.Instrument + ")" }

// GoString is String.
func (r Result) GoString() string { return r.String() }

// Met returns the dimensions that were met.
func (r Result) Met() []Finding {
	var met []Finding
	for _, f := range r.Findings {
		if f.Met {
			met = append(met, f)
		}
	}
	return met
}

// Assess says what answers point to by the rule of the instrument. For a child
// it uses the strengths for children and asks for no means. Answers to
// indicators that the instrument does not have are left out; see
// [Instrument.Check].
//
// Source: ACTIP 2; ACTIP 14.1; ACTIP 14.12
func Assess(in Instrument, answers Answers, child bool) Result {
	r := Result{Instrument: in.Key(), Child: child}
	r.list(in, answers)
	if in.Rule == Presence {
		r.Pattern = presencePattern(in.Signs, len(r.Present), r.Unanswered)
		return r
	}
	met, could := map[string]bool{}, false
	for _, d := range in.Dimensions {
		f, possible := find(in, d, answers, child)
		r.Findings = append(r.Findings, f)
		met[d.ID] = f.Met
		could = could || possible
	}
	r.Pattern = delphiPattern(met, child)
	if r.Pattern == NothingFound && could {
		r.Pattern = TooLittleKnown
	}
	return r
}

// list fills in what is present and how much is unanswered.
func (r *Result) list(in Instrument, answers Answers) {
	for _, i := range in.Indicators {
		a, counts := answers.AnswerTo(i.ID), in.Rule == Presence || i.Strength(r.Child) != ""
		if a == Present {
			r.Present = append(r.Present, i.ID)
			if !counts {
				r.Uncounted = append(r.Uncounted, i.ID)
			}
		}
		if counts && !a.Answered() {
			r.Unanswered++
		}
	}
}

// find counts one dimension. could reports whether it would be met if everything
// unanswered were present.
func find(in Instrument, d Dimension, answers Answers, child bool) (f Finding, could bool) {
	f = Finding{Dimension: d.ID, Element: d.Element}
	var open Finding
	for _, i := range in.Indicators {
		s := i.Strength(child)
		if i.Dimension != d.ID || s == "" {
			continue
		}
		switch a := answers.AnswerTo(i.ID); {
		case a == Present:
			f.Because = append(f.Because, i.ID)
			f.count(s)
		case !a.Answered():
			f.Open = append(f.Open, i.ID)
			open.count(s)
		}
	}
	f.Met = DimensionPositive(f.Strong, f.Medium, f.Weak)
	return f, DimensionPositive(f.Strong+open.Strong, f.Medium+open.Medium, f.Weak+open.Weak)
}

func (f *Finding) count(s Strength) {
	switch s {
	case Strong:
		f.Strong++
	case Medium:
		f.Medium++
	case Weak:
		f.Weak++
	}
}
