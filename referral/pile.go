package referral

import (
	"slices"
	"time"

	"lindung/internal/db"
)

// A Pile is what a referral asks of the side that looks at it. Every list and counter
// uses it, so that they agree.
type Pile string

// The piles. A referral with News is in that pile until the news is noted, unless it
// waits for us to answer.
const (
	MustAnswer Pile = "answer" // sent to us, and nobody here has replied; or they ask us something
	OpenWithUs Pile = "open"   // accepted by us: we owe the outcome
	WithOthers Pile = "out"    // others owe a reply, the outcome, or an answer to our question
	News       Pile = "news"   // something to note
	Done       Pile = "done"   // nothing
)

// Piles is the closed list of piles, the most important first.
var Piles = []Pile{MustAnswer, OpenWithUs, WithOthers, News, Done}

// Pile returns what r asks of the actor's side.
func (r Referral) Pile() Pile {
	switch {
	case r.MustSay():
		return MustAnswer
	case r.HasNews():
		return r.orReply(News)
	case r.State == Proposed:
		return WithOthers
	case r.AwaitsEnd() && r.Mine:
		return WithOthers // until the recipient has said what became of what it had
	case !r.Waiting():
		return Done
	case r.Mine:
		return WithOthers
	case r.State == Accepted:
		return OpenWithUs
	case r.HasAsked():
		return WithOthers
	}
	return MustAnswer
}

// orReply returns p, or MustAnswer where the actor's side owes its reply first.
func (r Referral) orReply(p Pile) Pile {
	if r.Owed() == "answer" && !r.Mine && !r.HasAsked() {
		return MustAnswer
	}
	return p
}

// HasNews reports whether there is something that the actor's side has not noted: a
// step of the other side, or, for the side that replies, the end of what the referral
// was based on.
func (r Referral) HasNews() bool {
	return r.WeAnswer() && r.AwaitsEnd() || slices.ContainsFunc(r.Steps, r.isNew)
}

// isNew reports whether a step is of the other side and no one here has noted it, or
// whether a supervisor has refused it. The first step is not news for the recipient.
func (r Referral) isNew(s Step) bool {
	if s.State == Refused {
		return s.SeenAt == 0 && r.Mine
	}
	return s.SeenAt == 0 && s.told() && s.State != Sent && s.State != Proposed && (s.Org == r.From) != r.Mine
}

// told reports whether s was taken by one of the sides, and is stored.
func (s Step) told() bool { return s.State != Withdrawn && s.State != Lapsed }

// IsNew reports whether the actor's side has still to note the step.
func (r Referral) IsNew(s Step) bool { return r.isNew(s) }

// pending reports whether no side has ended the referral.
func (r Referral) pending() bool { return r.State == Sent || r.State == Accepted }

// Over reports whether what the referral was based on has ended: the person has
// withdrawn it, or its last day is over. Nothing more is asked of the recipient. Of a
// letter whose referral was over before, only a withdrawal counts.
//
// Source: ACTIP 14.6
func (r Referral) Over() bool {
	return r.Backing.Ended != 0 && (r.pending() || r.State == Ended || r.paper() && r.Backing.Withdrawn)
}

// Waiting reports whether a reply or the outcome is owed.
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

// Asks returns what is owed and by when: "answer", "report", or "end", what became of what
// the recipient had when the consent had ended; "" for nothing. Every list and counter that
// says what is due, or that it is overdue, reads it here.
func (r Referral) Asks() (what string, by db.Time) {
	if r.AwaitsEnd() {
		return "end", r.EndDue()
	}
	if what = r.Owed(); what == "" {
		return "", 0
	}
	return what, r.Due
}

// Overdue reports whether what is owed was due before now.
func (r Referral) Overdue(now time.Time) bool {
	what, by := r.Asks()
	return what != "" && by < db.TimeOf(now)
}

// OtherName names the side that is not the reader's.
func (r Referral) OtherName() string {
	if r.Mine {
		return r.ToName
	}
	return r.FromName
}

// WeAnswer reports whether the actor's side takes the steps of the recipient: the
// recipient does, and the sender for an outside body.
func (r Referral) WeAnswer() bool { return !r.Mine || r.To.Outside() }

// forRecipient returns r as its recipient may see it: the sender's steps without
// their words, but for what the sender says to the recipient. Once the referral was
// declined, finished or taken back, or what it was based on has ended, it says nothing of
// the person: only who sent it, when, what was needed, and the recipient's own steps.
// Nothing of the conversation is left to the recipient.
//
// Source: ACTIP 14.6
func (r Referral) forRecipient() Referral {
	if r.State == Moved {
		return r // the case is theirs
	}
	steps := slices.DeleteFunc(slices.Clone(r.Steps), func(s Step) bool { return s.State == Proposed })
	for i, s := range steps {
		if s.Org == r.From && !s.State.talk() {
			steps[i].Words = ""
		}
	}
	r.Steps = steps
	if !r.Waiting() {
		r.Steps = withoutTalk(steps)
		r.Words, r.Conditions, r.CaseNumber, r.Child = "", nil, "", false
	}
	return r
}
