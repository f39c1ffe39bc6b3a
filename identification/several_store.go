package identification

import (
	"cmp"
	"maps"
	"slices"

	"lindung"
	"lindung/access"
	"lindung/cases"
	"lindung/internal/db"
)

// DecisionsOn returns the decisions on several cases, as [ReadIn] does for one, as far as
// the actor may read them, inside an act that lists them. asked are the referrals by which
// they have asked for decisions, each with its case.
func DecisionsOn(tx *access.Tx, all []cases.Case, asked map[lindung.ReferralID]lindung.CaseID) (map[lindung.CaseID][]Decision, error) {
	var ids []lindung.CaseID
	for _, c := range all {
		if mayRead(c, lindung.Screening) || mayRead(c, lindung.Legal) {
			ids = append(ids, c.ID)
		}
	}
	rows, err := db.RowsIn(tx, decisionRows, decisionSelect+`WHERE d.case_id IN `+db.InList, ids)
	if err != nil {
		return nil, err
	}
	of := map[lindung.CaseID][]decisionRow{}
	for _, r := range rows {
		of[r.Case] = append(of[r.Case], r)
	}
	back, err := db.RowsIn(tx, decisionRows, decisionSelect+`WHERE d.referral IN `+db.InList, slices.Sorted(maps.Keys(asked)))
	if err != nil {
		return nil, err
	}
	for _, r := range back {
		if to := asked[r.Referral]; to != r.Case && slices.Contains(ids, to) {
			of[to] = append(of[to], r)
		}
	}
	known := map[lindung.CaseID][]Decision{}
	for _, c := range all {
		if !slices.Contains(ids, c.ID) {
			continue
		}
		rows := of[c.ID]
		slices.SortStableFunc(rows, func(a, b decisionRow) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.n, b.n)) })
		if known[c.ID], err = opened(tx, c.ID, rows); err != nil {
			return nil, err
		}
		if d, ok := fromFile(c); ok {
			known[c.ID] = slices.Insert(known[c.ID], 0, d)
		}
	}
	return known, nil
}
