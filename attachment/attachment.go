// Package attachment keeps the files that belong to a case: photographs of papers,
// letters, the signed consent sheet, recordings.
//
// Begin with [Add] and [ReadIn]; [FileIn] returns what a file holds.
//
// # Sealed in pieces
//
// The bytes are sealed with the case's key in pieces, in rows of the database, and are
// never on a disk in clear. Each piece is bound to its attachment, its number and how
// many there are; the row of the attachment says that under its authenticator. So a
// piece that was removed, swapped or repeated is found, and erasure, backup and restore
// take the files along like everything else.
//
// # Cleaned or closed
//
// A picture is decoded and written anew, so that nothing of what a camera wrote beside
// it is left: no place, no time, no name of a phone. What cannot be cleaned is kept as
// it came and is never shown by this program, only handed out as a file.
package attachment

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/consent"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// An Attachment is a file that belongs to a case, without its bytes.
type Attachment struct {
	ID     string
	Kind   string             // one of Kinds
	Group  lindung.Group      // in which it is shared, from its kind
	Format Format             // what its bytes are
	Size   int64              // of its bytes
	Grant  lindung.GrantID    // of a consent sheet: the consent that it proves
	Origin lindung.ReferralID // with which it was carried over; "" when it was added here
	At     db.Time
	By     lindung.ActorID
	Struck bool // added by mistake
	Words
}

// Words are what is written about an attachment. They are sealed.
type Words struct {
	Title string `json:"title"`
	About string `json:"about"`         // one of Abouts
	Why   string `json:"why,omitempty"` // it was struck out
}

// ConsentSheet is the kind of a signed consent sheet. It stays with the organisation
// that asked the person: it proves a consent, and is of no use for any other purpose.
const ConsentSheet = "consent_sheet"

// Kinds is the closed list of what a file can be, and the group of each.
var Kinds = []struct {
	Kind  string
	Group lindung.Group
}{
	{"identity_paper", lindung.Documents},
	{"portrait", lindung.Identity},
	{ConsentSheet, lindung.Identity},
	{"work_paper", lindung.Situation},
	{"letter", lindung.Situation},
	{"evidence", lindung.Situation},
	{"statement", lindung.Situation},
	{"health_paper", lindung.Health},
	{"injury", lindung.Health},
	{"legal_paper", lindung.Legal},
	{"stay_paper", lindung.Immigration},
	{"family_paper", lindung.Family},
	{"support", lindung.SupportNotes},
}

// Abouts is the closed list of whom a file can be about.
var Abouts = []string{"person", "family", "others", "no_one"}

// GroupOf returns the group of a kind.
func GroupOf(kind string) (lindung.Group, bool) {
	for _, k := range Kinds {
		if k.Kind == kind {
			return k.Group, true
		}
	}
	return "", false
}

// Shared reports whether the file can be passed on at all.
//
// Source: ACTIP 14.6
func (a Attachment) Shared() bool { return a.Kind != ConsentSheet && !a.Struck }

// Limits of what is kept.
const (
	MostBytes = 20 << 20  // of one file
	MostOf    = 500       // files of one case
	MostCase  = 512 << 20 // bytes of one case
	longest   = 200       // runes of a title or a reason
)

// New is what an attachment is made of.
type New struct {
	Kind, Title, About string
	Grant              lindung.GrantID
	File               []byte
	Claims             string // the type of the file as its sender says it
	Large              bool   // the file was longer than MostBytes and is not here
}

// wrong returns what must be corrected before a file can be added, apart from the file.
func (n New) wrong() field.Problems {
	var ps field.Problems
	_, known := GroupOf(n.Kind)
	ps.Need(known, "kind", "problem.missing")
	ps.Need(n.Title != "" && utf8.ValidString(n.Title), "title", "problem.missing")
	ps.Need(slices.Contains(Abouts, n.About), "about", "problem.missing")
	if utf8.RuneCountInString(n.Title) > longest {
		ps = append(ps, field.Problem{Field: "title", Key: "problem.text.long", Args: []any{"max", longest}})
	}
	return ps
}

// Add adds a file to a case. What must be corrected is returned as field.Problems.
func Add(ctx context.Context, s access.Session, id lindung.CaseID, n New) (Attachment, error) {
	n.Title = strings.TrimSpace(n.Title)
	ps := n.wrong()
	clean, format, bad := Clean(ctx, n)
	if err := append(ps, bad...).Err(); err != nil {
		return Attachment{}, err
	}
	g, _ := GroupOf(n.Kind)
	a := Attachment{Kind: n.Kind, Group: g, Format: format, Size: int64(len(clean)), Words: Words{Title: n.Title, About: n.About}}
	if n.Kind == ConsentSheet {
		a.Grant = n.Grant
	}
	return a, change(ctx, s, id, "attachment", func(tx *access.Tx) error {
		if !tx.May(access.GroupEdit, tx.Object(), g) {
			return access.ErrDenied
		}
		if err := fits(tx, id, a); err != nil {
			return err
		}
		a.ID, a.At, a.By = lindung.NewID(), tx.Now, tx.Actor().ID
		tx.SetMade(a.ID)
		return insert(tx, id, a, clean)
	})
}

