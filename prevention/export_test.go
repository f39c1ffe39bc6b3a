package prevention

import (
	"context"
	"time"

	"lindung"
	"lindung/access"
)

// EnterAll enters many entities, in few acts.
func EnterAll(ctx context.Context, s access.Session, all []Entity) error {
	for len(all) > 0 {
		n := min(200, len(all))
		err := s.Do(ctx, access.EntityEdit, s.OrgTarget(), func(tx *access.Tx) error {
			for _, e := range all[:n] {
				if _, err := enter(tx, EntityID(lindung.NewID()), e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// KindOf is kindOf.
var KindOf = kindOf

// Quick makes nobody wait at the door.
func (d *ReportDoor) Quick() {
	d.slow.Sleep = func(context.Context, time.Duration) error { return nil }
}

// The bounds of the door.
const (
	MostTold     = mostTold
	MostTogether = mostTogether
)
