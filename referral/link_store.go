package referral

import (
	"errors"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/visitor"
)

// linkRow is a link as stored.
type linkRow struct {
	Link
	code, second string // keyed hashes
	mac          db.Mac
}

var linkRows = db.Rows[linkRow]{
	Table: "links", Keys: 1,
	Columns: func(l *linkRow) []any {
		return []any{&l.ID, &l.Referral, &l.Case, &l.Org, &l.Body, &l.code, &l.second, &l.MadeAt, &l.MadeBy, &l.Until, &l.UsedAt, &l.EndedAt, &l.EndedBy, &l.Wrong, &l.Version}
	},
	Mac:   func(l *linkRow) *db.Mac { return &l.mac },
	Owner: func(l *linkRow) string { return string(l.Case) },
	Of:    "case_id",
	Walk:  linkSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const linkSelect = `
	SELECT id, referral, case_id, org, body, code, second, made_at, made_by, until_at, used_at, ended_at, ended_by, wrong, version, mac
	FROM links
`

func linkByCode(tx *access.Tx, code string) (linkRow, error) {
	return linkRows.One(tx, linkSelect+`WHERE code = ? AND ended_at = 0`, code)
}

func linkNamed(tx *access.Tx, id string) (linkRow, error) {
	return linkRows.One(tx, linkSelect+`WHERE id = ?`, id)
}

// lastLink returns the link of a referral that was made last; a zero Link if there is none.
func lastLink(tx *access.Tx, id lindung.ReferralID) (Link, error) {
	all, err := linkRows.All(tx, linkSelect+`WHERE referral = ? ORDER BY made_at DESC, id LIMIT 1`, id)
	if err != nil || len(all) == 0 {
		return Link{}, err
	}
	return all[0].Link, nil
}

func linksOfCase(tx *access.Tx, id lindung.CaseID) ([]linkRow, error) {
	return linkRows.All(tx, linkSelect+`WHERE case_id = ? ORDER BY made_at, id`, id)
}

// linkedNow returns which of some referrals have a link that opens them.
func linkedNow(tx *access.Tx, ids []lindung.ReferralID) (map[lindung.ReferralID]bool, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := db.RowsIn(tx, linkRows, linkSelect+`WHERE ended_at = 0 AND referral IN `+db.InList, ids)
	open := map[lindung.ReferralID]bool{}
	for _, l := range all {
		if l.Opens(tx.Now) {
			open[l.Referral] = true
		}
	}
	return open, err
}

func insertLink(tx *access.Tx, l Link, c LinkCodes) error {
	l.Version = 1
	r := linkRow{Link: l, code: byLink.CodeHash(tx, c.Code), second: byLink.SecondHash(tx, l.ID, c.Second)}
	if err := linkRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO links (id, referral, case_id, org, body, code, second, made_at, made_by, until_at, used_at, ended_at, ended_by, wrong, version, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Referral, r.Case, r.Org, r.Body, r.code, r.second, r.MadeAt, r.MadeBy, r.Until, r.UsedAt, r.EndedAt, r.EndedBy, r.Wrong, r.Version, r.mac)
	return err
}

func updateLink(tx *access.Tx, r linkRow) error {
	r.Version++
	if err := linkRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE links
		SET used_at = ?, ended_at = ?, ended_by = ?, wrong = ?, version = ?, mac = ?
		WHERE id = ? AND version = ?`, r.UsedAt, r.EndedAt, r.EndedBy, r.Wrong, r.Version, r.mac, r.ID, r.Version-1)
}

// endLinks ends the links of a referral, and whatever is open with them.
func endLinks(tx *access.Tx, id lindung.ReferralID) error {
	all, err := linkRows.All(tx, linkSelect+`WHERE referral = ? AND ended_at = 0`, id)
	for _, r := range all {
		if err == nil {
			err = endLink(tx, r)
		}
	}
	return err
}

func endLink(tx *access.Tx, r linkRow) error {
	if err := tx.LessShared(); err != nil {
		return err
	}
	tx.Ends(access.EndedLink, r.ID)
	r.EndedAt, r.EndedBy = tx.Now, tx.Actor().ID
	if err := updateLink(tx, r); err != nil {
		return err
	}
	return visitor.Drop(tx, r.ID)
}

// endLinkAgain ends a link in an older database.
func endLinkAgain(tx *access.Tx, names []string) (string, error) {
	r, err := linkNamed(tx, names[0])
	if errors.Is(err, lindung.ErrNotFound) || err == nil && r.EndedAt != 0 {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return string(r.Case), endLink(tx, r)
}
