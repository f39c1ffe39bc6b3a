package staff

import (
	"errors"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// factorRows are what actors sign in with.
var factorRows = db.Rows[factors]{
	Table: "factors", Keys: 1,
	Columns: func(f *factors) []any {
		return []any{&f.Actor, &f.Login, &f.Password, &f.Calm, &f.TOTP, &f.Step, &f.Codes}
	},
	Mac:   func(f *factors) *db.Mac { return &f.mac },
	Owner: func(f *factors) string { return string(f.Actor) },
	Of:    "actor",
	Walk:  factorsSelect + `WHERE actor > ? ORDER BY actor LIMIT ?`,
}

const factorsSelect = `SELECT actor, login, password, calm, totp, totp_step, codes, mac FROM factors `

func factorsOf(tx db.Holder, id lindung.ActorID) (factors, error) {
	return factorRows.One(tx, factorsSelect+`WHERE actor = ?`, id)
}

func factorsByLogin(tx db.Holder, login string) (factors, error) {
	return factorRows.One(tx, factorsSelect+`WHERE login = ?`, login)
}

func allFactors(tx db.Holder) ([]factors, error) {
	return db.All(tx, factorRows.Columns, `
		SELECT actor, login, password, calm, totp, totp_step, codes
		FROM factors
		ORDER BY actor`)
}

func insertFactors(tx db.Holder, f factors) error {
	if err := factorRows.Sign(tx, &f); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO factors (actor, login, password, calm, totp, totp_step, codes, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, f.Actor, f.Login, f.Password, f.Calm, f.TOTP, f.Step, f.Codes, f.mac)
	return err
}

// changeFactors stores what an actor signs in with, changed; the login stays.
func changeFactors(tx db.Holder, id lindung.ActorID, change func(*factors) error) error {
	f, err := factorsOf(tx, id)
	if err != nil {
		return err
	}
	if err := change(&f); err != nil {
		return err
	}
	if err := factorRows.Sign(tx, &f); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE factors
		SET password = ?, calm = ?, totp = ?, totp_step = ?, codes = ?, mac = ?
		WHERE actor = ?`, f.Password, f.Calm, f.TOTP, f.Step, f.Codes, f.mac, f.Actor)
}

// setFactors replaces all but the login.
func setFactors(tx db.Holder, to factors) error {
	return changeFactors(tx, to.Actor, func(f *factors) error {
		f.Password, f.Calm, f.TOTP, f.Step, f.Codes = to.Password, to.Calm, to.TOTP, to.Step, to.Codes
		return nil
	})
}

// useStep stores the last used time step; ErrSignIn if another sign-in has used it.
func useStep(tx db.Holder, id lindung.ActorID, last, step int64) error {
	return changeFactors(tx, id, func(f *factors) error {
		if f.Step != last {
			return ErrSignIn // it was used since last was read
		}
		f.Step = step
		return nil
	})
}

func setCodes(tx db.Holder, id lindung.ActorID, codes string) error {
	return changeFactors(tx, id, func(f *factors) error { f.Codes = codes; return nil })
}

// inviteRow is an invitation, a reset, a shift pass or the address of a calendar as
// stored.
type inviteRow struct {
	Hash    string
	Actor   lindung.ActorID
	Kind    string
	By      string
	Expires db.Time
	Used    db.Time
	mac     db.Mac
}

var inviteRows = db.Rows[inviteRow]{
	Table: "invites", Keys: 1,
	Columns: func(i *inviteRow) []any { return []any{&i.Hash, &i.Actor, &i.Kind, &i.By, &i.Expires, &i.Used} },
	Mac:     func(i *inviteRow) *db.Mac { return &i.mac },
	Owner:   func(i *inviteRow) string { return string(i.Actor) },
	Of:      "actor",
	Walk:    inviteSelect + `WHERE hash > ? ORDER BY hash LIMIT ?`,
}

const (
	inviteSelect = `SELECT hash, actor, kind, made_by, expires_at, used_at, mac FROM invites `
	inviteGone   = `RETURNING hash, actor, kind, made_by, expires_at, used_at, mac`
)

func invite(tx db.Holder, hash string) (inviteRow, error) {
	return inviteRows.One(tx, inviteSelect+`WHERE hash = ?`, hash)
}

func invitesOf(tx db.Holder, id lindung.ActorID, kind string) ([]inviteRow, error) {
	return inviteRows.All(tx, inviteSelect+`WHERE actor = ? AND kind = ? ORDER BY hash`, id, kind)
}

func insertInvite(tx db.Holder, i inviteRow) error {
	if err := inviteRows.Sign(tx, &i); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO invites (hash, actor, kind, made_by, expires_at, used_at, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, i.Hash, i.Actor, i.Kind, i.By, i.Expires, i.Used, i.mac)
	return err
}

func useInvite(tx db.Holder, hash string) error {
	i, err := invite(tx, hash)
	if err != nil {
		return err
	}
	i.Used = db.Now(tx)
	if err := inviteRows.Sign(tx, &i); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE invites
		SET used_at = ?, mac = ?
		WHERE hash = ?`, i.Used, i.mac, i.Hash)
}

