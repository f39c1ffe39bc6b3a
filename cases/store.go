package cases

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// row is a case as stored, with its team and its wrapped key.
type row struct {
	Case
	team    string
	wrapped []byte
}

func rowColumns(r *row) []any {
	return []any{&r.ID, &r.Number, &r.Org, &r.OrgName, &r.Country, &r.Status, &r.OpenedAt, &r.OpenedBy, &r.Owner, &r.Child, &r.Refused,
		&r.CloseReason, &r.ClosedAt, &r.Event, &r.Referral, &r.Batch, &r.ChangedAt, &r.Version, &r.team, &r.wrapped}
}

func (r row) object() access.Object {
	o := access.Object{Type: access.TypeCase, ID: string(r.ID), Org: r.Org, Closed: r.Status.Closed()}
	for _, id := range strings.Split(r.team, ",") {
		if id != "" {
			o.Team = append(o.Team, lindung.ActorID(id))
		}
	}
	return o
}

func oneRow(tx *access.Tx, id lindung.CaseID) (row, error) {
	return db.One(tx.Tx, rowColumns, `
		SELECT c.id, c.number, c.org, o.name, o.country, c.status, c.opened_at, c.opened_by, c.owner, c.child, c.refused,
			c.close_reason, c.closed_at, c.event, c.referral, c.batch, c.changed_at, c.version,
			COALESCE((SELECT string_agg(t.actor, ',') FROM team t WHERE t.case_id = c.id), ''), k.wrapped
		FROM cases c JOIN orgs o ON o.id = c.org JOIN keys k ON k.owner = c.id
		WHERE c.id = ?`, id)
}

func insertCase(tx *access.Tx, c Case) error {
	n, err := tx.NextChange()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO cases (id, number, org, status, opened_at, opened_by, owner, child, refused,
			close_reason, closed_at, event, referral, batch, change_no, changed_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Number, c.Org, c.Status, c.OpenedAt, c.OpenedBy, c.Owner, c.Child, c.Refused,
		c.CloseReason, c.ClosedAt, c.Event, c.Referral, c.Batch, n, c.ChangedAt, c.Version)
	return err
}

// freeNumber makes a number that people can say on a telephone: country, year,
// and seven characters without those that look alike.
func freeNumber(tx *access.Tx) (string, error) {
	country := tx.Actor().Country
	if country == "" {
		o, err := access.OrgOf(tx.Tx, tx.Actor().Org)
		if err != nil {
			return "", err
		}
		country = o.Country
	}
	for {
		n := fmt.Sprintf("%s-%02d-%s", country, tx.Now.Time().Year()%100, sayable(lindung.NewID()))
		taken, err := db.One(tx.Tx, db.Self[int], `
			SELECT count(*)
			FROM cases
			WHERE number = ?`, n)
		if err != nil || taken == 0 {
			return n, err
		}
	}
}

// sayable returns seven capitals and digits of a random identifier, without
// I, L, O and U.
func sayable(id string) string {
	return strings.ToUpper(strings.NewReplacer("i", "8", "l", "9", "o", "0", "u", "1").Replace(id[:7]))
}

// touch marks a case as changed now; named also tells the indexes of names.
func touch(tx *access.Tx, id lindung.CaseID, named bool) error {
	var n int64
	if named {
		var err error
		if n, err = tx.NextChange(); err != nil {
			return err
		}
	}
	return tx.Change(`
		UPDATE cases
		SET changed_at = ?, version = version + 1, change_no = CASE WHEN CAST(? AS BIGINT) = 0 THEN change_no ELSE ? END
		WHERE id = ?`, tx.Now, n, n, id)
}

func setChild(tx *access.Tx, id lindung.CaseID, child bool) error {
	return tx.Change(`UPDATE cases SET child = ? WHERE id = ?`, child, id)
}

func setOwner(tx *access.Tx, id lindung.CaseID, actor lindung.ActorID) error {
	return tx.Change(`UPDATE cases SET owner = ? WHERE id = ?`, actor, id)
}

func setEvent(tx *access.Tx, id lindung.CaseID, e lindung.EventID) error {
	return tx.Change(`UPDATE cases SET event = ? WHERE id = ? AND event = ''`, e, id)
}

func setStatus(tx *access.Tx, id lindung.CaseID, status Status, reason string, closed db.Time) error {
	return tx.Change(`
		UPDATE cases
		SET status = ?, close_reason = ?, closed_at = ?, changed_at = ?, version = version + 1
		WHERE id = ?`, status, reason, closed, tx.Now, id)
}

