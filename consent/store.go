package consent

import (
	"encoding/json"
	"fmt"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
	"lindung/internal/seal"
)

// grantRow is a grant as stored.
type grantRow struct {
	Grant
	groups string
	sealed []byte
	by     Opening // of the referral that names it, in a query by referral
}

const grantFields = `
	SELECT g.id, g.case_id, g.recipient_kind, g.recipient, g.purpose, g.groups, g.from_at, g.until_at, g.lang, g.text_version, g.child,
		g.opens, g.given_at, g.given_by, g.replaces, g.withdrawn_at, g.withdrawn_by, g.sealed
	FROM grants g
`

func grantColumns(g *grantRow) []any {
	return []any{&g.ID, &g.Case, &g.Recipient.Kind, &g.Recipient.ID, &g.Purpose, &g.groups, &g.From, &g.Until, &g.Lang, &g.TextVersion, &g.Child,
		&g.Opens, &g.GivenAt, &g.GivenBy, &g.Replaces, &g.WithdrawnAt, &g.WithdrawnBy, &g.sealed}
}

func grantPlace(id lindung.GrantID) string { return "grants|" + string(id) + "|sealed" }

// shut returns the grant without what is sealed.
func (r grantRow) shut() Grant {
	r.Groups = splitGroups(r.groups)
	return r.Grant
}

// open returns the grant with what is sealed.
func (r grantRow) open(key seal.Key) (Grant, error) {
	g := r.shut()
	b, err := key.Open(grantPlace(r.ID), r.sealed)
	if err != nil {
		return Grant{}, fmt.Errorf("grant %s: %w", r.ID, err)
	}
	return g, json.Unmarshal(b, &g.Detail)
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
		INSERT INTO grants (id, case_id, org, recipient_kind, recipient, purpose, groups, from_at, until_at, lang, text_version, child,
			opens, given_at, given_by, replaces, withdrawn_at, withdrawn_by, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', ?)`,
		g.ID, g.Case, tx.Object().Org, g.Recipient.Kind, g.Recipient.ID, g.Purpose, joinGroups(g.Groups), g.From, g.Until, g.Lang, g.TextVersion, g.Child,
		g.Opens, g.GivenAt, g.GivenBy, g.Replaces, key.Seal(grantPlace(g.ID), b))
	return err
}

// grant returns a grant of the act's own case.
func grant(tx *access.Tx, id lindung.GrantID) (Grant, error) {
	r, err := db.One(tx, grantColumns, grantFields+`WHERE g.id = ? AND g.case_id = ?`, id, tx.Object().ID)
	if err != nil {
		return Grant{}, err
	}
	key, err := tx.Key(string(r.Case))
	if err != nil {
		return Grant{}, err
	}
	g, err := r.open(key)
	if err != nil {
		return Grant{}, err
	}
	g.Openings, err = openingsOn(tx, string(id))
	return g, err
}

// withdrawnAt is grant for who only takes away: what is sealed may be damaged.
func withdrawnAt(tx *access.Tx, id lindung.GrantID) (db.Time, error) {
	return db.One(tx, db.Value[db.Time], `
		SELECT withdrawn_at
		FROM grants
		WHERE id = ? AND case_id = ?`, id, tx.Object().ID)
}

// grants returns all grants of a case, newest first.
func grants(tx *access.Tx, key seal.Key, id lindung.CaseID) ([]Grant, error) {
	rows, err := db.All(tx, grantColumns, grantFields+`WHERE g.case_id = ? ORDER BY g.given_at DESC, g.id`, id)
	if err != nil {
		return nil, err
	}
	return openGrants(key, rows)
}

