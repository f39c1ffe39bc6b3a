package desk

import (
	"time"

	"lindung/access"
)

// Machine is what is known of the computer on which the node runs.
type Machine struct {
	Ready   bool // the database answers, and the log is the one that was there
	Rescue  bool // nothing is added to the log
	Damaged int  // rows that were changed in the database, and not by the program
	Jobs    []Job
	Queue   int   // acts that wait for the next commit
	Outbox  int64 // at least so many messages wait to be sent
	Disk    bool  // Free is known
	Free    uint64

	Behind   time.Duration // of the machine's clock, to the newest act
	Off      time.Duration // between it and the clock of the log witness
	Jumped   time.Duration // how far it last jumped, at JumpedAt; zero for never since the start
	JumpedAt time.Time

	Certificate *Certificate // nil where the program speaks no TLS
}

// Job is a work that a node does beside answering.
type Job struct {
	Name    string
	Last    time.Time // when it was last done; zero for never since the start
	Failing time.Time // since when it fails; zero if it does not
}

// Certificate says from when to when the certificate is valid that ends first; zero if one
// is not there.
type Certificate struct{ From, To time.Time }

// Bounds from which administrators are told on their first page.
const (
	lowDisk    = 1 << 30 // bytes
	clockOff   = time.Minute
	jumpTold   = 24 * time.Hour
	jobFailing = 2 * time.Hour
	longQueue  = 64

	lateCertificate = 15 * 24 * time.Hour
)

// Old reports whether a new certificate should be there by now: where an issuer makes them,
// it is made when a third of the time of the old one is left.
func (c Certificate) Old(now time.Time) bool {
	return c.To.Sub(now) < min(c.To.Sub(c.From)/6, lateCertificate)
}

// Machine says to an administrator of the organisation that runs the node how the computer is
// on which it runs, and what of it somebody must see to; nothing to others.
func (v *Visit) Machine() (all, now []string) {
	if v.Options.Machine == nil || !access.KeepsNode(v.Ctx(), v.Session) {
		return nil, nil
	}
	m := v.Options.Machine(v.Ctx())
	for _, l := range v.machineLines(m, v.Node.MachineTime()) {
		all = append(all, l.text)
		if l.bad {
			now = append(now, l.text)
		}
	}
	return all, now
}

// machineLine is one thing that is said of a machine, and whether somebody must see to it.
type machineLine struct {
	text string
	bad  bool
}

func (v *Visit) machineLines(m Machine, now time.Time) (all []machineLine) {
	add := func(bad bool, key string, args ...any) {
		all = append(all, machineLine{v.Text("administration.machine."+key, args...), bad})
	}
	switch {
	case m.Rescue:
		add(true, "state.rescue")
	case !m.Ready:
		add(true, "state.fault")
	default:
		add(false, "state")
	}
	if m.Damaged > 0 {
		add(true, "damaged", "n", m.Damaged)
	}
	for _, j := range m.Jobs {
		switch what := v.Text("administration.machine.job." + j.Name); {
		case !j.Failing.IsZero():
			add(now.Sub(j.Failing) > jobFailing, "job.fails", "what", what, "when", v.Moment(j.Failing))
		default:
			add(false, "job.done", "what", what, "when", v.Moment(j.Last))
		}
	}
	add(m.Queue > longQueue, "queue", "n", m.Queue)
	add(false, "outbox", "n", m.Outbox)
	v.clockLines(m, now, add)
	if m.Disk {
		key := "disk"
		if m.Free < lowDisk {
			key = "disk.low"
		}
		add(m.Free < lowDisk, key, "n", int(m.Free>>20))
	}
	if c := m.Certificate; c != nil {
		switch {
		case c.To.IsZero():
			add(true, "certificate.none")
		case c.Old(now):
			add(true, "certificate.old", "made", v.DayOn(c.From), "until", v.DayOn(c.To))
		default:
			add(false, "certificate", "made", v.DayOn(c.From), "until", v.DayOn(c.To))
		}
	}
	return all
}

// clockLines says whether the machine's clock can be believed.
func (v *Visit) clockLines(m Machine, now time.Time, add func(bad bool, key string, args ...any)) {
	minutes := func(d time.Duration) int { return max(1, int(d.Abs()/time.Minute)) }
	good := true
	if m.Behind >= clockOff {
		add(true, "clock.behind", "n", minutes(m.Behind))
		good = false
	}
	if m.Off >= clockOff {
		add(true, "clock.off", "n", minutes(m.Off))
		good = false
	}
	if !m.JumpedAt.IsZero() {
		key := "clock.ahead"
		if m.Jumped < 0 {
			key = "clock.back"
		}
		add(now.Sub(m.JumpedAt) < jumpTold, key, "n", minutes(m.Jumped), "when", v.Moment(m.JumpedAt))
		good = false
	}
	if good {
		add(false, "clock")
	}
}
