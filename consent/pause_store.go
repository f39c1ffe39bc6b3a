package consent

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// pauseRow is a pause as stored.
type pauseRow struct {
	Pause
	mac db.Mac
}

var pauseRows = db.Rows[pauseRow]{
	Table: "pauses", Keys: 1,
	Columns: func(p *pauseRow) []any {
		return []any{&p.Case, &p.Org, &p.Backup, &p.Since, &p.ConfirmedAt, &p.ConfirmedBy}
	},
	Mac:   func(p *pauseRow) *db.Mac { return &p.mac },
	Owner: func(p *pauseRow) string { return string(p.Case) },
	Of:    "case_id",
	Walk:  pauseSelect + `WHERE case_id > ? ORDER BY case_id LIMIT ?`,
}

const pauseSelect = `
	SELECT case_id, org, backup_at, since, confirmed_at, confirmed_by, mac
	FROM pauses
`

func pauseColumns(p *pauseRow) []any { return append(pauseRows.Columns(p), &p.mac) }

// holding returns the pauses among rows that hold.
func holding(tx *access.Tx, rows []pauseRow) ([]Pause, error) {
	var all []Pause
	for _, r := range rows {
		ok, err := pauseRows.Fits(tx, &r)
		if err != nil {
			return nil, err
		}
		if r.holds(ok) {
			all = append(all, r.Pause)
		}
	}
	return all, nil
}

// pausesOf returns the pauses that hold in an organisation; with "" in all of them.
func pausesOf(tx *access.Tx, org lindung.OrgID) ([]Pause, error) {
	rows, err := db.All(tx, pauseColumns, pauseSelect+`WHERE org = ? OR '' = ? ORDER BY case_id`, org, org)
	if err != nil {
		return nil, err
	}
	return holding(tx, rows)
}

// paused returns for which of the cases sharing is paused.
func paused(tx *access.Tx, ids []lindung.CaseID) (map[lindung.CaseID]bool, error) {
	rows, err := db.AllIn(tx, pauseColumns, pauseSelect+`WHERE case_id IN `+db.InList, ids)
	if err != nil {
		return nil, err
	}
	found, err := holding(tx, rows)
	all := map[lindung.CaseID]bool{}
	for _, p := range found {
		all[p.Case] = true
	}
	return all, err
}

// markPaused says of each row of a case whether sharing of the case is paused.
func markPaused[T any](tx *access.Tx, rows []T, of func(*T) (lindung.CaseID, *bool)) error {
	ids := make([]lindung.CaseID, len(rows))
	for i := range rows {
		ids[i], _ = of(&rows[i])
	}
	is, err := paused(tx, ids)
	for i := range rows {
		id, mark := of(&rows[i])
		*mark = is[id]
	}
	return err
}

func pauseOfGrant(r *grantRow) (lindung.CaseID, *bool) { return r.Case, &r.Paused }
func pauseOfBasis(r *basisRow) (lindung.CaseID, *bool) { return r.Case, &r.Paused }

// grantsOf returns the grants that a text selects.
func grantsOf(tx *access.Tx, text string, args ...any) ([]grantRow, error) {
	rows, err := grantRows.All(tx, text, args...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows, markPaused(tx, rows, pauseOfGrant)
}

// basesOf returns the legal bases that a text selects.
func basesOf(tx *access.Tx, text string, args ...any) ([]basisRow, error) {
	rows, err := basisRows.All(tx, text, args...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows, markPaused(tx, rows, pauseOfBasis)
}

// sharing returns the cases of an organisation, or with "" of all, of which a grant or a
// basis has not ended.
func sharing(tx *access.Tx, org lindung.OrgID) ([]Pause, error) {
	return db.All(tx, func(p *Pause) []any { return []any{&p.Case, &p.Org} }, `
		SELECT case_id, org FROM grants WHERE withdrawn_at = 0 AND until_at > ? AND (org = ? OR '' = ?)
		UNION
		SELECT case_id, org FROM bases WHERE ended_at = 0 AND until_at > ? AND (org = ? OR '' = ?)
		ORDER BY 1`, tx.Now, org, org, tx.Now, org, org)
}

// pause stores a pause in the place of an earlier one of the case. One that is damaged
// holds, and stays as it is.
func pause(tx *access.Tx, p Pause) error {
	before, err := pauseRows.All(tx, pauseSelect+`WHERE case_id = ?`, p.Case)
	if err != nil {
		return err
	}
	r := pauseRow{Pause: p}
	if len(before) == 1 {
		r.mac = before[0].mac
	}
	if err := pauseRows.Sign(tx, &r); err != nil {
		return err
	}
	if len(before) == 1 {
		return updatePause(tx, r)
	}
	_, err = db.Exec(tx, `
		INSERT INTO pauses (case_id, org, backup_at, since, confirmed_at, confirmed_by, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (case_id) DO NOTHING`, r.Case, r.Org, r.Backup, r.Since, r.ConfirmedAt, r.ConfirmedBy, r.mac)
	return err
}

func updatePause(tx *access.Tx, r pauseRow) error {
	return db.Change(tx, `
		UPDATE pauses
		SET backup_at = ?, since = ?, confirmed_at = ?, confirmed_by = ?, mac = ?
		WHERE case_id = ?`, r.Backup, r.Since, r.ConfirmedAt, r.ConfirmedBy, r.mac, r.Case)
}

// confirm stores that the actor has gone through what is shared of a case.
func confirm(tx *access.Tx, id lindung.CaseID) error {
	r, err := pauseRows.One(tx, pauseSelect+`WHERE case_id = ?`, id)
	if err != nil {
		return err
	}
	r.ConfirmedAt, r.ConfirmedBy = tx.Now, tx.Actor().ID
	if err := pauseRows.Sign(tx, &r); err != nil {
		return err
	}
	return updatePause(tx, r)
}
