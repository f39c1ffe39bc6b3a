package access

import (
	"errors"

	"lindung/internal/db"
	"lindung/internal/seal"
)

// CheckSeals opens every wrapped key and the name of every actor, and returns
// how many there were. An error names the row that does not open, never what is
// in it.
func CheckSeals(tx *Tx) (int, error) {
	keys, err := allKeys(tx)
	if err != nil {
		return 0, err
	}
	if err := brokenKeys(tx, keys); err != nil {
		return 0, err
	}
	people := 0
	err = accountRows.Visit(tx, func(r *accountRow, _ bool) error {
		people++
		_, err := r.OpenName(tx)
		return err
	})
	return len(keys) + people, err
}

// brokenKeys returns an error that names the cases and events whose keys do not open.
// Pages leave them out, see [Tx.Keys].
func brokenKeys(tx *Tx, keys []keyRow) error {
	const most = 20
	var all []error
	for _, k := range keys {
		if _, err := tx.Unwrap(k.owner, k.wrapped); err != nil && len(all) < most {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// GuardRows are the rows of the guard that belong to no case.
var GuardRows = []db.Table{metaRows, orgRows, accountRows, rightRows, seenRows, settingRows, questionRows}

// keyRow is the key of a case or event as stored.
type keyRow struct {
	owner   string
	wrapped []byte
}

// Keys returns the keys of owners, by owner. A key that was destroyed or does not open
// is missing: one damaged case does not take the others along.
func (t *Tx) Keys(owners []string) (map[string]seal.Key, error) {
	found, err := wrappedKeys(t, owners)
	if err != nil {
		return nil, err
	}
	keys := make(map[string]seal.Key, len(found))
	for _, k := range found {
		key, err := t.Unwrap(k.owner, k.wrapped)
		if IsBroken(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		keys[k.owner] = key
	}
	return keys, nil
}
