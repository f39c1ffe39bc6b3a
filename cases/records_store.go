package cases

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
	"lindung/person"
	"lindung/questions"
)

// recordRow is a record as stored: columns for lists, and the answers.
type recordRow struct {
	Record
	owner  string // the case or the shared event whose key seals it
	form   string
	group  lindung.Group
	clear  string
	sealed []byte
	total  int // records of the form that the owner has, where they were counted
	mac    db.Mac
}

var recordRows = db.Rows[recordRow]{
	Table: "records", Keys: 3,
	Columns: func(r *recordRow) []any {
		return []any{&r.owner, &r.form, &r.ID, &r.Edition, &r.group, &r.Status, db.Day(&r.Day), db.Day(&r.Due), &r.For, &r.Origin, &r.CreatedAt, &r.CreatedBy,
			&r.Version, &r.At, &r.By, &r.clear, &r.sealed}
	},
	Mac:   func(r *recordRow) *db.Mac { return &r.mac },
	Owner: func(r *recordRow) string { return r.owner },
	Of:    "owner",
	Walk:  recordSelect + `WHERE (r.owner, r.form, r.id) > (?, ?, ?) ORDER BY r.owner, r.form, r.id LIMIT ?`,
}

const recordSelect = `
	SELECT r.owner, r.form, r.id, r.edition, r.grp, r.status, r.day, r.due, r.for_actor, r.origin, r.created_at, r.created_by, r.version, r.at, r.actor,
		r.answers, r.sealed, r.mac
	FROM records r
`

// versionRows are the rows of what records said before.
var versionRows = db.Rows[recordRow]{
	Table: "record_versions", Keys: 4,
	Columns: func(r *recordRow) []any {
		return []any{&r.owner, &r.form, &r.ID, &r.Version, &r.Edition, &r.Status, &r.At, &r.By, &r.clear, &r.sealed}
	},
	Mac:   func(r *recordRow) *db.Mac { return &r.mac },
	Owner: func(r *recordRow) string { return r.owner },
	Of:    "owner",
	Walk:  versionSelect + `WHERE (owner, form, id, version) > (?, ?, ?, ?) ORDER BY owner, form, id, version LIMIT ?`,
}

const versionSelect = `
	SELECT owner, form, id, version, edition, status, at, actor, answers, sealed, mac
	FROM record_versions
`

// recordPlace binds what is sealed to the record and to its version, so that an
// earlier version put back in its place does not open.
func recordPlace(owner, form string, id lindung.RecordID, version int64) string {
	return fmt.Sprintf("records|%s|%s|%s|%d", owner, form, id, version)
}

