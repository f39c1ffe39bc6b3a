package referral

import (
	"slices"
	"time"

	"lindung/internal/db"
)

// A Pile is what a referral asks of the side that looks at it. Every list, counter
// and mark goes by it, so that they agree.
type Pile string

// The piles. News is first to be noted, then the referral lies where it belongs.
const (
	MustAnswer Pile = "answer" // sent to us, and nobody here has answered
	OpenWithUs Pile = "open"   // taken on by us: we owe the outcome of it
	WithOthers Pile = "out"    // sent by us: others owe an answer, or the outcome of it
	News       Pile = "news"   // something to note
	Done       Pile = "done"   // nothing
)

// Piles is the closed list, in the order of their weight.
var Piles = []Pile{MustAnswer, OpenWithUs, WithOthers, News, Done}

// Pile returns what r asks of the actor's side.
func (r Referral) Pile() Pile {
	switch {
	case r.news():
		return News
	case r.Over() && r.pending() && r.Mine:
		return WithOthers // until the recipient has noted that it has ended
	case !r.Waiting():
		return Done
	case r.Mine:
		return WithOthers
	case r.State == Accepted:
		return OpenWithUs
	}
	return MustAnswer
}

// news reports whether there is something that the actor's side has not noted: a
// step of the other side, or for the side that answers the end of what the referral
// was based on.
func (r Referral) news() bool {
	return r.WeAnswer() && r.Over() && r.pending() || slices.ContainsFunc(r.Steps, r.isNew)
}

// isNew reports whether a step is one of the other side that no one here has noted.
// To the recipient the first step is no news, it is the question.
func (r Referral) isNew(s Step) bool {
	return s.SeenAt == 0 && s.told() && s.State != Sent && (s.Org == r.From) != r.Mine
}

// told reports whether s was taken by one of the sides, and is stored.
func (s Step) told() bool { return s.State != Withdrawn && s.State != Lapsed }

// IsNew reports whether the actor's side has still to note the step.
func (r Referral) IsNew(s Step) bool { return r.isNew(s) }

// pending reports whether no side has ended the referral.
func (r Referral) pending() bool { return r.State == Sent || r.State == Accepted }

// Over reports whether what the referral was based on has ended: the person has
// withdrawn, or its day is over. Nothing is asked of the recipient from then on.
//
// Source: ACTIP 14.6
func (r Referral) Over() bool { return r.Backing.Ended != 0 && (r.pending() || r.State == Ended) }

// Waiting reports whether an answer, or the outcome of the referral, is owed.
func (r Referral) Waiting() bool { return r.pending() && !r.Over() }

// Owed returns what is owed by r.Due: "answer" or "report"; "" for nothing.
func (r Referral) Owed() string {
	switch {
	case !r.Waiting():
		return ""
	case r.State == Accepted:
		return "report"
	}
	return "answer"
}

// Late reports whether what is owed was due before now.
func (r Referral) Late(now time.Time) bool { return r.Waiting() && r.Due < db.TimeOf(now) }

// WeAnswer reports whether the actor's side takes the steps of the recipient: the
// recipient does, and the sender for a body outside the node.
func (r Referral) WeAnswer() bool { return r.Mine == r.To.Outside() }

// forRecipient returns r as its recipient may see it: of the sender's steps that
// they were taken, not what was said. Once the referral was declined, finished or
// taken back, or what it was based on has ended, nothing of what it said of the person
// is left: from whom it came, when, and what was needed, and the recipient's own
// steps.
//
// Source: ACTIP 14.6
func (r Referral) forRecipient() Referral {
	steps := slices.Clone(r.Steps)
	for i, s := range steps {
		if s.Org == r.From {
			steps[i].Words = ""
		}
	}
	r.Steps = steps
	if !r.Waiting() {
		r.Words, r.Conditions, r.CaseNumber, r.Child = "", nil, "", false
	}
	return r
}
