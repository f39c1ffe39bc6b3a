package access

import (
	"context"
	"io"

	"lindung/audit"
)

// LogFilter says which entries of the log are read. The entry of that reading
// holds its code.
type LogFilter string

// The filters.
const (
	LogAll     LogFilter = ""
	LogWork    LogFilter = "work"    // without everyday reading, see audit.WorkByOrg
	LogRefused LogFilter = "refused" // only what was not allowed
)

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
