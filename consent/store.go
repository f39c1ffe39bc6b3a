package consent

import (
	"encoding/json"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// grantRow is a grant with its sealed detail and the case's wrapped key.
type grantRow struct {
	Grant
	groups  string
	sealed  []byte
	wrapped []byte
}

func grantColumns(g *grantRow) []any {
	return []any{&g.ID, &g.Case, &g.Recipient, &g.Outside, &g.Purpose, &g.groups, &g.From, &g.Until, &g.Lang, &g.TextVersion,
		&g.Child, &g.GivenAt, &g.GivenBy, &g.Replaces, &g.OpenedAt, &g.WithdrawnAt, &g.WithdrawnBy, &g.sealed, &g.wrapped}
}

func grantPlace(id lindung.GrantID) string { return "grants|" + string(id) + "|sealed" }

func (r grantRow) open(tx *access.Tx) (Grant, error) {
	r.Groups = splitGroups(r.groups)
	key, err := tx.Unwrap(string(r.Case), r.wrapped)
	if err != nil {
		return Grant{}, err
	}
	b, err := key.Open(grantPlace(r.ID), r.sealed)
	if err != nil {
		return Grant{}, err
	}
	return r.Grant, json.Unmarshal(b, &r.Grant.Detail)
}

func joinGroups(gs []lindung.Group) string {
	var all []string
	for _, g := range lindung.Groups {
		for _, x := range gs {
			if x == g {
				all = append(all, string(g))
				break
			}
		}
	}
	return strings.Join(all, ",")
}

func splitGroups(s string) []lindung.Group {
	var all []lindung.Group
	for _, g := range strings.Split(s, ",") {
		if g != "" {
			all = append(all, lindung.Group(g))
		}
	}
	return all
}

func insertGrant(tx *access.Tx, g Grant) error {
	key, err := tx.Key(string(g.Case))
	if err != nil {
		return err
	}
	b, err := json.Marshal(g.Detail)
	if err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO grants (id, case_id, recipient, outside, purpose, groups, from_at, until_at, lang, text_version,
			child, given_at, given_by, replaces, opened_at, withdrawn_at, withdrawn_by, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', ?)`,
		g.ID, g.Case, g.Recipient, g.Outside, g.Purpose, joinGroups(g.Groups), g.From, g.Until, g.Lang, g.TextVersion,
		g.Child, g.GivenAt, g.GivenBy, g.Replaces, g.OpenedAt, key.Seal(grantPlace(g.ID), b))
	return err
}

// grant returns a grant of the act's own case.
func grant(tx *access.Tx, id lindung.GrantID) (Grant, error) {
	r, err := db.One(tx, grantColumns, `
		SELECT g.id, g.case_id, g.recipient, g.outside, g.purpose, g.groups, g.from_at, g.until_at, g.lang, g.text_version,
			g.child, g.given_at, g.given_by, g.replaces, g.opened_at, g.withdrawn_at, g.withdrawn_by, g.sealed, k.wrapped
		FROM grants g JOIN keys k ON k.owner = g.case_id
		WHERE g.id = ? AND g.case_id = ?`, id, tx.Object().ID)
	if err != nil {
		return Grant{}, err
	}
	return r.open(tx)
}

// withdrawnAt is grant for who only takes away: what is sealed may be damaged.
func withdrawnAt(tx *access.Tx, id lindung.GrantID) (db.Time, error) {
	return db.One(tx, db.Self[db.Time], `
		SELECT withdrawn_at
		FROM grants
		WHERE id = ? AND case_id = ?`, id, tx.Object().ID)
}

// grants returns all grants of a case, newest first.
func grants(tx *access.Tx, id lindung.CaseID) ([]Grant, error) {
	rows, err := db.All(tx, grantColumns, `
		SELECT g.id, g.case_id, g.recipient, g.outside, g.purpose, g.groups, g.from_at, g.until_at, g.lang, g.text_version,
			g.child, g.given_at, g.given_by, g.replaces, g.opened_at, g.withdrawn_at, g.withdrawn_by, g.sealed, k.wrapped
		FROM grants g JOIN keys k ON k.owner = g.case_id
		WHERE g.case_id = ?
		ORDER BY g.given_at DESC, g.id`, id)
	if err != nil {
		return nil, err
	}
	all := make([]Grant, len(rows))
	for i, r := range rows {
		if all[i], err = r.open(tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// openTo returns, without their sealed detail, the grants of a case that its
// recipient has accepted.
func openTo(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) ([]Grant, error) {
	rows, err := db.All(tx, func(g *grantRow) []any {
		return []any{&g.Purpose, &g.groups, &g.From, &g.Until, &g.OpenedAt, &g.WithdrawnAt}
	}, `
		SELECT purpose, groups, from_at, until_at, opened_at, withdrawn_at
		FROM grants
		WHERE case_id = ? AND recipient = ? AND opened_at > 0 AND withdrawn_at = 0`, id, org)
	all := make([]Grant, len(rows))
	for i, r := range rows {
		all[i] = r.Grant
		all[i].Groups = splitGroups(r.groups)
	}
	return all, err
}

// liveFor counts the grants and bases of a case that are in force for org.
func liveFor(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) (int, error) {
	return db.One(tx, db.Self[int], `
		SELECT (
			SELECT count(*) FROM grants
			WHERE case_id = ? AND recipient = ? AND withdrawn_at = 0 AND from_at <= ? AND until_at > ?
		) + (
			SELECT count(*) FROM bases
			WHERE case_id = ? AND recipient = ? AND agreed_at > 0 AND ended_at = 0 AND until_at > ?
		)`, id, org, tx.Now, tx.Now, id, org, tx.Now)
}

func withdraw(tx *access.Tx, id lindung.GrantID) error {
	return db.Change(tx, `
		UPDATE grants
		SET withdrawn_at = ?, withdrawn_by = ?
		WHERE id = ? AND withdrawn_at = 0`, tx.Now, tx.Actor().ID, id)
}

func setOpened(tx *access.Tx, id lindung.CaseID, org lindung.OrgID, at db.Time) error {
	_, err := db.Exec(tx, `
		UPDATE grants
		SET opened_at = ?
		WHERE case_id = ? AND recipient = ? AND withdrawn_at = 0`, at, id, org)
	return err
}

// sharedWith returns the cases open to org through grants it accepted or bases
// that were agreed.
func sharedWith(tx *access.Tx, org lindung.OrgID) ([]lindung.CaseID, error) {
	return db.All(tx, db.Self[lindung.CaseID], `
		SELECT case_id FROM grants
		WHERE recipient = ? AND opened_at > 0 AND withdrawn_at = 0 AND from_at <= ? AND until_at > ?
		UNION
		SELECT case_id FROM bases
		WHERE recipient = ? AND agreed_at > 0 AND ended_at = 0 AND until_at > ?`,
		org, tx.Now, tx.Now, org, tx.Now)
}

type basisRow struct {
	Basis
	groups  string
	sealed  []byte
	wrapped []byte
}

func basisColumns(b *basisRow) []any {
	return []any{&b.ID, &b.Case, &b.Recipient, &b.Kind, &b.Purpose, &b.groups, &b.Until, &b.ProposedAt, &b.ProposedBy,
		&b.AgreedAt, &b.AgreedBy, &b.EndedAt, &b.sealed, &b.wrapped}
}

// basisWords is what a basis says in free text; it is sealed.
type basisWords struct{ Source, Reason string }

func basisPlace(id string) string { return "bases|" + id + "|sealed" }

func (r basisRow) open(tx *access.Tx) (Basis, error) {
	r.Groups = splitGroups(r.groups)
	key, err := tx.Unwrap(string(r.Case), r.wrapped)
	if err != nil {
		return Basis{}, err
	}
	b, err := key.Open(basisPlace(r.ID), r.sealed)
	if err != nil {
		return Basis{}, err
	}
	var w basisWords
	err = json.Unmarshal(b, &w)
	r.Source, r.Reason = w.Source, w.Reason
	return r.Basis, err
}

func openBases(tx *access.Tx, rows []basisRow, err error) ([]Basis, error) {
	if err != nil {
		return nil, err
	}
	all := make([]Basis, len(rows))
	for i, r := range rows {
		if all[i], err = r.open(tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func insertBasis(tx *access.Tx, b Basis) error {
	key, err := tx.Key(string(b.Case))
	if err != nil {
		return err
	}
	words, err := json.Marshal(basisWords{b.Source, b.Reason})
	if err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO bases (id, case_id, recipient, kind, purpose, groups, until_at, proposed_at, proposed_by,
			agreed_at, agreed_by, ended_at, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0, ?)`,
		b.ID, b.Case, b.Recipient, b.Kind, b.Purpose, joinGroups(b.Groups), b.Until, b.ProposedAt, b.ProposedBy,
		key.Seal(basisPlace(b.ID), words))
	return err
}

func basis(tx *access.Tx, id string) (Basis, error) {
	r, err := db.One(tx, basisColumns, `
		SELECT b.id, b.case_id, b.recipient, b.kind, b.purpose, b.groups, b.until_at, b.proposed_at, b.proposed_by,
			b.agreed_at, b.agreed_by, b.ended_at, b.sealed, k.wrapped
		FROM bases b JOIN keys k ON k.owner = b.case_id
		WHERE b.id = ?`, id)
	if err != nil {
		return Basis{}, err
	}
	return r.open(tx)
}

// bases returns all bases of a case, newest first.
func bases(tx *access.Tx, id lindung.CaseID) ([]Basis, error) {
	rows, err := db.All(tx, basisColumns, `
		SELECT b.id, b.case_id, b.recipient, b.kind, b.purpose, b.groups, b.until_at, b.proposed_at, b.proposed_by,
			b.agreed_at, b.agreed_by, b.ended_at, b.sealed, k.wrapped
		FROM bases b JOIN keys k ON k.owner = b.case_id
		WHERE b.case_id = ?
		ORDER BY b.proposed_at DESC, b.id`, id)
	return openBases(tx, rows, err)
}

// waitingBases returns the bases of an organisation's cases without a second
// actor's agreement, oldest first.
func waitingBases(tx *access.Tx, org lindung.OrgID) ([]Basis, error) {
	rows, err := db.All(tx, basisColumns, `
		SELECT b.id, b.case_id, b.recipient, b.kind, b.purpose, b.groups, b.until_at, b.proposed_at, b.proposed_by,
			b.agreed_at, b.agreed_by, b.ended_at, b.sealed, k.wrapped
		FROM bases b JOIN keys k ON k.owner = b.case_id JOIN cases c ON c.id = b.case_id
		WHERE c.org = ? AND b.agreed_at = 0 AND b.ended_at = 0 AND b.until_at > ?
		ORDER BY b.proposed_at, b.id`, org, tx.Now)
	return openBases(tx, rows, err)
}

// basesTo returns, without their reasons, the agreed bases of a case for org.
func basesTo(tx *access.Tx, id lindung.CaseID, org lindung.OrgID) ([]Basis, error) {
	rows, err := db.All(tx, basisColumns, `
		SELECT b.id, b.case_id, b.recipient, b.kind, b.purpose, b.groups, b.until_at, b.proposed_at, b.proposed_by,
			b.agreed_at, b.agreed_by, b.ended_at, b.sealed, k.wrapped
		FROM bases b JOIN keys k ON k.owner = b.case_id
		WHERE b.case_id = ? AND b.recipient = ? AND b.agreed_at > 0 AND b.ended_at = 0`, id, org)
	all, err := openBases(tx, rows, err)
	for i := range all {
		all[i].Reason = ""
	}
	return all, err
}

func agree(tx *access.Tx, id string) error {
	return db.Change(tx, `
		UPDATE bases
		SET agreed_at = ?, agreed_by = ?
		WHERE id = ? AND agreed_at = 0 AND ended_at = 0`, tx.Now, tx.Actor().ID, id)
}

func endBasis(tx *access.Tx, id string) error {
	_, err := db.Exec(tx, `
		UPDATE bases
		SET ended_at = ?
		WHERE id = ? AND ended_at = 0`, tx.Now, id)
	return err
}

// caseNumber returns the number by which people speak of a case.
func caseNumber(tx *access.Tx, id lindung.CaseID) (string, error) {
	return db.One(tx, db.Self[string], `
		SELECT number
		FROM cases
		WHERE id = ?`, id)
}

type endingRow struct {
	Ending
	org  lindung.OrgID
	team string
}

func (r endingRow) object() access.Object {
	o := access.Object{Type: access.TypeCase, ID: string(r.Case), Org: r.org}
	for _, id := range strings.Split(r.team, ",") {
		if id != "" {
			o.Team = append(o.Team, lindung.ActorID(id))
		}
	}
	return o
}

// endingBefore returns the live grants of an organisation's open cases that end
// before a moment and that nothing newer replaces.
func endingBefore(tx *access.Tx, before db.Time) ([]endingRow, error) {
	return db.All(tx, func(r *endingRow) []any { return []any{&r.Case, &r.Number, &r.To, &r.Until, &r.org, &r.team} }, `
		SELECT g.case_id, c.number, COALESCE(o.name, ''), g.until_at, c.org,
			COALESCE((SELECT string_agg(t.actor, ',') FROM team t WHERE t.case_id = c.id), '')
		FROM grants g JOIN cases c ON c.id = g.case_id LEFT JOIN orgs o ON o.id = g.recipient
		WHERE c.org = ? AND c.closed_at = 0 AND g.withdrawn_at = 0 AND g.until_at > ? AND g.until_at < ?
		ORDER BY g.until_at, g.id
		LIMIT 100`, tx.Actor().Org, tx.Now, before)
}
