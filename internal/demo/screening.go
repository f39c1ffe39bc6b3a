package demo

import (
	"lindung"
	"lindung/access"
	"lindung/identification"
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
	_, err := identification.Decide(f.ctx, s, a.on(), d)
	return err
}
