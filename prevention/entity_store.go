package prevention

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// entityRow is an entity as stored; change is outside of the authenticator.
type entityRow struct {
	Entity
	sealed  []byte
	mac     db.Mac
	change  int64
	wrapped []byte
}

// linkRow says that a case names an entity.
type linkRow struct {
	Case   lindung.CaseID
	Entity EntityID
	Role   string
	At     db.Time
	By     lindung.ActorID
	mac    db.Mac
}

var (
	entityRows = db.Rows[entityRow]{
		Table: "entities", Keys: 1,
		Columns: func(r *entityRow) []any {
			return []any{&r.ID, &r.Org, &r.Kind, &r.At, &r.By, &r.Version, &r.sealed}
		},
		Mac:   func(r *entityRow) *db.Mac { return &r.mac },
		Owner: func(r *entityRow) string { return string(r.ID) },
		Walk:  entitySelect + `FROM entities e WHERE e.id > ? ORDER BY e.id LIMIT ?`,
	}
	linkRows = db.Rows[linkRow]{
		Table: "entity_cases", Keys: 2,
		Columns: func(r *linkRow) []any { return []any{&r.Case, &r.Entity, &r.Role, &r.At, &r.By} },
		Mac:     func(r *linkRow) *db.Mac { return &r.mac },
		Owner:   func(r *linkRow) string { return string(r.Case) },
		Of:      "case_id",
		Walk:    linkSelect + `WHERE (case_id, entity) > (?, ?) ORDER BY case_id, entity LIMIT ?`,
	}
	// keyedRows are entities with their keys.
	keyedRows = entityRows.With(func(r *entityRow) []any { return []any{&r.change, &r.wrapped} })
)

const (
	entitySelect = `SELECT e.id, e.org, e.kind, e.at, e.made_by, e.version, e.sealed, e.mac `
	keyedSelect  = entitySelect + `, e.change, k.wrapped FROM entities e JOIN keys k ON k.owner = e.id `
	linkSelect   = `SELECT case_id, entity, role, at, made_by, mac FROM entity_cases `
)

func entityPlace(id EntityID) string { return "entities|" + string(id) + "|sealed" }

// StoredEntities are the entities, each sealed with a key of its own, and which cases name
// them. An entity stays when a case that names it is erased.
var StoredEntities = access.Stored{
	Tables:  []access.Table{{Name: "entity_cases", Case: "case_id"}, {Name: "entities"}},
	Rows:    []db.Table{entityRows, linkRows},
	Touched: []string{`SELECT DISTINCT case_id FROM entity_cases WHERE case_id IN ` + db.InList},
	Erase:   []string{`DELETE FROM entity_cases WHERE case_id IN ` + db.InList},
	Ends:    access.Endings{access.EndedEntity: eraseEntityAgain},
	Seals: []access.Sealed{{
		Name: "entity",
		Next: `
			SELECT e.id, '', '', 0, '', e.sealed, k.wrapped
			FROM entities e JOIN keys k ON k.owner = e.id
			WHERE e.id > ?
			ORDER BY e.id
			LIMIT ?`,
		After: access.ByOwner,
		Place: func(r access.SealedRow) string { return entityPlace(EntityID(r.Owner)) },
	}},
}

func (r *entityRow) seal(key seal.Key) error {
	_, b, err := EntityForm.Split(r.Answers)
	r.sealed = key.Seal(entityPlace(r.ID), b)
	return err
}

// open opens what is known of an entity.
func (r *entityRow) open(tx *access.Tx) error {
	key, err := tx.Unwrap(string(r.ID), r.wrapped)
	var b []byte
	if err == nil {
		b, err = key.Open(entityPlace(r.ID), r.sealed)
	}
	if err == nil {
		r.Answers, err = EntityForm.Restore(nil, b)
	}
	if err != nil {
		return fmt.Errorf("entity %s: %w", r.ID, err)
	}
	return nil
}

// opened opens entities; one that does not open is left out, and the doctor says so.
func opened(tx *access.Tx, rows []entityRow, err error) ([]entityRow, error) {
	if err != nil {
		return nil, err
	}
	good := rows[:0]
	for _, r := range rows {
		err := r.open(tx)
		if access.IsBroken(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		good = append(good, r)
	}
	return good, nil
}

func entities(rows []entityRow, err error) ([]Entity, error) {
	all := make([]Entity, len(rows))
	for i, r := range rows {
		all[i] = r.Entity
	}
	return all, err
}

// insertEntity stores an entity with a key of its own.
func insertEntity(tx *access.Tx, e Entity) error {
	key, err := tx.NewKey(string(e.ID))
	if err != nil {
		return err
	}
	r := entityRow{Entity: e}
	if err := r.seal(key); err != nil {
		return err
	}
	if r.change, err = tx.NextChange(); err != nil {
		return err
	}
	if err := entityRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO entities (id, org, kind, at, made_by, version, sealed, mac, change)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Org, r.Kind, r.At, r.By, r.Version, r.sealed, r.mac, r.change)
	return err
}