func addMember(tx *access.Tx, id lindung.CaseID, actor lindung.ActorID) error {
	_, err := tx.Exec(`INSERT INTO team (case_id, actor, since) VALUES (?, ?, ?)`, id, actor, tx.Now)
	return err
}

func removeMember(tx *access.Tx, id lindung.CaseID, actor lindung.ActorID) error {
	_, err := tx.Exec(`DELETE FROM team WHERE case_id = ? AND actor = ?`, id, actor)
	return err
}

// colleague reports whether an actor works in the organisation of the act's case.
func colleague(tx *access.Tx, actor lindung.ActorID) (bool, error) {
	n, err := db.One(tx.Tx, db.Self[int], `
		SELECT count(*)
		FROM actors
		WHERE id = ? AND org = ? AND state = 'active'`, actor, tx.Object().Org)
	return n == 1, err
}

// namesForm is the section in which the names of a case are kept, all of it
// sealed.
const namesForm = "names"

func sectionPlace(id lindung.CaseID, form string) string {
	return "sections|" + string(id) + "|" + form
}

func insertNames(tx *access.Tx, key seal.Key, id lindung.CaseID, names []Name) error {
	if len(names) == 0 {
		return nil
	}
	return storeSection(tx, id, namesForm, lindung.Identity, func() ([]byte, []byte, error) { return sealNames(key, id, names) })
}

func changeNames(tx *access.Tx, key seal.Key, id lindung.CaseID, version int64, names []Name) error {
	clear, sealed, err := sealNames(key, id, names)
	if err != nil {
		return err
	}
	return updateSection(tx, id, namesForm, version, clear, sealed)
}

func sealNames(key seal.Key, id lindung.CaseID, names []Name) (clear, sealed []byte, err error) {
	b, err := json.Marshal(names)
	return []byte("{}"), key.Seal(sectionPlace(id, namesForm), b), err
}

func openNames(key seal.Key, id lindung.CaseID, sealed []byte) ([]Name, error) {
	b, err := key.Open(sectionPlace(id, namesForm), sealed)
	if err != nil {
		return nil, fmt.Errorf("names of case %s: %w", id, err)
	}
	var names []Name
	return names, json.Unmarshal(b, &names)
}

func putSection(tx *access.Tx, key seal.Key, id lindung.CaseID, f *field.Form, v field.Values) error {
	return storeSection(tx, id, f.Name, GroupOf(f), func() ([]byte, []byte, error) { return split(key, id, f, v) })
}

// addSection is putSection for a form that somebody else may have answered
// since it was shown empty.
func addSection(tx *access.Tx, key seal.Key, id lindung.CaseID, f *field.Form, v field.Values) error {
	err := putSection(tx, key, id, f, v)
	if errors.Is(err, db.ErrUnique) {
		return lindung.ErrConflict
	}
	return err
}

func changeSection(tx *access.Tx, key seal.Key, id lindung.CaseID, f *field.Form, version int64, v field.Values) error {
	clear, sealed, err := split(key, id, f, v)
	if err != nil {
		return err
	}
	return updateSection(tx, id, f.Name, version, clear, sealed)
}

// split seals what of v is Sealed at its place.
func split(key seal.Key, id lindung.CaseID, f *field.Form, v field.Values) (clear, sealed []byte, err error) {
	clear, shut, err := f.Split(v)
	if err == nil && len(shut) > 0 {
		sealed = key.Seal(sectionPlace(id, f.Name), shut)
	}
	return clear, sealed, err
}

func storeSection(tx *access.Tx, id lindung.CaseID, form string, g lindung.Group, of func() ([]byte, []byte, error)) error {
	clear, sealed, err := of()
	if err != nil {
		return err
	}
	if sealed == nil {
		sealed = []byte{}
	}
	_, err = tx.Exec(`
		INSERT INTO sections (case_id, form, grp, version, answers, sealed, at, actor)
		VALUES (?, ?, ?, 1, ?, ?, ?, ?)`, id, form, g, string(clear), sealed, tx.Now, tx.Actor().ID)
	return err
}

func updateSection(tx *access.Tx, id lindung.CaseID, form string, version int64, clear, sealed []byte) error {
	if sealed == nil {
		sealed = []byte{}
	}
	return tx.Change(`
		UPDATE sections
		SET version = version + 1, answers = ?, sealed = ?, at = ?, actor = ?
		WHERE case_id = ? AND form = ? AND version = ?`,
		string(clear), sealed, tx.Now, tx.Actor().ID, id, form, version)
}

type sectionRow struct {
	Section
	form   string
	group  lindung.Group
	clear  string
	sealed []byte
}

