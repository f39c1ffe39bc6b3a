package archtest

// debts lists what breaks a rule today, by rule and place, and what will end it.
// A debt that is paid must leave the list: the test says so.
var debts = map[string]map[string]string{
	"tables": {
		"cases writes keys":         "undoing an import destroys the keys of its cases: a function of access, with the list of the parts of a file",
		"exchange reads notes":      "whether an import can still be undone: each part of a file will say it of itself",
		"exchange reads grants":     "the same",
		"exchange reads bases":      "the same",
		"exchange reads referrals":  "the same",
		"exchange reads screenings": "the same",
		"exchange reads decisions":  "the same",
	},
	"clock":   {},
	"dead":    {},
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
