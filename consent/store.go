package consent

import (
	"encoding/json"
	"errors"
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
	org    lindung.OrgID
	groups string
	sealed []byte
	mac    db.Mac
}

var grantRows = db.Rows[grantRow]{
	Table: "grants", Keys: 1,
	Columns: func(g *grantRow) []any {
		return []any{&g.ID, &g.Case, &g.org, &g.Recipient.Kind, &g.Recipient.ID, &g.Purpose, &g.groups, &g.From, &g.Until, &g.Lang, &g.TextVersion,
			&g.Child, &g.Opens, &g.Carries, &g.Meets, &g.GivenAt, &g.GivenBy, &g.Replaces, &g.WithdrawnAt, &g.WithdrawnBy, &g.sealed}
	},
	Mac:   func(g *grantRow) *db.Mac { return &g.mac },
	Owner: func(g *grantRow) string { return string(g.Case) },
	Of:    "case_id",
	Walk:  grantSelect + `WHERE g.id > ? ORDER BY g.id LIMIT ?`,
}

const grantSelect = `
	SELECT g.id, g.case_id, g.org, g.recipient_kind, g.recipient, g.purpose, g.groups, g.from_at, g.until_at, g.lang, g.text_version,
		g.child, g.opens, g.carries, g.meets, g.given_at, g.given_by, g.replaces, g.withdrawn_at, g.withdrawn_by, g.sealed, g.mac
	FROM grants g
`

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
	r := grantRow{Grant: g, org: tx.Object().Org, groups: joinGroups(g.Groups), sealed: key.Seal(grantPlace(g.ID), b)}
	if err := grantRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err = db.Exec(tx, `
		INSERT INTO grants (id, case_id, org, recipient_kind, recipient, purpose, groups, from_at, until_at, lang, text_version, child,
			opens, carries, meets, given_at, given_by, replaces, withdrawn_at, withdrawn_by, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Case, r.org, r.Recipient.Kind, r.Recipient.ID, r.Purpose, r.groups, r.From, r.Until, r.Lang, r.TextVersion, r.Child,
		r.Opens, r.Carries, r.Meets, r.GivenAt, r.GivenBy, r.Replaces, r.WithdrawnAt, r.WithdrawnBy, r.sealed, r.mac)
	return err
}

// grant returns a grant of the act's own case.
func grant(tx *access.Tx, id lindung.GrantID) (Grant, error) {
	rows, err := grantsOf(tx, grantSelect+`WHERE g.id = ? AND g.case_id = ?`, id, tx.Object().ID)
	if err == nil && len(rows) != 1 {
		err = lindung.ErrNotFound
	}
	if err != nil {
		return Grant{}, err
	}
	r := rows[0]
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

// bareGrants returns the grants of a case that were not withdrawn, as far as the
// database says something of them without being believed.
func bareGrants(tx *access.Tx, id lindung.CaseID) ([]Bare, error) {
	return db.All(tx, func(b *Bare) []any { return []any{&b.ID, &b.Recipient.Kind, &b.Recipient.ID, &b.Until} }, `
		SELECT id, recipient_kind, recipient, until_at
		FROM grants
		WHERE case_id = ? AND withdrawn_at = 0
		ORDER BY given_at DESC, id`, id)
}

// withdrawnAt returns when a grant was withdrawn, 0 if it was not. It opens nothing
// sealed, so that a damaged grant can be withdrawn.
func withdrawnAt(tx *access.Tx, id lindung.GrantID) (db.Time, error) {
	return db.One(tx, db.Value[db.Time], `
		SELECT withdrawn_at
		FROM grants
		WHERE id = ? AND case_id = ?`, id, tx.Object().ID)
}

// grants returns all grants of a case, newest first.
func grants(tx *access.Tx, key seal.Key, id lindung.CaseID) ([]Grant, error) {
	rows, err := grantsOf(tx, grantSelect+`WHERE g.case_id = ? ORDER BY g.given_at DESC, g.id`, id)
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
	given, err := grantsOf(tx, grantSelect+`
		WHERE g.case_id = ? AND g.recipient = ? AND g.recipient_kind = ? AND g.withdrawn_at = 0 AND EXISTS (
			SELECT 1 FROM openings o WHERE o.based_on = g.id AND o.opened_at > 0 AND o.closed_at = 0)
		ORDER BY g.given_at DESC, g.id`, id, r.ID, r.Kind)
	if err != nil {
		return Ledger{}, err
	}
	agreed, err := basesOf(tx, basisSelect+`
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
	given, err := grantsOf(tx, grantSelect+`
		WHERE g.recipient = ? AND g.recipient_kind = ? AND g.withdrawn_at = 0 AND EXISTS (
			SELECT 1 FROM openings o WHERE o.based_on = g.id AND o.opened_at > 0 AND o.closed_at = 0)
		ORDER BY g.given_at DESC, g.id`, r.ID, r.Kind)
	if err != nil {
		return nil, err
	}
	agreed, err := basesOf(tx, basisSelect+`
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
	openings, err := db.RowsIn(tx, openingRows, openingSelect+`WHERE based_on IN `+db.InList+` ORDER BY named_at, opener`, rests)
	for _, l := range all {
		l.add(shown(openings))
	}
	return all, err
}

// grantsInForce counts the grants of a case that are in force and share something.
func grantsInForce(tx *access.Tx, id lindung.CaseID) (int, error) {
	all, err := grantsOf(tx, grantSelect+`WHERE g.case_id = ? AND g.withdrawn_at = 0`, id)
	n := 0
	for _, g := range all {
		if g.InForce(tx.Now) && !g.Counts() {
			n++
		}
	}
	return n, err
}

// withdraw ends a grant. One that is damaged is ended too, and stays damaged: its
// authenticator is not made anew.
func withdraw(tx *access.Tx, id lindung.GrantID) error {
	if err := tx.LessShared(); err != nil {
		return err
	}
	tx.Ends(access.EndedGrant, string(id))
	r, err := grantRows.One(tx, grantSelect+`WHERE g.id = ?`, id)
	if err == nil {
		r.WithdrawnAt, r.WithdrawnBy = tx.Now, tx.Actor().ID
		err = grantRows.Sign(tx, &r)
	} else if errors.Is(err, lindung.ErrNotFound) {
		return db.Change(tx, `
			UPDATE grants
			SET withdrawn_at = ?, withdrawn_by = ?
			WHERE id = ? AND withdrawn_at = 0`, tx.Now, tx.Actor().ID, id)
	}
	if err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE grants
		SET withdrawn_at = ?, withdrawn_by = ?, mac = ?
		WHERE id = ? AND withdrawn_at = 0`, r.WithdrawnAt, r.WithdrawnBy, r.mac, id)
}

