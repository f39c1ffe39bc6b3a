package access

import (
	"strconv"

	"lindung"
	"lindung/internal/db"
)

// sumRow is the sum of the authenticators of an owner's rows as stored: of a case,
// an event, an actor, an organisation, or of the node. n counts its changes.
type sumRow struct {
	owner string
	n     int64
	sum   []byte
	mac   db.Mac
}

// state is what the log is told of the row: how often the sum has changed, and the
// beginning of its authenticator.
func (r sumRow) state() string { return strconv.FormatInt(r.n, 10) + "." + r.mac.State() }

// total is the sum that is stored.
func (r sumRow) total(tx db.Holder) db.Sum {
	var stored db.Sum
	copy(stored[:], r.sum)
	return stored.Cover(tx, r.owner, r.n)
}

// sums is the table of the sums.
var sums = db.Rows[sumRow]{
	Table: "sums", Keys: 1,
	Columns: func(r *sumRow) []any { return []any{&r.owner, &r.n, &r.sum} },
	Mac:     func(r *sumRow) *db.Mac { return &r.mac },
	Walk: `
		SELECT owner, n, sum, mac
		FROM sums
		WHERE owner > ?
		ORDER BY owner
		LIMIT ?`,
}

// sumsOf returns the sum of an owner; none where there is none that can be believed.
func sumsOf(tx db.Holder, owner string) ([]sumRow, error) {
	return sums.All(tx, `
		SELECT owner, n, sum, mac
		FROM sums
		WHERE owner = ?`, owner)
}

// addToSum adds what has changed to the sum of an owner.
func addToSum(tx *Tx, owner string, by *db.Sum) (sumRow, error) {
	found, err := sumsOf(tx, owner)
	if err != nil {
		return sumRow{}, err
	}
	r, total := sumRow{owner: owner}, *by
	if len(found) == 1 {
		r = found[0]
		total.Add(r.total(tx))
	}
	r.n++
	total = total.Cover(tx, owner, r.n)
	r.sum = total[:]
	if err := sums.Sign(tx, &r); err != nil {
		return sumRow{}, err
	}
	if len(found) == 1 {
		return r, db.Change(tx, `
			UPDATE sums
			SET n = ?, sum = ?, mac = ?
			WHERE owner = ?`, r.n, r.sum, r.mac, owner)
	}
	_, err = db.Exec(tx, `
		INSERT INTO sums (owner, n, sum, mac)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (owner) DO NOTHING`, owner, r.n, r.sum, r.mac) // what is there is damaged
	return r, err
}

// forget says that all rows of owners are removed by the act.
func (t *Tx) forget(owners []lindung.CaseID) error {
	if t.forgotten == nil {
		t.forgotten = map[string]bool{}
	}
	for _, id := range owners {
		t.forgotten[string(id)] = true
	}
	return db.ExecIn(t, `DELETE FROM sums WHERE owner IN `+db.InList, owners)
}
