package cases

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/person"
)

// Called returns the name by which the person wishes to be called; "" if the
// actor may see none.
func (c Case) Called() string { return person.Called(c.Names) }

// SaveNames replaces the names of a case that had version when they were read.
// lindung.ErrConflict says that someone else has saved since.
func SaveNames(ctx context.Context, s access.Session, id lindung.CaseID, version int64, names []person.Name) error {
	return edit(ctx, s, id, lindung.Identity, func(tx *access.Tx, r row) error {
		if err := person.WrongNames(names).Err(); err != nil {
			return err
		}
		tx.SetCount(0, "names")
		key, err := tx.Unwrap(string(id), r.wrapped)
		if err != nil {
			return err
		}
		if err := changeNames(tx, key, id, names, version); err != nil {
			return err
		}
		return touch(tx, id, true)
	})
}

// edit runs a change of answers in group g.
func edit(ctx context.Context, s access.Session, id lindung.CaseID, g lindung.Group, work func(*access.Tx, row) error) error {
	return s.Do(ctx, access.CaseEdit, Target(id), func(tx *access.Tx) error {
		if !tx.May(access.GroupEdit, tx.Object(), g) {
			return access.ErrDenied
		}
		r, err := oneRow(tx, id)
		if err != nil {
			return err
		}
		return work(tx, r)
	})
}

// A Note is a dated text by an actor. Its kind decides in which group it is shared.
// Support notes are a group of their own, which the police never see without consent
// or a legal basis.
type Note struct {
	ID   string
	Kind string
	At   int64 // seconds since 1970
	By   lindung.ActorID
	Text string
	// Corrects is the note that this one takes the place of; "" for none. Struck
	// says that it was written by mistake: then Text is the reason.
	Corrects string
	Struck   bool
	Earlier  []Note // what it said before, the newest first
}

// NoteKinds is the closed list of kinds of notes, and the group of each.
var NoteKinds = []struct {
	Kind  string
	Group lindung.Group
}{
	{"general", lindung.Situation},
	{"contact", lindung.Contact},
	{"safety", lindung.Safety},
	{"support", lindung.SupportNotes},
	{"health", lindung.Health},
	{"legal", lindung.Legal},
	{"family", lindung.Family},
	{NoteOfOthers, lindung.Situation},
}

// NoteOfOthers is the kind of notes about someone else than the person: they do not read
// these in their own view.
const NoteOfOthers = "others"

// NoteGroup returns the group of a kind of notes.
func NoteGroup(kind string) (lindung.Group, bool) {
	for _, k := range NoteKinds {
		if k.Kind == kind {
			return k.Group, true
		}
	}
	return "", false
}

const longestNote = 10_000 // runes

// wrongNote returns what must be corrected before a note can be added.
func wrongNote(kind, text string) field.Problems {
	var all field.Problems
	if _, ok := NoteGroup(kind); !ok {
		all = append(all, field.Problem{Field: "kind", Key: "problem.missing"})
	}
	switch {
	case text == "" || !utf8.ValidString(text):
		all = append(all, field.Problem{Field: "text", Key: "problem.missing"})
	case utf8.RuneCountInString(text) > longestNote:
		all = append(all, field.Problem{Field: "text", Key: "problem.text.long", Args: []any{"max", longestNote}})
	}
	return all
}

// AddNote adds a note to a case. What must be corrected is returned as field.Problems.
func AddNote(ctx context.Context, s access.Session, id lindung.CaseID, kind, text string) error {
	return s.Do(ctx, access.NoteAdd, Target(id), func(tx *access.Tx) error {
		text := strings.TrimSpace(text)
		if err := wrongNote(kind, text).Err(); err != nil {
			return err
		}
		g, _ := NoteGroup(kind)
		if !tx.May(access.NoteAdd, tx.Object(), g) {
			return access.ErrDenied
		}
		key, err := tx.Key(string(id))
		if err != nil {
			return err
		}
		if err := insertNote(tx, key, id, Note{Kind: kind, Text: text}, g); err != nil {
			return err
		}
		return touch(tx, id, false)
	})
}

// CorrectNote writes text in the place of a note, or strikes the note out for the
// reason text. What it said before stays readable for the owner. A note that was
// corrected in the meantime is lindung.ErrConflict.
func CorrectNote(ctx context.Context, s access.Session, id lindung.CaseID, note, text string, strike bool) error {
	return s.Do(ctx, access.NoteAdd, Target(id), func(tx *access.Tx) error {
		text := strings.TrimSpace(text)
		before, err := noteToCorrect(tx, id, note)
		if err != nil {
			return err
		}
		if !tx.May(access.NoteAdd, tx.Object(), before.group) {
			return access.ErrDenied
		}
		if err := wrongNote(before.Kind, text).Err(); err != nil {
			return err
		}
		key, err := tx.Key(string(id))
		if err != nil {
			return err
		}
		tx.SetCount(1, "corrected")
		n := Note{Kind: before.Kind, Text: text, Corrects: note, Struck: strike}
		if err := insertNote(tx, key, id, n, before.group); err != nil {
			return err
		}
		return touch(tx, id, false)
	})
}