func dropInvites(tx db.Holder, id lindung.ActorID, kinds ...string) error {
	for _, kind := range kinds {
		if _, err := inviteRows.Drop(tx, `DELETE FROM invites WHERE actor = ? AND kind = ? `+inviteGone, id, kind); err != nil {
			return err
		}
	}
	return nil
}

// sessionRows are the browser sessions. When one was last used is not under the
// authenticator; when it began is, and with it when it ends at the latest.
var sessionRows = db.Rows[webRow]{
	Table: "sessions", Keys: 1,
	Columns: func(r *webRow) []any { return []any{&r.Hash, &r.Actor, &r.Data, &r.Started} },
	Mac:     func(r *webRow) *db.Mac { return &r.mac },
	Owner:   func(r *webRow) string { return string(r.Actor) },
	Of:      "actor",
	Beside:  func(r *webRow) []any { return []any{&r.Seen, &r.Expires} },
	Walk:    `SELECT token, actor, data, started_at, mac FROM sessions WHERE token > ? ORDER BY token LIMIT ?`,
}

const (
	sessionSelect = `SELECT token, actor, data, started_at, mac, seen_at, expires_at FROM sessions `
	sessionGone   = `RETURNING token, actor, data, started_at, mac`
)

func webSession(tx db.Holder, hash string) (webRow, error) {
	r, err := sessionRows.One(tx, sessionSelect+`WHERE token = ?`, hash)
	r.Expires = min(r.Expires, r.Started.Add(longestSession))
	return r, err
}

func sessionsOf(tx db.Holder, id lindung.ActorID) ([]webRow, error) {
	return sessionRows.All(tx, sessionSelect+`WHERE actor = ? ORDER BY started_at DESC, token`, id)
}

func insertSession(tx db.Holder, r webRow) error {
	if err := sessionRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO sessions (token, actor, data, started_at, seen_at, expires_at, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, r.Hash, r.Actor, r.Data, r.Started, r.Seen, r.Expires, r.mac)
	return err
}

