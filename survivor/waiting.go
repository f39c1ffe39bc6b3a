package survivor

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// A Waiting is what the person of a case waits for, or what those who work on it must know.
type Waiting struct {
	Case lindung.CaseID
	ID   string       // of a word, or of a paper
	Kind string       // of the word, "second" or "wrong"
	Due  lindung.Date // of a word
	At   db.Time
}

// Of a paper: what those who work on a case must know. "second" says that the second PIN
// was used, "wrong" that wrong ones were tried.
const (
	NoticeSecond = "second"
	NoticeWrong  = "wrong"
)

// fewWrong is from how many wrong PINs in a row those who work on a case are told.
const fewWrong = 5

// Notice returns what those who work on the case must know of a paper; "" for nothing.
func (p Paper) Notice() string {
	switch {
	case p.EndedAt != 0:
		return ""
	case p.UsedAt != 0:
		return NoticeSecond
	case p.Wrong >= fewWrong:
		return NoticeWrong
	}
	return ""
}

// mostWaiting is how many of each kind are read at once.
const mostWaiting = 200

// WaitingIn returns what waits in the cases of the actor's organisation, the first due
// first, but complaints. Who asks judges each case.
func WaitingIn(tx *access.Tx) ([]Waiting, error) {
	papers, err := noticed(tx, tx.Actor().Org, mostWaiting)
	if err != nil {
		return nil, err
	}
	var all []Waiting
	for _, p := range papers {
		all = append(all, Waiting{Case: p.Case, ID: p.ID, Kind: p.Notice(), At: p.UsedAt})
	}
	words, err := waiting(tx, tx.Actor().Org, mostWaiting)
	for _, w := range words {
		if w.Kind != KindComplaint {
			all = append(all, w.waiting())
		}
	}
	return all, err
}

func (w Word) waiting() Waiting {
	return Waiting{Case: w.Case, ID: w.ID, Kind: w.Kind, Due: w.Due, At: w.At}
}

// ComplaintsIn returns the complaints that wait in the cases of the actor's organisation,
// for those who see to them.
func ComplaintsIn(tx *access.Tx) ([]Waiting, error) {
	words, err := waiting(tx, tx.Actor().Org, mostWaiting)
	var all []Waiting
	for _, w := range words {
		if w.Kind == KindComplaint {
			all = append(all, w.waiting())
		}
	}
	return all, err
}

// MoveIn makes another organisation the one that keeps the case, inside the act that takes
// the case over: the person's paper goes on.
func MoveIn(tx *access.Tx, id lindung.CaseID, to lindung.OrgID) error { return moveTo(tx, id, to) }