// pack makes the row of the record's next version, sealed at its place.
func (r Record) pack(key seal.Key, owner string, group lindung.Group) (recordRow, error) {
	p := recordRow{Record: r, owner: owner, form: r.Form.Name, group: group}
	p.Version++
	form := r.Form
	if r.Status == RecordStruck {
		form = Struck
	}
	clear, shut, err := form.Split(r.Values)
	p.clear = string(clear)
	if err == nil { // also where there is nothing to seal: what is empty was emptied
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
	was, err := recordRows.One(tx, recordSelect+`WHERE r.owner = ? AND r.form = ? AND r.id = ?`, r.owner, r.form, r.ID)
	if errors.Is(err, lindung.ErrNotFound) || err == nil && (was.Version != r.Version-1 || was.Status == RecordStruck) {
		return lindung.ErrConflict
	}
	if err != nil {
		return err
	}
	if err := was.putAside(tx); err != nil {
		return err
	}
	r.mac, r.group, r.Origin, r.CreatedAt, r.CreatedBy = was.mac, was.group, was.Origin, was.CreatedAt, was.CreatedBy
	r.At, r.By = tx.Now, tx.Actor().ID
	if err := recordRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE records
		SET edition = ?, status = ?, day = ?, due = ?, for_actor = ?, version = ?, at = ?, actor = ?, answers = ?, sealed = ?, mac = ?
		WHERE owner = ? AND form = ? AND id = ?`,
		r.Edition, r.Status, r.Day.String(), r.Due.String(), r.For, r.Version, r.At, r.By, r.clear, r.sealed, r.mac,
		r.owner, r.form, r.ID)
}

// putAside keeps the row as an earlier version.
func (r recordRow) putAside(tx *access.Tx) error {
	r.mac = db.Mac{}
	if err := versionRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO record_versions (owner, form, id, version, edition, status, at, actor, answers, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.owner, r.form, r.ID, r.Version, r.Edition, r.Status, r.At, r.By, r.clear, r.sealed, r.mac)
	return err
}

func (r recordRow) insert(tx *access.Tx) error {
	r.Version, r.CreatedAt, r.CreatedBy, r.At, r.By = 1, tx.Now, tx.Actor().ID, tx.Now, tx.Actor().ID
	if err := recordRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO records (owner, form, id, edition, grp, status, day, due, for_actor, origin, created_at, created_by,
			version, at, actor, answers, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.owner, r.form, r.ID, r.Edition, r.group, r.Status, r.Day.String(), r.Due.String(), r.For, r.Origin, r.CreatedAt, r.CreatedBy,
		r.Version, r.At, r.By, r.clear, r.sealed, r.mac)
	return err
}

// insertAnswers stores what a case begins with.
func insertAnswers(tx *access.Tx, key seal.Key, id lindung.CaseID, n New) error {
	for name, v := range n.Answers {
		f, ok := formNamed(tx, name)
		if !ok || f.Repeat != nil {
			return errUnknownForm
		}
		if v.Len() == 0 {
			continue
		}
		if err := insertRecord(tx, key, id, Record{Form: f, Values: v, Origin: n.Carried[name]}); err != nil {
			return err
		}
	}
	for _, r := range n.Records {
		if r.Form.Repeat == nil {
			return errOnce
		}
		r.ID, r.reported = lindung.RecordID(lindung.NewID()), n.Batch != ""
		if err := insertRecord(tx, key, id, r); err != nil {
			return err
		}
	}
	return nil
}

// insertRecord stores the first version of a record of a case.
func insertRecord(tx *access.Tx, key seal.Key, id lindung.CaseID, r Record) error {
	if err := r.settle(tx, string(id)); err != nil {
		return err
	}
	p, err := r.pack(key, string(id), r.Form.Group())
	if err != nil {
		return err
	}
	return p.insert(tx)
}

// formNamed returns a declared form, also one that only another organisation asks, or the
// form that counts a refusal.
func formNamed(tx *access.Tx, name string) (*field.Form, bool) {
	if name == person.Counted.Name {
		return person.Counted, true
	}
	return tx.FormNamed(name)
}

// recordsOf returns the rows of an owner, of each form the latest day first.
func recordsOf(tx *access.Tx, owner string) ([]recordRow, error) {
	return recordRows.All(tx, recordSelect+`WHERE r.owner = ? ORDER BY r.day DESC, r.created_at DESC, r.id`, owner)
}

// answersOf returns the rows of an owner of the forms that are answered once, and
// one record; "" for none.
func answersOf(tx *access.Tx, owner string, id lindung.RecordID) ([]recordRow, error) {
	return recordRows.All(tx, recordSelect+`WHERE r.owner = ? AND (r.id = '' OR r.id = ?)`, owner, id)
}

// answersOfAll returns, by case, the rows of the forms that are answered once.
func answersOfAll(tx *access.Tx, ids []lindung.CaseID) (map[lindung.CaseID][]recordRow, error) {
	rows, err := db.RowsIn(tx, recordRows, recordSelect+`WHERE r.owner IN `+db.InList+` AND r.id = ''`, ids)
	all := map[lindung.CaseID][]recordRow{}
	for _, r := range rows {
		all[lindung.CaseID(r.owner)] = append(all[lindung.CaseID(r.owner)], r)
	}
	return all, err
}

// openOf returns the rows of an owner of the forms that are answered once, and the
// records that are open.
func openOf(tx *access.Tx, owner string) ([]recordRow, error) {
	return recordRows.All(tx, recordSelect+`WHERE r.owner = ? AND (r.id = '' OR r.status = ?)`, owner, RecordOpen)
}

// someOf returns the answers that are given once and some of the records, each
// with how many its form has, in the order of recordsOf and what was struck out
// last. One record alone is not counted.
func someOf(tx *access.Tx, owner string, some Some) ([]recordRow, error) {
	if some.Most == 0 && !some.Open {
		return answersOf(tx, owner, some.ID)
	}
	return recordRows.With(func(r *recordRow) []any { return []any{&r.total} }).All(tx, `
		SELECT r.owner, r.form, r.id, r.edition, r.grp, r.status, r.day, r.due, r.for_actor, r.origin, r.created_at, r.created_by, r.version, r.at, r.actor,
			r.answers, r.sealed, r.mac, r.total
		FROM (
			SELECT s.*, count(*) OVER (PARTITION BY s.form) AS total, row_number() OVER (
				PARTITION BY s.form
				ORDER BY CASE s.status WHEN 'struck' THEN 1 ELSE 0 END, s.day DESC, s.created_at DESC, s.id) AS place
			FROM records s
			WHERE s.owner = ?) r
		WHERE r.id = '' OR (CAST(? AS TEXT) = '' OR r.form = ?) AND r.place > ? AND r.place <= ? OR CAST(? AS BOOLEAN) AND r.status = 'open'
		ORDER BY r.form, r.place`,
		owner, some.Form, some.Form, some.Skip, some.Skip+some.Most, some.Open)
}

// before counts the records of a form that were written before one, without those that
// were struck out; before one that is not stored yet they are all.
func before(tx *access.Tx, owner, form string, id lindung.RecordID) (int, error) {
	return db.One(tx, db.Value[int], `
		SELECT count(*)
		FROM records r
		WHERE r.owner = ? AND r.form = ? AND r.id <> ? AND r.status <> ? AND NOT EXISTS (
			SELECT 1 FROM records o WHERE o.owner = r.owner AND o.form = r.form AND o.id = ? AND o.created_at <= r.created_at)`,
		owner, form, id, RecordStruck, id)
}

// earlier returns the versions of a record before the present one, the latest
// first.
func earlier(tx *access.Tx, owner, form string, id lindung.RecordID) ([]recordRow, error) {
	return versionRows.All(tx, versionSelect+`WHERE owner = ? AND form = ? AND id = ? ORDER BY version DESC`, owner, form, id)
}

// open reads the answers as far as f has them.
func (r recordRow) open(key seal.Key, f *field.Form) (Record, error) {
	r.Form = f
	if r.Status == RecordStruck {
		f = Struck
	}
	shut, err := key.Open(recordPlace(r.owner, r.form, r.ID, r.Version), r.sealed)
	if err != nil {
		return Record{}, fmt.Errorf("form %s, record %s: %w", r.form, r.ID, err)
	}
	if f.Own {
		f = f.Recall(r.group, []byte(r.clear), shut)
		r.Form = f
	}
	v, err := f.Restore([]byte(r.clear), shut)
	r.Values = v
	return r.Record, err
}

// dueBy returns the open records of the organisation's open cases that are owed by a
// day, the first due first: all for those who see all cases, else those of the cases
// with the actor on the team; with of those that of is asked to see to.
func dueBy(tx *access.Tx, day lindung.Date, of lindung.ActorID, most int) ([]recordRow, error) {
	if of == "" && scoped(tx) {
		return recordRows.All(tx, recordSelect+`CROSS JOIN cases c
			WHERE r.due <> '' AND r.due <= ? AND c.id = r.owner AND c.org = ? AND c.closed_at = 0`+stands+seen+`
			ORDER BY r.due, r.owner, r.id
			LIMIT ?`, day.String(), tx.Actor().Org, tx.Actor().ID, most)
	}
	return recordRows.All(tx, recordSelect+`CROSS JOIN team m CROSS JOIN cases c
		WHERE m.actor = ? AND r.owner = m.case_id AND r.due <> '' AND r.due <= ? AND (CAST(? AS TEXT) = '' OR r.for_actor IN ('', ?))
			AND c.id = r.owner AND c.org = ? AND c.closed_at = 0`+stands+seen+`
		ORDER BY r.due, r.owner, r.id
		LIMIT ?`, cmp.Or(of, tx.Actor().ID), day.String(), of, of, tx.Actor().Org, tx.Actor().ID, most)
}

// recordsIn returns the records of cases, by case, of each form the latest day first and
// what was struck out last.
func recordsIn(tx *access.Tx, ids []lindung.CaseID) (map[string][]recordRow, error) {
	rows, err := db.RowsIn(tx, recordRows, recordSelect+`
		WHERE r.owner IN `+db.InList+`
		ORDER BY CASE r.status WHEN 'struck' THEN 1 ELSE 0 END, r.day DESC, r.created_at DESC, r.id`, ids)
	of := map[string][]recordRow{}
	for _, r := range rows {
		of[r.owner] = append(of[r.owner], r)
	}
	return of, err
}

// dueIn returns the records of cases that are owed by a day.
func dueIn(tx *access.Tx, day lindung.Date, ids []lindung.CaseID) ([]recordRow, error) {
	return db.RowsIn(tx, recordRows, recordSelect+`WHERE r.owner IN `+db.InList+` AND r.due <> '' AND r.due <= ?`, ids, day.String())
}

// daysOf returns the days of the records of a form, but for those that were struck out.
func daysOf(tx *access.Tx, id lindung.CaseID, form string) ([]lindung.Date, error) {
	return db.All(tx, func(d *lindung.Date) []any { return []any{db.Day(d)} }, `
		SELECT r.day
		FROM records r
		WHERE r.owner = ? AND r.form = ? AND r.status <> 'struck' AND r.day <> ''`, id, form)
}

// openRecords returns the open records of some forms in the organisation's open cases: all
// for those who see all cases, else those of the cases with the actor on the team.
func openRecords(tx *access.Tx, forms []string, most int) ([]recordRow, error) {
	if scoped(tx) {
		return db.RowsIn(tx, recordRows, recordSelect+`CROSS JOIN cases c
			WHERE r.form IN `+db.InList+` AND r.status = 'open' AND c.id = r.owner AND c.org = ? AND c.closed_at = 0`+stands+seen+`
			ORDER BY r.due, r.owner, r.form, r.id
			LIMIT ?`, forms, tx.Actor().Org, tx.Actor().ID, most)
	}
	return db.RowsIn(tx, recordRows, recordSelect+`CROSS JOIN team m CROSS JOIN cases c
		WHERE r.form IN `+db.InList+` AND r.status = 'open' AND m.actor = ? AND r.owner = m.case_id
			AND c.id = r.owner AND c.org = ? AND c.closed_at = 0`+stands+seen+`
		ORDER BY r.due, r.owner, r.form, r.id
		LIMIT ?`, forms, tx.Actor().ID, tx.Actor().Org, tx.Actor().ID, most)
}

// dueOf returns the open records of the organisation's open cases that some actors are
// asked to see to by a day, of every few actors at most so many, the first due. The case
// is counted so that no database reads all cases to join them.
func dueOf(tx *access.Tx, day lindung.Date, of []lindung.ActorID, most int) ([]recordRow, error) {
	return db.RowsIn(tx, recordRows, recordSelect+`
		WHERE r.for_actor <> '' AND r.due <> '' AND r.for_actor IN `+db.InList+` AND r.due <= ?
			AND (SELECT count(*) FROM cases c WHERE c.id = r.owner AND c.org = ? AND c.closed_at = 0`+stands+seen+`) = 1
		ORDER BY r.due, r.owner, r.id
		LIMIT ?`, of, day.String(), tx.Actor().Org, tx.Actor().ID, most)
}

// passOnAll is passOn for all that anyone is asked for; to is "" for nobody.
func passOnAll(tx *access.Tx, id lindung.CaseID, to lindung.ActorID) error {
	rows, err := recordRows.All(tx, recordSelect+`WHERE r.owner = ? AND r.for_actor <> '' AND r.for_actor <> ?`, id, to)
	return askOf(tx, rows, err, to)
}

// dropRecords removes the records of a form from a case, and what they said before.
func dropRecords(tx *access.Tx, id lindung.CaseID, form string) error {
	_, err := versionRows.Drop(tx, `
		DELETE FROM record_versions
		WHERE owner = ? AND form = ?
		RETURNING owner, form, id, version, edition, status, at, actor, answers, sealed, mac`, id, form)
	if err == nil {
		_, err = recordRows.Drop(tx, `
			DELETE FROM records
			WHERE owner = ? AND form = ?
			RETURNING owner, form, id, edition, grp, status, day, due, for_actor, origin, created_at, created_by, version, at, actor,
				answers, sealed, mac`, id, form)
	}
	return err
}

// passOn asks another actor to see to the open records of a case that one is asked for.
func passOn(tx *access.Tx, id lindung.CaseID, from, to lindung.ActorID) error {
	rows, err := recordRows.All(tx, recordSelect+`WHERE r.owner = ? AND r.for_actor = ? AND r.status = 'open'`, id, from)
	return askOf(tx, rows, err, to)
}

// askOf stores that another actor is asked to see to records.
func askOf(tx *access.Tx, rows []recordRow, err error, to lindung.ActorID) error {
	for i := 0; err == nil && i < len(rows); i++ {
		r := &rows[i]
		r.For = to
		if err = recordRows.Sign(tx, r); err == nil {
			err = db.Change(tx, `UPDATE records SET for_actor = ?, mac = ? WHERE owner = ? AND form = ? AND id = ?`, r.For, r.mac, r.owner, r.form, r.ID)
		}
	}
	return err
}

// setUrgent stores until when something urgent is open in a case; zero for nothing.
func setUrgent(tx *access.Tx, id lindung.CaseID, until lindung.Date) error {
	return change(tx, id, func(r *row) { r.UrgentUntil = until })
}

// AnsweredCases returns the cases in which a form that is answered once was answered, inside
// an act of the program on the node.
func AnsweredCases(tx *access.Tx, f *field.Form) ([]lindung.CaseID, error) {
	return db.All(tx, db.Value[lindung.CaseID], `SELECT owner FROM records WHERE form = ? AND id = '' ORDER BY owner`, f.Name)
}

// LostForms returns the forms of organisations' own that are answered in a case, and whose
// questions are lost, inside an act of the program on the node.
func LostForms(tx *access.Tx) ([]string, error) {
	names, err := db.All(tx, db.Value[string], `SELECT DISTINCT form FROM records WHERE form LIKE 'own%' ORDER BY form`)
	return slices.DeleteFunc(names, func(name string) bool {
		_, known := tx.FormNamed(name)
		return known || !strings.HasPrefix(name, questions.Before)
	}), err
}