// EndAllIn ends what is agreed and what is based on law in a case that moves to another
// organisation, inside the act that takes it over: whom the old owner let read it, the
// new one did not choose. A grant is not withdrawn, for the person has not withdrawn it:
// its last moment is now.
//
// Source: ACTIP 14.6
func EndAllIn(tx *access.Tx, id lindung.CaseID) error {
	if err := tx.LessShared(); err != nil {
		return err
	}
	given, err := grantRows.All(tx, grantSelect+`WHERE g.case_id = ? AND g.withdrawn_at = 0 AND g.until_at > ?`, id, tx.Now)
	if err != nil {
		return err
	}
	for _, r := range given {
		tx.Ends(access.EndedGrant, string(r.ID))
		r.Until = tx.Now
		if err := grantRows.Sign(tx, &r); err != nil {
			return err
		}
		if err := db.Change(tx, `UPDATE grants SET until_at = ?, mac = ? WHERE id = ?`, r.Until, r.mac, r.ID); err != nil {
			return err
		}
	}
	law, err := basisRows.All(tx, basisSelect+`WHERE b.case_id = ? AND b.ended_at = 0`, id)
	for i := 0; err == nil && i < len(law); i++ {
		err = endBasis(tx, law[i].ID)
	}
	return err
}

// endingGrants returns, without what is sealed, the grants in force of an
// organisation's cases that share something and end before a moment.
func endingGrants(tx *access.Tx, org lindung.OrgID, before db.Time, limit int) ([]Grant, error) {
	rows, err := grantsOf(tx, grantSelect+`
		WHERE g.org = ? AND g.withdrawn_at = 0 AND g.until_at > ? AND g.until_at < ? AND g.opens <> ?
		ORDER BY g.until_at, g.id
		LIMIT ?`, org, tx.Now, before, ByFigures, limit)
	all := make([]Grant, len(rows))
	for i, r := range rows {
		all[i] = r.shut()
	}
	return all, err
}

// openingRow is an opening as stored.
type openingRow struct {
	Opening
	of  lindung.CaseID
	mac db.Mac
}

var openingRows = db.Rows[openingRow]{
	Table: "openings", Keys: 2,
	Columns: func(o *openingRow) []any {
		return []any{&o.BasedOn, &o.Opener, &o.of, &o.NamedAt, &o.OpenedAt, &o.ClosedAt}
	},
	Mac:   func(o *openingRow) *db.Mac { return &o.mac },
	Owner: func(o *openingRow) string { return string(o.of) },
	Of:    "case_id",
	Walk:  openingSelect + `WHERE (based_on, opener) > (?, ?) ORDER BY based_on, opener LIMIT ?`,
}

const openingSelect = `
	SELECT based_on, opener, case_id, named_at, opened_at, closed_at, mac
	FROM openings
`

// shown returns the openings of rows.
func shown(rows []openingRow) []Opening {
	all := make([]Opening, len(rows))
	for i, r := range rows {
		all[i] = r.Opening
	}
	return all
}