func sectionColumns(s *sectionRow) []any {
	return []any{&s.form, &s.group, &s.Version, &s.clear, &s.sealed, &s.At, &s.By}
}

// readSections reads the names and answers that the actor may see: of an own
// case by group, of another organisation's by group and purpose.
func (c *Case) readSections(tx *access.Tx, key seal.Key) error {
	rows, err := db.All(tx.Tx, sectionColumns, `
		SELECT form, grp, version, answers, sealed, at, actor
		FROM sections
		WHERE case_id = ?`, c.ID)
	if err != nil {
		return err
	}
	c.Sections = map[string]Section{}
	for _, r := range rows {
		if !c.May(r.group) {
			continue
		}
		if r.form == namesForm {
			if c.Names, err = openNames(key, c.ID, r.sealed); err != nil {
				return err
			}
			c.NamesVer = r.Version
			continue
		}
		if err := c.openSection(key, r); err != nil {
			return err
		}
	}
	return nil
}

func (c *Case) openSection(key seal.Key, r sectionRow) error {
	f, ok := formNamed(r.form)
	if !ok {
		return fmt.Errorf("case %s: form %s is not declared", c.ID, r.form)
	}
	if !c.Own {
		f = shared(f, c.View[r.group])
	}
	var shut []byte
	if len(r.sealed) > 0 {
		var err error
		if shut, err = key.Open(sectionPlace(c.ID, r.form), r.sealed); err != nil {
			return fmt.Errorf("case %s, form %s: %w", c.ID, r.form, err)
		}
	}
	v, err := f.Restore([]byte(r.clear), shut)
	if err != nil {
		return err
	}
	r.Values = v
	c.Sections[r.form] = r.Section
	return nil
}

// shared returns the part of a form that was declared for one of the purposes.
func shared(f *field.Form, purposes []lindung.Purpose) *field.Form {
	keep := map[string]bool{}
	for _, p := range purposes {
		for _, i := range f.Only(p).Fields {
			keep[i.Name] = true
		}
	}
	return f.Keep(func(i *field.Info) bool { return keep[i.Name] })
}

type noteRow struct {
	Note
	group  lindung.Group
	sealed []byte
}

func notePlace(id string) string { return "notes|" + id + "|sealed" }

func insertNote(tx *access.Tx, key seal.Key, id lindung.CaseID, n Note, g lindung.Group) error {
	n.ID = lindung.NewID()
	_, err := tx.Exec(`
		INSERT INTO notes (id, case_id, kind, grp, at, actor, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		n.ID, id, n.Kind, g, tx.Now, tx.Actor().ID, key.Seal(notePlace(n.ID), []byte(n.Text)))
	return err
}

func (c *Case) readNotes(tx *access.Tx, key seal.Key) error {
	rows, err := db.All(tx.Tx, func(n *noteRow) []any { return []any{&n.ID, &n.Kind, &n.group, &n.At, &n.By, &n.sealed} }, `
		SELECT id, kind, grp, at, actor, sealed
		FROM notes
		WHERE case_id = ?
		ORDER BY at DESC, id`, c.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if !c.May(r.group) {
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
	if !e.valid() {
		return "", ErrIncomplete
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
	_, err = tx.Exec(`
		INSERT INTO events (id, org, kind, at, version, sealed)
		VALUES (?, ?, ?, ?, 1, ?)`, e.ID, tx.Actor().Org, e.Kind, tx.Now, key.Seal(eventPlace(e.ID), b))
	return e.ID, err
}

func event(tx *access.Tx, id lindung.EventID) (Event, error) {
	type stored struct {
		Event
		sealed []byte
	}
	r, err := db.One(tx.Tx, func(s *stored) []any { return []any{&s.ID, &s.Kind, &s.Version, &s.sealed} }, `
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
	return tx.Change(`
		UPDATE events
		SET kind = ?, version = version + 1, sealed = ?
		WHERE id = ? AND org = ? AND version = ?`,
		e.Kind, key.Seal(eventPlace(e.ID), b), e.ID, tx.Actor().Org, e.Version)
}

// scoped reports whether the actor sees all cases of the own organisation, for
// narrowing a list in SQL; every row is then judged by the policies as well.
func scoped(a access.Actor) bool {
	return a.System || a.Has(lindung.Supervisor, lindung.DutyOfficer, lindung.FocalPoint)
}

// Row is a case in a list.
type Row struct {
	Case
	Name string // "" if the actor may see none
}

type listRow struct {
	row
	sealed []byte
}

// listRows returns the newest cases of the actor's organisation under a filter.
func listRows(tx *access.Tx, f Filter) ([]Row, error) {
	rows, err := db.All(tx.Tx, func(r *listRow) []any { return append(rowColumns(&r.row), &r.sealed) }, `
		SELECT c.id, c.number, c.org, o.name, o.country, c.status, c.opened_at, c.opened_by, c.owner, c.child, c.refused,
			c.close_reason, c.closed_at, c.event, c.referral, c.batch, c.changed_at, c.version,
			COALESCE((SELECT string_agg(t.actor, ',') FROM team t WHERE t.case_id = c.id), ''), k.wrapped,
			(SELECT s.sealed FROM sections s WHERE s.case_id = c.id AND s.form = 'names')
		FROM cases c JOIN orgs o ON o.id = c.org JOIN keys k ON k.owner = c.id
		WHERE c.org = ?
			AND (CAST(? AS BOOLEAN) OR EXISTS (SELECT 1 FROM team t WHERE t.case_id = c.id AND t.actor = ?))
			AND (CAST(? AS TEXT) = '' OR c.status = ?)
			AND (CAST(? AS TEXT) = '' OR c.event = ?)
			AND (CAST(? AS BOOLEAN) = FALSE OR c.child)
			AND (CAST(? AS BIGINT) = 0 OR (c.changed_at, c.id) < (?, ?))
		ORDER BY c.changed_at DESC, c.id DESC
		LIMIT ?`,
		tx.Actor().Org, scoped(tx.Actor()) && !f.Mine, tx.Actor().ID, f.Status, f.Status, f.Event, f.Event, f.Children,
		f.After.At, f.After.At, f.After.ID, f.Limit)
	if err != nil {
		return nil, err
	}
	var all []Row
	for _, r := range rows {
		one, ok, err := r.show(tx)
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, one)
		}
	}
	return all, nil
}

