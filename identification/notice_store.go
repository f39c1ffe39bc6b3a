package identification

import (
	"encoding/json"
	"fmt"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// noticeRow is a notice as stored, with its case's wrapped key.
type noticeRow struct {
	Notice
	sealed  []byte
	mac     db.Mac
	wrapped []byte
}

// noticeWords are what a notice says in words; they are sealed.
type noticeWords struct {
	Authority string
	Words     string `json:",omitempty"`
}

var noticeRows = db.Rows[noticeRow]{
	Table: "notices", Keys: 1,
	Columns: func(r *noticeRow) []any {
		return []any{&r.ID, &r.Case, &r.Referral, &r.Org, &r.State, db.Day(&r.On), &r.At, &r.By, &r.sealed}
	},
	Mac:    func(r *noticeRow) *db.Mac { return &r.mac },
	Owner:  func(r *noticeRow) string { return string(r.Case) },
	Of:     "case_id",
	Beside: func(r *noticeRow) []any { return []any{&r.wrapped} },
	Walk: `
		SELECT id, case_id, referral, org, state, told_on, at, actor, sealed, mac
		FROM notices
		WHERE id > ?
		ORDER BY id
		LIMIT ?`,
}

func noticePlace(id string) string { return "notices|" + id + "|sealed" }

func insertNotice(tx *access.Tx, n Notice) error {
	key, err := tx.Key(string(n.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(noticeWords{n.Authority, n.Words})
	if err != nil {
		return err
	}
	r := noticeRow{Notice: n, sealed: key.Seal(noticePlace(n.ID), b)}
	if err := noticeRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO notices (id, case_id, referral, org, state, told_on, at, actor, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.Referral, r.Org, r.State, r.On.String(), r.At, r.By, r.sealed, r.mac)
	return err
}

const noticeSelect = `
	SELECT n.id, n.case_id, n.referral, n.org, n.state, n.told_on, n.at, n.actor, n.sealed, n.mac, k.wrapped
	FROM notices n JOIN keys k ON k.owner = n.case_id
`

// notices returns the notices on the person of a case, the latest first, and those that
// came back to one of the referrals by which it has asked.
func notices(tx *access.Tx, c lindung.CaseID, asked []lindung.ReferralID) ([]Notice, error) {
	rows, err := noticeRows.All(tx, noticeSelect+`
		WHERE n.case_id = ?
		ORDER BY n.at DESC, n.id`, c)
	if err != nil {
		return nil, err
	}
	if len(asked) > 0 {
		back, err := db.RowsIn(tx, noticeRows, noticeSelect+`WHERE n.referral IN `+db.InList+` ORDER BY n.at DESC, n.id`, asked)
		if err != nil {
			return nil, err
		}
		rows = append(rows, slices.DeleteFunc(back, func(r noticeRow) bool { return r.Case == c })...)
	}
	all := make([]Notice, len(rows))
	for i, r := range rows {
		key, err := tx.Unwrap(string(r.Case), r.wrapped)
		if err != nil {
			return nil, err
		}
		b, err := key.Open(noticePlace(r.ID), r.sealed)
		if err != nil {
			return nil, fmt.Errorf("notice %s: %w", r.ID, err)
		}
		var said noticeWords
		if err := json.Unmarshal(b, &said); err != nil {
			return nil, fmt.Errorf("notice %s: it cannot be read", r.ID)
		}
		r.Authority, r.Words = said.Authority, said.Words
		all[i] = r.Notice
	}
	return all, nil
}
