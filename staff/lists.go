package staff

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
)

// mostLists of one actor are stored, with names of at most longestList characters.
const (
	mostLists   = 20
	longestList = 60
)

// A List is a list of cases that an actor saved for themselves: a filter and an order under
// a name. It holds no case: what it shows is looked up anew each time, by who opens it.
type List struct {
	ID    string
	Name  string
	Query string // the filter as an address has it: codes and identifiers
}

// listRow is a list as stored. Its name is somebody's own words, so it is sealed.
type listRow struct {
	ID     string
	Actor  lindung.ActorID
	At     db.Time
	Sealed []byte
	mac    db.Mac
}

func listPlace(id string) string { return "lists|" + id + "|sealed" }

// Lists returns the lists that the session's actor saved, the oldest first; none if they
// were forced to sign in. As with drafts the log need not say who looks at their own.
func (d *Door) Lists(ctx context.Context, s access.Session) ([]List, error) {
	var all []List
	if s.IsForced() {
		return nil, nil
	}
	err := d.lobby.Read(ctx, func(tx *access.Tx) error {
		rows, err := listsOf(tx, s.Actor().ID)
		if err != nil {
			return err
		}
		all = nil
		for _, r := range rows {
			l, err := openList(tx, r)
			if err != nil {
				return err
			}
			all = append(all, l)
		}
		return nil
	})
	return all, err
}

func openList(tx *access.Tx, r listRow) (List, error) {
	var l List
	plain, err := tx.OpenNode(listPlace(r.ID), r.Sealed)
	if err == nil {
		err = json.Unmarshal(plain, &l)
	}
	l.ID = r.ID
	return l, err
}

// SaveList stores a list of the session's actor; with an identifier it gives that one
// another name. What is wrong are field.Problems.
func SaveList(ctx context.Context, s access.Session, l List) error {
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		l := l // the work may be run again
		l.Name = strings.Join(strings.Fields(l.Name), " ")
		tx.SetCount(1, "save_list")
		var ps field.Problems
		ps.Need(l.Name != "", "name", "problem.missing")
		ps.Need(utf8.RuneCountInString(l.Name) <= longestList, "name", "problem.text.long", "max", longestList)
		if err := ps.Err(); err != nil || s.IsForced() {
			return err // what is typed under force does not wait for them afterwards
		}
		r := listRow{ID: l.ID, Actor: s.Actor().ID, At: tx.Now}
		if l.ID != "" {
			was, err := listOf(tx, l.ID, r.Actor)
			if err != nil {
				return err
			}
			old, err := openList(tx, was)
			if err != nil {
				return err
			}
			l.Query = old.Query
			return putList(tx, was, l)
		}
		rows, err := listsOf(tx, r.Actor)
		if err != nil {
			return err
		}
		ps.Need(len(rows) < mostLists, "name", "lists.problem.many", "max", mostLists)
		if err := ps.Err(); err != nil {
			return err
		}
		r.ID = lindung.NewID()
		return putList(tx, r, l)
	})
}

func putList(tx *access.Tx, r listRow, l List) error {
	plain, err := json.Marshal(l)
	if err != nil {
		return err
	}
	r.Sealed = tx.SealNode(listPlace(r.ID), plain)
	return storeList(tx, r)
}

// DropList deletes a list of the session's actor.
func DropList(ctx context.Context, s access.Session, id string) error {
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		tx.SetCount(1, "drop_list")
		return dropList(tx, id, s.Actor().ID)
	})
}
