package staff

import "strings"

// machines is the closed list of kinds of machines that a session is begun on, each after
// the words by which a browser says so. The first that fits counts: a phone names its
// system and what that is made of.
var machines = []struct{ kind, word string }{
	{"android", "Android"}, {"iphone", "iPhone"}, {"iphone", "iPad"}, {"windows", "Windows"}, {"mac", "Macintosh"}, {"linux", "CrOS"}, {"linux", "Linux"},
}

// otherMachine is the kind of a machine of which a browser does not say what it is.
const otherMachine = "other"

// machineOf returns what kind of machine a browser says it is on. That is all that is
// stored of what it says, enough for someone to tell their own sessions apart.
func machineOf(agent string) string {
	for _, m := range machines {
		if strings.Contains(agent, m.word) {
			return m.kind
		}
	}
	return otherMachine
}
