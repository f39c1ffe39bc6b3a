package cases

import (
	"encoding/json"
	"errors"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

type noteRow struct {
	Note
	of     lindung.CaseID
	group  lindung.Group
	sealed []byte
	mac    db.Mac
}

var noteRows = db.Rows[noteRow]{
	Table: "notes", Keys: 1,
	Columns: func(n *noteRow) []any {
		return []any{&n.ID, &n.of, &n.Kind, &n.group, &n.At, &n.By, &n.Corrects, &n.Struck, &n.sealed}
	},
	Mac:   func(n *noteRow) *db.Mac { return &n.mac },
	Owner: func(n *noteRow) string { return string(n.of) },
	Of:    "case_id",
	Walk:  noteSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const noteSelect = `SELECT id, case_id, kind, grp, at, actor, corrects, struck, sealed, mac FROM notes `

func notePlace(id string) string { return "notes|" + id + "|sealed" }

func insertNote(tx *access.Tx, key seal.Key, id lindung.CaseID, n Note, g lindung.Group) error {
	n.ID, n.At, n.By = lindung.NewID(), int64(tx.Now), tx.Actor().ID
	r := noteRow{Note: n, of: id, group: g, sealed: key.Seal(notePlace(n.ID), []byte(n.Text))}
	if err := noteRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO notes (id, case_id, kind, grp, at, actor, corrects, struck, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.of, r.Kind, r.group, r.At, r.By, r.Corrects, r.Struck, r.sealed, r.mac)
	return err
}

// someNotes returns some of the notes of an own case that the actor may read, those that
// were struck out last, each with what it said before; and how many notes there are.
func (c *Case) someNotes(tx *access.Tx, some Some) ([]noteRow, int, error) {
	if some.Notes == 0 {
		return nil, 0, nil
	}
	groups := "|"
	for _, g := range c.Groups {
		groups += string(g) + "|"
	}
	rows, err := noteRows.All(tx, `
		SELECT n.id, n.case_id, n.kind, n.grp, n.at, n.actor, n.corrects, n.struck, n.sealed, n.mac
		FROM notes n
		WHERE n.case_id = ? AND CAST(? AS TEXT) LIKE '%|' || n.grp || '|%' AND (CAST(? AS TEXT) = '' OR n.id = ?)
			AND NOT EXISTS (SELECT 1 FROM notes o WHERE o.corrects = n.id AND o.corrects <> '')
		ORDER BY n.struck, n.at DESC, n.id
		LIMIT ? OFFSET ?`, c.ID, groups, some.Note, some.Note, some.Notes, some.SkipNotes)
	shown := len(rows)
	for before := corrected(rows); err == nil && len(before) > 0; {
		var more []noteRow
		more, err = db.RowsIn(tx, noteRows, noteSelect+`WHERE id IN `+db.InList, before)
		rows, before = append(rows, more...), corrected(more)
	}
	if err != nil || some.Note != "" || shown < some.Notes && some.SkipNotes == 0 {
		return rows, shown, err
	}
	n, err := db.One(tx, db.Value[int], `
		SELECT count(*)
		FROM notes n
		WHERE n.case_id = ? AND CAST(? AS TEXT) LIKE '%|' || n.grp || '|%'
			AND NOT EXISTS (SELECT 1 FROM notes o WHERE o.corrects = n.id AND o.corrects <> '')`, c.ID, groups)
	return rows, n, err
}

// corrected returns which notes others take the place of.
func corrected(rows []noteRow) []string {
	var all []string
	for _, r := range rows {
		if r.Corrects != "" {
			all = append(all, r.Corrects)
		}
	}
	return all
}

func (c *Case) readNotes(tx *access.Tx, key seal.Key, some *Some) error {
	var rows []noteRow
	var err error
	if some != nil && c.Own {
		rows, c.NoteCount, err = c.someNotes(tx, *some)
	} else {
		rows, err = noteRows.All(tx, noteSelect+`WHERE case_id = ? ORDER BY at DESC, id`, c.ID)
	}
	if err != nil {
		return err
	}
	for _, r := range rows {
		if !c.MayRead(r.group) {
			continue
		}
		b, err := key.Open(notePlace(r.ID), r.sealed)
		if err != nil {
			return fmt.Errorf("note %s: %w", r.ID, err)
		}
		r.Text = string(b)
		c.Notes = append(c.Notes, r.Note)
	}
	c.Notes, c.StruckNotes = newest(c.Notes, c.Own)
	c.NoteCount = max(c.NoteCount, len(c.Notes)+len(c.StruckNotes))
	return nil
}

// newest sorts notes, the newest first, into those that count and those that were
// struck out. Each has what it said before, for the owner alone.
func newest(all []Note, own bool) (count, struck []Note) {
	by := map[string]Note{}
	corrected := map[string]bool{}
	for _, n := range all {
		by[n.ID], corrected[n.Corrects] = n, true
	}
	for _, n := range all {
		if corrected[n.ID] {
			continue
		}
		for before, ok := by[n.Corrects]; own && ok; before, ok = by[before.Corrects] {
			n.Earlier = append(n.Earlier, before)
		}
		switch {
		case !n.Struck:
			count = append(count, n)
		case own:
			struck = append(struck, n)
		}
	}
	return count, struck
}

// noteToCorrect returns a note of a case that was neither corrected nor struck out.
func noteToCorrect(tx *access.Tx, id lindung.CaseID, note string) (noteRow, error) {
	r, err := noteRows.One(tx, noteSelect+`WHERE id = ? AND case_id = ?`, note, id)
	if err != nil {
		return r, err
	}
	_, err = noteRows.One(tx, noteSelect+`WHERE corrects = ? AND corrects <> ''`, note)
	switch {
	case err == nil || r.Struck:
		return r, lindung.ErrConflict
	case !errors.Is(err, lindung.ErrNotFound):
		return r, err
	}
	return r, nil
}

func eventPlace(id lindung.EventID) string { return "events|" + string(id) + "|sealed" }

// eventRow is a shared event as stored.
type eventRow struct {
	Event
	org    lindung.OrgID
	at     db.Time
	sealed []byte
	mac    db.Mac
}

var eventRows = db.Rows[eventRow]{
	Table: "events", Keys: 1,
	Columns: func(e *eventRow) []any { return []any{&e.ID, &e.org, &e.Kind, &e.at, &e.Version, &e.sealed} },
	Mac:     func(e *eventRow) *db.Mac { return &e.mac },
	Owner:   func(e *eventRow) string { return string(e.ID) },
	Walk:    eventSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const eventSelect = `SELECT id, org, kind, at, version, sealed, mac FROM events `

func insertEvent(tx *access.Tx, e Event) (lindung.EventID, error) {
	if err := e.Problems().Err(); err != nil {
		return "", err
	}
	e.ID = lindung.EventID(lindung.NewID())
	key, err := tx.NewKey(string(e.ID))
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(e)
	if err != nil {
		return "", err
	}
	r := eventRow{Event: e, org: tx.Actor().Org, at: tx.Now, sealed: key.Seal(eventPlace(e.ID), b)}
	r.Version = 1
	if err := eventRows.Sign(tx, &r); err != nil {
		return "", err
	}
	_, err = db.Exec(tx, `
		INSERT INTO events (id, org, kind, at, version, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, r.ID, r.org, r.Kind, r.at, r.Version, r.sealed, r.mac)
	return e.ID, err
}

// recentEvents returns the last events of the actor's organisation, the newest first.
func recentEvents(tx *access.Tx) ([]lindung.EventID, error) {
	return db.All(tx, db.Value[lindung.EventID], `
		SELECT id
		FROM events
		WHERE org = ? AND at > 0
		ORDER BY at DESC, id
		LIMIT ?`, tx.Actor().Org, mostEvents)
}

func event(tx *access.Tx, id lindung.EventID) (Event, error) {
	r, err := eventRows.One(tx, eventSelect+`WHERE id = ? AND org = ?`, id, tx.Actor().Org)
	if err != nil {
		return Event{}, err
	}
	key, err := tx.Key(string(id))
	if err != nil {
		return Event{}, err
	}
	b, err := key.Open(eventPlace(id), r.sealed)
	if err != nil {
		return Event{}, fmt.Errorf("event %s: %w", id, err)
	}
	return r.Event, json.Unmarshal(b, &r.Event)
}

func changeEvent(tx *access.Tx, e Event) error {
	key, err := tx.Key(string(e.ID))
	if err != nil {
		return err
	}
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	r, err := eventRows.One(tx, eventSelect+`WHERE id = ? AND org = ?`, e.ID, tx.Actor().Org)
	if err != nil {
		return err
	}
	if r.Version != e.Version {
		return lindung.ErrConflict
	}
	r.Kind, r.Version, r.sealed = e.Kind, e.Version+1, key.Seal(eventPlace(e.ID), b)
	if err := eventRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE events
		SET kind = ?, version = ?, sealed = ?, mac = ?
		WHERE id = ?`, r.Kind, r.Version, r.sealed, r.mac, r.ID)
}
