package cases

import (
	"lindung"
	"lindung/access"
	"lindung/field"
	"lindung/internal/db"
	"lindung/person"
)

// answersIn returns the answers of cases as they are stored. It believes them, as
// changedSince does.
func answersIn(tx db.Holder, ids []lindung.CaseID) ([]recordRow, error) {
	return db.AllIn(tx, func(r *recordRow) []any {
		return []any{&r.owner, &r.form, &r.ID, &r.Version, &r.Status, &r.clear, &r.sealed}
	}, `
		SELECT owner, form, id, version, status, answers, sealed
		FROM records
		WHERE owner IN `+db.InList, ids)
}

// BirthsIn returns what was answered of the birth of the people of cases, as far as the
// actor may read it.
func BirthsIn(tx *access.Tx, ids ...lindung.CaseID) (map[lindung.CaseID]field.Values, error) {
	all, err := birthsOf(tx, ids)
	for id := range all {
		o, bad := Target(id)(tx)
		if bad != nil {
			return nil, bad
		}
		if o.Org != tx.Actor().Org || !tx.May(access.GroupRead, o, lindung.Identity) {
			delete(all, id)
		}
	}
	return all, err
}

// birthsOf returns what was answered of the birth of the people of cases.
func birthsOf(tx *access.Tx, ids []lindung.CaseID) (map[lindung.CaseID]field.Values, error) {
	rows, err := db.RowsIn(tx, recordRows, recordSelect+`WHERE r.owner IN `+db.InList+` AND r.form = ?`, ids, person.Birth.Name)
	if err != nil {
		return nil, err
	}
	f, _ := formNamed(tx, person.Birth.Name)
	all := map[lindung.CaseID]field.Values{}
	for _, r := range rows {
		key, err := tx.Key(r.owner)
		var one Record
		if err == nil {
			one, err = r.open(key, f)
		}
		if access.IsBroken(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all[lindung.CaseID(r.owner)] = one.Values
	}
	return all, nil
}
