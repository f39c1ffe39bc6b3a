package consent

import (
	"encoding/json"
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// emergencyRow is an emergency as stored.
type emergencyRow struct {
	Emergency
	sealed []byte
	mac    db.Mac
}

var emergencyRows = db.Rows[emergencyRow]{
	Table: "emergencies", Keys: 1,
	Columns: func(e *emergencyRow) []any {
		return []any{&e.ID, &e.Case, &e.Referral, &e.Org, &e.To, &e.Danger, &e.AskedAt, &e.AskedBy, &e.ConfirmedAt, &e.ConfirmedBy,
			&e.EndedAt, &e.EndedBy, &e.Verdict, &e.JudgedAt, &e.JudgedBy, &e.sealed}
	},
	Mac:   func(e *emergencyRow) *db.Mac { return &e.mac },
	Owner: func(e *emergencyRow) string { return string(e.Case) },
	Of:    "case_id",
	Walk:  emergencySelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const emergencySelect = `
	SELECT id, case_id, referral, org, to_org, danger, asked_at, asked_by, confirmed_at, confirmed_by,
		ended_at, ended_by, verdict, judged_at, judged_by, sealed, mac
	FROM emergencies
`

func emergencyPlace(id string) string { return "emergencies|" + id + "|sealed" }

// open returns the emergency with its words.
func (r emergencyRow) open(key seal.Key) (Emergency, error) {
	b, err := key.Open(emergencyPlace(r.ID), r.sealed)
	if err != nil {
		return Emergency{}, fmt.Errorf("emergency %s: %w", r.ID, err)
	}
	return r.Emergency, json.Unmarshal(b, &r.Words)
}

func (r *emergencyRow) seal(tx *access.Tx) error {
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(r.Words)
	if err != nil {
		return err
	}
	r.sealed = key.Seal(emergencyPlace(r.ID), b)
	return emergencyRows.Sign(tx, r)
}

// emergency returns an emergency without its words.
func emergency(tx *access.Tx, id string) (Emergency, error) {
	r, err := emergencyRows.One(tx, emergencySelect+`WHERE id = ?`, id)
	return r.Emergency, err
}

// emergenciesOfCase returns the emergencies of a case, the newest first.
func emergenciesOfCase(tx *access.Tx, id lindung.CaseID) ([]Emergency, error) {
	rows, err := emergencyRows.All(tx, emergencySelect+`WHERE case_id = ? ORDER BY asked_at DESC, id`, id)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := tx.Key(string(id))
	if err != nil {
		return nil, err
	}
	var all []Emergency
	for _, r := range rows {
		e, err := r.open(key)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// emergenciesIn returns, without their words, the emergencies of an organisation's cases
// that nobody has judged, and those that it has asked for since a moment.
func emergenciesIn(tx *access.Tx, org lindung.OrgID, since db.Time) ([]Emergency, error) {
	rows, err := emergencyRows.All(tx, emergencySelect+`
		WHERE org = ? AND judged_at = 0 OR to_org = ? AND asked_at > ?
		ORDER BY asked_at DESC, id`, org, org, since)
	all := make([]Emergency, len(rows))
	for i, r := range rows {
		all[i] = r.Emergency
	}
	return all, err
}

func insertEmergency(tx *access.Tx, e Emergency) error {
	r := emergencyRow{Emergency: e}
	if err := r.seal(tx); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO emergencies (id, case_id, referral, org, to_org, danger, asked_at, asked_by, confirmed_at, confirmed_by,
			ended_at, ended_by, verdict, judged_at, judged_by, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.Referral, r.Org, r.To, r.Danger, r.AskedAt, r.AskedBy, r.ConfirmedAt, r.ConfirmedBy,
		r.EndedAt, r.EndedBy, r.Verdict, r.JudgedAt, r.JudgedBy, r.sealed, r.mac)
	return err
}

// changeEmergency stores an emergency changed.
func changeEmergency(tx *access.Tx, id string, change func(*Emergency)) error {
	r, err := emergencyRows.One(tx, emergencySelect+`WHERE id = ?`, id)
	if err != nil {
		return err
	}
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return err
	}
	if r.Emergency, err = r.open(key); err != nil {
		return err
	}
	change(&r.Emergency)
	if err := r.seal(tx); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE emergencies
		SET confirmed_at = ?, confirmed_by = ?, ended_at = ?, ended_by = ?, verdict = ?, judged_at = ?, judged_by = ?, sealed = ?, mac = ?
		WHERE id = ?`, r.ConfirmedAt, r.ConfirmedBy, r.EndedAt, r.EndedBy, r.Verdict, r.JudgedAt, r.JudgedBy, r.sealed, r.mac, r.ID)
}
