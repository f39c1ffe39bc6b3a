package access

import "lindung/internal/db"

func allKeys(tx db.Holder) ([]keyRow, error) {
	return db.All(tx, func(k *keyRow) []any { return []any{&k.owner, &k.wrapped} }, `
		SELECT owner, wrapped
		FROM keys
		ORDER BY owner`)
}

func allActors(tx db.Holder) ([]sealedActor, error) {
	return db.All(tx, func(a *sealedActor) []any { return []any{&a.ID, &a.Login, &a.Sealed, &a.TOTP} }, `
		SELECT id, login, sealed, totp
		FROM actors
		ORDER BY id`)
}

func allDrafts(tx db.Holder) ([]draftRow, error) {
	return db.All(tx, func(r *draftRow) []any { return []any{&r.ID, &r.Actor, &r.At, &r.Sealed} }, `
		SELECT id, actor, at, sealed
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
	return sessions + papers, err
}
