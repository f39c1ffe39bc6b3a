package dossier

import (
	"slices"

	"lindung/access"
	"lindung/internal/db"
	"lindung/prevention"
	"lindung/staff"
)

// Owned are the tables whose rows are counted before anything of a case is shown to
// another organisation, and before anybody signs in.
var Owned = access.Owned{access.OfCase: caseRows(), access.OfActor: slices.Concat(access.GuardRows, staff.Rows), access.OfTip: prevention.OwnedTips}

func caseRows() []db.Table {
	var all []db.Table
	for _, p := range Parts {
		all = append(all, p.Rows...)
	}
	return all
}
