package archtest

// debts lists what breaks a rule today, by rule and place, and what will end it.
// A debt that is paid must leave the list: the test says so.
var debts = map[string]map[string]string{
	"tables": {
		"cases reads batches": "lists leave out the cases of an import that is not stored to its end; a table of such imports that cases owns ends it",
	},
	"clock":   {},
	"dead":    {},
	"actions": {},
}

// owed reports whether a place is in the list of debts of a rule.
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
