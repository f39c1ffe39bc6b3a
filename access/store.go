package access

import (
	"lindung"
	"lindung/internal/db"
	"lindung/internal/seal"
)

func meta(tx *db.Tx, name string) (string, error) {
	return db.One(tx, db.Self[string], `
		SELECT value
		FROM meta
		WHERE name = ?`, name)
}

func setMeta(tx *db.Tx, name, value string) error {
	_, err := tx.Exec(`
		INSERT INTO meta (name, value)
		VALUES (?, ?)`, name, value)
	return err
}

func insertKey(tx *db.Tx, owner string, wrapped []byte) error {
	_, err := tx.Exec(`
		INSERT INTO keys (owner, epoch, wrapped)
		VALUES (?, ?, ?)`, owner, seal.Epoch, wrapped)
	return err
}

func wrappedKey(tx *db.Tx, owner string) ([]byte, error) {
	return db.One(tx, db.Self[[]byte], `
		SELECT wrapped
		FROM keys
		WHERE owner = ?`, owner)
}

func nextCount(tx *db.Tx, name string) (int64, error) {
	return db.One(tx, db.Self[int64], `
		INSERT INTO counters (name, n)
		VALUES (?, 1)
		ON CONFLICT (name) DO UPDATE SET n = counters.n + 1
		RETURNING n`, name)
}

func orgColumns(o *Org) []any {
	return []any{&o.ID, &o.Name, &o.Sector, &o.Country, &o.Lang, &o.Duty, &o.Ended, &o.Created, &o.Version}
}

func insertOrg(tx *db.Tx, o Org) error {
	_, err := tx.Exec(`
		INSERT INTO orgs (id, name, sector, country, lang, duty, ended, created_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID, o.Name, o.Sector, o.Country, o.Lang, o.Duty, o.Ended, o.Created, o.Version)
	return err
}

func org(tx *db.Tx, id lindung.OrgID) (Org, error) {
	return db.One(tx, orgColumns, `
		SELECT id, name, sector, country, lang, duty, ended, created_at, version
		FROM orgs
		WHERE id = ?`, id)
}

func orgs(tx *db.Tx) ([]Org, error) {
	return db.All(tx, orgColumns, `
		SELECT id, name, sector, country, lang, duty, ended, created_at, version
		FROM orgs
		WHERE NOT ended
		ORDER BY name, id`)
}

func actorColumns(r *actorRow) []any {
	return []any{&r.ID, &r.Org, &r.Login, &r.Sealed, &r.Roles, &r.Lang, &r.Password, &r.TOTP, &r.Step,
		&r.Codes, &r.State, &r.Created, &r.Version, &r.OrgName, &r.Sector, &r.Country}
}

func actor(tx *db.Tx, id lindung.ActorID) (actorRow, error) {
	return db.One(tx, actorColumns, `
		SELECT a.id, a.org, a.login, a.sealed, a.roles, a.lang, a.password, a.totp, a.totp_step,
			a.codes, a.state, a.created_at, a.version, o.name, o.sector, o.country
		FROM actors a JOIN orgs o ON o.id = a.org
		WHERE a.id = ?`, id)
}
