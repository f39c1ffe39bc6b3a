package access

import (
	"cmp"

	"lindung"
	"lindung/internal/db"
)

// metaRow is what the node keeps of itself under a name, as stored.
type metaRow struct {
	name, value string
	mac         db.Mac
}

var metaRows = db.Rows[metaRow]{
	Table: "meta", Keys: 1,
	Columns: func(r *metaRow) []any { return []any{&r.name, &r.value} },
	Mac:     func(r *metaRow) *db.Mac { return &r.mac },
	Walk:    metaSelect + `WHERE name > ? ORDER BY name LIMIT ?`,
}

const metaSelect = `SELECT name, value, mac FROM meta `

func meta(tx db.Holder, name string) (string, error) {
	r, err := metaRows.One(tx, metaSelect+`WHERE name = ?`, name)
	return r.value, err
}

// founded returns what the node keeps under a name before its key is known to fit.
func founded(tx db.Holder, name string) (string, error) {
	return db.One(tx, db.Value[string], `SELECT value FROM meta WHERE name = ?`, name)
}

func setMeta(tx db.Holder, name, value string) error {
	r := metaRow{name: name, value: value}
	if err := metaRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO meta (name, value, mac)
		VALUES (?, ?, ?)`, r.name, r.value, r.mac)
	return err
}

// changeMeta stores another value under a name, also where there is none.
func changeMeta(tx db.Holder, name, value string) error {
	found, err := metaRows.All(tx, metaSelect+`WHERE name = ?`, name)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return setMeta(tx, name, value)
	}
	r := found[0]
	r.value = value
	if err := metaRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE meta
		SET value = ?, mac = ?
		WHERE name = ?`, r.value, r.mac, r.name)
}

// anyOrg reports whether there is an organisation. The log has an entry of each, and
// nothing else can be there without one.
func anyOrg(tx db.Holder) (bool, error) {
	return db.One(tx, db.Value[bool], `SELECT EXISTS (SELECT 1 FROM orgs)`)
}

// anyKey reports whether there is the key of anything: of a case, a tip, whatever else is
// of persons has one.
func anyKey(tx db.Holder) (bool, error) {
	return db.One(tx, db.Value[bool], `SELECT EXISTS (SELECT 1 FROM keys)`)
}

func insertKey(tx db.Holder, owner string, epoch int, wrapped []byte) error {
	_, err := db.Exec(tx, `
		INSERT INTO keys (owner, epoch, wrapped)
		VALUES (?, ?, ?)`, owner, epoch, wrapped)
	return err
}

func wrappedKey(tx db.Holder, owner string) ([]byte, error) {
	return db.One(tx, db.Value[[]byte], `
		SELECT wrapped
		FROM keys
		WHERE owner = ?`, owner)
}

func allKeys(tx db.Holder) ([]keyRow, error) {
	return db.All(tx, func(k *keyRow) []any { return []any{&k.owner, &k.wrapped} }, `
		SELECT owner, wrapped
		FROM keys
		ORDER BY owner`)
}

// keysAfter returns keys in the order of their owners.
func keysAfter(tx db.Holder, owner string, limit int) ([]keyRow, error) {
	return db.All(tx, func(k *keyRow) []any { return []any{&k.owner, &k.wrapped} }, `
		SELECT owner, wrapped
		FROM keys
		WHERE owner > ?
		ORDER BY owner
		LIMIT ?`, owner, limit)
}

func updateKey(tx db.Holder, k keyRow, epoch int) error {
	return db.Change(tx, `
		UPDATE keys
		SET epoch = ?, wrapped = ?
		WHERE owner = ?`, epoch, k.wrapped, k.owner)
}

func wrappedKeys(tx db.Holder, owners []string) ([]keyRow, error) {
	return db.AllIn(tx, func(k *keyRow) []any { return []any{&k.owner, &k.wrapped} }, `
		SELECT owner, wrapped
		FROM keys
		WHERE owner IN `+db.InList, owners)
}

func deleteKeys(tx db.Holder, owners []lindung.CaseID) error {
	return db.ExecIn(tx, `DELETE FROM keys WHERE owner IN `+db.InList, owners)
}

