package prevention

import (
	"fmt"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// tipRow is a tip as stored.
type tipRow struct {
	Tip
	sealed []byte
	mac    db.Mac
}

var tipRows = db.Rows[tipRow]{
	Table: "tips", Keys: 1,
	Columns: func(r *tipRow) []any {
		return []any{&r.ID, &r.Org, &r.Kind, &r.Back, &r.At, &r.By, &r.SeenAt, &r.SeenBy, &r.AnsweredAt, &r.AnsweredBy, &r.EndedAt, &r.EndedBy, &r.Outcome, &r.Case, &r.WroteAt, &r.WaitsAt, &r.Version, &r.sealed}
	},
	Mac:   func(r *tipRow) *db.Mac { return &r.mac },
	Owner: func(r *tipRow) string { return string(r.ID) },
	Walk:  tipSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const tipSelect = `
	SELECT id, org, kind, back, at, made_by, seen_at, seen_by, answered_at, answered_by, ended_at, ended_by, outcome, in_case, wrote_at, waits_at, version, sealed, mac
	FROM tips `

func tipPlace(id string) string { return "tips|" + id + "|sealed" }

// StoredTips are the tips, with what was written after them by who said no name, and to
// them: each sealed with a key of its own, and erased with the case that it is in.
var StoredTips = access.Stored{
	Tables:  []access.Table{{Name: "tips", Case: "in_case"}, {Name: "reports"}, {Name: "report_words"}},
	Rows:    []db.Table{tipRows, reportRows, wordRows},
	Touched: []string{`SELECT DISTINCT in_case FROM tips WHERE in_case IN ` + db.InList},
	Leave: func(tx *access.Tx, id lindung.CaseID) error {
		all, err := tipsOfCase(tx, id)
		ids := make([]TipID, len(all))
		for i, t := range all {
			ids[i] = t.ID
		}
		if err != nil {
			return err
		}
		return eraseTips(tx, ids)
	},
	Ends: access.Endings{access.EndedTip: eraseTipAgain, access.EndedReport: endReportAgain},
	Seals: []access.Sealed{{
		Name: "tip",
		Next: `
			SELECT t.id, '', '', 0, '', t.sealed, k.wrapped
			FROM tips t JOIN keys k ON k.owner = t.id
			WHERE t.id > ?
			ORDER BY t.id
			LIMIT ?`,
		After: access.ByOwner,
		Place: func(r access.SealedRow) string { return tipPlace(r.Owner) },
	}, {
		Name: "report word",
		Next: `
			SELECT w.tip, '', w.id, 0, '', w.sealed, k.wrapped
			FROM report_words w JOIN keys k ON k.owner = w.tip
			WHERE w.id > ?
			ORDER BY w.id
			LIMIT ?`,
		After: access.ByID,
		Place: func(r access.SealedRow) string { return wordPlace(r.ID) },
	}},
}

// OwnedTips are the tables whose rows are counted before anything of a tip is shown to who
// told it without a name.
var OwnedTips = []db.Table{ofTip(tipRows, "id"), ofTip(reportRows, "tip"), ofTip(wordRows, "tip")}

// ofTip says by which column the rows are of a tip. No case counts them.
func ofTip[T any](r db.Rows[T], column string) db.Rows[T] {
	r.Of = column
	return r
}

// insertTip stores a tip with a key of its own.
func insertTip(tx *access.Tx, t Tip) error {
	key, err := tx.NewKey(string(t.ID))
	if err != nil {
		return err
	}
	r := tipRow{Tip: t}
	if err := r.seal(key); err != nil {
		return err
	}
	if err := tipRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO tips (id, org, kind, back, at, made_by, seen_at, seen_by, answered_at, answered_by, ended_at, ended_by, outcome, in_case, wrote_at, waits_at, version, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Org, r.Kind, r.Back, r.At, r.By, r.SeenAt, r.SeenBy, r.AnsweredAt, r.AnsweredBy, r.EndedAt, r.EndedBy, r.Outcome, r.Case, r.WroteAt, r.WaitsAt, r.Version, r.sealed, r.mac)
	return err
}

// updateTip stores what was changed of a tip that this act has read.
func updateTip(tx *access.Tx, t Tip) error {
	r, err := tipRowOf(tx, t.ID)
	if err != nil {
		return err
	}
	key, err := tx.Key(string(t.ID))
	if err != nil {
		return err
	}
	before := r.Version
	r.Tip = t
	r.Version = before + 1
	if err := r.seal(key); err != nil {
		return err
	}
	if err := tipRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE tips
		SET seen_at = ?, seen_by = ?, answered_at = ?, answered_by = ?, ended_at = ?, ended_by = ?, outcome = ?, in_case = ?, wrote_at = ?, waits_at = ?, version = ?, sealed = ?, mac = ?
		WHERE id = ? AND version = ?`,
		r.SeenAt, r.SeenBy, r.AnsweredAt, r.AnsweredBy, r.EndedAt, r.EndedBy, r.Outcome, r.Case, r.WroteAt, r.WaitsAt, r.Version, r.sealed, r.mac, r.ID, before)
}

// seal seals what was told.
func (r *tipRow) seal(key seal.Key) error {
	_, b, err := storedTip.Split(r.Answers)
	r.sealed = key.Seal(tipPlace(string(r.ID)), b)
	return err
}

func tipRowOf(tx *access.Tx, id TipID) (tipRow, error) {
	return tipRows.One(tx, tipSelect+`WHERE id = ? AND org = ?`, id, tx.Actor().Org)
}

// tipOf returns a tip of the actor's organisation with what was told.
func tipOf(tx *access.Tx, id TipID) (Tip, error) {
	r, err := tipRowOf(tx, id)
	if err != nil {
		return Tip{}, err
	}
	key, err := tx.Key(string(id))
	var b []byte
	if err == nil {
		b, err = key.Open(tipPlace(string(id)), r.sealed)
	}
	if err == nil {
		r.Answers, err = storedTip.Restore(nil, b)
	}
	if err != nil {
		return Tip{}, fmt.Errorf("tip %s: %w", id, err)
	}
	return r.Tip, nil
}

func openTips(tx *access.Tx, org lindung.OrgID) ([]Tip, error) {
	return tips(tipRows.All(tx, tipSelect+`WHERE org = ? AND ended_at = 0 ORDER BY at, id`, org))
}

// waitingTips returns the tips that have ended in a case and whose words wait.
func waitingTips(tx *access.Tx, org lindung.OrgID) ([]Tip, error) {
	return tips(tipRows.All(tx, tipSelect+`WHERE org = ? AND ended_at > 0 AND wrote_at + waits_at > 0 ORDER BY at, id`, org))
}

func endedTips(tx *access.Tx, org lindung.OrgID, most int) ([]Tip, error) {
	return tips(tipRows.All(tx, tipSelect+`WHERE org = ? AND ended_at > 0 ORDER BY ended_at DESC, id LIMIT ?`, org, most))
}

func tipsOfCase(tx *access.Tx, id lindung.CaseID) ([]Tip, error) {
	return tips(tipRows.All(tx, tipSelect+`WHERE in_case = ? ORDER BY at, id`, id))
}

func tips(rows []tipRow, err error) ([]Tip, error) {
	all := make([]Tip, len(rows))
	for i, r := range rows {
		all[i] = r.Tip
	}
	return all, err
}

// tipsEndedBefore returns the tips of an organisation that ended before a moment and are
// in no case.
func tipsEndedBefore(tx *access.Tx, org lindung.OrgID, at db.Time) ([]TipID, error) {
	return db.All(tx, db.Value[TipID], `SELECT id FROM tips WHERE org = ? AND ended_at > 0 AND ended_at < ? AND in_case = ''`, org, at)
}

// eraseTips destroys the keys of tips and removes their rows.
func eraseTips(tx *access.Tx, ids []TipID) error {
	owners := make([]lindung.CaseID, len(ids)) // as keys and sums name an owner
	for i, id := range ids {
		owners[i] = lindung.CaseID(id)
		if err := tx.Destroying(owners[i]); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	for _, id := range ids {
		tx.Ends(access.EndedTip, string(id))
	}
	if err := tx.DestroyKeys(owners); err != nil {
		return err
	}
	if err := db.ExecIn(tx, `DELETE FROM report_words WHERE tip IN `+db.InList, ids); err != nil {
		return err
	}
	if err := db.ExecIn(tx, `DELETE FROM reports WHERE tip IN `+db.InList, ids); err != nil {
		return err
	}
	return db.ExecIn(tx, `DELETE FROM tips WHERE id IN `+db.InList, ids)
}

// eraseTipAgain erases a tip that an older database still has, of whichever organisation.
func eraseTipAgain(tx *access.Tx, names []string) (string, error) {
	if _, err := tipRows.One(tx, tipSelect+`WHERE id = ?`, names[0]); err != nil {
		return "", err
	}
	return names[0], eraseTips(tx, []TipID{TipID(names[0])})
}