// openGrants opens grants of one case.
func openGrants(key seal.Key, rows []grantRow) ([]Grant, error) {
	var all []Grant
	for _, r := range rows {
		g, err := r.open(key)
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

// openTo returns the grants and bases of a case by which it may be open to a
// recipient.
func openTo(tx *access.Tx, id lindung.CaseID, r Recipient) (Ledger, error) {
	given, err := db.All(tx, grantColumns, grantFields+`
		WHERE g.case_id = ? AND g.recipient = ? AND g.recipient_kind = ? AND g.withdrawn_at = 0 AND EXISTS (
			SELECT 1 FROM openings o WHERE o.based_on = g.id AND o.opened_at > 0 AND o.closed_at = 0)
		ORDER BY g.given_at DESC, g.id`, id, r.ID, r.Kind)
	if err != nil {
		return Ledger{}, err
	}
	agreed, err := db.All(tx, basisColumns, basisFields+`
		WHERE b.case_id = ? AND b.recipient = ? AND b.recipient_kind = ? AND b.agreed_at > 0 AND b.ended_at = 0
		ORDER BY b.proposed_at DESC, b.id`, id, r.ID, r.Kind)
	if err != nil {
		return Ledger{}, err
	}
	all, err := openRows(tx, given, agreed)
	return all[id], err
}

// openToAll is openTo for every case that may be open to a recipient.
func openToAll(tx *access.Tx, r Recipient) (map[lindung.CaseID]Ledger, error) {
	given, err := db.All(tx, grantColumns, grantFields+`
		WHERE g.recipient = ? AND g.recipient_kind = ? AND g.withdrawn_at = 0 AND EXISTS (
			SELECT 1 FROM openings o WHERE o.based_on = g.id AND o.opened_at > 0 AND o.closed_at = 0)
		ORDER BY g.given_at DESC, g.id`, r.ID, r.Kind)
	if err != nil {
		return nil, err
	}
	agreed, err := db.All(tx, basisColumns, basisFields+`
		WHERE b.recipient = ? AND b.recipient_kind = ? AND b.agreed_at > 0 AND b.ended_at = 0
		ORDER BY b.proposed_at DESC, b.id`, r.ID, r.Kind)
	if err != nil {
		return nil, err
	}
	return openRows(tx, given, agreed)
}

// openRows opens grants and bases of several cases, and adds what opened them. A
// case that was erased has none.
func openRows(tx *access.Tx, given []grantRow, agreed []basisRow) (map[lindung.CaseID]Ledger, error) {
	var owners, rests []string
	for _, g := range given {
		owners, rests = append(owners, string(g.Case)), append(rests, string(g.ID))
	}
	for _, b := range agreed {
		owners, rests = append(owners, string(b.Case)), append(rests, b.ID)
	}
	keys, err := tx.Keys(owners)
	if err != nil {
		return nil, err
	}
	all := map[lindung.CaseID]Ledger{}
	for _, r := range given {
		if key, ok := keys[string(r.Case)]; ok {
			g, err := r.open(key)
			if err != nil {
				return nil, err
			}
			l := all[g.Case]
			l.Grants = append(l.Grants, g)
			all[g.Case] = l
		}
	}
	for _, r := range agreed {
		if key, ok := keys[string(r.Case)]; ok {
			b, err := r.open(key)
			if err != nil {
				return nil, err
			}
			l := all[b.Case]
			l.Bases = append(l.Bases, b)
			all[b.Case] = l
		}
	}
	openings, err := db.AllIn(tx, openingColumns, openingFields+`WHERE based_on IN `+db.InList+` ORDER BY named_at, opener`, rests)
	for _, l := range all {
		l.add(openings)
	}
	return all, err
}

// liveGrants counts the grants of a case that are in force.
func liveGrants(tx *access.Tx, id lindung.CaseID) (int, error) {
	return db.One(tx, db.Value[int], `
		SELECT count(*)
		FROM grants
		WHERE case_id = ? AND withdrawn_at = 0 AND from_at <= ? AND until_at > ?`, id, tx.Now, tx.Now)
}

func withdraw(tx *access.Tx, id lindung.GrantID) error {
	return db.Change(tx, `
		UPDATE grants
		SET withdrawn_at = ?, withdrawn_by = ?
		WHERE id = ? AND withdrawn_at = 0`, tx.Now, tx.Actor().ID, id)
}

// endingGrants returns, without what is sealed, the grants in force of an
// organisation's cases that end before a moment.
func endingGrants(tx *access.Tx, org lindung.OrgID, before db.Time, limit int) ([]Grant, error) {
	rows, err := db.All(tx, grantColumns, grantFields+`
		WHERE g.org = ? AND g.withdrawn_at = 0 AND g.until_at > ? AND g.until_at < ?
		ORDER BY g.until_at, g.id
		LIMIT ?`, org, tx.Now, before, limit)
	all := make([]Grant, len(rows))
	for i, r := range rows {
		all[i] = r.shut()
	}
	return all, err
}

func openingColumns(o *Opening) []any {
	return []any{&o.BasedOn, &o.Opener, &o.NamedAt, &o.OpenedAt, &o.ClosedAt}
}

const openingFields = `
	SELECT based_on, opener, named_at, opened_at, closed_at
	FROM openings
`

func insertOpening(tx *access.Tx, id lindung.CaseID, o Opening) error {
	_, err := db.Exec(tx, `
		INSERT INTO openings (based_on, opener, case_id, named_at, opened_at, closed_at)
		VALUES (?, ?, ?, ?, ?, 0)`, o.BasedOn, o.Opener, id, o.NamedAt, o.OpenedAt)
	return err
}

// openingsOf returns the openings of a case.
func openingsOf(tx *access.Tx, id lindung.CaseID) ([]Opening, error) {
	return db.All(tx, openingColumns, openingFields+`WHERE case_id = ? ORDER BY named_at, based_on, opener`, id)
}

// openingsOn returns the openings of a grant or a basis.
func openingsOn(tx *access.Tx, id string) ([]Opening, error) {
	return db.All(tx, openingColumns, openingFields+`WHERE based_on = ? ORDER BY named_at, opener`, id)
}

func openOpenings(tx *access.Tx, r lindung.ReferralID) error {
	_, err := db.Exec(tx, `
		UPDATE openings
		SET opened_at = ?
		WHERE opener = ? AND opened_at = 0 AND closed_at = 0`, tx.Now, r)
	return err
}

func closeOpenings(tx *access.Tx, r lindung.ReferralID) error {
	_, err := db.Exec(tx, `
		UPDATE openings
		SET closed_at = ?
		WHERE opener = ? AND closed_at = 0`, tx.Now, r)
	return err
}

// grantsNamed returns, without what is sealed, the grants that referrals are based on,
// each with the opening of its referral.
func grantsNamed(tx *access.Tx, of []lindung.ReferralID) ([]grantRow, error) {
	return db.AllIn(tx, func(g *grantRow) []any {
		return []any{&g.by.Opener, &g.by.OpenedAt, &g.by.ClosedAt, &g.From, &g.Until, &g.WithdrawnAt}
	}, `
		SELECT o.opener, o.opened_at, o.closed_at, g.from_at, g.until_at, g.withdrawn_at
		FROM openings o JOIN grants g ON g.id = o.based_on
		WHERE o.opener IN `+db.InList+`
		ORDER BY g.given_at, g.id`, of)
}

// basesNamed is grantsNamed for legal bases.
func basesNamed(tx *access.Tx, of []lindung.ReferralID) ([]basisRow, error) {
	return db.AllIn(tx, func(b *basisRow) []any {
		return []any{&b.by.Opener, &b.by.OpenedAt, &b.by.ClosedAt, &b.Until, &b.AgreedAt, &b.EndedAt}
	}, `
		SELECT o.opener, o.opened_at, o.closed_at, b.until_at, b.agreed_at, b.ended_at
		FROM openings o JOIN bases b ON b.id = o.based_on
		WHERE o.opener IN `+db.InList+`
		ORDER BY b.proposed_at, b.id`, of)
}
