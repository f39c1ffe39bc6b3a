package access

import (
	"lindung"
	"lindung/internal/db"
	"lindung/internal/seal"
)

func meta(tx db.Holder, name string) (string, error) {
	return db.One(tx, db.Self[string], `
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
	return db.One(tx, db.Self[[]byte], `
		SELECT wrapped
		FROM keys
		WHERE owner = ?`, owner)
}

func nextCount(tx db.Holder, name string) (int64, error) {
	return db.One(tx, db.Self[int64], `
		INSERT INTO counters (name, n)
		VALUES (?, 1)
		ON CONFLICT (name) DO UPDATE SET n = counters.n + 1
		RETURNING n`, name)
}

func orgColumns(o *Org) []any {
	return []any{&o.ID, &o.Name, &o.Sector, &o.Country, &o.Lang, &o.Duty, &o.Ended, &o.Created, &o.Version}
}

func insertOrg(tx db.Holder, o Org) error {
	_, err := db.Exec(tx, `
		INSERT INTO orgs (id, name, sector, country, lang, duty, ended, created_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID, o.Name, o.Sector, o.Country, o.Lang, o.Duty, o.Ended, o.Created, o.Version)
	return err
}

func org(tx db.Holder, id lindung.OrgID) (Org, error) {
	return db.One(tx, orgColumns, `
		SELECT id, name, sector, country, lang, duty, ended, created_at, version
		FROM orgs
		WHERE id = ?`, id)
}

func orgs(tx db.Holder) ([]Org, error) {
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

func actor(tx db.Holder, id lindung.ActorID) (actorRow, error) {
	return db.One(tx, actorColumns, `
		SELECT a.id, a.org, a.login, a.sealed, a.roles, a.lang, a.password, a.totp, a.totp_step,
			a.codes, a.state, a.created_at, a.version, o.name, o.sector, o.country
		FROM actors a JOIN orgs o ON o.id = a.org
		WHERE a.id = ?`, id)
}

func actorByLogin(tx db.Holder, login string) (actorRow, error) {
	return db.One(tx, actorColumns, `
		SELECT a.id, a.org, a.login, a.sealed, a.roles, a.lang, a.password, a.totp, a.totp_step,
			a.codes, a.state, a.created_at, a.version, o.name, o.sector, o.country
		FROM actors a JOIN orgs o ON o.id = a.org
		WHERE a.login = ?`, login)
}

func actorsOf(tx db.Holder, id lindung.OrgID) ([]actorRow, error) {
	return db.All(tx, actorColumns, `
		SELECT a.id, a.org, a.login, a.sealed, a.roles, a.lang, a.password, a.totp, a.totp_step,
			a.codes, a.state, a.created_at, a.version, o.name, o.sector, o.country
		FROM actors a JOIN orgs o ON o.id = a.org
		WHERE a.org = ?
		ORDER BY a.created_at, a.id`, id)
}

func insertActor(tx db.Holder, r actorRow) error {
	_, err := db.Exec(tx, `
		INSERT INTO actors (id, org, login, sealed, roles, lang, password, totp, totp_step, codes, state, created_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Org, r.Login, r.Sealed, r.Roles, r.Lang, r.Password, r.TOTP, r.Step, r.Codes, r.State, r.Created, r.Version)
	return err
}

func updateActor(tx db.Holder, r actorRow) error {
	return db.Change(tx, `
		UPDATE actors
		SET sealed = ?, roles = ?, lang = ?, password = ?, totp = ?, totp_step = ?, codes = ?, state = ?, version = version + 1
		WHERE id = ? AND version = ?`,
		r.Sealed, r.Roles, r.Lang, r.Password, r.TOTP, r.Step, r.Codes, r.State, r.ID, r.Version)
}

func updateOrg(tx db.Holder, o Org) error {
	return db.Change(tx, `
		UPDATE orgs
		SET name = ?, lang = ?, duty = ?, version = version + 1
		WHERE id = ? AND version = ?`, o.Name, o.Lang, o.Duty, o.ID, o.Version)
}

// useStep is ErrSignIn when another sign-in has used the step since.
func useStep(tx db.Holder, id lindung.ActorID, step int64) error {
	n, err := db.Exec(tx, `
		UPDATE actors
		SET totp_step = ?
		WHERE id = ? AND totp_step < ?`, step, id, step)
	if err == nil && n == 0 {
		err = ErrSignIn
	}
	return err
}

func setCodes(tx db.Holder, id lindung.ActorID, codes string) error {
	return db.Change(tx, `
		UPDATE actors
		SET codes = ?
		WHERE id = ?`, codes, id)
}

func setPassword(tx db.Holder, id lindung.ActorID, hash string) error {
	return db.Change(tx, `
		UPDATE actors
		SET password = ?, version = version + 1
		WHERE id = ?`, hash, id)
}

func setLang(tx db.Holder, id lindung.ActorID, lang string) error {
	return db.Change(tx, `
		UPDATE actors
		SET lang = ?, version = version + 1
		WHERE id = ?`, lang, id)
}

// inviteRow is an invitation, a reset or a shift pass as stored.
type inviteRow struct {
	Hash    string
	Actor   lindung.ActorID
	Kind    string
	By      string
	Expires db.Time
	Used    db.Time
}

func invite(tx db.Holder, hash string) (inviteRow, error) {
	return db.One(tx, func(i *inviteRow) []any {
		return []any{&i.Hash, &i.Actor, &i.Kind, &i.By, &i.Expires, &i.Used}
	}, `
		SELECT hash, actor, kind, made_by, expires_at, used_at
		FROM invites
		WHERE hash = ?`, hash)
}

func insertInvite(tx db.Holder, i inviteRow) error {
	_, err := db.Exec(tx, `
		INSERT INTO invites (hash, actor, kind, made_by, expires_at, used_at)
		VALUES (?, ?, ?, ?, ?, ?)`, i.Hash, i.Actor, i.Kind, i.By, i.Expires, i.Used)
	return err
}

func useInvite(tx db.Holder, hash string) error {
	return db.Change(tx, `
		UPDATE invites
		SET used_at = ?
		WHERE hash = ?`, db.Now(tx), hash)
}

func dropInvites(tx db.Holder, id lindung.ActorID, kinds ...string) error {
	for _, kind := range kinds {
		if _, err := db.Exec(tx, `
			DELETE FROM invites
			WHERE actor = ? AND kind = ?`, id, kind); err != nil {
			return err
		}
	}
	return nil
}

func webColumns(r *webRow) []any {
	return []any{&r.Hash, &r.Actor, &r.Data, &r.Started, &r.Seen, &r.Expires}
}

func webSession(tx db.Holder, hash string) (webRow, error) {
	return db.One(tx, webColumns, `
		SELECT token, actor, data, started_at, seen_at, expires_at
		FROM sessions
		WHERE token = ?`, hash)
}

func sessionsOf(tx db.Holder, id lindung.ActorID) ([]webRow, error) {
	return db.All(tx, webColumns, `
		SELECT token, actor, data, started_at, seen_at, expires_at
		FROM sessions
		WHERE actor = ?
		ORDER BY started_at DESC, token`, id)
}

func insertSession(tx db.Holder, r webRow) error {
	_, err := db.Exec(tx, `
		INSERT INTO sessions (token, actor, data, started_at, seen_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?)`, r.Hash, r.Actor, r.Data, r.Started, r.Seen, r.Expires)
	return err
}

func updateSession(tx db.Holder, r webRow) error {
	return db.Change(tx, `
		UPDATE sessions
		SET data = ?
		WHERE token = ?`, r.Data, r.Hash)
}

// touchSession does nothing to a session that was ended in the meantime.
func touchSession(tx db.Holder, r webRow) error {
	_, err := db.Exec(tx, `
		UPDATE sessions
		SET seen_at = ?, expires_at = ?
		WHERE token = ?`, r.Seen, r.Expires, r.Hash)
	return err
}

func dropSession(tx db.Holder, hash string) error {
	_, err := db.Exec(tx, `
		DELETE FROM sessions
		WHERE token = ?`, hash)
	return err
}

// dropSessionsOf ends the sessions of an actor, except one.
func dropSessionsOf(tx db.Holder, id lindung.ActorID, except string) error {
	_, err := db.Exec(tx, `
		DELETE FROM sessions
		WHERE actor = ? AND token <> ?`, id, except)
	return err
}

// dropStale deletes sessions, papers, drafts and files that are of no use to
// anybody.
func dropStale(tx db.Holder) error {
	old := db.Now(tx).Add(-keepExpired)
	if _, err := db.Exec(tx, `
		DELETE FROM sessions
		WHERE expires_at < ?`, old); err != nil {
		return err
	}
	if _, err := db.Exec(tx, `
		DELETE FROM invites
		WHERE expires_at < ?`, old); err != nil {
		return err
	}
	if _, err := db.Exec(tx, `
		DELETE FROM drafts
		WHERE at < ?`, db.Now(tx).Add(-keepDraft)); err != nil {
		return err
	}
	return dropStaleUploads(tx)
}

func insertDraft(tx db.Holder, r draftRow) error {
	_, err := db.Exec(tx, `
		INSERT INTO drafts (id, actor, at, sealed)
		VALUES (?, ?, ?, ?)`, r.ID, r.Actor, r.At, r.Sealed)
	return err
}

func draftsOf(tx db.Holder, id lindung.ActorID) ([]draftRow, error) {
	return db.All(tx, func(r *draftRow) []any { return []any{&r.ID, &r.Actor, &r.At, &r.Sealed} }, `
		SELECT id, actor, at, sealed
		FROM drafts
		WHERE actor = ?
		ORDER BY at DESC, id`, id)
}

func dropDraft(tx db.Holder, id string, actor lindung.ActorID) error {
	_, err := db.Exec(tx, `
		DELETE FROM drafts
		WHERE id = ? AND actor = ?`, id, actor)
	return err
}