// fits checks that the case has room for a file, and that a consent sheet proves a
// consent of the case.
func fits(tx *access.Tx, id lindung.CaseID, a Attachment) error {
	rows, err := rowsOf(tx, id)
	if err != nil {
		return err
	}
	size := a.Size
	for _, r := range rows {
		size += r.Size
	}
	var ps field.Problems
	ps.Need(len(rows) < MostOf && size <= MostCase, "file", "attachment.problem.full")
	if a.Kind == ConsentSheet {
		l, err := consent.ReadIn(tx, id)
		if err != nil {
			return err
		}
		ps.Need(slices.ContainsFunc(l.All(), func(g consent.Grant) bool { return g.ID == a.Grant }), "grant", "attachment.problem.grant")
	}
	return ps.Err()
}

// Strike strikes a file out as added by mistake. It is no longer shown to others; its
// bytes stay with the case until the case is erased.
func Strike(ctx context.Context, s access.Session, id lindung.CaseID, attachment, why string) error {
	why = strings.TrimSpace(why)
	var ps field.Problems
	ps.Need(why != "" && utf8.ValidString(why) && utf8.RuneCountInString(why) <= longest, "why", "problem.missing")
	if err := ps.Err(); err != nil {
		return err
	}
	return change(ctx, s, id, "attachment_struck", func(tx *access.Tx) error {
		r, err := one(tx, id, attachment)
		switch {
		case err != nil:
			return err
		case !tx.May(access.GroupEdit, tx.Object(), r.Group):
			return access.ErrDenied
		case r.Struck:
			return lindung.ErrConflict
		}
		return r.strike(tx, why)
	})
}

// change runs a change of the files of a case; what is how the history names it.
func change(ctx context.Context, s access.Session, id lindung.CaseID, what string, work func(*access.Tx) error) error {
	return s.Do(ctx, access.CaseEdit, cases.Target(id), func(tx *access.Tx) error {
		tx.SetCount(1, what)
		if err := work(tx); err != nil {
			return err
		}
		return cases.TouchCase(tx, id)
	})
}

// ReadIn returns the files of a case that the actor may see, the newest first, inside
// an act on it. Those that were struck out come last, for the owner alone.
func ReadIn(tx *access.Tx, c cases.Case) ([]Attachment, error) {
	rows, err := rowsOf(tx, c.ID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := tx.Key(string(c.ID))
	if err != nil {
		return nil, err
	}
	var all, struck []Attachment
	for _, r := range rows {
		if !seen(c, r.Attachment) {
			continue
		}
		if err := r.open(key); err != nil {
			return nil, err
		}
		if r.Struck {
			struck = append(struck, r.Attachment)
		} else {
			all = append(all, r.Attachment)
		}
	}
	return append(all, struck...), nil
}

// NameAdders adds to who worked on an own case who has added its files.
func NameAdders(tx *access.Tx, c cases.Case, all []Attachment) error {
	for _, a := range all {
		if _, known := c.Who[a.By]; known {
			continue
		}
		name, err := tx.NameOf(a.By)
		if err != nil && !errors.Is(err, lindung.ErrNotFound) { // the program's own actor
			return err
		}
		c.Who[a.By] = name
	}
	return nil
}

// seen reports whether whoever has read the case may see a file of it: by its group, and
// of another organisation's case what can be passed on.
//
// Source: ACTIP 14.6
func seen(c cases.Case, a Attachment) bool { return c.MayRead(a.Group) && (c.Own || a.Shared()) }

// OneIn returns a file of a case, inside an act on it. A file that the actor may not see
// is lindung.ErrNotFound.
func OneIn(tx *access.Tx, c cases.Case, id string) (Attachment, error) {
	r, _, err := seenRow(tx, c, id)
	return r.Attachment, err
}

func seenRow(tx *access.Tx, c cases.Case, id string) (row, seal.Key, error) {
	r, err := one(tx, c.ID, id)
	if err == nil && !seen(c, r.Attachment) {
		err = lindung.ErrNotFound
	}
	if err != nil {
		return row{}, seal.Key{}, err
	}
	key, err := tx.Key(string(c.ID))
	if err == nil {
		err = r.open(key)
	}
	return r, key, err
}

// FileIn returns a file of a case with its bytes, inside an act on it. A file that the
// actor may not see is lindung.ErrNotFound; one of which a piece is missing or was
// changed is [ErrDamaged].
func FileIn(tx *access.Tx, c cases.Case, id string) (Attachment, []byte, error) {
	tx.SetCount(1, "attachment")
	r, key, err := seenRow(tx, c, id)
	if err != nil {
		return Attachment{}, nil, err
	}
	b, err := r.bytes(tx, key)
	return r.Attachment, b, err
}

// CarryIn takes files of another organisation's case over into a case of the actor's
// own, inside the act that opens it: each sealed anew with its key. The referral with
// which the person agreed to that is noted with them.
//
// Source: ACTIP 14.6
func CarryIn(tx *access.Tx, c cases.Case, files []string, to lindung.CaseID, with lindung.ReferralID) error {
	own, err := tx.Key(string(to))
	if err != nil {
		return err
	}
	for _, id := range files {
		r, key, err := seenRow(tx, c, id)
		if err != nil {
			return err
		}
		next := row{Attachment: r.Attachment, of: to}
		next.ID, next.Origin, next.At, next.By = lindung.NewID(), with, tx.Now, tx.Actor().ID
		if err := r.copyTo(tx, key, next, own); err != nil {
			return err
		}
	}
	return nil
}
