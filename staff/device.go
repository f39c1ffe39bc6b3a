package staff

import (
	"context"
	"errors"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/internal/db"
)

// A device is a browser from which an actor has signed in whole. It keeps a random token, by
// which it is known for DeviceFor: then the tries of strangers do not slow down its own, and
// its actor is not told of a new device. It lets nobody in.

// Bounds of devices.
const (
	DeviceFor   = 90 * 24 * 60 * 60 // seconds since the last sign-in
	mostDevices = 20                // of an actor
)

// known reports whether a device is known at a time.
func (k deviceRow) known(now db.Time) bool {
	return k.Over == 0 && k.Used+DeviceFor > now && k.Used <= now.Add(clocksDiffer)
}

// knownDevice returns the device of an actor whose token is one of some; one without an id if
// there is none.
func knownDevice(tx *access.Tx, id lindung.ActorID, tokens []string) (deviceRow, error) {
	if len(tokens) == 0 {
		return deviceRow{}, nil
	}
	all, err := devicesOf(tx, id)
	for _, token := range tokens {
		for _, k := range all {
			if k.Token == hashToken(token) && k.known(tx.Now) {
				return k, err
			}
		}
	}
	return deviceRow{}, err
}

// useDevice notes that an actor has signed in from a browser: on a device that they are known
// by, or on a new one, whose token goes to in.
func useDevice(tx *access.Tx, id lindung.ActorID, tokens []string, agent string, in *SignedIn) error {
	k, err := knownDevice(tx, id, tokens)
	if err != nil {
		return err
	}
	in.device, in.Device = k.ID, ""
	if k.ID != "" {
		k.Machine, k.Browser, k.Used = machineOf(agent), browserOf(agent), tx.Now
		return updateDevice(tx, k)
	}
	all, err := devicesOf(tx, id)
	if err != nil {
		return err
	}
	first := len(all) == 0
	all = slices.DeleteFunc(all, func(k deviceRow) bool { return !k.known(tx.Now) })
	for len(all) >= mostDevices { // the one that was used the longest time ago
		oldest := all[len(all)-1]
		oldest.Over, all = tx.Now, all[:len(all)-1]
		if err := updateDevice(tx, oldest); err != nil {
			return err
		}
	}
	in.Device = newToken()
	k = deviceRow{
		ID: lindung.NewID(), Actor: id, Token: hashToken(in.Device), Machine: machineOf(agent), Browser: browserOf(agent), Tells: !first, Made: tx.Now, Used: tx.Now,
	}
	in.device = k.ID
	return insertDevice(tx, k)
}

// Device is a device as a list shows it.
type Device struct {
	ID               string
	Machine, Browser string // in codes
	Made, Used       db.Time
	This             bool // the one that asks
}

// Devices returns the devices by which the session's actor is known, last used first.
func Devices(ctx context.Context, s access.Session) ([]Device, error) {
	var all []Device
	err := s.See(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		all = nil
		this, err := deviceAtWork(tx)
		if err != nil {
			return err
		}
		rows, err := devicesOf(tx, s.Actor().ID)
		for _, k := range rows {
			if k.known(tx.Now) {
				all = append(all, Device{k.ID, k.Machine, k.Browser, k.Made, k.Used, k.ID == this})
			}
		}
		tx.SetCount(len(all), "devices")
		return err
	})
	return all, err
}

// deviceAtWork returns the device on which the running session began; "" for none.
func deviceAtWork(tx *access.Tx) (string, error) {
	row, err := webSession(tx, tx.Session().OpenedWith())
	if errors.Is(err, lindung.ErrNotFound) {
		return "", nil // not a session of a browser
	}
	return row.data().Device, err
}

// EndDevice ends a device of the session's actor, and the sessions that began on it, except
// this one. It needs no fresh proof: it only protects.
func EndDevice(ctx context.Context, s access.Session, id string) error {
	return s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		k, err := device(tx, id)
		if err != nil {
			return err
		}
		switch {
		case k.Actor != s.Actor().ID:
			return access.ErrDenied
		case k.Over != 0:
			return lindung.ErrConflict
		}
		tx.SetCount(0, "device_end")
		k.Over = tx.Now
		if err := updateDevice(tx, k); err != nil {
			return err
		}
		rows, err := sessionsOf(tx, k.Actor)
		for _, r := range rows {
			if err == nil && r.data().Device == k.ID && r.Hash != s.OpenedWith() {
				err = dropSession(tx, r.Hash)
			}
		}
		return err
	})
}
