package access

import (
	"context"

	"lindung"
	"lindung/internal/db"
)

// As returns the session of an actor who has not signed in. It is for the
// demo's invented people and for tests; a check of the house refuses any other
// call of it.
func As(ctx context.Context, n *Node, id lindung.ActorID) (Session, error) {
	var s Session
	err := n.db.Read(ctx, func(tx *db.Tx) error {
		r, err := actor(tx, id)
		if err != nil {
			return err
		}
		a := r.actor()
		p, err := n.profile(r)
		a.Name = p.Name
		s = Session{node: n, actor: a, purpose: lindung.Assistance}
		return err
	})
	return s, err
}
