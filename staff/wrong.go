package staff

import (
	"context"
	"encoding/json"
	"errors"

	"lindung"
	"lindung/access"
)

// ErrEnded says that a session was ended because wrong proofs were given in it.
var ErrEnded = access.Refusal("ended after wrong proofs")

// mostWrong proofs in a row end a session: whoever is at work signs in again, whoever
// found the browser open cannot.
const mostWrong = 5

// missed counts a wrong proof in the running session. It returns ErrSignIn, or ErrEnded
// once there were too many.
func missed(ctx context.Context, s access.Session) error {
	wrong := ErrSignIn
	s = s.WithSentForm(nil) // the act of the form was not done
	err := s.Do(ctx, access.OwnSession, access.AccountTarget(s.Actor().ID), func(tx *access.Tx) error {
		row, err := webSession(tx, s.OpenedWith())
		if errors.Is(err, lindung.ErrNotFound) {
			wrong = ErrEnded // by another try at the same time
			return nil
		}
		if err != nil {
			return err
		}
		data := row.data()
		data.Wrong++
		tx.SetCount(data.Wrong, "wrong_proof")
		if data.Wrong >= mostWrong {
			wrong = ErrEnded
			return dropSession(tx, row.Hash)
		}
		if row.Data, err = json.Marshal(data); err != nil {
			return err
		}
		return updateSession(tx, row)
	})
	if err != nil {
		return err
	}
	return wrong
}

// triesSince returns how many tries to sign in to an account were refused since one
// was right, as the log tells.
func triesSince(tx *access.Tx, id lindung.ActorID) (int, error) {
	return access.RefusedInARow(tx, string(id), access.SignIn)
}
