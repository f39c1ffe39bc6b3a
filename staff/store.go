package staff

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

func factorsColumns(f *factors) []any {
	return []any{&f.Actor, &f.Login, &f.Password, &f.TOTP, &f.Step, &f.Codes}
}

func factorsOf(tx db.Holder, id lindung.ActorID) (factors, error) {
	return db.One(tx, factorsColumns, `
		SELECT actor, login, password, totp, totp_step, codes
		FROM factors
		WHERE actor = ?`, id)
}

func factorsByLogin(tx db.Holder, login string) (factors, error) {
	return db.One(tx, factorsColumns, `
		SELECT actor, login, password, totp, totp_step, codes
		FROM factors
		WHERE login = ?`, login)
}

func allFactors(tx db.Holder) ([]factors, error) {
	return db.All(tx, factorsColumns, `
		SELECT actor, login, password, totp, totp_step, codes
		FROM factors
		ORDER BY actor`)
}

func insertFactors(tx db.Holder, f factors) error {
	_, err := db.Exec(tx, `
		INSERT INTO factors (actor, login, password, totp, totp_step, codes)
		VALUES (?, ?, ?, ?, ?, ?)`, f.Actor, f.Login, f.Password, f.TOTP, f.Step, f.Codes)
	return err
}

// setFactors replaces all but the login.
func setFactors(tx db.Holder, f factors) error {
	return db.Change(tx, `
		UPDATE factors
		SET password = ?, totp = ?, totp_step = ?, codes = ?
		WHERE actor = ?`, f.Password, f.TOTP, f.Step, f.Codes, f.Actor)
}

// useStep is ErrSignIn when another sign-in has used the step since.
func useStep(tx db.Holder, id lindung.ActorID, step int64) error {
	n, err := db.Exec(tx, `
		UPDATE factors
		SET totp_step = ?
		WHERE actor = ? AND totp_step < ?`, step, id, step)
	if err == nil && n == 0 {
		err = ErrSignIn
	}
	return err
}

func setCodes(tx db.Holder, id lindung.ActorID, codes string) error {
	return db.Change(tx, `
		UPDATE factors
		SET codes = ?
		WHERE actor = ?`, codes, id)
}

func setPassword(tx db.Holder, id lindung.ActorID, hash string) error {
	return db.Change(tx, `
		UPDATE factors
		SET password = ?
		WHERE actor = ?`, hash, id)
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

// dropSession ends a session with its steps.
func dropSession(tx db.Holder, hash string) error {
	if _, err := db.Exec(tx, `
		DELETE FROM sessions
		WHERE token = ?`, hash); err != nil {
		return err
	}
	return dropSteps(tx)
}

// dropSessionsOf ends the sessions of an actor, except one.
func dropSessionsOf(tx db.Holder, id lindung.ActorID, except string) error {
	if _, err := db.Exec(tx, `
		DELETE FROM sessions
		WHERE actor = ? AND token <> ?`, id, except); err != nil {
		return err
	}
	return dropSteps(tx)
}

// dropStale deletes sessions, papers, drafts and files that are of no use to
// anyone.
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
	if err := dropSteps(tx); err != nil {
		return err
	}
	return dropStaleUploads(tx)
}

func draftColumns(r *draftRow) []any {
	return []any{&r.ID, &r.Actor, &r.Session, &r.Step, &r.Page, &r.Object, &r.At, &r.Sealed}
}

// putDraft replaces the draft of the same actor under the same key.
func putDraft(tx db.Holder, r draftRow) error {
	_, err := db.Exec(tx, `
		INSERT INTO drafts (id, actor, session, step, page, object, at, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET session = excluded.session, page = excluded.page, object = excluded.object,
			at = excluded.at, sealed = excluded.sealed
		WHERE drafts.actor = excluded.actor AND NOT drafts.step`,
		r.ID, r.Actor, r.Session, r.Step, r.Page, r.Object, r.At, r.Sealed)
	return err
}

func draftsOf(tx db.Holder, id lindung.ActorID) ([]draftRow, error) {
	return db.All(tx, draftColumns, `
		SELECT id, actor, session, step, page, object, at, sealed
		FROM drafts
		WHERE actor = ? AND NOT step
		ORDER BY at DESC, id`, id)
}

func stepOf(tx db.Holder, id, session string) (draftRow, error) {
	return db.One(tx, draftColumns, `
		SELECT id, actor, session, step, page, object, at, sealed
		FROM drafts
		WHERE id = ? AND session = ? AND step`, id, session)
}

func dropDraft(tx db.Holder, id string, actor lindung.ActorID) error {
	_, err := db.Exec(tx, `
		DELETE FROM drafts
		WHERE id = ? AND actor = ? AND NOT step`, id, actor)
	return err
}

// StoredDrafts is what was typed about a case and not sent. It is sealed with the
// key of the node, and opened with the other drafts.
var StoredDrafts = access.Stored{
	Tables: []access.Table{{Name: "drafts", Case: "object"}},
	Erase:  []string{`DELETE FROM drafts WHERE object IN ` + db.InList},
}

// dropOldDrafts leaves the newest drafts of an actor.
func dropOldDrafts(tx db.Holder, actor lindung.ActorID, most int) error {
	_, err := db.Exec(tx, `
		DELETE FROM drafts
		WHERE actor = ? AND NOT step AND id NOT IN (
			SELECT id FROM drafts WHERE actor = ? AND NOT step ORDER BY at DESC, id LIMIT ?)`, actor, actor, most)
	return err
}

// dropOldSteps leaves the newest steps of a browser session.
func dropOldSteps(tx db.Holder, session string, most int) error {
	_, err := db.Exec(tx, `
		DELETE FROM drafts
		WHERE session = ? AND step AND id NOT IN (
			SELECT id FROM drafts WHERE session = ? AND step ORDER BY at DESC, id LIMIT ?)`, session, session, most)
	return err
}

// dropSteps deletes the steps of browser sessions that have ended.
func dropSteps(tx db.Holder) error {
	_, err := db.Exec(tx, `
		DELETE FROM drafts
		WHERE step AND session NOT IN (SELECT token FROM sessions WHERE expires_at > ?)`, db.Now(tx))
	return err
}

func allDrafts(tx db.Holder) ([]draftRow, error) {
	return db.All(tx, draftColumns, `
		SELECT id, actor, session, step, page, object, at, sealed
		FROM drafts
		ORDER BY id`)
}

// dropWays deletes all sessions and papers, and returns how many there were.
func dropWays(tx db.Holder) (int64, error) {
	sessions, err := db.Exec(tx, `DELETE FROM sessions`)
	if err != nil {
		return 0, err
	}
	papers, err := db.Exec(tx, `DELETE FROM invites`)
	if err == nil {
		err = dropSteps(tx)
	}
	return sessions + papers, err
}
