package staff

import (
	"fmt"
	"slices"

	"lindung/internal/db"

	"lindung/access"
)

// CheckSeals opens the secret of every device, every passkey, every draft, every file that
// waits and every saved list, and returns how many there were. It also checks that each actor signs
// in with the login that is sealed in their account. An error names the row that
// does not open, never its content.
func CheckSeals(tx *access.Tx) (int, error) {
	devices, err := checkFactors(tx)
	if err != nil {
		return 0, err
	}
	keys, err := allPasskeys(tx)
	if err != nil {
		return 0, err
	}
	for _, k := range keys {
		if _, err := openKey(tx, k); err != nil {
			return 0, fmt.Errorf("passkey %s: %w", k.ID, err)
		}
	}
	drafts, err := allDrafts(tx)
	if err != nil {
		return 0, err
	}
	for _, d := range drafts {
		if _, err := openDraft(tx, d); err != nil {
			return 0, fmt.Errorf("draft %s: %w", d.ID, err)
		}
	}
	uploads, err := allUploads(tx)
	if err != nil {
		return 0, err
	}
	for _, u := range uploads {
		if _, err := tx.OpenNode(uploadPlace(u.ID), u.Sealed); err != nil {
			return 0, fmt.Errorf("upload %s: %w", u.ID, err)
		}
	}
	lists, err := allLists(tx)
	if err != nil {
		return 0, err
	}
	for _, l := range lists {
		if _, err := openList(tx, l); err != nil {
			return 0, fmt.Errorf("list %s: %w", l.ID, err)
		}
	}
	return devices + len(keys) + len(drafts) + len(uploads) + len(lists), nil
}

func checkFactors(tx *access.Tx) (int, error) {
	all, err := allFactors(tx)
	if err != nil {
		return 0, err
	}
	devices := 0
	for _, f := range all {
		a, err := access.AccountOf(tx, f.Actor)
		if err != nil {
			return 0, err
		}
		if a, err = a.OpenName(tx); err != nil {
			return 0, err
		}
		if !slices.Contains(loginHashes(tx, a.Login), f.Login) {
			return 0, fmt.Errorf("actor %s: what they sign in with is not what is sealed", f.Actor)
		}
		if _, err := tx.OpenNode(totpPlace(f.Actor), f.TOTP); err != nil {
			return 0, fmt.Errorf("device of actor %s: %w", f.Actor, err)
		}
		devices++
	}
	return devices, nil
}

// EndWays ends every browser session, invitation, reset and pass of the node, because
// those in a restored backup may have ended since it was made. It is for the
// program's own actor.
func EndWays(tx *access.Tx) error {
	_, err := dropWays(tx)
	return err
}

// Rows are the rows of what people sign in with, and of what they have sent and not
// decided on.
var Rows = []db.Table{factorRows, passkeyRows, deviceRows, inviteRows, sessionRows, alarmRows, uploadRows, listRows}
