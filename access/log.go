package access

import (
	"context"
	"io"
	"time"

	"lindung"
	"lindung/audit"
	"lindung/internal/db"
)

// AskWitness returns what to ask of a witness that has cosigned the head seen, and
// the head that it is asked to cosign.
func (n *Node) AskWitness(ctx context.Context, seen audit.Signed) (audit.Ask, audit.Signed, error) {
	return n.log.Ask(ctx, n.db, seen)
}

// TakeCosignature returns a head with the cosignature that a witness answered with,
// and when it signed.
func (n *Node) TakeCosignature(head, answer, witnessKey string) (string, time.Time, error) {
	return n.log.TakeCosignature(head, answer, witnessKey)
}

// HeadAt returns the size and edge that the log had at a size, counted from an
// earlier one.
func (n *Node) HeadAt(ctx context.Context, from audit.Signed, size int64) (audit.Signed, error) {
	return n.log.At(ctx, n.db, from, size)
}

// errNoLog says that there is something to find in the log, and no log.
var errNoLog = &audit.Damage{Table: "log_head", Row: "1", Kind: audit.Missing, Text: "the node holds organisations and has no log"}

// withoutLog reports whether the node has no log of what it holds.
func withoutLog(tx db.Holder) (bool, error) {
	head, err := audit.Head(tx)
	if err != nil || head != "" {
		return false, err
	}
	return anyOrg(tx)
}

// LogStands returns the head of the log that the next act would be added to. It is
// audit.ErrTampered if the log is not the one that was signed, or not the one that
// the program remembers: then no act is done. It writes nothing.
func (n *Node) LogStands(ctx context.Context) (audit.Signed, error) { return n.log.Stands(ctx, n.db) }

// NewestHead returns the newest head that the program knows to be stored, to be
// kept outside the database.
func (n *Node) NewestHead() audit.Signed { return n.log.Newest() }

// LogMoment returns when the last act in the log was.
func (n *Node) LogMoment(ctx context.Context) (at time.Time, err error) {
	err = n.db.Read(ctx, func(tx *db.Tx) error {
		e, err := audit.Last(tx)
		at = e.Time()
		return err
	})
	return at, err
}

// RememberLog tells a node that was just opened which head its log must continue.
func (n *Node) RememberLog(h audit.Signed) { n.log.Remember(h) }

// StopLog makes the program do no more acts, for the reason err.
func (n *Node) StopLog(err error) { n.log.Stop(err) }

// AcceptLog takes the log in the database for the right one. It must verify in
// itself. Whoever calls it records why.
func (n *Node) AcceptLog(ctx context.Context) error { return n.log.Accept(ctx, n.db) }

// LogFilter says which entries of the log are read. The entry of that reading
// holds its code.
type LogFilter string

// The filters.
const (
	LogAll     LogFilter = ""
	LogWork    LogFilter = "work"    // without everyday reading, see audit.WorkByOrg
	LogRefused LogFilter = "refused" // only what was not allowed
)

// A LogSearch says whose entries, about which case and of which days are read besides.
type LogSearch struct {
	Actor    lindung.ActorID
	Case     lindung.CaseID
	From, To time.Time
}

// FindInLog is ReadLog for the entries that q looks for.
func FindInLog(ctx context.Context, s Session, q LogSearch, before int64, f LogFilter, limit int, more func(*Tx, []audit.Entry) error) ([]audit.Entry, error) {
	if q == (LogSearch{}) {
		return ReadLog(ctx, s, before, f, limit, more)
	}
	search := audit.Search{
		Actor: q.Actor, Object: string(q.Case), From: q.From, To: q.To, Before: before, Refused: f == LogRefused, Work: f == LogWork,
	}
	var all []audit.Entry
	err := s.See(ctx, LogRead, s.OrgTarget(), func(tx *Tx) error {
		var err error
		if all, err = audit.FoundByOrg(tx, s.Actor().Org, search, limit); err != nil {
			return err
		}
		tx.SetCount(len(all), "found")
		return more(tx, all)
	})
	return all, err
}

// ReadLog returns what the actors of the session's organisation did before entry
// number before, the newest first; 0 means from the end. more reads, in the same
// act, what a page shows beside the entries.
func ReadLog(ctx context.Context, s Session, before int64, f LogFilter, limit int, more func(*Tx, []audit.Entry) error) ([]audit.Entry, error) {
	read := audit.ByOrg
	switch f {
	case LogWork:
		read = audit.WorkByOrg
	case LogRefused:
		read = audit.RefusedByOrg
	}
	var all []audit.Entry
	err := s.See(ctx, LogRead, s.OrgTarget(), func(tx *Tx) error {
		var err error
		if all, err = read(tx, s.Actor().Org, before, limit); err != nil {
			return err
		}
		tx.SetCount(len(all), string(f))
		return more(tx, all)
	})
	return all, err
}

// LogHead returns the signed head of the log.
func LogHead(ctx context.Context, s Session) (string, error) {
	var head string
	err := s.See(ctx, LogRead, s.OrgTarget(), func(tx *Tx) error {
		tx.SetCount(0, "head")
		var err error
		head, err = audit.Head(tx)
		return err
	})
	return head, err
}

// VerifyLog checks the whole log of the node, and returns how many entries it
// has and a signed head that they agree with. It is audit.ErrTampered when
// something was changed, removed or put elsewhere.
func VerifyLog(ctx context.Context, s Session) (entries int64, head string, err error) {
	err = s.Do(ctx, LogVerify, s.OrgTarget(), func(*Tx) error { return nil })
	if err != nil {
		return 0, "", err
	}
	if head, err = LogHead(ctx, s); err != nil {
		return 0, "", err
	}
	entries, err = audit.Verify(ctx, s.node.db, s.node.PublicKey(), head)
	return entries, head, err
}

// ExportLog writes the log of the whole node, as audit.Export does. It is for
// the organisation that keeps the node: the log says what all others did.
func ExportLog(ctx context.Context, s Session, w io.Writer) (int64, error) {
	err := s.Do(ctx, LogExport, s.NodeTarget(), func(*Tx) error { return nil })
	if err != nil {
		return 0, err
	}
	return audit.Export(ctx, s.node.db, w)
}

// longestLook is how many entries about one thing RefusedInARow looks at.
const longestLook = 200

// RefusedInARow returns how many of the newest acts of the program under a name, done
// to object, were refused since one was allowed.
func RefusedInARow(tx *Tx, object, name string) (int, error) {
	all, err := audit.About(tx, object, longestLook)
	n := 0
	for _, e := range all {
		if e.Actor != string(systemID(name)) {
			continue
		}
		if e.Decision != audit.Refused {
			break
		}
		n++
	}
	return n, err
}
