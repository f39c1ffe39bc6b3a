package staff

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// passkeyRow is a passkey as stored.
type passkeyRow struct {
	ID               string
	Actor            lindung.ActorID
	Credential       string // a hash of the id by which a browser names it
	Host             string // where it works
	Asked            int64  // when the newest challenge that it answered was made, in milliseconds
	Made, Used, Over db.Time
	Sealed           []byte // see sealedKey; empty once it is over
	mac              db.Mac
}

var passkeyRows = db.Rows[passkeyRow]{
	Table: "passkeys", Keys: 1,
	Columns: func(k *passkeyRow) []any {
		return []any{&k.ID, &k.Actor, &k.Credential, &k.Host, &k.Asked, &k.Made, &k.Used, &k.Over, &k.Sealed}
	},
	Mac:   func(k *passkeyRow) *db.Mac { return &k.mac },
	Owner: func(k *passkeyRow) string { return string(k.Actor) },
	Of:    "actor",
	Walk:  passkeySelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const (
	passkeySelect = `SELECT id, actor, credential, host, asked, made_at, used_at, ended_at, sealed, mac FROM passkeys `
	passkeyGone   = `RETURNING id, actor, credential, host, asked, made_at, used_at, ended_at, sealed, mac`
)

func passkey(tx db.Holder, id string) (passkeyRow, error) {
	return passkeyRows.One(tx, passkeySelect+`WHERE id = ?`, id)
}

func passkeyByCredential(tx db.Holder, hash string) (passkeyRow, error) {
	return passkeyRows.One(tx, passkeySelect+`WHERE credential = ?`, hash)
}

// passkeysOf returns the passkeys of an actor, those that are over too, newest first.
func passkeysOf(tx db.Holder, id lindung.ActorID) ([]passkeyRow, error) {
	return passkeyRows.All(tx, passkeySelect+`WHERE actor = ? ORDER BY made_at DESC, id`, id)
}

func allPasskeys(tx db.Holder) ([]passkeyRow, error) {
	return db.All(tx, passkeyRows.Columns, `
		SELECT id, actor, credential, host, asked, made_at, used_at, ended_at, sealed
		FROM passkeys
		ORDER BY id`)
}

func insertPasskey(tx db.Holder, k passkeyRow) error {
	if err := passkeyRows.Sign(tx, &k); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO passkeys (id, actor, credential, host, asked, made_at, used_at, ended_at, sealed, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, k.ID, k.Actor, k.Credential, k.Host, k.Asked, k.Made, k.Used, k.Over, k.Sealed, k.mac)
	return err
}

// updatePasskey stores a passkey that this act has read, changed.
func updatePasskey(tx *access.Tx, k passkeyRow) error {
	if err := passkeyRows.Sign(tx, &k); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE passkeys
		SET asked = ?, used_at = ?, ended_at = ?, sealed = ?, mac = ?
		WHERE id = ?`, k.Asked, k.Used, k.Over, k.Sealed, k.mac, k.ID)
}

// Endings end again what people sign in with, in an older database in which it has not ended.
var Endings = access.Endings{access.EndedPasskey: endPasskeyAgain}

func endPasskeyAgain(tx *access.Tx, names []string) (string, error) {
	k, err := passkey(tx, names[0])
	if err != nil || k.Over != 0 {
		return "", err
	}
	return string(k.Actor), endPasskey(tx, k)
}

// endPasskey stores that a passkey that this act has read is over.
func endPasskey(tx *access.Tx, k passkeyRow) error {
	tx.Ends(access.EndedPasskey, k.ID)
	k.Over, k.Sealed = tx.Now, []byte{}
	return updatePasskey(tx, k)
}

// dropPasskeysOf deletes the passkeys of an actor that were made since a moment; 0 for all.
func dropPasskeysOf(tx *access.Tx, id lindung.ActorID, since db.Time) error {
	all, err := passkeysOf(tx, id)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.Over == 0 && k.Made >= since {
			tx.Ends(access.EndedPasskey, k.ID)
		}
	}
	_, err = passkeyRows.Drop(tx, `DELETE FROM passkeys WHERE actor = ? AND made_at >= ? `+passkeyGone, id, since)
	return err
}

// dropOldPasskeys deletes those that were over before a moment.
func dropOldPasskeys(tx db.Holder, before db.Time) error {
	_, err := passkeyRows.Drop(tx, `DELETE FROM passkeys WHERE ended_at <> 0 AND ended_at < ? `+passkeyGone, before)
	return err
}
