package survivor

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/contact"
	"lindung/field"
	"lindung/internal/db"
)

// A Word is what a person has written from their own view, with its answer, or what was
// written to them.
type Word struct {
	ID         string
	Case       lindung.CaseID
	Kind       string
	About      string // a record, a note or a consent of the case; "" for none
	At         db.Time
	By         lindung.ActorID
	Due        lindung.Date // by when it is answered; zero for what needs no answer
	AnsweredAt db.Time
	AnsweredBy lindung.ActorID
	Answered   string  // how: one of Answers; "" while it waits
	SeenAt     db.Time // when the person saw the answer, or what was written to them
	Text       string
	Answer     string
}

// What a word is.
const (
	KindMessage    = "message"
	KindCorrection = "correction" // something is wrong
	KindBeside     = "beside"     // own words, kept beside what is written
	KindBreach     = "breach"     // something was done against what was agreed to
	KindComplaint  = "complaint"  // that those who work on the case do not read
	KindErasure    = "erasure"
	KindExtend     = "extend"  // what was agreed to is to last longer
	KindContact    = "contact" // another number, other hours or words
	KindTo         = "to"      // written to the person by a worker
	KindLifted     = "lifted"  // how the person was asked before a limit was lifted
)

// Kinds are what a person can write.
var Kinds = []string{KindMessage, KindCorrection, KindBeside, KindBreach, KindComplaint, KindErasure, KindExtend, KindContact}

// Answers are how a word is answered: done as it asks, not done, or with words alone.
var Answers = []string{"done", "not_done", "said"}

// Opens reports whether the word asks for something that opens or redirects. Nothing
// happens before a worker has asked the person in the old way: another who has the paper
// could have written it.
//
// Source: ACTIP 14.5
func (w Word) Opens() bool { return w.Kind == KindExtend || w.Kind == KindContact }

// FromPerson reports whether the person wrote it.
func (w Word) FromPerson() bool { return slices.Contains(Kinds, w.Kind) }

// Waits reports whether the word waits for an answer.
func (w Word) Waits() bool { return !w.Due.IsZero() && w.AnsweredAt == 0 }

// News reports whether there is something that the person has not seen.
func (w Word) News() bool { return w.SeenAt == 0 && (w.Kind == KindTo || w.AnsweredAt != 0) }

const longestWord = 5000 // runes

func checkText(text string) error {
	var ps field.Problems
	ps.Need(strings.TrimSpace(text) != "" && utf8.ValidString(text), "text", "own.problem.text")
	ps.Need(utf8.RuneCountInString(text) <= longestWord, "text", "own.problem.long", "max", longestWord)
	return ps.Err()
}

// Write stores what the person of a case says, and returns by when they are answered. It is
// the person's own act. What must be corrected is returned as field.Problems.
//
// Source: ACTIP 14.6; ACTIP 14.9
func Write(ctx context.Context, s access.Session, id lindung.CaseID, kind, about, text string) (due lindung.Date, err error) {
	err = s.Do(ctx, access.WordsWrite, cases.Target(id), func(tx *access.Tx) error {
		if !slices.Contains(Kinds, kind) {
			return errCoded
		}
		if err := checkText(text); err != nil {
			return err
		}
		if kind == KindComplaint {
			heard, err := ComplaintsHeard(tx, tx.Object())
			if err != nil {
				return err
			}
			if !heard {
				return errUnheard
			}
		}
		if due, err = answerBy(tx, tx.Object().Org); err != nil {
			return err
		}
		w := Word{ID: lindung.NewID(), Case: id, Kind: kind, About: about, At: tx.Now, By: tx.Actor().ID, Due: due, Text: strings.TrimSpace(text)}
		tx.SetCount(1, kind)
		tx.SetMade(w.ID)
		return insertWord(tx, w)
	})
	return due, err
}

// hearsComplaints are the roles that read what a person complains about, see the policy
// complaint-answer.
var hearsComplaints = []lindung.Role{lindung.Supervisor, lindung.DataProtection}

var errUnheard = field.Problems{{Field: "text", Key: "own.write.complaint.none"}}

// hears reports whether somebody reads a complaint in the file of a person: of a protected
// one only who is named.
//
// Source: ACTIP 14.6
func hears(o access.Object, a access.Account) bool {
	return a.State == access.Active && a.HasRole(hearsComplaints...) &&
		(!o.Protected || slices.Contains(o.Team, a.ID))
}

// ComplaintsHeard reports whether anybody reads a complaint in the file of a person. A
// person is not asked to write one that nobody may open.
func ComplaintsHeard(tx *access.Tx, o access.Object) (bool, error) {
	all, err := access.AccountsOf(tx, o.Org)
	return slices.ContainsFunc(all, func(a access.Account) bool { return hears(o, a) }), err
}

