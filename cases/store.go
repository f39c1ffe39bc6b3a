package cases

import (
	"fmt"
	"strconv"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// row is a case as stored, with its team, its wrapped key and its sealed names.
type row struct {
	Case
	until   db.Time // see untilOf
	mac     db.Mac
	members string // the rows of the team, as teamOf reads them
	team    []lindung.ActorID
	wrapped []byte
	names   namesRow // empty when the case has none
}

// caseRows are the cases. What puts lists in order, and the counts that indexes and
// pages compare, are not under the authenticator.
var caseRows = db.Rows[row]{
	Table: "cases", Keys: 1,
	Columns: func(r *row) []any {
		return []any{&r.ID, &r.Number, &r.Org, &r.Status, &r.OpenedAt, &r.OpenedBy, &r.Responsible, &r.until, &r.Doubt, &r.Refused,
			&r.CloseReason, &r.ClosedAt, &r.Event, &r.Referral, &r.Batch, db.Day(&r.UrgentUntil), db.Day(&r.NextDue), &r.Held, &r.Protected}
	},
	Mac:   func(r *row) *db.Mac { return &r.mac },
	Owner: func(r *row) string { return string(r.ID) },
	Of:    "id",
	Walk:  caseSelect + `WHERE c.id > ? ORDER BY c.id LIMIT ?`,
}

const (
	caseColumns = `c.id, c.number, c.org, c.status, c.opened_at, c.opened_by, c.responsible, c.child_until, c.doubt, c.refused,
			c.close_reason, c.closed_at, c.event, c.referral, c.batch, c.urgent_until, c.next_due, c.held, c.protected, c.mac`
	caseSelect = `
		SELECT ` + caseColumns + `
		FROM cases c
		`
	// teamColumn has the rows of the team in one column.
	teamColumn = `COALESCE((SELECT string_agg(t.actor || ' ' || t.since || ' ' || t.mac, ',') FROM team t WHERE t.case_id = c.id), '')`
)

// whole are the rows with all that goes with a case.
var whole = caseRows.With(func(r *row) []any {
	n := &r.names
	return []any{&r.ChangedAt, &r.Version, &r.members, &r.wrapped, &n.of, &n.origin, &n.version, &n.at, &n.by, &n.sealed, &n.mac}
})

// brief are the rows with the team alone.
var brief = caseRows.With(func(r *row) []any { return []any{&r.members} })

// complete verifies what came along with whole rows, and adds what the organisation
// says of itself.
func complete(tx *access.Tx, rows []row) ([]row, error) {
	if err := withTeams(tx, rows); err != nil {
		return nil, err
	}
	for i := range rows {
		r := &rows[i]
		if r.names.of != "" {
			ok, err := nameRows.Fits(tx, &r.names)
			if err != nil {
				return nil, err
			}
			if !ok {
				r.names = namesRow{}
			}
			r.NamesVer, r.NamesOrigin = r.names.version, r.names.origin
		}
		o, err := tx.OrgOf(r.Org)
		if err != nil {
			return nil, err
		}
		r.OrgName, r.Country = o.Name, o.Country
	}
	return rows, nil
}

// withTeams verifies the teams that came along with rows.
func withTeams(tx *access.Tx, rows []row) (err error) {
	for i := range rows {
		if rows[i].team, err = teamOf(tx, rows[i].ID, rows[i].members); err != nil {
			return err
		}
	}
	return nil
}

func (r row) object() access.Object {
	return access.Object{Type: access.TypeCase, ID: string(r.ID), Org: r.Org, Closed: r.Status.Closed(), Team: r.team, Protected: r.Protected}
}

func oneRow(tx *access.Tx, id lindung.CaseID) (row, error) {
	r, err := whole.One(tx, rowFields+fromCases+`
		WHERE c.id = ?`, id)
	if err != nil {
		return row{}, err
	}
	all, err := complete(tx, []row{r})
	if err != nil {
		return row{}, err
	}
	return all[0], nil
}

// numberedRow returns the case with a number as somebody typed it, alone.
func numberedRow(tx *access.Tx, number string) (row, error) {
	return caseRows.One(tx, caseSelect+`WHERE c.number = ?`, strings.ToUpper(strings.TrimSpace(number)))
}

// change stores the columns of a case that may change.
func change(tx *access.Tx, id lindung.CaseID, to func(*row)) error {
	r, err := caseRows.One(tx, caseSelect+`WHERE c.id = ?`, id)
	if err != nil {
		return err
	}
	to(&r)
	if err := caseRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE cases
		SET org = ?, batch = ?, status = ?, responsible = ?, child_until = ?, doubt = ?, close_reason = ?, closed_at = ?, event = ?, urgent_until = ?, next_due = ?, held = ?, protected = ?, mac = ?
		WHERE id = ?`, r.Org, r.Batch, r.Status, r.Responsible, r.until, r.Doubt, r.CloseReason, r.ClosedAt, r.Event, r.UrgentUntil.String(), r.NextDue.String(), r.Held, r.Protected, r.mac, id)
}

// teamRow is a member of a team as stored.
type teamRow struct {
	of    lindung.CaseID
	actor lindung.ActorID
	since db.Time
	mac   db.Mac
}

var teamRows = db.Rows[teamRow]{
	Table: "team", Keys: 2,
	Columns: func(t *teamRow) []any { return []any{&t.of, &t.actor, &t.since} },
	Mac:     func(t *teamRow) *db.Mac { return &t.mac },
	Owner:   func(t *teamRow) string { return string(t.of) },
	Of:      "case_id",
	Walk: `
		SELECT case_id, actor, since, mac
		FROM team
		WHERE (case_id, actor) > (?, ?)
		ORDER BY case_id, actor
		LIMIT ?`,
}

// teamOf reads what teamColumn selected of a case: of each member the actor, since
// when, and the authenticator.
func teamOf(tx *access.Tx, id lindung.CaseID, members string) ([]lindung.ActorID, error) {
	var all []lindung.ActorID
	for m := range strings.SplitSeq(members, ",") {
		parts := strings.Split(m, " ")
		if len(parts) != 3 {
			continue
		}
		r := teamRow{of: id, actor: lindung.ActorID(parts[0])}
		if n, err := strconv.ParseInt(parts[1], 10, 64); err == nil {
			r.since = db.Time(n)
		}
		if err := r.mac.Scan(parts[2]); err != nil {
			return nil, err
		}
		ok, err := teamRows.Fits(tx, &r)
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, r.actor)
		}
	}
	return all, nil
}

func insertCase(tx *access.Tx, c Case, until db.Time) error {
	n, err := tx.NextChange()
	if err != nil {
		return err
	}
	if err := access.BeginOrg(tx, c.Org); err != nil {
		return err
	}
	r := row{Case: c, until: until}
	if err := caseRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO cases (id, number, org, status, opened_at, opened_by, responsible, child_until, doubt, refused,
			close_reason, closed_at, event, referral, batch, urgent_until, next_due, held, protected, mac, change_no, changed_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Number, r.Org, r.Status, r.OpenedAt, r.OpenedBy, r.Responsible, r.until, r.Doubt, r.Refused,
		r.CloseReason, r.ClosedAt, r.Event, r.Referral, r.Batch, r.UrgentUntil.String(), r.NextDue.String(), r.Held, r.Protected, r.mac, n, r.ChangedAt, r.Version)
	return err
}

// freeNumber makes a number that people can say on a telephone: country, year,
// and seven characters without those that look alike.
func freeNumber(tx *access.Tx) (string, error) {
	for {
		n := fmt.Sprintf("%s-%02d-%s", tx.Actor().Country, tx.Today().Year%100, sayable(lindung.NewID()))
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
	return change(tx, id, func(r *row) { r.Doubt, r.until = doubt, until })
}

func setResponsible(tx *access.Tx, id lindung.CaseID, actor lindung.ActorID) error {
	return change(tx, id, func(r *row) { r.Responsible = actor })
}

func setEvent(tx *access.Tx, id lindung.CaseID, e lindung.EventID) error {
	return change(tx, id, func(r *row) {
		if r.Event == "" {
			r.Event = e
		}
	})
}

func setProtected(tx *access.Tx, id lindung.CaseID, yes bool) error {
	if err := change(tx, id, func(r *row) { r.Protected = yes }); err != nil {
		return err
	}
	return touch(tx, id, true)
}

func setStatus(tx *access.Tx, id lindung.CaseID, status Status, reason string, closed db.Time) error {
	err := change(tx, id, func(r *row) { r.Status, r.CloseReason, r.ClosedAt = status, reason, closed })
	if err != nil {
		return err
	}
	return touch(tx, id, false)
}

func addMember(tx *access.Tx, id lindung.CaseID, actor lindung.ActorID) error {
	r := teamRow{of: id, actor: actor, since: tx.Now}
	if err := teamRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		INSERT INTO team (case_id, actor, since, mac, changed_at)
		SELECT id, ?, ?, ?, changed_at
		FROM cases
		WHERE id = ?`, r.actor, r.since, r.mac, id)
}

func removeMember(tx *access.Tx, id lindung.CaseID, actor lindung.ActorID) error {
	tx.Ends(access.EndedMember, string(id), string(actor))
	rows, err := teamRows.All(tx, `SELECT case_id, actor, since, mac FROM team WHERE case_id = ? AND actor = ?`, id, actor)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := teamRows.Gone(tx, &r); err != nil {
			return err
		}
	}
	_, err = db.Exec(tx, `DELETE FROM team WHERE case_id = ? AND actor = ?`, id, actor)
	return err
}
