package archtest

// debts lists what breaks a rule today, by rule and place, and what will end it.
// A debt that is paid must leave the list: the test says so.
var debts = map[string]map[string]string{
	"tables": {
		"cases writes keys":         "undoing an import destroys the keys of its cases: a function of access, with the list of the parts of a file",
		"consent reads cases":       "consent stands below cases: the lists of what waits and what ends belong above both",
		"consent reads team":        "the same lists",
		"exchange reads notes":      "whether an import can still be undone: each part of a file will say it of itself",
		"exchange reads grants":     "the same",
		"exchange reads bases":      "the same",
		"exchange reads referrals":  "the same",
		"exchange reads screenings": "the same",
		"exchange reads decisions":  "the same",
	},
	"clock": {
		"web/office/batch.go":         "written before there was one clock for all pages",
		"web/screening/decision.go":   "the same",
		"web/screening/result.go":     "the same",
		"web/screening/screening.go":  "the same",
		"web/sharing/consent.go":      "the same",
		"web/sharing/referral.go":     "the same",
		"web/sharing/referral_new.go": "the same",
		"web/staffdesk/people.go":     "the same",
	},
	"dead": {
		"consent/consent.go Covers": "the rule that runs is the SQL of a standing: one of the two goes",
	},
	"actions": {},
}

// owed reports whether a place stands in the list of debts of a rule.
func (t *Tree) owed(rule, place string) bool {
	if t.Debts[rule][place] == "" {
		return false
	}
	if t.Owed == nil {
		t.Owed = map[string]bool{}
	}
	t.Owed[rule+": "+place] = true
	return true
}
