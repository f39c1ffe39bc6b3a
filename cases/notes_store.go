package cases

import (
	"encoding/json"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

type noteRow struct {
	Note
	group  lindung.Group
	sealed []byte
}

func notePlace(id string) string { return "notes|" + id + "|sealed" }

func insertNote(tx *access.Tx, key seal.Key, id lindung.CaseID, n Note, g lindung.Group) error {
	n.ID = lindung.NewID()
	_, err := db.Exec(tx, `
		INSERT INTO notes (id, case_id, kind, grp, at, actor, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		n.ID, id, n.Kind, g, tx.Now, tx.Actor().ID, key.Seal(notePlace(n.ID), []byte(n.Text)))
	return err
}

func (c *Case) readNotes(tx *access.Tx, key seal.Key) error {
	rows, err := db.All(tx, func(n *noteRow) []any { return []any{&n.ID, &n.Kind, &n.group, &n.At, &n.By, &n.sealed} }, `
		SELECT id, kind, grp, at, actor, sealed
		FROM notes
		WHERE case_id = ?
		ORDER BY at DESC, id`, c.ID)
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
	return nil
}

func eventPlace(id lindung.EventID) string { return "events|" + string(id) + "|sealed" }

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
	_, err = db.Exec(tx, `
		INSERT INTO events (id, org, kind, at, version, sealed)
		VALUES (?, ?, ?, ?, 1, ?)`, e.ID, tx.Actor().Org, e.Kind, tx.Now, key.Seal(eventPlace(e.ID), b))
	return e.ID, err
}

func event(tx *access.Tx, id lindung.EventID) (Event, error) {
	type stored struct {
		Event
		sealed []byte
	}
	r, err := db.One(tx, func(s *stored) []any { return []any{&s.ID, &s.Kind, &s.Version, &s.sealed} }, `
		SELECT id, kind, version, sealed
		FROM events
		WHERE id = ? AND org = ?`, id, tx.Actor().Org)
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
	return db.Change(tx, `
		UPDATE events
		SET kind = ?, version = version + 1, sealed = ?
		WHERE id = ? AND org = ? AND version = ?`,
		e.Kind, key.Seal(eventPlace(e.ID), b), e.ID, tx.Actor().Org, e.Version)
}
