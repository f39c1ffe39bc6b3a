package demo

import (
	"strings"

	"lindung"
	"lindung/access"
	"lindung/dossier"
	"lindung/identification"
	"lindung/referral"
)

func screen(f *filling, s access.Session, a act) error {
	answers := identification.Answers{}
	for _, part := range []struct {
		indicators string
		answer     identification.Answer
	}{
		{a.Present, identification.Present}, {a.Absent, identification.Absent},
		{a.RefusedToSay, identification.Refused}, {a.NotSure, identification.Unknown},
	} {
		for _, id := range words(part.indicators) {
			answers[id] = part.answer
		}
	}
	_, err := identification.RecordScreening(f.ctx, s, a.on(), a.Instrument, identification.Addition{Answers: answers, Finish: !a.Unfinished, Again: a.Reason})
	return err
}

// decide is the act of an authority, on its own case.
func decide(f *filling, s access.Session, a act) error {
	return record(f, s, a, identification.Decision{Kind: identification.BodyOf(s.Actor().Sector)})
}

// report writes down what the body in a.Body has decided; a.Kind is of which
// kind it is.
func report(f *filling, s access.Session, a act) error {
	return record(f, s, a, identification.Decision{
		Kind: identification.Body(a.Kind), Name: a.Body, Country: a.Country, Reported: true,
	})
}

func record(f *filling, s access.Session, a act, d identification.Decision) error {
	d.Status, d.Law, d.Grounds, d.On = identification.Status(a.Status), a.Law, a.Text, lindung.DateOf(s.Now())
	if found := strings.Split(a.Found, "|"); len(found) == 3 {
		d.Found = identification.Elements{Acts: words(found[0]), Means: words(found[1]), Ends: words(found[2])}
	}
	if a.Team {
		_, all, _, err := dossier.ReadConferences(f.ctx, s, a.on())
		if err != nil {
			return err
		}
		d.Team = all[0].ID
	}
	if a.Replaces {
		d.Replaces = a.person.decision
	}
	made, err := dossier.Decide(f.ctx, s, a.on(), d)
	a.person.decision = made.ID
	return err
}

// become says what became of the last decision.
func become(f *filling, s access.Session, a act) error {
	c := identification.Change{To: identification.State(a.Status), Law: a.Law, Grounds: a.Text, On: lindung.DateOf(s.Now())}
	return dossier.ChangeDecision(f.ctx, s, a.on(), a.person.decision, c)
}

// hold says, in the last conference, what an organisation holds.
func hold(f *filling, s access.Session, a act) error {
	_, all, _, err := dossier.ReadConferences(f.ctx, s, a.on())
	if err != nil {
		return err
	}
	n := referral.Remark{Part: referral.Position, Holds: a.Status}
	if all[0].Own {
		return all[0].NoteMember(f.ctx, s, "", n)
	}
	return referral.TakePart(f.ctx, s, all[0].Mine.Referral, all[0].ID, n)
}

// notify tells the state of the person, as the last referral asks.
func notify(f *filling, s access.Session, a act) error {
	n := identification.Notice{State: a.Country, Authority: a.Body, Words: a.Words, On: lindung.DateOf(s.Now())}
	return dossier.GiveNotice(f.ctx, s, a.person.id, a.person.referral, n)
}