func insertOpening(tx *access.Tx, id lindung.CaseID, o Opening) error {
	r := openingRow{Opening: o, of: id}
	if err := openingRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO openings (based_on, opener, case_id, named_at, opened_at, closed_at, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, r.BasedOn, r.Opener, r.of, r.NamedAt, r.OpenedAt, r.ClosedAt, r.mac)
	return err
}

// openingsOf returns the openings of a case.
func openingsOf(tx *access.Tx, id lindung.CaseID) ([]Opening, error) {
	rows, err := openingRows.All(tx, openingSelect+`WHERE case_id = ? ORDER BY named_at, based_on, opener`, id)
	return shown(rows), err
}

// openingsOn returns the openings of a grant or a basis.
func openingsOn(tx *access.Tx, id string) ([]Opening, error) {
	rows, err := openingRows.All(tx, openingSelect+`WHERE based_on = ? ORDER BY named_at, opener`, id)
	return shown(rows), err
}

// changeOpenings stores the openings of a referral that are not closed, changed.
func changeOpenings(tx *access.Tx, r lindung.ReferralID, change func(*Opening)) error {
	rows, err := openingRows.All(tx, openingSelect+`WHERE opener = ? AND closed_at = 0`, r)
	if err != nil {
		return err
	}
	for _, o := range rows {
		change(&o.Opening)
		if err := openingRows.Sign(tx, &o); err != nil {
			return err
		}
		err := db.Change(tx, `
			UPDATE openings
			SET opened_at = ?, closed_at = ?, mac = ?
			WHERE based_on = ? AND opener = ?`, o.OpenedAt, o.ClosedAt, o.mac, o.BasedOn, o.Opener)
		if err != nil {
			return err
		}
	}
	return nil
}

func openOpenings(tx *access.Tx, r lindung.ReferralID) error {
	return changeOpenings(tx, r, func(o *Opening) {
		if o.OpenedAt == 0 {
			o.OpenedAt = tx.Now
		}
	})
}

// closeOpenings also ends those that are damaged, which stay damaged.
func closeOpenings(tx *access.Tx, r lindung.ReferralID) error {
	if err := tx.LessShared(); err != nil {
		return err
	}
	if err := changeOpenings(tx, r, func(o *Opening) { o.ClosedAt = tx.Now }); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		UPDATE openings
		SET closed_at = ?
		WHERE opener = ? AND closed_at = 0`, tx.Now, r)
	return err
}

// openingsFor returns the openings of referrals.
func openingsFor(tx *access.Tx, of []lindung.ReferralID) ([]Opening, error) {
	rows, err := db.RowsIn(tx, openingRows, openingSelect+`WHERE opener IN `+db.InList+` ORDER BY named_at, based_on`, of)
	return shown(rows), err
}

// grantsNamed returns, without what is sealed, the grants among what openings rest
// on, by their identifiers.
func grantsNamed(tx *access.Tx, ids []string) (map[string]Grant, error) {
	rows, err := db.RowsIn(tx, grantRows, grantSelect+`WHERE g.id IN `+db.InList, ids)
	if err == nil {
		err = markPaused(tx, rows, pauseOfGrant)
	}
	all := map[string]Grant{}
	for _, r := range rows {
		all[string(r.ID)] = r.shut()
	}
	return all, err
}

// basesNamed is grantsNamed for legal bases.
func basesNamed(tx *access.Tx, ids []string) (map[string]Basis, error) {
	rows, err := db.RowsIn(tx, basisRows, basisSelect+`WHERE b.id IN `+db.InList, ids)
	if err == nil {
		err = markPaused(tx, rows, pauseOfBasis)
	}
	all := map[string]Basis{}
	for _, r := range rows {
		all[r.ID] = r.Basis
	}
	return all, err
}

// countedOf returns, without what is sealed, the grants of a case about figures that were
// not withdrawn.
func countedOf(tx *access.Tx, id lindung.CaseID) ([]Grant, error) {
	rows, err := grantRows.All(tx, grantSelect+`WHERE g.case_id = ? AND g.withdrawn_at = 0 AND g.opens = ?`, id, ByFigures)
	all := make([]Grant, len(rows))
	for i, r := range rows {
		all[i] = r.shut()
	}
	return all, err
}

// countedPage is how many grants are looked at together when an organisation counts.
const countedPage = 2000

// countedAfter returns the next grants about figures of an organisation that have not
// ended, after one.
func countedAfter(tx *access.Tx, org lindung.OrgID, after grantRow) ([]grantRow, error) {
	return grantRows.All(tx, grantSelect+`
		WHERE g.org = ? AND g.withdrawn_at = 0 AND g.until_at > ? AND (g.until_at, g.id) > (?, ?) AND g.opens = ?
		ORDER BY g.until_at, g.id
		LIMIT ?`, org, tx.Now, after.Until, after.ID, ByFigures, countedPage)
}
