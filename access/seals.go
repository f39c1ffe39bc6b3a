package access

import (
	"context"
	"encoding/json"
	"fmt"

	"lindung"
)

// CheckSeals opens every wrapped key, and all that is sealed with the node's own
// key, and returns how many there were. An error names the row that does not
// open, never what is in it.
func CheckSeals(tx *Tx) (int, error) {
	n := tx.session.node
	keys, err := allKeys(tx)
	if err != nil {
		return 0, err
	}
	for _, k := range keys {
		if _, err := n.ring.Unwrap(k.owner, k.wrapped); err != nil {
			return 0, err
		}
	}
	people, err := n.checkActors(tx)
	if err != nil {
		return 0, err
	}
	drafts, err := allDrafts(tx)
	if err != nil {
		return 0, err
	}
	for _, d := range drafts {
		if _, err := n.draft(d); err != nil {
			return 0, fmt.Errorf("draft %s: %w", d.ID, err)
		}
	}
	uploads, err := allUploads(tx)
	if err != nil {
		return 0, err
	}
	for _, u := range uploads {
		if _, err := n.ring.Node().Open(uploadPlace(u.ID), u.Sealed); err != nil {
			return 0, fmt.Errorf("upload %s: %w", u.ID, err)
		}
	}
	return len(keys) + people + len(drafts) + len(uploads), nil
}

// checkActors opens the profile of each actor and the secret of his device.
func (n *Node) checkActors(tx *Tx) (int, error) {
	all, err := allActors(tx)
	if err != nil {
		return 0, err
	}
	count := 0
	for _, r := range all {
		box, err := n.ring.Node().Open(actorPlace(r.ID), r.Sealed)
		if err != nil {
			return 0, fmt.Errorf("actor %s: %w", r.ID, err)
		}
		var p profile
		if err := json.Unmarshal(box, &p); err != nil {
			return 0, fmt.Errorf("actor %s: the profile cannot be read", r.ID)
		}
		if n.loginHash(p.Login) != r.Login {
			return 0, fmt.Errorf("actor %s: what he signs in with is not what is sealed", r.ID)
		}
		count++
		if len(r.TOTP) == 0 {
			continue
		}
		if _, err := n.ring.Node().Open(totpPlace(r.ID), r.TOTP); err != nil {
			return 0, fmt.Errorf("device of actor %s: %w", r.ID, err)
		}
		count++
	}
	return count, nil
}

// EndWays ends every browser session and takes back every invitation, reset and
// pass of the node: those of a restored backup may have been ended since it was
// made. It is for the program's own actor.
func EndWays(ctx context.Context, s Session) error {
	return s.Do(ctx, SystemRun, s.Node(), func(tx *Tx) error {
		n, err := dropWays(tx)
		tx.Count(int(n), "restore")
		return err
	})
}

// keyRow is the key of a case or event as stored.
type keyRow struct {
	owner   string
	wrapped []byte
}

// sealedActor is what is sealed of an actor.
type sealedActor struct {
	ID     lindung.ActorID
	Login  string
	Sealed []byte
	TOTP   []byte
}