// answerBy returns by when an organisation answers what is written today.
func answerBy(tx *access.Tx, org lindung.OrgID) (lindung.Date, error) {
	days, err := access.SettingOf(tx, org, access.AnswerPerson)
	if err != nil {
		return lindung.Date{}, err
	}
	o, err := tx.OrgOf(org)
	return lindung.DateOf(tx.Now.Time().In(lindung.Zone(o.Country)).AddDate(0, 0, days)), err
}

// Say writes to the person of a case: they read it in their own view, and a message lets them
// know if they agreed to that.
func Say(ctx context.Context, s access.Session, id lindung.CaseID, text string) error {
	return s.Do(ctx, access.WordsAnswer, cases.Target(id), func(tx *access.Tx) error {
		if err := checkText(text); err != nil {
			return err
		}
		w := Word{ID: lindung.NewID(), Case: id, Kind: KindTo, At: tx.Now, By: tx.Actor().ID, Text: strings.TrimSpace(text)}
		tx.SetMade(w.ID)
		if err := insertWord(tx, w); err != nil {
			return err
		}
		return contact.AskIn(tx, id, contact.KindAnswer)
	})
}

// A Reply is how a worker answers a word.
type Reply struct {
	How   string // one of Answers
	Text  string
	Asked bool // the person was asked in the old way; needed before what opens is done
}

func (r Reply) check(w Word) error {
	var ps field.Problems
	ps.Need(slices.Contains(Answers, r.How), "how", "problem.missing")
	ps.Need(r.How != "done" || !w.Opens() || r.Asked, "asked", "words.problem.asked")
	if err := ps.Err(); err != nil {
		return err
	}
	return checkText(r.Text)
}

// Answer answers what the person has written; a complaint is answered by those who do not
// work on the case alone. ErrAnswered says that somebody has answered it.
//
// Source: ACTIP 14.6
func Answer(ctx context.Context, s access.Session, id lindung.CaseID, word string, r Reply, complaint bool) error {
	action := access.WordsAnswer
	if complaint {
		action = access.ComplaintAnswer
	}
	return s.Do(ctx, action, cases.Target(id), func(tx *access.Tx) error {
		w, err := wordIn(tx, id, word)
		if err != nil {
			return err
		}
		if !w.FromPerson() || complaint != (w.Kind == KindComplaint) {
			return lindung.ErrNotFound
		}
		if w.AnsweredAt != 0 {
			return ErrAnswered
		}
		if err := r.check(w.Word); err != nil {
			return err
		}
		w.AnsweredAt, w.AnsweredBy, w.Answered, w.Answer = tx.Now, tx.Actor().ID, r.How, strings.TrimSpace(r.Text)
		if err := updateWord(tx, w); err != nil {
			return err
		}
		return contact.AskIn(tx, id, contact.KindAnswer)
	})
}

// WordsIn returns the words of a case, the newest first, inside an act on the case. Who
// works on it does not read complaints; the person reads all but what was only noted.
func WordsIn(tx *access.Tx, id lindung.CaseID) ([]Word, error) {
	rows, err := wordsOf(tx, id)
	person := access.IsPerson(tx.Actor().ID)
	var all []Word
	for _, r := range rows {
		switch {
		case person && r.Kind == KindLifted:
		case !person && r.Kind == KindComplaint && !tx.May(access.ComplaintAnswer, tx.Object(), ""):
		case !person && r.Kind != KindComplaint && !tx.May(access.WordsAnswer, tx.Object(), ""):
		default:
			all = append(all, r.Word)
		}
	}
	return all, err
}

// ReadWords is WordsIn as an act of the person, which notes that they have seen what is
// new.
func ReadWords(ctx context.Context, s access.Session, id lindung.CaseID) (all []Word, due lindung.Date, err error) {
	err = s.Do(ctx, access.WordsWrite, cases.Target(id), func(tx *access.Tx) error {
		tx.SetCount(0, "read")
		rows, err := wordsOf(tx, id)
		if err != nil {
			return err
		}
		all = nil
		for _, r := range rows {
			if r.Kind == KindLifted {
				continue
			}
			all = append(all, r.Word)
			if r.News() {
				r.SeenAt = tx.Now
				if err := updateWord(tx, r); err != nil {
					return err
				}
			}
		}
		if err := contact.SeenIn(tx, id); err != nil {
			return err
		}
		due, err = answerBy(tx, tx.Object().Org)
		return err
	})
	return all, due, err
}

// ReadComplaint returns a complaint of the person of a case, for those who see to it.
//
// Source: ACTIP 14.6
func ReadComplaint(ctx context.Context, s access.Session, id lindung.CaseID, word string) (Word, error) {
	var w wordRow
	err := s.See(ctx, access.ComplaintAnswer, cases.Target(id), func(tx *access.Tx) error {
		var err error
		if w, err = wordIn(tx, id, word); err == nil && w.Kind != KindComplaint {
			err = lindung.ErrNotFound
		}
		return err
	})
	return w.Word, err
}