// The counters.
const (
	countChange  = "change"  // what indexes in memory follow
	countSharing = "sharing" // how often something that was shared has ended
)

func nextCount(tx db.Holder, name string) (int64, error) {
	return db.One(tx, db.Value[int64], `
		INSERT INTO counters (name, n)
		VALUES (?, 1)
		ON CONFLICT (name) DO UPDATE SET n = counters.n + 1
		RETURNING n`, name)
}

// lastCount is what nextCount returned last, 0 for never.
func lastCount(tx db.Holder, name string) (int64, error) {
	return db.One(tx, db.Value[int64], `
		SELECT COALESCE(max(n), 0)
		FROM counters
		WHERE name = ?`, name)
}

var orgRows = db.Rows[Org]{
	Table: "orgs", Keys: 1,
	Columns: func(o *Org) []any {
		return []any{&o.ID, &o.Name, &o.Sector, &o.Country, &o.Lang, &o.Duty, &o.Telephone, &o.Address, &o.Complaint, &o.Ended, &o.Begun, &o.Created, &o.Version}
	},
	Mac:   func(o *Org) *db.Mac { return &o.mac },
	Owner: func(*Org) string { return NodeRows },
	Walk:  orgSelect + `WHERE o.id > ? ORDER BY o.id LIMIT ?`,
}

const orgSelect = `
	SELECT o.id, o.name, o.sector, o.country, o.lang, o.duty, o.telephone, o.address, o.complaint, o.ended, o.begun_at, o.created_at, o.version, o.mac
	FROM orgs o
	`

func insertOrg(tx db.Holder, o Org) error {
	if err := orgRows.Sign(tx, &o); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO orgs (id, name, sector, country, lang, duty, telephone, address, complaint, ended, begun_at, created_at, version, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID, o.Name, o.Sector, o.Country, o.Lang, o.Duty, o.Telephone, o.Address, o.Complaint, o.Ended, o.Begun, o.Created, o.Version, o.mac)
	return err
}

func org(tx db.Holder, id lindung.OrgID) (Org, error) {
	return orgRows.One(tx, orgSelect+`WHERE o.id = ?`, id)
}

// allOrgs returns all organisations, those that have ended too.
func allOrgs(tx db.Holder) ([]Org, error) { return orgRows.All(tx, orgSelect) }

func orgsIn(tx db.Holder, ids []lindung.OrgID) ([]Org, error) {
	return db.RowsIn(tx, orgRows, orgSelect+`WHERE o.id IN `+db.InList, ids)
}

func orgs(tx db.Holder) ([]Org, error) {
	return orgRows.All(tx, orgSelect+`WHERE NOT o.ended ORDER BY o.name, o.id`)
}

func updateOrg(tx db.Holder, to Org) error {
	o, err := org(tx, to.ID)
	if err != nil {
		return err
	}
	if o.Version != to.Version {
		return lindung.ErrConflict
	}
	o.Name, o.Lang, o.Duty, o.Version = to.Name, to.Lang, to.Duty, o.Version+1
	o.Telephone, o.Address, o.Complaint = to.Telephone, to.Address, to.Complaint
	if err := orgRows.Sign(tx, &o); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE orgs
		SET name = ?, lang = ?, duty = ?, telephone = ?, address = ?, complaint = ?, version = ?, mac = ?
		WHERE id = ?`, o.Name, o.Lang, o.Duty, o.Telephone, o.Address, o.Complaint, o.Version, o.mac, o.ID)
}

// beginOrg stores when an organisation got its first case.
func beginOrg(tx db.Holder, id lindung.OrgID) error {
	o, err := org(tx, id)
	if err != nil || o.Begun != 0 {
		return err
	}
	o.Begun = db.Now(tx)
	if err := orgRows.Sign(tx, &o); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE orgs
		SET begun_at = ?, mac = ?
		WHERE id = ?`, o.Begun, o.mac, o.ID)
}

// accountRow is an account as stored, with its organisation.
type accountRow struct {
	Account
	roles string // joined by a comma
	mac   db.Mac
	of    Org
}