// show judges one row and opens its name.
func (r listRow) show(tx *access.Tx) (Row, bool, error) {
	o := r.object()
	if !tx.May(access.CaseRead, o, "") {
		return Row{}, false, nil
	}
	one := Row{Case: r.Case}
	one.Own = true
	if len(r.sealed) == 0 || !tx.May(access.GroupRead, o, lindung.Identity) {
		return one, true, nil
	}
	key, err := tx.Unwrap(string(r.ID), r.wrapped)
	if err != nil {
		return Row{}, false, err
	}
	one.Names, err = openNames(key, r.ID, r.sealed)
	one.Name = called(one.Names)
	return one, true, err
}

// rowsOf returns the cases with these identifiers that the actor may see, in
// their order.
func rowsOf(tx *access.Tx, ids []lindung.CaseID) ([]Row, error) {
	var all []Row
	for _, id := range ids {
		r, o, err := load(tx, id)
		if errors.Is(err, lindung.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !tx.May(access.CaseRead, o, "") {
			continue
		}
		one := Row{Case: r.Case}
		one.Own = r.Org == tx.Actor().Org
		if tx.May(access.GroupRead, o, lindung.Identity) {
			if one.Names, err = namesOf(tx, id, r.wrapped); err != nil {
				return nil, err
			}
			one.Name = called(one.Names)
		}
		all = append(all, one)
	}
	return slices.Clip(all), nil
}

func namesOf(tx *access.Tx, id lindung.CaseID, wrapped []byte) ([]Name, error) {
	sealed, err := db.One(tx.Tx, db.Self[[]byte], `
		SELECT sealed
		FROM sections
		WHERE case_id = ? AND form = 'names'`, id)
	if errors.Is(err, lindung.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	key, err := tx.Unwrap(string(id), wrapped)
	if err != nil {
		return nil, err
	}
	return openNames(key, id, sealed)
}

// changed is a case whose names an index in memory has to read again.
type changed struct {
	id      lindung.CaseID
	org     lindung.OrgID
	n       int64
	sealed  []byte
	wrapped []byte
}

// changedSince returns at most limit cases after change number n, in order.
func changedSince(tx *db.Tx, n int64, limit int) ([]changed, error) {
	return db.All(tx, func(c *changed) []any { return []any{&c.id, &c.org, &c.n, &c.sealed, &c.wrapped} }, `
		SELECT c.id, c.org, c.change_no, s.sealed, k.wrapped
		FROM cases c JOIN keys k ON k.owner = c.id LEFT JOIN sections s ON s.case_id = c.id AND s.form = 'names'
		WHERE c.change_no > ?
		ORDER BY c.change_no
		LIMIT ?`, n, limit)
}
