package access

import "lindung/internal/db"

func allKeys(tx *db.Tx) ([]keyRow, error) {
	return db.All(tx, func(k *keyRow) []any { return []any{&k.owner, &k.wrapped} }, `
		SELECT owner, wrapped
		FROM keys
		ORDER BY owner`)
}

func allActors(tx *db.Tx) ([]sealedActor, error) {
	return db.All(tx, func(a *sealedActor) []any { return []any{&a.ID, &a.Login, &a.Sealed, &a.TOTP} }, `
		SELECT id, login, sealed, totp
		FROM actors
		ORDER BY id`)
}

func allDrafts(tx *db.Tx) ([]draftRow, error) {
	return db.All(tx, func(r *draftRow) []any { return []any{&r.ID, &r.Actor, &r.At, &r.Sealed} }, `
		SELECT id, actor, at, sealed
		FROM drafts
		ORDER BY id`)
}

// dropWays deletes all sessions and papers, and returns how many there were.
func dropWays(tx *db.Tx) (int64, error) {
	sessions, err := tx.Exec(`DELETE FROM sessions`)
	if err != nil {
		return 0, err
	}
	papers, err := tx.Exec(`DELETE FROM invites`)
	return sessions + papers, err
}
