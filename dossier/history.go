package dossier

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lindung"
	"lindung/access"
	"lindung/audit"
	"lindung/cases"
	"lindung/internal/db"
	"lindung/referral"
)

// History returns what was done to a case and to what its parts keep under a name
// of their own, newest first: entries of the log, without any value, among them
// the lists that showed it. Of a case that was taken over from another organisation they
// begin with that: what was done before is in the log of the old owner.
func History(ctx context.Context, s access.Session, id lindung.CaseID, limit int) ([]audit.Entry, error) {
	all, _, err := HistoryInWords(ctx, s, id, limit)
	return all, err
}

// HistoryInWords is History with what people wrote of why the case left in files that
// anyone can read, by the number of the entry; for who may read the case.
func HistoryInWords(ctx context.Context, s access.Session, id lindung.CaseID, limit int) ([]audit.Entry, map[int64]string, error) {
	var all []audit.Entry
	var words map[int64]string
	err := s.See(ctx, access.CaseHistory, cases.Target(id), func(tx *access.Tx) (err error) {
		if all, err = historyIn(tx, id, limit); err != nil {
			return err
		}
		reasons, err := cases.ReasonsIn(tx, id)
		words = inWords(all, reasons)
		return err
	})
	return all, words, err
}

// inWords returns the reasons by the number of the entry that each belongs to: of those that
// say that there are words, the first one by the same person that is not earlier than it and
// is no other reason's. An entry is written after the case was read, and can be seconds later.
// The entries are the newest first.
func inWords(all []audit.Entry, reasons []cases.Reason) map[int64]string {
	words := map[int64]string{}
	slices.SortFunc(reasons, func(a, b cases.Reason) int { return cmp.Compare(a.At, b.At) })
	for _, r := range reasons {
		for _, e := range slices.Backward(all) {
			_, taken := words[e.N]
			if !taken && e.Act == string(access.ExportRun) && e.Filter == cases.ReasonInWords &&
				e.Actor == string(r.By) && db.TimeOf(e.Time()) >= r.At {
				words[e.N] = r.Why
				break
			}
		}
	}
	return words
}

// historyIn is History within the act that was asked for.
func historyIn(tx *access.Tx, id lindung.CaseID, limit int) ([]audit.Entry, error) {
	objects, err := objectsOf(tx, id)
	if err != nil {
		return nil, err
	}
	all, err := audit.ListsWith(tx, string(id), limit)
	if err != nil {
		return nil, err
	}
	for _, object := range objects {
		found, err := audit.About(tx, object, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b audit.Entry) int { return cmp.Compare(b.N, a.N) })
	all = slices.CompactFunc(all, func(a, b audit.Entry) bool { return a.N == b.N })
	all = withoutLinks(sinceMoved(all, id))
	return all[:min(len(all), limit)], nil
}

// sinceMoved leaves out, of entries the newest first, those before the case came to the
// organisation that keeps it.
func sinceMoved(all []audit.Entry, id lindung.CaseID) []audit.Entry {
	moved := func(ended string) bool { return strings.HasPrefix(ended, access.EndedOwner+":"+string(id)+":") }
	for i, e := range all {
		if slices.ContainsFunc(e.Ended, moved) {
			return all[:i+1]
		}
	}
	return all
}

// withoutLinks leaves out that a case was linked with another, and that this was undone: a
// link that was wrong must not be read from either file.
func withoutLinks(all []audit.Entry) []audit.Entry {
	return slices.DeleteFunc(all, func(e audit.Entry) bool { return e.Act == string(access.CaseLink) })
}

// objectsOf returns the case and the objects of its parts, as the log names them.
func objectsOf(tx *access.Tx, id lindung.CaseID) ([]string, error) {
	all := []string{string(id)}
	for _, p := range Parts {
		if p.Objects == nil {
			continue
		}
		found, err := p.Objects(tx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// referralsOf are the referrals of a case: what their recipient does is done to
// them, not to the case.
func referralsOf(tx *access.Tx, id lindung.CaseID) ([]string, error) {
	found, err := referral.CaseReferralIDs(tx, id)
	all := make([]string, len(found))
	for at, r := range found {
		all[at] = string(r)
	}
	return all, err
}