// accountRows are the accounts. The texts select the whole organisation beside each,
// so that an act is judged by verified rows alone.
var accountRows = db.Rows[accountRow]{
	Table: "actors", Keys: 1,
	Columns: func(r *accountRow) []any {
		return []any{&r.ID, &r.Org, &r.sealed, &r.roles, &r.Lang, &r.State, &r.Created, &r.Undertaking.Version, &r.Undertaking.At, &r.Undertaking.Until, &r.Version}
	},
	Mac:    func(r *accountRow) *db.Mac { return &r.mac },
	Owner:  func(r *accountRow) string { return string(r.ID) },
	Of:     "id",
	Beside: func(r *accountRow) []any { return append(orgRows.Columns(&r.of), &r.of.mac) },
	Walk: `
		SELECT id, org, sealed, roles, lang, state, created_at, undertaken, undertaken_at, undertaken_until, version, mac
		FROM actors
		WHERE id > ?
		ORDER BY id
		LIMIT ?`,
}

const accountSelect = `
	SELECT a.id, a.org, a.sealed, a.roles, a.lang, a.state, a.created_at, a.undertaken, a.undertaken_at, a.undertaken_until, a.version, a.mac,
		o.id, o.name, o.sector, o.country, o.lang, o.duty, o.telephone, o.address, o.complaint, o.ended, o.begun_at, o.created_at, o.version, o.mac
	FROM actors a JOIN orgs o ON o.id = a.org
	`

// accounts returns the accounts that a text selects. No one works in an organisation
// whose row is damaged.
func accounts(tx db.Holder, text string, args ...any) ([]Account, error) {
	rows, err := accountRows.All(tx, text, args...)
	if err != nil {
		return nil, err
	}
	var all []Account
	for _, r := range rows {
		ok, err := orgRows.Fits(tx, &r.of)
		if err != nil {
			return nil, err
		}
		if ok {
			r.Roles = splitRoles(r.roles)
			r.OrgName, r.Sector, r.Country = r.of.Name, r.of.Sector, r.of.Country
			all = append(all, r.Account)
		}
	}
	return all, nil
}

func account(tx db.Holder, id lindung.ActorID) (Account, error) {
	all, err := accounts(tx, accountSelect+`WHERE a.id = ?`, id)
	if err != nil || len(all) != 1 {
		return Account{}, cmp.Or(err, lindung.ErrNotFound)
	}
	return all[0], nil
}

func accountsOf(tx db.Holder, id lindung.OrgID) ([]Account, error) {
	return accounts(tx, accountSelect+`WHERE a.org = ? ORDER BY a.created_at, a.id`, id)
}

func insertAccount(tx db.Holder, a Account) error {
	r := accountRow{Account: a, roles: joinRoles(a.Roles)}
	if err := accountRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO actors (id, org, sealed, roles, lang, state, created_at, undertaken, undertaken_at, undertaken_until, version, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Org, r.sealed, r.roles, r.Lang, r.State, r.Created, r.Undertaking.Version, r.Undertaking.At, r.Undertaking.Until, r.Version, r.mac)
	return err
}

// updateAccount stores an account, whose roles stay unless others are given.
func updateAccount(tx db.Holder, a Account, roles ...lindung.Role) error {
	r, err := accountRows.One(tx, accountSelect+`WHERE a.id = ?`, a.ID)
	if err != nil {
		return err
	}
	if r.Version != a.Version {
		return lindung.ErrConflict
	}
	r.sealed, r.Lang, r.State, r.Undertaking, r.Version = a.sealed, a.Lang, a.State, a.Undertaking, a.Version+1
	if len(roles) > 0 {
		r.roles = joinRoles(roles)
	}
	if err := accountRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE actors
		SET sealed = ?, roles = ?, lang = ?, state = ?, undertaken = ?, undertaken_at = ?, undertaken_until = ?, version = ?, mac = ?
		WHERE id = ?`, r.sealed, r.roles, r.Lang, r.State, r.Undertaking.Version, r.Undertaking.At, r.Undertaking.Until, r.Version, r.mac, r.ID)
}