func updateSession(tx db.Holder, r webRow) error {
	if err := sessionRows.Sign(tx, &r); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE sessions
		SET data = ?, mac = ?
		WHERE token = ?`, r.Data, r.mac, r.Hash)
}

// touchSession stores the last use of a session, unless it has ended.
func touchSession(tx db.Holder, r webRow) error {
	_, err := db.Exec(tx, `
		UPDATE sessions
		SET seen_at = ?, expires_at = ?
		WHERE token = ?`, r.Seen, r.Expires, r.Hash)
	return err
}

// CountSessions returns how many browser sessions are open.
func CountSessions(tx db.Holder) (int64, error) {
	return db.One(tx, db.Value[int64], `SELECT COUNT(*) FROM sessions WHERE expires_at > ?`, db.Now(tx))
}

// dropSessions runs a text that deletes sessions, and deletes their steps.
func dropSessions(tx db.Holder, text string, args ...any) (int64, error) {
	n, err := sessionRows.Drop(tx, text, args...)
	if err != nil {
		return 0, err
	}
	return n, dropSteps(tx)
}

// dropSession ends a session with its steps.
func dropSession(tx db.Holder, hash string) error {
	_, err := dropSessions(tx, `DELETE FROM sessions WHERE token = ? `+sessionGone, hash)
	return err
}

// dropSessionsOf ends the sessions of an actor, except one, and their calendar.
func dropSessionsOf(tx db.Holder, id lindung.ActorID, except string) error {
	if err := dropInvites(tx, id, kindCalendar); err != nil {
		return err
	}
	_, err := dropSessions(tx, `DELETE FROM sessions WHERE actor = ? AND token <> ? `+sessionGone, id, except)
	return err
}

// dropStale deletes sessions, invitations, passkeys and devices that ended, drafts and files that are too old.
func dropStale(tx db.Holder) error {
	old := db.Now(tx).Add(-keepExpired)
	if _, err := dropSessions(tx, `DELETE FROM sessions WHERE expires_at < ? `+sessionGone, old); err != nil {
		return err
	}
	if _, err := inviteRows.Drop(tx, `DELETE FROM invites WHERE expires_at < ? `+inviteGone, old); err != nil {
		return err
	}
	told := db.Now(tx).Add(-noticeFor)
	if err := errors.Join(dropOldPasskeys(tx, told), dropOldDevices(tx, db.Now(tx)-DeviceFor, told)); err != nil {
		return err
	}
	if _, err := db.Exec(tx, `
		DELETE FROM drafts
		WHERE at < ?`, db.Now(tx).Add(-keepDraft)); err != nil {
		return err
	}
	return dropStaleUploads(tx)
}

// draftRows are what was typed. They come and go while nothing is done, so no sum
// counts them.
var draftRows = db.Rows[draftRow]{
	Table: "drafts", Keys: 1,
	Columns: func(r *draftRow) []any {
		return []any{&r.ID, &r.Actor, &r.Session, &r.Step, &r.Page, &r.Object, &r.At, &r.Sealed}
	},
	Mac:  func(r *draftRow) *db.Mac { return &r.mac },
	Walk: draftSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const draftSelect = `SELECT id, actor, session, step, page, object, at, sealed, mac FROM drafts `

// putDraft replaces the draft of the same actor under the same key.
func putDraft(tx db.Holder, r draftRow) error {
	if err := draftRows.Sign(tx, &r); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO drafts (id, actor, session, step, page, object, at, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET session = excluded.session, step = excluded.step, page = excluded.page, object = excluded.object,
			at = excluded.at, sealed = excluded.sealed, mac = excluded.mac
		WHERE drafts.actor = excluded.actor AND NOT drafts.step`,
		r.ID, r.Actor, r.Session, r.Step, r.Page, r.Object, r.At, r.Sealed, r.mac)
	return err
}

func draftsOf(tx db.Holder, id lindung.ActorID) ([]draftRow, error) {
	return draftRows.All(tx, draftSelect+`WHERE actor = ? AND NOT step ORDER BY at DESC, id`, id)
}

func stepOf(tx db.Holder, id, session string) (draftRow, error) {
	return draftRows.One(tx, draftSelect+`WHERE id = ? AND session = ? AND step`, id, session)
}

func dropDraft(tx db.Holder, id string, actor lindung.ActorID) error {
	_, err := db.Exec(tx, `
		DELETE FROM drafts
		WHERE id = ? AND actor = ? AND NOT step`, id, actor)
	return err
}

// StoredDrafts are the drafts about a case. They are sealed with the key of the node;
// CheckSeals opens them.
var StoredDrafts = access.Stored{
	Rows:   []db.Table{draftRows},
	Tables: []access.Table{{Name: "drafts", Case: "object"}},
	Erase:  []string{`DELETE FROM drafts WHERE object IN ` + db.InList},
}

// DropDraftsAbout deletes what was typed about referrals of cases that are erased.
func DropDraftsAbout(tx *access.Tx, ids []lindung.ReferralID) error {
	return db.ExecIn(tx, `DELETE FROM drafts WHERE object IN `+db.InList, ids)
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
	return db.All(tx, draftRows.Columns, `
		SELECT id, actor, session, step, page, object, at, sealed
		FROM drafts
		ORDER BY id`)
}

// dropWays deletes all sessions, invitations, resets and passes, and returns how many
// there were.
func dropWays(tx db.Holder) (int64, error) {
	sessions, err := dropSessions(tx, `DELETE FROM sessions `+sessionGone)
	if err != nil {
		return 0, err
	}
	papers, err := inviteRows.Drop(tx, `DELETE FROM invites `+inviteGone)
	return sessions + papers, err
}
