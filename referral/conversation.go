package referral

import (
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
)

// The two sides of a referral talk in its timeline: what they say are steps that leave
// its state as it is. The conversation is open while a reply or the outcome is owed,
// and closes to the recipient with the referral.
const (
	Asked    State = "asked"
	Answered State = "answered"
	Told     State = "told" // news
)

// talk reports whether a step of the state is something that was said.
func (s State) talk() bool {
	return s == Asked || s == Answered || s == Told || s == Holds || s == Reminded
}

// question returns whether a question of one side has no answer: of the actor's own
// side, or of the other.
func (r Referral) question(own bool) bool {
	open := false
	for _, s := range r.Steps {
		switch bySide := (s.Org == r.From) == r.Mine; {
		case s.State == Asked && bySide == own:
			open = true
		case s.State == Answered && bySide != own:
			open = false
		}
	}
	return open && r.Waiting()
}

// MustSay reports whether the other side has asked something that nobody here has
// answered.
func (r Referral) MustSay() bool { return r.question(false) }

// HasAsked reports whether the actor's side waits for an answer to its own question.
func (r Referral) HasAsked() bool { return r.question(true) }

// MayAsk reports whether the actor's side may ask the other. An outside body without a link
// is asked by telephone.
func (r Referral) MayAsk() bool { return r.Waiting() && (!r.To.Outside() || r.HasLink || !r.Mine) }

// MayTell reports whether the actor's side may add news.
func (r Referral) MayTell() bool { return r.Waiting() }

// Ask asks the other side something.
//
// Source: ACTIP 14.10
func Ask(ctx context.Context, s access.Session, id lindung.ReferralID, words string) error {
	return sayWords(ctx, s, id, Step{State: Asked, Words: words}, "question_words", Referral.MayAsk)
}

// Answer answers what the other side has asked.
func Answer(ctx context.Context, s access.Session, id lindung.ReferralID, words string) error {
	return sayWords(ctx, s, id, Step{State: Answered, Words: words}, "answer_words", Referral.MustSay)
}

// Tell adds news. Of an outside body the sender notes what it has told them.
func Tell(ctx context.Context, s access.Session, id lindung.ReferralID, words string) error {
	return sayWords(ctx, s, id, Step{State: Told, Words: words}, "news_words", Referral.MayTell)
}

// sayWords is say for a step that must have words. at is the question under which they
// were typed.
func sayWords(ctx context.Context, s access.Session, id lindung.ReferralID, to Step, at string, may func(Referral) bool) error {
	var ps field.Problems
	ps.Need(strings.TrimSpace(to.Words) != "", at, "referral.problem."+at)
	checkWords(&ps, at, to.Words)
	if err := ps.Err(); err != nil {
		return err
	}
	return say(ctx, s, id, to, orStep(may))
}

// orStep refuses with ErrStep what may not be done.
func orStep(may func(Referral) bool) func(Referral) error {
	return func(r Referral) error {
		if !may(r) {
			return ErrStep
		}
		return nil
	}
}

// say adds a step that leaves the state as it is, unless check refuses it. Who says
// something has read what the other side said before.
func say(ctx context.Context, s access.Session, id lindung.ReferralID, to Step, check func(Referral) error) error {
	return s.Do(ctx, access.ReferralWrite, Target(id), func(tx *access.Tx) error {
		r, err := load(tx, id)
		if err != nil {
			return err
		}
		if err := check(r); err != nil {
			return err
		}
		if err := saidOften(tx, r); err != nil {
			return err
		}
		to.Org, to.Words = tx.Actor().Org, strings.TrimSpace(to.Words)
		if err := hear(tx, r); err != nil {
			return err
		}
		return addStep(tx, r, to)
	})
}

// withoutTalk returns steps without what the two sides said to each other.
func withoutTalk(steps []Step) []Step {
	return slices.DeleteFunc(slices.Clone(steps), func(s Step) bool { return s.State.talk() })
}