// colleague returns a problem at the question asked if actor does not work for the
// owner of the act's case.
func colleague(tx *access.Tx, actor lindung.ActorID, asked string) error {
	a, err := access.AccountOf(tx, actor)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && (a.Org != tx.Object().Org || a.State != access.Active) {
		return field.Problems{{Field: asked, Key: "case.team.problem"}}
	}
	return err
}

// AddMember puts an actor of the same organisation on the team.
func AddMember(ctx context.Context, s access.Session, id lindung.CaseID, actor lindung.ActorID) error {
	return s.Do(ctx, access.CaseTeam, Target(id), func(tx *access.Tx) error {
		if slices.Contains(tx.Object().Team, actor) {
			return nil
		}
		if err := colleague(tx, actor, "add"); err != nil {
			return err
		}
		return addMember(tx, id, actor)
	})
}

// removeAgain takes an actor from the team who was taken from it in a newer database.
// If they are responsible in this one, no one is from now on.
func removeAgain(tx *access.Tx, names []string) (string, error) {
	if len(names) < 2 {
		return "", nil
	}
	id, actor := lindung.CaseID(names[0]), lindung.ActorID(names[1])
	r, err := oneRow(tx, id)
	if err != nil || !slices.Contains(r.team, actor) {
		return "", err
	}
	if r.Responsible == actor {
		if err := setResponsible(tx, id, ""); err != nil {
			return "", err
		}
	}
	return names[0], removeMember(tx, id, actor)
}

// RemoveMember takes an actor from the team. The one who is responsible stays on it.
func RemoveMember(ctx context.Context, s access.Session, id lindung.CaseID, actor lindung.ActorID) error {
	return s.Do(ctx, access.CaseTeam, Target(id), func(tx *access.Tx) error {
		r, err := oneRow(tx, id)
		if err != nil {
			return err
		}
		if r.Responsible == actor {
			return field.Problems{{Field: "remove", Key: "case.team.problem"}}
		}
		if r.Protected && len(r.team) <= leastNamed {
			return field.Problems{{Field: "remove", Key: "case.protect.problem.few"}}
		}
		return removeMember(tx, id, actor)
	})
}

// Assign makes an actor of the same organisation responsible for the case.
func Assign(ctx context.Context, s access.Session, id lindung.CaseID, actor lindung.ActorID) error {
	return s.Do(ctx, access.CaseAssign, Target(id), func(tx *access.Tx) error {
		if err := colleague(tx, actor, "assign"); err != nil {
			return err
		}
		return assign(tx, id, tx.Object().Team, actor)
	})
}

// Close closes a case for one of CloseReasons. It ends no grant; consent can still be
// withdrawn.
func Close(ctx context.Context, s access.Session, id lindung.CaseID, reason string) error {
	return s.Do(ctx, access.CaseClose, Target(id), func(tx *access.Tx) error {
		if !slices.Contains(CloseReasons, reason) {
			return field.Problems{{Field: "reason", Key: "problem.missing"}}
		}
		if tx.Object().Closed {
			return ErrClosed
		}
		status := StatusClosed
		if reason == "passed_on" {
			status = StatusClosedReferred
		}
		return setStatus(tx, id, status, reason, tx.Now)
	})
}

// Reopen opens a closed case again.
func Reopen(ctx context.Context, s access.Session, id lindung.CaseID) error {
	return s.Do(ctx, access.CaseReopen, Target(id), func(tx *access.Tx) error {
		if !tx.Object().Closed {
			return ErrClosed
		}
		return setStatus(tx, id, StatusActive, "", 0)
	})
}

// FollowUp puts an open case into follow-up, or makes it active again.
func FollowUp(ctx context.Context, s access.Session, id lindung.CaseID, on bool) error {
	return s.Do(ctx, access.CaseEdit, Target(id), func(tx *access.Tx) error {
		if tx.Object().Closed {
			return ErrClosed
		}
		status := map[bool]Status{true: StatusFollowUp, false: StatusActive}[on]
		return setStatus(tx, id, status, "", 0)
	})
}

// TouchCase notes, inside an act on a case, that something of it changed in another
// package's tables.
func TouchCase(tx *access.Tx, id lindung.CaseID) error { return touch(tx, id, false) }
