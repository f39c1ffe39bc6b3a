package dossier

import (
	"time"

	"lindung"
	"lindung/access"
	"lindung/contact"
	"lindung/person"
)

// readMessages reads what the program sent to the person of an own case, or did not.
func readMessages(tx *access.Tx, w *Whole) (err error) {
	if w.Own && w.MayRead(lindung.Contact) {
		w.Messages, err = contact.EntriesIn(tx, w.ID)
	}
	return err
}

// A MessageWay is a way by which the person agreed to messages, and what the gate would say
// of one now.
type MessageWay struct {
	Way contact.Way
	contact.Verdict
}

// MessageWays returns by which ways a message could go to the person now, or why not; none if
// they agreed to none.
func MessageWays(w Whole, now time.Time) []MessageWay {
	s := contact.Standing{
		Rule: contact.RuleOf(w.Answers(person.SafeMessages)), Limits: w.Limits, Country: contact.PlaceOf(w.Sections[contact.AddressForm].Values, w.Country),
		Closed: w.Status.Closed(), Damaged: w.Damaged, Sent: w.Messages,
	}
	var all []MessageWay
	for _, way := range s.Rule.Ways() {
		_, v := s.Judge(way, now, "")
		all = append(all, MessageWay{way, v})
	}
	return all
}
