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
	return stored.Cover(tx, r.mac.Epoch(), r.owner, r.n)
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

// A counted is the sum of an owner with the authenticators of the owner's rows.
type counted struct {
	sumRow
	macs string
}

// tallies are the texts that count the rows of a kind of owners, of one and of many.
type tallies struct{ one, many string }

// texts returns the texts for each kind of owner.
func (o Owned) texts() map[Owner]tallies {
	all := map[Owner]tallies{}
	for kind, tables := range o {
		all[kind] = tallies{
			db.WithMacs(`
				SELECT s.owner, s.n, s.sum, s.mac, ''
				FROM sums s
				WHERE s.owner = ?`, tables, "s.owner"),
			db.WithMacs(`
				SELECT s.owner, s.n, s.sum, s.mac, ''
				FROM sums s
				WHERE s.owner IN `+db.InList, tables, "s.owner"),
		}
	}
	return all
}

// A count is what the rows of an owner add up to, what they should, and how often that
// has changed.
type count struct {
	have, should db.Sum
	n            int64
}

// tally counts the rows of owners. One whose sum is damaged or missing is left out.
func tally[ID ~string](t *Tx, of tallies, owners []ID) (map[string]count, error) {
	var rows []counted
	var err error
	if len(owners) == 1 {
		rows, err = db.All(t, countedColumns, of.one, owners[0])
	} else {
		rows, err = db.AllIn(t, countedColumns, of.many, owners)
	}
	if err != nil {
		return nil, err
	}
	all := map[string]count{}
	for i := range rows {
		r := &rows[i]
		ok, err := sums.Fits(t, &r.sumRow)
		if err != nil {
			return nil, err
		}
		if ok {
			all[r.owner] = count{db.AddMacs(t, r.macs), r.total(t), r.n}
		}
	}
	return all, nil
}

func countedColumns(r *counted) []any {
	return append(sums.Columns(&r.sumRow), &r.mac, &r.macs)
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
	epoch, _ := db.Epochs(tx)
	total = total.Cover(tx, epoch, owner, r.n)
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
