package access

import (
	"maps"
	"slices"

	"lindung"
	"lindung/audit"
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

// Sums is the table of the sums.
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

// NodeRows owns the rows that belong to the node as a whole: its organisations.
const NodeRows = "node"

// gone stands in the log for the state of an owner whose rows were all erased.
const gone = "gone"

// settle brings the sums of all whose rows the act has changed up to date, and
// puts into the log what they are now. A sum that is damaged stays as it is, and
// goes on being reported.
func (t *Tx) settle() error {
	changed := db.Sums(t)
	states := map[string]string{}
	for _, owner := range slices.Sorted(maps.Keys(changed)) {
		r, err := addToSum(t, owner, changed[owner])
		if err != nil {
			return err
		}
		states[owner] = r.mac.State()
	}
	for owner := range t.forgotten {
		states[owner] = gone
	}
	t.entry.State, states = take(states, t.entry.Object)
	for i := range t.also {
		t.also[i].State, states = take(states, t.also[i].Object)
	}
	t.entry.States = states
	return nil
}

// take takes the state of an owner out of states.
func take(states map[string]string, owner string) (string, map[string]string) {
	s := states[owner]
	delete(states, owner)
	if len(states) == 0 {
		states = nil
	}
	return s, states
}

// addToSum adds what has changed to the sum of an owner.
func addToSum(tx *Tx, owner string, by *db.Sum) (sumRow, error) {
	found, err := sums.All(tx, `
		SELECT owner, n, sum, mac
		FROM sums
		WHERE owner = ?`, owner)
	if err != nil {
		return sumRow{}, err
	}
	r := sumRow{owner: owner}
	if len(found) == 1 {
		r = found[0]
	}
	by.Add(r.sum)
	r.n, r.sum = r.n+1, by[:]
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

// stated adds what an entry of the log says of the sums of owners to last.
func stated(e audit.Entry, last map[string]string) {
	if e.State != "" {
		last[e.Object] = e.State
	}
	maps.Copy(last, e.States)
}
