// Package telling declares what is kept of a person's telling what happened to them:
// each time they were asked ([Interview]), what they stated ([Statement]), and who
// carried their words between languages ([Interpreter]).
//
// Who has to tell it again lives through it again. So what was asked is found before
// anyone asks, each time is counted, asking again needs a reason, and a statement can
// be shared instead, as the person agrees.
//
// # The groups
//
// Interviews and statements are in the group of what happened: a consent that opens
// it opens what was told, so that nobody else asks. Interpreters are in the group of
// safety: who knows the people whom the person fears is a danger.
package telling

import (
	"slices"
	"time"

	"lindung"
	"lindung/field"
)

// Signs is the topic of a screening that another organisation did.
const Signs = "signs"

// Topics is the closed list of what a person may have been asked about.
var Topics = &field.List{Name: "interview_topic", Codes: []field.Code{
	{Name: "who_they_are"}, {Name: "journey"}, {Name: "recruitment"}, {Name: "work"}, {Name: "violence"}, {Name: "people_involved"},
	{Name: "money_debts"}, {Name: "health"}, {Name: "family"}, {Name: "danger_now"}, {Name: "wishes"}, {Name: Signs},
}}

// Present is the closed list of who may be present besides who asks.
var Present = &field.List{Name: "interview_present", Codes: []field.Code{
	{Name: "no_one"}, {Name: "interpreter"}, {Name: "lawyer"}, {Name: "support_person"}, {Name: "guardian"}, {Name: "family"},
	{Name: "police"}, {Name: "consulate"}, {Name: "other"},
}}

// Reasons is the closed list of reasons to ask a person again.
var Reasons = &field.List{Name: "interview_again", Codes: []field.Code{
	{Name: "person_wants"}, {Name: "other_questions"}, {Name: "may_not_be_shared"}, {Name: "law_requires"}, {Name: "unclear"}, {Name: "danger"},
}}

// Ties is the closed list of what may bring an interpreter into conflict.
var Ties = &field.List{Name: "interpreter_tie", Codes: []field.Code{
	{Name: "none"}, {Name: "same_place"}, {Name: "relative"}, {Name: "knows_employer"}, {Name: "knows_trafficker"}, {Name: "works_for_authority"},
	{Name: "not_wanted"},
}}

// Sexes is the closed list of an interpreter's sex, as they themselves say it.
var Sexes = &field.List{Name: "interpreter_is", Codes: []field.Code{{Name: "woman"}, {Name: "man"}, {Name: "other"}}}

// Secrecy is the closed list of how an interpreter promised to keep what they hear.
var Secrecy = &field.List{Name: "interpreter_secrecy", Codes: []field.Code{{Name: "in_writing"}, {Name: "spoken"}, {Name: "not_yet"}}}

var (
	inSituation = field.InGroup(lindung.Situation)
	inSafety    = field.InGroup(lindung.Safety)
	isPrivate   = field.WithClass(field.Private)
	toKnow      = usedFor(lindung.Assistance, lindung.Identification, lindung.LawEnforcement, lindung.LegalAid, lindung.Return)
	toProve     = usedFor(lindung.Assistance, lindung.Identification, lindung.LawEnforcement, lindung.LegalAid)
)

func usedFor(more ...lindung.Purpose) field.Option {
	return field.ForPurposes(append([]lindung.Purpose{lindung.Supervision, lindung.OwnRequest}, more...)...)
}

// The fields of an interview.
var (
	InterviewOn       = field.NewDate("interview_on", inSituation, isPrivate, toKnow)
	InterviewBy       = field.NewText("interview_by", inSituation, toKnow)
	InterviewTopics   = field.NewCodes("interview_topics", Topics, inSituation, isPrivate, toKnow)
	InterviewLanguage = field.NewLanguage("interview_language", inSituation, isPrivate, toKnow)
	InterviewPresent  = field.NewCodes("interview_present", Present, inSituation, isPrivate, toKnow)
	InterviewAgain    = field.NewCode("interview_again", Reasons, inSituation, isPrivate, toKnow)
)

// Interview asks about one time that the person was asked what happened: when, by whom,
// about what, in which language, who was there. After the first it needs the reason
// why they were asked again.
//
// Source: ACTIP 14.6; ACTIP 16.4
var Interview = field.NewForm("interview", InterviewOn, InterviewBy, InterviewTopics, InterviewLanguage, InterviewPresent, InterviewAgain).
	Under("told").Many(field.Repeat{Day: InterviewOn, Again: InterviewAgain})

// Screened returns the answers to [Interview] for a screening that another organisation
// did; now is when.
func Screened(day lindung.Date, by string, now time.Time) field.Values {
	var v field.Values
	v.Parse(InterviewOn.Info, day.String(), now)
	v.Parse(InterviewBy.Info, by, now)
	v.Parse(InterviewTopics.Info, Signs, now)
	return v
}

// What the person stated, in their words, and where the signed one or the recording is.
var (
	StatementOn       = field.NewDate("statement_on", inSituation, isPrivate, toProve)
	StatementBy       = field.NewText("statement_by", inSituation, toProve)
	StatementText     = field.NewLong("statement_text", inSituation, field.Max(20_000), toProve)
	StatementReadBack = field.NewBool("statement_read_back", inSituation, isPrivate, toProve)
	StatementWhere    = field.NewText("statement_where", inSituation, toProve)

	Statement = field.NewForm("statement", StatementOn, StatementBy, StatementText, StatementReadBack, StatementWhere).
			Under("told").Many(field.Repeat{Day: StatementOn})
)

// Who interprets, what may bring them into conflict, and what they promised.
//
// Source: ACTIP 14.5; ACTIP 14.6
var (
	InterpreterWho     = field.NewText("interpreter_who", inSafety, toKnow)
	InterpreterOn      = field.NewDate("interpreter_on", inSafety, isPrivate, toKnow)
	InterpreterIs      = field.NewCode("interpreter_is", Sexes, inSafety, isPrivate, toKnow)
	InterpreterTies    = field.NewCodes("interpreter_ties", Ties, inSafety, toKnow)
	InterpreterSecrecy = field.NewCode("interpreter_secrecy", Secrecy, inSafety, isPrivate, toKnow)

	Interpreter = field.NewForm("interpreter", InterpreterWho, InterpreterOn, InterpreterIs, InterpreterTies, InterpreterSecrecy).
			Under("told").Many(field.Repeat{Day: InterpreterOn})
)

// Forms are the forms of this package.
var Forms = field.Set{Interview, Statement, Interpreter}

// Unfit says why an interpreter with these answers is not to be asked: "tie" for what
// may bring them into conflict, "secrecy" for a promise that is not given, "sex" where the
// person prefers another, "" for none. What nobody has asked yet makes them unfit too.
// wish is the answer to person.InterpreterSex: "woman", "man", or what asks for neither.
//
// Source: ACTIP 14.5; ACTIP 14.6
func Unfit(v field.Values, wish string) string {
	ties, _ := InterpreterTies.Get(v)
	secrecy, _ := InterpreterSecrecy.Get(v)
	is, _ := InterpreterIs.Get(v)
	switch {
	case !slices.Equal(ties, []string{"none"}):
		return "tie"
	case secrecy != "in_writing" && secrecy != "spoken":
		return "secrecy"
	case (wish == "woman" || wish == "man") && is != wish:
		return "sex"
	}
	return ""
}
