package story

import (
	"slices"
	"strings"

	"lindung/cases"
	"lindung/dossier"
	"lindung/identification"
)

// meet keeps a first meeting, and tells what comes first for the person.
func meet(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	m := dossier.FirstMeeting{How: l.set["how"], Ill: l.set["ill"] == "yes", Danger: l.set["danger"] == "yes", Signs: identification.Answers{}}
	answers, err := r.answers(l, dossier.FirstAsked)
	if err != nil {
		return nil, err
	}
	m.Answers = answers[dossier.FirstAsked.Name]
	for sign := range strings.SplitSeq(l.set["signs"], ",") {
		if sign != "" {
			m.Signs[sign] = identification.Present
		}
	}
	next, err := dossier.RecordFirst(r.ctx, r.session, id, m)
	return nonEmpty(next), err
}

// showWaiting shows what each person of an event waits for, as far as the actor sees them.
func showWaiting(r *run, l line) ([]string, error) {
	_, id, err := r.caseOf(l)
	if err != nil {
		return nil, err
	}
	_, all, err := cases.ReadMembers(r.ctx, r.session, id, identification.First)
	var told []string
	for _, m := range all {
		told = append(told, r.names[string(m.ID)]+" "+identification.Standing(m.Answers(identification.First)))
	}
	slices.Sort(told)
	return nonEmpty(strings.Join(told, ", ")), err
}
