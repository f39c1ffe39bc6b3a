package staff

import (
	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// deviceRow is a browser from which an actor has signed in, as stored.
type deviceRow struct {
	ID               string
	Actor            lindung.ActorID
	Token            string // a hash of what the browser keeps
	Machine, Browser string
	Tells            bool // the actor is told that it is new
	Made, Used, Over db.Time
	mac              db.Mac
}

var deviceRows = db.Rows[deviceRow]{
	Table: "devices", Keys: 1,
	Columns: func(k *deviceRow) []any {
		return []any{&k.ID, &k.Actor, &k.Token, &k.Machine, &k.Browser, &k.Tells, &k.Made, &k.Used, &k.Over}
	},
	Mac:   func(k *deviceRow) *db.Mac { return &k.mac },
	Owner: func(k *deviceRow) string { return string(k.Actor) },
	Of:    "actor",
	Walk:  deviceSelect + `WHERE id > ? ORDER BY id LIMIT ?`,
}

const (
	deviceSelect = `SELECT id, actor, token, machine, browser, tells, made_at, used_at, ended_at, mac FROM devices `
	deviceGone   = `RETURNING id, actor, token, machine, browser, tells, made_at, used_at, ended_at, mac`
)

func device(tx db.Holder, id string) (deviceRow, error) {
	return deviceRows.One(tx, deviceSelect+`WHERE id = ?`, id)
}

func deviceByToken(tx db.Holder, hash string) (deviceRow, error) {
	return deviceRows.One(tx, deviceSelect+`WHERE token = ?`, hash)
}

// devicesOf returns the devices of an actor, those that are over too, last used first.
func devicesOf(tx db.Holder, id lindung.ActorID) ([]deviceRow, error) {
	return deviceRows.All(tx, deviceSelect+`WHERE actor = ? ORDER BY used_at DESC, id`, id)
}

func insertDevice(tx db.Holder, k deviceRow) error {
	if err := deviceRows.Sign(tx, &k); err != nil {
		return err
	}
	_, err := db.Exec(tx, `
		INSERT INTO devices (id, actor, token, machine, browser, tells, made_at, used_at, ended_at, mac)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, k.ID, k.Actor, k.Token, k.Machine, k.Browser, k.Tells, k.Made, k.Used, k.Over, k.mac)
	return err
}

// updateDevice stores a device that this act has read, changed.
func updateDevice(tx *access.Tx, k deviceRow) error {
	if err := deviceRows.Sign(tx, &k); err != nil {
		return err
	}
	return db.Change(tx, `
		UPDATE devices
		SET machine = ?, browser = ?, used_at = ?, ended_at = ?, mac = ?
		WHERE id = ?`, k.Machine, k.Browser, k.Used, k.Over, k.mac, k.ID)
}

// dropDevicesOf deletes the devices of an actor that were made since a moment; 0 for all.
func dropDevicesOf(tx db.Holder, id lindung.ActorID, since db.Time) error {
	_, err := deviceRows.Drop(tx, `DELETE FROM devices WHERE actor = ? AND made_at >= ? `+deviceGone, id, since)
	return err
}

// dropOldDevices deletes those that were last used before a moment, or were over before
// another.
func dropOldDevices(tx db.Holder, used, over db.Time) error {
	_, err := deviceRows.Drop(tx, `DELETE FROM devices WHERE used_at < ? OR ended_at <> 0 AND ended_at < ? `+deviceGone, used, over)
	return err
}
