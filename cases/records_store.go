package cases

import (
	"errors"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/person"
)

// recordRow is a record as stored: what lists are made from in columns, the
// answers beside them.
type recordRow struct {
	Record
	owner  string // a case or a shared event, whose key seals it
	form   string
	group  lindung.Group
	clear  string
	sealed []byte
	total  int // records of the form that the owner has, where they were counted
}

func recordColumns(r *recordRow) []any {
	return []any{&r.owner, &r.form, &r.ID, &r.Edition, &r.group, &r.Status, db.Day(&r.Day), db.Day(&r.Due), &r.For, &r.CreatedAt, &r.CreatedBy,
		&r.Version, &r.At, &r.By, &r.clear, &r.sealed}
}

// recordPlace binds what is sealed to the record and to its version, so that an
// earlier version put back in its place does not open.
func recordPlace(owner, form string, id lindung.RecordID, version int64) string {
	return fmt.Sprintf("records|%s|%s|%s|%d", owner, form, id, version)
}

// pack makes the row of the record's next version, sealed at its place.
func (r Record) pack(key seal.Key, owner string, group lindung.Group) (recordRow, error) {
	p := recordRow{Record: r, owner: owner, form: r.Form.Name, group: group, sealed: []byte{}}
	p.Version++
	form := r.Form
	if r.Status == RecordStruck {
		form = Struck
	}
	clear, shut, err := form.Split(r.Values)
	p.clear = string(clear)
	if err == nil && len(shut) > 0 {
		p.sealed = key.Seal(recordPlace(owner, p.form, r.ID, p.Version), shut)
	}
	return p, err
}

// save stores the row over the version that was read. Someone else may have
// answered the form since it was shown empty, or struck the record out.
func (r recordRow) save(tx *access.Tx) error {
	if r.Version == 1 {
		err := r.insert(tx)
		if errors.Is(err, db.ErrUnique) {
			return lindung.ErrConflict
		}
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO record_versions (owner, form, id, version, edition, status, at, actor, answers, sealed)
		SELECT owner, form, id, version, edition, status, at, actor, answers, sealed
		FROM records
		WHERE owner = ? AND form = ? AND id = ? AND version = ?`, r.owner, r.form, r.ID, r.Version-1)
	if err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE records
		SET edition = ?, status = ?, day = ?, due = ?, for_actor = ?, version = ?, at = ?, actor = ?, answers = ?, sealed = ?
		WHERE owner = ? AND form = ? AND id = ? AND version = ? AND status <> 'struck'`,
		r.Edition, r.Status, r.Day.String(), r.Due.String(), r.For, r.Version, tx.Now, tx.Actor().ID, r.clear, r.sealed,
		r.owner, r.form, r.ID, r.Version-1)
}

func (r recordRow) insert(tx *access.Tx) error {
	_, err := db.Exec(tx, `
		INSERT INTO records (owner, form, id, edition, grp, status, day, due, for_actor, created_at, created_by,
			version, at, actor, answers, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)`,
		r.owner, r.form, r.ID, r.Edition, r.group, r.Status, r.Day.String(), r.Due.String(), r.For, tx.Now, tx.Actor().ID,
		tx.Now, tx.Actor().ID, r.clear, r.sealed)
	return err
}

// insertAnswers stores what a case begins with, of forms that are answered once.
func insertAnswers(tx *access.Tx, key seal.Key, id lindung.CaseID, answers map[string]field.Values) error {
	for name, v := range answers {
		f, ok := formNamed(tx, name)
		if !ok || f.Repeat != nil {
			return errUnknownForm
		}
		if v.Len() == 0 {
			continue
		}
		p, err := Record{Form: f, Edition: f.Version, Status: RecordDone, Values: v}.pack(key, string(id), f.Group())
		if err != nil {
			return err
		}
		if err := p.insert(tx); err != nil {
			return err
		}
	}
	return nil
}

// formNamed returns a declared form; it also knows the one that counts a refusal.
func formNamed(tx *access.Tx, name string) (*field.Form, bool) {
	if name == person.Counted.Name {
		return person.Counted, true
	}
	return tx.Session().Forms().Named(name)
}

// recordsOf returns the rows of an owner, of each form the latest day first.
func recordsOf(tx *access.Tx, owner string) ([]recordRow, error) {
	return db.All(tx, recordColumns, `
		SELECT owner, form, id, edition, grp, status, day, due, for_actor, created_at, created_by, version, at, actor, answers, sealed
		FROM records
		WHERE owner = ?
		ORDER BY day DESC, created_at DESC, id`, owner)
}