// updateEntity stores what was changed of an entity.
func updateEntity(tx *access.Tx, e Entity) error {
	r, err := keyedRows.One(tx, keyedSelect+`WHERE e.id = ? AND e.org = ?`, e.ID, tx.Actor().Org)
	if err != nil {
		return err
	}
	key, err := tx.Unwrap(string(r.ID), r.wrapped)
	if err != nil {
		return err
	}
	before := r.Version
	r.Kind, r.Answers, r.Version = e.Kind, e.Answers, before+1
	if err := r.seal(key); err != nil {
		return err
	}
	if r.change, err = tx.NextChange(); err != nil {
		return err
	}
	if err := entityRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE entities
		SET kind = ?, version = ?, sealed = ?, mac = ?, change = ?
		WHERE id = ? AND version = ?`, r.Kind, r.Version, r.sealed, r.mac, r.change, r.ID, before)
}

// entityOf returns an entity of the actor's organisation.
func entityOf(tx *access.Tx, id EntityID) (Entity, error) {
	r, err := keyedRows.One(tx, keyedSelect+`WHERE e.id = ? AND e.org = ?`, id, tx.Actor().Org)
	if err != nil {
		return Entity{}, err
	}
	err = r.open(tx)
	return r.Entity, err
}

// entitiesOf returns the entities of an organisation, the last entered first.
func entitiesOf(tx *access.Tx, org lindung.OrgID, most int) ([]Entity, error) {
	rows, err := keyedRows.All(tx, keyedSelect+`WHERE e.org = ? ORDER BY e.at DESC, e.id LIMIT ?`, org, most)
	return entities(opened(tx, rows, err))
}

// entitiesIn returns entities of all organisations.
func entitiesIn(tx *access.Tx, ids []EntityID) ([]Entity, error) {
	rows, err := db.RowsIn(tx, keyedRows, keyedSelect+`WHERE e.id IN `+db.InList, ids)
	return entities(opened(tx, rows, err))
}

// entitiesSince returns the entities of all organisations after a change, in its order.
func entitiesSince(tx *access.Tx, change int64, most int) ([]entityRow, error) {
	return keyedRows.All(tx, keyedSelect+`WHERE e.change > ? ORDER BY e.change LIMIT ?`, change, most)
}

// entityIDs returns the entities of an organisation.
func entityIDs(tx *access.Tx, org lindung.OrgID) ([]string, error) {
	return db.All(tx, db.Value[string], `SELECT id FROM entities WHERE org = ? ORDER BY at DESC LIMIT ?`, org, mostAskedAbout)
}

func linksIn(tx *access.Tx, id lindung.CaseID) ([]linkRow, error) {
	return linkRows.All(tx, linkSelect+`WHERE case_id = ? ORDER BY at, entity`, id)
}

func linksOf(tx *access.Tx, id EntityID) ([]linkRow, error) {
	return linkRows.All(tx, linkSelect+`WHERE entity = ? ORDER BY at, case_id`, id)
}

// putLink says that a case names an entity, in place of what it said before.
func putLink(tx *access.Tx, r linkRow) error {
	if _, err := dropLink(tx, r.Case, r.Entity); err != nil {
		return err
	}
	if err := linkRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO entity_cases (case_id, entity, role, at, made_by, mac)
		VALUES (?, ?, ?, ?, ?, ?)`, r.Case, r.Entity, r.Role, r.At, r.By, r.mac)
	return err
}

func dropLink(tx *access.Tx, id lindung.CaseID, entity EntityID) (int64, error) {
	return linkRows.Drop(tx, `
		DELETE FROM entity_cases
		WHERE case_id = ? AND entity = ?
		RETURNING case_id, entity, role, at, made_by, mac`, id, entity)
}

// PartAll leaves out all entities of a case: it goes to another organisation, and they
// stay with the one that entered them.
func PartAll(tx *access.Tx, id lindung.CaseID) error {
	_, err := linkRows.Drop(tx, `
		DELETE FROM entity_cases
		WHERE case_id = ?
		RETURNING case_id, entity, role, at, made_by, mac`, id)
	return err
}

// eraseEntity destroys the key of an entity and removes its rows.
func eraseEntity(tx *access.Tx, id EntityID) error {
	owner := lindung.CaseID(id) // as keys and sums name an owner
	if err := tx.Destroying(owner); err != nil {
		return err
	}
	if _, err := linkRows.Drop(tx, `
		DELETE FROM entity_cases
		WHERE entity = ?
		RETURNING case_id, entity, role, at, made_by, mac`, id); err != nil {
		return err
	}
	if err := tx.DestroyKeys([]lindung.CaseID{owner}); err != nil {
		return err
	}
	tx.Ends(access.EndedEntity, string(id))
	_, err := db.Exec(tx, `DELETE FROM entities WHERE id = ?`, id)
	return err
}

// eraseEntityAgain erases an entity that an older database still has.
func eraseEntityAgain(tx *access.Tx, names []string) (string, error) {
	id := EntityID(names[0])
	if there, err := isThere(tx, id); err != nil || !there {
		return "", err
	}
	return names[0], eraseEntity(tx, id)
}

// isThere reports whether an entity is stored.
func isThere(tx *access.Tx, id EntityID) (bool, error) {
	found, err := db.All(tx, db.Value[string], `SELECT id FROM entities WHERE id = ?`, id)
	return len(found) > 0, err
}
