package access

import (
	"lindung"
	"lindung/internal/db"
	"lindung/internal/seal"
)

func meta(tx db.Holder, name string) (string, error) {
	return db.One(tx, db.Value[string], `
		SELECT value
		FROM meta
		WHERE name = ?`, name)
}

func setMeta(tx db.Holder, name, value string) error {
	_, err := db.Exec(tx, `
		INSERT INTO meta (name, value)
		VALUES (?, ?)`, name, value)
	return err
}

func insertKey(tx db.Holder, owner string, wrapped []byte) error {
	_, err := db.Exec(tx, `
		INSERT INTO keys (owner, epoch, wrapped)
		VALUES (?, ?, ?)`, owner, seal.Epoch, wrapped)
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

func wrappedKeys(tx db.Holder, owners []string) ([]keyRow, error) {
	return db.AllIn(tx, func(k *keyRow) []any { return []any{&k.owner, &k.wrapped} }, `
		SELECT owner, wrapped
		FROM keys
		WHERE owner IN `+db.InList, owners)
}

func deleteKeys(tx db.Holder, owners []lindung.CaseID) error {
	return db.ExecIn(tx, `DELETE FROM keys WHERE owner IN `+db.InList, owners)
}

func nextCount(tx db.Holder, name string) (int64, error) {
	return db.One(tx, db.Value[int64], `
		INSERT INTO counters (name, n)
		VALUES (?, 1)
		ON CONFLICT (name) DO UPDATE SET n = counters.n + 1
		RETURNING n`, name)
}

func orgColumns(o *Org) []any {
	return []any{&o.ID, &o.Name, &o.Sector, &o.Country, &o.Lang, &o.Duty, &o.Telephone, &o.Address, &o.Complaint, &o.Ended, &o.Created, &o.Version}
}

func insertOrg(tx db.Holder, o Org) error {
	_, err := db.Exec(tx, `
		INSERT INTO orgs (id, name, sector, country, lang, duty, telephone, address, complaint, ended, created_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID, o.Name, o.Sector, o.Country, o.Lang, o.Duty, o.Telephone, o.Address, o.Complaint, o.Ended, o.Created, o.Version)
	return err
}

func org(tx db.Holder, id lindung.OrgID) (Org, error) {
	return db.One(tx, orgColumns, `
		SELECT id, name, sector, country, lang, duty, telephone, address, complaint, ended, created_at, version
		FROM orgs
		WHERE id = ?`, id)
}

// orgNames returns the names of all organisations, those that have ended too.
func orgNames(tx db.Holder) ([]Org, error) {
	return db.All(tx, func(o *Org) []any { return []any{&o.ID, &o.Name} }, `
		SELECT id, name
		FROM orgs`)
}

func orgs(tx db.Holder) ([]Org, error) {
	return db.All(tx, orgColumns, `
		SELECT id, name, sector, country, lang, duty, telephone, address, complaint, ended, created_at, version
		FROM orgs
		WHERE NOT ended
		ORDER BY name, id`)
}

func updateOrg(tx db.Holder, o Org) error {
	return db.Change(tx, `
		UPDATE orgs
		SET name = ?, lang = ?, duty = ?, telephone = ?, address = ?, complaint = ?, version = version + 1
		WHERE id = ? AND version = ?`, o.Name, o.Lang, o.Duty, o.Telephone, o.Address, o.Complaint, o.ID, o.Version)
}

// accountRow is an account with its roles joined by a comma.
type accountRow struct {
	Account
	roles string
}

func accountColumns(r *accountRow) []any {
	return []any{&r.ID, &r.Org, &r.sealed, &r.roles, &r.Lang, &r.State, &r.Created, &r.Version, &r.OrgName, &r.Sector, &r.Country}
}

func (r accountRow) account() Account {
	r.Roles = splitRoles(r.roles)
	return r.Account
}

func account(tx db.Holder, id lindung.ActorID) (Account, error) {
	r, err := db.One(tx, accountColumns, `
		SELECT a.id, a.org, a.sealed, a.roles, a.lang, a.state, a.created_at, a.version, o.name, o.sector, o.country
		FROM actors a JOIN orgs o ON o.id = a.org
		WHERE a.id = ?`, id)
	return r.account(), err
}

func accountsOf(tx db.Holder, id lindung.OrgID) ([]Account, error) {
	rows, err := db.All(tx, accountColumns, `
		SELECT a.id, a.org, a.sealed, a.roles, a.lang, a.state, a.created_at, a.version, o.name, o.sector, o.country
		FROM actors a JOIN orgs o ON o.id = a.org
		WHERE a.org = ?
		ORDER BY a.created_at, a.id`, id)
	return accounts(rows), err
}

func allAccounts(tx db.Holder) ([]Account, error) {
	rows, err := db.All(tx, accountColumns, `
		SELECT a.id, a.org, a.sealed, a.roles, a.lang, a.state, a.created_at, a.version, o.name, o.sector, o.country
		FROM actors a JOIN orgs o ON o.id = a.org
		ORDER BY a.id`)
	return accounts(rows), err
}

func accounts(rows []accountRow) []Account {
	all := make([]Account, len(rows))
	for i, r := range rows {
		all[i] = r.account()
	}
	return all
}

func insertAccount(tx db.Holder, a Account) error {
	_, err := db.Exec(tx, `
		INSERT INTO actors (id, org, sealed, roles, lang, state, created_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Org, a.sealed, joinRoles(a.Roles), a.Lang, a.State, a.Created, a.Version)
	return err
}

func updateAccount(tx db.Holder, a Account) error {
	return db.Change(tx, `
		UPDATE actors
		SET sealed = ?, roles = ?, lang = ?, state = ?, version = version + 1
		WHERE id = ? AND version = ?`, a.sealed, joinRoles(a.Roles), a.Lang, a.State, a.ID, a.Version)
}