// answersOf returns the rows of an owner of the forms that are answered once, and
// one record; "" for none.
func answersOf(tx *access.Tx, owner string, id lindung.RecordID) ([]recordRow, error) {
	return db.All(tx, recordColumns, `
		SELECT owner, form, id, edition, grp, status, day, due, for_actor, created_at, created_by, version, at, actor, answers, sealed
		FROM records
		WHERE owner = ? AND (id = '' OR id = ?)`, owner, id)
}

// someOf returns the answers that are given once and some of the records, each
// with how many its form has, in the order of recordsOf and what was struck out
// last. One record alone is not counted.
func someOf(tx *access.Tx, owner string, some Some) ([]recordRow, error) {
	if some.Most == 0 && !some.Due {
		return answersOf(tx, owner, some.ID)
	}
	return db.All(tx, func(r *recordRow) []any { return append(recordColumns(r), &r.total) }, `
		SELECT owner, form, id, edition, grp, status, day, due, for_actor, created_at, created_by, version, at, actor, answers, sealed, total
		FROM (
			SELECT r.*, count(*) OVER (PARTITION BY r.form) AS total, row_number() OVER (
				PARTITION BY r.form
				ORDER BY CASE r.status WHEN 'struck' THEN 1 ELSE 0 END, r.day DESC, r.created_at DESC, r.id) AS place
			FROM records r
			WHERE r.owner = ?) ranked
		WHERE id = '' OR (CAST(? AS TEXT) = '' OR form = ?) AND place > ? AND place <= ? OR CAST(? AS BOOLEAN) AND due <> ''
		ORDER BY form, place`,
		owner, some.Form, some.Form, some.Skip, some.Skip+some.Most, some.Due)
}

// earlier returns the versions of a record before the present one, the latest
// first.
func earlier(tx *access.Tx, owner, form string, id lindung.RecordID) ([]recordRow, error) {
	return db.All(tx, func(r *recordRow) []any {
		return []any{&r.owner, &r.form, &r.ID, &r.Version, &r.Edition, &r.Status, &r.At, &r.By, &r.clear, &r.sealed}
	}, `
		SELECT owner, form, id, version, edition, status, at, actor, answers, sealed
		FROM record_versions
		WHERE owner = ? AND form = ? AND id = ?
		ORDER BY version DESC`, owner, form, id)
}

// open reads the answers as far as f has them.
func (r recordRow) open(key seal.Key, f *field.Form) (Record, error) {
	r.Form = f
	if r.Status == RecordStruck {
		f = Struck
	}
	var shut []byte
	if len(r.sealed) > 0 {
		var err error
		if shut, err = key.Open(recordPlace(r.owner, r.form, r.ID, r.Version), r.sealed); err != nil {
			return Record{}, fmt.Errorf("form %s, record %s: %w", r.form, r.ID, err)
		}
	}
	v, err := f.Restore([]byte(r.clear), shut)
	r.Values = v
	return r.Record, err
}

// dueRow is an open record of some case, with what the policies judge the case by.
type dueRow struct {
	row
	Due
	group lindung.Group
}

// dueBy returns the open records of an organisation's open cases that are owed by
// a day, the first due first.
func dueBy(tx *access.Tx, day lindung.Date) ([]dueRow, error) {
	return db.All(tx, func(d *dueRow) []any {
		return []any{&d.ID, &d.row.Number, &d.Org, &d.Status, &d.Responsible, &d.team, &d.Form, &d.Record, &d.group, db.Day(&d.Day), &d.For}
	}, `
		SELECT c.id, c.number, c.org, c.status, c.responsible,
			COALESCE((SELECT string_agg(t.actor, ',') FROM team t WHERE t.case_id = c.id), ''),
			r.form, r.id, r.grp, r.due, r.for_actor
		FROM records r CROSS JOIN cases c
		WHERE r.due <> '' AND r.due <= ? AND c.id = r.owner AND c.org = ? AND c.closed_at = 0
		ORDER BY r.due, r.owner, r.id
		LIMIT 200`, day.String(), tx.Actor().Org)
}

// setUrgent stores until when something urgent is open in a case; zero for nothing.
func setUrgent(tx *access.Tx, id lindung.CaseID, until lindung.Date) error {
	return db.Change(tx, `UPDATE cases SET urgent_until = ? WHERE id = ?`, until.String(), id)
}
