package access

import (
	"sync/atomic"

	"lindung/internal/db"
)

// latest is the newest moment of an act of this program, in seconds as db.Time has them.
type latest struct{ at atomic.Int64 }

// heard notes the moment of an act.
func (l *latest) heard(now db.Time) {
	for at := l.at.Load(); at < int64(now); at = l.at.Load() {
		if l.at.CompareAndSwap(at, int64(now)) {
			return
		}
	}
}

// Latest returns the newest moment that the program knows: that of the act or, if the
// clock was set back since, that of an earlier one. What has ended by its day is judged
// by it, so that a clock that is set back opens nothing again. Whoever sets a clock right
// that was ahead starts the program again.
func (t *Tx) Latest() db.Time { return max(t.Now, db.Time(t.session.node.latest.at.Load())) }
