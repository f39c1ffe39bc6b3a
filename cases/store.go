package cases

import (
	"fmt"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// row is a case as stored, with its team, its wrapped key and its sealed names.
type row struct {
	Case
	until   db.Time // see untilOf
	team    string
	wrapped []byte
	names   []byte // nil when the case has none
}

func rowColumns(r *row) []any {
	return []any{&r.ID, &r.Number, &r.Org, &r.OrgName, &r.Country, &r.Status, &r.OpenedAt, &r.OpenedBy, &r.Responsible, &r.until, &r.Doubt, &r.Refused,
		&r.CloseReason, &r.ClosedAt, &r.Event, &r.Referral, &r.Batch, db.Day(&r.UrgentUntil), &r.ChangedAt, &r.Version, &r.team, &r.wrapped, &r.names, &r.NamesVer}
}

func (r row) object() access.Object {
	o := access.Object{Type: access.TypeCase, ID: string(r.ID), Org: r.Org, Closed: r.Status.Closed()}
	for _, id := range strings.Split(r.team, ",") {
		if id != "" {
			o.Team = append(o.Team, lindung.ActorID(id))
		}
	}
	return o
}

func oneRow(tx *access.Tx, id lindung.CaseID) (row, error) {
	return db.One(tx, rowColumns, rowFields+fromCases+`
		WHERE c.id = ?`, id)
}

func insertCase(tx *access.Tx, c Case, until db.Time) error {
	n, err := tx.NextChange()
	if err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO cases (id, number, org, status, opened_at, opened_by, responsible, child_until, doubt, refused,
			close_reason, closed_at, event, referral, batch, urgent_until, change_no, changed_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, c.Number, c.Org, c.Status, c.OpenedAt, c.OpenedBy, c.Responsible, until, c.Doubt, c.Refused,
		c.CloseReason, c.ClosedAt, c.Event, c.Referral, c.Batch, c.UrgentUntil.String(), n, c.ChangedAt, c.Version)
	return err
}

// freeNumber makes a number that people can say on a telephone: country, year,
// and seven characters without those that look alike.
func freeNumber(tx *access.Tx) (string, error) {
	country := tx.Actor().Country
	if country == "" {
		o, err := access.OrgOf(tx, tx.Actor().Org)
		if err != nil {
			return "", err
		}
		country = o.Country
	}
	for {
		n := fmt.Sprintf("%s-%02d-%s", country, tx.Now.Time().Year()%100, sayable(lindung.NewID()))
		taken, err := db.One(tx, db.Value[int], `
			SELECT count(*)
			FROM cases
			WHERE number = ?`, n)
		if err != nil || taken == 0 {
			return n, err
		}
	}
}

// sayable returns seven capitals and digits of a random identifier, without
// I, L, O and U.
func sayable(id string) string {
	return strings.ToUpper(strings.NewReplacer("i", "8", "l", "9", "o", "0", "u", "1").Replace(id[:7]))
}

// touch marks a case as changed now, for its team as well: nothing else writes
// when a case was changed. named also tells the indexes of names.
func touch(tx *access.Tx, id lindung.CaseID, named bool) error {
	var n int64
	if named {
		var err error
		if n, err = tx.NextChange(); err != nil {
			return err
		}
	}
	err := db.Change(tx, `
		UPDATE cases
		SET changed_at = ?, version = version + 1, change_no = CASE WHEN CAST(? AS BIGINT) = 0 THEN change_no ELSE ? END
		WHERE id = ?`, tx.Now, n, n, id)
	if err == nil {
		_, err = db.Exec(tx, `UPDATE team SET changed_at = ? WHERE case_id = ?`, tx.Now, id)
	}
	return err
}

func setUntil(tx *access.Tx, id lindung.CaseID, doubt bool, until db.Time) error {
	return db.Change(tx, `UPDATE cases SET doubt = ?, child_until = ? WHERE id = ?`, doubt, until, id)
}

func setResponsible(tx *access.Tx, id lindung.CaseID, actor lindung.ActorID) error {
	return db.Change(tx, `UPDATE cases SET responsible = ? WHERE id = ?`, actor, id)
}

func setEvent(tx *access.Tx, id lindung.CaseID, e lindung.EventID) error {
	return db.Change(tx, `UPDATE cases SET event = ? WHERE id = ? AND event = ''`, e, id)
}

func setStatus(tx *access.Tx, id lindung.CaseID, status Status, reason string, closed db.Time) error {
	err := db.Change(tx, `
		UPDATE cases
		SET status = ?, close_reason = ?, closed_at = ?
		WHERE id = ?`, status, reason, closed, id)
	if err != nil {
		return err
	}
	return touch(tx, id, false)
}

func addMember(tx *access.Tx, id lindung.CaseID, actor lindung.ActorID) error {
	return db.Change(tx, `
		INSERT INTO team (case_id, actor, since, changed_at)
		SELECT id, ?, ?, changed_at
		FROM cases
		WHERE id = ?`, actor, tx.Now, id)
}

func removeMember(tx *access.Tx, id lindung.CaseID, actor lindung.ActorID) error {
	_, err := db.Exec(tx, `DELETE FROM team WHERE case_id = ? AND actor = ?`, id, actor)
	return err
}
